"""The numbers of the consensus rule: bounds, defaults, and that the analysis takes them as they are."""

import pytest

from clustering import ConsensusRule
from deliberation.consultations.rule_set import CONSENSUS, complete


def test_the_defaults_are_those_of_the_analysis() -> None:
    assert complete({}) == ConsensusRule().to_json()


def test_what_is_chosen_replaces_its_default() -> None:
    assert complete({"min_share": 0.75, "at_most": 3}) == {**complete({}), "min_share": 0.75, "at_most": 3}


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("min_voters", 1, "min_voters is 1. Set a whole number from 2 to 1000000."),
        ("min_share", 0.49, "min_share is 0.49. Set a number from 0.5 to 1.0."),
        ("min_share", 1.01, "min_share is 1.01. Set a number from 0.5 to 1.0."),
        ("min_share", "0.6", "min_share is '0.6'. Set a number from 0.5 to 1.0."),
        ("z", float("nan"), "z is nan. Set a number from 0.0 to 5.0."),
        ("z", 5.1, "z is 5.1. Set a number from 0.0 to 5.0."),
        ("min_group_fraction", 0.6, "min_group_fraction is 0.6. Set a number from 0.0 to 0.5."),
        ("at_most", 0, "at_most is 0. Set a whole number from 1 to 100."),
        ("at_most", True, "at_most is True. Set a whole number from 1 to 100."),
        ("min_group_voters", None, "min_group_voters is None. Set a whole number from 1 to 1000000."),
        ("min_voters", 20.5, "min_voters is 20.5. Set a whole number from 2 to 1000000."),
    ],
)
def test_nonsense_is_refused_in_words(name, value, sentence) -> None:
    with pytest.raises(ValueError, match="Set a") as refused:
        complete({name: value})
    assert str(refused.value) == sentence


def test_a_name_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^Unknown: min_votes\. Known: min_voters, "):
        complete({"min_votes": 3})


def test_the_correction_is_for_rules_completed_from_now_on() -> None:
    """A rule fixed at opening without it keeps its meaning; whoever opens today without choosing has it."""
    before = {name: number for name, number in complete({}).items() if name != "z_for_all"}
    assert ConsensusRule.from_json(before).z_for_all == 0
    assert complete(before)["z_for_all"] == 1
    assert complete({"z_for_all": 0})["z_for_all"] == 0


@pytest.mark.parametrize("edge", ["least", "most"])
def test_whatever_passes_is_taken_by_the_analysis(edge) -> None:
    chosen = {name: getattr(bound, edge) for name, bound in CONSENSUS.items()}
    assert ConsensusRule.from_json(complete(chosen)).to_json() == chosen


def test_a_whole_number_written_with_a_point_is_a_whole_number() -> None:
    rule = complete({"min_voters": 30.0})
    assert rule["min_voters"] == 30
    assert ConsensusRule.from_json(rule).min_voters == 30
