"""People who vote while everything breaks: each sends on until it is answered, or gives up, and remembers which."""

import http.client
import json
import random
import re
import threading
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from uuid import UUID

from tests.durability.model import Intent

VOTES_EACH = 40  # then the writer goes on as somebody new
UNREAD = 0.02  # of the requests: sent, and the line is cut before the answer
GIVES_UP = 0.15  # after each failure
PAUSE = 0.1  # seconds before it is sent again
SHOWN = re.compile(rb'name="statement" value="(\d+)"')
STORED = (200, 201, 302)
TOO_FAST = 429
NO_ANSWER = (OSError, http.client.HTTPException)


class Unanswered(Exception):
    """Whether it was done, nobody can say."""


@dataclass
class Tally:
    """What all writers share: how far they are, and when to stop."""

    answered: int = 0
    failures: int = 0
    cut: int = 0  # lines, after the request and before the answer
    refused: list[str] = field(default_factory=list)
    outage: float = 0.0  # the longest time in seconds in which nobody's vote was acknowledged
    last: float = field(default_factory=time.monotonic)
    over: threading.Event = field(default_factory=threading.Event)
    changing: threading.Lock = field(default_factory=threading.Lock)

    def count(self, *, answered: bool) -> None:
        with self.changing:
            self.answered += answered
            self.failures += not answered
            if answered:
                now = time.monotonic()
                self.outage, self.last = max(self.outage, now - self.last), now


class Writer(threading.Thread):
    """One after another, so many participants; `in_pages`: as browsers without JavaScript do."""

    def __init__(self, port: int, slug: str, name: str, seed: int, tally: Tally, *, in_pages: bool, retries_anew: bool):
        super().__init__(name=name, daemon=True)
        self.port, self.slug, self.tally = port, slug, tally
        self.in_pages, self.retries_anew = in_pages, retries_anew
        self.chance = random.Random(f"{seed} {name}")
        self.intents: list[Intent] = []
        self.told: int | None = None  # what the answer to the last vote says is asked next
        self.line: http.client.HTTPConnection | None = None

    def run(self) -> None:
        person = 0
        while not self.tally.over.is_set():
            self._be_somebody(f"{self.name}, person {person}")
            person += 1
        self._hang_up()

    def _be_somebody(self, voter: str) -> None:
        token = "".join(self.chance.choices("abcdefghijklmnopqrstuvwxyz", k=32))
        self.cookies = {"csrftoken": token}
        self.told = None
        shown: list[int] = []
        for _ in range(VOTES_EACH):
            while (number := self._next()) is None:  # nothing can be lost yet: ask again
                if self.tally.over.wait(PAUSE):
                    return
            # Sometimes they think again about what they voted on before.
            again = shown and self.chance.random() < 0.2
            statement = self.chance.choice(shown) if again else number
            shown.append(number)
            self._vote(Intent(voter, statement, self.chance.choice((1, -1, 0)), asked=len(self.intents)))
            if self.tally.over.is_set():
                return

    def _vote(self, intent: Intent) -> None:
        self.intents.append(intent)
        while not self.tally.over.is_set():
            if not intent.operations or self.retries_anew:
                intent.operations.append(str(UUID(int=self.chance.getrandbits(128), version=4)))
            try:
                intent.acknowledged = self._send_vote(intent)
            except Unanswered:
                self.tally.count(answered=False)
                if self.chance.random() < GIVES_UP:
                    return
                self.tally.over.wait(PAUSE)
            else:
                self.tally.count(answered=intent.acknowledged)
                return

    def _next(self) -> int | None:
        """The number of what is asked next; None when nobody answered. An answer to a vote has told it."""
        if self.told is not None:
            return self.told
        try:
            if self.in_pages:
                found = SHOWN.search(self._ask("GET", f"/c/{self.slug}/vote/", "", "")[1])
                return int(found[1]) if found else None
            answer = json.loads(self._ask("POST", self._api("next"), "{}", "application/json")[1])
            return answer["statement"]["number"] if answer["statement"] else None
        except Unanswered:
            self.tally.count(answered=False)
            return None

    def _send_vote(self, intent: Intent) -> bool:
        fields = {"statement": intent.statement, "value": intent.value, "operation": intent.operations[-1]}
        if self.in_pages:
            fields["csrfmiddlewaretoken"] = self.cookies["csrftoken"]
            sent, kind = "&".join(f"{name}={value}" for name, value in fields.items()), "x-www-form-urlencoded"
            path = f"/c/{self.slug}/vote/"
        else:
            sent, kind, path = json.dumps(fields), "json", self._api("votes")
        unread = self.chance.random() < UNREAD
        self.told = None
        status, body = self._ask("POST", path, sent, f"application/{kind}", unread=unread)
        if status in STORED:
            following = None if self.in_pages else json.loads(body)["next"]
            self.told = following and following["number"]
            return True
        self.tally.refused.append(f"{status} {body[:200]!r}")
        return False

    def _api(self, what: str) -> str:
        return f"/api/v1/consultations/{self.slug}/{what}"

    def _ask(self, method: str, path: str, sent: str, kind: str, *, unread: bool = False) -> tuple[int, bytes]:
        """Status and body; Unanswered when there are none, or none that says what was done."""
        try:
            if self.line is None:
                self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.chance.uniform(1, 6))
            headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
            headers |= {"X-CSRFToken": self.cookies["csrftoken"]} | ({"Content-Type": kind} if kind else {})
            self.line.request(method, path, sent or None, headers)
            if unread:
                time.sleep(self.chance.uniform(0, 0.05))
                self.tally.cut += 1
                raise ConnectionAbortedError
            answer = self.line.getresponse()
            body = answer.read()
        except NO_ANSWER as error:
            self._hang_up()
            raise Unanswered from error
        if answer.status >= 500 or answer.status == TOO_FAST:
            raise Unanswered(str(answer.status))
        for text in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(text).items()}
        return answer.status, body

    def _hang_up(self) -> None:
        if self.line:
            self.line.close()
        self.line = None
