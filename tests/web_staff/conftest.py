"""Staff at their desks: pages read the instant a test gives them."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
import time_machine
from django.test import Client

from deliberation.people.models import Person
from tests.cast import HOUR, NOON, Cast, founded

SignedIn = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def clock(db: None) -> Iterator[Callable[[datetime], None]]:
    """It is an hour past NOON; clock(instant) moves on."""
    travels = []

    def travel(instant: datetime) -> None:
        travels.append(time_machine.travel(instant, tick=False))
        travels[-1].start()

    travel(NOON + HOUR)
    yield travel
    for trip in reversed(travels):
        trip.stop()


@pytest.fixture
def cast() -> Cast:
    return founded()


@pytest.fixture
def signed_in() -> SignedIn:
    """A browser in which the person has signed in."""

    def enter(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return enter
