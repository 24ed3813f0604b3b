"""Make a consultation of synthetic participants."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from deliberation.results.simulation import Simulation, simulate
from deliberation.votes.management.arguments import add_conveners, conveners, counting, slug
from deliberation.votes.management.progress import VotesPerSecond
from deliberation.votes.management.refusals import told

DONE = """Made the consultation {slug}: {participants:,} participants in {groups} planted groups, {votes:,} votes.
  Everybody was made to agree with the statements {united}.
Look at it: {address}/  As soon as a worker runs, it is analysed. It stays open for 30 days."""


class Command(BaseCommand):
    help = "Make a consultation of synthetic participants whose opinion groups are known."
    requires_system_checks: list[str] = []  # they read every page's address; nothing here depends on one

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--participants", type=counting, required=True)
        parser.add_argument("--statements", type=counting, required=True)
        parser.add_argument("--groups", type=counting, required=True)
        parser.add_argument("--seed", type=int, required=True, help="the same seed gives the same votes")
        parser.add_argument("--votes-per-person", type=counting, default=45)
        parser.add_argument("--slug", type=slug, help="short name in addresses; else made from the numbers")
        add_conveners(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        numbers = {name: options[name] for name in ("participants", "statements", "groups", "seed")}
        name = options["slug"] or "synthetic-" + "-".join(map(str, numbers.values()))
        simulation = Simulation(
            slug=name, conveners=conveners(options), votes_per_person=options["votes_per_person"], **numbers
        )
        with told():
            now = timezone.now()
            _made, planted = simulate(simulation=simulation, now=now, progress=VotesPerSecond(self.stderr))
        united = ", ".join(map(str, planted.united.tolist()))
        shown = {"votes": len(planted.values), "united": united, "address": settings.BASE_URL}
        self.stdout.write(DONE.format(slug=name, **shown, **{key: numbers[key] for key in ("participants", "groups")}))
