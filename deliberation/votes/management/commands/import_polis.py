"""Take over a conversation from Polis."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.text import slugify

from deliberation.votes.management.arguments import add_conveners, conveners, counting, slug
from deliberation.votes.management.progress import VotesPerSecond
from deliberation.votes.management.refusals import told
from deliberation.votes.polis_export import Export, read_export
from deliberation.votes.polis_import import Arrival, import_conversation

DONE = """Imported {folder} as the consultation {slug}.
  {participants:,} participants, {participants_without_votes:,} of them without votes
  {statements:,} statements, {statements_rejected:,} of them moderated out there and rejected here
  {votes:,} votes, {votes_on_rejected:,} of them on rejected statements; {current_votes:,} current votes
  {times}
  {standing}
Look at it: {address}/  As soon as a worker runs, it is analysed."""


class Command(BaseCommand):
    help = "Import a Polis export (a folder with summary.csv, comments.csv, votes.csv, participants-votes.csv)."
    requires_system_checks: list[str] = []  # they read every page's address; nothing here depends on one

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--slug", type=slug, help="short name in addresses; else made from the folder's name")
        add_conveners(parser)
        parser.add_argument("--question", default="", help="instead of the topic it had")
        parser.add_argument("--language", default="en", help="a BCP 47 tag such as zh-Hant")
        parser.add_argument("--time-zone", default="UTC", help="such as Asia/Taipei")
        parser.add_argument("--jurisdiction", default="", help="whose holidays count, such as TW")
        parser.add_argument("--days", type=counting, default=30, help="how many days it stays open from now on")
        parser.add_argument("--closed", action="store_true", help="close it now; the result then binds the ministry")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        name = folder.resolve().name.replace(".", "-")
        arrival = Arrival(
            slug=options["slug"] or slugify(name)[:80] or "imported",
            conveners=conveners(options),
            **{key: options[key] for key in ("question", "language", "time_zone", "jurisdiction", "days", "closed")},
        )
        with told():
            now = timezone.now()
            export = read_export(folder, now)
            progress = VotesPerSecond(self.stderr)
            counts = import_conversation(export=export, arrival=arrival, now=now, progress=progress)
        self.stdout.write(
            DONE.format(
                folder=folder,
                slug=arrival.slug,
                times=_times(export),
                standing="It is closed." if arrival.closed else f"It stays open for {arrival.days} more days.",
                address=settings.BASE_URL,
                **counts,
            )
        )


def _times(export: Export) -> str:
    if export.times_known:
        return f"from {export.began_at:%Y-%m-%d %H:%M} to {export.ended_at:%Y-%m-%d %H:%M} UTC"
    when = f"{export.ended_at:%Y-%m-%d %H:%M}"
    return f"There is no votes.csv: when votes were cast is unknown, so all bear the last comment's time, {when} UTC."
