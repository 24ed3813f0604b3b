"""Who may do what: the one table of acts and of the roles that may do them, and the one rule that reads it.

An act is done somewhere: for an organisation, or in one of its consultations. Both can say which offices a person
holds there, and that is all the rule asks of them.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliberation.errors import Forbidden, Refusal, Unidentified


class Role(TextChoices):
    """What somebody is in an organisation. Whoever holds several acts as the first of them."""

    FACILITATOR = "facilitator", gettext_lazy("facilitator")
    MODERATOR = "moderator", gettext_lazy("moderator")
    OFFICIAL = "official", gettext_lazy("official")
    OBSERVER = "observer", gettext_lazy("observer")


FACILITATORS = (Role.FACILITATOR,)
MODERATORS = (Role.FACILITATOR, Role.MODERATOR)
STAFF = (Role.FACILITATOR, Role.MODERATOR, Role.OBSERVER)
SQUAD = STAFF  # what somebody of another organisation can be in one consultation

# Whoever may do none of these somewhere has nothing to look for there.
ACTS: Mapping[str, tuple[Role, ...]] = {
    # A consultation: its rules and how people come to it
    "make": FACILITATORS,
    "edit": FACILITATORS,
    "open": FACILITATORS,
    "close": FACILITATORS,
    "seed": FACILITATORS,
    "invite": FACILITATORS,
    "embed": FACILITATORS,
    "note": FACILITATORS,
    "name-population": FACILITATORS,
    "print-sheets": FACILITATORS,
    "enter-sheets": MODERATORS,
    "assist": MODERATORS,
    "hand-over-votes": FACILITATORS,  # of single people, after the final result, to somebody named
    "file": FACILITATORS,
    "postpone": FACILITATORS,
    "correct": FACILITATORS,
    "staff": FACILITATORS,  # who else works on it, and who is accountable
    # What people wrote
    "moderate": MODERATORS,
    "decide-appeal": MODERATORS,
    "translate": MODERATORS,
    # Looking
    "see-draft": STAFF,
    "see-desk": STAFF,
    "see-queue": STAFF,
    # The people of an organisation
    "see-people": tuple(Role),
    "appoint": FACILITATORS,
    # What a ministry owes
    "see-duties": (Role.OFFICIAL, Role.OBSERVER),
    "answer": (Role.OFFICIAL,),
    "sign": (Role.OFFICIAL,),  # never what one wrote oneself
    "take-step": (Role.OFFICIAL,),  # acknowledge, hand over, take over, ask, extend
    "coordinate": FACILITATORS,  # reply to a ministry's question, suspend
    "note-on-board": (Role.OFFICIAL,),  # what the ministry says to its figures
    "hold-meeting": (Role.OFFICIAL,),
    "oversee-meeting": FACILITATORS,  # say that it is not held, hide words, make statements of them
    "ask-for-review": FACILITATORS,
}


class Place(Protocol):
    """Where offices are held: an organisation, or one of its consultations."""

    @property
    def organisation_name(self) -> str:
        """Whose place it is: who can give a role there."""
        ...

    def offices_of(self, person: Any) -> Mapping[str, str]:
        """The roles the person holds there, each with the name of the organisation that the person acts for."""
        ...


def may(act: str, person: object | None, place: Place) -> Refusal | None:
    """May this person do the act there? The refusal names the roles that would do."""
    roles = ACTS[act]
    if person is None:
        return Unidentified("sign-in-needed", _("Sign in to do this."))
    if place.offices_of(person).keys() & set(roles):
        return None
    return lacking(act, place.organisation_name)


def acts_of(person: object | None, place: Place) -> frozenset[str]:
    """Everything this person may do there: what a page offers."""
    held = place.offices_of(person).keys() if person else set()
    return frozenset(act for act, roles in ACTS.items() if held & set(roles))


def lacking(act: str, organisation: str = "") -> Refusal:
    """The refusal for whoever holds none of the roles; without an organisation, in any."""
    roles = ACTS[act]
    names = {
        "role": roles[0].label,
        "roles": ", ".join(str(role.label) for role in roles),
        "organisation": organisation,
    }
    if not organisation:
        sentence = _("This needs the role %(role)s in an organisation. Ask yours to give it to you.")
    elif len(roles) == 1:
        sentence = _("This needs the role %(role)s in %(organisation)s. Ask that organisation to give it to you.")
    else:
        sentence = _(
            "This needs one of these roles in %(organisation)s: %(roles)s. Ask that organisation to give you one."
        )
    return Forbidden("role-missing", sentence % names)


def acting_as(person: object, place: Place) -> str:
    """How the record names who acted there: the office, never the person."""
    offices = place.offices_of(person)
    return next(office(role, offices[role]) for role in Role if role in offices)


def office(role: str, organisation: object) -> str:
    """A role in an organisation, as the record keeps it."""
    return f"{role}, {organisation}"
