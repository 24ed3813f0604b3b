"""The database is brought up to date while people vote: no vote fails, and none waits for a lock longer than promised.

`make soak` does the same at length: ANSWERABLE_UPGRADE_ROWS votes are there already.
"""

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO
from itertools import cycle
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from deliberation.status.management.commands import migrate
from deliberation.votes.actions import cast
from deliberation.votes.models import Vote
from tests.cast import NOON, voted_world
from tests.deploy.expanding import NEWEST
from tests.patience import eventually
from tests.side_by_side import in_thread, on_postgres

pytestmark = [on_postgres, pytest.mark.django_db(transaction=True)]
ROWS = int(os.environ.get("ANSWERABLE_UPGRADE_ROWS", "20000"))
SECOND = timedelta(seconds=1)
RATE, VOTERS = 50, 5  # votes a second, by so many at once
STEPS = ("step_1_columns", "step_2_table", "step_3_index", "step_4_constraint")
MANY = """
INSERT INTO votes_vote (operation, consultation_id, participant_id, statement_id, value, counted, cast_at)
SELECT gen_random_uuid(), consultation_id, participant_id, statement_id, value, false, cast_at - interval '1 day'
FROM votes_vote, generate_series(1, %s / (SELECT count(*) FROM votes_vote))
"""


class Square:
    """People who vote all the time, at telephones that go from hand to hand. A vote that waits for a
    lock longer than a change may wait for its own, and a little, fails."""

    def __init__(self, world):
        self.world, self.over, self.waits, self.faults = world, threading.Event(), [], []

    def votes(self, number):
        now = NOON
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '3s'")
        hands, due = cycle(self.world.people[number::VOTERS]), time.monotonic()
        while not self.over.wait(max(0.0, due - time.monotonic())):
            due += VOTERS / RATE
            begin = time.monotonic()
            now += 2 * SECOND  # so that nobody votes too often
            try:
                cast(by=next(hands), number=number, value=1, operation=uuid4(), now=now)
            except Exception as fault:  # noqa: BLE001 - whatever it is, it is a vote that failed
                self.faults.append(fault)
            self.waits.append(time.monotonic() - begin)


def applied():
    return {name for app, name in MigrationRecorder(connection).applied_migrations() if app == "votes"}


def held(release):
    """Somebody who reads the votes in a long transaction: every change of the table has to wait."""
    with transaction.atomic():
        Vote.objects.exists()
        release.wait(60)


@pytest.fixture
def expanding(settings):
    call_command("migrate", fake=True, verbosity=0)  # most processes make their tables from the models
    settings.MIGRATION_MODULES = {"votes": "tests.deploy.expanding"}
    call_command("migrate", "status", "zero", verbosity=0)
    yield
    call_command("migrate", "votes", NEWEST, verbosity=0)
    call_command("migrate", "status", verbosity=0)


def test_nobody_who_votes_notices_an_upgrade(expanding, capsys):
    world, said, release = voted_world(), StringIO(), threading.Event()
    with connection.cursor() as cursor:
        cursor.execute(MANY, [ROWS])
    square, before = Square(world), Vote.objects.count()
    with ThreadPoolExecutor(VOTERS + 2) as pool:
        voters = [in_thread(pool, lambda number=number: square.votes(number)) for number in range(VOTERS)]
        try:
            eventually(lambda: len(square.waits) > RATE)
            reader = in_thread(pool, lambda: held(release))
            upgrade = in_thread(pool, lambda: call_command("migrate", verbosity=0, stderr=said, skip_checks=True))
            eventually(lambda: "Trying again" in said.getvalue() or upgrade.done())
            release.set()
            upgrade.result(120)
            reader.result(60)
            seen = len(square.waits)
            eventually(lambda: len(square.waits) > seen + RATE)
        finally:
            release.set()
            square.over.set()
        for voter in voters:
            voter.result(60)
    assert square.faults == []
    assert applied() >= set(STEPS)
    assert "Trying again" in said.getvalue()
    assert Vote.objects.count() == before + len(square.waits)
    with capsys.disabled():
        words = f"{len(square.waits)} votes, 0 failed, longest {max(square.waits):.2f} s, beside {before} votes"
        print(f"\n{words}")  # noqa: T201 - the figure that was asked for


def test_what_is_no_lock_is_not_tried_again(monkeypatch):
    tried = []

    def fails(_command, **_options):
        tried.append(1)
        raise OperationalError("The disk is full.")

    monkeypatch.setattr(migrate.Migrate, "handle", fails)
    with pytest.raises(OperationalError, match="full"):
        call_command("migrate")
    assert len(tried) == 1
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)
