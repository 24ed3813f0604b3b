"""The first thing anybody runs: it speaks in sentences, on any Python."""

import ast
import importlib.util
import re

import pytest

from tests.house.sources import ROOT

PATH = ROOT / "deploy" / "bootstrap.py"


@pytest.fixture
def bootstrap(tmp_path, monkeypatch):
    """The script as a module, working in a folder of the test's own."""
    specification = importlib.util.spec_from_file_location("bootstrap", PATH)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", str(tmp_path))
    monkeypatch.setattr(module, "VENV", str(tmp_path / ".venv"))
    monkeypatch.setattr(module, "STAMP", str(tmp_path / ".venv" / "stamp"))
    (tmp_path / "deploy").mkdir()
    (tmp_path / ".venv").mkdir()
    for group in module.LOCKS:
        (tmp_path / "deploy" / module.LOCKS[group]).write_text(group)
    return module


def test_old_pythons_can_parse_it():
    """Nothing newer than 2.7: no f-strings, annotations, walrus, keyword-only arguments, `nonlocal`..."""
    source = PATH.read_text()
    parsed = ast.parse(source, feature_version=(3, 4))
    newer = (
        ast.JoinedStr,
        ast.AnnAssign,
        ast.NamedExpr,
        ast.Nonlocal,
        ast.AsyncFunctionDef,
        ast.YieldFrom,
        ast.Starred,
    )
    assert [node for node in ast.walk(parsed) if isinstance(node, newer)] == []
    assert not re.search(r"def .*(->|\*,|: \w+ ?[,=)])|raise .* from ", source)


def test_an_old_python_is_a_sentence(bootstrap, monkeypatch):
    monkeypatch.delenv("PYTHON", raising=False)
    monkeypatch.setattr(bootstrap, "version_of", lambda python: "3.9.18")
    with pytest.raises(bootstrap.Refusal, match=r"needs Python 3\.11 or newer; this is 3\.9\.18\. Install"):
        bootstrap.find_python()


def test_a_python_that_does_not_run_is_a_sentence(bootstrap, monkeypatch):
    monkeypatch.setenv("PYTHON", "/nowhere/python")
    with pytest.raises(bootstrap.Refusal, match="PYTHON=/nowhere/python does not run"):
        bootstrap.find_python()


@pytest.mark.parametrize(
    ("version", "enough"), [("3.10.13", False), ("3.11.0", True), ("3.12.1", True), ("4.0.0", True)]
)
def test_versions_are_compared_as_numbers(bootstrap, version, enough):
    assert bootstrap.new_enough(version) is enough


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("Temporary failure in name resolution ... No matching distribution found for numpy", "cannot be reached"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "not the one that the lock file names"),
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("ERROR: No matching distribution found for numpy==2.4.6", "no ready-made package of numpy for Python 3.15.0"),
        ("something else", "its last words:\nsomething else"),
    ],
)
def test_what_pip_says_becomes_a_sentence(bootstrap, words, sentence):
    assert sentence in bootstrap.explain(words, "3.15.0")


@pytest.fixture
def steps(bootstrap, monkeypatch):
    """What it would do, without doing it."""
    done = []
    monkeypatch.setattr(bootstrap, "make_venv", lambda python, version: done.append("venv"))
    monkeypatch.setattr(bootstrap, "install", lambda group, version: done.append(group))
    monkeypatch.setattr(bootstrap, "version_of", lambda python: "3.11.7")
    monkeypatch.setattr(bootstrap, "has_pip", lambda: True)
    return done


def test_the_second_start_does_nothing(bootstrap, steps):
    bootstrap.main(["runtime"])
    bootstrap.main(["runtime"])
    assert steps == ["venv", "runtime"]


def test_tests_add_to_what_is_there_and_satisfy_the_next_start(bootstrap, steps):
    for group in ("runtime", "dev", "runtime", "dev"):
        bootstrap.main([group])
    assert steps == ["venv", "runtime", "dev"]


def test_a_changed_lock_is_installed(bootstrap, steps, tmp_path):
    bootstrap.main(["runtime"])
    (tmp_path / "deploy" / "requirements.txt").write_text("newer")
    bootstrap.main(["runtime"])
    assert steps == ["venv", "runtime", "runtime"]


def test_an_interrupted_start_begins_again(bootstrap, steps, monkeypatch):
    def interrupted(group, version):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(bootstrap, "install", interrupted)
        with pytest.raises(KeyboardInterrupt):
            bootstrap.main(["runtime"])
    bootstrap.main(["runtime"])
    assert steps == ["venv", "venv", "runtime"]


def test_another_python_makes_another_environment(bootstrap, steps, monkeypatch):
    bootstrap.main(["runtime"])
    monkeypatch.setenv("PYTHON", "python3.12")
    monkeypatch.setattr(bootstrap, "version_of", lambda python: "3.12.1" if python == "python3.12" else "3.11.7")
    bootstrap.main(["runtime"])
    assert steps == ["venv", "runtime", "venv", "runtime"]
