"""Who may know whom: imports (import-linter) and foreign keys, both down the staircase only."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.apps import apps

from tests.house.sources import ROOT, modules, tree

LINT = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
STAIRCASE = "A room imports only from floors below it"


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """In a process of its own: it must see the packages of that folder, not those imported here."""
    environment = os.environ | {"PYTHONPATH": str(folder)}
    return subprocess.run(
        [sys.executable, "-c", LINT], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_the_import_contracts_are_kept():
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("path", "line", "contract"),
    [
        ("deliberation/people/models.py", "import deliberation.votes.models", STAIRCASE),
        ("deliberation/web/urls.py", "import deliberation.api.urls", STAIRCASE),
        ("deliberation/attic/__init__.py", "", STAIRCASE),
        ("clustering/__init__.py", "import django", "The numerics know no framework"),
        ("deliberation/votes/models.py", "import clustering", "Only results calls the numerics"),
        ("deliberation/web/urls.py", "import deliberation.embedded", "No room knows who started it"),
    ],
)
def test_a_broken_contract_is_noticed(tmp_path, path, line, contract):
    for package in ("deliberation", "clustering"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / path).parent.mkdir(exist_ok=True)
    with (tmp_path / path).open("a") as module:
        module.write(f"\n{line}\n")
    done = lint_imports(tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"{contract} BROKEN" in done.stdout


def floors() -> dict[str, int]:
    """How high each room stands, as the contract in pyproject.toml says; 0 is the ground."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return {room: height for height, layer in enumerate(reversed(layers)) for room in re.findall(r"[a-z_]+", layer)}


def upward(references: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The references that climb the staircase."""
    heights = floors()
    return [(source, target) for source, target in references if heights[target] > heights[source]]


def room(model: type) -> str | None:
    """The room of a model of ours; None for other people's models."""
    parts = model.__module__.split(".")
    return parts[1] if parts[0] == "deliberation" else None


def references() -> list[tuple[str, str]]:
    """Each foreign key, one-to-one and many-to-many between rooms."""
    related = [
        (room(model), room(field.related_model))
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields(include_hidden=True)
        if field.is_relation and not field.auto_created and isinstance(field.related_model, type)
    ]
    return [(source, target) for source, target in related if source and target]


def test_foreign_keys_point_down_only():
    found = references()
    assert ("votes", "statements") in found, "the test sees no foreign keys any more"
    assert upward(found) == []


def test_a_foreign_key_upwards_is_noticed():
    assert upward([("votes", "people"), ("people", "votes")]) == [("people", "votes")]


def test_what_starts_the_processes_knows_no_room():
    imported = re.compile(r"^\s*(?:from|import) (deliberation\.(?!embedded\b)\w+)", re.MULTILINE)
    assert imported.search("from deliberation.votes import models"), "the pattern sees nothing"
    offending = [path.name for path in modules("deliberation/embedded") if imported.search(path.read_text())]
    assert offending == []


def test_every_module_can_be_parsed():
    assert sum(1 for path in modules() if tree(path)) > 50
