"""Writing statements and ruling on them, over both faces."""

from uuid import uuid4

import pytest

from deliberation.statements.models import LONGEST, Ruling, Statement
from deliberation.statements.moderating import rule
from deliberation.votes.models import Served, Tally, Vote
from deliberation.votes.proposing import FEW, MOST_SIMILAR
from tests.cast import CLOSING, NOON, TEXTS, citizen, draft, seeded, written

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


LIKE_THE_FIRST = "Night buses shoud run every half an hour!"


def test_what_is_like_a_public_statement_is_not_stored_and_the_similar_one_is_shown(face, world):
    face.arrive("streets")
    answer = face.write("streets", LIKE_THE_FIRST)
    assert answer.status == 409
    assert answer.says(TEXTS[0])
    assert not answer.says(TEXTS[1])
    assert answer.says("ilar")
    assert not own().exists()


def test_what_its_writer_says_is_different_is_stored(face, world):
    face.arrive("streets")
    assert face.write("streets", LIKE_THE_FIRST, different=True).done
    assert own().get().text == LIKE_THE_FIRST


def test_a_negation_is_shown_its_opposite_and_stored_when_confirmed(face, world):
    face.arrive("streets")
    assert face.write("streets", "Night buses should not run every half hour.").says(TEXTS[0])
    assert face.write("streets", "Night buses should not run every half hour.", different=True).done


def test_a_vote_on_a_similar_statement_counts(face, world):
    face.arrive("streets")
    face.write("streets", LIKE_THE_FIRST)
    assert face.vote("streets", 0, 1, uuid4()).done
    assert Vote.objects.get().counted


def test_nobody_is_served_by_writing_whatever_they_like(face, world):
    cast, consultation = world
    words = [f"{first}{second}q" for first in "abcd" for second in "efgh"]
    texts = [f"{word * 3} {word * 4} {word * 5}" for word in words]
    seeded(cast, consultation, [*texts, *(f"{text} {text[::-1]}" for text in texts)])
    face.arrive("streets")
    for text in texts:
        assert face.write("streets", f"{text} {text[::-1]} too").status == 409
    assert Served.objects.filter(similar=True).count() == MOST_SIMILAR


def test_many_identities_are_not_all_served_the_same_statement(face, another, world):
    others = [citizen(world[1], f"somebody {number}") for number in range(FEW - 1)]
    target = Statement.objects.get(text=TEXTS[0])
    Served.objects.bulk_create(
        Served(participant=one, statement=target, served_at=NOON, similar=True) for one in others
    )
    before, after = face, another()
    for each, marked in ((before, True), (after, False)):
        each.arrive("streets")
        Served.objects.filter(similar=False).delete()  # by chance it is among those that everybody is asked
        answer = each.write("streets", LIKE_THE_FIRST)
        assert answer.says(TEXTS[0])
        assert answer.says('"votable":true' if face.name == "api" else 'name="vote"') is marked
    Tally.objects.create(statement=target, votes=10)
    assert after.write("streets", LIKE_THE_FIRST).says('"votable":true' if face.name == "api" else 'name="vote"')


@pytest.mark.parametrize("ruled", [None, "rejected"])
def test_a_text_that_is_not_public_is_betrayed_to_nobody(face, world, ruled):
    cast, consultation = world
    secret = written(consultation, "zoe", TEXT)
    if ruled:
        rule(statement=secret, outcome=ruled, reason="abuse", by=cast.fay, now=NOON)
    face.arrive("streets")
    assert face.write("streets", f"{TEXT[:-1]}!").done


def test_what_was_accepted_or_rejected_meanwhile_is_known_at_once(face, world):
    cast, consultation = world
    first = written(consultation, "zoe", TEXT)
    face.arrive("streets")
    for outcome, status in (("accepted", 409), ("rejected", None), ("accepted", 409)):
        rule(statement=first, outcome=outcome, reason="abuse", by=cast.fay, now=NOON)
        answer = face.write("streets", "Benches belong on all squares")
        assert answer.status == status if status else answer.done
        own().exclude(pk=first.pk).delete()


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Write to me at zoe@example.org.", "e-mail"),
        ("Ring 0912 345 678 for benches.", "phone"),
        ("Read https://example.org first.", "link"),
    ],
)
def test_personal_data_waits_with_a_hint(face, world, text, hint):
    face.arrive("streets")
    assert face.write("streets", text).done
    assert (own().get().hints, own().get().standing) == ([hint], "waiting")


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
    assert answer.says("This needs one of these roles in City of Springfield: facilitator, moderator.")
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
