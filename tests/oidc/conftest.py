"""The provider, a consultation where signing in matters, and people who sign in."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from urllib.parse import urlsplit

import pytest
import requests
from django.conf import LazySettings
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from deliberation.consultations.models import Consultation
from deliberation.embedded.processes import ROOT, die_with_parent
from tests.cast import HOUR, WEEK, Cast, founded, opened, seeded

WAIT = 60  # seconds; a busy machine is no fault of ours


class Provider:
    """Where people sign in, over HTTP."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer

    def register(self, site: str, how: str = "client_secret_basic") -> dict[str, str]:
        """The settings of a site that people come back to."""
        sent = {"redirect_uris": [f"{site}/signed-in/"], "token_endpoint_auth_method": how}
        client = requests.post(f"{self.issuer}/oauth2/clients", json=sent, timeout=WAIT).json()
        return {
            "name": "Springfield ID",
            "issuer": self.issuer,
            "client": client["client_id"],
            "secret": client["client_secret"],
        }

    def spoil(self, **how: object) -> None:
        """What is wrong with the tokens from now on; nothing: they are right again."""
        requests.put(f"{self.issuer}/tamper", json=how, timeout=WAIT).raise_for_status()


@pytest.fixture(scope="session")
def provider_process() -> Iterator[Provider]:
    command = [sys.executable, "-m", "tests.oidc.provider"]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        preexec_fn=die_with_parent,  # noqa: PLW1509 - one prepared system call, which takes no lock
    )
    assert process.stdout
    with process, process.stdout:
        yield Provider(f"http://127.0.0.1:{int(process.stdout.readline())}")
        process.terminate()


@pytest.fixture
def provider(provider_process: Provider, settings: LazySettings) -> Iterator[Provider]:
    """Set up for this site."""
    settings.OIDC = provider_process.register(settings.BASE_URL)
    yield provider_process
    provider_process.spoil()


@pytest.fixture
def now() -> datetime:
    """The real time: tokens of a real provider are good for a while, by its own clock."""
    return timezone.now()


@pytest.fixture
def cast(db: None) -> Cast:
    return founded()


@pytest.fixture
def asking(cast: Cast, provider: Provider, now: datetime) -> Callable[..., Consultation]:
    """asking(admission, slug): an open consultation with five statements."""

    def build(admission: str = "verified-count", slug: str = "streets") -> Consultation:
        consultation = opened(
            cast, slug=slug, admission=admission, opens_at=now - HOUR, closes_at=now + WEEK, now=now - HOUR
        )
        seeded(cast, consultation, now=now - HOUR)
        return consultation

    return build


class Device(Client):
    """A browser that goes to the provider and comes back."""

    def leave(self, slug: str = "streets", prefix: str = "") -> str:
        """To the provider; the address of its page."""
        left = self.post(f"{prefix}/c/{slug}/sign-in/")
        assert left.status_code == 302, left.content.decode()
        return left.headers["Location"]

    def answer(self, page: str, **typed: str) -> str:
        """What is typed at the provider; the address on this site it leads to, without the host."""
        back = requests.post(page, data=typed, timeout=WAIT, allow_redirects=False)
        parts = urlsplit(back.headers["Location"])
        return f"{parts.path}?{parts.query}"

    def sign_in(self, subject: str, slug: str = "streets", prefix: str = "") -> HttpResponse:
        return self.get(self.answer(self.leave(slug, prefix), sub=subject))


@pytest.fixture
def device(provider: Provider) -> Device:
    return Device()


@pytest.fixture
def another() -> type[Device]:
    return Device
