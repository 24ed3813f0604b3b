"""Whether a document says what the votes say: the analysis made again, and whatever differs by name."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from clustering.alignment import Earlier
from clustering.analysis import Analysis
from clustering.exports import ExportedVotes
from clustering.matrix import VoteMatrix
from clustering.methods import analyse
from clustering.report import DOCUMENT, rule_of
from clustering.stability import Progress

# Figures this close, relative to the larger of them and 1, are the same: other processors round differently.
SAME = 1e-6
SECTIONS = {
    **dict.fromkeys(("document", "method", "parameters", "input_digest", "participants", "votes"), "votes"),
    **dict.fromkeys(("k", "clear", "groups"), "groups"),
    **dict.fromkeys(("consensus_rule", "consensus"), "consensus"),
}
OTHERS = "figures"
PARAMETERS = ("moderated_out", "meta", "max_groups", "aligned_to")
OF_THE_RUN = ("code_version", "analysis_digest")


class Difference(NamedTuple):
    """Something the document says otherwise; section: votes, groups, consensus or figures."""

    section: str
    where: str
    said: str
    found: str


def read_document(path: Path) -> dict[str, Any]:
    """The document at `path`. ValueError when it is none that report() made, OSError when it cannot be read."""
    wanted = f"{path}: not a document of an analysis; `python -m clustering analyse --json FILE` writes one"
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{wanted} ({error})") from error
    if not isinstance(document, dict) or document.get("document") != DOCUMENT:
        raise ValueError(f"{wanted} (it has no key 'document' with {DOCUMENT!r})")
    return document


def earlier_of(document: Mapping[str, Any]) -> Earlier:
    """What the next analysis is drawn like. ValueError where the document is not whole."""
    try:
        people, statements, drawn = document["people"], document["statements"], document["map"]
        found = Earlier(
            statement_ids=np.array([row["id"] for row in statements]),
            components=np.array([[row[axis] for row in statements] for axis in "xy"]),
            participant_ids=np.array([row["id"] for row in people]),
            labels=np.array([-1 if row["group"] is None else row["group"] for row in people]),
            center=np.array([row["center"] for row in statements]),
            spread=np.array(drawn["spread"])[[[0, 1], [1, 2]]] if drawn else None,
            noise=drawn["noise"] if drawn else None,
        )
        return Earlier.of(found)
    except (KeyError, IndexError, TypeError) as error:
        raise ValueError(f"the document is not whole: {error!r}") from error


def made_again(
    matrix: VoteMatrix,
    document: Mapping[str, Any],
    earlier: Earlier | None = None,
    *,
    progress: Progress | None = None,
) -> Analysis:
    """The analysis of these votes by the document's method and parameters, drawn like `earlier`.

    ValueError for parameters nobody could have used, or when `earlier` is not what the document was drawn like.
    """
    parameters = _parameters(document)
    _check_alignment(parameters["aligned_to"], earlier)
    try:
        return analyse(
            matrix,
            method=document.get("method", ""),
            moderated_out=parameters["moderated_out"],
            meta=parameters["meta"],
            max_groups=parameters["max_groups"],
            previous=earlier,
            resamples=parameters.get("resamples", 0),
            rule=rule_of(parameters),
            progress=progress,
        )
    except TypeError as error:
        raise ValueError(f"the document's parameters make no sense: {error}") from error


def differences(document: Mapping[str, Any], recomputed: Mapping[str, Any]) -> list[Difference]:
    """Everything that `document` says otherwise than `recomputed`, in its order. Figures differ beyond rounding.

    The digest of the analysis hangs on the last bit and on the version of the code: it differs only where nothing
    else does, not even by rounding.
    """
    said, found = ({key: part[key] for key in part if key not in OF_THE_RUN} for part in (document, recomputed))
    named = [Difference(_section(where), where, *values) for where, *values in _differing("", said, found)]
    if said == found and document.get("code_version") == recomputed["code_version"]:
        digests = _differing("analysis_digest", document.get("analysis_digest"), recomputed["analysis_digest"])
        named += [Difference(OTHERS, where, *values) for where, *values in digests]
    return named


def moderation(document: Mapping[str, Any], export: ExportedVotes) -> list[Difference]:
    """What the export says of moderation, where it does, if the document left out other statements."""
    said = document["parameters"]["moderated_out"]
    if not export.moderated_out or said == list(export.moderated_out):
        return []
    where = "parameters.moderated_out beside comments.csv"
    return [Difference("votes", where, str(said), str([*export.moderated_out]))]


def _parameters(document: Mapping[str, Any]) -> dict[str, Any]:
    """What decided the result besides the votes. ValueError where something is missing."""
    parameters = document.get("parameters")
    if not isinstance(parameters, dict):
        raise ValueError("the document has no parameters")
    missing = [name for name in PARAMETERS if name not in parameters]
    if missing:
        raise ValueError(f"the document's parameters are not whole: {', '.join(missing)}")
    return parameters


def _check_alignment(wanted: str | None, earlier: Earlier | None) -> None:
    if wanted is None and earlier is not None:
        raise ValueError("the document was not drawn like an earlier one: leave --previous out")
    if wanted is not None and earlier is None:
        raise ValueError("the document was drawn like an earlier one: give that as --previous DOCUMENT.json")
    if earlier is not None and earlier.digest() != wanted:
        raise ValueError("the document was drawn like another earlier one than --previous")


def _section(where: str) -> str:
    return SECTIONS.get(where.partition(".")[0].partition("[")[0], OTHERS)


def _differing(where: str, said: Any, found: Any) -> Iterator[tuple[str, str, str]]:
    """Where, what is said there and what was found, of everything that differs below `where`."""
    if isinstance(said, dict) and isinstance(found, dict):
        for key in {**found, **said}:
            name = f"{where}.{key}" if where else str(key)
            if key in said and key in found:
                yield from _differing(name, said[key], found[key])
            else:
                yield name, _short(said.get(key, "nothing")), _short(found.get(key, "nothing"))
    elif isinstance(said, list) and isinstance(found, list) and len(said) == len(found):
        for number, (one, other) in enumerate(zip(said, found, strict=True)):
            yield from _differing(f"{where}[{_name(other, number)}]", one, other)
    elif not _same(said, found):
        yield where, _short(said), _short(found)


def _name(row: Any, number: int) -> str:
    """A row of a table goes by its id, anything else by its place."""
    return f"id {row['id']}" if isinstance(row, dict) and "id" in row else str(number)


def _same(said: Any, found: Any) -> bool:
    if isinstance(said, float) and isinstance(found, float):
        return abs(said - found) <= SAME * max(1.0, abs(said), abs(found))
    return type(said) is type(found) and bool(said == found)


def _short(value: Any) -> str:
    if isinstance(value, list | dict):
        return f"{len(value)} entries"
    return str(value)
