"""Made-up consultations."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from deliberation.consultations.models import Consultation
from deliberation.record.models import Entry
from deliberation.results.actions import analyse
from deliberation.statements.queries import public_texts
from deliberation.votes.models import CurrentVote, DirtyMark, Vote

pytestmark = pytest.mark.django_db


def simulated(slug, **changes):
    numbers = {"participants": 120, "statements": 20, "groups": 3, "seed": 5, "votes_per_person": 15, **changes}
    said = StringIO()
    call_command("simulate", slug=slug, stdout=said, stderr=StringIO(), **numbers)
    return said.getvalue(), Consultation.objects.with_facts().get(slug=slug)


def votes(consultation):
    """The log, people by the order in which they were made."""
    first = consultation.participants.order_by("id").values_list("id", flat=True)[0]
    log = Vote.objects.filter(consultation=consultation).order_by("id")
    return [(who - first, number, value) for who, number, value in log.values_list(
        "participant", "statement__number", "value")]  # fmt: skip


def test_the_same_seed_gives_the_same_votes():
    first, again, other = simulated("one")[1], simulated("two")[1], simulated("three", seed=6)[1]
    assert votes(first) == votes(again)
    assert votes(first) != votes(other)
    assert len(votes(first)) == 120 * 15


def test_it_says_that_nobody_took_part_and_its_planted_groups_come_out():
    """With fewer people and votes than these, planted groups are there and not clear: that is the right answer."""
    said, made = simulated("one", participants=200, statements=30, votes_per_person=30)
    assert "200 participants in 3 planted groups, 6,000 votes" in said
    assert "Nobody took part" in made.background
    assert public_texts(made)[12] == "Synthetic statement 12"
    assert Entry.objects.get(act="consultation.simulated").details["seed"] == 5
    assert DirtyMark.objects.filter(consultation=made).exists()
    assert CurrentVote.objects.count() == 6_000
    assert analyse(consultation=made, now=timezone.now()).figures["k"] == 3


def test_more_groups_than_people_are_refused():
    with pytest.raises(CommandError, match="3 groups need at least as many participants"):
        simulated("one", participants=2)
    assert not Consultation.objects.exists()


def test_a_second_time_is_refused():
    simulated("one")
    with pytest.raises(CommandError, match="There is a consultation 'one' already"):
        simulated("one", seed=6)
