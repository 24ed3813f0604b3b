"""Travelling through time: the promises hold after years of duties, and the sweep stays cheap.

A short form here; `make soak` has two years with 40 consultations and 300 obligations, and tells how long a sweep took
of them at most. On the worst day, and on PostgreSQL, `make bench` measures it.
"""

import time
from collections import Counter
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from deliberation.obligations.models import Obligation
from deliberation.obligations.queries import standing_of
from tests.cast import DAY, founded
from tests.obligations.histories import owing, picture, sweep
from tests.obligations.invariants import check, check_pages
from tests.obligations.soaking import SOAKING, told
from tests.obligations.years import Scale, travelled

pytestmark = pytest.mark.django_db
TOLD = datetime(2026, 3, 9, 12, tzinfo=UTC)
SCALE = Scale(40, 8, 730) if SOAKING else Scale(3, 3, 190)
OFTEN, SELDOM = (1, 7) if SOAKING else (6, 45)  # days from one sweep to the next
LOOKED_AT = 60  # days
LEAST = 300 if SOAKING else 9


def test_after_years_the_promises_hold_however_often_it_was_swept() -> None:
    cast = founded()
    before, longest = transaction.savepoint(), 0.0
    for day, now in enumerate(travelled(cast, SCALE, every=OFTEN)):
        if day % LOOKED_AT == 0:
            began = time.perf_counter()
            sweep(now)
            longest = max(longest, time.perf_counter() - began)
            check(now, swept=True)
            told(f"day {day}: {Obligation.objects.count()} obligations; a sweep took {longest:.2f} s at most")
    sweep(now)
    check(now, swept=True)
    with time_machine.travel(now, tick=False):
        check_pages(Client(), most=30)
    daily = picture()
    duties = list(Obligation.objects.with_facts())
    stands = Counter(standing_of(duty, now).code for duty in duties)
    assert len(duties) >= LEAST
    assert {"answered", "overdue", "long-overdue"} & set(stands) >= {"answered"}, stands
    transaction.savepoint_rollback(before)
    told(f"{SCALE.consultations} consultations, {len(duties)} obligations; the same again, swept once in {SELDOM} days")
    for day, now in enumerate(travelled(cast, SCALE, every=SELDOM)):  # noqa: B007 - the last one is asked below
        told(f"day {day}", count=day, every=LOOKED_AT)
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
    assert len(asked) == 17
