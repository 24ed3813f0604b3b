"""Each case of this folder runs over pages and over the API."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
import time_machine

from deliberation.consultations.models import Consultation
from tests.cast import HOUR, NOON, Cast, founded, fresh, opened, seeded
from tests.faces.faces import FACES, Face

Clock = Callable[[datetime], None]


@pytest.fixture(params=FACES, ids=lambda kind: kind.name)
def face(request: pytest.FixtureRequest) -> Face:
    """A browser or a program that nobody has met yet."""
    return request.param()


@pytest.fixture
def another(face: Face) -> Callable[[], Face]:
    """Further visitors through the same face."""
    return type(face)


@pytest.fixture
def world(at: Clock, db: None) -> tuple[Cast, Consultation]:
    """The cast, and an open consultation with five statements, an hour after it opened."""
    at(NOON + HOUR)
    cast = founded()
    consultation = opened(cast)
    seeded(cast, consultation)
    return cast, fresh(consultation)


@pytest.fixture
def at() -> Iterator[Clock]:
    """at(instant): from now on views read this instant, standing still."""
    travels = []

    def travel(instant: datetime) -> None:
        travels.append(time_machine.travel(instant, tick=False))
        travels[-1].start()

    yield travel
    for trip in reversed(travels):
        trip.stop()
