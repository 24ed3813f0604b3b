"""The long form: python -m tests.durability [--votes 40000] [--kills 5] [--seed N]

Starts everything that `make run` starts, on a PostgreSQL of its own, kills and stops its parts at random while people
vote, and compares what was acknowledged with what is stored. Then twice more with a fault built in, which it must find:
a database that answers before it has written, and retries that nobody can recognise.
"""

import argparse
import dataclasses
import secrets
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from deliberation.embedded import postgres, run
from deliberation.embedded.processes import say
from deliberation.embedded.supervisor import conclude
from tests.durability.stack import PARTS, Stack, start_programs, started
from tests.durability.storm import SLUG, Plan, results_come, storm

WORLD = ("--participants", "60", "--statements", "60", "--groups", "3", "--seed", "7", "--slug", SLUG)
SETTINGS = {"ANSWERABLE_DEMO": "no", "ANSWERABLE_RELEASE_MINUTES": "0", "ANSWERABLE_LOG_LEVEL": "ERROR"}
NOTICED_WITHIN = 60.0
RESULTS_WITHIN = 120.0  # seconds after the last blow


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.durability", description=__doc__)
    parser.add_argument("--votes", type=int, default=40_000)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    options = parser.parse_args(arguments)
    folder = Path(tempfile.mkdtemp(prefix="answerable-storm-", dir=postgres.shared_folder()))
    try:
        with started(folder, {"ANSWERABLE_STATE": str(folder), **SETTINGS}) as stack:
            stack.manage("migrate", "--verbosity", "0", "--skip-checks")
            stack.manage(*run.COLLECT)
            stack.manage("simulate", *WORLD)
            start_programs(stack, folder)
            return weather(stack, options)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def weather(stack: Stack, options: argparse.Namespace) -> int:
    """0 when nothing was lost, doubled or wrong, results came, and both faults were found."""
    plan = Plan(options.seed, options.votes, options.kills, say=lambda line: say("storm", line))
    say("storm", f"seed {plan.seed}: {plan.votes:,} votes, every part killed at least {plan.kills} times")
    began = time.monotonic()
    verdict = storm(stack, plan)
    came = results_come(stack, RESULTS_WITHIN)
    say("storm", f"{verdict}")
    say("storm", f"killed: {', '.join(f'{part} {stack.killed[part]}' for part in PARTS)}")
    say("storm", f"{time.monotonic() - began:.0f} s; results of every vote {'came' if came else 'DID NOT COME'}")
    began = time.monotonic()
    noticed = deafened(stack)
    say("storm", f"a worker stopped for good was {'started again' if noticed else 'NOT started again'}, "
        f"{time.monotonic() - began:.0f} s later")  # fmt: skip
    mild = dataclasses.replace(plan, seed=plan.seed + 1, votes=min(plan.votes, 1500), kills=3, calm=(1.0, 4.0))
    anew = storm(stack, dataclasses.replace(mild, retries_anew=True, blows=("kill web", "stop postgres")))
    say("storm", f"mutant without operation ids: {'found' if anew.doubled else 'NOT FOUND'}; {anew}")
    stack.careless()
    unwritten = storm(stack, dataclasses.replace(mild, seed=plan.seed + 2, blows=("kill postgres",)))
    say("storm", f"mutant with synchronous_commit off: {'found' if unwritten.lost else 'NOT FOUND'}; {unwritten}")
    return 0 if verdict.holds and came and noticed and anew.doubled and unwritten.lost else 1


def deafened(stack: Stack) -> bool:
    """Whether a worker that is alive and deaf gives way to one that hears."""
    processes = stack.processes("worker")
    stack.signal(processes, signal.SIGSTOP)
    gone = stack.supervisor.wait_until(lambda: not processes[0].is_running(), NOTICED_WITHIN)
    return gone and stack.supervisor.wait_until(lambda: bool(stack.processes("worker")), 30)


if __name__ == "__main__":
    sys.exit(conclude(lambda: main(sys.argv[1:]), when_stopped=130))
