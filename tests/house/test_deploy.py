"""What operators copy says the same as the documents, and names nothing that is not there."""

import re
import shlex

import pytest
import yaml

from tests.conftest import ROOT

DEPLOY = ROOT / "deploy"
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()
COMPOSE = yaml.safe_load((DEPLOY / "compose" / "compose.yaml").read_text())
UNITS = {path.stem: path.read_text() for path in (DEPLOY / "systemd").glob("*.service")}
IMAGE = (DEPLOY / "compose" / "Dockerfile").read_text()
SERVED = {"answerable-web": "web", "answerable-worker@": "worker", "answerable-clock": "clock"}


def started(unit):
    """The command of a unit, without the folder of the program."""
    return shlex.split(re.search(r"^ExecStart=(.*)$", UNITS[unit], re.MULTILINE)[1].split("/bin/", 1)[1])


def commands():
    """Each service's command as compose runs it; the image's own where it names none."""
    of_image = yaml.safe_load(re.search(r"^CMD (\[.*\])$", IMAGE, re.MULTILINE)[1])
    return {name: service.get("command", of_image) for name, service in COMPOSE["services"].items()}


def same_everywhere(words):
    """Without what differs between machines: names, places, addresses."""
    gone = {"--host", "--hostname", "--schedule", "--queues"}
    kept, skip = [], False
    for word in words:
        if not skip and word not in gone:
            kept.append(word)
        skip = word in gone and not skip
    return kept


@pytest.mark.parametrize("unit", SERVED)
def test_units_and_containers_start_the_same(unit):
    assert same_everywhere(started(unit)) == same_everywhere(commands()[SERVED[unit]])


def test_every_queue_has_a_worker_and_the_documents_name_the_same_programs():
    queues = [command[command.index("--queues") + 1] for command in commands().values() if "worker" in command]
    told = re.search(r"## Processes\n\n(.*?)\n\n", OPERATIONS, re.DOTALL)[1]
    assert queues == re.findall(r"--queues (\w+)", told) == ["work", "large"]
    for unit in SERVED:
        program, *words = started(unit)
        assert f" {program} {' '.join(words[:2])}" in told, unit


def test_settings_of_the_files_are_in_the_table_of_settings():
    text = "\n".join(path.read_text() for path in DEPLOY.rglob("*") if path.is_file() and path.suffix != ".pyc")
    named = set(re.findall(r"\b(ANSWERABLE_[A-Z_]+)\b", text)) - {"ANSWERABLE_"}
    assert named - set(re.findall(r"\| `(ANSWERABLE_[A-Z_]+)`", OPERATIONS)) == set()


@pytest.mark.parametrize("unit", SERVED)
def test_units_give_the_program_no_right_that_it_does_not_need(unit):
    for line in (
        "User=answerable",
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "CapabilityBoundingSet=",
        "Restart=always",
    ):
        assert f"\n{line}\n" in UNITS[unit]


def test_containers_have_no_right_that_they_do_not_need():
    for name in ("web", "worker", "large", "clock", "migrate"):
        service = COMPOSE["services"][name]
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
        assert service["security_opt"] == ["no-new-privileges:true"]
    published = [port for service in COMPOSE["services"].values() for port in service.get("ports", [])]
    assert published == ["127.0.0.1:8000:8000"]  # nothing is open to others than the proxy


def test_places_that_are_copied_or_mounted_are_there():
    sources = re.findall(r"^COPY (?!--from)(.+) \S+$", IMAGE, re.MULTILINE)
    for name in shlex.split(" ".join(sources)):
        assert (ROOT / name).exists(), name
    for path in re.findall(r"/srv/answerable/(deploy/[\w./-]+\w)", "\n".join(UNITS.values()) + OPERATIONS):
        assert (ROOT / path).is_file(), path
    mounted = [mount for service in COMPOSE["services"].values() for mount in service.get("volumes", [])]
    for mount in mounted:
        source = mount.split(":")[0]
        assert source in COMPOSE["volumes"] or (DEPLOY / "compose" / source).exists(), mount
