"""Working days as versioned data: frozen at opening, so a later holiday never moves an old promise."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

import holidays
from holidays.utils import list_supported_countries

WEEKEND = (5, 6)
YEARS_AHEAD = 4


@lru_cache(maxsize=1)
def jurisdictions() -> frozenset[str]:
    """The codes whose holidays are known."""
    return frozenset(list_supported_countries())


@lru_cache(maxsize=1)
def zones() -> frozenset[str]:
    """The names of all time zones; to find them hundreds of files are looked at."""
    return frozenset(available_timezones())


def freeze(jurisdiction: str, first: date, last: date) -> dict[str, Any]:
    """The calendar to store: weekend days (Monday is 0), holidays by date, source and version.

    From the year of `first`, and until some time after `last`: the notice, and with it the due date, may come late.

    Without a jurisdiction only weekends are free. Raises ValueError for an unknown one.
    """
    source = f"holidays {holidays.__version__}"
    if not jurisdiction:
        return {"weekend": list(WEEKEND), "holidays": {}, "version": "weekends only"}
    if jurisdiction not in jurisdictions():
        raise ValueError(
            f"No holidays are known for {jurisdiction!r}. Use a country code such as TW, or leave it empty."
        )
    years = range(first.year, max(first.year + YEARS_AHEAD, last.year + 2))
    days = holidays.country_holidays(jurisdiction, years=years)
    weekend = sorted(days.weekend)
    return {
        "weekend": weekend,
        "holidays": {day.isoformat(): name for day, name in sorted(days.items())},
        "version": f"{jurisdiction}, {source}, {years[0]}-{years[-1]}",
    }


def covers(calendar: Mapping[str, Any], day: date, days: int) -> bool:
    """Are its holidays known until so many days after the day, and some time more?"""
    known = calendar["holidays"]
    return not known or (day + timedelta(days=days)).year < int(max(known)[:4])
