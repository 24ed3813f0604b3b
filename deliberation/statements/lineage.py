"""Lineage: which statements stand in the place of those that were retired, followed to the end."""

from collections.abc import Iterable, Mapping

from django.db.models import F, QuerySet

from deliberation.consultations.models import Consultation
from deliberation.statements.models import Outcome, Ruling, Statement, Successor

Ids = Iterable[int] | QuerySet
Edges = dict[int, list[int]]


def heirs(retired: Ids) -> Edges:
    """By the id of a retired statement: the ids of the public ones that stand in its place now.

    What a successor was itself retired for is followed to the end. A statement that was not retired is left out; one
    whose successors are all gone has none.
    """
    edges: Edges = {}
    public: set[int] = set()
    asked: Ids = retired
    begun: set[int] = set()
    while rows := list(_holding(asked)):
        for old, new, outcome in rows:
            edges.setdefault(old, []).append(new)
            if outcome == Outcome.ACCEPTED:
                public.add(new)
        begun = begun or set(edges)
        asked = {new for _old, new, _outcome in rows} - public - set(edges)
    return {old: _ends(old, edges, public) for old in sorted(begun)}


def _holding(retired: Ids) -> QuerySet:
    """Rows of (retired, successor, what holds of the successor), by ruling that still holds."""
    rows = Successor.objects.filter(ruling__statement__in=retired, ruling__statement__ruling=F("ruling"))
    return rows.order_by("id").values_list("ruling__statement", "statement", "statement__ruling__outcome")


def _ends(old: int, edges: Edges, public: set[int]) -> list[int]:
    return [each for each in _beyond(old, edges) if each in public]


def _beyond(old: int, edges: Edges) -> list[int]:
    """All that was put in its place, and in the place of that, in the order in which it is found."""
    found: dict[int, None] = {}
    todo = list(edges.get(old, ()))
    while todo:
        each = todo.pop(0)
        if each not in found:
            found[each] = None
            todo += edges.get(each, ())
    return list(found)


def standing_in(retired: Ids) -> dict[int, list[Statement]]:
    """By the id of a retired statement: the public statements that stand in its place now."""
    found = heirs(retired)
    ids = {each for ends in found.values() for each in ends}
    rows = {each.pk: each for each in Statement.objects.public().filter(pk__in=ids)} if ids else {}
    return {old: [rows[each] for each in ends if each in rows] for old, ends in found.items()}


def in_place_of(consultation: Consultation) -> dict[int, list[int]]:
    """By the number of a public statement: the numbers of those in whose place it stands."""
    found = heirs(Statement.objects.rejected().filter(consultation=consultation).values("pk"))
    ids = {*found, *(each for ends in found.values() for each in ends)}
    numbers = dict(Statement.objects.filter(pk__in=ids).values_list("id", "number")) if ids else {}
    places: dict[int, list[int]] = {}
    for old, ends in found.items():
        for end in ends:
            places.setdefault(numbers[end], []).append(numbers[old])
    return {number: sorted(those) for number, those in places.items()}


def circular(again: Mapping[int, Ruling | None]) -> set[int]:
    """Which statements would stand in their own place, over others, if these rulings held again?

    By id of the statement; of all others what holds goes on to hold. As many queries as the longest line is long.
    """
    edges: Edges = {each: [] for each in again}
    old = {ruling.pk: each for each, ruling in again.items() if ruling}
    for ruling, new in Successor.objects.filter(ruling__in=list(old)).values_list("ruling", "statement"):
        edges[old[ruling]].append(new)
    while asked := {new for ends in edges.values() for new in ends} - set(edges):
        edges |= {each: [] for each in asked}
        for each, new, _outcome in _holding(asked):
            edges[each].append(new)
    return {each for each in again if each in _beyond(each, edges)}
