"""What pages say about rules is what the code does."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client

from deliberation.consultations.rule_set import complete
from deliberation.results import method
from deliberation.web.home import rule_words
from tests.cast import Cast, closed_and_bound, noisy_world, opened, published, voted_world
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


TOGETHER, ALONE = "That confidence is for all statements together", "That confidence is for each statement by itself"


@pytest.mark.parametrize(("z_for_all", "said", "unsaid"), [(1, TOGETHER, ALONE), (0, ALONE, TOGETHER)])
def test_a_result_says_what_its_confidence_is_for(db: None, z_for_all, said, unsaid) -> None:
    published(voted_world(consensus_rule={"z_for_all": z_for_all}))
    page = words("/c/streets/results/")
    assert said in page
    assert unsaid not in page


def test_a_rule_fixed_before_there_was_a_correction_is_told_as_it_was_meant() -> None:
    rule = {name: number for name, number in complete({}).items() if name != "z_for_all"}
    page = render_to_string("results/rule.html", {"rule": rule, "rule_words": rule_words(rule)})
    assert ALONE in page
    assert TOGETHER not in page


def test_the_page_of_how_it_works_tells_of_the_correction(client: Client) -> None:
    assert TOGETHER in words("/how/", client)


def test_a_result_says_what_its_consensus_bears_and_how_far_apart_groups_are(db: None) -> None:
    published(voted_world())
    page = words("/c/streets/results/")
    assert page.count("It takes fewer than 10 further votes the other way, all else unchanged") == 3
    assert re.search(r"The groups furthest apart differ by about (80|85|90) percentage points", page)


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


def test_a_result_without_clear_groups_says_so_and_speaks_of_no_group(db: None) -> None:
    published(noisy_world())
    page = words("/c/streets/results/")
    assert "No clear groups: 3 were looked at" in page
    assert "If other people had taken part, the groups would have come out differently: 34 %." in page
    assert "Most people agree with" in page
    assert '<polygon class="hull"' in page
    assert not re.search(r"All groups (dis)?agree|Group A", page)
    rows = Client().get("/c/streets/results/1.csv").content.decode().splitlines()
    assert rows[0].endswith('"consensus","again_with_other_people","again_with_other_statements","groups"')
    assert all("No clear groups: 3 were looked at" in row for row in rows[1:])
    assert '"agree",100,"","No clear' in rows[1]


def test_without_groups_the_map_and_what_stands_beside_it_are_of_the_same_people(db: None) -> None:
    """Of those who voted on enough statements, who may be fewer than all who voted."""
    published(noisy_world())
    section = re.search(r'<section aria-labelledby="map">.*?</section>', words("/c/streets/results/"))[0]
    assert section.count("everybody who voted on enough statements is drawn") == 2
    assert "who voted on only a few statements is left out" in section
    assert not re.search(r"The groups on the map|Everybody who voted|100 %", section)


def test_a_result_says_in_words_and_in_a_table_how_stable_it_is(db: None) -> None:
    document = published().publication.document
    page = words("/c/streets/results/")
    assert "If other people had taken part, the groups would have come out much the same: 100 %." in page
    assert "If other people had taken part, group B would have come out much the same: 100 %." in page
    assert page.count("on this list in 100 of 100 tries. If the groups came from half of the statements") == 3
    table = re.search(r'<caption id="again">.*?</table>', page)[0]
    assert re.findall(r'<th scope="(?:col|row)"', table) == ['<th scope="col"'] * 3 + ['<th scope="row"'] * 7
    shares = [document["stability"], *(entry["stability"] for entry in [*document["groups"], *document["consensus"]])]
    figures = [str(each[name]) for each in shares for name in ("people", "statements")]
    assert re.findall(r'<td class="number">(\d+)', table) == figures


def test_the_page_of_how_it_works_tells_how_groups_are_found(client: Client) -> None:
    page = words("/how/", client)
    assert f"at least {method.ENOUGH_VOTES} votes is placed on a map" in page
    assert f"done again {method.RESAMPLES} times" in page
    assert f"show them again to at least {method.CLEAR_FROM} %" in page
