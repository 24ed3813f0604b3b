"""Which acts a consultation allows at which instant."""

from datetime import timedelta

import pytest

from deliberation.consultations.phases import CLOSED, DRAFT, PHASES, VOTING, phase_of
from deliberation.consultations.rules import allows
from tests.cast import CLOSING, MINUTE, NOON, draft, founded, fresh, open_consultation_at

INSTANT = timedelta(microseconds=1)


def test_the_table_of_acts() -> None:
    assert {phase.name: sorted(phase.acts) for phase in PHASES} == {
        "draft": ["edit", "hide", "invite", "moderate", "name-population", "open", "print-sheets", "seed",
            "translate"],
        "voting": [
            "assist", "close", "correct", "file", "hide", "invite", "moderate", "name-population", "note", "postpone",
            "print-sheets", "read-again", "seed", "serve", "translate", "vote", "write",
        ],
        "closed": ["answer", "assist", "correct", "file", "hide", "note", "read-again"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("opened", "closed", "now", "phase"),
    [
        (False, False, NOON, DRAFT),
        (False, False, CLOSING + MINUTE, DRAFT),
        (True, False, NOON, VOTING),
        (True, False, CLOSING - INSTANT, VOTING),
        (True, False, CLOSING, CLOSED),
        (True, True, NOON + MINUTE, CLOSED),
    ],
)
def test_the_phase_at_an_instant(opened, closed, now, phase) -> None:
    assert phase_of(opened, closed, CLOSING, now) is phase


@pytest.mark.django_db
def test_voting_runs_from_the_opening_instant_until_the_closing_instant() -> None:
    consultation = open_consultation_at(draft(founded()), NOON)
    assert allows("vote", consultation, NOON) is None
    assert allows("vote", consultation, CLOSING - INSTANT) is None
    refusal = allows("vote", consultation, CLOSING)
    assert (refusal.code, refusal.status) == ("closed", 409)
    assert refusal.detail == "This consultation closed on 9 March 2026, 12:00 (UTC)."


@pytest.mark.django_db
def test_a_draft_says_that_it_has_not_opened() -> None:
    refusal = allows("vote", draft(founded()), NOON)
    assert (refusal.code, refusal.detail) == ("not-open-yet", "This consultation has not opened yet.")


@pytest.mark.django_db
def test_what_belongs_before_the_opening_is_refused_after_it() -> None:
    consultation = open_consultation_at(draft(founded()))
    assert allows("edit", fresh(consultation), NOON).code == "open-already"
