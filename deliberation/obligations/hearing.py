"""When what participants say after an answer is heard, and what of it may be told: pure arithmetic.

Said is counted by the opinion groups of the publication that the duty comes from. "" is the name of those who took part
and are in no group; where the result has no groups, of everybody.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from deliberation.results.disclosure import Disclosure

SAYS = ("yes", "partly", "no")  # to either question about an answer
REPLIES = ("yes", "no", "cannot-tell")  # to whether a promise was kept
HEARD_PEOPLE = 20
HEARD_PERCENT = 5  # of those who took part
HEARD_GROUPS = 2
HEARD_LEAST = 5  # people, however few took part: what fewer say is theirs alone
ADEQUATE_PERCENT = 50  # of those of a group who rated
NO_GROUP = ""

Told = dict[str, Any]


class Rated(NamedTuple):
    """What one person says of an answer, and the group they are in."""

    group: str
    answers_it: str
    clear: str


def heard(people: Mapping[str, int], took_part: int, grouped: bool) -> bool:
    """Did enough people say it, and in enough groups? `people`: how many, by group."""
    groups = sum(1 for group, count in people.items() if group != NO_GROUP and count)
    total = sum(people.values())
    enough = total >= HEARD_PEOPLE or 100 * total >= HEARD_PERCENT * took_part
    return total >= HEARD_LEAST and enough and (groups >= HEARD_GROUPS or not grouped)


def heard_rule() -> str:
    """The rule in words."""
    sentence = _(
        "It counts when it comes from at least %(groups)s opinion groups, and from at least %(people)s people or "
        "%(percent)s %% of those who took part, but never fewer than %(least)s. Where the result has no groups, the "
        "number of people alone counts."
    )
    numbers = {"groups": HEARD_GROUPS, "people": HEARD_PEOPLE, "percent": HEARD_PERCENT, "least": HEARD_LEAST}
    return sentence % numbers


def adequate_rule(disclosure: Disclosure) -> str:
    """When an answer is adequate, in words."""
    sentence = _(
        "A group finds an answer adequate when at least %(percent)s %% of its people who rated it say yes or partly to "
        "both questions. An answer is adequate when every group with enough ratings finds so, and these are at least "
        "%(groups)s. Figures are told from %(least)s people up, and rounded to %(step)s."
    )
    return sentence % {
        "percent": ADEQUATE_PERCENT,
        "groups": HEARD_GROUPS,
        "least": disclosure.suppress_below,
        "step": disclosure.round_to,
    }


def ratings_told(said: Iterable[Rated], groups: Sequence[str], disclosure: Disclosure) -> Told:
    """The public document of ratings: by group the people, their answers to both questions, the share who find the
    answer adequate, in percent, and whether the group finds it so; null is what too few people said. Then the lowest
    group, and the finding."""
    people = list(said)
    rows = _rows(people, groups)
    tables = {
        question: disclosure.table([[_count(row, question, each) for each in SAYS] for row in rows.values()])
        for question in ("answers_it", "clear")
    }
    told: list[Told] = [
        {
            "group": group,
            "people": disclosure.total(len(row)),
            **_judged(sum(_content(each) for each in row), len(row), disclosure),
            **{question: dict(zip(SAYS, table[place], strict=True)) for question, table in tables.items()},
        }
        for place, (group, row) in enumerate(rows.items())
    ]
    judging = [row for row in told if row["finds"] is not None and (row["group"] != NO_GROUP or not groups)]
    enough = len(judging) >= (HEARD_GROUPS if groups else 1)
    return {
        "people": disclosure.total(len(people)),
        "groups": told,
        "lowest": _lowest(judging, disclosure) if enough else None,
        "adequate": all(row["finds"] for row in judging) if enough else None,
        "disclosure": {"suppress_below": disclosure.suppress_below, "round_to": disclosure.round_to},
    }


def _rows(people: Sequence[Rated], groups: Sequence[str]) -> dict[str, list[Rated]]:
    rows: dict[str, list[Rated]] = {group: [] for group in (*groups, NO_GROUP)}
    for person in people:
        rows[person.group].append(person)
    return rows


def _count(row: Iterable[Rated], question: str, said: str) -> int:
    return sum(getattr(person, question) == said for person in row)


def _content(person: Rated) -> bool:
    return "no" not in (person.answers_it, person.clear)


def _judged(content: int, people: int, disclosure: Disclosure) -> dict[str, int | bool | None]:
    """The share that is content, and whether that is enough of the group, by the exact numbers.

    A share of few would tell how few they are whom the table hides: "95 %" of about twenty is all but one. So it is
    told only where neither side is under the threshold; where one is, only which way the group goes, which says no
    more of the few than that they are few. A share that would be rounded past the limit is rounded the other way, so
    that what is shown never contradicts the finding.
    """
    few, many = sorted((content, people - content))
    if many < disclosure.suppress_below:
        return {"share": None, "finds": None}
    finds = 100 * content >= ADEQUATE_PERCENT * people
    if few < disclosure.suppress_below:
        return {"share": None, "finds": finds}
    share = disclosure.percent(content / people)
    if finds != (share >= ADEQUATE_PERCENT):
        away = disclosure.percent_at_most if finds else disclosure.percent_at_least
        share = away(content / people)
    return {"share": share, "finds": finds}


def _lowest(judging: Sequence[Told], disclosure: Disclosure) -> str | None:
    """The group that is certainly lower than every other, by what is told alone; None where that is open."""
    candidates = [row for row in judging if not row["finds"]] or judging
    ends = {row["group"]: _ends(row, disclosure) for row in candidates}
    for group, (_low, high) in ends.items():
        if len(judging) > 1 and all(high < low for other, (low, _high) in ends.items() if other != group):
            return group
    return None


def _ends(row: Told, disclosure: Disclosure) -> tuple[float, float]:
    """Between which percentages the share of a group lies; of a hidden one known is that one side is few people."""
    if row["share"] is not None:
        return row["share"], row["share"]
    people = max(row["people"] - disclosure.round_to, disclosure.suppress_below)  # not fewer than these
    few = 100 * disclosure.suppress_below / people + disclosure.round_to  # what it is compared with is rounded
    return (100 - few, 100) if row["finds"] else (0, few)


def not_answering(said: Iterable[Rated]) -> Counter[str]:
    """How many say that it does not answer what was asked, by group."""
    return Counter(person.group for person in said if person.answers_it == "no")


class Seen(NamedTuple):
    """Whether one person saw that a promise was kept, and the group they are in."""

    group: str
    said: str


def confirmations_told(said: Iterable[Seen], groups: Sequence[str], disclosure: Disclosure) -> Told:
    """The public document of whether people saw it: by group how many said what; null is what too few said."""
    people = list(said)
    names = [*groups, NO_GROUP]
    counts = Counter(people)
    table = disclosure.table([[counts[Seen(group, each)] for each in REPLIES] for group in names])
    return {
        "people": disclosure.total(len(people)),
        "groups": [
            {"group": group, **dict(zip(REPLIES, row, strict=True))} for group, row in zip(names, table, strict=True)
        ],
        "disclosure": {"suppress_below": disclosure.suppress_below, "round_to": disclosure.round_to},
    }


def seen_outcome(said: Iterable[Seen], took_part: int, grouped: bool) -> str:
    """disputed, confirmed, or unheard: too few people in too few groups say either.

    Enough who saw nothing dispute it however many say yes: one large group must not silence the others.
    """
    people = list(said)
    for reply, outcome in (("no", "disputed"), ("yes", "confirmed")):
        if heard(Counter(person.group for person in people if person.said == reply), took_part, grouped):
            return outcome
    return "unheard"
