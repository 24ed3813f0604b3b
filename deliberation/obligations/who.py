"""Who may take which step about a duty: its ministry, one that it is offered to, the facilitators."""

from datetime import datetime

from deliberation.errors import Refusal
from deliberation.obligations.models import Obligation
from deliberation.obligations.queries import local_day, offer_of
from deliberation.people.models import Person
from deliberation.people.permissions import Place, may

OF_MINISTRY = ("acknowledge", "transfer", "ask", "extend")
OF_TAKER = ("take",)
OF_FACILITATORS = ("reply", "suspend")


def steps_of(person: Person, duty: Obligation, now: datetime) -> frozenset[str]:
    """The steps that the person's offices allow, possible today or not; a reply only where there is an offer."""
    offered = OF_TAKER if offer_of(duty, local_day(duty.consultation, now)) else ()
    asked = (*OF_MINISTRY, *offered, *OF_FACILITATORS)
    return frozenset(step for step in asked if may_step(step, person, duty, now) is None)


def may_step(step: str | None, person: Person, duty: Obligation, now: datetime) -> Refusal | None:
    """May the person take this step, or, for None, any? The refusal names the role in the duty's ministry."""
    if step is None:
        return None if steps_of(person, duty, now) else may("take-step", person, duty.holder)
    act, place = _asked(step, duty, now)
    return may(act, person, place)


def _asked(step: str, duty: Obligation, now: datetime) -> tuple[str, Place]:
    """The act of permissions.py and where it is done."""
    if step in OF_FACILITATORS:
        return "coordinate", duty.consultation
    offered = offer_of(duty, local_day(duty.consultation, now)) if step in OF_TAKER else None
    return "take-step", offered.taker if offered else duty.holder
