"""Every route and method, asked by everybody: what is allowed stands in the table of permissions.py."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from deliberation.obligations.models import Obligation
from tests.faces import permissions
from tests.faces.canaries import COLUMNS, may_see, met, plant, sensitive, texts, without_any
from tests.faces.permissions import (
    ALLOWED,
    ANOTHER,
    AUTHOR,
    EVERYBODY,
    FAC,
    HOST,
    METHODS,
    MINISTRY,
    NOBODY,
    OBS,
    OFF,
    OTHER,
    OUTSIDE,
    PARTICIPANT,
    SEE,
    SLUGS,
    VISITOR,
    World,
    address_elsewhere,
    address_of,
    answered,
    asked,
    elsewhere,
    expected,
    of,
    outcome,
    routes,
)


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with permissions.world() as world:
        yield world


@pytest.fixture
def planted(world: World) -> World:
    """With a canary in every column that is about somebody."""
    plant(Obligation.objects.get(pk=world.arguments["obligation"]))
    return world


def shown(found: Any) -> str:
    """One to a line, so that none is left out."""
    return "\n".join(f"{each}: {found[each]}" if isinstance(found, dict) else each for each in found)


def test_every_route_stands_in_the_table_and_none_that_is_gone() -> None:
    assert set(routes()) == set(ALLOWED)


KINDS = (
    VISITOR, PARTICIPANT, AUTHOR, f"{FAC}, {HOST}", f"{FAC}, {OTHER}", f"{OFF}, {MINISTRY}", f"{OFF}, {ANOTHER}",
    f"{OBS}, {HOST}",
)  # fmt: skip
CELLS: Counter[tuple[str, str]] = Counter()


@pytest.fixture(scope="module", autouse=True)
def told() -> Iterator[None]:
    """How many cells were asked, and what came of them."""
    yield
    lines = [f"{'all':<26}{CELLS.total():>7} cells"]
    for kind in KINDS:
        of_it = {answer: number for (who, answer), number in sorted(CELLS.items()) if who == kind}
        lines.append(f"{kind:<26}{sum(of_it.values()):>7} " + ", ".join(f"{each} {of_it[each]}" for each in of_it))
    print("", *lines, sep="\n")  # noqa: T201 - the figures that were asked for


def _asking(name: str, method: str) -> frozenset[str]:
    """Everybody; where all are treated alike, a few of each kind."""
    few = OUTSIDE | of(HOST, FAC) | of(OTHER, OFF) | of(MINISTRY, OBS)
    return few if ALLOWED[name][method] in (EVERYBODY, NOBODY) else EVERYBODY


def groups(answers: Mapping[str, str]) -> list[frozenset[str]]:
    """Who asks as one: of those with roles, all who get the same refusal."""
    alone = {who for who, answer in answers.items() if answer == "allowed" or who in OUTSIDE}
    refusals = sorted({answers[who] for who in answers.keys() - alone})
    shared = [frozenset(who for who in answers.keys() - alone if answers[who] == refusal) for refusal in refusals]
    return [frozenset({who}) for who in sorted(alone)] + shared


def found_wrong(world: World, method: str, name: str, address: str, answers: Mapping[str, str]) -> dict[str, str]:
    """What somebody gets who ought to get something else: by name, or by all of a group at once."""
    wrong: dict[str, str] = {}
    for group in groups(answers):
        right = answers[next(iter(group))]
        if (found := asked(world.as_one(group), method, name, address)) == right:
            continue
        each = {who: asked(world.clients[who], method, name, address) for who in sorted(group)}
        named = {who: got for who, got in each.items() if got != right} or {" and ".join(sorted(group)): found}
        wrong |= {f"{method} {name} by {who}": got for who, got in named.items()}
    return wrong


def test_every_column_that_is_about_somebody_has_a_canary(planted: World) -> None:
    assert set(COLUMNS) == sensitive()
    assert without_any() == set()


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_may_with_every_method_what_the_table_says_and_sees_no_more(planted: World, kind: str) -> None:
    wrong, seen, client = {}, set(), planted.clients[kind]
    for name, pattern in routes().items():
        for who, address in (
            (kind, address_of(name, pattern, planted)), (elsewhere(kind), address_elsewhere(name, pattern, planted))
        ):  # fmt: skip
            for method in METHODS if address else ():
                response = answered(client, method, name, address)
                right, found = expected(name, method, who), outcome(response)
                CELLS[kind, found] += 1
                seen |= {(column, name) for column in met(texts(response))}
                if found != right:
                    wrong[f"{method} {name} {address}"] = f"{found}, not {right}"
    assert not wrong, shown(wrong)
    assert seen == may_see(kind)


def test_whoever_else_there_is_may_what_the_table_says(world: World) -> None:
    """Each who is allowed asks; all others ask as one who has all their roles."""
    wrong = {}
    for name, pattern in routes().items():
        address = address_of(name, pattern, world)
        for method in ALLOWED[name]:
            answers = {who: expected(name, method, who) for who in _asking(name, method) - set(KINDS)}
            wrong |= found_wrong(world, method, name, address, answers)
    assert not wrong, shown(wrong)


def test_a_draft_is_there_for_its_own_staff_only(world: World) -> None:
    about = {
        name: pattern for name, pattern in routes().items()
        if "slug" in pattern.pattern.converters and SLUGS.get(name.partition(":")[2], "plan") == "plan"
    }  # fmt: skip
    seen = {}
    for name, pattern in about.items():
        address, method = address_of(name, pattern, world, "plan"), next(iter(ALLOWED[name]))
        desk = pattern.pattern._route.startswith("desk/")
        outside = dict.fromkeys(OUTSIDE, "sign in" if desk else "not found")
        others = dict.fromkeys(world.clients.keys() - SEE - outside.keys(), "not found")
        seen |= found_wrong(world, method, name, address, outside | others)
    assert not seen, shown(seen)
