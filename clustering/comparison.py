"""Models beside each other on the same votes kept back: python -m clustering compare."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from clustering.exports import ExportedVotes
from clustering.held_out import (
    HeldOut,
    Model,
    held_out,
    linked,
    mean_imputed,
    observed_only,
    statement_means,
    two_questions,
)
from clustering.matrix import VoteMatrix

# Mean-imputed PCA with two components, by its own reconstruction and with positions as Polis places them.
PLAIN, STRETCHED = "mean-imputed 2, plain", "mean-imputed 2, Polis"
CHANGES, WIDTH = f"{'':6}{'plain':>10}{'as Polis':>10}", 30  # what each column holds, and room for three of them
MODELS: Mapping[str, Model] = {
    "statement means": linked(statement_means),
    PLAIN: linked(mean_imputed(stretched=False)),
    STRETCHED: linked(mean_imputed(stretched=True)),
    "observed 2": linked(observed_only(2)),
    "observed 5": linked(observed_only(5)),
    "observed 2, no skips": linked(observed_only(2, skips=False)),
    "observed 5, no skips": linked(observed_only(5, skips=False)),
    "two questions, 2": two_questions(2),
    "two questions, 5": two_questions(5),
}


@dataclass(frozen=True)
class Compared:
    """One conversation: its name and what every model of MODELS scored."""

    name: str
    scores: Mapping[str, HeldOut]


def conversations(path: Path) -> list[Path]:
    """`path` itself where it is an export, else the folders in it, by name. ValueError when there are none."""
    if not path.is_dir() or any((path / name).exists() for name in ("votes.csv", "participants-votes.csv")):
        return [path]
    found = sorted(entry for entry in path.iterdir() if entry.is_dir())
    if not found:
        raise ValueError(f"{path}: neither an export nor a folder of exports")
    return found


def compared(name: str, export: ExportedVotes, *, seed: int = 1) -> Compared:
    """The models on one export, without the statements moderated out."""
    matrix = admitted_votes(export)
    return Compared(name, {model: held_out(matrix, MODELS[model], seed=seed) for model in MODELS})


def admitted_votes(export: ExportedVotes) -> VoteMatrix:
    """The votes of an export on statements that were not moderated out."""
    refused = export.matrix.columns_of(export.moderated_out)
    return export.matrix.only(~np.isin(export.matrix.indices, refused))


def pooled(all_compared: list[Compared]) -> Compared:
    """All conversations as one: losses and votes added up."""
    return Compared("pooled", {name: _added([one.scores[name] for one in all_compared]) for name in MODELS})


def _added(scores: list[HeldOut]) -> HeldOut:
    return HeldOut(
        total=sum(score.total for score in scores),
        votes=sum(score.votes for score in scores),
        spoken=sum(score.spoken for score in scores),
        speaking=sum(score.speaking for score in scores),
    )


def table(compared: Compared) -> list[str]:
    """Loss per vote of all three outcomes and of agree against disagree, each with its change from PLAIN and from
    STRETCHED, in this order."""
    floors = [compared.scores[name] for name in (PLAIN, STRETCHED)]
    lines = [
        f"{compared.name}: {floors[0].votes} votes kept back, {floors[0].speaking} of them agree or disagree",
        f"  {'loss per vote, and its change':<30}{'three outcomes':<{WIDTH}}agree or disagree",
        f"  {'against mean-imputed 2':<30}{CHANGES:<{WIDTH}}{CHANGES}",
    ]
    for name, score in compared.scores.items():
        total, spoken = _each(score.total, score.votes), _each(score.spoken, score.speaking)
        every = f"{total:.4f} {_changes(score.total, [floor.total for floor in floors])}"
        lines.append(
            f"  {name:<30}{every:<{WIDTH}}{spoken:.4f} {_changes(score.spoken, [floor.spoken for floor in floors])}"
        )
    return lines


def _each(loss: float, votes: int) -> float:
    return loss / max(votes, 1)


def _changes(loss: float, floors: list[float]) -> str:
    return " ".join(f"{100 * (loss / floor - 1) if floor else 0.0:+7.2f} %" for floor in floors)
