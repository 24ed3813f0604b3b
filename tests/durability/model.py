"""What must be in the database after a storm, worked out from what the writers know alone."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass
class Intent:
    """One vote that somebody wanted to cast, however often it had to be sent."""

    voter: str
    statement: int
    value: int
    operations: list[str] = field(default_factory=list)  # one, unless retries get new ones
    asked: int = 0  # where it stands among what this voter wanted
    acknowledged: bool = False


class Line(NamedTuple):
    """One line of the vote log."""

    id: int
    operation: str
    participant: int
    statement: int
    value: int
    counted: bool


class Current(NamedTuple):
    """A participant's current vote."""

    participant: int
    statement: int
    vote: int
    value: int


@dataclass
class Verdict:
    """What was found wrong, in sentences."""

    intents: int
    acknowledged: int
    stored_unacknowledged: int
    lost: list[str]
    doubled: list[str]
    wrong: list[str]

    @property
    def holds(self) -> bool:
        return not (self.lost or self.doubled or self.wrong)

    def __str__(self) -> str:
        told = (
            f"{self.acknowledged:,} of {self.intents:,} votes were acknowledged, and {self.stored_unacknowledged:,} "
            f"more stored: {len(self.lost)} lost, {len(self.doubled)} doubled, {len(self.wrong)} wrong"
        )
        return "\n".join([told, *(f"  {each}" for each in (self.lost + self.doubled + self.wrong)[:12])])


def judge(intents: Sequence[Intent], log: Sequence[Line], current: Iterable[Current]) -> Verdict:
    """Compare what was wanted and acknowledged with what is stored. `log` in the order of its ids, these writers only.

    An acknowledged vote is there once. One that was not may be there, once. Nothing else is there.
    """
    wanted = {operation: intent for intent in intents for operation in intent.operations}
    stored: dict[int, list[Line]] = defaultdict(list)
    wrong = []
    for line in log:
        intent = wanted.get(line.operation)
        if intent is None:
            wrong.append(f"line {line.id}: nobody sent {line.operation}")
        else:
            stored[id(intent)].append(line)
            wrong += _unlike(intent, line)
    wrong += _mixed(intents, stored) + _out_of_order(intents, stored) + _not_last(log, current)
    return Verdict(
        intents=len(intents),
        acknowledged=sum(intent.acknowledged for intent in intents),
        stored_unacknowledged=sum(not intent.acknowledged and id(intent) in stored for intent in intents),
        lost=[f"not stored: {each}" for each in intents if each.acknowledged and id(each) not in stored],
        doubled=[f"stored {len(stored[id(each)])} times: {each}" for each in intents if len(stored[id(each)]) > 1],
        wrong=wrong,
    )


def _unlike(intent: Intent, line: Line) -> list[str]:
    same = (line.statement, line.value, line.counted) == (intent.statement, intent.value, True)
    return [] if same else [f"stored as {line}: {intent}"]


def _mixed(intents: Sequence[Intent], stored: dict[int, list[Line]]) -> list[str]:
    """Each voter is one participant, and no participant two voters."""
    pairs = {(intent.voter, line.participant) for intent in intents for line in stored.get(id(intent), ())}
    voters, participants = Counter(voter for voter, _ in pairs), Counter(participant for _, participant in pairs)
    several = [f"{voter} is {number} participants" for voter, number in voters.items() if number > 1]
    return several + [f"participant {each} is {number} voters" for each, number in participants.items() if number > 1]


def _out_of_order(intents: Sequence[Intent], stored: dict[int, list[Line]]) -> list[str]:
    """Who waited for an answer before voting again finds these votes in that order."""
    newest: dict[str, tuple[int, Intent]] = {}
    found = []
    for intent in sorted(intents, key=lambda each: each.asked):
        lines = stored.get(id(intent))
        if not intent.acknowledged or not lines:
            continue
        before = newest.get(intent.voter)
        if before and before[0] > lines[0].id:
            found.append(f"line {lines[0].id} came after line {before[0]}: {intent}")
        newest[intent.voter] = (lines[0].id, intent)
    return found


def _not_last(log: Iterable[Line], current: Iterable[Current]) -> list[str]:
    """The current votes are the last lines of the log, all of them and no other."""
    last = {(line.participant, line.statement): (line.id, line.value) for line in log}
    kept = {(each.participant, each.statement): (each.vote, each.value) for each in current}
    return [f"current {kept.get(key)}, in the log {last.get(key)}: participant and statement {key}"
            for key in sorted(last.keys() | kept.keys()) if last.get(key) != kept.get(key)]  # fmt: skip
