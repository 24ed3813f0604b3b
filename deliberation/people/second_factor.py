"""The second factor of staff: an app that shows codes, or a passkey; and recovery codes for the day both are lost.

django-allauth keeps and computes them. Here is what this site asks of it: secrets lie encrypted in the database, a
code of an app works once, in all processes, and nothing else of allauth's accounts is used.
"""

import base64
import os
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal import auth as passkeys
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from deliberation.errors import Conflict, Invalid
from deliberation.people.models import Person

APP, PASSKEY, RECOVERY = Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN, Authenticator.Type.RECOVERY_CODES
STEP = 30  # seconds that a code of an app is shown
NONCE = 12  # bytes, drawn anew for each text
LATE = 1  # steps that a clock may be off
MOST_PASSKEYS, LONGEST_NAME = 10, 100


class Factors(DefaultMFAAdapter):
    """What django-allauth asks this site."""

    def encrypt(self, text: str) -> str:
        nonce = os.urandom(NONCE)
        return base64.urlsafe_b64encode(nonce + _cipher().encrypt(nonce, text.encode(), None)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        kept = base64.urlsafe_b64decode(encrypted_text)
        return _cipher().decrypt(kept[:NONCE], kept[NONCE:], None).decode()

    def get_totp_issuer(self) -> str:
        return settings.SITE_NAME

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys are tied to the site's one public address, whatever name it was asked by."""
        return {"id": urlsplit(settings.BASE_URL).hostname or "", "name": settings.SITE_NAME}

    def get_public_key_credential_user_entity(self, user: Person) -> dict[str, object]:
        return {"id": str(user.pk).encode(), "display_name": user.name, "name": user.email}


def _cipher() -> AESGCM:
    """AES-256 in Galois/Counter Mode: what was changed cannot be read."""
    key = HKDF(SHA256(), length=32, salt=None, info=b"answerable.second-factor").derive(settings.SECRET_KEY.encode())
    return AESGCM(key)


# Reading


def factors_of(person: Person) -> QuerySet[Authenticator]:
    """The app and the passkeys, oldest first."""
    return Authenticator.objects.filter(user=person, type__in=(APP, PASSKEY)).order_by("created_at", "pk")


def has_factor(person: Person) -> bool:
    return factors_of(person).exists()


def has_passkey(person: Person) -> bool:
    return factors_of(person).filter(type=PASSKEY).exists()


def codes_left(person: Person) -> int:
    """How many recovery codes were not used yet."""
    kept = Authenticator.objects.filter(user=person, type=RECOVERY).first()
    return len(RecoveryCodes(kept).get_unused_codes()) if kept else 0


# Proving


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """The step of time whose code this is, if it is one of about now."""
    this = int(now.timestamp()) // STEP
    steps = range(this - LATE, this + LATE + 1)
    right = (
        step for step in steps if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step)))
    )
    return next(right, None)


@transaction.atomic
def prove_by_code(*, person: Person, code: str, now: datetime) -> bool:
    """Is it a code of the person's app, newer than the last that was used, or a recovery code? It works once."""
    app = Authenticator.objects.select_for_update().filter(user=person, type=APP).first()
    step = _step_of(decrypt(app.data["secret"]), code, now) if app else None
    if app and step is not None and step > app.data.get("last_step", -1):
        app.data["last_step"], app.last_used_at = step, now
        app.save(update_fields=["data", "last_used_at"])
        return True
    kept = Authenticator.objects.select_for_update().filter(user=person, type=RECOVERY).first()
    return kept is not None and RecoveryCodes(kept).validate_code(code)


@transaction.atomic
def prove_by_passkey(*, person: Person, credential: object, now: datetime) -> bool:
    """Did one of the person's passkeys sign what this session was asked with? The question works once."""
    try:
        passkeys.parse_authentication_response(credential)
        used = passkeys.complete_authentication(person, credential)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        return False
    finally:
        passkeys.clear_state()
    used.last_used_at = now
    used.save(update_fields=["last_used_at"])
    return True


def ask_passkey(person: Person) -> dict[str, object]:
    """What the browser needs to ask for a passkey; the question lies in the session."""
    return passkeys.begin_authentication(person)


# Setting up


def new_secret() -> str:
    return generate_totp_secret()


def address_of(person: Person, secret: str) -> str:
    """What the picture says that an app reads: otpauth://totp/..."""
    return Factors().build_totp_url(person, secret)


@transaction.atomic
def set_up_app(*, person: Person, secret: str, code: str, now: datetime) -> None:
    """From now on codes of this app; one that was there before ends."""
    step = _step_of(secret, code, now)
    if step is None:
        sentence = _("This is not the code that the app shows now. Type the newest one.")
        raise Invalid("not-valid", sentence, {"code": sentence})
    Person.objects.select_for_update().get(pk=person.pk)
    Authenticator.objects.filter(user=person, type=APP).delete()
    app = TOTP.activate(person, secret).instance
    app.data["last_step"], app.created_at, app.last_used_at = step, now, now
    app.save()


def offer_passkey(person: Person) -> dict[str, object]:
    """What the browser needs to make a passkey; the question lies in the session."""
    return passkeys.begin_registration(person, passwordless=False)


@transaction.atomic
def set_up_passkey(*, person: Person, credential: object, name: str, now: datetime) -> None:
    """From now on this passkey too."""
    Person.objects.select_for_update().get(pk=person.pk)
    known = factors_of(person).filter(type=PASSKEY).count()
    if known >= MOST_PASSKEYS:
        raise Conflict(
            "passkeys-many", _("There are %(most)s passkeys already. Remove one first.") % {"most": MOST_PASSKEYS}
        )
    try:
        passkeys.parse_registration_response(credential)
        passkeys.complete_registration(credential)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise Invalid("passkey-unread", _("The passkey could not be read. Try again.")) from error
    finally:
        passkeys.clear_state()
    name = " ".join(name.split())[:LONGEST_NAME] or _("Passkey %(number)s") % {"number": known + 1}
    made = passkeys.WebAuthn.add(person, name, credential).instance
    made.created_at = now
    made.save(update_fields=["created_at"])


@transaction.atomic
def new_codes(*, person: Person) -> Sequence[str]:
    """Recovery codes to write down; those before do not work any more."""
    Person.objects.select_for_update().get(pk=person.pk)
    Authenticator.objects.filter(user=person, type=RECOVERY).delete()
    return RecoveryCodes.activate(person).generate_codes()


@transaction.atomic
def remove_factor(*, person: Person, number: int) -> None:
    """Take an app or a passkey away; the last one stays."""
    Person.objects.select_for_update().get(pk=person.pk)
    found = factors_of(person).filter(pk=number)
    if found and factors_of(person).count() == 1:
        raise Conflict("last-factor", _("This is your last second factor. Set up another one first."))
    found.delete()


def forget_factors(*, person: Person) -> None:
    """As if none had ever been set up."""
    Authenticator.objects.filter(user=person).delete()
