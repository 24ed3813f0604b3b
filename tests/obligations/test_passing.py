"""One duty that cannot be swept keeps nobody else's from being swept, and the sweep is seen to have failed."""

import logging

import pytest
from django.db import OperationalError

from deliberation.obligations import passing, sweeping, tasks
from deliberation.obligations.models import Obligation
from deliberation.obligations.passing import NotAllEntered
from deliberation.obligations.sweeping import enter_overdue
from deliberation.record.models import Entry
from tests.cast import CLOSING, DAY, founded
from tests.obligations.histories import owing

pytestmark = pytest.mark.django_db
LATE = CLOSING + 70 * DAY


@pytest.fixture
def bad(monkeypatch):
    """One of five, of the second consultation of four; three are swept together."""
    cast = founded()
    for number in range(4):
        owing(cast, f"topic-{number}", 2 if number == 1 else 1, CLOSING)
    monkeypatch.setattr(passing, "TOGETHER", 3)
    return Obligation.objects.filter(consultation__slug="topic-1").order_by("-pk")[0]


def overdue():
    return sorted(Entry.objects.filter(act="obligation.overdue").values_list("consultation", flat=True))


@pytest.mark.parametrize("fault", ["found twice", "cannot be read"])
def test_only_its_own_consultation_waits_and_the_sweep_fails_at_its_end(bad, fault, monkeypatch, caplog):
    rightly = sweeping.what_passed

    def wrongly(duty, now):
        if duty == bad and fault == "cannot be read":
            raise KeyError("what somebody wrote")
        yield from rightly(duty, now)
        if duty == bad:
            yield from rightly(duty, now)

    with monkeypatch.context() as while_it_is_wrong:
        while_it_is_wrong.setattr(sweeping, "what_passed", wrongly)
        for _ in range(2):
            with pytest.raises(NotAllEntered, match="1 consultations were not swept"):
                enter_overdue(now=LATE)
            assert overdue() == ["topic-0", "topic-2", "topic-3"]
    told = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert any(f"consultation {bad.consultation_id} cannot be swept" in line for line in told)
    assert "what somebody wrote" not in " ".join(told)
    assert enter_overdue(now=LATE) == 2
    assert overdue() == ["topic-0", "topic-1", "topic-1", "topic-2", "topic-3"]


def test_a_database_that_does_not_answer_is_not_asked_about_each_consultation(bad, monkeypatch):
    asked = []

    def gone(duty, now):
        asked.append(duty)
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(sweeping, "what_passed", gone)
    with pytest.raises(OperationalError):
        enter_overdue(now=LATE)
    assert len(asked) == 1


def test_what_fails_of_the_follow_up_keeps_the_rest_of_it_from_nothing(monkeypatch):
    done = []

    def fails(now):
        raise KeyError(now)

    def works(now):
        done.append(now)

    monkeypatch.setattr(tasks, "release_ratings", fails)
    monkeypatch.setattr(tasks, "enter_due_again", works)
    with pytest.raises(NotAllEntered, match="fails"):
        tasks.follow_up()
    assert len(done) == 1
