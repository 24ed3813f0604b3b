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
from collections.abc import Callable
from functools import partial
from pathlib import Path

from celery import Celery

from deliberation import pulse
from deliberation.embedded import postgres, run
from deliberation.embedded.processes import say
from deliberation.embedded.supervisor import conclude
from tests.durability.stack import PARTS, Stack, runs, start_programs, started
from tests.durability.storm import SLUG, Plan, recounting, storm
from tests.durability.writers import Tally

WORLD = ("--participants", "60", "--statements", "60", "--groups", "3", "--seed", "7", "--slug", SLUG)
SETTINGS = {"ANSWERABLE_DEMO": "no", "ANSWERABLE_RELEASE_MINUTES": "0", "ANSWERABLE_LOG_LEVEL": "ERROR"}
NOTICED_WITHIN = 60.0  # seconds after a worker became deaf
HEARS_WITHIN = 90.0
LATELY = 15.0  # seconds since the last sign of one that hears
RESULTS_WITHIN = 180.0  # seconds after the last blow


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
            return weather(stack, folder, options)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def weather(stack: Stack, folder: Path, options: argparse.Namespace) -> int:
    """0 when nothing was lost, doubled or wrong, results came, deafness was noticed, and both faults were found."""
    plan = Plan(options.seed, options.votes, options.kills, say=partial(say, "storm"))
    say("storm", f"seed {plan.seed}: {plan.votes:,} votes, every part killed at least {plan.kills} times")
    tally, began = Tally(), time.monotonic()
    with recounting(stack) as agrees:
        verdict = storm(stack, plan, tally)
        took = time.monotonic() - began
        say("storm", f"{verdict}")
        tell(stack, tally, took)
        came = agrees(RESULTS_WITHIN)
    say("storm", f"results {'are' if came else 'ARE NOT'} what the log says")
    noticed = [deafened(stack, folder, *way) for way in (("stopped for good", stop), ("that lost its queues", deafen))]
    mild = dataclasses.replace(plan, votes=min(plan.votes, 1500), kills=3, calm=(1.0, 4.0))
    anew = dataclasses.replace(mild, seed=plan.seed + 1, retries_anew=True, blows=("kill web", "stop postgres"))
    doubled = storm(stack, anew, Tally())
    say("storm", f"mutant without operation ids: {'found' if doubled.doubled else 'NOT FOUND'}; {doubled}")
    stack.careless()
    unwritten = dataclasses.replace(mild, seed=plan.seed + 2, blows=("kill postgres",))
    lost = storm(stack, unwritten, Tally())
    say("storm", f"mutant with synchronous_commit off: {'found' if lost.lost else 'NOT FOUND'}; {lost}")
    return 0 if verdict.holds and came and all(noticed) and doubled.doubled and lost.lost else 1


def tell(stack: Stack, tally: Tally, seconds: float) -> None:
    """What the storm did, and what people felt of it."""
    stack.look()
    blows = ", ".join(f"{blow} {number}" for blow, number in sorted(stack.struck.items()))
    say("storm", f"blows: {blows}; lines cut before the answer {tally.cut:,}")
    say("storm", f"killed and running again: {', '.join(f'{part} {stack.killed[part]}' for part in PARTS)}")
    say("storm", f"started again, for whatever reason: {', '.join(f'{part} {stack.starts[part]}' for part in PARTS)}")
    say("storm", f"{seconds:.0f} s, {tally.answered / seconds:.0f} votes a second; {tally.failures:,} requests without "
        f"an answer; the longest time in which no vote was acknowledged: {tally.outage:.1f} s")  # fmt: skip


def stop(stack: Stack) -> None:
    stack.signal(stack.processes("worker"), signal.SIGSTOP)


def deafen(stack: Stack) -> None:
    """It answers the broker, and takes nothing up."""
    broker = Celery(broker=stack.environment["REDIS_URL"])
    broker.conf.broker_transport_options = {"global_keyprefix": stack.environment.get("ANSWERABLE_REDIS_PREFIX", "")}
    for queue in run.QUEUES.split(","):
        broker.control.cancel_consumer(queue, destination=[run.WORKER])


def deafened(stack: Stack, folder: Path, what: str, how: Callable[[Stack], None]) -> bool:
    """Whether a worker that is alive and deaf gives way in time to one that hears."""
    assert stack.supervisor.wait_until(lambda: pulse.silence(run.WORKER, folder) < LATELY, RESULTS_WITHIN)
    first, began = stack.processes("worker")[0], time.monotonic()
    how(stack)
    stack.supervisor.wait_until(lambda: not runs(first), RESULTS_WITHIN)
    noticed = time.monotonic() - began
    ended = time.time()
    stack.supervisor.wait_until(lambda: pulse.silence(run.WORKER, folder) < time.time() - ended, RESULTS_WITHIN)
    hears = time.monotonic() - began
    say("storm", f"a worker {what} was ended after {noticed:.0f} s, and one that hears was there after {hears:.0f} s")
    return noticed < NOTICED_WITHIN and hears < HEARS_WITHIN


if __name__ == "__main__":
    sys.exit(conclude(lambda: main(sys.argv[1:]), when_stopped=130))
