"""The lock files: everything pinned with hashes, nothing tied to one package index."""

import re
import tomllib

from tests.house.sources import ROOT


def pins(name: str) -> dict[str, tuple[str, frozenset[str]]]:
    """Each package with its version and hashes."""
    text = (ROOT / "deploy" / name).read_text()
    found = re.findall(r"^([a-z0-9-]+)(?:\[.*?\])?==(\S+)((?:.*\\\n\s+--hash=\S+|.*)*)", text, re.MULTILINE)
    return {package: (version, frozenset(re.findall(r"--hash=(\S+)", rest))) for package, version, rest in found}


def wanted(*groups: list[str]) -> set[str]:
    return {re.match(r"[a-z0-9-]+", line).group() for group in groups for line in group}


RUNTIME, DEV, BENCH = (pins(f"requirements{name}.txt") for name in ("", "-dev", "-bench"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def test_everything_has_hashes():
    assert len(RUNTIME) > 40
    assert [name for name, (_, hashes) in (RUNTIME | DEV | BENCH).items() if not hashes] == []


def test_whatever_the_project_asks_for_is_locked():
    assert wanted(PROJECT["project"]["dependencies"]) <= RUNTIME.keys()
    assert wanted(PROJECT["dependency-groups"]["dev"]) <= DEV.keys()
    assert wanted(PROJECT["dependency-groups"]["bench"]) <= BENCH.keys()


def test_development_uses_what_production_uses():
    assert {name: pin for name, pin in RUNTIME.items() if DEV.get(name) != pin} == {}


def test_what_we_compare_with_stays_outside_and_uses_the_same_numerics():
    assert "red-dwarf" not in RUNTIME | DEV
    assert {name: pin for name, pin in BENCH.items() if RUNTIME.get(name, pin) != pin} == {}


def test_no_package_index_is_named():
    for path in (ROOT / "deploy").glob("requirements*.txt"):
        assert not re.search(r"://|--(extra-)?index-url|--find-links", path.read_text())
