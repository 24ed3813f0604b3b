"""How many votes one participant may send in a while. They are counted in the vote log itself: so it holds in every
process, and with the broker down."""

from datetime import timedelta
from typing import NamedTuple

from django.conf import settings


class Limit(NamedTuple):
    """So many votes in so much time."""

    most: int
    per: timedelta


class Pace(NamedTuple):
    """Both hold."""

    minute: Limit
    hour: Limit


def pace() -> Pace:
    """As the operator set it (docs/operations.md)."""
    return Pace(
        Limit(settings.VOTES_A_MINUTE, timedelta(minutes=1)), Limit(settings.VOTES_AN_HOUR, timedelta(hours=1))
    )
