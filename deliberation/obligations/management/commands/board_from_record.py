"""Work the public scoreboard out from the record alone, and compare it with the page."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from deliberation.obligations.cases import board_entered, board_now


class Command(BaseCommand):
    help = "Print the scoreboard worked out from the record alone. Fails if it differs from the page."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        page = {line.ministry: line for line in board_now(now)}
        wrong = []
        for line in board_entered(now):
            told = " ".join(f"{column}={count}" for column, count in line.counts.items() if count)
            self.stdout.write(f"{line.ministry}: {told or 'nothing'}; median days: {line.median_days}")
            if line != page[line.ministry]:
                wrong.append(line.ministry)
        if wrong:
            raise CommandError(f"The page says something else about: {', '.join(wrong)}")
        self.stdout.write("The page says the same.")
