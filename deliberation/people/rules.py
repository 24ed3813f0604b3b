"""May somebody be given a role, and may a role end? Who may decide that stands in permissions.py."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from deliberation.errors import Conflict, Invalid, Refusal, Unidentified
from deliberation.people.permissions import Role

LONGEST_NAME = 200


def fit_to_appoint(*, email: str, name: str, role: str, known: bool) -> Refusal | None:
    """Is everything there to give somebody a role? `known`: the address has an account, which has a name."""
    faults = {}
    try:
        validate_email(email)
    except ValidationError:
        faults["email"] = _("Write an e-mail address, such as name@example.org.")
    if len(name) > LONGEST_NAME or not (known or name):
        faults["name"] = _("Write the person’s name, in at most %(most)s characters.") % {"most": LONGEST_NAME}
    if role not in Role.values:
        faults["role"] = _("Choose a role.")
    return Invalid("not-valid", _("Some entries need another look."), faults) if faults else None


def may_take_on(unused: bool, elsewhere: bool) -> Refusal | None:
    """May the account be given a role here? Whoever made an account holds its first link: until it was used, nobody
    can know that the account is that person's, so only the organisation that made it goes on with it."""
    if not (unused and elsewhere):
        return None
    sentence = _("Another organisation made an account for this address, and nobody has signed in with it yet.")
    return Conflict("account-unused", sentence)


def may_end(role: str, others: bool) -> Refusal | None:
    """May this role end? `others`: somebody else could still say who works there."""
    if role != Role.FACILITATOR or others:
        return None
    sentence = _("This is the last facilitator: nobody could appoint people any more. Appoint another one first.")
    return Conflict("last-facilitator", sentence)


def is_signed_in(person: object | None) -> Refusal | None:
    """Is anybody of the staff asking?"""
    return None if person else Unidentified("sign-in-needed", _("Sign in to do this."))


def may_reset(oneself: bool, elsewhere: bool) -> Refusal | None:
    """May a colleague's second factor be reset? One organisation does not decide how to come into another one."""
    if oneself:
        sentence = _("This is your own account. Ask another facilitator, or whoever runs this site.")
        return Conflict("own-factor", sentence)
    if elsewhere:
        sentence = _("This person also works for another organisation. Ask whoever runs this site to reset it.")
        return Conflict("works-elsewhere", sentence)
    return None


def right_password(right: bool) -> Refusal | None:
    """Is it the person, and not somebody who found the desk unattended?"""
    if right:
        return None
    sentence = _("This is not your password.")
    return Invalid("password-wrong", sentence, {"password": sentence})
