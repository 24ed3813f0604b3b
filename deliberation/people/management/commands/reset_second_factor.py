"""Let somebody set up a new second factor who has lost the old one, where no colleague may do it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from deliberation.people.actions import reset_by_operator
from deliberation.people.models import Person


class Command(BaseCommand):
    help = "Forget somebody's second factor and recovery codes, and end all of that person's sessions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address the person signs in with")

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person.objects.filter(email=options["email"].strip().lower()).first()
        if person is None:
            raise CommandError("Nobody has an account with this address.")
        reset_by_operator(person=person, now=timezone.now())
        self.stdout.write("Done: whoever signs in with this address now sets up a new second factor.")
