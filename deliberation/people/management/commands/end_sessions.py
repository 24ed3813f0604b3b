"""Sign somebody out everywhere, or everybody: when a session may be in the wrong hands."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import F

from deliberation.people.models import Person


class Command(BaseCommand):
    help = "End all sessions of one account, or with --all of every account. Nothing else of them changes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("email", nargs="?", help="the address the person signs in with")
        whose.add_argument("--all", action="store_true", help="everybody")

    def handle(self, *args: Any, **options: Any) -> None:
        people = Person.objects.all()
        if not options["all"]:
            people = people.filter(email=options["email"].strip().lower())
        ended = people.update(sessions_ended=F("sessions_ended") + 1)
        if not ended and not options["all"]:
            raise CommandError("Nobody has an account with this address.")
        self.stdout.write(f"Done: the sessions of {ended} accounts have ended.")
