"""What stands in a mail's links: a handle and our signature, which nobody can guess and which is stored nowhere."""

import secrets

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

SALT = "answerable.notices"


def new_handle() -> str:
    """128 bits, 32 hexadecimal digits."""
    return secrets.token_hex(16)


def token(handle: str) -> str:
    return _signer().sign(handle)


def handle_in(text: str) -> str | None:
    """The handle of a token; None when we did not sign it."""
    try:
        return _signer().unsign(text)
    except BadSignature:
        return None


def _signer() -> Signer:
    return Signer(salt=SALT, sep=".")


def absolute(name: str, *args: object) -> str:
    """The full address of a page, in the language that is spoken now."""
    return settings.BASE_URL + reverse(f"web:{name}", args=args)
