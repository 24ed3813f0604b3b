"""Searching, over both faces: what is public is found, and nothing else."""

import pytest

from deliberation.obligations.queries import obligation_numbered
from deliberation.obligations.steps import offer, reply_to_offer
from deliberation.obligations.utterances import correct, hide
from deliberation.search.actions import take_up
from deliberation.search.models import Passage
from deliberation.statements.models import Ruling, Statement
from deliberation.statements.moderating import rule
from tests.cast import (
    CLOSING,
    DAY,
    HOUR,
    NOON,
    TEXTS,
    WORLD_TEXTS,
    answer,
    closed_and_bound,
    commitment,
    draft,
    founded,
    not_yet,
    opened,
    seeded,
    voted_world,
    written,
)
from tests.hall import documented, meeting_owed

pytestmark = pytest.mark.django_db
KINDS = ("consultation", "statement", "obligation", "answer", "utterance")


def kinds(face, text):
    """The kinds of things that are found."""
    return [kind for kind in KINDS if face.search(text, kind=kind).says("streets") and face.search(text).done]


def test_everything_public_is_found(face, at):
    at(CLOSING + DAY)
    world = closed_and_bound(voted_world(background="The **council** decides in [June](https://example.org)."))
    duty = world.consultation.obligations.first()
    answer(obligation=duty, draft=not_yet(alternative="A trial with zeppelins."), by=world.cast.omar, now=CLOSING)
    answer(obligation=duty, draft=commitment(), by=world.cast.omar, now=CLOSING)
    assert take_up(now=CLOSING) == 1 + 12 + 3 + 2
    assert face.search("old town").says("How should the streets of the old town be used?")
    assert kinds(face, "council") == ["consultation"]
    assert face.search("COUNCIL decides june").says("council decides in June.")
    assert kinds(face, "measure number 0") == ["statement", "obligation"]
    assert kinds(face, "Ministry of Transport measure") == ["obligation"]
    assert kinds(face, "zeppelin") == ["answer"]
    assert kinds(face, "timetable") == []  # evidence is not searched
    assert kinds(face, "lines seven") == ["answer"], "milestones are"


def test_every_word_has_to_be_there(face, world):
    take_up(now=NOON)
    assert face.search("buses night").says(TEXTS[0])
    assert not face.search("buses day").says(TEXTS[0])


@pytest.mark.parametrize(("text", "asked"), [
    ("夜間公車應該每半小時一班。", "公車 每半"),
    ("الحافلاتُ الليلية مجّانية", "حافلات مجانيه"),
    ("Les écoles près de la gare", "ECOLES pres"),
    ("Weniger Straßenlärm 100 %", "strassenlarm"),
    ("Weniger als 100 % und a_b", "100 %"),
    ("Xe buýt đêm miễn phí", "xe buyt mien"),
])  # fmt: skip
def test_in_any_script(face, world, text, asked):
    seeded(world[0], world[1], [text])
    take_up(now=NOON)
    assert face.search(asked).says(text)


@pytest.mark.parametrize("asked", ["%", "_", "100 _", "' OR 1=1 --", "\\"])
def test_signs_are_only_signs(face, world, asked):
    take_up(now=NOON)
    assert not face.search(asked).says(TEXTS[0])


def test_what_waits_or_is_rejected_is_not_found(face, world):
    cast, consultation = world
    zeppelins = written(consultation, "zoe", "Zeppelins should be free.")
    take_up(now=NOON)
    assert kinds(face, "zeppelins") == []
    rule(statement=zeppelins, outcome="accepted", by=cast.fay, now=NOON)
    take_up(now=NOON)
    assert kinds(face, "zeppelins") == ["statement"]
    rule(statement=zeppelins, outcome="rejected", reason="abuse", by=cast.fay, now=NOON)
    assert kinds(face, "zeppelins") == [], "at once, without waiting for a task"
    assert Passage.objects.filter(folded__contains="zeppelins").exists(), "the gate hides it, not its absence"


def test_a_duty_about_a_hidden_text_is_not_found_by_it(face, at):
    at(CLOSING + DAY)
    world = closed_and_bound()
    take_up(now=CLOSING)
    assert kinds(face, "measure number 0") == ["statement", "obligation"]
    statement = world.consultation.statements.get(number=0)
    hidden = Ruling.objects.create(statement=statement, outcome="rejected", reason="abuse", made_at=CLOSING)
    Statement.objects.filter(pk=statement.pk).update(ruling=hidden)
    assert not face.search("measure number 0").says(WORLD_TEXTS[0])
    assert kinds(face, "measure number 0") == ["statement"], "number 10 holds these words too"


def test_a_draft_is_not_found_even_by_its_facilitator(face, world):
    plan = draft(world[0], slug="streets-two", question="Shall zeppelins land on the roofs?", closes_at=CLOSING + DAY)
    seeded(world[0], plan, ["Zeppelins are quiet."])
    take_up(now=NOON)
    face.sign_in(world[0].fay)
    assert kinds(face, "zeppelins") == []


def test_taking_up_twice_is_harmless(face, world):
    assert take_up(now=NOON) == 1 + len(TEXTS)
    assert take_up(now=NOON + HOUR) == 0


def test_results_come_in_pages(face, world):
    seeded(world[0], world[1], [f"Zeppelin number {number} is late." for number in range(1, 61)])
    take_up(now=NOON)
    first, second = face.search("zeppelin", kind="statement"), face.search("zeppelin", kind="statement", page="2")
    assert first.says("number 60 is")
    assert not first.says("number 1 is")
    assert not second.says("number 60 is")
    assert second.says("number 10 is")


@pytest.mark.parametrize("rows", [1, 3])
def test_it_asks_as_often_for_three_as_for_one(face, world, rows, django_assert_num_queries):
    for number in range(rows):
        seeded(world[0], opened(world[0], slug=f"streets-{number}"), ["Zeppelins are quiet."])
    take_up(now=NOON)
    with django_assert_num_queries(7):
        assert face.search("zeppelins").says("Zeppelins are quiet.")


def test_what_was_said_in_a_meeting_is_found_as_it_was_corrected_and_not_once_it_is_hidden(face, at):
    at(CLOSING + DAY)
    cast = founded()
    duty = documented(cast, meeting_owed(cast, "hall", CLOSING), CLOSING)
    take_up(now=CLOSING)
    found = face.search("parking places", kind="utterance")
    assert found.says("We will move the parking places.")
    assert face.search("Ann Lee", kind="utterance").says("Elm Street")
    about = {"obligation": duty, "number": 2, "by": cast.fay, "now": CLOSING + HOUR}
    correct(speaker="Minister", text="We will paint zeppelins.", reason="Misheard.", **about)
    assert take_up(now=CLOSING + HOUR) == 1
    assert face.search("zeppelins", kind="utterance").says("We will paint")
    assert not face.search("parking", kind="utterance").says("We will")
    hide(reason="personal-data", **about)
    assert not face.search("zeppelins", kind="utterance").says("We will paint")


def test_a_duty_is_found_under_the_ministry_that_has_it_now(face, at):
    at(CLOSING + DAY)
    world = closed_and_bound()
    cast, duty = world.cast, world.consultation.obligations.first()
    take_up(now=CLOSING)
    offer(obligation=duty, to=cast.health, reason="The law makes this their task, not ours.", by=cast.omar, now=CLOSING)
    taken = obligation_numbered(duty.pk)
    reply_to_offer(obligation=taken, accepted=True, reason="", by=cast.hana, now=CLOSING + HOUR)
    assert take_up(now=CLOSING + HOUR) == 1
    assert kinds(face, "Ministry of Health measure") == ["obligation"]
    assert take_up(now=CLOSING + HOUR) == 0
