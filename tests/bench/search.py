"""How long the search takes among 20,000 statements, beside the least that PostgreSQL can do: reading all folded texts.

What a request costs: the words in all kinds of things, and what is shown of the first matches. Nothing is kept from one
search to the next. Run by loading_figures.py.
"""

import statistics
import time
from collections.abc import Callable
from random import Random

from django.core.cache import cache
from django.db import connection

from deliberation.search.actions import take_up
from deliberation.search.queries import found_everywhere, matches
from deliberation.votes.imports import Written, store_statements
from tests.bench.targets import Target, show
from tests.cast import NOON, founded, opened

STATEMENTS = 20_000
ASKED = 100
PAGE = 30
FLOOR = "SELECT count(*) FROM search_passage WHERE strpos(folded, %s) > 0"


def words(chance: Random) -> list[str]:
    """Made-up words, few of them common."""
    letters = "aeioubcdfglmnprst"
    return ["".join(chance.choice(letters) for _letter in range(chance.randint(3, 9))) for _word in range(3000)]


def filled(known: list[str], chance: Random) -> None:
    weights = [1 / (place + 1) for place in range(len(known))]
    texts = [" ".join(chance.choices(known, weights, k=14)) for _statement in range(STATEMENTS)]
    written = [Written(number, f"{text} {number}", "", NOON) for number, text in enumerate(texts)]
    store_statements(consultation=opened(founded(), slug="searched"), written=written, now=NOON)
    take_up(now=NOON)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE search_passage")


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def searched(text: str) -> None:
    cache.clear()
    matches([pk for ids in found_everywhere(text).values() for pk in ids[:PAGE]], text)


def scanned(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FLOOR, [text])
        cursor.fetchone()


def main() -> None:
    chance = Random(1)
    known = words(chance)
    filled(known, chance)
    asked = [" ".join(chance.sample(known, chance.randint(1, 3))) for _search in range(ASKED)]
    floor = statistics.median(seconds(lambda text=text: scanned(text)) for text in asked)
    common = statistics.median(seconds(lambda: searched(known[0])) for _round in range(9))
    taken = sorted(seconds(lambda text=text: searched(text)) for text in asked)
    print(f"search among {STATEMENTS:,}: median {taken[ASKED // 2] * 1000:.1f} ms, floor {floor * 1000:.1f} ms")
    show([
        Target("search among 20,000 statements, times the floor", taken[ASKED // 2] / floor, "times", most=10),
        Target("the same, a word that is nearly everywhere", common / floor, "times", most=20),
    ])  # fmt: skip
