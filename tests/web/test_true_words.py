"""What pages say about rules is what the code does."""

import re

import pytest
from django.test import Client

from deliberation.consultations.rule_set import complete
from deliberation.web.home import rule_words
from tests.cast import Cast, closed_and_bound, opened, published, voted_world
from tests.web.conftest import Visitor


def words(path: str, client: Client | None = None) -> str:
    page = (client or Client()).get(path).content.decode()
    return re.sub(r"\s+", " ", page)


@pytest.mark.parametrize(
    ("chosen", "shown"),
    [
        ({}, ("60", "90", "5")),
        ({"min_share": 0.625, "min_group_fraction": 0.055, "z": 1.6449}, ("62.5", "95", "5.5")),
        ({"min_share": 0.57, "z": 5}, ("57", "99.99", "5")),
    ],
)
def test_the_rule_is_printed_as_exactly_as_it_is_used(chosen, shown) -> None:
    found = rule_words(complete(chosen))
    assert (found["min_share"], found["confidence"], found["min_group_fraction"]) == shown


def test_a_result_prints_the_very_share_its_rule_asks_for(db: None) -> None:
    published(voted_world(consensus_rule={"min_share": 0.625}))
    page = words("/c/streets/results/")
    assert "at least 62.5 % are on the same side" in page
    assert "everybody together counts as one group" in page


def test_no_page_says_that_voting_goes_on_after_it_has_ended(db: None) -> None:
    closed_and_bound(published())
    assert "Not final: voting went on when it was made" in words("/c/streets/results/1/")
    assert "Voting goes on" not in words("/c/streets/results/1/")


def test_the_last_figures_at_closing_are_no_surprise(cast: Cast) -> None:
    """Closing publishes whatever the release rule says; so the pages must not say that only the rule moves figures."""
    opened(cast)
    assert "and once more when voting has ended" in words("/how/")
    assert "appears soon after voting has ended" in words("/c/streets/results/")


def test_an_author_learns_that_nobody_ruled_in_time(db: None, visitor: Visitor, clock) -> None:
    world = voted_world()
    visitor.get("/c/streets/write/")
    visitor.post("/c/streets/write/", {"text": "Benches in every street."})
    assert "Waiting for the facilitators" in words("/c/streets/mine/", visitor)
    clock.move_to(world.consultation.closes_at)
    closed_and_bound(world)
    page = words("/c/streets/mine/", visitor)
    assert "Voting ended before the facilitators decided on it" in page
    assert "Waiting for the facilitators" not in page
