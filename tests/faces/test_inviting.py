"""Making invitation codes and using them, over both faces."""

import re
from uuid import uuid4

import pytest

from deliberation.record.models import Entry
from deliberation.votes.models import AGREE, CurrentVote, Invitation, Participant, Served, Vote
from deliberation.votes.queries import counted_votes
from tests.cast import CLOSING, draft, founded, opened, seeded

pytestmark = pytest.mark.django_db
CODE = re.compile(r"\b(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}\b")


def codes_in(answer):
    return list(dict.fromkeys(CODE.findall(answer.text)))


@pytest.fixture
def invited(at):
    """invited(admission): an open consultation of this kind, its cast."""

    def build(admission="invited-count"):
        at(CLOSING.replace(day=CLOSING.day - 1))
        cast = founded()
        consultation = opened(cast, admission=admission)
        seeded(cast, consultation)
        return cast, consultation

    return build


@pytest.fixture
def handed_out(another):
    """handed_out(cast, number): codes that Fay made."""

    def make(cast, number=1):
        office = another()
        office.sign_in(cast.fay)
        return codes_in(office.invite("streets", number))

    return make


def vote_next(face):
    face.arrive("streets")
    newest = Participant.objects.latest("id")
    answered = CurrentVote.objects.filter(participant=newest).values("statement")
    waiting = Served.objects.filter(participant=newest).exclude(statement__in=answered)
    assert face.vote("streets", waiting.earliest("id").statement.number, AGREE, uuid4()).done


def test_codes_are_shown_once_and_kept_as_hashes(face, invited):
    cast, _consultation = invited()
    face.sign_in(cast.fay)
    codes = codes_in(face.invite("streets", 3))
    assert len(codes) == 3
    stored = " ".join(Invitation.objects.values_list("digest", flat=True))
    assert Invitation.objects.count() == 3
    assert not any(code in stored or code.replace("-", "") in stored.upper() for code in codes)
    entry = Entry.objects.get(act="invitations.made")
    assert (entry.details, entry.actor) == ({"count": 3}, "facilitator, City of Springfield")


@pytest.mark.parametrize("number", [0, -1, 5001])
def test_too_few_or_too_many_are_refused(face, invited, number):
    cast, _consultation = invited()
    face.sign_in(cast.fay)
    assert face.invite("streets", number).status == 400
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("who", [None, "filip", "omar"])
def test_others_make_none(face, invited, who):
    cast, _consultation = invited()
    if who:
        face.sign_in(getattr(cast, who))
    assert not codes_in(face.invite("streets", 1))
    assert not Invitation.objects.exists()


def test_codes_can_be_made_before_opening_and_not_after_closing(face, world, at):
    cast, _consultation = world
    draft(cast, slug="plan")
    face.sign_in(cast.fay)
    assert codes_in(face.invite("plan", 1))
    at(CLOSING)
    face.sign_in(cast.fay)
    assert face.invite("streets", 1).status == 409


def test_a_vote_with_a_code_counts_and_one_without_is_kept_beside(face, another, invited, handed_out):
    cast, consultation = invited()
    (code,) = handed_out(cast)
    assert face.redeem("streets", code).done
    vote_next(face)
    passer_by = another()
    vote_next(passer_by)
    assert sorted(Vote.objects.values_list("participant__tier", "counted")) == [("invited", True), ("open", False)]
    assert counted_votes(consultation, 0, Vote.objects.latest("id").pk).count() == 1


def test_where_everybody_counts_a_code_changes_nothing_but_the_tier(face, another, invited, handed_out):
    cast, _consultation = invited("everybody")
    (code,) = handed_out(cast)
    face.redeem("streets", code)
    vote_next(face)
    vote_next(another())
    assert set(Vote.objects.values_list("counted", flat=True)) == {True}


def test_votes_cast_before_the_code_count_from_then_on(face, invited, handed_out):
    cast, _consultation = invited()
    (code,) = handed_out(cast)
    vote_next(face)
    vote_next(face)
    assert not CurrentVote.objects.filter(counted=True).exists()
    assert face.redeem("streets", code).done
    assert Participant.objects.get().tier == "invited"
    assert list(CurrentVote.objects.values_list("counted", "value")) == [(True, AGREE), (True, AGREE)]
    assert list(Vote.objects.order_by("id").values_list("counted", flat=True)) == [False, False, True, True]


def test_a_code_works_once(face, another, invited, handed_out):
    cast, _consultation = invited()
    (code,) = handed_out(cast)
    assert face.redeem("streets", code).done
    answer = another().redeem("streets", code)
    assert answer.status == 400
    assert answer.says("it was used already. Check every letter.")
    assert Participant.objects.count() == 1


def test_a_second_code_is_not_wasted(face, invited, handed_out):
    cast, _consultation = invited()
    first, second = handed_out(cast, 2)
    face.redeem("streets", first)
    answer = face.redeem("streets", second)
    assert answer.status == 409
    assert answer.says("Keep this code for somebody else.")
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize("wrong", ["", "ABCD-EFGH-JKMN-PQRS", "'; --", "💥" * 20])
def test_a_wrong_code_is_refused_and_makes_nobody(face, invited, handed_out, wrong):
    cast, _consultation = invited()
    handed_out(cast)
    answer = face.redeem("streets", wrong)
    assert answer.status == 400
    assert answer.says("This code is not one of this consultation")
    assert not Participant.objects.exists()


def test_a_code_of_another_consultation_is_refused(face, invited, handed_out):
    cast, _consultation = invited()
    opened(cast, slug="parks")
    (code,) = handed_out(cast)
    assert face.redeem("parks", code).status == 400
    assert Invitation.objects.count() == 1


def test_how_it_is_typed_does_not_matter(face, invited, handed_out):
    cast, _consultation = invited()
    (code,) = handed_out(cast)
    assert face.redeem("streets", f" {code.replace('-', ' ').lower().replace('0', 'o').replace('1', 'l')} ").done


def test_who_has_no_code_is_told_so_where_it_is_needed(face, invited, handed_out):
    cast, _consultation = invited("invited-only")
    answer = face.arrive("streets")
    assert answer.status == 403
    assert answer.says("This consultation is for people with an invitation code.")
    assert not Participant.objects.exists()
    (code,) = handed_out(cast)
    assert face.redeem("streets", code).done
    vote_next(face)
    assert Vote.objects.get().counted


def test_after_closing_no_code_is_used(face, invited, handed_out, at):
    cast, _consultation = invited()
    (code,) = handed_out(cast)
    at(CLOSING)
    face.redeem("streets", code)
    assert Invitation.objects.count() == 1
    assert not Participant.objects.exists()


def test_nothing_stored_lays_a_code_beside_a_participant(face, invited, handed_out):
    """A used code is gone: no mark, no instant. What is stored of a participant is the same with any code."""
    cast, _consultation = invited()
    first, _second = handed_out(cast, 2)
    face.redeem("streets", first)
    (participant,) = Participant.objects.values()
    assert set(participant) == {"id", "consultation_id", "pseudonym", "tier", "paper", "joined_at"}
    (left,) = Invitation.objects.values()
    assert set(left) == {"digest", "consultation_id", "batch_id"}  # what it was made for; gone with it
    assert Entry.objects.filter(act__startswith="invitation").count() == 1
