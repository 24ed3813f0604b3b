"""Writing statements and ruling on them, over both faces."""

import pytest

from deliberation.statements.models import LONGEST, Ruling, Statement
from tests.cast import CLOSING, TEXTS, draft, written

pytestmark = pytest.mark.django_db
TEXT = "Benches belong on every square."


def own():
    return Statement.objects.filter(seed=False)


def test_a_citizen_s_statement_waits(face, world):
    face.arrive("streets")
    assert face.write("streets", f"  {TEXT} ").done
    assert [(row.text, row.standing) for row in own()] == [(TEXT, "waiting")]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("x" * (LONGEST + 1), "Shorten it to 200 characters; it has 201."),
        ("  ", ""),
        ("Buses \u202e free", "Remove the invisible characters"),
    ],
)
def test_a_text_that_cannot_stand_is_refused(face, world, text, sentence):
    face.arrive("streets")
    answer = face.write("streets", text)
    assert answer.status == 400
    assert answer.says(sentence)
    assert not own().exists()


def test_a_twin_is_refused(face, world):
    face.arrive("streets")
    answer = face.write("streets", TEXTS[0])
    assert answer.status == 409
    assert answer.says("This statement is there already.")


def test_writing_ends_with_voting(face, world, at):
    face.arrive("streets")
    at(CLOSING)
    assert face.write("streets", TEXT).status == 409
    assert not own().exists()


def test_writing_needs_the_cookie(face, world):
    assert face.write("streets", TEXT).status == 401
    assert not own().exists()


def test_a_facilitator_accepts(face, world):
    cast, consultation = world
    waiting = written(consultation, "zoe", TEXT)
    face.sign_in(cast.fay)
    assert face.rule("streets", waiting.number, "accepted").done
    assert own().get().standing == "accepted"


def test_a_rejection_needs_a_published_reason(face, world):
    cast, consultation = world
    waiting = written(consultation, "zoe", TEXT)
    face.sign_in(cast.fay)
    for reason in ("", "because"):
        answer = face.rule("streets", waiting.number, "rejected", reason)
        assert answer.status == 400
        assert answer.says("Choose a reason from the published list.")
    assert own().get().standing == "waiting"


def test_a_rejection_keeps_its_reason(face, world):
    cast, consultation = world
    waiting = written(consultation, "zoe", TEXT)
    face.sign_in(cast.fay)
    assert face.rule("streets", waiting.number, "rejected", "off-topic").done
    assert own().get().ruling.reason == "off-topic"


def test_a_stranger_rules_nothing(face, world):
    waiting = written(world[1], "zoe", TEXT)
    assert not face.rule("streets", waiting.number, "accepted").done
    assert own().get().standing == "waiting"


@pytest.mark.parametrize("who", ["filip", "omar"])
def test_other_people_s_offices_rule_nothing(face, world, who):
    cast, consultation = world
    waiting = written(consultation, "zoe", TEXT)
    face.sign_in(getattr(cast, who))
    answer = face.rule("streets", waiting.number, "accepted")
    assert answer.status == 403
    assert answer.says("This needs the role facilitator in City of Springfield.")
    assert not Ruling.objects.filter(statement=waiting).exists()


@pytest.mark.parametrize("who", [None, "filip", "omar"])
def test_a_draft_is_not_there_for_others(face, world, who):
    cast, _consultation = world
    draft(cast, slug="secret-plan")
    if who:
        face.sign_in(getattr(cast, who))
    assert face.look("secret-plan").status == 404


def test_a_draft_is_there_for_its_facilitator(face, world):
    cast, _consultation = world
    draft(cast, slug="secret-plan")
    face.sign_in(cast.fay)
    assert face.look("secret-plan").status == 200
