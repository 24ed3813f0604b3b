"""Build a demonstration."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from deliberation.consultations.models import Consultation
from deliberation.obligations.demonstration import PASSWORD, STAGES, build
from deliberation.votes.management.refusals import told


class Command(BaseCommand):
    help = "Build a made-up world: consultations that are open, closed, answered and overdue."
    requires_system_checks: list[str] = []  # they read every page's address; nothing here depends on one

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--stage", choices=STAGES, default=STAGES[-1], help="each has what the ones before it have")
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there is any consultation")

    def handle(self, *args: Any, **options: Any) -> None:
        with told():
            if options["if_empty"] and Consultation.objects.exists():
                self.stdout.write("There are consultations already; no demonstration was made.")
                return
            password = PASSWORD if settings.DEMO else None
            accounts = build(stage=options["stage"], now=timezone.now(), password=password)
        self.stdout.write(f"Made a demonstration up to the stage {options['stage']!r}: {settings.BASE_URL}/")
        for account in accounts:
            self.stdout.write(f"  {account.email:28} {account.name}")
        self.stdout.write(f"  Password of each: {PASSWORD}" if settings.DEMO else NO_PASSWORD)


NO_PASSWORD = (
    "  ANSWERABLE_DEMO is not set, so nobody can sign in as them. Give one a password of your own with\n"
    "  manage.py changepassword EMAIL, or set ANSWERABLE_DEMO=yes and make a fresh demonstration."
)
