"""An open consultation, an answered one, and somebody who reads mail."""

import re
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone
from django.utils.translation.trans_real import translation

from deliberation.consultations.models import Consultation
from deliberation.notices.actions import subscribe
from deliberation.notices.tasks import send_notices
from deliberation.obligations.models import Obligation
from tests.cast import CLOSING, DAY, HOUR, World, closed_and_bound

EVENING = CLOSING + DAY + 6 * HOUR  # when the notices of a day are made
LINK = re.compile(r"http://localhost:8000(/\S*notices/\S+)")


@pytest.fixture(autouse=True)
def mail_server(settings: object) -> None:
    """One that keeps everything in `mail.outbox`."""
    settings.EMAIL_ON = True
    settings.DEFAULT_FROM_EMAIL = "consult@example.org"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(EVENING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world(db: None) -> World:
    """Closed; transport owes three answers."""
    return closed_and_bound()


@pytest.fixture
def streets(world: World) -> Consultation:
    return world.consultation


@pytest.fixture
def duty(world: World) -> Obligation:
    return Obligation.objects.earliest("id")


def links() -> list[str]:
    """The paths of the links about the address itself, of all mails, in their order."""
    return [path for message in mail.outbox for path in LINK.findall(message.body)]


@pytest.fixture
def subscribed(streets: Consultation) -> Callable[..., None]:
    """subscribed(address): asked, mailed, confirmed; the mails so far are thrown away."""

    def do(address: str = "ann@example.org", language: str = "en") -> None:
        subscribe(consultation=streets, address=address, language=language, now=timezone.now())
        send_notices()
        assert Client().post(links()[-1]).status_code == 302
        mail.outbox.clear()

    return do


@pytest.fixture
def spoiled(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """spoiled(msgid, text): the Spanish catalogue says something else."""

    def do(msgid: str, text: str) -> None:
        catalogue = translation("es")._catalog._catalogs[0]
        assert msgid in catalogue
        monkeypatch.setitem(catalogue, msgid, text)

    return do
