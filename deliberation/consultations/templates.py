"""What a draft can begin as: two usual ways of asking, or what another consultation was opened with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliberation.consultations.admission import without_sign_in
from deliberation.consultations.background import headings
from deliberation.consultations.calendars import zones
from deliberation.consultations.models import Consultation
from deliberation.consultations.moderation import STRICT, TRUSTED

CLOSES = time(20)  # by the clocks of the consultation


@dataclass(frozen=True)
class Template:
    """A way of asking: everything of a draft that does not depend on its question."""

    words: Promise
    days: int
    what: Mapping[str, Any] = field(default_factory=dict)


# A name with a slash is no short name of a consultation.
BUILT_IN = {
    "built-in/open": Template(
        gettext_lazy("Open to everybody, four weeks: the usual way"),
        28,
        {"admission": "everybody", "moderation": STRICT},
    ),
    "built-in/invited": Template(
        gettext_lazy("Open to everybody, only invited people count, four weeks"),
        28,
        {"admission": "invited-count", "moderation": STRICT},
    ),
    "built-in/short": Template(
        gettext_lazy("A quick question to everybody, one week"),
        7,
        {"admission": "everybody", "moderation": TRUSTED, "answer_days": 30},
    ),
}


def outline() -> str:
    """The headings of a background, to be filled."""
    titles = (_("What is decided"), _("What is already fixed"), _("Why we ask"), _("What happens with the result"))
    return "\n\n\n".join(f"## {heading}" for heading in titles) + "\n"


def from_built_in(name: str, now: datetime, zone: str) -> dict[str, Any]:
    """The fields of a draft by one of BUILT_IN."""
    template = BUILT_IN[name]
    known = ZoneInfo(zone) if zone in zones() else UTC  # whoever makes the draft is told
    closes_at = _in_days(template.days, CLOSES, now, known)
    return {**template.what, "background": outline(), "closes_at": closes_at, "template": name}


def from_opened(origin: Consultation, now: datetime, signs_in: bool) -> dict[str, Any]:
    """The fields of a draft as another was opened: its rules, its length, the headings of its background.
    `signs_in`: has this site a provider now?"""
    opening = origin.opening
    lasted = origin.closes_at - opening.opened_at if origin.closes_at else timedelta()
    closes = origin.closes_at.astimezone(origin.zone).time() if origin.closes_at else CLOSES
    return {
        "background": headings(origin.background),
        "topic": origin.topic,
        "language": origin.language,
        "languages": origin.languages,
        "time_zone": origin.time_zone,
        "jurisdiction": origin.jurisdiction,
        "closes_at": _in_days(max(lasted.days, 1), closes, now, origin.zone),
        "answer_days": opening.answer_days,
        "consensus_rule": opening.consensus_rule,
        "admission": opening.admission if signs_in else without_sign_in(opening.admission),
        "moderation": opening.moderation,
        "reasons": list(origin.grounds),
        "template": origin.slug,
    }


def _in_days(days: int, clock: time, now: datetime, zone: tzinfo) -> datetime:
    day = now.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(day, clock, tzinfo=zone)
