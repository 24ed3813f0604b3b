"""The document of an analysis for whoever reads results: python -m clustering analyse --json, and verify.

It names every participant and group, so it is for those who may see the votes. Figures are not rounded.

    {"document": its kind and version, "method", "code_version", "parameters", "input_digest", "analysis_digest",
     "participants", "votes": how many, "k", "clear": whether there are groups to speak of, null when not looked into,
     "in_words": [sentences], "silhouettes": {number of groups tried: mean silhouette}, "stability": see
     clustering.stability.Stability, its figures of single groups and statements standing with these; null without it,
     "groups": [{"id", "size", "members": [participants], "stability": {"people", "statements"} or null}],
     "representative": [{"group", "statement", "direction", and as in clustering.representative}],
     "consensus_rule": {...}, "consensus": [{"statement", "direction", "n_voters", "score", "flip_margin",
                    "groups": [{"group", "n_success", "n_voters", "share", "lower_bound"}], "stability" as above}],
     "map": {"noise", "spread": (xx, xy, yy)} or null,
     "statements": [{"id", "excluded", "agree", "disagree", "skip", "divisiveness", "center", "x", "y",
                     "groups": [[agree, disagree, skip] per group]}],
     "people": [{"id", "group": null for none, "x", "y", "uncertainty": (xx, xy, yy) or null}]}

Places are those of clustering.analysis.Analysis; a statement's x and y are its part in the two components.
"""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from clustering.analysis import Analysis
from clustering.canonical import plain
from clustering.consensus import Binding, binding_consensus
from clustering.consensus_rule import ConsensusRule
from clustering.words import in_words, is_clear

DOCUMENT = "answerable analysis 1"
SINGLE = ("groups", "consensus")


def report(analysis: Analysis) -> dict[str, Any]:
    """The document, of plain types: the same analysis, the same document."""
    rule = rule_of(analysis.parameters)
    return {
        "document": DOCUMENT,
        "method": analysis.method,
        "code_version": analysis.code_version,
        "parameters": analysis.parameters,
        "input_digest": analysis.input_digest,
        "analysis_digest": analysis.digest(),
        "participants": len(analysis.participant_ids),
        "votes": int(analysis.total_votes.sum()),
        "k": analysis.k,
        "clear": is_clear(analysis),
        "in_words": in_words(analysis),
        "silhouettes": plain(analysis.silhouettes),
        "stability": _overall(analysis),
        "groups": _groups(analysis),
        "representative": _representative(analysis),
        "consensus_rule": rule.to_json(),
        "consensus": [_consensus(analysis, entry) for entry in binding_consensus(analysis, rule)],
        "map": _map(analysis),
        "statements": _statements(analysis),
        "people": _people(analysis),
    }


def rule_of(parameters: Mapping[str, Any]) -> ConsensusRule:
    """The rule an analysis looked for, that of nobody's choice where it names none. ValueError for a senseless one."""
    named = parameters.get("consensus_rule")
    return ConsensusRule() if named is None else ConsensusRule.from_json(named)


def written(document: Mapping[str, Any]) -> str:
    """The document as JSON, every key and every row of a table on a line of its own."""
    return "{" + ",\n ".join(f"{json.dumps(key)}: {_lines(value)}" for key, value in document.items()) + "}\n"


def _lines(value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[" + ",\n  ".join(json.dumps(row, allow_nan=False) for row in value) + "]"
    return json.dumps(value, allow_nan=False)


def _overall(analysis: Analysis) -> dict[str, Any] | None:
    if analysis.stability is None:
        return None
    return {name: value for name, value in plain(analysis.stability).items() if name not in SINGLE}


def _groups(analysis: Analysis) -> list[dict[str, Any]]:
    judged = analysis.stability
    return [
        {
            "id": group,
            "size": size,
            "members": analysis.participant_ids[analysis.labels == group].tolist(),
            "stability": plain(judged.groups[group]) if judged else None,
        }
        for group, size in enumerate(analysis.group_sizes.tolist())
    ]


def _representative(analysis: Analysis) -> list[dict[str, Any]]:
    return [
        {"group": group, **plain(entry)} for group, entries in enumerate(analysis.representative) for entry in entries
    ]


def _consensus(analysis: Analysis, entry: Binding) -> dict[str, Any]:
    judged = analysis.stability.consensus if analysis.stability else ()
    same = [one for one in judged if (one.statement, one.direction) == (entry.statement, entry.direction)]
    stable = {"people": same[0].people, "statements": same[0].statements} if same else None
    return {**plain(entry), "stability": stable}


def _map(analysis: Analysis) -> dict[str, Any] | None:
    if analysis.spread is None:
        return None
    return {"noise": analysis.noise, "spread": plain(analysis.spread[[0, 0, 1], [0, 1, 1]])}


def _statements(analysis: Analysis) -> list[dict[str, Any]]:
    columns = {
        "id": analysis.statement_ids,
        "excluded": np.isin(analysis.statement_ids, analysis.excluded),
        **dict(zip(("agree", "disagree", "skip"), analysis.total_votes.T, strict=True)),
        "divisiveness": analysis.divisiveness,
        "center": analysis.center,
        **dict(zip("xy", analysis.components, strict=True)),
        "groups": analysis.group_votes.transpose(1, 0, 2),
    }
    return _rows(columns, len(analysis.statement_ids))


def _people(analysis: Analysis) -> list[dict[str, Any]]:
    columns = {
        "id": analysis.participant_ids,
        "group": [label if label >= 0 else None for label in analysis.labels.tolist()],
        **dict(zip("xy", analysis.positions.T, strict=True)),
        "uncertainty": analysis.uncertainty,
    }
    return _rows(columns, len(analysis.participant_ids))


def _rows(columns: Mapping[str, Any], length: int) -> list[dict[str, Any]]:
    """A table as a list of rows; None is a column of nothing."""
    filled = [plain(column) if column is not None else [None] * length for column in columns.values()]
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*filled, strict=True)]
