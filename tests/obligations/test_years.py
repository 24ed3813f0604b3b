"""Travelling through time: the promises hold after years of duties, and the sweep stays cheap.

A short form here; `make soak` has two years with 40 consultations and 300 obligations. How many seconds a sweep
takes, `make bench` measures.
"""

from collections import Counter
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from deliberation.obligations.models import Obligation
from deliberation.obligations.queries import standing_of
from tests.cast import DAY, founded
from tests.obligations.histories import owing, picture, sweep
from tests.obligations.invariants import check
from tests.obligations.soaking import SOAKING
from tests.obligations.years import Scale, travelled

pytestmark = pytest.mark.django_db
TOLD = datetime(2026, 3, 9, 12, tzinfo=UTC)
SCALE = Scale(40, 8, 730) if SOAKING else Scale(3, 4, 240)
LEAST = 300 if SOAKING else 12


def test_after_years_the_promises_hold_however_often_it_was_swept() -> None:
    cast = founded()
    before = transaction.savepoint()
    for day, now in enumerate(travelled(cast, SCALE, every=1)):
        if day % 60 == 0:
            sweep(now)
            check(now, swept=True)
    sweep(now)
    check(now, swept=True)
    daily = picture()
    duties = list(Obligation.objects.with_facts())
    stands = Counter(standing_of(duty, now).code for duty in duties)
    assert len(duties) >= LEAST
    assert {"answered", "overdue", "long-overdue"} & set(stands) >= {"answered"}, stands
    transaction.savepoint_rollback(before)
    for now in travelled(cast, SCALE, every=7):  # noqa: B007 - the last one is asked below
        pass
    sweep(now)
    sweep(now)
    assert picture() == daily


@pytest.mark.parametrize("statements", [1, 6])
def test_a_sweep_that_finds_nothing_new_asks_equally_often_for_few_duties_and_many(statements: int) -> None:
    owing(founded(), "streets", statements, TOLD)
    now = TOLD + 120 * DAY  # overdue, long overdue, with meetings that were not announced
    sweep(now)
    sweep(now)
    with CaptureQueriesContext(connection) as asked:
        sweep(now)
    assert len(asked) == 14
