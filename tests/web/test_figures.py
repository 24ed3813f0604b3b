"""What the results page works out from a published document: by its numbers, whatever the settings are."""

from django.template.loader import render_to_string

from deliberation.web.figures import dividing

GROUPS = [{"label": "A", "representative": []}, {"label": "B", "representative": []}]
VOTES = [{"label": "A", "agree": 24, "disagree": 12, "skip": 0}, {"label": "B", "agree": 0, "disagree": 36, "skip": 0}]


def test_shares_worked_out_on_the_page_are_rounded_as_the_document_is() -> None:
    document = {
        "disclosure": {"suppress_below": 12, "round_to": 12},
        "consensus_rule": {"min_share": 0.6},
        "groups": GROUPS,
        "statements": [{"number": 1, "groups": VOTES}],
    }
    (found,) = dividing(document, {1: "Trams."})
    assert [(group["label"], group["direction"], group["share"]) for group in found["groups"]] == [
        ("A", "agree", 72),
        ("B", "disagree", 96),
    ]


def test_a_share_that_is_not_told_is_said_in_words() -> None:
    stances = [{"label": "A", "direction": "agree", "share": None, "at_least": None}]
    page = render_to_string("results/shares.html", {"stances": stances})
    assert "too few people for a figure" in page
    assert "None" not in page
