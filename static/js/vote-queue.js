/** Votes that wait in this browser until the server has them, and the form that makes it forget who voted. */

const PREFIX = "votes:";
const memory = new Map(); // where storage is forbidden the votes live as long as the page

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? [];
  } catch {
    return memory.get(key) ?? [];
  }
}

function write(key, votes) {
  memory.set(key, votes);
  try {
    if (votes.length) localStorage.setItem(key, JSON.stringify(votes));
    else localStorage.removeItem(key);
  } catch {
    // see above
  }
}

/** A name for one vote that nobody else makes; randomUUID is missing on plain http. */
function operation() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** The waiting votes of one participant, oldest first. Read anew each time: another tab may send them, too. */
export class Queue {
  constructor(mark) {
    this.key = PREFIX + mark;
  }

  get votes() {
    return read(this.key);
  }

  add(statement, value) {
    write(this.key, [...this.votes, { operation: operation(), statement, value }]);
  }

  /** The server has it, or will not have it. */
  done(vote) {
    write(this.key, this.votes.filter((other) => other.operation !== vote.operation));
  }
}

function waiting() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  } catch {
    return [...memory.keys()].filter((key) => memory.get(key).length);
  }
}

/** Nobody's votes are given up without being told so. */
export function guard(form, tell) {
  let told = false;
  form?.addEventListener("submit", (event) => {
    const keys = waiting();
    const count = keys.reduce((sum, key) => sum + read(key).length, 0);
    if (count && !told) {
      event.preventDefault();
      told = true;
      tell(count);
    } else {
      for (const key of keys) write(key, []);
    }
  });
}
