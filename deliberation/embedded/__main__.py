"""python -m deliberation.embedded run|test"""

import argparse
import os
import sys

from deliberation.embedded import run, suite
from deliberation.embedded.supervisor import conclude


def parser() -> argparse.ArgumentParser:
    outer = argparse.ArgumentParser(prog="python -m deliberation.embedded", description="Everything on one machine.")
    commands = outer.add_subparsers(dest="command", required=True)
    start = commands.add_parser("run", help="start the web server, the worker, the clock and what they need")
    start.add_argument("--host", default="127.0.0.1")
    start.add_argument("--port", type=int, default=8000)
    start.add_argument("--stage", help="show a made-up world at this stage, made anew")
    start.add_argument("--postgres", action="store_true", help="embedded PostgreSQL instead of SQLite")
    test = commands.add_parser("test", help="run the tests on real services; what follows goes to pytest")
    test.add_argument("--engine", choices=["postgres", "sqlite", "both"], default="both")
    return outer


def main(arguments: list[str]) -> int:
    options, rest = parser().parse_known_args(arguments)
    if options.command == "test":
        return conclude(lambda: suite.run(options.engine, rest), when_stopped=130)
    if rest:
        parser().error(f"unrecognized arguments: {' '.join(rest)}")
    wants_postgres = options.postgres or os.environ.get("ANSWERABLE_EMBEDDED_POSTGRES") in {"1", "yes", "true"}
    choices = run.Choices(options.host, options.port, options.stage or None, wants_postgres)
    return conclude(lambda: run.run(choices), when_stopped=0)  # a wish, not a fault


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
