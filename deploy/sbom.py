"""The list of all parts of Answerable (SBOM, CycloneDX 1.6): what deploy/requirements.txt pins, with the hashes of
every file that may be installed, and what is vendored below static/vendor.

    python deploy/sbom.py answerable.cdx.json

Licences are told where the package is installed and says its own. The file is checked against the standard's schema.
"""

import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from cyclonedx.contrib.hash.factories import HashTypeFactory
from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import License
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

ROOT = Path(__file__).resolve().parent.parent
PINNED = re.compile(r"^([a-z0-9-]+)(?:\[.*?\])?==(\S+)([^\n]*)((?:\n\s+--hash=\S+[^\n]*)*)", re.MULTILINE)
LONGEST_NAME = 100  # some packages put the text of their licence where its name belongs
VENDORED = {"designsystemet": "MIT", "htmx": "0BSD"}  # what the LICENSE in each folder says


class Refusal(Exception):
    """Why there is no list."""


def licence(name: str) -> list[License]:
    """What an installed package says of itself."""
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return []
    classified = [each.split(" :: ")[-1] for each in said.get_all("Classifier", []) if each.startswith("License ::")]
    for text in (said.get("License-Expression"), said.get("License"), *classified):
        if text and "\n" not in text and len(text) <= LONGEST_NAME:
            return [LicenseFactory().make_from_string(text)]
    return []


def pinned() -> list[Component]:
    """A library for each line of the lock."""
    text = (ROOT / "deploy" / "requirements.txt").read_text()
    return [
        Component(
            name=name,
            version=version,
            type=ComponentType.LIBRARY,
            bom_ref=f"pkg:pypi/{name}@{version}",
            purl=PackageURL("pypi", None, name, version),
            hashes=[HashTypeFactory().from_composite_str(each) for each in re.findall(r"--hash=(\S+)", hashes)],
            licenses=licence(name),
            properties=[Property(name="answerable:only-where", value=condition.strip(" ;\\"))]
            if ";" in condition
            else [],
        )
        for name, version, condition, hashes in PINNED.findall(text)
    ]


def vendored() -> list[Component]:
    """A library for each folder, with its files."""
    return [_vendored(folder) for folder in sorted((ROOT / "static" / "vendor").iterdir()) if folder.is_dir()]


def _vendored(folder: Path) -> Component:
    full, version = (folder / "VERSION").read_text().splitlines()[0].split()
    group, _, name = full.rpartition("/")
    if folder.name not in VENDORED:
        raise Refusal(f"Say in deploy/sbom.py which licence is in {folder / 'LICENSE'}.")
    library = Component(
        name=name,
        group=group or None,
        version=version,
        type=ComponentType.LIBRARY,
        bom_ref=f"pkg:npm/{full}@{version}",
        purl=PackageURL("npm", group or None, name, version),
        licenses=[LicenseFactory().make_from_string(VENDORED[folder.name])],
    )
    for line in (folder / "SHA256").read_text().splitlines():
        digest, file = line.split()
        path = f"static/vendor/{folder.name}/{file}"
        hashes = [HashType(alg=HashAlgorithm.SHA_256, content=digest)]
        library.components.add(Component(name=path, type=ComponentType.FILE, bom_ref=path, hashes=hashes))
    return library


def listed() -> str:
    """The list as JSON; a Refusal where it would not be as the standard says."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    site = Component(
        name=project["name"],
        version=project["version"],
        type=ComponentType.APPLICATION,
        bom_ref=project["name"],
        licenses=[LicenseFactory().make_from_string("MIT")],
    )
    bom = Bom(components=[*pinned(), *vendored()])
    bom.metadata.component = site
    bom.register_dependency(site, bom.components)
    text = JsonV1Dot6(bom).output_as_string(indent=2)
    fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if fault:
        raise Refusal(str(fault))
    return text


if __name__ == "__main__":
    try:
        Path(sys.argv[1]).write_text(listed() + "\n")
    except Refusal as refusal:
        sys.exit(str(refusal))
