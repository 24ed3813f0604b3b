"""What a document says of its statements, and how sure it is."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustering.significance import wilson_lower
from deliberation.results.disclosure import Disclosure
from deliberation.results.findings import consensus, few_votes, skipped, stance
from deliberation.results.uncertainty import Z_BOTH_SIDES, of_rounded, of_share

RULE = Disclosure(suppress_below=10, round_to=5)


def document(*rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    told = {"disclosure": {"suppress_below": 10, "round_to": 5}, "consensus_rule": {"min_share": 0.6, "min_voters": 20}}
    return {**told, "groups": [], "consensus": [], "statements": rows, **more}


def row(number: int, agree: int | None, disagree: int | None, skip: int | None, **more: Any) -> dict[str, Any]:
    return {"number": number, "agree": agree, "disagree": disagree, "skip": skip, "groups": [], **more}


def test_a_range_lies_around_its_share_and_narrows_with_the_votes() -> None:
    assert of_share(80, 10, RULE) == (80, 50, 95)
    assert of_share(80, 80, RULE) == (80, 65, 90)
    assert of_share(80, 8000, RULE) == (80, 75, 85)
    assert of_rounded(0, 0, RULE) is None


@given(st.integers(10, 400), st.integers(10, 400))
def test_a_range_of_rounded_counts_holds_that_of_the_exact_ones(successes: int, others: int) -> None:
    """Whatever counts were rounded to these, the page claims no more than they bear."""
    trials = np.array(successes + others)
    least = 100 * float(wilson_lower(np.array(successes), trials, Z_BOTH_SIDES))
    most = 100 - 100 * float(wilson_lower(np.array(others), trials, Z_BOTH_SIDES))
    share = RULE.percent(successes / (successes + others))
    by_counts = of_rounded(RULE.rounded(successes), RULE.rounded(others), RULE)
    for told in (by_counts, of_share(share, RULE.rounded(successes), RULE)):
        assert told is not None
        assert told.at_least <= told.share <= told.at_most
        assert told.at_least <= least + 5
        assert told.at_most >= most - 5
        assert told.at_least <= 100 * successes / (successes + others) <= told.at_most


def test_the_most_skipped_come_first_and_hidden_skips_are_not_guessed() -> None:
    found = skipped(
        document(
            row(0, 60, 40, 20, voters=120), row(1, 30, 30, 40, voters=100), row(2, None, None, 60, voters=80),
            row(3, 40, 30, None, voters=90), row(4, None, None, None, voters=None),
        )
    )  # fmt: skip
    assert [(entry["statement"], entry["stances"][0]["share"]) for entry in found] == [(2, 75), (1, 40)]
    assert found[0]["stances"][0]["at_least"] <= 70


def test_older_documents_tell_votes_only_where_no_count_is_hidden() -> None:
    rows = row(0, 10, 0, 0), row(1, None, None, 10), row(2, 40, 30, 10), row(3, 10, 10, 20)
    assert few_votes(document(*rows)) == [{"statement": 0, "voters": 10}]
    assert [entry["statement"] for entry in skipped(document(*rows))] == [3]


def test_few_votes_are_fewest_first_and_too_few_to_tell_come_before() -> None:
    rows = row(0, 15, 0, 0, voters=15), row(1, None, None, None, voters=None), row(2, 20, 0, 0, voters=20)
    assert [entry["statement"] for entry in few_votes(document(*rows))] == [1, 0]


@pytest.mark.parametrize("bounds", [{}, {"at_least": 70, "at_most": 90}])
def test_older_representative_statements_have_no_range(bounds: dict[str, int]) -> None:
    known = {"statement": 3, "direction": "agree", "share": 80, **bounds}
    cells = {"label": "A", "agree": None, "disagree": None, "skip": None}
    told = document(
        {**row(3, None, None, None), "groups": [cells]}, groups=[{"label": "A", "share": 60, "representative": [known]}]
    )
    (found,) = stance(told, 3)
    assert (found["share"], found["at_least"]) == (80, bounds.get("at_least"))


def test_a_consensus_is_told_by_its_direction() -> None:
    told = {"statement": 1, "direction": "disagree", "groups": [{"label": "A", "share": None, "at_least": None}]}
    assert consensus(document(consensus=[told]), "agree") == []
    (found,) = consensus(document(consensus=[told]), "disagree")
    assert found["stances"] == [
        {"label": "A", "direction": "disagree", "share": None, "at_least": None, "at_most": None}
    ]
