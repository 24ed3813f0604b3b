"""May this be written, may this be ruled?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from deliberation.consultations.rules import Asked, allows
from deliberation.errors import Conflict, Invalid, Refusal
from deliberation.statements.content import fault, known_reason


class SimilarExist(Conflict):
    """Public statements say something similar: `alike`, the most alike first. The writer may say it is different."""

    def __init__(self, code: str, detail: str, alike: Sequence[Any]) -> None:
        super().__init__(code, detail)
        self.alike = list(alike)


OUTCOMES = ("accepted", "rejected")


def may_write(consultation: Asked, text: str, longest: int, twin: str, now: datetime) -> Refusal | None:
    """May a citizen add this (tidied) text now? `twin`: the standing of the same text where the writer can see it.

    A text of somebody else that waits or was rejected is no twin: a refusal would tell that it is there.
    """
    refusal = allows("write", consultation, now) or fault(text, longest)
    if refusal or not twin:
        return refusal
    if twin == "accepted":
        return Conflict("statement-exists", _("This statement is there already. Please vote on it instead."))
    return Conflict("statement-exists", _("You wrote this already. It is among your statements."))


def says_something_new(alike: Sequence[Any]) -> Refusal | None:
    """Is there nothing like it yet? `alike`: the public statements that are."""
    if not alike:
        return None
    sentence = _("Others wrote something similar. Vote on it instead, or say that yours is different.")
    return SimilarExist("similar-statements-exist", sentence, alike)


def may_rule(consultation: Asked, outcome: str, reason: str, now: datetime) -> Refusal | None:
    """May this ruling be made now? A rejection needs a reason of the published list."""
    if outcome not in OUTCOMES:
        return Invalid(
            "outcome-unknown", _("Choose accepted or rejected."), {"outcome": _("Choose accepted or rejected.")}
        )
    wrong_phase = allows("moderate", consultation, now)
    return wrong_phase or (known_reason(reason) if outcome == "rejected" else None)
