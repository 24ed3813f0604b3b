"""Finding a consultation, over both faces: by shelf, by topic, by ministry."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from deliberation.consultations.models import Consultation
from deliberation.obligations.shelves import SHELVES
from tests.cast import (
    DAY,
    HOUR,
    MINUTE,
    NOON,
    WEEK,
    already,
    answer,
    closed_and_bound,
    commitment,
    draft,
    founded,
    not_yet,
    opened,
    voted_world,
)

pytestmark = pytest.mark.django_db
QUESTION = "How should the streets of the old town be used?"


@pytest.fixture
def cast(at):
    at(NOON + HOUR)
    return founded()


def shelves_of(face, **chosen):
    """The shelves that a consultation is found on."""
    return [shelf for shelf in SHELVES if face.consultations(shelf=shelf, **chosen).says(QUESTION)]


def test_a_consultation_goes_from_shelf_to_shelf(face, cast, at):
    world = voted_world(cast, closes_at=NOON + 2 * WEEK)
    assert shelves_of(face) == ["open"]
    at(NOON + WEEK)
    assert shelves_of(face) == ["closing"]
    at(NOON + 2 * WEEK)
    assert shelves_of(face) == ["waiting"], "closed by the clock, although no worker has run"
    world = closed_and_bound(world)
    assert shelves_of(face) == ["waiting"]
    at(NOON + 20 * WEEK)
    assert shelves_of(face) == ["overdue"]
    duties = list(world.consultation.obligations.all())
    for duty, given in zip(duties, (commitment(), not_yet()), strict=False):
        answer(obligation=duty, draft=given, by=cast.omar, now=NOON + 3 * WEEK)
    assert shelves_of(face) == ["overdue"], "one is still owed"
    answer(obligation=duties[-1], draft=already(), by=cast.omar, now=NOON + 3 * WEEK)
    assert shelves_of(face) == ["answered"]


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles"])
def test_it_is_overdue_when_the_due_day_is_over_where_it_is_held(face, cast, at, zone):
    world = closed_and_bound(voted_world(cast, time_zone=zone))
    opened(cast, slug="elsewhere", time_zone="Asia/Tokyo", question="Something else?")
    next_day = world.consultation.obligations.first().due_on + DAY
    midnight = datetime.combine(next_day, time.min, ZoneInfo(zone))
    at(midnight - MINUTE)
    assert shelves_of(face) == ["waiting"]
    at(midnight)
    assert shelves_of(face) == ["overdue"]


def test_by_topic_and_by_ministry_and_both(face, cast):
    opened(cast, topic="Transport")
    assert shelves_of(face, topic="Transport") == ["closing"]
    assert shelves_of(face, topic="Transport", ministry="transport") == ["closing"]
    assert shelves_of(face, topic="Transport", ministry="health") == []
    assert shelves_of(face, topic="Housing") == []
    assert face.consultations(topic="Transport").says(QUESTION)
    assert not face.consultations(ministry="health").says(QUESTION)


def test_a_draft_is_on_no_shelf(face, cast):
    draft(cast, topic="Transport")
    face.sign_in(cast.fay)
    assert shelves_of(face) == []
    assert not face.__class__().consultations().says(QUESTION)


def fields(**what):
    return {
        "slug": "park", "question": "Shall the square be a park?", "background": "", "host": "springfield",
        "ministry": "transport", "opens_at": "2026-03-10T12:00Z", "closes_at": "2026-04-10T12:00Z", **what,
    }  # fmt: skip


def test_facilitators_set_the_topic(face, cast):
    face.sign_in(cast.fay)
    assert face.draft(fields(topic=" Green   spaces ")).done
    assert Consultation.objects.get(slug="park").topic == "Green spaces"


def test_a_topic_in_use_keeps_its_spelling(face, cast):
    opened(cast, topic="Transport")
    face.sign_in(cast.fay)
    assert face.draft(fields(topic="transport")).done
    assert Consultation.objects.get(slug="park").topic == "Transport"


def test_a_topic_is_short(face, cast):
    face.sign_in(cast.fay)
    assert face.draft(fields(topic="x" * 61)).status == 400
    assert not Consultation.objects.exclude(topic="").exists()
