"""Opening: who may, what must be there, and that every rule is fixed from then on."""

from datetime import UTC, datetime
from hashlib import sha256

import pytest

from deliberation.consultations.actions import create, open_consultation, revise
from deliberation.consultations.models import Opening
from deliberation.consultations.reasons import CHOICES
from deliberation.consultations.rules import launch_gaps
from deliberation.errors import Conflict, Forbidden, Invalid, Unidentified
from deliberation.record.models import Entry
from tests.cast import CLOSING, DAY, HOUR, MINUTE, NOON, draft, founded, fresh, open_consultation_at, seeded
from tests.side_by_side import on_postgres, together

DEFAULTS = {
    "min_voters": 20,
    "min_group_voters": 5,
    "min_share": 0.6,
    "z": 1.2816,
    "z_for_all": 1,
    "min_group_size": 10,
    "min_group_fraction": 0.05,
    "at_most": 10,
}


@pytest.mark.django_db
def test_opening_completes_and_fixes_every_rule() -> None:
    cast = founded()
    opening = open_consultation_at(draft(cast, consensus_rule={"min_voters": 30}, answer_days=45)).opening
    assert opening.consensus_rule == {**DEFAULTS, "min_voters": 30}
    assert (opening.answer_days, opening.ministry, opening.opened_at) == (45, cast.transport, NOON)
    assert opening.calendar == {"weekend": [5, 6], "holidays": {}, "version": "weekends only"}


@pytest.mark.django_db
def test_a_later_change_of_the_draft_changes_nothing_that_was_fixed() -> None:
    cast = founded()
    consultation = open_consultation_at(draft(cast))
    consultation.consensus_rule, consultation.answer_days = {"min_share": 1.0}, 5
    consultation.ministry = cast.health
    consultation.save()
    opening = fresh(consultation).opening
    assert opening.consensus_rule == DEFAULTS
    assert (opening.answer_days, opening.ministry) == (60, cast.transport)


@pytest.mark.django_db
def test_the_record_shows_what_was_fixed() -> None:
    open_consultation_at(draft(founded()))
    entry = Entry.objects.get(act="consultation.opened")
    assert entry.details == {
        "closes_at": "2026-03-09T12:00:00+00:00",
        "ministry": "Ministry of Transport",
        "consensus_rule": DEFAULTS,
        "answer_days": 60,
        "admission": "everybody",
        "moderation": "strict",
        "reasons": list(CHOICES),
        "question": "How should the streets of the old town be used?",
        "background_sha256": sha256(b"The council decides in June. The budget is fixed.").hexdigest(),
        "documents": [],
        "files": [],
        "time_zone": "UTC",
        "language": "en",
        "languages": ["en", "zh-hant", "es", "fr", "ar"],
        "calendar": "weekends only",
    }
    assert (entry.actor, entry.subject) == ("the system, by rule", "consultation/streets")


@pytest.mark.django_db
def test_a_late_worker_opens_with_the_scheduled_time() -> None:
    assert open_consultation_at(draft(founded()), NOON + DAY).opening.opened_at == NOON
    entry = Entry.objects.get(act="consultation.opened")
    assert (entry.happened_at, entry.recorded_at) == (NOON, NOON + DAY)


@pytest.mark.django_db
def test_a_facilitator_may_open_early_and_only_of_the_host() -> None:
    cast = founded()
    plan = draft(cast, now=NOON - DAY)
    with pytest.raises(Forbidden):
        open_consultation(consultation=plan, by=cast.filip, now=NOON - HOUR)
    with pytest.raises(Unidentified):
        open_consultation(consultation=plan, by=None, now=NOON - HOUR)
    opening = open_consultation(consultation=plan, by=cast.fay, now=NOON - HOUR)
    assert opening.opened_at == NOON - HOUR
    assert Entry.objects.get(act="consultation.opened").actor == "facilitator, City of Springfield"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"question": "   "}, "question", "Write the question."),
        (
            {"background": " \n"},
            "background",
            "Write the background: what is decided, what is already fixed, and why you ask.",
        ),
        ({"closes_at": NOON + HOUR - MINUTE}, "closes_at", "Close at least one hour after opening."),
        (
            {"jurisdiction": "ZZ"},
            "jurisdiction",
            "No holidays are known for 'ZZ'. Use a country code such as TW, or leave it empty.",
        ),
        ({"consensus_rule": {"min_share": 0.3}}, "consensus_rule", "min_share is 0.3. Set a number from 0.5 to 1.0."),
    ],
)
def test_what_is_missing_before_opening_is_said_in_words(change, field, sentence) -> None:
    plan = draft(founded())
    for name, value in change.items():
        setattr(plan, name, value)
    plan.save()
    with pytest.raises(Invalid) as refused:
        open_consultation(consultation=fresh(plan), by=None, now=NOON)
    assert refused.value.code == "not-ready"
    assert refused.value.fields == {field: sentence}
    assert not Opening.objects.exists()


@pytest.mark.django_db
def test_an_organisation_that_never_answers_cannot_be_the_ministry() -> None:
    cast = founded()
    plan = create(host=cast.city, ministry=cast.other_city, by=cast.fay, now=NOON, slug="streets", question="Why?",
                  background="Because.", opens_at=NOON, closes_at=CLOSING)  # fmt: skip
    with pytest.raises(Invalid) as refused:
        open_consultation(consultation=plan, by=None, now=NOON)
    assert refused.value.fields == {"ministry": "Name a ministry that answers."}


@pytest.mark.django_db
def test_everything_missing_is_named_at_once() -> None:
    plan = draft(founded(), background="")
    plan.question = ""
    assert sorted(launch_gaps(plan, answers=False, signs_in=False)) == ["background", "ministry", "question"]


@pytest.mark.django_db
def test_a_draft_whose_closing_time_has_passed_does_not_open() -> None:
    """Nobody could vote, and the ministry would owe a meeting about nothing."""
    with pytest.raises(Invalid) as refused:
        open_consultation_at(draft(founded()), CLOSING)
    assert refused.value.fields == {"closes_at": "The closing time has passed. Choose a later one."}


@pytest.mark.django_db
def test_opening_twice_is_refused_also_for_somebody_who_still_sees_a_draft() -> None:
    plan = draft(founded())
    as_seen_before = fresh(plan)
    open_consultation_at(plan)
    with pytest.raises(Conflict) as refused:
        open_consultation(consultation=as_seen_before, by=None, now=NOON)
    assert refused.value.code == "open-already"


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_open_once() -> None:
    plan = draft(founded())
    outcomes = together(*[lambda: open_consultation(consultation=fresh(plan), by=None, now=NOON)] * 2)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Conflict", "Opening"]
    assert Entry.objects.filter(act="consultation.opened").count() == 1


@pytest.mark.django_db
def test_a_draft_is_made_by_a_facilitator_of_the_host_only() -> None:
    cast = founded()
    what = {"slug": "x", "question": "?", "opens_at": NOON, "closes_at": CLOSING}
    with pytest.raises(Forbidden):
        create(host=cast.city, ministry=cast.transport, by=cast.filip, now=NOON, **what)


@pytest.mark.django_db
def test_a_draft_names_each_wrong_field() -> None:
    cast = founded()
    draft(cast)
    with pytest.raises(Invalid) as refused:
        draft(cast, time_zone="Mars/Olympus", question="")
    assert refused.value.code == "not-valid"
    assert sorted(refused.value.fields) == ["question", "slug", "time_zone"]
    assert refused.value.fields["time_zone"] == (
        "There is no time zone 'Mars/Olympus'. Write one such as Europe/Oslo or Asia/Taipei."
    )


@pytest.mark.django_db
def test_the_clock_opens_nothing_that_was_put_off_while_it_waited() -> None:
    cast = founded()
    plan = draft(cast, now=NOON - DAY)
    as_seen_before = fresh(plan)
    revise(consultation=plan, by=cast.fay, now=NOON, opens_at=NOON + DAY)
    with pytest.raises(Unidentified):
        open_consultation(consultation=as_seen_before, by=None, now=NOON)
    assert not Opening.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("field", "year"), [("opens_at", 1), ("closes_at", 9999)])
def test_a_draft_lies_in_years_that_every_time_zone_can_name(field, year) -> None:
    with pytest.raises(Invalid) as refused:
        draft(founded(), time_zone="Asia/Taipei", **{field: datetime(year, 1, 1, tzinfo=UTC)})
    assert refused.value.fields == {field: "Choose a year from 2000 to 2100."}


@pytest.mark.django_db
def test_a_draft_keeps_the_short_name_that_its_record_uses() -> None:
    """Else the next one to take that name would show these entries as its own."""
    cast = founded()
    plan = draft(cast)
    assert revise(consultation=plan, by=cast.fay, now=NOON, slug="roads").slug == "roads"
    seeded(cast, fresh(plan))
    with pytest.raises(Invalid) as refused:
        revise(consultation=plan, by=cast.fay, now=NOON, slug="streets")
    assert refused.value.fields == {"slug": "The public record uses the short name “roads” already; it stays."}
    assert revise(consultation=plan, by=cast.fay, now=NOON, slug="roads", question="Whose roads?").slug == "roads"


@pytest.mark.django_db
def test_whoever_opens_by_hand_opens_when_they_do_it() -> None:
    cast = founded()
    plan = draft(cast)
    assert open_consultation(consultation=plan, by=cast.fay, now=NOON + HOUR).opened_at == NOON + HOUR
    assert Entry.objects.get(act="consultation.opened").happened_at == NOON + HOUR
