"""The real parts under a journey: a live server, a Celery worker and the clock that gives it work."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deliberation.embedded.processes import die_with_parent
from tests.conftest import ROOT, stop_worker, url_of_test_database


@pytest.fixture
def clock(celery_worker_process: subprocess.Popen[bytes], tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Celery's beat, sending the periodic jobs of celery.py to the worker."""
    command = [sys.executable, "-m", "celery", "-A", "deliberation.celery", "--quiet", "beat",
               "--schedule", str(tmp_path / "schedule"), "--pidfile="]  # fmt: skip
    process = subprocess.Popen(
        command,
        env=os.environ | {"DATABASE_URL": url_of_test_database()},
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=die_with_parent,  # noqa: PLW1509 - one prepared system call, which takes no lock
    )
    yield process
    stop_worker(process)
