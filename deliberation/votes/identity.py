"""How a browser takes part without anybody knowing who it is.

The browser holds a secret token in a cookie that this site signed. In each consultation the participant is
HMAC-SHA256(token, consultation): the database alone can neither join two consultations nor vote as anybody.
Identity comes from the cookie only; no address, form or API field names a participant.

Whoever signs in (verified.py) gets a second secret for that one consultation, which only this site's key can make out
of who they are: the same on each of their devices. It stands in the cookie behind the first and takes its place there.
So does the secret of somebody who had everything erased and begins anew; that one stays behind when they sign in.
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from functools import lru_cache

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from deliberation.errors import Unidentified, enforce
from deliberation.votes.rules import identified

COOKIE = "participation"
KEPT = 30  # consultations that a cookie remembers a sign-in for; browsers take 4096 bytes, and one may sign in again
BEGUN_ANEW = "."  # leads a secret of somebody who had everything erased; no other begins with it
LASTS = 400 * 24 * 3600  # seconds; the longest that browsers keep a cookie


def new_token() -> str:
    """A fresh secret of 256 bits."""
    return secrets.token_urlsafe(32)


def pseudonym(token: str, consultation_id: int) -> str:
    """Who the token's holder is in this consultation: 64 hexadecimal digits."""
    return _named(_secrets(token, consultation_id)[0], consultation_id)


def _named(secret: str, consultation_id: int) -> str:
    return hmac.new(secret.encode(), f"consultation:{consultation_id}".encode(), hashlib.sha256).hexdigest()


def names_in(token: str, consultation_id: int) -> list[str]:
    """Whom the token's holder can be in this consultation: who they are now, and who they were before signing in."""
    return [_named(secret, consultation_id) for secret in _secrets(token, consultation_id)]


def anew(token: str, consultation_id: int) -> str:
    """The token to keep after everything was erased: its holder is somebody new in this consultation, so that a vote
    which the browser still holds is not sent as theirs."""
    return _with(token, {str(consultation_id): [BEGUN_ANEW + new_token()]})


def verified_secret(issuer: str, subject: str, consultation_id: int) -> str:
    """The secret of a person whom a provider vouches for, in this consultation: always the same, and only for us."""
    who = json.dumps([issuer, subject, consultation_id])
    made = salted_hmac("answerable.verified", who, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def with_verified(token: str, consultation_id: int, secret: str) -> str:
    """The token to keep from now on: its holder is another one in this consultation, and the same in all others."""
    before = [each for each in _behind(token).get(str(consultation_id), []) if each.startswith(BEGUN_ANEW)]
    return _with(token, {str(consultation_id): [secret, *before]})


def _secrets(token: str, consultation_id: int) -> list[str]:
    """By which the token's holder acts in this consultation, and those by which they did before."""
    return [*_behind(token).get(str(consultation_id), []), token.partition("~")[0]]


def _with(token: str, new: Mapping[str, list[str]]) -> str:
    """The token with these secrets in the place of those of the same consultation. Where it grows too long, those go
    first that signing in brings back; who began anew would not be reached by any other."""
    kept = {name: secrets for name, secrets in _behind(token).items() if name not in new}
    every = [(name, secret) for name, secrets in {**kept, **new}.items() for secret in reversed(secrets)]
    while len(every) > KEPT:
        every.remove(next((each for each in every[:-1] if not each[1].startswith(BEGUN_ANEW)), every[0]))
    return "~".join([token.partition("~")[0], *(f"{name}.{secret}" for name, secret in every)])


def _behind(token: str) -> dict[str, list[str]]:
    """The secrets behind the first one, by the number of their consultation; the one that holds leads."""
    found: dict[str, list[str]] = {}
    for part in token.split("~")[1:]:
        name, secret = part.split(".", 1)
        found.setdefault(name, []).insert(0, secret)
    return found


def ballot_mark(name: str) -> str:
    """What a participant's ballots carry, so that a vote kept in a browser is never sent as somebody else's.

    It names nobody: it does not say who votes, it can only make a vote be refused.
    """
    return hashlib.sha256(f"ballot:{name}".encode()).hexdigest()[:16]


def token_in(cookies: Mapping[str, str]) -> str | None:
    """The token a browser sent; None if it sent none. Refuses one that this site did not make."""
    cookie = cookies.get(COOKIE)
    if not cookie:
        return None
    try:
        return _signer().unsign(cookie)
    except BadSignature as error:
        sentence = _("Your browser sent a participation cookie that this site did not make. Delete it and start again.")
        raise Unidentified("cookie-foreign", sentence) from error


def sender(cookies: Mapping[str, str], consultation_id: int) -> str:
    """The pseudonym of whoever acts: the cookie must be there, and it must be ours."""
    token = token_in(cookies)
    enforce(identified(token))
    return pseudonym(str(token), consultation_id)


def remember(response: HttpResponse, token: str) -> None:
    """Give the browser its token to keep. Scripts cannot read it; other sites cannot make it be sent."""
    response.set_cookie(
        COOKIE,
        _signer().sign(token),
        max_age=LASTS,
        httponly=True,
        samesite="Lax",
        secure=settings.HTTPS,
    )


def forget(response: HttpResponse) -> None:
    """Take the token away: the next person on this device starts anew."""
    response.delete_cookie(COOKIE, samesite="Lax")


def _signer() -> Signer:
    return _signer_by(settings.SECRET_KEY, tuple(settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=1)
def _signer_by(key: str, fallbacks: tuple[str, ...]) -> Signer:
    return Signer(key=key, fallback_keys=list(fallbacks), salt="answerable.participation")
