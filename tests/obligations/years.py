"""Years of duties: consultations that bind one after the other, and ministries of every temper.

    days = travelled(cast, Scale(consultations=40, statements=8, days=730), every=1)     one datetime for each day

The same scale gives the same deeds, however often the sweep runs (`every`: once in so many days).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from deliberation.obligations.models import Obligation
from tests.cast import Cast
from tests.obligations.histories import Deed, Name, duty_of, named, owing, perform, sweep

BEGAN = datetime(2026, 1, 5, 0, 10, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
CLOSED_BEFORE_THE_END = 130  # days, so that every duty is due within the time
OFFICIALS = {"transport": ("omar", "olga"), "health": ("hana", "hugo")}


@dataclass(frozen=True)
class Scale:
    consultations: int
    statements: int
    days: int


class Planned(NamedTuple):
    """So many days after the notice, somebody does something: the first or second official, the other ministry."""

    after: int
    act: str
    by: str = "first"
    what: dict[str, Any] = {}  # never changed


def travelled(cast: Cast, scale: Scale, every: int) -> Iterator[datetime]:
    """Each day in turn, when all that happens on it has happened."""
    plans: dict[Name, list[Planned]] = {}
    told: dict[Name, int] = {}
    last = scale.days - CLOSED_BEFORE_THE_END
    opening = {round(place * last / scale.consultations): place for place in range(scale.consultations)}
    for number in range(scale.days):
        now = BEGAN + number * DAY
        if number % every == 0:
            sweep(now)
        if number in opening:
            place = opening[number]
            statements = scale.statements if place % 10 != 9 else 0  # in one of ten there is no consensus
            ministry = cast.health if place % 4 == 3 else cast.transport
            owing(cast, f"topic-{place}", statements, now, ministry=ministry)
        for name in map(named, Obligation.objects.select_related("consultation", "statement", "because_of")):
            if name not in told and name.overdue is None:
                told[name], plans[name] = number, planned(name)
        for name, plan in plans.items():
            for step in plan:
                if told[name] + step.after == number:
                    do(cast, name, step, now + HOUR)
        yield now + 2 * HOUR


def planned(name: Name) -> list[Planned]:
    """What will be done about a duty; of every temper some."""
    chance = Random(f"{name}")
    serial = chance.randrange(10**6)
    if name.statement is None:
        return _meeting(chance)
    acknowledged = Planned(chance.randrange(1, 12), "acknowledge")
    answered = chance.choice([20, 41, 55, 60, 64, 80, 200, 1000])
    position = chance.choice(["commitment", "partly", "already", "not-yet"])
    first = [
        Planned(answered - 1, "draft", "first", {"position": position, "serial": serial}),
        Planned(answered, "sign", "second"),
        Planned(answered + 40, "draft", "second", {"position": "already", "serial": serial + 1}),
        Planned(answered + 41, "sign", chance.choice(["first", "second"])),
    ]
    return [acknowledged, *_besides(chance), *first, *_after(chance, answered)]


def _besides(chance: Random) -> list[Planned]:
    """Handed over, asked, extended, suspended, now and then; and what is refused."""
    offered, asked = chance.randrange(1, 12), chance.randrange(2, 50)
    found = [
        [Planned(offered, "offer", "first", {"to": "other"}), Planned(offered + chance.randrange(9), "take", "other")],
        [Planned(offered, "offer", "first", {"to": "other"}), Planned(offered + 1, "decline", "other")],
        [Planned(asked, "ask"), Planned(asked + chance.randrange(20), "reply", "facilitator")],
        [Planned(chance.randrange(40, 70), "extend", "first", {"days": chance.randrange(1, 31)})],
        [Planned(chance.randrange(1, 90), "suspend", "facilitator", {"begins": 3, "lasts": chance.randrange(1, 40)})],
        [],
    ]
    return [step for steps in chance.sample(found, 2) for step in steps]


def _after(chance: Random, answered: int) -> list[Planned]:
    """What follows an answer: people rate it, it is looked at again, its promise is kept, moved or given up."""
    report = chance.choice(["done", "done by link", "moved", "withdrawn"])
    found = [
        [Planned(answered + 3, "rate", "fay", {"said": "no", "people": 7}), Planned(answered + 4, "release", "fay")],
        [Planned(answered + 5, "ask for review", "fay"), Planned(answered + chance.randrange(6, 60), "uphold")],
        [Planned(answered + chance.randrange(20, 80), report), Planned(answered + 150, "release", "fay")],
        [],
    ]
    return [step for steps in chance.sample(found, 2) for step in steps]


def _meeting(chance: Random) -> list[Planned]:
    """Announced, held and documented; or given up; or nothing at all."""
    announced = chance.randrange(5, 40)
    done = [
        Planned(announced, "announce", "first", {"days": 14, "streamed": True}),
        Planned(announced + 15, "hold"),
        Planned(announced + 15 + chance.randrange(1, 20), "post"),
    ]
    return chance.choice([done, done, [Planned(100, "give up", "facilitator")], []])


def do(cast: Cast, name: Name, step: Planned, now: datetime) -> str:
    """By somebody of the ministry that has it on that day."""
    duty = duty_of(name)
    assert duty is not None
    ours = duty.holder.slug
    theirs = "health" if ours == "transport" else "transport"
    people = {"first": OFFICIALS[ours][0], "second": OFFICIALS[ours][1], "other": OFFICIALS[theirs][0]}
    what = {key: theirs if value == "other" else value for key, value in step.what.items()}
    return perform(cast, Deed(now, step.act, name, people.get(step.by, "fay"), what))
