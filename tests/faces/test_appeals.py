"""Appeals against rejections, over both faces: once, in time, and decided by four eyes."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deliberation.consultations.actions import close
from deliberation.errors import Forbidden
from deliberation.people.actions import appoint
from deliberation.people.permissions import Role
from deliberation.record.models import Entry
from deliberation.statements.models import Appeal, AppealDecision, Statement
from deliberation.statements.moderating import hide, rule
from tests.cast import CLOSING, DAY, HOUR, NOON

pytestmark = pytest.mark.django_db
TEXT = "Benches belong on every square."
WHY = "Squares are streets, so it is on the subject."
ANSWER = "It is about parks, as the background says."


@pytest.fixture
def flora(world):
    """A second facilitator of the same city."""
    city = world[0].city
    return appoint(
        email="flora@example.org", name="Flora", role=Role.FACILITATOR, organisation=city, password=None, now=NOON
    )


@pytest.fixture
def author(face, world):
    """Somebody whose statement Fay rejected."""
    face.arrive("streets")
    face.write("streets", TEXT)
    rule(statement=mine(), outcome="rejected", reason="off-topic", note="See above.", by=world[0].fay, now=NOON + HOUR)
    return face


def mine():
    return Statement.objects.select_related("ruling", "consultation").get(text=TEXT)


def signed_in(another, person):
    staff = another()
    staff.sign_in(person)
    return staff


def test_an_author_appeals_and_another_facilitator_grants_it(author, another, world, flora):
    assert author.appeal("streets", 5, f"  {WHY} ").done
    assert author.own("streets").says(WHY)
    staff = signed_in(another, flora)
    assert staff.appeals("streets").says(WHY)
    assert staff.appeals("streets").says(TEXT)
    assert staff.decide("streets", 5, "granted", "You are right.").done
    assert (mine().standing, Appeal.objects.get().state) == ("accepted", "granted")
    assert author.own("streets").says("You are right.")


def test_a_text_that_was_hidden_meanwhile_stays_hidden_when_the_appeal_is_granted(author, another, world, flora):
    """Who decides has not read it: the appeal is about what was said of it before."""
    author.appeal("streets", 5, WHY)
    hide(statement=mine(), by=flora, now=NOON + HOUR)
    assert signed_in(another, flora).decide("streets", 5, "granted").done
    assert (mine().standing, Appeal.objects.get().state) == ("hidden", "granted")
    assert not another().look("streets").says(TEXT)


def test_who_was_overruled_does_not_hide_the_statement_instead(author, another, world, flora):
    author.appeal("streets", 5, WHY)
    signed_in(another, flora).decide("streets", 5, "granted")
    with pytest.raises(Forbidden, match="somebody else has to rule now"):
        hide(statement=mine(), by=world[0].fay, now=NOON + 2 * HOUR)
    assert mine().standing == "accepted"


def test_the_rejection_stands_and_the_author_reads_why(author, another, world, flora):
    author.appeal("streets", 5, WHY)
    staff = signed_in(another, flora)
    refused = staff.decide("streets", 5, "upheld")
    assert refused.status == 400
    assert refused.says("Say why, in a sentence or two.")
    assert staff.decide("streets", 5, "upheld", ANSWER).done
    assert (mine().standing, mine().ruling.reason) == ("rejected", "off-topic")
    assert author.own("streets").says(ANSWER)
    assert staff.decide("streets", 5, "granted").status == 409
    assert AppealDecision.objects.get().outcome == "upheld"


def test_whoever_rejected_does_not_decide(author, another, world):
    author.appeal("streets", 5, WHY)
    staff = signed_in(another, world[0].fay)
    answer = staff.decide("streets", 5, "granted")
    assert answer.status == 403
    assert answer.says("You made the ruling that is appealed.")
    assert not AppealDecision.objects.exists()


def test_nobody_rules_past_an_appeal(author, another, world, flora):
    author.appeal("streets", 5, WHY)
    fay = signed_in(another, world[0].fay)
    answer = fay.rule("streets", 5, "rejected", "abuse", seen="rejected")
    assert (answer.status, answer.says("Its author has appealed")) == (409, True)
    signed_in(another, flora).decide("streets", 5, "granted")
    assert fay.rule("streets", 5, "rejected", "abuse", seen="accepted").status == 403
    assert signed_in(another, flora).rule("streets", 5, "rejected", "abuse", seen="accepted").done
    assert mine().ruling.reason == "abuse"


def test_one_appeal_and_no_second(author, another, flora):
    author.appeal("streets", 5, WHY)
    signed_in(another, flora).decide("streets", 5, "upheld", ANSWER)
    answer = author.appeal("streets", 5, "Again.")
    assert answer.status == 409
    assert answer.says("You have appealed already.")
    assert Appeal.objects.get().reason == WHY


def test_a_new_rejection_after_a_granted_appeal_can_be_appealed_again(author, another, world, flora):
    author.appeal("streets", 5, WHY)
    staff, fay = signed_in(another, flora), signed_in(another, world[0].fay)
    staff.decide("streets", 5, "granted", "You are right.")
    assert author.appeal("streets", 5, "Once more.").status == 409
    staff.rule("streets", 5, "rejected", "abuse", seen="accepted")
    assert author.appeal("streets", 5, "There is no abuse in it.").done
    assert staff.decide("streets", 5, "upheld", "There is.").status == 403
    assert fay.decide("streets", 5, "upheld", "There is.").done
    assert fay.appeals("streets").says("There is no abuse in it.")
    assert author.appeal("streets", 5, "A third time.").status == 409
    said = author.own("streets")
    assert [said.says(each) for each in (WHY, "You are right.", "There is no abuse in it.", "There is.")] == [True] * 4


def test_what_became_of_each_ruling_is_told_in_order(author, another, world, flora):
    author.appeal("streets", 5, WHY)
    staff = signed_in(another, flora)
    staff.decide("streets", 5, "granted")
    staff.rule("streets", 5, "rejected", "abuse", seen="accepted")
    told = author.own("streets").text
    words = ("Not accepted", "Your appeal was granted", "Not accepted")
    codes = ('"reason":"off-topic"', '"state":"granted"', '"outcome":"rejected","reason":"abuse"')
    place = 0
    for each in words if author.name == "html" else codes:
        place = told.index(each, place) + 1
    assert "voting had ended" not in told


def test_three_rulings_ask_no_more_than_one(author, another, world, flora):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            author.own("streets")
        return len(queries)

    author.own("streets")
    once = asked()
    author.appeal("streets", 5, WHY)
    staff = signed_in(another, flora)
    staff.decide("streets", 5, "granted")
    staff.rule("streets", 5, "rejected", "abuse", seen="accepted")
    assert asked() == once


@pytest.mark.parametrize("outcome", [None, "accepted"])
def test_only_a_rejection_can_be_appealed(face, world, outcome):
    face.arrive("streets")
    face.write("streets", TEXT)
    if outcome:
        rule(statement=mine(), outcome=outcome, by=world[0].fay, now=NOON)
    answer = face.appeal("streets", 5, WHY)
    assert answer.status == 409
    assert answer.says("Only a rejection can be appealed.")


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (" ", "Say why, in a sentence or two."),
        ("x" * 501, "Shorten it to 500 characters; it has 501."),
        ("Read \u202e this", "Remove the invisible characters"),
    ],
)
def test_an_appeal_needs_a_readable_reason(author, reason, sentence):
    answer = author.appeal("streets", 5, reason)
    assert answer.status == 400
    assert answer.says(sentence)
    assert not Appeal.objects.exists()


def test_somebody_else_s_statement_is_not_there(author, another):
    stranger = another()
    stranger.arrive("streets")
    answer = stranger.appeal("streets", 5, WHY)
    assert answer.status == 404
    assert not answer.says(TEXT)
    assert another().appeal("streets", 5, WHY).status == 401


@pytest.mark.parametrize(
    ("now", "status"), [(datetime(2026, 9, 2, 13, tzinfo=UTC), None), (datetime(2026, 9, 2, 14, tzinfo=UTC), 409)]
)
def test_six_months_and_no_longer(author, at, now, status):
    at(now)
    answer = author.appeal("streets", 5, WHY)
    assert answer.done if status is None else answer.status == status
    assert status is None or answer.says("they are over")


def test_granted_after_voting_ended_the_frozen_result_stays(author, another, world, flora, at):
    close(consultation=world[1], by=None, now=CLOSING)
    at(CLOSING + DAY)
    assert author.appeal("streets", 5, WHY).done
    assert signed_in(another, flora).decide("streets", 5, "granted").done
    assert (mine().standing, Appeal.objects.get().state) == ("rejected", "granted")
    assert author.own("streets").says("ranted")


def test_the_public_record_shows_that_and_how_but_no_word(author, another, flora):
    author.appeal("streets", 5, WHY)
    signed_in(another, flora).decide("streets", 5, "upheld", ANSWER)
    found = list(Entry.objects.filter(act__startswith="appeal.").order_by("id").values_list("act", "subject", "actor"))
    assert found == [
        ("appeal.made", "statement/5", "a participant"),
        ("appeal.upheld", "statement/5", "facilitator, City of Springfield"),
    ]
    everything = str(list(Entry.objects.values()))
    assert not any(secret in everything for secret in (TEXT, WHY, ANSWER, "Flora", mine().author))


@pytest.mark.parametrize("who", [None, "filip", "omar"])
def test_appeals_are_for_the_host_s_facilitators(author, another, world, who):
    author.appeal("streets", 5, WHY)
    stranger = signed_in(another, getattr(world[0], who)) if who else another()
    assert not stranger.appeals("streets").done
    assert not stranger.appeals("streets").says(WHY)
    assert not stranger.decide("streets", 5, "granted").done
    assert not AppealDecision.objects.exists()


@pytest.mark.parametrize("outcome", ["", "perhaps"])
def test_another_decision_is_refused(author, another, flora, outcome):
    author.appeal("streets", 5, WHY)
    assert signed_in(another, flora).decide("streets", 5, outcome, ANSWER).status == 400
    assert not AppealDecision.objects.exists()


def test_without_an_appeal_there_is_nothing_to_decide(author, another, flora):
    assert signed_in(another, flora).decide("streets", 5, "granted").status == 404
