"""Who may act for which organisation."""

from typing import Any, Protocol

from django.utils.translation import gettext as _

from deliberation.errors import Forbidden, Refusal, Unidentified


class Holder(Protocol):
    """What the rules need of a person."""

    def holds(self, role: str, organisation: Any) -> bool: ...


def may_act_as(role: str, person: Holder | None, organisation: object) -> Refusal | None:
    """May this person act in the role for the organisation?"""
    if person is None:
        return Unidentified("sign-in-needed", _("Sign in to do this."))
    if person.holds(role, organisation):
        return None
    return Forbidden("role-missing", _lacking(role) % {"organisation": organisation})


def _lacking(role: str) -> str:
    if role == "facilitator":
        return _("This needs the role facilitator in %(organisation)s. Ask that organisation to give it to you.")
    return _("This needs the role official in %(organisation)s. Ask that organisation to give it to you.")


def may_facilitate(person: Holder | None, organisation: object) -> Refusal | None:
    """May this person run the organisation's consultations?"""
    return may_act_as("facilitator", person, organisation)


def may_answer_for(person: Holder | None, organisation: object) -> Refusal | None:
    """May this person answer for the ministry?"""
    return may_act_as("official", person, organisation)


def office(role: str, organisation: object) -> str:
    """How the record names who acted: the office, never the person."""
    return f"{role}, {organisation}"
