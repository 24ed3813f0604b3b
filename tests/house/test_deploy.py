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


def test_web_processes_count_together_and_only_who_watches_is_told():
    folder = re.search(r"^Environment=PROMETHEUS_MULTIPROC_DIR=/run/(.*)$", UNITS["answerable-web"], re.MULTILINE)[1]
    assert f"\nRuntimeDirectory={folder}\n" in UNITS["answerable-web"]
    web = COMPOSE["services"]["web"]
    assert any(web["environment"]["PROMETHEUS_MULTIPROC_DIR"].startswith(f"{each}/") for each in web["tmpfs"])
    assert web["environment"].items() > COMPOSE["x-answerable"]["environment"].items()
    assert "location = /metrics { return 404; }" in (DEPLOY / "nginx.conf").read_text()
    asked = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yaml").read_text())
    assert all((DEPLOY / "prometheus" / name).is_file() for name in asked["rule_files"])


def test_backups_are_told_to_the_site():
    for unit in ("answerable-backup", "answerable-backup-files"):
        for told in re.search(r"^OnSuccess=(.*)$", UNITS[unit], re.MULTILINE)[1].split():
            assert told.removeprefix("answerable-backed-up@").removesuffix(".service") in {"database", "files"}
    assert "manage.py backed_up %i" in UNITS["answerable-backed-up@"]


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


PROXY = (DEPLOY / "nginx.conf").read_text()
TLS = PROXY[PROXY.index("listen 443") :]


def test_the_proxy_speaks_only_what_is_safe():
    assert re.search(r"ssl_protocols (.*);", TLS)[1] == "TLSv1.2 TLSv1.3"
    suites = re.search(r"ssl_ciphers (.*);", TLS)[1].split(":")
    assert len(suites) > 3
    assert [
        suite for suite in suites if not re.fullmatch(r"ECDHE-(ECDSA|RSA)-(AES(128|256)-GCM|CHACHA20).*", suite)
    ] == []


@pytest.mark.parametrize("name", ["Strict-Transport-Security", "Content-Security-Policy", "X-Content-Type-Options"])
def test_what_the_proxy_answers_itself_is_as_guarded(name):
    """Each is added where the site did not send it, also to errors; a location that added one would lose the others."""
    variable = re.search(rf"add_header {name} (\$\w+) always;", TLS)[1]
    upstream = f"$upstream_http_{name.lower().replace('-', '_')}"
    assert re.search(rf"map {re.escape(upstream)} {re.escape(variable)} {{\n    \"\" \S", PROXY)
    assert TLS.count("add_header") == 3


def test_no_program_is_sent_on_from_plain_http():
    plain = PROXY[PROXY.index("listen 80;") : PROXY.index("listen 443")]
    assert plain.index("location /api/v1/ {\n        return 403;") < plain.index("return 301 https://")


def test_the_proxy_writes_neither_addresses_nor_secrets():
    """Its own forms of both logs would: each of the two servers says otherwise."""
    named = re.search(r"log_format answerable '(.*)';", PROXY)[1]
    assert not re.search(r"\$(remote|binary_remote|http_|request\b|request_uri|uri|args|proxy_add)", named)
    for server in PROXY.split("\nserver {")[1:]:
        assert re.findall(r"^ *access_log (.*);", server, re.MULTILINE) in (
            ["off"],
            ["/var/log/nginx/answerable.log answerable"],
        )
        assert re.findall(r"^ *error_log \S+ (\w+);", server, re.MULTILINE) == ["alert"]


def test_the_database_writes_no_statement_into_its_log():
    """Errors come with the statement, and in it what somebody voted or wrote."""
    assert {"log_min_error_statement=panic", "log_error_verbosity=terse"} <= set(commands()["postgres"])
