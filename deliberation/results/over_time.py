"""How views moved: the same figures in several publications side by side, and nothing that they do not tell.

A figure hidden in one publication is missing there, and is not worked out from its neighbours. Shares are rounded like
counts, so that a change under two steps says nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from deliberation.consultations.models import Consultation
from deliberation.results.disclosure import KINDS, Disclosure
from deliberation.results.models import Publication
from deliberation.results.queries import latest_publication

MOST = 12  # publications side by side


class Course(NamedTuple):
    """What is told of a statement in each publication: share of votes in percent, None where it is not told."""

    statement: int
    shares: tuple[dict[str, int | None], ...]
    change: int  # percentage points of agreement between the first and the last figure; 0 where there are not two


def spread_out(last: int, most: int = MOST) -> list[int]:
    """At most `most` of the numbers 1 to `last`: the first, the last, and evenly between them."""
    if last <= most:
        return list(range(1, last + 1))
    return sorted({1 + round(place * (last - 1) / (most - 1)) for place in range(most)})


def releases(consultation: Consultation) -> list[dict[str, Any]]:
    """The publications to compare, the earliest first, with those parts of their documents that are compared."""
    newest = latest_publication(consultation)
    if newest is None:
        return []
    chosen = Publication.objects.filter(consultation=consultation, number__in=spread_out(newest.number))
    parts = ("groups", "statements", "participants", "disclosure")
    columns = [f"document__{part}" for part in parts]
    rows = chosen.order_by("number").values("number", "final", "published_at", *columns)
    return [
        {"number": row["number"], "final": row["final"], "published_at": row["published_at"]}
        | {part: row[f"document__{part}"] for part in parts}
        for row in rows
    ]


def shares_of_groups(found: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[int | None]]]:
    """Every group's share in each publication, by its letter; None where there is no such group."""
    shares = [{group["label"]: group["share"] for group in release["groups"]} for release in found]
    labels = sorted({label for each in shares for label in each})
    return [(label, [each.get(label) for each in shares]) for label in labels]


def courses(found: Sequence[Mapping[str, Any]], readable: Iterable[int]) -> list[Course]:
    """The course of every statement that may be read, by number."""
    rows = [_by_number(release) for release in found]
    return [_course(number, [each.get(number, _NOTHING) for each in rows]) for number in sorted(readable)]


def moved(found: Sequence[Mapping[str, Any]], among: Iterable[Course]) -> list[Course]:
    """The statements whose agreement changed by more than rounding does, the largest change first."""
    least = 2 * max((release["disclosure"]["round_to"] for release in found), default=0)
    return sorted((course for course in among if abs(course.change) >= least > 0), key=lambda one: -abs(one.change))


_NOTHING: dict[str, int | None] = dict.fromkeys(KINDS)


def _by_number(release: Mapping[str, Any]) -> dict[int, dict[str, int | None]]:
    rule = Disclosure(**release["disclosure"])
    return {row["number"]: _shares(row, rule) for row in release["statements"]}


def _shares(row: Mapping[str, Any], rule: Disclosure) -> dict[str, int | None]:
    counts = {kind: row[kind] for kind in KINDS}
    if None in counts.values() or not sum(counts.values()):
        return _NOTHING
    return {kind: rule.percent(count / sum(counts.values())) for kind, count in counts.items()}


def _course(number: int, shares: Sequence[dict[str, int | None]]) -> Course:
    told = [each["agree"] for each in shares if each["agree"] is not None]
    return Course(number, tuple(shares), told[-1] - told[0] if len(told) > 1 else 0)
