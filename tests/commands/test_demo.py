"""The demonstration, at every stage."""

from collections import Counter
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from deliberation.consultations.models import Consultation
from deliberation.obligations import demonstration
from deliberation.obligations.answering import SHORTEST_EXPLANATION
from deliberation.obligations.demonstration import PASSWORD, STAGES
from deliberation.obligations.models import Answer, Obligation, Position
from deliberation.obligations.queries import standing_of
from deliberation.people.models import Person
from deliberation.record.models import Entry
from deliberation.results.models import Publication
from deliberation.votes.models import CurrentVote, DirtyMark, Vote
from tests.kept_worlds import kept

pytestmark = pytest.mark.django_db
build = kept(demonstration.build)
NOW = datetime(2026, 5, 6, 15, 30, tzinfo=UTC)

PHASES = {"open": {"voting": 1}, "closed": {"voting": 1, "closed": 2}, "answered": {"voting": 1, "closed": 2},
          "overdue": {"voting": 1, "closed": 4}}  # fmt: skip
STANDINGS = {
    "open": Counter(),
    "closed": Counter({"open": 4}),
    "answered": Counter({"open": 2, "answered": 2}),
    "overdue": Counter({"open": 2, "answered": 12, "overdue": 2, "long-overdue": 1}),
}


@pytest.mark.parametrize("stage", STAGES)
def test_what_stands_where(stage):
    build(stage=stage, now=NOW, password=None)
    assert Counter(each.phase(NOW).name for each in Consultation.objects.with_facts()) == PHASES[stage]
    duties = list(Obligation.objects.with_facts())
    assert Counter(standing_of(each, NOW).code for each in duties) == STANDINGS[stage]
    acts = Counter(Entry.objects.values_list("act", flat=True))
    assert acts["obligation.opened"] == len(duties)
    assert acts["answer.published"] == Answer.objects.count()
    assert acts["results.published"] == Publication.objects.count()
    assert acts["consultation.closed"] == PHASES[stage].get("closed", 0)
    assert not Entry.objects.filter(recorded_at__gt=NOW).exists()
    assert not DirtyMark.objects.exists()


def test_the_open_one_has_results_in_words_and_statements_of_every_standing():
    build(stage="open", now=NOW, password=None)
    [rentals] = Consultation.objects.with_facts()
    document = Publication.objects.filter(consultation=rentals).order_by("number").last().document
    assert (document["number"], document["final"]) == (2, False)
    assert len(document["groups"]) >= 2
    assert document["stability"]["clear"]
    assert document["consensus"]
    assert document["map"]["cells"]
    counts = (rentals.statements.public().count(), rentals.statements.waiting().count(),
              rentals.statements.rejected().count())  # fmt: skip
    assert counts == (20, 3, 4)
    assert rentals.participants.count() == 240


def test_the_whole_world_shows_every_kind_of_duty_and_answer():
    build(stage="overdue", now=NOW, password=None)
    meeting = Obligation.objects.get(kind="meeting", because_of=None)
    assert meeting.consultation.slug == "terraces-at-night"
    assert meeting.publication.document["consensus"] == []
    commitment = Answer.objects.get(position="commitment", obligation__consultation__slug="school-streets")
    assert commitment.milestones.count() == 2
    reasoned = Answer.objects.filter(position="not-yet")
    assert min(len(each.explanation) for each in reasoned) >= SHORTEST_EXPLANATION
    entered = set(Entry.objects.filter(act="obligation.overdue").values_list("subject", flat=True))
    late = [each for each in Obligation.objects.with_facts() if standing_of(each, NOW).late]
    assert entered == {f"obligation/{each.pk}" for each in late}
    assert Counter(standing_of(each, NOW).code for each in late) == {"overdue": 2, "answered": 2, "long-overdue": 1}
    a_ministry_has_a_year_behind_it()


def a_ministry_has_a_year_behind_it():
    duties = Obligation.objects.filter(consultation__slug="parks-and-squares").with_facts()
    stands = [standing_of(each, NOW) for each in duties]
    marks = ("extended", "late", "transferred")
    assert [sum(getattr(each, mark) for each in stands) for mark in marks] == [1, 2, 1]
    answers = Answer.objects.filter(obligation__in=duties)
    assert set(answers.values_list("position", flat=True)) == set(Position.values)
    assert len(set(answers.values_list("by", flat=True))) == 3, "two officials of one ministry, and one of another"
    acts = set(Entry.objects.values_list("act", flat=True))
    assert acts > {
        "transfer.accepted",
        "clarification.answered",
        "obligation.suspended",
        "obligation.long-overdue",
        "meeting.announced",
        "meeting.held",
        "meeting.posted",
        "review.opened",
        "review.decided",
        "answer.rated",
    }
    kept = Entry.objects.filter(consultation="parks-and-squares").order_by("id").values_list("recorded_at", flat=True)
    assert list(kept) == sorted(kept)


def test_votes_are_as_single_votes_would_have_been():
    build(stage="open", now=NOW, password=None)
    last = {(vote.participant_id, vote.statement_id): vote.pk for vote in Vote.objects.order_by("id")}
    current = CurrentVote.objects.values_list("participant", "statement", "vote")
    assert {(who, what): line for who, what, line in current} == last
    instants = list(Vote.objects.order_by("id").values_list("cast_at", flat=True))
    assert instants == sorted(instants)
    assert instants[-1] < NOW


def test_it_is_the_same_every_time():
    def votes():
        return list(Vote.objects.order_by("id").values_list("statement__number", "value"))[-3000:]

    build(stage="open", now=NOW, password=None)
    first = votes()
    Consultation.objects.update(slug="another")
    build(stage="open", now=NOW, password=None)
    assert votes() == first


def test_demo_accounts_can_sign_in_only_where_a_demo_was_asked_for(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.DEMO = False
    said = StringIO()
    call_command("demo", stage="open", stdout=said)
    assert "ANSWERABLE_DEMO is not set" in said.getvalue()
    assert PASSWORD not in said.getvalue()
    assert not any(person.has_usable_password() for person in Person.objects.all())


def test_the_password_is_printed_and_opens_every_account(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.DEMO = True
    said = StringIO()
    call_command("demo", stage="open", stdout=said)
    people = list(Person.objects.all())
    assert len(people) == 7
    assert all(person.email in said.getvalue() and person.check_password(PASSWORD) for person in people)
    assert f"Password of each: {PASSWORD}" in said.getvalue()


def test_nothing_is_made_twice():
    build(stage="open", now=NOW, password=None)
    before = Entry.objects.count()
    said = StringIO()
    call_command("demo", "--if-empty", stdout=said)
    assert "no demonstration was made" in said.getvalue()
    with pytest.raises(CommandError, match="There is a demonstration already"):
        call_command("demo", stdout=StringIO())
    assert Entry.objects.count() == before
