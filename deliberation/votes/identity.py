"""How a browser takes part without anybody knowing who it is.

The browser holds a secret token in a cookie that this site signed. In each consultation the participant is
HMAC-SHA256(token, consultation): the database alone can neither join two consultations nor vote as anybody.
Identity comes from the cookie only; no address, form or API field names a participant.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpResponse
from django.utils.translation import gettext as _

from deliberation.errors import Unidentified, enforce
from deliberation.votes.rules import identified

COOKIE = "participation"
LASTS = 400 * 24 * 3600  # seconds; the longest that browsers keep a cookie


def new_token() -> str:
    """A fresh secret of 256 bits."""
    return secrets.token_urlsafe(32)


def pseudonym(token: str, consultation_id: int) -> str:
    """Who the token's holder is in this consultation: 64 hexadecimal digits."""
    return hmac.new(token.encode(), f"consultation:{consultation_id}".encode(), hashlib.sha256).hexdigest()


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
    return Signer(salt="answerable.participation")
