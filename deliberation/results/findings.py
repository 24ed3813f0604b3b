"""What a published document says of its statements: where all agree, what divides, what is uncertain.

Pure functions of the document. Sentences, pages and tables all take their figures from here, so that they agree. An
entry is {"statement", "stances": [{"label", "direction", "share", "at_least", "at_most"}], ...}, shares in percent; a
share or a bound is None where it may not be told, or where an older document does not tell it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from deliberation.results.disclosure import KINDS, Disclosure
from deliberation.results.uncertainty import of_rounded

Document = Mapping[str, Any]
Entry = dict[str, Any]
MANY_SKIPS = 30  # percent of the votes on a statement
NEARLY = 10  # percentage points below the share that consensus asks for


def consensus(document: Document, direction: str) -> list[Entry]:
    """The consensus statements of one direction, in the order of the document."""
    return [
        {**entry, "stances": [_stance(group, direction) for group in entry["groups"]]}
        for entry in document["consensus"]
        if entry["direction"] == direction
    ]


def representative(group: Mapping[str, Any]) -> list[Entry]:
    """The statements that stand for a group, strongest first."""
    return [
        {"statement": entry["statement"], "stances": [_stance({**entry, "label": group["label"]}, entry["direction"])]}
        for entry in group["representative"]
    ]


def dividing(document: Document) -> list[Entry]:
    """Statements with which one group mostly agrees and another mostly disagrees; the furthest apart first.

    "Mostly" is the share that the consultation's own consensus rule asks for. How far "apart" is the document's to say,
    and older documents do not.
    """
    least = document["consensus_rule"]["min_share"] * 100
    found = []
    for row in document["statements"]:
        stances = [stance for stance in leanings(document, row) if stance["share"] >= least]
        if {stance["direction"] for stance in stances} == {"agree", "disagree"}:
            found.append({"statement": row["number"], "stances": stances, "apart": row.get("divisiveness")})
    return sorted(found, key=lambda entry: -(entry["apart"] or 0))


def nearly(document: Document) -> list[Entry]:
    """Statements on which all groups, or without groups everybody, lean one way without being consensus by the rule:
    the share is a little too small, or not sure enough. The nearest first."""
    least = document["consensus_rule"]["min_share"] * 100 - NEARLY
    there = {entry["statement"] for entry in document["consensus"]}
    found = []
    for row in document["statements"]:
        stances = list(leanings(document, row)) if document["groups"] else _of_everybody(document, row)
        one_way = len({stance["direction"] for stance in stances}) == 1
        if row["number"] in there or not one_way or len(stances) < len(document["groups"]):
            continue
        lowest = min(stance["share"] for stance in stances)
        if lowest >= least:
            found.append({"statement": row["number"], "stances": stances, "lowest": lowest})
    return sorted(found, key=lambda entry: -entry["lowest"])


def _of_everybody(document: Document, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    leaning = _from_counts(row, _rule(document))
    return [{"label": "", **leaning}] if leaning else []


def skipped(document: Document) -> list[Entry]:
    """Statements that many skipped who were asked, the most skipped first."""
    found = []
    for row in document["statements"]:
        voters = _voters(row)
        share = of_rounded(row["skip"], voters - row["skip"], _rule(document)) if voters and row["skip"] else None
        if share and share.share >= MANY_SKIPS:
            found.append({"statement": row["number"], "stances": [_stance({**share._asdict(), "label": ""}, "skip")]})
    return sorted(found, key=lambda entry: -entry["stances"][0]["share"])


def few_votes(document: Document) -> list[Entry]:
    """Statements that, by the rounded figures, too few have voted on to become consensus; fewest votes first."""
    found = [
        {"statement": row["number"], "voters": _voters(row)}
        for row in document["statements"]
        if _told(row) and (_voters(row) or 0) < enough_votes(document)
    ]
    return sorted(found, key=lambda entry: entry["voters"] or 0)


def enough_votes(document: Document) -> int:
    """How many votes the consensus rule asks for on a statement, and no fewer than are counted out loud."""
    return max(document["consensus_rule"]["min_voters"], document["disclosure"]["suppress_below"])


def stance(document: Document, number: int) -> list[dict[str, Any]]:
    """How each group stands on one statement: the consensus entry's shares, or the counts."""
    entry = next((entry for entry in document["consensus"] if entry["statement"] == number), None)
    if entry:
        return [_stance(group, entry["direction"]) for group in entry["groups"]]
    row = next((row for row in document["statements"] if row["number"] == number), None)
    return list(leanings(document, row)) if row else []


def leanings(document: Document, row: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Which way each group leans on a statement, as far as the published figures tell."""
    for group, cells in zip(document["groups"], row["groups"], strict=True):
        known = next((entry for entry in group["representative"] if entry["statement"] == row["number"]), None)
        if known:
            yield _stance({**known, "label": group["label"]}, known["direction"])
        elif leaning := _from_counts(cells, _rule(document)):
            yield {"label": group["label"], **leaning}


def _stance(told: Mapping[str, Any], direction: str) -> dict[str, Any]:
    bounds = {name: told.get(name) for name in ("share", "at_least", "at_most")}
    return {"label": told["label"], "direction": direction, **bounds}


def _from_counts(cells: Mapping[str, Any], rule: Disclosure) -> dict[str, Any] | None:
    counts = {kind: cells[kind] for kind in KINDS}
    if None in counts.values():
        return None
    direction = "agree" if counts["agree"] >= counts["disagree"] else "disagree"
    share = of_rounded(counts[direction], sum(counts.values()) - counts[direction], rule)
    return {"direction": direction, **share._asdict()} if share else None


def _told(row: Mapping[str, Any]) -> bool:
    """Whether the document tells how many voted on a statement, be it that they are too few."""
    return "voters" in row or None not in (row[kind] for kind in KINDS)


def _voters(row: Mapping[str, Any]) -> int | None:
    """How many voted on a statement; older documents tell it where no count is hidden."""
    if "voters" in row:
        return row["voters"]
    counts = [row[kind] for kind in KINDS]
    return None if None in counts else sum(counts)


def _rule(document: Document) -> Disclosure:
    return Disclosure(**document["disclosure"])
