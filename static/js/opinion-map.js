/**
 * The map of opinions, moving. It wraps a still picture, which stays when this file does not run.
 *
 * What it draws comes from the published document and, only when asked for, from the reader's own votes; the place they
 * give is worked out here and sent nowhere. All its words are in the page, so that they are translated there.
 */

const SIDE = 400; // the picture's own units, as in web/opinion_map.py
const CLOSEST = 8;
const STEP = 1.5;
const RING = 1.1774; // standard deviations that hold half of a normal distribution in the plane
const ARROW = 160;
const NAMESPACE = "http://www.w3.org/2000/svg";
const PAGES = 100;

/**
 * Where votes place somebody: the mean and covariance of (S^-1 + sum w w' / noise)^-1 ..., written so that S, the
 * spread, may be singular. votes: [{statement, value}]; loadings: [{number, center, x, y}]. Returns {used, x, y,
 * covariance: [xx, xy, yy]}.
 */
export function place(votes, loadings, spread, noise) {
  const known = new Map(loadings.map((loading) => [loading.number, loading]));
  let [xx, xy, yy, bx, by, used] = [0, 0, 0, 0, 0, 0];
  for (const vote of votes) {
    const w = known.get(vote.statement);
    if (!w) continue;
    const off = (vote.value - w.center) / noise;
    xx += (w.x * w.x) / noise;
    xy += (w.x * w.y) / noise;
    yy += (w.y * w.y) / noise;
    bx += w.x * off;
    by += w.y * off;
    used += 1;
  }
  const [[s, t], [, u]] = spread;
  // M = 1 + S A; mean = M^-1 S b; covariance = M^-1 S
  const [a, b, c, d] = [1 + s * xx + t * xy, s * xy + t * yy, t * xx + u * xy, 1 + t * xy + u * yy];
  const det = a * d - b * c;
  const solve = (x, y) => [(d * x - b * y) / det, (a * y - c * x) / det];
  const [x, y] = solve(s * bx + t * by, t * bx + u * by);
  const [vxx, vxy] = solve(s, t);
  const [, vyy] = solve(t, u);
  return { used, x, y, covariance: [vxx, vxy, vyy] };
}

function drawn(name, attributes) {
  const element = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

async function read(address) {
  const answer = await fetch(address, { cache: "no-store", headers: { Accept: "application/json" } });
  if (!answer.ok) throw Object.assign(new Error(address), { status: answer.status });
  return answer.json();
}

/** All pages of one's own votes; none where this browser has not taken part. */
async function ownVotes(address) {
  const votes = [];
  try {
    for (let page = 1; page <= PAGES; page += 1) {
      const part = await read(`${address}?page=${page}&page_size=200`);
      votes.push(...part.results);
      if (!part.next) break;
    }
  } catch (error) {
    if (error.status !== 401 && error.status !== 403) throw error;
  }
  return votes;
}

class OpinionMap extends HTMLElement {
  view = { x: 0, y: 0, size: SIDE };
  fingers = new Map();

  connectedCallback() {
    this.svg = this.querySelector("svg");
    this.pane = this.querySelector("[data-pane]");
    this.layer = this.querySelector("[data-drawn]");
    this.select = this.querySelector("[data-statement]");
    for (const tool of this.querySelectorAll("[data-tools]")) tool.hidden = false;
    this.pane.tabIndex = 0;
    this.pane.setAttribute("role", "group");
    this.pane.setAttribute("aria-labelledby", "map-title");
    this.pane.setAttribute("aria-describedby", "map-keys");
    this.listen();
    // What statements there are is needed only once the map is in sight.
    const near = new IntersectionObserver((seen) => {
      if (!seen.some((entry) => entry.isIntersecting)) return;
      near.disconnect();
      this.result().then((result) => this.offer(result)).catch(() => this.say(this.dataset.failed));
    });
    near.observe(this);
  }

  listen() {
    this.addEventListener("click", (event) => {
      const move = event.target.closest("[data-move]")?.dataset.move;
      if (move) this.move(move);
    });
    this.pane.addEventListener("keydown", (event) => this.key(event));
    this.pane.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    for (const kind of ["pointerdown", "pointermove", "pointerup", "pointercancel"]) {
      this.pane.addEventListener(kind, (event) => this.pointer(event));
    }
    this.querySelector("[data-own]").addEventListener("click", (event) => this.own(event.currentTarget));
    this.querySelector("[data-png]").addEventListener("click", () => {
      this.png().catch(() => this.say(this.dataset.failed));
    });
    this.select.addEventListener("change", () => this.statement());
  }

  /** The published document, read once. */
  result() {
    this.loading ??= read(this.dataset.result).catch((error) => {
      this.loading = null;
      throw error;
    });
    return this.loading;
  }

  say(words) {
    this.querySelector("[data-say]").textContent = words;
  }

  // Moving

  show({ x, y, size }) {
    const within = Math.min(Math.max(size, SIDE / CLOSEST), SIDE);
    const keep = (from) => Math.min(Math.max(from, 0), SIDE - within);
    this.view = { x: keep(x), y: keep(y), size: within };
    this.svg.setAttribute("viewBox", `${this.view.x} ${this.view.y} ${within} ${within}`);
    this.svg.style.setProperty("--zoom", SIDE / within);
    this.pane.toggleAttribute("data-near", within < SIDE);
  }

  zoom(times, x = this.view.x + this.view.size / 2, y = this.view.y + this.view.size / 2) {
    const size = Math.min(Math.max(this.view.size / times, SIDE / CLOSEST), SIDE);
    const by = size / this.view.size;
    this.show({ x: x - (x - this.view.x) * by, y: y - (y - this.view.y) * by, size });
  }

  move(where) {
    const { x, y, size } = this.view;
    const far = size / 5;
    const moves = {
      in: () => this.zoom(STEP),
      out: () => this.zoom(1 / STEP),
      left: () => this.show({ x: x - far, y, size }),
      right: () => this.show({ x: x + far, y, size }),
      up: () => this.show({ x, y: y - far, size }),
      down: () => this.show({ x, y: y + far, size }),
      whole: () => this.show({ x: 0, y: 0, size: SIDE }),
    };
    moves[where]();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const moves = {
      "+": "in", "=": "in", "-": "out", "−": "out", 0: "whole",
      ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down",
    };
    const move = moves[event.key];
    // While all of the map is in sight there is nowhere to go, and arrows scroll the page as everywhere.
    if (!move || (event.key.startsWith("Arrow") && this.view.size === SIDE)) return;
    event.preventDefault();
    this.move(move);
  }

  wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const at = this.onPaper(event);
    this.zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15, at.x, at.y);
  }

  pointer(event) {
    if (event.type === "pointerdown") {
      this.fingers.set(event.pointerId, this.onPaper(event));
      if (this.view.size < SIDE || this.fingers.size > 1) this.pane.setPointerCapture(event.pointerId);
    } else if (event.type !== "pointermove") {
      this.fingers.delete(event.pointerId);
    } else if (this.fingers.has(event.pointerId)) {
      this.drag(event);
    }
  }

  drag(event) {
    const now = this.onPaper(event);
    const before = this.fingers.get(event.pointerId);
    const other = [...this.fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const apart = (one) => Math.hypot(one.x - other.x, one.y - other.y) || 1;
      this.zoom(apart(now) / apart(before), other.x, other.y);
    } else {
      this.show({ ...this.view, x: this.view.x + before.x - now.x, y: this.view.y + before.y - now.y });
    }
    this.fingers.set(event.pointerId, this.onPaper(event));
  }

  /** Where on the picture a pointer is. */
  onPaper({ clientX, clientY }) {
    return new DOMPoint(clientX, clientY).matrixTransform(this.svg.getScreenCTM().inverse());
  }

  // Oneself

  async own(button) {
    this.layer.querySelector(".own")?.remove();
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(on));
    if (!on) {
      this.say("");
      return;
    }
    try {
      const { publication } = await this.result();
      this.say(publication.noise ? this.stand(await ownVotes(this.dataset.votes), publication) : this.dataset.noPlace);
    } catch {
      button.setAttribute("aria-pressed", "false");
      this.say(this.dataset.failed);
    }
  }

  /** Draws the place and returns what it says. */
  stand(votes, { loadings, spread, noise, map }) {
    const found = place(votes, loadings, spread, noise);
    if (!found.used) return this.dataset.noVotes;
    const units = SIDE / (2 * map.extent);
    const edge = (value) => Math.min(Math.max(value, 4), SIDE - 4);
    const [x, y] = [edge(SIDE / 2 + found.x * units), edge(SIDE / 2 - found.y * units)];
    const [xx, xy, yy] = found.covariance;
    const [middle, half] = [(xx + yy) / 2, Math.hypot((xx - yy) / 2, xy)];
    const turn = (-Math.atan2(2 * xy, xx - yy) / 2) * (180 / Math.PI);
    const radius = (variance) => RING * units * Math.sqrt(Math.max(variance, 0));
    const own = drawn("g", { class: "own" });
    own.append(
      drawn("ellipse", {
        class: "ring", rx: radius(middle + half), ry: radius(middle - half), transform: `translate(${x} ${y}) rotate(${turn})`,
      }),
      drawn("circle", { class: "dot", cx: x, cy: y, r: 5 }),
    );
    const label = drawn("text", { x, y: y < 40 ? y + 26 : y - 14 });
    label.textContent = this.dataset.you;
    own.append(label);
    this.layer.append(own);
    const near = this.nearest(found, map.hulls);
    return near ? this.dataset.near.replace("{label}", near) : this.dataset.about;
  }

  /** The letter of the group whose outline has the nearest middle; none where there are no groups. */
  nearest({ x, y }, hulls) {
    const middle = (corners, axis) => corners.reduce((sum, corner) => sum + corner[axis], 0) / corners.length;
    const far = ([, corners]) => Math.hypot(middle(corners, 0) - x, middle(corners, 1) - y);
    const groups = Object.entries(hulls).filter(([label, corners]) => label && corners.length);
    return groups.sort((one, other) => far(one) - far(other))[0]?.[0];
  }

  // Statements

  offer({ statements }) {
    const options = statements.map(({ number, text }) => {
      const short = text.length > 90 ? `${text.slice(0, 89)}…` : text;
      return new Option(`${number} ${short}`, number);
    });
    this.select.append(...options);
  }

  async statement() {
    this.layer.querySelector(".towards")?.remove();
    const table = this.querySelector("[data-votes-table]");
    table.hidden = !this.select.value;
    if (table.hidden) {
      this.say("");
      return;
    }
    const { publication, statements } = await this.result();
    const number = Number(this.select.value);
    table.querySelector("[data-text]").textContent = statements.find((one) => one.number === number).text;
    this.tell(table.tBodies?.[0] ?? table.querySelector("tbody"), publication.statements, number);
    const loading = publication.loadings.find((one) => one.number === number);
    this.say(loading ? this.dataset.arrow : this.dataset.noArrow);
    if (loading) this.layer.append(this.arrow(loading, publication.loadings));
  }

  tell(body, rows, number) {
    const row = rows.find((one) => one.number === number);
    const line = (name, counts) => {
      const made = document.createElement("tr");
      const head = document.createElement("th");
      head.scope = "row";
      head.textContent = name;
      made.append(head);
      for (const kind of ["agree", "disagree", "skip"]) {
        const cell = made.insertCell();
        cell.className = "number";
        cell.textContent = counts[kind] ?? this.dataset.hidden;
      }
      return made;
    };
    const groups = row.groups.map((group) => line(this.dataset.group.replace("{label}", group.label), group));
    body.replaceChildren(line(this.dataset.everybody, row), ...groups);
  }

  arrow({ x, y }, loadings) {
    const longest = Math.max(...loadings.map((one) => Math.hypot(one.x, one.y))) || 1;
    const [dx, dy] = [(x / longest) * ARROW, (-y / longest) * ARROW];
    const [tipX, tipY, turn] = [SIDE / 2 + dx, SIDE / 2 + dy, (Math.atan2(dy, dx) * 180) / Math.PI];
    const group = drawn("g", { class: "towards" });
    group.append(
      drawn("path", { d: `M${SIDE / 2} ${SIDE / 2}L${tipX} ${tipY}` }),
      drawn("path", { d: "M-9 -6L2 0L-9 6z", class: "tip", transform: `translate(${tipX} ${tipY}) rotate(${turn})` }),
    );
    return group;
  }

  // Taking it along

  async png() {
    const answer = await fetch(this.dataset.picture);
    if (!answer.ok) throw new Error(this.dataset.picture);
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(await answer.text())}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width * 3, image.height * 3];
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const file = await new Promise((done) => canvas.toBlob(done, "image/png"));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = `${this.dataset.name}.png`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }
}

customElements.define("opinion-map", OpinionMap);
