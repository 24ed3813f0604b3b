"""What the results page works out from a published document: by its numbers, whatever the settings are."""

from typing import Any

import pytest
from django.template.loader import render_to_string

from deliberation.results.findings import dividing

GROUPS = [{"label": "A", "representative": []}, {"label": "B", "representative": []}]
SPLIT = [{"label": "A", "agree": 30, "disagree": 0, "skip": 0}, {"label": "B", "agree": 0, "disagree": 30, "skip": 0}]
VOTES = [{"label": "A", "agree": 24, "disagree": 12, "skip": 0}, {"label": "B", "agree": 0, "disagree": 36, "skip": 0}]


def test_shares_worked_out_on_the_page_are_rounded_as_the_document_is() -> None:
    document = {
        "disclosure": {"suppress_below": 12, "round_to": 12},
        "consensus_rule": {"min_share": 0.6},
        "groups": GROUPS,
        "statements": [{"number": 1, "groups": VOTES}],
    }
    (found,) = dividing(document)
    assert [(group["label"], group["direction"], group["share"]) for group in found["stances"]] == [
        ("A", "agree", 72),
        ("B", "disagree", 96),
    ]


def divided(*apart: int | None) -> dict[str, Any]:
    """A document with a statement for each figure; None: it is null."""
    rows = [{"number": number, "divisiveness": points, "groups": SPLIT} for number, points in enumerate(apart)]
    rule = {"disclosure": {"suppress_below": 10, "round_to": 5}, "consensus_rule": {"min_share": 0.6}}
    return {**rule, "groups": GROUPS, "statements": rows}


def test_what_divides_most_comes_first() -> None:
    found = dividing(divided(30, None, 80, 30))
    assert [(entry["statement"], entry["apart"]) for entry in found] == [(2, 80), (0, 30), (3, 30), (1, None)]


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ({"flip_margin": 25}, "It takes 25 or more further votes the other way"),
        ({"flip_margin": None}, "It takes fewer than 10 further votes the other way"),
        ({}, ""),
    ],
)
def test_what_a_consensus_bears_is_said_in_a_sentence_where_the_document_tells(entry, sentence) -> None:
    page = render_to_string("results/flip_margin.html", {"entry": entry, "document": divided()})
    assert sentence in page
    assert bool(sentence) is bool(page.strip())


def test_a_share_that_is_not_told_is_said_in_words() -> None:
    stances = [{"label": "A", "direction": "agree", "share": None, "at_least": None}]
    page = render_to_string("results/shares.html", {"stances": stances})
    assert "too few people for a figure" in page
    assert "None" not in page
