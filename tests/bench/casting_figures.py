"""Votes through the web server, pages and API, beside pgbench with the same statements. Started by casting.py.

The floor is measured before and after: where the two differ by more than 15 %, something else used the machine, and
the figures say little.
"""

import os
import random
import re
import subprocess
import sys
import tempfile
import time
from itertools import count
from pathlib import Path
from uuid import UUID

import django

django.setup()  # before anything that knows a model

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.utils import timezone

from deliberation.consultations.models import Consultation
from deliberation.embedded import postgres, run, state
from deliberation.embedded.supervisor import Supervisor
from deliberation.statements.models import Statement
from deliberation.votes.identity import COOKIE, new_token, pseudonym, remember
from deliberation.votes.imports import Cast, store_votes
from deliberation.votes.models import Participant, Served
from tests.bench.load import Load, load, request
from tests.bench.targets import Target, show

PEOPLE, STATEMENTS, CLIENTS, SEED = 2_000, 60, 32, 7
TOKEN = "a" * 32  # against forged requests; the cookie must hold the same
BULK = 20_000  # votes
FLOOR = """\
\\set person random({people[0]}, {people[1]})
\\set statement random({statements[0]}, {statements[1]})
\\set value random(-1, 1)
WITH line AS (
  INSERT INTO votes_vote (operation, consultation_id, participant_id, statement_id, value, counted, cast_at)
  VALUES (gen_random_uuid(), {consultation}, :person, :statement, :value, true, now())
  RETURNING id, participant_id, statement_id, value, counted
), kept AS (
  INSERT INTO votes_currentvote (participant_id, statement_id, vote, value, counted)
  SELECT participant_id, statement_id, id, value, counted FROM line
  ON CONFLICT (participant_id, statement_id) DO UPDATE
  SET vote = excluded.vote, value = excluded.value, counted = excluded.counted
  WHERE excluded.vote > votes_currentvote.vote
)
INSERT INTO votes_dirtymark (consultation_id) VALUES ({consultation}) ON CONFLICT DO NOTHING;
"""


class World:
    """A consultation, and people whose cookies are known."""

    def __init__(self) -> None:
        call_command(
            "simulate", participants=10, statements=STATEMENTS, groups=2, seed=SEED, slug="square", verbosity=0
        )
        self.consultation = Consultation.objects.get(slug="square")
        self.statements = list(Statement.objects.filter(consultation=self.consultation).order_by("number"))
        tokens, now = [new_token() for _ in range(PEOPLE)], timezone.now()
        made = Participant.objects.bulk_create(
            Participant(consultation=self.consultation, pseudonym=pseudonym(token, self.consultation.pk), joined_at=now)
            for token in tokens
        )
        shown = [
            Served(participant=one, statement=each, served_at=now) for one in made for each in self.statements[:20]
        ]
        Served.objects.bulk_create(shown, batch_size=5_000)
        self.people = made
        self.cookies = [_cookie(token) for token in tokens]
        self.chance, self.operations = random.Random(SEED), count(1)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            cursor.execute("ANALYZE")

    def _who(self) -> tuple[dict[str, str], int, int, UUID]:
        cookie = f"{COOKIE}={self.chance.choice(self.cookies)}; csrftoken={TOKEN}"
        number, value = self.chance.randrange(20), self.chance.choice((-1, 0, 1))
        return {"Cookie": cookie, "X-CSRFToken": TOKEN}, number, value, UUID(int=next(self.operations) << 32)

    def in_pages(self) -> bytes:
        headers, number, value, operation = self._who()
        form = f"statement={number}&value={value}&operation={operation}"
        return request("POST", "/c/square/vote/", headers | {"Content-Type": "application/x-www-form-urlencoded"}, form)

    def in_api(self, follow: str = "true") -> bytes:
        headers, number, value, operation = self._who()
        body = f'{{"statement": {number}, "value": {value}, "operation": "{operation}", "follow": {follow}}}'
        path = "/api/v1/consultations/square/votes"
        return request("POST", path, headers | {"Content-Type": "application/json"}, body)

    def floor(self, seconds: float) -> tuple[float, float]:
        """Transactions a second of pgbench with the same writes, prepared, and their mean latency in ms."""
        people, statements = ([each.pk for each in rows] for rows in (self.people, self.statements[:20]))
        script = FLOOR.format(
            people=(min(people), max(people)), statements=(min(statements), max(statements)),
            consultation=self.consultation.pk,
        )  # fmt: skip
        with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
            file.write(script)
            file.flush()
            command = [
                postgres.installed() / "bin" / "pgbench", "-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "2",
                "-T", str(int(seconds)), "-f", file.name, os.environ["DATABASE_URL"],
            ]  # fmt: skip
            said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        return float(re.search(r"tps = ([\d.]+)", said)[1]), float(re.search(r"latency average = ([\d.]+)", said)[1])

    def bulk(self) -> float:
        """Votes a second of an import."""
        joined = dict(enumerate(self.people))
        votes = [
            Cast(participant=number % PEOPLE, number=20 + number // PEOPLE, value=1, cast_at=self.people[0].joined_at)
            for number in range(BULK)
        ]
        began = time.perf_counter()
        store_votes(consultation=self.consultation, participants=joined, cast=votes, now=timezone.now())
        return BULK / (time.perf_counter() - began)


def _cookie(token: str) -> str:
    response = HttpResponse()
    remember(response, token)
    return response.cookies[COOKIE].value


def served(folder: Path, workers: str, seconds: float, what: dict[str, object]) -> dict[str, Load]:
    """Each of these through a web server with so many processes."""
    run.WEB_WORKERS = workers
    choices = run.Choices("127.0.0.1", state.free_port(), None, embedded_postgres=False)
    environment = os.environ | {"ANSWERABLE_LOG_LEVEL": "ERROR", "ANSWERABLE_STATE": str(folder)}
    with Supervisor() as supervisor:
        run.start_web(supervisor, environment, choices)
        assert supervisor.wait_until(lambda: run.is_live(choices), 60)
        return {name: load(choices.port, make, connections=CLIENTS, seconds=seconds) for name, make in what.items()}


def row(name: str, came: Load, floor: float) -> None:
    shares = "".join(f"{came.percentile(each):>9.1f}" for each in (50, 95, 99))
    print(f"{name:<26}{came.rate:>10.0f}{came.rate / floor:>12.2f}{shares}  {dict(came.statuses)}")


def main(seconds: float, kept: Path) -> None:
    world, folder = World(), Path(settings.STATE)
    if connection.vendor == "sqlite":
        floor = float(kept.read_text())
        pages = served(folder, "2", seconds, {"pages": world.in_pages})["pages"]
        row("pages, on SQLite", pages, floor)
        show([Target("votes in pages on SQLite, of pgbench", pages.rate / floor, "", least=0.2)])
        return
    bare = request("GET", "/health/live", {})
    print(f"{CLIENTS} connections, {os.cpu_count()} processors; load before this began {os.getloadavg()[0]:.1f}")
    before, latency = world.floor(seconds)
    two = served(folder, "2", seconds, {
        "bare view": lambda: bare, "pages": world.in_pages, "API": lambda: world.in_api("false"),
        "API, with the next": world.in_api,
    })  # fmt: skip
    one = served(folder, "1", seconds, {"pages, one process": world.in_pages})
    after, _latency = world.floor(seconds)
    floor, bulk = (before + after) / 2, world.bulk()
    kept.write_text(str(floor))
    print(f"{'':<26}{'a second':>10}{'of pgbench':>12}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}  answers")
    print(f"{'pgbench before, after':<26}{before:>10.0f}{after:>12.0f}{latency:>9.1f} (mean)")
    for name, came in (two | one).items():
        row(name, came, floor)
    print(f"{'bulk import':<26}{bulk:>10.0f}{bulk / floor:>12.2f}")
    if abs(before - after) > 0.15 * floor:
        print("The floors differ by more than 15 %: something else used the machine; measure again.")
    pages = two["pages"]
    show([
        Target("votes in pages, of pgbench", pages.rate / floor, "", least=0.4),
        Target("p99 of votes in pages", pages.percentile(99), "ms", most=60),
        Target("votes by the API, of pgbench", two["API"].rate / floor, "", least=0.25),
        Target("two web processes, of one", pages.rate / one["pages, one process"].rate, "x", least=1.8),
        Target("bulk import, of pgbench", bulk / floor, "x", least=3),
    ])  # fmt: skip


if __name__ == "__main__":
    main(float(sys.argv[1]), Path(sys.argv[2]))
