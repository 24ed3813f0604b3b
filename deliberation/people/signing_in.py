"""Coming in: a password, then a second factor. Nobody is signed in before both were right, so that a page or an act
has to ask one thing only: has somebody signed in?"""

import logging
from datetime import datetime
from typing import TypeVar

from django.conf import settings
from django.contrib.auth import SESSION_KEY, authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from deliberation.errors import Invalid, Refusal, Unidentified, enforce
from deliberation.people.attempts import count_try, forgive, of_code, of_password
from deliberation.people.models import Person
from deliberation.people.queries import signed_in
from deliberation.people.rules import right_password
from deliberation.people.second_factor import has_factor, prove_by_code, prove_by_passkey

log = logging.getLogger(__name__)
Answer = TypeVar("Answer", bound=HttpResponseBase)

BEGUN, SEEN, RIGHTS = "begun", "seen", "rights"  # of a session: whole seconds since 1970, and Person.rights_changed


def by_password(request: HttpRequest, *, email: str, password: str, now: datetime) -> Person:
    """The account, if the password is right. Whoever asks is not signed in by it."""
    tries = of_password(email, address_of(request))
    count_try(tries, now)
    person = authenticate(request, username=email, password=password)
    if not isinstance(person, Person):
        known = Person.objects.filter(email=email.strip().lower()).first()
        log.warning("A password was wrong, for %s.", _account(known))
        raise Unidentified("sign-in-failed", _("There is no account with this address and password."))
    forgive(tries, now)
    log.info("A password was right, for %s.", _account(person))
    return person


def by_code(request: HttpRequest, *, person: Person, code: str, now: datetime) -> None:
    """The second step: a code of the app, or a recovery code."""
    tries = of_code(person.pk, address_of(request))
    count_try(tries, now)
    if not prove_by_code(person=person, code=code, now=now):
        log.warning("A code was wrong, for %s.", _account(person))
        raise code_wrong()
    log.info("A code was right, for %s.", _account(person))
    forgive(tries, now)


def by_passkey(request: HttpRequest, *, person: Person, credential: object, now: datetime) -> None:
    """The second step, with a passkey."""
    tries = of_code(person.pk, address_of(request))
    count_try(tries, now)
    if not prove_by_passkey(person=person, credential=credential, now=now):
        log.warning("A passkey was not accepted, for %s.", _account(person))
        raise Unidentified("passkey-wrong", _("This passkey was not accepted. Try again, or type a code."))
    log.info("A passkey was right, for %s.", _account(person))
    forgive(tries, now)


def code_wrong() -> Refusal:
    sentence = _("This code is not right, or was used already. Wait for the app to show another one.")
    return Unidentified("code-wrong", sentence, {"code": sentence})


def lacks(person: Person) -> bool:
    """Does the person have to set up a second factor before anything else?"""
    return settings.SECOND_FACTOR and not has_factor(person)


def enter(request: HttpRequest, person: Person, now: datetime) -> None:
    """Sign in: the session gets a new key, and its clock begins."""
    if SESSION_KEY in request.session:  # for the same person Django would keep the key
        request.session.cycle_key()
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    begin(request, person, now)
    log.info("Signed in: %s.", _account(person))


def begin(request: HttpRequest, person: Person, now: datetime) -> None:
    at = int(now.timestamp())
    request.session.update({BEGUN: at, SEEN: at, RIGHTS: person.rights_changed})


def count_password(request: HttpRequest, person: Person, now: datetime) -> None:
    """Whoever is signed in types the password once more: that is a try as well, for a session may be stolen."""
    count_try(of_password(person.email, address_of(request)), now)


def change_password(request: HttpRequest, *, person: Person, password: str, new_password: str, now: datetime) -> None:
    """Another password in the place of one's own; wherever else one is signed in, one is so no longer."""
    count_password(request, person, now)
    right = person.check_password(password)
    log.log(logging.INFO if right else logging.WARNING, "To change the password the old one was %s, for %s.",
            "right" if right else "wrong", _account(person))  # fmt: skip
    enforce(right_password(right))
    try:
        validate_password(new_password, person)
    except ValidationError as error:
        sentence = " ".join(error.messages)
        raise Invalid("not-valid", sentence, {"new_password": sentence}) from error
    person.set_password(new_password)
    person.save(update_fields=["password"])
    forgive(of_password(person.email, address_of(request)), now)
    update_session_auth_hash(request, person)


def leave(request: HttpRequest, response: Answer) -> Answer:
    """Sign out; the answer tells the browser to forget what it keeps of our pages."""
    log.info("Signed out: %s.", _account(signed_in(request.user)))
    logout(request)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _account(person: Person | None) -> str:
    """What the log says of staff: a number. What was typed as an address is never written."""
    return f"account {person.pk}" if person else "no account"


def address_of(request: HttpRequest) -> str:
    """Where a request came from: with a proxy in front, what the proxy says."""
    said = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return said.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")
