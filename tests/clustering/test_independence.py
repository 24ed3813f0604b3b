"""The numerics stand alone, are quick enough, and say when their data is missing."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from clustering import VoteMatrix, analyse, planted_votes
from clustering.exports import read_export
from clustering.report import report
from clustering.verification import differences

ROOT = Path(__file__).resolve().parents[2]
FRAMEWORKS = ("django", "rest_framework", "celery", "redis", "deliberation")


def test_clustering_imports_no_framework():
    code = "import sys, clustering, clustering.__main__; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "clustering" in loaded
    assert not loaded & set(FRAMEWORKS)


WITHOUT = """
import sys


class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {missing!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)


sys.meta_path.insert(0, Missing())
from clustering.__main__ import main
from clustering.passes import available_engine

print(available_engine(), file=sys.stderr)
sys.exit(main(sys.argv[1:]))
"""


def without(missing, *arguments):
    """A command where these modules are not installed: the engine it used, and the document it printed."""
    command = [sys.executable, "-c", WITHOUT.format(missing=missing), *arguments, "--quiet", "--json", "-"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
    return done.stderr.strip(), json.loads(done.stdout)


@pytest.mark.parametrize("missing", [FRAMEWORKS, ("numba",)], ids=["frameworks", "numba"])
def test_the_command_line_works_without_what_the_site_needs(missing, tmp_path):
    planted = planted_votes(150, 30, 3, seed=1)
    matrix = VoteMatrix.from_events(planted.participants, planted.statements, planted.values)
    events = zip(matrix.indices.tolist(), matrix.rows.tolist(), matrix.values.tolist(), strict=True)
    rows = [f"{statement},{person},{vote}" for statement, person, vote in events]
    (tmp_path / "votes.csv").write_text("\n".join(["comment-id,voter-id,vote", *rows]))
    engine, document = without(missing, "analyse", str(tmp_path), "--resamples", "2")
    assert engine == ("sparse" if "numba" in missing else "streamed")
    here = report(analyse(matrix, resamples=2))
    assert document["k"] == 3
    assert document["groups"] == here["groups"]
    assert [difference.where for difference in differences(document, here)] == []


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
