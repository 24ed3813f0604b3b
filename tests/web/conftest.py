"""A visitor's browser at a fixed instant, and consultations to visit."""

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from deliberation.consultations.models import Consultation
from tests.cast import HOUR, NOON, Cast, founded, opened, seeded


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Views read this instant; `clock.move_to(...)` changes it."""
    with time_machine.travel(NOON + HOUR, tick=False) as traveller:
        yield traveller


@pytest.fixture
def cast(db: None) -> Cast:
    return founded()


@pytest.fixture
def streets(cast: Cast) -> Consultation:
    """An open consultation with five accepted statements."""
    consultation = opened(cast)
    seeded(cast, consultation)
    return consultation


class Visitor(Client):
    """A browser that votes by the forms it is shown."""

    def ballot(self, slug: str = "streets") -> dict[str, str]:
        """The hidden fields of the voting form."""
        page = self.get(f"/c/{slug}/vote/").content.decode()
        return dict(re.findall(r'name="(statement|operation)" value="([^"]+)"', page))

    def vote(self, value: int, slug: str = "streets", **changed: object) -> HttpResponse:
        return self.post(f"/c/{slug}/vote/", {**self.ballot(slug), "value": value, **changed})

    def vote_on(self, number: int, value: int, slug: str = "streets") -> HttpResponse:
        return self.post(f"/c/{slug}/vote/", {"statement": number, "value": value, "operation": uuid4()})


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()
