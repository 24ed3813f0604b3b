"""Mail servers that behave as real ones sometimes do; all of them keep what they took in `mail.outbox`."""

from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

from django.core.mail.backends import locmem
from django.utils import timezone

from deliberation.notices.actions import send_due


class Picky(locmem.EmailBackend):
    """Takes no mail to addresses that begin with "refused"."""

    def send_messages(self, messages):
        for message in messages:
            if message.to[0].startswith("refused"):
                raise SMTPRecipientsRefused({message.to[0]: (550, b"no such user")})
        return super().send_messages(messages)


class Forgetful(locmem.EmailBackend):
    """Takes the mail and hangs up before it says so."""

    def send_messages(self, messages):
        super().send_messages(messages)
        raise SMTPServerDisconnected("Connection unexpectedly closed")


class Deadly(locmem.EmailBackend):
    """The worker dies the moment the mail was taken."""

    def send_messages(self, messages):
        super().send_messages(messages)
        raise SystemExit


class Crowded(locmem.EmailBackend):
    """While one worker sends, another one starts."""

    def send_messages(self, messages):
        send_due(now=timezone.now())
        return super().send_messages(messages)
