"""Say whether a worker or the clock hears."""

import math
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from deliberation import pulse


class Command(BaseCommand):
    help = "Succeeds while the worker of this node name (or the clock) gives signs of life on this machine."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="as in --hostname, such as work@host; or clock")
        parser.add_argument("--within", type=float, default=pulse.DEAF, metavar="SECONDS")
        ago = "how long ago it was started: until its first sign it may be loading"
        parser.add_argument("--started", type=float, default=math.inf, metavar="SECONDS", help=ago)

    def handle(self, *args: Any, **options: Any) -> None:
        silence, started = pulse.silence(options["name"]), options["started"]
        if silence <= options["within"]:
            self.stdout.write(f"{options['name']} gave a sign of life {silence:.0f} s ago.")
        elif silence > started and started <= pulse.STARTS:
            self.stdout.write(f"{options['name']} is starting, for {started:.0f} s.")
        elif not pulse.something_to_hear(options["name"]):
            self.stdout.write("The broker or the clock is silent: nothing is there to hear.")
        else:
            raise CommandError(f"{options['name']} gave no sign of life for {silence:.0f} s.")
