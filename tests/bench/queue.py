"""How long a moderator waits for a queue of 5,000, and for 500 rulings at once, on a PostgreSQL.

Run by serving_figures.py; beside it `python -m tests.bench.serving` prints everything.
"""

import random
import statistics
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.test import override_settings
from django.urls import reverse

from deliberation.consultations.models import Consultation
from deliberation.record.models import Entry
from deliberation.statements.models import Ruling, Statement
from deliberation.statements.moderating import rule_many, undo_many
from tests.bench.staff import PAGES, read, signed_in
from tests.bench.targets import Target, show
from tests.cast import NOON, founded, opened

WAITING, AT_ONCE, ROUNDS = 5_000, 500, 15
HINTS = [[], [], [], ["phone"], ["e-mail", "link"]]
ASKED = {
    "queue of 5,000: the first page": "",
    "queue of 5,000: the last page": "page=200",
    "queue of 5,000: a word in it": "text=bench+31",
    "queue of 5,000: doubt, hints, known authors": "order=doubt&doubt=phone&record=known",
}


def filled() -> Consultation:
    """5,000 statements of 500 authors wait, and some of each author's were accepted."""
    consultation, chance = opened(founded(), slug="queue"), random.Random(3)
    rows = [
        Statement(
            consultation=consultation, number=number, text=f"Every square needs bench {number}.",
            folded=f"every square needs bench {number}.", author=f"author {number % 500}",
            written_at=NOON + timedelta(seconds=number),
            hints=hints, alike=chance.random(), doubt=len(hints) + chance.random(),
        )
        for number in range(WAITING + 1_000)
        for hints in [chance.choice(HINTS)]
    ]  # fmt: skip
    Statement.objects.bulk_create(rows, batch_size=1_000)
    fay = founded().fay
    rule_many(consultation=consultation, seen=dict.fromkeys(range(1_000), 0), outcome="accepted", by=fay, now=NOON)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return consultation


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


@override_settings(**PAGES)
def main() -> None:
    """One line for each figure."""
    consultation, fay = filled(), founded().fay
    client = signed_in(fay)
    address = reverse("web:queue", args=[consultation.slug])
    read(client, address)
    targets = []
    for what, query in ASKED.items():
        taken = [seconds(lambda query=query: read(client, f"{address}?{query}")) for _ in range(ROUNDS)]
        targets.append(Target(what, statistics.median(taken), most=0.15))
    seen = dict.fromkeys(range(1_000, 1_000 + AT_ONCE), 0)
    many = {"outcome": "rejected", "reason": "off-topic", "by": fay, "now": NOON}
    rejecting = seconds(lambda: rule_many(consultation=consultation, seen=seen, **many))
    assert Entry.objects.filter(act="statement.rejected", consultation="queue").count() == AT_ONCE
    batch = Ruling.objects.latest("id").batch
    undoing = seconds(lambda: undo_many(consultation=consultation, batch=batch, by=fay, now=NOON))
    targets.append(Target("500 rejected at once, an entry each", rejecting, most=2.0))
    targets.append(Target("the same undone", undoing, most=2.0))
    show(targets)


if __name__ == "__main__":
    main()
