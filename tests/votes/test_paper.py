"""Voting on paper: two entries that agree become the votes of one participant, all at once and only once."""

from datetime import datetime
from random import Random
from uuid import uuid4

import pytest

from deliberation.consultations.actions import close
from deliberation.consultations.models import Consultation
from deliberation.errors import Refusal
from deliberation.people.actions import appoint
from deliberation.people.permissions import Role
from deliberation.record.models import Entry
from deliberation.statements.moderating import rule
from deliberation.votes.models import CurrentVote, DirtyMark, Participant, Served, Sheet, SheetEntry, Vote
from deliberation.votes.paper import (
    batches_of,
    differences,
    enter,
    how_far,
    print_sheets,
    settle,
    sheets_waiting,
    state_of,
)
from deliberation.votes.paper_rules import tier_on_paper
from tests.cast import (
    CLOSING,
    DAY,
    HOUR,
    NOON,
    colleague,
    draft,
    founded,
    fresh,
    opened,
    seeded,
)

pytestmark = pytest.mark.django_db
MARKS = {0: 1, 1: -1, 2: 0, 3: None, 4: 1}


@pytest.fixture
def world():
    cast = founded()
    consultation = opened(cast)
    seeded(cast, consultation)
    return cast, fresh(consultation)


def printed(cast, consultation, **what):
    batch = print_sheets(
        consultation=consultation, by=cast.fay, now=NOON, **{"sheets": 1, "statements": 5, "numbers": range(5), **what}
    )
    return list(Sheet.objects.filter(batch=batch))


def typed(consultation, sheet, marks=None, by=None, now=NOON + HOUR, operation=None, act=enter):
    sent = MARKS if marks is None else marks
    return act(consultation=consultation, code=sheet.code, answers=sent, operation=operation or uuid4(), by=by, now=now)


def test_two_entries_that_agree_are_ordinary_votes_of_one_participant(world):
    cast, consultation = world
    (sheet,) = printed(cast, consultation)
    typed(consultation, sheet, by=cast.fay)
    assert (Vote.objects.count(), Participant.objects.count()) == (0, 0)
    DirtyMark.objects.all().delete()
    done = typed(consultation, sheet, by=colleague(cast), now=NOON + DAY)
    assert (state_of(done), done.by_one) == ("counted", False)
    participant = Participant.objects.get()
    assert (participant.paper, participant.tier) == (True, "open")
    lines = Vote.objects.order_by("id").values_list("statement__number", "value", "counted", "cast_at")
    assert list(lines) == [(number, value, True, NOON + DAY) for number, value in MARKS.items() if value is not None]
    assert dict(CurrentVote.objects.values_list("statement__number", "value")) == {0: 1, 1: -1, 2: 0, 4: 1}
    assert Served.objects.filter(participant=participant, served_at=NOON + DAY).count() == 5
    assert DirtyMark.objects.filter(consultation=consultation).exists()
    assert not SheetEntry.objects.exists(), "what somebody voted stays on the paper and in the log"


def test_a_retry_is_no_second_entry(world):
    """Somebody pressed twice: that must not agree with itself."""
    cast, consultation = world
    (sheet,) = printed(cast, consultation)
    first, second = uuid4(), uuid4()
    for _ in range(2):
        assert state_of(typed(consultation, sheet, by=cast.fay, operation=first)) == "once"
    for _ in range(2):
        assert state_of(typed(consultation, sheet, by=cast.fay, operation=second)) == "counted"
    assert Vote.objects.count() == 4
    assert Sheet.objects.get().by_one
    with pytest.raises(Refusal) as refused:
        typed(consultation, sheet, by=cast.fay)
    assert refused.value.code == "sheet-counted"
    assert (Vote.objects.count(), Participant.objects.count()) == (4, 1)


def test_entries_that_differ_are_settled_field_by_field(world):
    cast, consultation = world
    (sheet,) = printed(cast, consultation)
    typed(consultation, sheet, by=cast.fay)
    unlike = typed(consultation, sheet, {**MARKS, 1: 1, 3: 0}, by=cast.fay)
    assert state_of(unlike) == "differing"
    assert differences(unlike) == {1: (-1, 1), 3: (None, 0)}
    assert Vote.objects.count() == 0
    for wrong in ({1: 1}, {1: 1, 3: 0, 0: -1}):
        with pytest.raises(Refusal) as refused:
            typed(consultation, sheet, wrong, by=cast.fay, act=settle)
        assert refused.value.code == "sheet-incomplete"
    with pytest.raises(Refusal) as refused:
        typed(consultation, sheet, by=cast.fay)
    assert refused.value.code == "sheet-differs"
    last = uuid4()
    for _ in range(2):
        typed(consultation, sheet, {1: 1, 3: None}, by=cast.fay, act=settle, operation=last)
    assert dict(Vote.objects.values_list("statement__number", "value")) == {0: 1, 1: 1, 2: 0, 4: 1}


def test_only_two_entries_can_be_settled(world):
    cast, consultation = world
    (sheet,) = printed(cast, consultation)
    typed(consultation, sheet, by=cast.fay)
    with pytest.raises(Refusal) as refused:
        typed(consultation, sheet, {}, by=cast.fay, act=settle)
    assert refused.value.code == "sheet-not-entered"


@pytest.mark.parametrize("marks", [{}, {**MARKS, 9: 1}, {**MARKS, 0: 2}, {**MARKS, 0: True}])
def test_an_entry_says_something_for_every_statement_and_for_no_other(world, marks):
    cast, consultation = world
    (sheet,) = printed(cast, consultation)
    with pytest.raises(Refusal) as refused:
        typed(consultation, sheet, marks, by=cast.fay)
    assert refused.value.code == "sheet-incomplete"


def test_a_statement_that_was_rejected_meanwhile_is_left_out(world):
    cast, consultation = world
    (sheet,) = printed(cast, consultation)
    typed(consultation, sheet, by=cast.fay)
    gone = consultation.statements.get(number=0)
    rule(statement=gone, outcome="rejected", reason="off-topic", by=cast.fay, now=NOON + HOUR)
    done = typed(consultation, sheet, {**MARKS, 0: None}, by=cast.fay)
    assert state_of(done) == "counted"
    assert set(Vote.objects.values_list("statement__number", flat=True)) == {1, 2, 4}


def test_a_sheet_comes_too_late_when_voting_has_ended(world):
    cast, consultation = world
    one, two = printed(cast, consultation, sheets=2)
    typed(consultation, one, by=cast.fay)
    close(consultation=consultation, by=None, now=CLOSING)
    for sheet in (one, two):
        with pytest.raises(Refusal) as refused:
            typed(consultation, sheet, by=cast.fay, now=CLOSING + HOUR)
        assert refused.value.code == "closed"
    assert Vote.objects.count() == 0


@pytest.mark.parametrize(
    ("admission", "tier", "counted"),
    [("everybody", "open", True), ("invited-count", "invited", True), ("invited-only", "invited", True),
     ("invited-or-verified", "invited", True), ("verified-count", "open", False)],
)  # fmt: skip
def test_whether_it_counts_follows_the_admission(admission, tier, counted, settings):
    settings.OIDC = {"name": "Citizen account"}
    cast = founded()
    consultation = opened(cast, admission=admission)
    seeded(cast, consultation)
    (sheet,) = printed(cast, fresh(consultation))
    for _ in range(2):
        typed(consultation, sheet, by=cast.fay)
    assert Participant.objects.get().tier == tier
    assert set(Vote.objects.values_list("counted", flat=True)) == {counted}


def test_nobody_signs_in_on_paper(settings):
    settings.OIDC = {"name": "Citizen account"}
    cast = founded()
    consultation = opened(cast, admission="verified-only")
    seeded(cast, consultation)
    with pytest.raises(Refusal) as refused:
        printed(cast, consultation)
    assert refused.value.code == "verified-needed"
    assert tier_on_paper("verified-only") == "open"


def test_the_record_says_how_many_were_printed_and_never_which_was_counted(world):
    cast, consultation = world
    sheets = printed(cast, consultation, sheets=3)
    for _ in range(2):
        typed(consultation, sheets[0], by=cast.fay)
    entry = Entry.objects.get(act="sheets.printed")
    assert (entry.details, entry.consultation) == ({"count": 3}, "streets")
    assert Entry.objects.latest("id") == entry
    assert how_far(consultation) == {"printed": 2, "once": 0, "differing": 0, "counted": 1, "settled": 0, "by_one": 1}


def test_sheets_are_drawn_like_newcomers_each_for_itself(world):
    cast, consultation = world
    sheets = printed(cast, consultation, sheets=30, numbers=(), statements=3, chance=Random(1))
    assert {len(set(sheet.numbers)) for sheet in sheets} == {3}
    assert {number for sheet in sheets for number in sheet.numbers} == set(range(5))
    assert len({sheet.code for sheet in sheets}) == 30


@pytest.mark.parametrize(
    ("what", "field"),
    [({"sheets": 0}, "sheets"), ({"sheets": 101}, "sheets"), ({"statements": 41}, "statements"),
     ({"numbers": [0, 77]}, "numbers")],
)  # fmt: skip
def test_what_cannot_be_printed_is_refused(world, what, field):
    cast, consultation = world
    with pytest.raises(Refusal) as refused:
        printed(cast, consultation, **what)
    assert set(refused.value.fields) == {field}


def test_only_sheets_that_were_typed_in_are_listed_those_that_differ_first(world):
    cast, consultation = world
    counted, unlike, once, _new = printed(cast, consultation, sheets=4)
    for sheet, marks in ((counted, MARKS), (counted, MARKS), (unlike, MARKS), (unlike, {**MARKS, 0: 0}), (once, MARKS)):
        typed(consultation, sheet, marks, by=cast.fay)
    assert list(sheets_waiting(consultation)) == [unlike, once]
    (batch,) = batches_of(consultation)
    assert [batch[state] for state in ("printed", "once", "differing", "counted")] == [1, 1, 1, 1]


def test_moderators_type_in_and_do_not_print(world):
    cast, consultation = world
    (sheet,) = printed(cast, consultation)
    mo = appoint(email="mo@example.org", name="Mo", role=Role.MODERATOR, organisation=cast.city, now=NOON)
    with pytest.raises(Refusal):
        print_sheets(consultation=consultation, sheets=1, statements=5, by=mo, now=NOON)
    assert state_of(typed(consultation, sheet, by=mo)) == "once"
    for stranger in (None, cast.filip, cast.omar):
        with pytest.raises(Refusal):
            typed(consultation, sheet, by=stranger)


def test_sheets_can_be_printed_before_the_opening_and_not_typed_in():
    cast = founded()
    plan = draft(cast, opens_at=NOON + DAY)
    seeded(cast, plan)
    (sheet,) = printed(cast, plan)
    with pytest.raises(Refusal) as refused:
        typed(plan, sheet, by=cast.fay)
    assert refused.value.code == "not-open-yet"


@pytest.mark.parametrize("lacking", ["closes_at", "ministry"])
def test_nothing_is_printed_before_it_is_known_what_every_sheet_says(lacking):
    cast = founded()
    plan = draft(cast, opens_at=NOON + DAY)
    seeded(cast, plan)
    Consultation.objects.filter(pk=plan.pk).update(**{lacking: None})
    with pytest.raises(Refusal) as refused:
        printed(cast, Consultation.objects.get(pk=plan.pk))
    assert (refused.value.code, set(refused.value.fields)) == ("not-ready", {lacking})
    assert not Sheet.objects.exists()


def test_nothing_kept_tells_which_participant_a_sheet_became(world):
    cast, consultation = world
    (sheet,) = printed(cast, consultation, numbers=(4, 0, 3, 1, 2))
    for _ in range(2):
        typed(consultation, sheet, by=cast.fay, now=NOON + DAY)
    kept = Sheet.objects.values().get()
    assert kept["numbers"] == []
    assert not [value for value in kept.values() if isinstance(value, datetime)]
    assert set(Served.objects.values_list("served_at", flat=True)) == {NOON + DAY}
    assert list(Served.objects.order_by("id").values_list("statement__number", flat=True)) == [0, 1, 2, 3, 4]
    assert list(Vote.objects.order_by("id").values_list("statement__number", flat=True)) == [0, 1, 2, 4]


def test_what_differed_on_a_statement_that_is_gone_holds_nothing_up(world):
    cast, consultation = world
    (sheet,) = printed(cast, consultation)
    typed(consultation, sheet, by=cast.fay)
    typed(consultation, sheet, {**MARKS, 0: -1}, by=cast.fay)
    rule(
        statement=consultation.statements.get(number=0), outcome="rejected", reason="off-topic", by=cast.fay,
        now=NOON + HOUR,
    )  # fmt: skip
    done = typed(consultation, sheet, {}, by=cast.fay, act=settle)
    assert state_of(done) == "counted"
    assert set(Vote.objects.values_list("statement__number", flat=True)) == {1, 2, 4}


@pytest.mark.parametrize(("settler", "by_one"), [("fay", True), ("second", True), ("third", False)])
def test_it_is_kept_that_a_sheet_was_settled_and_whether_by_one_of_the_two(world, settler, by_one):
    cast, consultation = world
    third = appoint(email="mo@example.org", name="Mo", role=Role.MODERATOR, organisation=cast.city, now=NOON)
    people = {"fay": cast.fay, "second": colleague(cast), "third": third}
    (sheet,) = printed(cast, consultation)
    typed(consultation, sheet, by=people["fay"])
    typed(consultation, sheet, {**MARKS, 0: -1}, by=people["second"])
    done = typed(consultation, sheet, {0: -1}, by=people[settler], act=settle)
    assert (done.settled, done.by_one) == (True, by_one)
    far = how_far(consultation)
    assert (far["counted"], far["settled"], far["by_one"]) == (1, 1, int(by_one))


def test_an_operation_is_one_entry_of_one_sheet(world):
    cast, consultation = world
    one, two = printed(cast, consultation, sheets=2)
    first, second = uuid4(), uuid4()
    for operation in (first, second):
        typed(consultation, one, by=cast.fay, operation=operation)
    typed(consultation, two, by=cast.fay, operation=first)
    (three,) = printed(cast, consultation)
    for used in (first, second):
        with pytest.raises(Refusal) as refused:
            typed(consultation, three, by=cast.fay, operation=used)
        assert refused.value.code == "operation-reused"
