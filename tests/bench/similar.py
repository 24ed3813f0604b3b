"""How long finding similar statements takes among 5,000, with reading what is new from a PostgreSQL.

The statements are those of all real consultations together and variants of them. Run by loading_figures.py.
"""

import os
import time
from pathlib import Path
from random import Random

from deliberation.consultations.models import Consultation
from deliberation.statements.models import Statement
from deliberation.statements.moderating import rule
from deliberation.statements.similar import SHELVES, similar_to
from deliberation.votes.imports import Written, store_statements
from tests.bench.targets import Target, show
from tests.bench.votes import ROOT
from tests.cast import NOON, founded, opened
from tests.statements.variants import VARIANTS, long_enough, real_statements

STATEMENTS = 5_000
ASKED = 200


def many_statements(chance: Random) -> list[str]:
    """Real ones first, then made by varying them."""
    folder = Path(os.environ.get("ANSWERABLE_DATA") or ROOT.parent / "shared" / "data")
    real = [text for texts in real_statements(folder).values() for text in texts]
    sources, ways = long_enough(real), list(VARIANTS.values())
    while sources and len(real) < STATEMENTS:
        real.append(chance.choice(ways)(chance.choice(sources), chance, sources))
    return real[:STATEMENTS]


def filled(texts: list[str]) -> Consultation:
    consultation = opened(founded(), slug="similar")
    written = [Written(number, text, "", NOON) for number, text in enumerate(texts)]
    store_statements(consultation=consultation, written=written, now=NOON)
    return consultation


def main() -> None:
    chance = Random(1)
    texts = many_statements(chance)
    if not texts:
        print("NO REAL CONSULTATIONS: similar statements were not timed")
        return
    consultation = filled(texts)
    SHELVES.clear()
    cold = seconds(consultation, texts[0])
    warm = sorted(seconds(consultation, text) for text in chance.sample(texts, ASKED))
    one_more = Statement.objects.filter(consultation=consultation).order_by("-number").first()
    rule(statement=one_more, outcome="accepted", by=founded().fay, now=NOON)
    extended = seconds(consultation, texts[1])
    print(f"similar among {len(texts):,}: median {warm[ASKED // 2] * 1000:.1f} ms; first of a process {cold:.2f} s")
    show([
        Target("similar statements among 5,000, 99 of 100", warm[int(ASKED * 0.99)], most=0.05),
        Target("the same, a statement having been ruled on", extended, most=0.05),
    ])  # fmt: skip


def seconds(consultation: Consultation, text: str) -> float:
    began = time.perf_counter()
    similar_to(consultation, text)
    return time.perf_counter() - began
