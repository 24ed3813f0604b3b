"""What tells which mail came back: our signature on its number, in its Message-ID and in its sender."""

import re
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.crypto import constant_time_compare, salted_hmac

from deliberation.notices.models import Alarm, Mail, Notice, Reminder

KINDS: dict[str, type[Mail]] = {"n": Notice, "r": Reminder, "a": Alarm}
LETTERS = {model: letter for letter, model in KINDS.items()}
TOKEN = re.compile(rb"\b([nra])([0-9]{1,18})-([0-9a-f]{24})(?![0-9a-f])")  # short enough for a mailbox's name
SALT = "answerable.mails"


def token_of(mail: Mail) -> str:
    named = f"{LETTERS[type(mail)]}{mail.pk}"
    return f"{named}-{_signature(named)}"


def mails_in(raw: bytes) -> list[tuple[type[Mail], int]]:
    """The mails of ours that a text names, each once: their tables and numbers."""
    found = dict.fromkeys(
        (kind.decode(), int(number))
        for kind, number, signature in TOKEN.findall(raw)
        if constant_time_compare(signature.decode(), _signature(f"{kind.decode()}{int(number)}"))
    )
    return [(KINDS[kind], number) for kind, number in found]


def stamp(message: EmailMessage, mail: Mail) -> EmailMessage:
    """Its token in the message's headers and, where bounces have an address, in the one that the servers see."""
    token = token_of(mail)
    sender = message.from_email
    message.extra_headers["Message-ID"] = f"<{token}@{parseaddr(sender)[1].rpartition('@')[2]}>"
    message.extra_headers["Auto-Submitted"] = "auto-generated"  # so that nobody's absence is answered to us
    if settings.EMAIL_BOUNCES:
        name, _at, domain = settings.EMAIL_BOUNCES.rpartition("@")
        message.extra_headers["From"] = sender
        message.from_email = f"{name}+{token}@{domain}"
    return message


def _signature(named: str) -> str:
    return salted_hmac(SALT, named, algorithm="sha256").hexdigest()[:24]
