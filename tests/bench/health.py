"""How long taking stock of a consultation with 200,000 votes takes, and the page that shows it, on a PostgreSQL.

Run by serving_figures.py; beside it `python -m tests.bench.serving` prints everything.
"""

import random
import statistics
from datetime import timedelta

from django.db import connection
from django.test import override_settings
from django.urls import reverse

from deliberation.consultations.models import Consultation
from deliberation.results.stock import take_stock
from deliberation.votes.imports import Cast, Written, store_participants, store_statements, store_votes
from tests.bench.queue import seconds
from tests.bench.staff import PAGES, read, signed_in
from tests.bench.targets import Target, show
from tests.cast import NOON, WEEK, founded, fresh, opened

STATEMENTS, PEOPLE, EACH, LATE, ROUNDS = 500, 4_000, 50, 200, 15


def filled() -> Consultation:
    """200,000 votes of 4,000 people over six days."""
    consultation, chance = opened(founded(), slug="health"), random.Random(4)
    written = [Written(number, f"Measure {number} of the town.", "", NOON) for number in range(STATEMENTS)]
    store_statements(consultation=consultation, written=written, now=NOON)
    joined = store_participants(consultation=consultation, joined=dict.fromkeys(range(PEOPLE + LATE), NOON))
    votes = [
        Cast(person, number, chance.choice((-1, 0, 1)), NOON + timedelta(seconds=130 * person))
        for person in range(PEOPLE)
        for number in chance.sample(range(STATEMENTS), EACH)
    ]
    store_votes(consultation=consultation, participants=joined, cast=votes, now=NOON + WEEK)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    taken = seconds(lambda: take_stock(consultation=fresh(consultation), now=NOON + WEEK))
    print(f"the first stock of {PEOPLE * EACH:,} votes, with reading them all: {taken:.2f} s")
    later = [Cast(PEOPLE + place, 0, 1, NOON + 0.9 * WEEK) for place in range(LATE)]
    store_votes(consultation=consultation, participants=joined, cast=later, now=NOON + WEEK)
    return fresh(consultation)


@override_settings(**PAGES)
def main() -> None:
    """One line for each figure."""
    consultation = filled()
    client = signed_in(founded().fay)
    again = seconds(lambda: take_stock(consultation=consultation, now=NOON + 2 * WEEK))
    address = reverse("web:consultation-health", args=[consultation.slug])
    read(client, address)
    page = statistics.median(seconds(lambda: read(client, address)) for _ in range(ROUNDS))
    show([
        Target("a stock of 200,000 votes and 200 new ones", again, most=1.0),
        Target("the page that shows it", page, most=0.3),
    ])  # fmt: skip


if __name__ == "__main__":
    main()
