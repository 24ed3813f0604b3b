"""The tools that read the code for us: ruff, mypy, djlint, makemigrations. Each is shown to find something."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.house.sources import ROOT

BAD_PYTHON = '''"""Bad on purpose."""
import os


def late() -> None:
    import sys

    print(sys)
'''


def tool(*arguments: str | Path, given: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, input=given, capture_output=True, text=True, check=False)


def test_ruff_is_content():
    done = tool("ruff", "check", "--output-format=concise", ".")
    assert done.returncode == 0, done.stdout + done.stderr


def test_ruff_finds_imports_inside_functions_and_more():
    done = tool("ruff", "check", "--output-format=concise", "--stdin-filename=deliberation/x.py", "-", given=BAD_PYTHON)
    assert {"F401", "PLC0415", "T201"} <= set(re.findall(r"\b[A-Z]+\d+\b", done.stdout))


def test_every_ignore_gives_its_reason():
    bare = re.compile(r"#\s*noqa(?:: ?[A-Z0-9, ]+)?\s*$", re.MULTILINE)
    assert bare.search("x = 1  # noqa: E501"), "the pattern sees nothing"
    folders = ("deliberation", "clustering", "deploy", "tests")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.py") if path != Path(__file__)]
    assert [str(path.relative_to(ROOT)) for path in files if bare.search(path.read_text())] == []


def test_mypy_is_content():
    """Where nothing stays from one run to the next, what it found out is not written down."""
    done = tool("mypy", *(["--cache-dir", os.devnull] if "CI" in os.environ else []))
    assert done.returncode == 0, done.stdout + done.stderr


def test_mypy_is_strict_where_the_law_asks_for_it(tmp_path):
    """The same overrides, applied to files of such names with an untyped function in each."""
    modules = ["clustering/zz.py", "deliberation/votes/rules.py"]
    for module in modules:
        (tmp_path / module).parent.mkdir(parents=True)
        for package in Path(module).parents[:-1]:
            (tmp_path / package / "__init__.py").touch()
        (tmp_path / module).write_text("def untyped(argument):\n    return argument\n")
    settings = re.sub(r"(?m)^(plugins|files) = .*$", "", (ROOT / "pyproject.toml").read_text())
    (tmp_path / "pyproject.toml").write_text(settings)
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--cache-dir", tmp_path / "cache", *modules],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    found = re.findall(r"(?m)^(.+):1: .*\[no-untyped-def\]", done.stdout)
    assert sorted(found) == modules, done.stdout + done.stderr


def test_the_templates_are_sound():
    done = tool("djlint", "templates", "--lint", "--quiet")
    assert done.returncode == 0, done.stdout + done.stderr


def test_djlint_finds_a_fault(tmp_path):
    (tmp_path / "bad.html").write_text('<div><img src="x.png"></span>\n')
    done = tool("djlint", tmp_path, "--lint", "--configuration", ROOT / "pyproject.toml")
    assert {"H013", "H025"} <= set(re.findall(r"\bH\d{3}\b", done.stdout)), done.stdout


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=1)
