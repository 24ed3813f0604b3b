"""The list of all parts names each of them once; deploy/sbom.py itself checks it against the standard's schema."""

import json
from importlib import util

import pytest

from tests.house.sources import ROOT
from tests.house.test_locks import RUNTIME

SPEC = util.spec_from_file_location("sbom", ROOT / "deploy" / "sbom.py")
sbom = util.module_from_spec(SPEC)
SPEC.loader.exec_module(sbom)
VENDOR = ROOT / "static" / "vendor"


@pytest.fixture(scope="module")
def parts():
    bom = json.loads(sbom.listed())
    assert (bom["bomFormat"], bom["specVersion"]) == ("CycloneDX", "1.6")
    return bom["components"]


def test_every_locked_package_is_there_once_with_its_hashes(parts):
    packages = [part for part in parts if part["purl"].startswith("pkg:pypi/")]
    assert sorted(part["name"] for part in packages) == sorted(RUNTIME)
    for part in packages:
        version, hashes = RUNTIME[part["name"]]
        assert part["purl"] == f"pkg:pypi/{part['name']}@{version}"
        assert {f"sha256:{each['content']}" for each in part["hashes"]} == hashes
    told = [part["name"] for part in packages if part.get("licenses")]
    assert set(RUNTIME) - set(told) <= {"async-timeout"}, "their packages do not say under which licence they are"


def test_every_vendored_file_is_there_once(parts):
    files = [file["name"] for part in parts for file in part.get("components", [])]
    there = [path for path in VENDOR.rglob("*") if path.is_file() and path.name not in {"VERSION", "SHA256"}]
    assert sorted(files) == sorted(str(path.relative_to(ROOT)) for path in there)


def test_a_vendored_part_without_a_known_licence_stops_it(monkeypatch):
    monkeypatch.setattr(sbom, "VENDORED", {})
    with pytest.raises(sbom.Refusal, match="which licence"):
        sbom.vendored()


def test_what_is_not_as_the_standard_says_stops_it(monkeypatch):
    monkeypatch.setattr(
        sbom, "JsonV1Dot6", lambda _bom: type("Wrong", (), {"output_as_string": lambda *_, **__: "{}"})()
    )
    with pytest.raises(sbom.Refusal, match="bomFormat"):
        sbom.listed()
