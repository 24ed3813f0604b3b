"""Working days, frozen at opening."""

from datetime import UTC, date, datetime

import pytest

from deliberation.consultations.calendars import freeze
from tests.cast import draft, founded, open_consultation_at

LAST = date(2026, 6, 1)


def test_norway() -> None:
    calendar = freeze("NO", date(2026, 3, 2), LAST)
    assert calendar["weekend"] == [5, 6]
    assert {"2026-04-02", "2026-05-17", "2026-12-25", "2029-12-25"} <= set(calendar["holidays"])
    assert "2026-12-24" not in calendar["holidays"]
    assert calendar["version"].startswith("NO, holidays ")
    assert calendar["version"].endswith(", 2026-2029")


def test_taiwan() -> None:
    calendar = freeze("TW", date(2026, 3, 2), LAST)
    assert calendar["weekend"] == [5, 6]
    assert {"2026-10-09", "2026-10-10", "2026-02-17"} <= set(calendar["holidays"])


def test_without_a_jurisdiction_only_weekends_are_free() -> None:
    assert freeze("", date(2026, 3, 2), LAST) == {"weekend": [5, 6], "holidays": {}, "version": "weekends only"}


@pytest.mark.parametrize("code", ["ZZ", "tw", "Taiwan"])
def test_an_unknown_jurisdiction_is_refused_in_words(code) -> None:
    with pytest.raises(ValueError, match=f"No holidays are known for '{code}'"):
        freeze(code, date(2026, 3, 2), LAST)


@pytest.mark.django_db
def test_closing_a_year_early_still_finds_its_holidays() -> None:
    """Planned to close in January, closed by hand in the autumn: the Christmas before counts."""
    plan = draft(
        founded(),
        jurisdiction="NO",
        opens_at=datetime(2026, 9, 1, 12, tzinfo=UTC),
        closes_at=datetime(2027, 1, 10, 12, tzinfo=UTC),
    )
    assert "2026-12-25" in open_consultation_at(plan, plan.opens_at).opening.calendar["holidays"]


@pytest.mark.django_db
def test_a_long_consultation_finds_the_holidays_of_the_year_it_is_answered_in() -> None:
    plan = draft(founded(), jurisdiction="NO", closes_at=datetime(2030, 11, 1, 12, tzinfo=UTC))
    calendar = open_consultation_at(plan, plan.opens_at).opening.calendar
    assert {"2026-12-25", "2030-12-25", "2031-12-25"} <= set(calendar["holidays"])
