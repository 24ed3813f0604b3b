"""Writers, blows at random from a seed, and the verdict."""

import contextlib
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import psycopg

from deliberation.embedded.processes import ROOT, python
from tests.durability.model import Current, Intent, Line, Verdict, judge
from tests.durability.stack import PARTS, Stack
from tests.durability.writers import Tally, Writer

SLUG = "storm"
EACH = tuple(f"{blow} {part}" for part in PARTS for blow in ("kill", "stop"))
KINDS = (*EACH, "kill-one web", "stop-one web", "flush valkey")
TWICE = 0.25  # of the blows are followed by the next at once
RECOVERS = 90.0  # seconds after a blow, at most
RECOUNT = "import sys, django; django.setup(); from tests.durability import recount; recount.main(sys.argv[1])"
LOG = """SELECT v.id, v.operation::text, v.participant_id, s.number, v.value, v.counted FROM votes_vote v
JOIN statements_statement s ON s.id = v.statement_id WHERE v.id > %s ORDER BY v.id"""
CURRENT = """SELECT c.participant_id, s.number, c.vote, c.value FROM votes_currentvote c
JOIN statements_statement s ON s.id = c.statement_id WHERE c.vote > %s"""


@dataclass(frozen=True)
class Plan:
    """How long and how hard."""

    seed: int
    votes: int  # to be acknowledged, at least
    kills: int  # of each part, at least
    calm: tuple[float, float] = (0.3, 3.0)  # seconds between blows
    writers: int = 24
    retries_anew: bool = False  # the mutant: no operation id that stays the same
    blows: tuple[str, ...] = KINDS
    say: Callable[[str], None] = print

    @property
    def between(self) -> int:
        """Votes acknowledged between two blows: however fast the machine, they fill the whole run."""
        return max(10, int(self.votes / (self.kills * len(self.blows))))


def storm(stack: Stack, plan: Plan, tally: Tally) -> Verdict:
    """Blow until enough is acknowledged and every part was killed often enough; then look what is stored."""
    with psycopg.connect(stack.database) as connection:
        before = connection.execute("SELECT coalesce(max(id), 0) FROM votes_vote").fetchone()[0]
    writers = [
        Writer(
            stack.port, SLUG, f"writer {number}", plan.seed, tally,
            in_pages=number % 6 == 5, retries_anew=plan.retries_anew,
        )
        for number in range(plan.writers)
    ]  # fmt: skip
    for writer in writers:
        writer.start()
    _blow(stack, plan, tally)
    tally.over.set()
    for writer in writers:
        writer.join()
    if tally.refused:
        plan.say(f"refused: {tally.refused[:3]}")
    verdict = stored(stack, [intent for writer in writers for intent in writer.intents], before)
    verdict.wrong += [f"refused: {each}" for each in tally.refused]
    return verdict


def _blow(stack: Stack, plan: Plan, tally: Tally) -> None:
    chance, done, began = random.Random(plan.seed), 0, time.monotonic()
    blows = _shuffled(chance, plan.blows)
    killed = Counter(stack.killed)
    while tally.answered < plan.votes or not _enough(stack, killed, plan):
        blow, part = next(blows)
        strike(stack, blow, part, chance)
        done += 1
        if chance.random() < TWICE:
            continue
        answered = tally.answered
        voting = partial(_reached, tally, answered + plan.between)
        if not stack.supervisor.wait_until(voting, RECOVERS + plan.between):
            raise AssertionError(f"Long after {blow} {part} nobody can vote.")
        stack.wait(chance.uniform(*plan.calm))
        plan.say(
            f"{time.monotonic() - began:5.0f} s  {tally.answered:>6,} of {plan.votes:,} votes acknowledged, "
            f"{tally.failures:,} requests failed; {done} blows, the last: {blow} {part}"
        )


def _reached(tally: Tally, votes: int) -> bool:
    return tally.answered >= votes


def _enough(stack: Stack, before: Counter[str], plan: Plan) -> bool:
    stack.look()
    parts = [blow.removeprefix("kill ") for blow in plan.blows if blow.startswith("kill ")]
    return all(stack.killed[part] - before[part] >= plan.kills for part in parts)


def _shuffled(chance: random.Random, kinds: Sequence[str]) -> Iterator[tuple[str, str]]:
    """For ever, each kind once before any comes again."""
    while True:
        for kind in chance.sample(kinds, len(kinds)):
            blow, part = kind.split()
            yield blow, part


def strike(stack: Stack, blow: str, part: str, chance: random.Random) -> None:
    """One blow."""
    if blow == "kill":
        stack.kill(part)
    elif blow == "flush":
        stack.forget_messages()
    else:
        processes = stack.processes(part)
        chosen = chance.sample(processes[1:], 1) if blow.endswith("-one") and processes[1:] else processes
        stack.struck[f"{blow} {part}"] += bool(chosen)
        if blow == "kill-one":
            stack.signal(chosen, signal.SIGKILL)
            return
        stack.signal(chosen, signal.SIGSTOP)
        stack.wait(chance.uniform(0.2, 2.0))
        stack.signal(chosen, signal.SIGCONT)


def stored(stack: Stack, intents: list[Intent], before: int) -> Verdict:
    """What the database holds, as soon as it answers: the log and the current votes as they were at
    one moment, without what comes late of earlier storms."""
    stack.supervisor.wait_until(lambda: _reachable(stack.database), 60)
    with psycopg.connect(stack.database) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        log = [Line(*row) for row in connection.execute(LOG, [before])]
        current = [Current(*row) for row in connection.execute(CURRENT, [before])]
    late = {line.id for line in log if line.operation in stack.sent}
    log = [line for line in log if line.id not in late]
    current = [each for each in current if each.vote not in late]
    stack.sent.update(operation for intent in intents for operation in intent.operations)
    return judge(intents, log, current)


@contextlib.contextmanager
def recounting(stack: Stack) -> Iterator[Callable[[float], bool]]:
    """Another process, which makes results again from the log (recount.py). Call what this gives when nobody votes any
    more: whether an analysis of every vote comes within so many seconds, and says what the log says."""
    command = python(
        "-c", f"import django; django.setup(); from tests.durability import recount; recount.main({SLUG!r})"
    )
    environment = stack.environment | {"DJANGO_SETTINGS_MODULE": "deliberation.settings"}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.PIPE)

    def agrees(seconds: float) -> bool:
        assert process.stdin
        process.stdin.close()
        return stack.supervisor.wait_until(lambda: process.poll() is not None, seconds) and process.returncode == 0

    try:
        yield agrees
    finally:
        process.kill()
        process.wait()


def _reachable(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=2):
            return True
    except psycopg.OperationalError:
        return False
