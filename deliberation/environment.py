"""Settings read from the environment and checked: what deliberation.settings is made of.

A value that makes no sense is refused here, at start, with a sentence that says what to set.
"""

import re
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

env = environ.Env()


def whole(name: str, default: int, least: int, most: int) -> int:
    """A whole number from the environment, within bounds."""
    text = env.str(name, str(default)).strip()
    if not re.fullmatch("-?[0-9]{1,9}", text, re.ASCII) or not least <= int(text) <= most:
        raise ImproperlyConfigured(f"{name}={text!r}: set a whole number from {least} to {most}.")
    return int(text)


def switch(name: str, default: bool) -> bool:
    """A yes or no from the environment."""
    text = env.str(name, "yes" if default else "no").strip().lower()
    if text not in {"yes", "true", "1", "on", "no", "false", "0", "off"}:
        raise ImproperlyConfigured(f"{name}={text!r}: set yes or no.")
    return text in {"yes", "true", "1", "on"}


def second_factor(demo: bool) -> bool:
    """Do staff need a second factor? Only a demonstration, in which everybody is made up, may do without."""
    needed = switch("ANSWERABLE_SECOND_FACTOR", True)
    if not needed and not demo:
        raise ImproperlyConfigured(
            "ANSWERABLE_SECOND_FACTOR=no is for demonstrations: staff of a real site sign in with a second factor. "
            "Leave it out, or set ANSWERABLE_DEMO=yes where everybody is made up."
        )
    return needed


def secret_key(debug: bool) -> str:
    """The key that signs cookies: long, or (in debugging only) a fixed one."""
    key = env.str("ANSWERABLE_SECRET_KEY", "")
    if not key and debug:
        return "only-for-debugging-" + "x" * 40
    if len(key) < 40:
        raise ImproperlyConfigured(
            "ANSWERABLE_SECRET_KEY is missing or shorter than 40 characters: set it to a long random text, "
            "for example the output of: python -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    return key


def base_url() -> str:
    """The public address of the site, scheme and host, without a path."""
    url = env.str("ANSWERABLE_BASE_URL", "http://localhost:8000").rstrip("/")
    if not re.fullmatch(r"https?://(\[[0-9A-Fa-f:.]+\]|[\w.-]+)(:[0-9]{1,5})?", url):
        raise ImproperlyConfigured(
            f"ANSWERABLE_BASE_URL={url!r}: set scheme and host, for example https://consult.example.org"
        )
    return url


def allowed_hosts(base: str) -> list[str]:
    """The names this site answers to: that of its address and the machine's own, or those that are set."""
    ours = [str(urlsplit(base).hostname), "localhost", "127.0.0.1"]
    hosts = [host.strip() for host in env.list("ANSWERABLE_ALLOWED_HOSTS", default=ours) if host.strip()]
    if not hosts:
        raise ImproperlyConfigured("ANSWERABLE_ALLOWED_HOSTS is empty: set names with commas between, or leave it out.")
    return hosts


def log_level() -> str:
    """How much the log tells."""
    level = env.str("ANSWERABLE_LOG_LEVEL", "INFO").strip().upper()
    if level not in {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}:
        raise ImproperlyConfigured(f"ANSWERABLE_LOG_LEVEL={level!r}: set DEBUG, INFO, WARNING, ERROR or CRITICAL.")
    return level


def log_format() -> str:
    """One line of text for each event, or one JSON object."""
    form = env.str("ANSWERABLE_LOG_FORMAT", "text").strip().lower()
    if form not in {"text", "json"}:
        raise ImproperlyConfigured(f"ANSWERABLE_LOG_FORMAT={form!r}: set text or json.")
    return form


def sqlite(path: str) -> dict[str, object]:
    """SQLite the durable way: write-ahead log, full sync, and write locks taken at the start. What is deleted is
    overwritten, so that what somebody had erased is not left in the file."""
    pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=20000; PRAGMA secure_delete=ON;"
    options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas}
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "OPTIONS": options}


def sqlite_file(name: str) -> str:
    """The file; one in memory would lose every vote."""
    if not name or name == ":memory:":
        raise ImproperlyConfigured(
            "DATABASE_URL names no file: set sqlite:///PATH, for example sqlite:////srv/votes.sqlite3"
        )
    return name


def database(state: Path) -> dict[str, object]:
    """DATABASE_URL as Django wants it; SQLite in the state folder when it is not set."""
    url = env.str("DATABASE_URL", "")
    if not url:
        return sqlite(str(state / "answerable.sqlite3"))
    scheme = url.split(":", 1)[0]
    if scheme == "sqlite":
        return sqlite(sqlite_file(env.db_url_config(url)["NAME"]))
    if scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            f"DATABASE_URL starts with {scheme!r}: set postgres://USER:PASSWORD@HOST:PORT/NAME or sqlite:///PATH."
        )
    config = env.db_url_config(url)
    if not config["NAME"]:
        raise ImproperlyConfigured("DATABASE_URL names no database: set postgres://USER:PASSWORD@HOST:PORT/NAME.")
    prepared = 5 if switch("ANSWERABLE_PREPARED_STATEMENTS", True) else None
    options = {"prepare_threshold": prepared, **config.get("OPTIONS", {})}
    lasting = {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
    return {**config, "ENGINE": "deliberation.database", "OPTIONS": options, **lasting}


def redis_url() -> str:
    """The broker's address; Celery is a hint, so voting works while nothing answers there."""
    url = env.str("REDIS_URL", "redis://127.0.0.1:6379/0")
    if urlsplit(url).scheme not in {"redis", "rediss", "unix", "redis+socket"}:
        scheme = url.split(":", 1)[0]  # the rest may hold a password
        raise ImproperlyConfigured(f"REDIS_URL starts with {scheme!r}: set redis://HOST:PORT/0 (rediss:// with TLS).")
    return url


OIDC_NAMES = {
    "name": "ANSWERABLE_OIDC_NAME",
    "issuer": "ANSWERABLE_OIDC_ISSUER",
    "client": "ANSWERABLE_OIDC_CLIENT_ID",
    "secret": "ANSWERABLE_OIDC_SECRET",
}


def oidc() -> dict[str, str]:
    """Where citizens may sign in by OpenID Connect: name, issuer, client and secret; empty when nowhere."""
    found = {key: env.str(name, "").strip() for key, name in OIDC_NAMES.items()}
    if not any(found.values()):
        return {}
    missing = ", ".join(OIDC_NAMES[key] for key, value in found.items() if not value)
    if missing:
        raise ImproperlyConfigured(f"Signing in is set up by half. Also set: {missing}; or set none of the four.")
    if not re.fullmatch(r"https://[^\s?#]+|http://(localhost|127\.0\.0\.1)(:[0-9]{1,5})?(/[^\s?#]*)?", found["issuer"]):
        raise ImproperlyConfigured(
            f"ANSWERABLE_OIDC_ISSUER={found['issuer']!r}: set the provider's issuer as it writes it itself, "
            "for example https://id.example.org"
        )
    return found


MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465, "consolemail": None}


def mail() -> dict[str, Any]:
    """The mail server as Django's EMAIL_ settings; empty when none is set: then no mail is sent."""
    url = env.str("ANSWERABLE_EMAIL_URL", "")
    if not url:
        return {}
    scheme = url.split(":", 1)[0]  # the rest may hold a password
    config = env.email_url_config(url) if scheme in MAIL_PORTS else {}
    if not config or not (config["EMAIL_HOST"] or scheme == "consolemail"):
        raise ImproperlyConfigured(
            f"ANSWERABLE_EMAIL_URL starts with {scheme!r}: set smtp+tls://USER:PASSWORD@HOST:587, "
            "smtp+ssl://USER:PASSWORD@HOST:465, smtp://HOST:25, or consolemail:// to see mails in the log."
        )
    return {**config, "EMAIL_PORT": config["EMAIL_PORT"] or MAIL_PORTS[scheme]}


def mailbox(name: str) -> str:
    """A bare e-mail address, or nothing."""
    address = env.str(name, "").strip()
    try:
        validate_email(address or "nobody@example.org")
    except ValidationError as error:
        raise ImproperlyConfigured(f"{name}={address!r}: set an address, for example operator@example.org.") from error
    return address


def mail_sender(sends: bool) -> str:
    """Whom our mails come from: an address, or a name with one in angle brackets."""
    sender = env.str("ANSWERABLE_EMAIL_FROM", "").strip()
    if not sender and not sends:
        return "nobody@localhost"
    try:
        validate_email(parseaddr(sender)[1] if sender.isprintable() else "")
    except ValidationError as error:
        raise ImproperlyConfigured(
            f"ANSWERABLE_EMAIL_FROM={sender!r}: set the address mails come from, "
            "for example consult@example.org or City of Springfield <consult@example.org>."
        ) from error
    return sender
