"""Closing: on time whoever is late, once, and by those who may."""

import pytest

from deliberation.consultations.actions import close
from deliberation.consultations.models import Closing
from deliberation.consultations.rules import allows
from deliberation.errors import Conflict, Forbidden, Unidentified
from deliberation.record.models import Entry
from tests.cast import CLOSING, DAY, HOUR, LESSON, NOON, draft, founded, fresh, opened
from tests.side_by_side import on_postgres, together


@pytest.mark.django_db
def test_a_late_worker_closes_with_the_scheduled_time() -> None:
    consultation = opened(founded())
    closing = close(consultation=consultation, by=None, now=CLOSING + DAY)
    entry = Entry.objects.get(act="consultation.closed")
    assert closing.closed_at == entry.happened_at == CLOSING
    assert (entry.recorded_at, entry.actor) == (CLOSING + DAY, "the system, by rule")


@pytest.mark.django_db
def test_a_second_closing_finds_it_done() -> None:
    consultation = opened(founded())
    first = close(consultation=consultation, by=None, now=CLOSING)
    assert close(consultation=fresh(consultation), by=None, now=CLOSING + DAY) == first
    assert Entry.objects.filter(act="consultation.closed").count() == 1


@pytest.mark.django_db
def test_a_facilitator_may_close_early() -> None:
    cast = founded()
    consultation = opened(cast)
    assert close(consultation=consultation, by=cast.fay, now=NOON + HOUR, did_not_work=LESSON).closed_at == NOON + HOUR
    assert fresh(consultation).phase(NOON + HOUR).name == "closed"
    assert Entry.objects.get(act="consultation.closed").actor == "facilitator, City of Springfield"


@pytest.mark.django_db
def test_nobody_else_may_close_early() -> None:
    cast = founded()
    consultation = opened(cast)
    with pytest.raises(Unidentified):
        close(consultation=consultation, by=None, now=NOON + HOUR)
    with pytest.raises(Forbidden):
        close(consultation=consultation, by=cast.filip, now=NOON + HOUR, did_not_work=LESSON)
    assert not Closing.objects.exists()


@pytest.mark.django_db
def test_a_stranger_to_the_host_does_not_close_in_its_name_afterwards() -> None:
    cast = founded()
    with pytest.raises(Forbidden):
        close(consultation=opened(cast), by=cast.filip, now=CLOSING, did_not_work=LESSON)


@pytest.mark.django_db
@pytest.mark.parametrize("now", [NOON, CLOSING])
def test_what_never_opened_cannot_close(now) -> None:
    cast = founded()
    with pytest.raises(Conflict) as refused:
        close(consultation=draft(cast), by=cast.fay, now=now, did_not_work=LESSON)
    assert refused.value.code == "not-open-yet"


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_close_once() -> None:
    consultation = opened(founded())
    outcomes = together(*[lambda: close(consultation=fresh(consultation), by=None, now=CLOSING)] * 3)
    assert len({closing.pk for closing in outcomes}) == 1
    assert Entry.objects.filter(act="consultation.closed").count() == 1


@pytest.mark.django_db
def test_a_refusal_after_an_early_closing_names_the_day_it_closed_on_its_own_clocks() -> None:
    cast = founded()
    consultation = opened(cast, time_zone="Asia/Taipei")
    assert consultation.ended_at == CLOSING
    close(consultation=consultation, by=cast.fay, now=NOON + HOUR, did_not_work=LESSON)
    refusal = allows("vote", fresh(consultation), NOON + DAY)
    assert refusal.detail == "This consultation closed on 2 March 2026, 21:00 (Asia/Taipei)."
