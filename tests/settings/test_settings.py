"""A setting that makes no sense stops the start with a sentence that names it, and each one is documented."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from deliberation import environment, settings

ROOT = Path(settings.ROOT)
NAMES = re.compile(r"\b(?:ANSWERABLE_[A-Z_]+|DATABASE_URL|REDIS_URL)\b")
LONG = "x" * 40


def a_number() -> int:
    return environment.whole("ANSWERABLE_RELEASE_PEOPLE", 5, 1, 1000)


def a_switch() -> bool:
    return environment.switch("ANSWERABLE_DEBUG", False)


@pytest.mark.parametrize(
    ("read", "name", "value"),
    [
        *((a_number, "ANSWERABLE_RELEASE_PEOPLE", value) for value in ("0", "1001", "five", "", "5.5", "--5", "²")),
        *((a_switch, "ANSWERABLE_DEBUG", value) for value in ("maybe", "", "2")),
        *((lambda: environment.secret_key(False), "ANSWERABLE_SECRET_KEY", value) for value in ("", "short", "x" * 39)),
        (lambda: environment.secret_key(True), "ANSWERABLE_SECRET_KEY", "short"),
        *(
            (environment.base_url, "ANSWERABLE_BASE_URL", value)
            for value in (
                "", "example.org", "ftp://example.org", "https://", "https://example.org/path", "https://a?b",
                "https://a#b", "http://[::1", "https://user@example.org", "https://two words.org",
            )
        ),
        (lambda: environment.allowed_hosts("http://localhost"), "ANSWERABLE_ALLOWED_HOSTS", " , "),
        (environment.log_level, "ANSWERABLE_LOG_LEVEL", "LOUD"),
        (environment.log_format, "ANSWERABLE_LOG_FORMAT", "xml"),
        *(
            (lambda: environment.database(Path("/srv")), "DATABASE_URL", value)
            for value in ("mysql://a/b", "nonsense", "postgres://somebody@host:5432/", "sqlite://", "sqlite://:memory:")
        ),
        *((environment.redis_url, "REDIS_URL", value) for value in ("http://localhost", "localhost:6379", "")),
        *(
            (environment.mail, "ANSWERABLE_EMAIL_URL", value)
            for value in ("nonsense", "http://host", "smtp://", "smtps://host", "localhost:25")
        ),
        *(
            (lambda: environment.mailbox("X_MAILBOX"), "X_MAILBOX", value)
            for value in ("City <a@b.org>", "a@", "a@b.org, c@d.org")
        ),
        *(
            (lambda: environment.mail_sender(True), "ANSWERABLE_EMAIL_FROM", value)
            for value in ("", "nobody", "Springfield <>", "a@b.org\nBcc: c@d.org")
        ),
    ],
)  # fmt: skip
def test_nonsense_is_refused_by_name(monkeypatch, read, name, value) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured) as refused:
        read()
    assert name in str(refused.value)
    assert re.search(r"\bset\b", str(refused.value))


@pytest.mark.parametrize(
    ("read", "name", "value", "meant"),
    [
        (a_number, "ANSWERABLE_RELEASE_PEOPLE", " 7 ", 7),
        (a_switch, "ANSWERABLE_DEBUG", "YES", True),
        (a_switch, "ANSWERABLE_DEBUG", "off", False),
        (lambda: environment.secret_key(False), "ANSWERABLE_SECRET_KEY", LONG, LONG),
        (lambda: environment.mailbox("X_MAILBOX"), "X_MAILBOX", "", ""),
        (lambda: environment.mailbox("X_MAILBOX"), "X_MAILBOX", " a@b.org ", "a@b.org"),
        (environment.base_url, "ANSWERABLE_BASE_URL", "https://consult.example.org/", "https://consult.example.org"),
        (environment.base_url, "ANSWERABLE_BASE_URL", "http://[::1]:8000", "http://[::1]:8000"),
        (lambda: environment.allowed_hosts("http://a"), "ANSWERABLE_ALLOWED_HOSTS", "a, b", ["a", "b"]),
        (environment.log_level, "ANSWERABLE_LOG_LEVEL", "debug", "DEBUG"),
        (environment.redis_url, "REDIS_URL", "rediss://host:6379/1", "rediss://host:6379/1"),
        (environment.mail, "ANSWERABLE_EMAIL_URL", "", {}),
        (lambda: environment.mail()["EMAIL_PORT"], "ANSWERABLE_EMAIL_URL", "smtp+tls://u:p@host", 587),
        (lambda: environment.mail()["EMAIL_HOST_PASSWORD"], "ANSWERABLE_EMAIL_URL", "smtp://u:p%40@host:25", "p@"),
        (lambda: environment.mail()["EMAIL_USE_SSL"], "ANSWERABLE_EMAIL_URL", "smtp+ssl://host:465", True),
        (lambda: environment.mail_sender(True), "ANSWERABLE_EMAIL_FROM", "City <a@b.org>", "City <a@b.org>"),
        (lambda: environment.database(Path("/srv"))["NAME"], "DATABASE_URL", "", "/srv/answerable.sqlite3"),
        (lambda: environment.database(Path("/srv"))["NAME"], "DATABASE_URL", "sqlite:////srv/v.db", "/srv/v.db"),
        (lambda: environment.database(Path("/srv"))["NAME"], "DATABASE_URL", "postgres://u:p@h:5432/votes", "votes"),
    ],
)
def test_sense_is_taken(monkeypatch, read, name, value, meant) -> None:
    monkeypatch.setenv(name, value)
    assert read() == meant


@pytest.mark.parametrize(
    ("read", "name", "value"),
    [
        (lambda: environment.database(Path("/srv")), "DATABASE_URL", "mysql://u:hunter2@h/n"),
        (environment.redis_url, "REDIS_URL", "http://u:hunter2@h"),
        (environment.mail, "ANSWERABLE_EMAIL_URL", "http://u:hunter2@h"),
    ],
)
def test_a_refusal_prints_no_password(monkeypatch, read, name, value) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured) as refused:
        read()
    assert "hunter2" not in str(refused.value)


def test_sqlite_is_durable_by_its_settings() -> None:
    options = environment.sqlite("/srv/votes.sqlite3")["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in options["init_command"]
    assert "synchronous=FULL" in options["init_command"]


def test_every_setting_is_in_the_operators_table() -> None:
    source = "".join((ROOT / "deliberation" / name).read_text() for name in ("settings.py", "environment.py"))
    documented = {match for line in table() for match in NAMES.findall(line.split("|")[1])}
    assert set(NAMES.findall(source)) - documented == set()


def table() -> list[str]:
    text = (ROOT / "docs" / "operations.md").read_text()
    return [line for line in text.splitlines() if line.startswith("| `")]


@pytest.mark.parametrize(
    ("name", "default"),
    [
        ("ANSWERABLE_RELEASE_PEOPLE", "5"),
        ("ANSWERABLE_RELEASE_MINUTES", "10"),
        ("ANSWERABLE_SUPPRESS_BELOW", "10"),
        ("ANSWERABLE_ROUND_TO", "5"),
    ],
)
def test_the_table_names_the_defaults_that_hold(name, default) -> None:
    row = next(line for line in table() if f"`{name}`" in line)
    assert row.split("|")[2].strip() == default
    assert re.search(rf'whole\("{name}", {default},', (ROOT / "deliberation" / "settings.py").read_text())


PROVIDER = {"NAME": "Springfield ID", "ISSUER": "https://id.example.org/a", "CLIENT_ID": "us", "SECRET": "hunter2"}


def set_up(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name in PROVIDER:
        monkeypatch.setenv(f"ANSWERABLE_OIDC_{name}", values.get(name, ""))


def test_a_provider_is_set_up_wholly_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(monkeypatch)
    assert environment.oidc() == {}
    set_up(monkeypatch, **PROVIDER)
    assert environment.oidc() == dict(zip(("name", "issuer", "client", "secret"), PROVIDER.values(), strict=True))
    for left_out in PROVIDER:
        set_up(monkeypatch, **{name: value for name, value in PROVIDER.items() if name != left_out})
        with pytest.raises(ImproperlyConfigured, match=f"Also set: ANSWERABLE_OIDC_{left_out};") as refused:
            environment.oidc()
        assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    "issuer", ["id.example.org", "http://id.example.org", "https://", "https://a b", "https://a?b"]
)
def test_an_issuer_is_an_https_address(monkeypatch: pytest.MonkeyPatch, issuer: str) -> None:
    set_up(monkeypatch, **{**PROVIDER, "ISSUER": issuer})
    with pytest.raises(ImproperlyConfigured, match="ANSWERABLE_OIDC_ISSUER"):
        environment.oidc()


def test_on_this_machine_it_may_be_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(monkeypatch, **{**PROVIDER, "ISSUER": "http://localhost:8080/realms/a"})
    assert environment.oidc()["issuer"] == "http://localhost:8080/realms/a"
