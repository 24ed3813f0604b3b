"""The real consultations: used where they are, skipped loudly where they are not, never skipped by CI."""

import os
import subprocess
import sys

import pytest

from tests.house.sources import ROOT

THIS = "tests/house/test_shared_data.py::test_the_data_is_there"


def test_the_data_is_there(shared_data):
    assert (shared_data / "polis-open-data").is_dir()


def run_without_data(**more: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "CI"}
    environment |= {"ANSWERABLE_DATA": "/nowhere", **more}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", THIS]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("more", "status", "said"), [({}, 0, "1 tests did NOT run"), ({"CI": "true"}, 1, "must not skip")]
)
def test_missing_data_is_not_passed_over(more, status, said):
    done = run_without_data(**more)
    assert (done.returncode, said in done.stdout) == (status, True), done.stdout
