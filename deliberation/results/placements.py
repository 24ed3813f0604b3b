"""Who was put where: kept for aligning the next analysis, and never sent to anybody."""

import io
from collections.abc import Collection, Mapping
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from clustering import Analysis as Computed
from deliberation.results.models import Analysis, Publication


def pack(computed: Computed) -> bytes:
    """Participants' ids (int64) and groups (int16, -1: none) as one file; where they stand nobody asks again."""
    buffer = io.BytesIO()
    labels = computed.labels.astype(np.int16)
    np.savez_compressed(buffer, participants=computed.participant_ids, labels=labels, took_part=len(labels))
    return buffer.getvalue()


def placed(analysis: Analysis) -> dict[int, int]:
    """Participants' ids and the numbers of their groups, -1: none. For nobody's eyes as they are."""
    with np.load(io.BytesIO(bytes(analysis.placements))) as arrays:
        return dict(zip(arrays["participants"].tolist(), arrays["labels"].tolist(), strict=True))


def without(packed: bytes, participants: Collection[int]) -> bytes | None:
    """The same without these participants; None: none of them is in it."""
    with np.load(io.BytesIO(packed)) as arrays:
        ids, labels, took_part = arrays["participants"], arrays["labels"], _took_part(arrays)
    gone = np.isin(ids, np.array(list(participants), dtype=np.int64))
    return _quickly(ids[~gone], labels[~gone], took_part) if gone.any() else None


def of_those(packed: bytes, participants: NDArray[np.int64]) -> bytes:
    """The same of these participants alone."""
    with np.load(io.BytesIO(packed)) as arrays:
        ids, labels, took_part = arrays["participants"], arrays["labels"], _took_part(arrays)
    there = np.isin(ids, participants)
    return _quickly(ids[there], labels[there], took_part)


def _quickly(ids: NDArray[np.int64], labels: NDArray[np.int16], took_part: int) -> bytes:
    """Not compressed, which would take thirty times as long, while votes wait."""
    buffer = io.BytesIO()
    np.savez(buffer, participants=ids, labels=labels, took_part=took_part)
    return buffer.getvalue()


def _took_part(arrays: Mapping[str, NDArray[Any]]) -> int:
    """How many it was made of, whoever was erased since."""
    return int(arrays["took_part"]) if "took_part" in arrays else len(arrays["participants"])


def previous(analysis: Analysis | None) -> SimpleNamespace | None:
    """What the next analysis needs of an earlier one, so that the map does not mirror itself and the groups keep
    their names. One of method default also has the model that the next one goes on from; one of polis has none."""
    if analysis is None:
        return None
    with np.load(io.BytesIO(bytes(analysis.placements))) as arrays:
        figures = analysis.figures
        return SimpleNamespace(
            statement_ids=np.array(figures["statement_ids"], dtype=np.int64),
            components=np.array(figures["components"], dtype=float).reshape(2, -1),
            center=np.array(figures["center"], dtype=float),
            spread=figures.get("spread"),
            noise=figures.get("noise"),
            participant_ids=arrays["participants"],
            labels=arrays["labels"].astype(np.int64),
        )


class Places(NamedTuple):
    """How many took part, whoever was erased since, the names of the groups, and of some people the group; "" for who
    is in none."""

    took_part: int
    groups: list[str]
    of: dict[int, str]


def places_of(publication: Publication, participants: Collection[int]) -> Places:
    """Where a publication put these participants. Exact, and for nobody's eyes."""
    names = [group["label"] for group in publication.document["groups"]]
    with np.load(io.BytesIO(bytes(publication.analysis.placements))) as arrays:
        ids, labels, took_part = arrays["participants"], arrays["labels"], _took_part(arrays)
    chosen = np.isin(ids, np.array(list(participants), dtype=np.int64))
    put = zip(ids[chosen].tolist(), labels[chosen].tolist(), strict=True)
    found = {number: names[label] if 0 <= label < len(names) else "" for number, label in put}
    return Places(took_part, names, {number: found.get(number, "") for number in participants})
