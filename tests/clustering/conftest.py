"""What Polis published for three conversations, and seven of its exports, kept outside the repository."""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from clustering import VoteMatrix

ROOT = Path(__file__).resolve().parents[2]
PAYLOADS = ("above-100-ptpts", "below-100-ptpts", "25ptpt-3gp-no-strict-with-meta")
EXPORTS = (
    "15-per-hour-seattle",
    "american-assembly.bowling-green",
    "canadian-electoral-reform",
    "football-concussions",
    "london.youth.policing",
    "scoop-hivemind.taxes",
    "vtaiwan.uberx",
)
VOTE_NAMES = {"pid": "participant_id", "tid": "statement_id", "mod": "moderated"}


def data_folder(name: str, environment: Mapping[str, str]) -> Path:
    """The folder `name` of the real consultations; without it skip, and where CI is true fail."""
    folder = ROOT / environment.get("ANSWERABLE_DATA", "../shared/data") / name
    if folder.is_dir():
        return folder
    reason = f"no real consultations at {folder}: set ANSWERABLE_DATA to the folder that holds {name}"
    if environment.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@dataclass(frozen=True)
class Published:
    """One conversation as the API of pol.is gave it: votes, comments, and its own result for them."""

    name: str
    votes: list[dict[str, Any]]
    comments: list[dict[str, Any]]
    result: dict[str, Any]

    @classmethod
    def read(cls, folder: Path) -> "Published":
        votes, comments, result = (
            json.loads((folder / f"{part}.json").read_text(encoding="utf-8"))
            for part in ("votes", "comments", "math-pca2")
        )
        in_log_order = sorted((_renamed(row) for row in votes), key=lambda row: int(row["modified"]))
        return cls(folder.name, in_log_order, [_renamed(row) for row in comments], result)

    @cached_property
    def matrix(self) -> VoteMatrix:
        return VoteMatrix.from_events(
            [row["participant_id"] for row in self.votes],
            [row["statement_id"] for row in self.votes],
            [row["vote"] for row in self.votes],
            all_statements=self.result["tids"],
        )

    @cached_property
    def excluded(self) -> np.ndarray:
        return self.matrix.columns_of(self.result["mod-out"])

    @cached_property
    def center(self) -> np.ndarray:
        """In our sign: the result of pol.is has agree -1."""
        return -np.array(self.result["pca"]["center"])

    @cached_property
    def components(self) -> np.ndarray:
        return np.array(self.result["pca"]["comps"])

    @cached_property
    def base_centres(self) -> np.ndarray:
        """In our sign: on the same components, opposite votes stand on the opposite side."""
        base = self.result["base-clusters"]
        return -np.column_stack([base["x"], base["y"]])

    @cached_property
    def base_rows(self) -> list[np.ndarray]:
        """The rows of the members of every base cluster."""
        members = self.result["base-clusters"]["members"]
        return [np.searchsorted(self.matrix.participant_ids, sorted(ids)) for ids in members]

    @cached_property
    def base_labels(self) -> np.ndarray:
        group_of = {base: group["id"] for group in self.groups for base in group["members"]}
        return np.array([group_of[base] for base in self.result["base-clusters"]["id"]])

    @cached_property
    def groups(self) -> list[dict[str, Any]]:
        return self.result["group-clusters"]

    @cached_property
    def labels(self) -> np.ndarray:
        labels = np.full(self.matrix.shape[0], -1)
        for rows, label in zip(self.base_rows, self.base_labels, strict=True):
            labels[rows] = label
        return labels

    @cached_property
    def group_votes(self) -> np.ndarray:
        return np.array([self._of_group(str(group["id"])) for group in self.groups])

    def _of_group(self, group: str) -> list[list[int]]:
        cells = self.result["group-votes"][group]["votes"]
        counts = (cells[str(statement)] for statement in self.result["tids"])
        return [[cell["A"], cell["D"], cell["S"] - cell["A"] - cell["D"]] for cell in counts]

    def per_statement(self, name: str) -> np.ndarray:
        return np.array([self.result[name][str(statement)] for statement in self.result["tids"]])


def _renamed(row: dict[str, Any]) -> dict[str, Any]:
    return {VOTE_NAMES.get(name, name): value for name, value in row.items()}


@pytest.fixture(scope="session")
def find_data() -> Callable[[str, Mapping[str, str]], Path]:
    return data_folder


@pytest.fixture(scope="session")
def read_published() -> Callable[[str], Published]:
    return lambda name: Published.read(data_folder("polis-math-payloads", os.environ) / name)


@pytest.fixture(scope="session", params=PAYLOADS)
def published(request: pytest.FixtureRequest) -> Published:
    return Published.read(data_folder("polis-math-payloads", os.environ) / request.param)


@pytest.fixture(scope="session")
def export_folders() -> Path:
    return data_folder("polis-open-data", os.environ)


@pytest.fixture(params=EXPORTS)
def export_folder(request: pytest.FixtureRequest, export_folders: Path) -> Path:
    return export_folders / request.param
