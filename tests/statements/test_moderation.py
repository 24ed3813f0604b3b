"""Ruling on statements, with reasons, in public; and what stays out of sight."""

import pytest
from django.db import IntegrityError, transaction

from deliberation.consultations.reasons import CHOICES, REASONS
from deliberation.errors import Conflict, Forbidden, Invalid, Missing
from deliberation.people.permissions import office
from deliberation.record.models import Entry
from deliberation.statements.actions import seed
from deliberation.statements.models import Ruling, Statement
from deliberation.statements.moderating import rule, rule_many
from deliberation.statements.queries import (
    last_ruling,
    public_statements,
    public_texts,
    queue_of,
    statement_for,
    statement_numbered,
)
from deliberation.votes.identity import pseudonym
from tests.cast import MINUTE, NOON, founded, opened, written

pytestmark = pytest.mark.django_db
RUDE = "The mayor is a crook."


@pytest.fixture
def cast():
    return founded()


@pytest.fixture
def statement(cast) -> Statement:
    return written(opened(cast), "ann", RUDE)


def test_a_rejection_is_kept_with_its_reason(cast, statement) -> None:
    rule(statement=statement, outcome="rejected", by=cast.fay, now=NOON, reason="abuse", note="Please stay fair.")
    stored = Statement.objects.get()
    assert (stored.standing, stored.ruling.reason, stored.ruling.note) == ("rejected", "abuse", "Please stay fair.")


@pytest.mark.parametrize("reason", ["", "because", "Abuse"])
def test_a_rejection_without_a_published_reason_is_refused(cast, statement, reason) -> None:
    with pytest.raises(Invalid) as refused:
        rule(statement=statement, outcome="rejected", by=cast.fay, now=NOON, reason=reason)
    assert refused.value.fields == {"reason": "Choose a reason from the published list."}
    assert Statement.objects.get().standing == "waiting"


def test_the_database_too_wants_a_reason(statement) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Ruling.objects.create(statement=statement, outcome="rejected", made_at=NOON)


def test_another_outcome_is_refused(cast, statement) -> None:
    with pytest.raises(Invalid) as refused:
        rule(statement=statement, outcome="deleted", by=cast.fay, now=NOON)
    assert refused.value.fields == {"outcome": "Choose accepted or rejected."}


def test_only_a_facilitator_of_the_host_rules(cast, statement) -> None:
    for person in (cast.filip, cast.omar):
        with pytest.raises(Forbidden):
            rule(statement=statement, outcome="accepted", by=person, now=NOON)
    assert queue_of(statement.consultation).get() == statement


def test_the_public_log_has_reason_and_office_but_neither_text_nor_author_nor_note(cast, statement) -> None:
    rule(statement=statement, outcome="rejected", by=cast.fay, now=NOON, reason="abuse", note="Dear author")
    entry = Entry.objects.get(act="statement.rejected")
    assert (entry.subject, entry.actor, entry.details) == (
        "statement/0",
        office("facilitator", cast.city),
        {"reason": "abuse"},
    )
    everything = str(list(Entry.objects.values()))
    for secret in (RUDE, "Dear author", "Fay", pseudonym("ann", statement.consultation_id)):
        assert secret not in everything


def test_an_acceptance_keeps_no_reason(cast, statement) -> None:
    ruling = rule(statement=statement, outcome="accepted", by=cast.fay, now=NOON, reason="abuse")
    assert ruling.reason == ""
    assert Entry.objects.get(act="statement.accepted").details == {}


def test_the_latest_ruling_holds_and_the_earlier_ones_stay(cast, statement) -> None:
    for minute, outcome in enumerate(["accepted", "rejected", "accepted"]):
        rule(statement=statement, outcome=outcome, by=cast.fay, now=NOON + minute * MINUTE, reason="unclear")
    assert Statement.objects.get().standing == "accepted"
    assert [ruling.outcome for ruling in statement.rulings.order_by("id")] == ["accepted", "rejected", "accepted"]
    assert last_ruling(statement.consultation) == statement.rulings.latest("id").pk


@pytest.mark.parametrize("outcome", ["rejected", None])
def test_what_is_waiting_or_rejected_is_in_no_public_reading(cast, statement, outcome) -> None:
    consultation = statement.consultation
    if outcome:
        rule(statement=statement, outcome=outcome, by=cast.fay, now=NOON, reason="abuse")
    assert list(public_statements(consultation)) == []
    assert public_texts(consultation) == {}
    for person in (None, cast.filip, cast.omar):
        with pytest.raises(Missing) as hidden:
            statement_for(consultation, 0, person)
        assert RUDE not in hidden.value.detail
    assert statement_for(consultation, 0, cast.fay).text == RUDE


def test_what_is_accepted_is_public(cast, statement) -> None:
    rule(statement=statement, outcome="accepted", by=cast.fay, now=NOON)
    assert public_texts(statement.consultation) == {0: RUDE}
    assert statement_for(statement.consultation, 0, None).text == RUDE


def test_the_queue_is_oldest_first(cast) -> None:
    consultation = opened(cast)
    written(consultation, "ann", "Second.", NOON + MINUTE)
    written(consultation, "bob", "First.", NOON)
    assert [each.text for each in queue_of(consultation)] == ["First.", "Second."]


def test_an_author_finds_his_own_whatever_was_ruled_and_nobody_else_does(cast, statement) -> None:
    rule(statement=statement, outcome="rejected", by=cast.fay, now=NOON, reason="abuse")
    own = Statement.objects.written_by(pseudonym("ann", statement.consultation_id))
    assert list(own) == [statement]
    assert list(Statement.objects.written_by("")) == []


def test_a_number_nobody_has_is_missing(statement) -> None:
    with pytest.raises(Missing):
        statement_numbered(statement.consultation, 7)


def test_the_list_of_reasons_is_published_and_stable() -> None:
    published = "abuse advertising duplicate not-a-statement off-topic personal-data several-ideas unclear"
    assert sorted(CHOICES) == published.split()
    assert set(REASONS) - set(CHOICES) == {"moderated-at-source", "reworded", "erased"}


def test_the_same_words_do_not_become_public_twice(cast) -> None:
    consultation = opened(cast)
    first, second, third = (written(consultation, name, "Trees cool a street.") for name in ("ann", "bob", "cleo"))
    made = rule_many(consultation=consultation, seen={1: 0, 2: 0}, outcome="accepted", by=cast.fay, now=NOON)
    assert (made.numbers, made.left_out) == ([second.number], [third.number])
    with pytest.raises(Conflict) as refused:
        rule(statement=first, outcome="accepted", by=cast.fay, now=NOON)
    assert refused.value.code == "statement-exists"
    assert "Statement 1 says exactly this already." in refused.value.detail
    rule(statement=second, outcome="accepted", by=cast.fay, now=NOON)  # it is no twin of itself
    rule(statement=first, outcome="rejected", reason="duplicate", by=cast.fay, now=NOON)
    assert list(public_texts(consultation)) == [1]


def test_a_note_holds_nothing_that_no_page_can_show(cast, statement) -> None:
    with pytest.raises(Invalid) as refused:
        rule(statement=statement, outcome="rejected", by=cast.fay, now=NOON, reason="abuse", note="Rude.\x07")
    assert refused.value.fields == {"note": "Remove the control characters."}
    rule(statement=statement, outcome="rejected", by=cast.fay, now=NOON, reason="abuse", note="Rude.\n\nSorry.")


def test_not_more_are_typed_at_once_than_a_page_can_check(cast) -> None:
    with pytest.raises(Invalid) as refused:
        seed(consultation=opened(cast), texts=[f"Tree {n}." for n in range(501)], by=cast.fay, now=NOON)
    assert refused.value.fields == {"texts": "Add at most 500 statements at once."}
    assert not Statement.objects.exists()
