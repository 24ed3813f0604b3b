"""What a results page shows, from a published document and the texts that may be read. Nothing else goes in.

What the document says is found in results/findings.py; here the texts come to it, and only what may be read stays.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from deliberation.results import findings
from deliberation.results.disclosure import KINDS
from deliberation.results.stability_words import of_consensus, of_group
from deliberation.results.words import stands_out

Document = Mapping[str, Any]
Texts = Mapping[int, str]
SHOWN, FEWEST = 10, 50  # rows of a list that may be long; the table of all statements has the others

__all__ = ["KINDS", "again", "beside", "consensus", "dividing", "few_votes", "groups", "skipped", "table"]


def consensus(document: Document, texts: Texts, direction: str) -> list[dict[str, Any]]:
    """The consensus statements of one direction, in the order of the document."""
    return [{**entry, "again": of_consensus(entry)} for entry in _read(findings.consensus(document, direction), texts)]


def groups(document: Document, texts: Texts) -> list[dict[str, Any]]:
    """The opinion groups with the statements that stand for each."""
    return [
        {
            **group,
            "again": of_group(group),
            "sentences": stands_out(group, texts),
            "representative": _read(findings.representative(group), texts),
        }
        for group in document["groups"]
    ]


def dividing(document: Document, texts: Texts) -> list[dict[str, Any]]:
    """Statements with which one group mostly agrees and another mostly disagrees; the furthest apart first."""
    return _read(findings.dividing(document), texts)[:SHOWN]


def skipped(document: Document, texts: Texts) -> list[dict[str, Any]]:
    """Statements that many skipped."""
    return _read(findings.skipped(document), texts)


def few_votes(document: Document, texts: Texts) -> list[dict[str, Any]]:
    """Statements that few have voted on, the fewest votes first; a sentence says how many there are."""
    return _read(findings.few_votes(document), texts)[:FEWEST]


def table(document: Document, texts: Texts) -> list[dict[str, Any]]:
    """All statements that may be read, each with its counts over all and by group."""
    return [{**row, "text": texts[row["number"]]} for row in document["statements"] if row["number"] in texts]


def beside(document: Document, texts: Texts) -> list[dict[str, Any]]:
    """The same of people whose votes do not count; nothing where so few took part that all would be hidden."""
    told = document.get("beside")
    if told is None or told["participants"] is None:
        return []
    return [{**row, "text": texts[row["number"]]} for row in told["statements"] if row["number"] in texts]


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


def _read(entries: Iterable[dict[str, Any]], texts: Texts) -> list[dict[str, Any]]:
    """Entries with their texts, without those whose text may not be read."""
    return [{**entry, "text": texts[entry["statement"]]} for entry in entries if entry["statement"] in texts]
