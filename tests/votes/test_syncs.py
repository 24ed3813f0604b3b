"""SQLite: every vote is on the disk before it is answered. Killing a process could not show it: system calls do."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

VOTES = 100
CAST = f"""
import sys, uuid, django
django.setup()
from django.db import connection
from django.utils import timezone
from deliberation.votes.actions import cast
from deliberation.votes.models import Participant

if len(sys.argv) > 1:
    connection.cursor().execute("PRAGMA synchronous=" + sys.argv[1])
voter = Participant.objects.select_related("consultation__opening").first()
for turn in range({VOTES}):
    cast(by=voter, number=0, value=turn % 3 - 1, operation=uuid.UUID(int=turn), now=timezone.now())
"""
pytestmark = [
    pytest.mark.skipif(os.environ.get("ANSWERABLE_ENGINE") == "postgres", reason="counts what SQLite asks of the disk"),
    pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed: it counts the system calls"),
]


@pytest.fixture
def world(transactional_db, tmp_path) -> Path:
    """A copy of the test database, which itself does without the disk."""
    call_command("simulate", participants=3, statements=3, groups=2, seed=1, slug="square", votes_per_person=1)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(tmp_path / "copy.sqlite3")])
    return tmp_path


def syncs(folder: Path, *fault: str) -> int:
    """How often the disk was waited for while so many votes were cast."""
    own = {"DATABASE_URL": f"sqlite:///{folder}/copy.sqlite3", "DJANGO_SETTINGS_MODULE": "deliberation.settings"}
    own["ANSWERABLE_VOTES_A_MINUTE"] = own["ANSWERABLE_VOTES_AN_HOUR"] = str(VOTES)  # all are one voter's
    watching = ["strace", "-f", "--seccomp-bpf", "-qq", "-e", "trace=fsync,fdatasync", "-o", folder / "calls"]
    subprocess.run([*watching, sys.executable, "-c", CAST, *fault], env=os.environ | own, check=True)
    return (folder / "calls").read_text().count("sync(")


def test_every_vote_is_synced(world):
    assert syncs(world) >= VOTES


def test_the_count_tells_when_they_are_not(world):
    assert syncs(world, "NORMAL") < VOTES / 10
