"""When public figures may move."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from deliberation.errors import Conflict, Refusal


def may_release(
    published_at: datetime | None, changed: int, now: datetime, people: int, minutes: int
) -> Refusal | None:
    """May new figures be shown?

    Only when at least `people` different people changed something and `minutes` have passed since the last
    release: watching the figures must not tell how one person voted.
    """
    if changed < people:
        sentence = _("Fewer than %(people)s people voted since the last release.")
        return Conflict("too-few-changes", sentence % {"people": people})
    if published_at is not None and now < published_at + timedelta(minutes=minutes):
        sentence = _("The last release is less than %(minutes)s minutes old.")
        return Conflict("too-soon", sentence % {"minutes": minutes})
    return None
