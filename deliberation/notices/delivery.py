"""How mails are sent: claimed by one worker, given to the mail server without a transaction, then marked as sent."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import Any

from django.core.mail import EmailMessage
from django.db.models import QuerySet

from deliberation.notices.tokens import stamp

log = logging.getLogger(__name__)
AT_ONCE = 100  # mails of one run
FAILURES = 3  # in one run: then it is the mail server, and the next run tries again
# How long until the next try. The first is longer than a run may last: nobody else tries while one is at it.
WAITS = (timedelta(minutes=10), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8), timedelta(hours=24))
TRIES = len(WAITS)
SERVER, LETTER = "server", "letter"  # why a try failed


def deliver(mails: QuerySet, waiting: QuerySet, letter: Callable[[Any], EmailMessage | None], now: datetime) -> int:
    """Send these mails and say how many the mail server took. `letter`: of a mail; None: there is nothing to say.

    No transaction is open while the mail server is spoken to: each mail is claimed first, by one worker only, and
    marked as sent after. Whoever dies in between has it sent again: a mail may come twice, never not at all.
    """
    sent = failed = 0
    for number, tries in list(waiting.values_list("pk", "tries")[:AT_ONCE]):
        if failed == FAILURES:
            break
        if _claimed(mails, number, tries, now):
            fault = _fault(mails, number, letter, now)
            sent, failed = sent + (not fault), failed + (fault == SERVER)
    return sent


def _claimed(mails: QuerySet, number: int, tries: int, now: datetime) -> bool:
    """Is it ours to try? The database picks the winner."""
    mine = mails.select_related(None).filter(pk=number, tries=tries, sent_at=None)
    return mine.update(tries=tries + 1, due_at=now + WAITS[tries]) == 1


def _fault(mails: QuerySet, number: int, letter: Callable[[Any], EmailMessage | None], now: datetime) -> str:
    """Why the mail server did not take it; empty if it did. Somebody who unsubscribed a moment ago gets none."""
    mail = mails.filter(pk=number).first()
    if mail is None:
        return ""
    try:
        if written := letter(mail):
            stamp(written, mail).send()
    except (OSError, SMTPException) as error:
        # Without the error's own words: they often hold the address.
        log.warning("%s was not sent, try %s: %s", mail, mail.tries, type(error).__name__)
        return _failed(mails, number, SERVER)
    except (LookupError, TypeError, ValueError) as error:  # a sentence whose placeholders do not fit what is told
        log.error("%s could not be written, try %s: %s", mail, mail.tries, type(error).__name__)
        return _failed(mails, number, LETTER)
    mails.select_related(None).filter(pk=number).update(sent_at=now, fault="")
    return ""


def _failed(mails: QuerySet, number: int, fault: str) -> str:
    mails.select_related(None).filter(pk=number).update(fault=fault)
    return fault
