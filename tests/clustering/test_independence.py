"""The numerics stand alone, are quick enough, and say when their data is missing."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from clustering import analyse
from clustering.exports import read_export

ROOT = Path(__file__).resolve().parents[2]
FRAMEWORKS = ("django", "rest_framework", "celery", "redis", "deliberation")


def test_clustering_imports_no_framework():
    code = "import sys, clustering, clustering.__main__; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "clustering" in loaded
    assert not loaded & set(FRAMEWORKS)


def test_vtaiwan_takes_a_couple_of_seconds(export_folders):
    export = read_export(export_folders / "vtaiwan.uberx")
    assert export.matrix.shape == (1921, 197)
    start = time.perf_counter()
    found = analyse(export.matrix, method="polis", moderated_out=export.moderated_out)
    assert time.perf_counter() - start < 2
    assert (found.k, found.group_sizes.tolist()) == (2, [328, 890])


def test_missing_data_is_skipped_with_its_reason(find_data):
    with pytest.raises(pytest.skip.Exception, match="set ANSWERABLE_DATA"):
        find_data("polis-math-payloads", {"ANSWERABLE_DATA": "nowhere"})


def test_missing_data_fails_where_it_must_be_there(find_data):
    with pytest.raises(pytest.fail.Exception, match="set ANSWERABLE_DATA"):
        find_data("polis-math-payloads", {"ANSWERABLE_DATA": "nowhere", "CI": "true"})
