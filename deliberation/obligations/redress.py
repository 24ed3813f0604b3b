"""How long an answer can be rated, when it is looked at again, and by when that is decided: pure rules and dates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliberation.errors import Conflict, Forbidden, Invalid, Refusal
from deliberation.obligations.deadlines import working_days_after
from deliberation.obligations.hearing import SAYS

RATING_DAYS = 40  # working days after a version was published
CHANGEABLE_DAYS = 30  # after somebody's first rating
REVIEW_DAYS = 20  # working days
SHORTEST_REASON = 30  # characters
SHORTEST_UPHOLDING = 200
LONGEST_REASON = 5000
LONGEST_ROLE = 200

PEOPLE, FACILITATOR, WITHDRAWN = "people", "facilitator", "withdrawn"
GROUNDS = {
    PEOPLE: gettext_lazy("People of several opinion groups say that it does not answer what was asked."),
    FACILITATOR: gettext_lazy("The facilitators asked for it."),
    WITHDRAWN: gettext_lazy("A promise was withdrawn."),
}
UPHELD, NEW_VERSION = "upheld", "new-version"
OUTCOMES = {
    UPHELD: gettext_lazy("The answer stands, for new reasons."),
    NEW_VERSION: gettext_lazy("A new version took its place."),
}

Calendar = Mapping[str, Any]


@dataclass(frozen=True)
class Version:
    """What the rules ask of a version of an answer. `reviewed`: people or the facilitator had it reviewed."""

    published_on: date
    replaced_on: date | None
    calendar: Calendar
    reviewed: bool = False
    under_review: bool = False

    @property
    def rated_until(self) -> date:
        """The last day on which it can be rated, if no other version takes its place."""
        return working_days_after(self.published_on, RATING_DAYS, self.calendar)

    @property
    def settled_on(self) -> date:
        """The day from which on nobody can rate it any more."""
        over = self.rated_until + timedelta(days=1)
        return min(over, self.replaced_on) if self.replaced_on else over


def review_due(opened_on: date, calendar: Calendar) -> date:
    """The last day on which a decision is not late."""
    return working_days_after(opened_on, REVIEW_DAYS, calendar)


def is_rating(answers_it: str, clear: str) -> Refusal | None:
    """Both questions have to be answered with yes, partly or no."""
    sentence = _("Answer this question.")
    wrong = {name: sentence for name, said in (("answers_it", answers_it), ("clear", clear)) if said not in SAYS}
    return Invalid("rating-incomplete", _("Answer both questions."), wrong) if wrong else None


def may_rate(version: Version, first_rated_on: date | None, today: date) -> Refusal | None:
    """May somebody who took part rate it today, or change their rating?"""
    if version.replaced_on is not None:
        return Conflict("rating-over", _("A later version took its place; rate that one."))
    if today > version.rated_until:
        return Conflict("rating-over", _("The time to rate this version is over."))
    if first_rated_on is not None and today > first_rated_on + timedelta(days=CHANGEABLE_DAYS):
        sentence = _("You rated it more than %(days)s days ago; that cannot be changed any more.")
        return Conflict("rating-fixed", sentence % {"days": CHANGEABLE_DAYS})
    return None


def may_ask_for_review(version: Version | None) -> Refusal | None:
    """May the facilitator have the latest version reviewed? Once for each version, and not while a review waits."""
    if version is None:
        return Conflict("not-answered", _("There is no answer yet that could be reviewed."))
    if version.under_review:
        return Conflict("review-open", _("A review of this answer waits for a decision already."))
    if version.reviewed:
        return Conflict("reviewed-already", _("This version was reviewed already; each is reviewed once."))
    return None


def is_reason(reason: str, shortest: int = SHORTEST_REASON, name: str = "reason") -> Refusal | None:
    """A reason that everybody can read: no word or two, and not without end."""
    length = len(reason.strip())
    if shortest <= length <= LONGEST_REASON:
        return None
    if length < shortest:
        sentence = _("Write at least %(least)s characters; there are %(length)s. Everybody will read it.")
        sentence %= {"least": shortest, "length": length}
    else:
        sentence = _("Shorten this to %(most)s characters.") % {"most": LONGEST_REASON}
    return Invalid("reason-text", sentence, {name: sentence})


def is_role(signed_by: str) -> Refusal | None:
    """The role that signs."""
    if 0 < len(signed_by.strip()) <= LONGEST_ROLE:
        return None
    sentence = _("Name the role that signs, in at most %(most)s characters.") % {"most": LONGEST_ROLE}
    return Invalid("reason-text", sentence, {"signed_by": sentence})


def may_decide(waits: bool) -> Refusal | None:
    """Is there a review to decide?"""
    return None if waits else Conflict("no-review", _("No review of this answer waits for a decision."))


def is_another(signatory: object, decides: object) -> Refusal | None:
    """Whoever signed the answer does not decide about it."""
    if signatory != decides:
        return None
    return Forbidden("own-answer", _("You signed the answer that is under review: somebody else has to sign now."))
