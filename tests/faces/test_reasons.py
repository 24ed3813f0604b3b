"""A consultation's own reasons to reject, over both faces: chosen in a draft, fixed at opening; no other counts."""

import pytest
from django.db.models import QuerySet
from django.urls import reverse

from deliberation.consultations.models import Opening
from deliberation.consultations.reasons import CHOICES, completed
from deliberation.record.models import Entry
from deliberation.statements import moderating
from deliberation.statements.models import Ruling, Statement
from deliberation.statements.moderating import rule
from tests.cast import NOON, colleague, draft, fresh, opened, seeded, written

pytestmark = pytest.mark.django_db
OWN = ["duplicate", "several-ideas", "unclear", "personal-data", "abuse"]
REFUSED = "Choose a reason from the published list."


@pytest.fixture
def fay(face, world):
    face.sign_in(world[0].fay)
    return face


@pytest.fixture
def park(world):
    """Another consultation, which rejects for OWN reasons only, and one statement that waits there."""
    cast, _streets = world
    consultation = opened(cast, slug="park", reasons=OWN)
    seeded(cast, consultation)
    return written(consultation, "zoe", "Benches belong on every square.")


def test_those_that_acts_need_are_in_every_list():
    assert completed(["unclear"]) == OWN
    assert completed([]) == []  # nobody has chosen
    assert completed(["abuse", "nonsense"])[-1] == "nonsense"  # to be refused by name


def test_the_list_is_chosen_fixed_at_opening_and_told_to_everybody(fay, world, another):
    plan = draft(world[0], slug="park")
    assert fay.fill("park", "moderation", moderation="strict", reasons=["unclear"]).done
    assert fresh(plan).reasons == OWN
    assert fay.open("park").done
    assert fresh(plan).opening.reasons == OWN
    assert Entry.objects.get(act="consultation.opened", consultation="park").details["reasons"] == OWN
    page = another().look("park")
    told = {code for code, text in CHOICES.items() if page.says(str(text)) or page.says(f'"{code}"')}
    assert told == set(OWN)
    assert fay.begin(template="park", question="Again?", slug="again", host="springfield").done
    assert fresh(plan).grounds.keys() == plan._meta.model.objects.get(slug="again").grounds.keys()


def test_a_reason_nobody_has_published_is_no_choice(fay, world):
    plan = draft(world[0], slug="park")
    assert fay.fill("park", "moderation", moderation="strict", reasons=["boring"]).status == 400
    assert fresh(plan).reasons == list(CHOICES)


def test_nothing_is_rejected_for_a_reason_of_another_list(fay, park, world, another, monkeypatch):
    assert fay.rule("park", park.number, "rejected", "off-topic").says(REFUSED)
    assert fay.rule_many("park", {park.number: 0}, "rejected", "off-topic").says(REFUSED)
    assert not Ruling.objects.filter(statement=park).exists()
    monkeypatch.setattr(moderating, "CHANCE", type("Always", (), {"random": lambda self: 0.0})())
    rule(statement=park, outcome="accepted", by=world[0].fay, now=NOON)
    zac = another()
    zac.sign_in(colleague(world[0]))
    assert zac.read_again("park", park.number, "rejected", "off-topic").says(REFUSED)
    assert zac.read_again("park", park.number, "rejected", "unclear").done
    assert fay.rule("park", park.number, "rejected", "unclear", seen="accepted").done
    assert Statement.objects.get(pk=park.pk).standing == "rejected"


def test_the_queue_offers_the_list_and_numbers_it(fay, park):
    page = fay.client.get(reverse("web:queue", args=["park"])).content.decode()
    assert 'value="unclear"' in page
    assert 'value="off-topic"' not in page
    assert f"3: {CHOICES['unclear']}" in page
    assert f"6: {next(iter(CHOICES.values()))}" not in page


def test_what_opened_before_there_were_lists_has_all_of_them(fay, park):
    QuerySet(Opening).filter(consultation=park.consultation).update(reasons=[])
    assert list(fresh(park.consultation).grounds) == list(CHOICES)
    assert fay.rule("park", park.number, "rejected", "off-topic").done
