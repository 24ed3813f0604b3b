"""What a results page shows, from a published document and the texts that may be read. Nothing else goes in.

A null count in a document is under the threshold, or hidden so that another cannot be found by subtraction.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from deliberation.results.stability_words import of_consensus, of_group

Document = Mapping[str, Any]
Texts = Mapping[int, str]
KINDS = ("agree", "disagree", "skip")


def consensus(document: Document, texts: Texts, direction: str) -> list[dict[str, Any]]:
    """The consensus statements of one direction, in the order of the document."""
    return [
        {**entry, "text": texts[entry["statement"]], "stances": _stances(entry), "again": of_consensus(entry)}
        for entry in document["consensus"]
        if entry["direction"] == direction and entry["statement"] in texts
    ]


def groups(document: Document, texts: Texts) -> list[dict[str, Any]]:
    """The opinion groups with the statements that stand for each."""
    return [
        {
            **group,
            "again": of_group(group),
            "representative": [
                {**entry, "text": texts[entry["statement"]]}
                for entry in group["representative"]
                if entry["statement"] in texts
            ],
        }
        for group in document["groups"]
    ]


def table(document: Document, texts: Texts) -> list[dict[str, Any]]:
    """All statements that may be read, each with its counts over all and by group."""
    return [{**row, "text": texts[row["number"]]} for row in document["statements"] if row["number"] in texts]


def again(document: Document, texts: Texts) -> list[dict[str, Any]]:
    """What is told of how stable the result is, row by row: everything, each group, each consensus statement."""
    whole = document.get("stability")
    named = [{"label": group["label"], **_again(group)} for group in document["groups"]]
    asked = [
        {"number": entry["statement"], "text": texts[entry["statement"]], **_again(entry)}
        for entry in document["consensus"]
        if entry["statement"] in texts
    ]
    return [_again({"stability": whole}), *named, *asked]


def _again(entry: Mapping[str, Any]) -> dict[str, Any]:
    told = entry.get("stability") or {}
    return {"people": told.get("people"), "statements": told.get("statements")}


def dividing(document: Document, texts: Texts) -> list[dict[str, Any]]:
    """Statements with which one group mostly agrees and another mostly disagrees; the furthest apart first.

    "Mostly" is the share that the consultation's own consensus rule asks for. How far apart is the document's to say,
    and older documents do not.
    """
    least = document["consensus_rule"]["min_share"] * 100
    found = []
    for row in table(document, texts):
        leanings = [leaning for leaning in _leanings(row, document) if leaning["share"] >= least]
        if {leaning["direction"] for leaning in leanings} == {"agree", "disagree"}:
            apart = row.get("divisiveness")
            found.append({"statement": row["number"], "text": row["text"], "groups": leanings, "apart": apart})
    return sorted(found, key=lambda entry: -(entry["apart"] or 0))


def _leanings(row: Mapping[str, Any], document: Document) -> Iterator[dict[str, Any]]:
    """Which way each group leans on a statement, as far as the published figures tell."""
    for group, cells in zip(document["groups"], row["groups"], strict=True):
        known = next((entry for entry in group["representative"] if entry["statement"] == row["number"]), None)
        if known:
            yield {"label": group["label"], "direction": known["direction"], "share": known["share"]}
        elif leaning := _from_counts(cells, document["disclosure"]["round_to"]):
            yield {"label": group["label"], **leaning}


def _from_counts(cells: Mapping[str, Any], step: int) -> dict[str, Any] | None:
    counts = {kind: cells[kind] for kind in KINDS}
    if None in counts.values() or not sum(counts.values()):
        return None
    direction = "agree" if counts["agree"] >= counts["disagree"] else "disagree"
    share = counts[direction] / sum(counts.values()) * 100
    return {"direction": direction, "share": min(100, round(share / step) * step)}


def stance(document: Document, number: int) -> list[dict[str, Any]]:
    """How each group stands on one statement: the consensus entry's shares, or the counts."""
    entry = next((entry for entry in document["consensus"] if entry["statement"] == number), None)
    if entry:
        return _stances(entry)
    row = next((row for row in document["statements"] if row["number"] == number), None)
    return list(_leanings(row, document)) if row else []


def _stances(entry: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The groups of a consensus entry, each with the direction they share."""
    return [{**group, "direction": entry["direction"]} for group in entry["groups"]]
