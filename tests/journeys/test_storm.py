"""Every part dies while people vote: nothing acknowledged is lost, doubled or wrong, and results still come.

The short form; `make soak` has the long one, and the two faults that it must find.
"""

import contextlib
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from deliberation.embedded import postgres
from tests.conftest import url_of_test_database
from tests.durability.stack import PARTS, Stack, start_programs, started
from tests.durability.storm import SLUG, Plan, recounting, storm
from tests.durability.writers import Tally
from tests.side_by_side import on_postgres

pytestmark = [pytest.mark.worker, on_postgres]
BLOWS = (*(f"kill {part}" for part in PARTS), "stop-one web", "flush valkey")


@pytest.fixture
def stack(transactional_db: None) -> Iterator[Stack]:
    """All of `make run`, on a PostgreSQL that may be killed: a copy of the test database, which may not."""
    call_command("simulate", participants=60, statements=60, groups=3, seed=7, slug=SLUG)
    folder = Path(tempfile.mkdtemp(prefix="answerable-storm-", dir=postgres.shared_folder()))
    own = {"ANSWERABLE_STATE": str(folder), "ANSWERABLE_SNAPSHOTS": str(folder / "snapshots")}
    more = {"ANSWERABLE_RELEASE_MINUTES": "0", "ANSWERABLE_DEMO": "no", "ANSWERABLE_LOG_LEVEL": "ERROR"}
    with contextlib.ExitStack() as ending:
        ending.callback(shutil.rmtree, folder, ignore_errors=True)
        made = ending.enter_context(started(folder, own | more))
        (folder / "static").symlink_to(settings.STATIC_ROOT)
        copied(url_of_test_database(), made.database)
        start_programs(made, folder)
        yield made


def copied(source: str, target: str) -> None:
    programs = postgres.installed() / "bin"
    dump = subprocess.run([programs / "pg_dump", "--no-owner", source], check=True, capture_output=True)
    load = [programs / "psql", "--quiet", "--set", "ON_ERROR_STOP=1", target]
    subprocess.run(load, input=dump.stdout, check=True, stdout=subprocess.DEVNULL)


def test_whatever_dies_no_acknowledged_vote_is_lost_doubled_or_wrong(stack):
    plan = Plan(seed=7, votes=60, kills=1, calm=(0.0, 0.3), writers=8, blows=BLOWS)
    with recounting(stack) as agrees:
        verdict = storm(stack, plan, Tally())
        assert verdict.holds, str(verdict)
        assert verdict.acknowledged >= plan.votes
        assert all(stack.killed[part] for part in PARTS)
        assert agrees(120)
