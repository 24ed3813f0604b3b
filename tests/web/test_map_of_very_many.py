"""The results page of very many people: its size depends on statements and squares, never on how many took part.

The people are made up by the clustering and stored as an analysis without any votes. MANY=1000000x1000 in the
environment takes so many people and statements; the figures are printed.
"""

import gzip
import json
import os
from statistics import quantiles
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from clustering import ConsensusRule, analyse
from clustering.planted import planted_matrix
from deliberation.consultations.models import Consultation
from deliberation.results.actions import keep, publish
from deliberation.results.matrix import statement_numbers
from deliberation.results.method import METHOD, MOST_GROUPS, RESAMPLES
from deliberation.results.models import Publication
from deliberation.results.queries import position_of
from deliberation.votes.imports import Written, store_statements
from tests.cast import NOON, founded, opened

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PEOPLE, STATEMENTS = map(int, os.environ.get("MANY", "20000x200").split("x"))
FRAMES = """async (moves) => {
  const map = document.querySelector("opinion-map"), taken = [];
  let before = await new Promise(requestAnimationFrame);
  for (let turn = 0; turn < 10; turn += 1) {
    for (const move of moves) {
      map.querySelector(`[data-move=${move}]`).click();
      const now = await new Promise(requestAnimationFrame);
      taken.push(now - before);
      before = now;
    }
  }
  return taken;
}"""


def published() -> Publication:
    """What a release would be, had so many people voted."""
    consultation = opened(founded())
    written = [
        Written(number, f"The city needs measure number {number}, and soon.", "", NOON) for number in range(STATEMENTS)
    ]
    store_statements(consultation=consultation, written=written, now=NOON)
    consultation = Consultation.objects.with_facts().get()
    position = position_of(consultation)
    assert len(statement_numbers(consultation, position)) == STATEMENTS
    rule = ConsensusRule.from_json(consultation.opening.consensus_rule)
    matrix = planted_matrix(PEOPLE, STATEMENTS, 3, 7)
    computed = analyse(matrix, method=METHOD, max_groups=MOST_GROUPS, resamples=RESAMPLES, rule=rule)
    analysis = keep(consultation=consultation, position=position, computed=computed, now=NOON)
    return publish(analysis=analysis, final=False, now=NOON)


def test_the_page_and_the_map_stay_small_and_move(page: Page, live_server: Any, capsys: Any) -> None:
    document = json.dumps(published().document, separators=(",", ":")).encode()
    answer = page.goto(f"{live_server.url}/c/streets/results/", timeout=120_000)
    html = answer.body()
    expect(page.locator("[data-move=in]")).to_be_visible()
    nodes, in_map = page.evaluate(
        "[document, document.querySelector('opinion-map svg')].map(n => n.querySelectorAll('*').length)"
    )
    loading = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    taken = page.evaluate(FRAMES, ["in", "left", "up", "in", "right", "down", "out", "out"])
    with capsys.disabled():
        print(  # noqa: T201 - figures for people
            f"\n{PEOPLE:,} people, {STATEMENTS:,} statements: "
            f"page {len(html):,} B ({len(gzip.compress(html)):,} packed), "
            f"document {len(document):,} B ({len(gzip.compress(document)):,} packed), {nodes:,} elements, "
            f"{in_map:,} of them in the map, ready after {loading:.0f} ms, "
            f"frames {quantiles(taken, n=20)[9]:.0f} ms median, {quantiles(taken, n=20)[18]:.0f} ms 95 of 100, "
            f"{max(taken):.0f} ms longest"
        )
    assert in_map < 2000  # by squares: at most 32 x 32 for each group, most of them empty
    assert len(document) < 50_000 + 400 * STATEMENTS
    assert nodes < 2_000 + 30 * STATEMENTS
    assert len(gzip.compress(html)) < 20_000 + 60 * STATEMENTS
