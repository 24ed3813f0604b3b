"""Told by whatever makes backups, once one is complete: the status page and the metrics say then how old it is."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from deliberation.status.derived import BACKUPS
from deliberation.status.noting import note


class Command(BaseCommand):
    help = "Note that a backup is complete."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", nargs="+", choices=[each.removeprefix("backup-") for each in BACKUPS])

    def handle(self, *args: Any, **options: Any) -> None:
        for what in options["what"]:
            note(job=f"backup-{what}", well=True, now=timezone.now())
