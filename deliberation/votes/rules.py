"""May this vote be taken, and does it count?"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deliberation.consultations.rules import Asked, allows
from deliberation.errors import Conflict, Invalid, Refusal, TooMany, Unidentified

VALUES = (1, -1, 0)


def known_value(value: int) -> Refusal | None:
    """Is it agree (1), disagree (-1) or skip (0)?"""
    if value in VALUES and not isinstance(value, bool):
        return None
    sentence = _("Vote agree (1), disagree (-1) or skip (0).")
    return Invalid("vote-value", sentence, {"value": sentence})


def may_vote(consultation: Asked, standing: str, now: datetime) -> Refusal | None:
    """May a participant vote on a statement of this standing now?"""
    refusal = allows("vote", consultation, now)
    if refusal or standing == "accepted":
        return refusal
    return Conflict("statement-not-open", _("This statement is not open for votes: it is waiting or was rejected."))


def not_too_fast(lately: Sequence[datetime], limits: Iterable[tuple[int, timedelta]], now: datetime) -> Refusal | None:
    """May one more vote be taken from a participant now? `lately`: when its votes came, the latest first, as many as
    the largest limit; `limits`: so many in so much time."""
    seconds = 0
    for most, per in limits:
        if len(lately) >= most and lately[most - 1] > now - per:
            seconds = max(seconds, ceil((lately[most - 1] + per - now).total_seconds()))
    if not seconds:
        return None
    minutes = ceil(seconds / 60)
    sentence = ngettext(
        "Many votes came from you in a short time, so this one was not taken. You can go on in %(minutes)s minute.",
        "Many votes came from you in a short time, so this one was not taken. You can go on in %(minutes)s minutes.",
        minutes,
    )
    return TooMany("voting-too-fast", sentence % {"minutes": minutes}, seconds)


def same_operation(stored: tuple[int, int, int], sent: tuple[int, int, int]) -> Refusal | None:
    """A known operation id must be a retry of the very same vote: (participant, statement, value)."""
    if stored == sent:
        return None
    return Conflict("operation-reused", _("This operation id was used for another vote. Make a new one for each vote."))


def same_ballot(mark: str, ours: str) -> Refusal | None:
    """Was the vote cast by whom this browser now is? Votes that waited in it may be another person's. `mark`: of the
    ballot, empty when it carried none."""
    if mark in ("", ours):
        return None
    sentence = _(
        "Somebody else has begun on this device since. This vote was not taken, because it would have been theirs."
    )
    return Conflict("ballot-of-another", sentence)


def identified(token: str | None) -> Refusal | None:
    """Who votes or writes must send the cookie."""
    if token is not None:
        return None
    return Unidentified(
        "cookie-missing",
        _("Your browser did not send the participation cookie. Allow cookies for this site and open the page again."),
    )
