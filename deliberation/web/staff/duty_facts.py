"""What the people of a ministry see of a duty beside the draft: how people voted, and what they wrote around it."""

from typing import Any

from deliberation.obligations.models import Obligation
from deliberation.results.findings import stance
from deliberation.statements.models import Statement
from deliberation.statements.similar import similar_to

AROUND = 5  # similar statements, at most


def facts(obligation: Obligation) -> dict[str, Any]:
    """For the page; empty lists for a meeting, which is about no statement."""
    document, statement = obligation.publication.document, obligation.statement
    number = statement.number if statement else None
    return {
        "text": _shown_text(statement),
        "groups": _votes_of_groups(document, number),
        "entry": next((entry for entry in document["consensus"] if entry["statement"] == number), {}),
        "document": document,
        "hidden_below": document["disclosure"]["suppress_below"],
        "around": _around(obligation),
    }


def _shown_text(statement: Statement | None) -> str:
    """The statement's words, unless they were hidden after closing."""
    return statement.text if statement and statement.standing == "accepted" else ""


def _votes_of_groups(document: dict[str, Any], number: int | None) -> list[dict[str, Any]]:
    """How each group, or without groups everybody, voted on the statement, from the frozen publication."""
    rows = [row for row in document["statements"] if row["number"] == number]
    entries = [entry for entry in document["consensus"] if entry["statement"] == number]
    shares = {share["label"]: share for entry in entries for share in entry["groups"]}
    return [
        {**shares.get(cells["label"], {}), **cells} for row in rows for cells in row["groups"] or [{**row, "label": ""}]
    ]


def _around(obligation: Obligation) -> list[tuple[Statement, list[dict[str, Any]]]]:
    """Public statements that say something similar, each with how groups stand on it."""
    text = _shown_text(obligation.statement)
    if not text:
        return []
    found = similar_to(obligation.consultation, text, AROUND + 1)
    others = [statement for statement in found if statement.pk != obligation.statement_id][:AROUND]
    return [(statement, stance(obligation.publication.document, statement.number)) for statement in others]
