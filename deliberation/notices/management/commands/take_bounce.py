"""Take in a mail that says that another one never arrived."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError
from django.utils import timezone

from deliberation.notices.bounces import take_bounce

LARGEST = 10_000_000  # bytes; what is longer is read no further
TRY_AGAIN = 75  # what mail servers understand: keep it and come back


class Command(BaseCommand):
    help = "Read a delivery status message (RFC 3464) from standard input and mark the mail it is about."
    requires_system_checks = ()  # a mail server runs it for each message

    def handle(self, *args: Any, **options: Any) -> None:
        """Whatever it is about, taking it is no failure: the mail server would send that back as well."""
        try:
            marked = take_bounce(raw=sys.stdin.buffer.read(LARGEST), now=timezone.now())
        except DatabaseError:
            sys.exit(TRY_AGAIN)
        self.stdout.write(f"Marked as not arrived: {marked}")
