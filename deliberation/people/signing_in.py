"""Coming in: a password, then a second factor. Nobody is signed in before both were right, so that a page or an act
has to ask one thing only: has somebody signed in?"""

from datetime import datetime

from django.conf import settings
from django.contrib.auth import authenticate, login
from django.http import HttpRequest
from django.utils.translation import gettext as _

from deliberation.errors import Refusal, Unidentified
from deliberation.people.attempts import count_try, forgive, of_code, of_password
from deliberation.people.models import Person
from deliberation.people.second_factor import has_factor, prove_by_code, prove_by_passkey

BEGUN, SEEN, RIGHTS = "begun", "seen", "rights"  # of a session: whole seconds since 1970, and Person.rights_changed


def by_password(request: HttpRequest, *, email: str, password: str, now: datetime) -> Person:
    """The account, if the password is right. Whoever asks is not signed in by it."""
    tries = of_password(email, address_of(request))
    count_try(tries, now)
    person = authenticate(request, username=email, password=password)
    if not isinstance(person, Person):
        raise Unidentified("sign-in-failed", _("There is no account with this address and password."))
    forgive(tries, now)
    return person


def by_code(request: HttpRequest, *, person: Person, code: str, now: datetime) -> None:
    """The second step: a code of the app, or a recovery code."""
    tries = of_code(person.pk, address_of(request))
    count_try(tries, now)
    if not prove_by_code(person=person, code=code, now=now):
        raise code_wrong()
    forgive(tries, now)


def by_passkey(request: HttpRequest, *, person: Person, credential: object, now: datetime) -> None:
    """The second step, with a passkey."""
    tries = of_code(person.pk, address_of(request))
    count_try(tries, now)
    if not prove_by_passkey(person=person, credential=credential, now=now):
        raise Unidentified("passkey-wrong", _("This passkey was not accepted. Try again, or type a code."))
    forgive(tries, now)


def code_wrong() -> Refusal:
    sentence = _("This code is not right, or was used already. Wait for the app to show another one.")
    return Unidentified("code-wrong", sentence, {"code": sentence})


def lacks(person: Person) -> bool:
    """Does the person have to set up a second factor before anything else?"""
    return settings.SECOND_FACTOR and not has_factor(person)


def enter(request: HttpRequest, person: Person, now: datetime) -> None:
    """Sign in: the session gets a new key, and its clock begins."""
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    begin(request, person, now)


def begin(request: HttpRequest, person: Person, now: datetime) -> None:
    at = int(now.timestamp())
    request.session.update({BEGUN: at, SEEN: at, RIGHTS: person.rights_changed})


def address_of(request: HttpRequest) -> str:
    """Where a request came from: with a proxy in front, what the proxy says."""
    said = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return said.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")
