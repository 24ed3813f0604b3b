"""The public document of an analysis: everything people may see of it, and nothing else.

Texts of statements are not in it, only their numbers: a statement hidden later is hidden everywhere.

    {"number", "final", "published_at", "method", "code_version", "parameters",
     "input": {"log_position", "digest"}, "output_digest",
     "disclosure": {"suppress_below", "round_to"}, "consensus_rule": {...},
     "participants", "votes": totals, null where they are hidden,
     "stability": {"found", "clear", "clear_from", "resamples", "participants", "people", "statements",
                   "same_number", "bits"}: see stability.py; without clear groups "groups" is empty,
     "groups": [{"label", "size", "share" (percent), "representative": [{"statement", "direction", "share",
                 "at_least", "at_most"}],
                 "stability": {"people", "statements"}}],
     "statements": [{"number", "agree", "disagree", "skip", "voters", "divisiveness" (percentage points),
                     "groups": [{"label", "agree", "disagree", "skip"}]}],
     "consensus": [{"statement", "direction", "flip_margin", "groups": [{"label", "share", "at_least"}],
                    "stability": {"people", "statements"}}],
     "map": see opinion_map.py, "loadings": [{"number", "center", "x", "y"}], "noise", "spread": of places on it,
     "channels": how many voted on paper, null where nobody did: see channels.py,
     "beside": of people whose votes do not count here, null where there are none: see beside.py}

A count that is null is under the threshold, or hidden so that another cannot be found by subtraction; a share of
a consensus is null where fewer people than the threshold stand behind it. A flip margin is rounded down, and null
under the threshold: no group that agrees has fewer people than the margin, so none that is hidden shows through it.
How many voted on a statement, "voters", is rounded by itself, so that it takes no more from hidden counts than their
rough sum. "at_least" and "at_most" of representative statements say how
sure a share is (uncertainty.py), by it and the table's count alone; null where
that count is hidden.
Publications made before these were told lack "flip_margin" and "divisiveness", "stability", "noise" and "spread",
or "voters", "at_least" and "at_most" of representative statements, "beside" or "channels".
"""

from collections.abc import Sequence
from string import ascii_uppercase
from typing import Any

import numpy as np

from clustering import Analysis as Computed
from clustering import Binding, ConsensusRule, GroupShare, Representative, binding_consensus, divisiveness
from deliberation.results.disclosure import KINDS, Disclosure
from deliberation.results.opinion_map import draw
from deliberation.results.stability import of_consensus, of_group, overall
from deliberation.results.uncertainty import of_share

EVERYBODY = ""  # the name of all people together where there are no groups


def group_names(count: int) -> list[str]:
    """A, B, C ..."""
    return list(ascii_uppercase[:count])


def document(computed: Computed, rule: dict[str, Any], disclosure: Disclosure, hidden: Sequence[int]) -> dict[str, Any]:
    """The part of the document that comes from the analysis. `hidden`: statements not shown (rejected)."""
    names = group_names(computed.k)
    statements = _statements(computed, names, _apart(computed, rule, disclosure), disclosure, hidden)
    return {
        "method": computed.method,
        "code_version": computed.code_version,
        "parameters": computed.parameters,
        "output_digest": computed.digest(),
        "disclosure": {"suppress_below": disclosure.suppress_below, "round_to": disclosure.round_to},
        "consensus_rule": rule,
        "participants": disclosure.total(len(computed.participant_ids)),
        "votes": disclosure.total(int(computed.total_votes.sum())),
        "stability": overall(computed, disclosure),
        "groups": _groups(computed, names, statements, disclosure, hidden),
        "statements": statements,
        "consensus": _consensus(computed, names, rule, disclosure, hidden),
        "map": _map(computed, names, disclosure),
        "loadings": _loadings(computed, disclosure, hidden),
        **_model(computed, disclosure),
    }


def _groups(
    computed: Computed,
    names: list[str],
    statements: list[dict[str, Any]],
    disclosure: Disclosure,
    hidden: Sequence[int],
) -> list[dict[str, Any]]:
    sizes = [int(size) for size in computed.group_sizes]
    cells = {row["number"]: row["groups"] for row in statements}
    return [
        {
            "label": name,
            "size": disclosure.total(size),
            "share": disclosure.percent(size / sum(sizes)),
            "representative": [
                {
                    "statement": int(entry.statement),
                    "direction": entry.direction,
                    **_told(entry, cells[int(entry.statement)][group][entry.direction], disclosure),
                }
                for entry in entries
                if entry.statement not in hidden and _may_be_said(entry, disclosure)
            ],
            "stability": of_group(computed, group, disclosure),
        }
        for group, (name, size, entries) in enumerate(zip(names, sizes, computed.representative, strict=True))
    ]


def _told(entry: Representative, told: int | None, disclosure: Disclosure) -> dict[str, int | None]:
    """The share, and how sure it is by published figures alone: bounds of exact counts would narrow those down.

    told: the table's count of those behind the share, null where it is hidden.
    """
    share = disclosure.percent(entry.n_success / entry.n_trials)
    if told is None:
        return {"share": share, "at_least": None, "at_most": None}
    return dict(of_share(share, told, disclosure)._asdict())


def _may_be_said(entry: Representative, disclosure: Disclosure) -> bool:
    """Most of the group went that way, and they are enough people. The method of Polis names its best candidate
    even where neither holds: "group A stands out by disagreeing (0 %)", or what all three people of a group said."""
    return entry.n_success >= disclosure.suppress_below and 2 * entry.n_success > entry.n_trials


def _apart(computed: Computed, rule: dict[str, Any], disclosure: Disclosure) -> list[int | None]:
    """How far apart the groups with a voice stand on each statement, in percentage points.

    A group is looked at where enough of it agree, or enough disagree, for a share to be told; null: not two such.
    """
    votes = computed.group_votes[ConsensusRule.from_json(rule).voices(computed.group_sizes)]
    told = votes[..., :2].max(axis=-1) >= disclosure.suppress_below
    points = divisiveness(votes * told[..., None])
    return [
        disclosure.percent(share) if enough else None
        for share, enough in zip(points.tolist(), told.sum(axis=0) >= 2, strict=True)
    ]


def _statements(
    computed: Computed, names: list[str], apart: list[int | None], disclosure: Disclosure, hidden: Sequence[int]
) -> list[dict[str, Any]]:
    rows = []
    for column, number in enumerate(computed.statement_ids.tolist()):
        if number in hidden:
            continue
        exact = [computed.total_votes[column].tolist(), *computed.group_votes[:, column, :].tolist()]
        overall, *by_group = disclosure.table(exact)
        groups = [{"label": name, **_named(cells)} for name, cells in zip(names, by_group, strict=True)]
        voters = disclosure.total(int(computed.total_votes[column].sum()))
        counts = {**_named(overall), "voters": voters}
        rows.append({"number": number, **counts, "divisiveness": apart[column], "groups": groups})
    return rows


def _named(cells: Sequence[int | None]) -> dict[str, int | None]:
    return dict(zip(KINDS, cells, strict=True))


def _consensus(
    computed: Computed, names: list[str], rule: dict[str, Any], disclosure: Disclosure, hidden: Sequence[int]
) -> list[dict[str, Any]]:
    found = binding_consensus(computed, ConsensusRule.from_json(rule))
    return [_entry(computed, entry, names, disclosure) for entry in found if entry.statement not in hidden]


def _entry(computed: Computed, entry: Binding, names: list[str], disclosure: Disclosure) -> dict[str, Any]:
    groups = [_support(group, names, disclosure) for group in entry.groups]
    told = all(group["share"] is not None for group in groups)
    return {
        "statement": int(entry.statement),
        "direction": entry.direction,
        "flip_margin": disclosure.at_least(entry.flip_margin),
        "groups": groups,
        "stability": of_consensus(computed, entry.statement, entry.direction) if told else None,
    }


def _support(group: GroupShare, names: list[str], disclosure: Disclosure) -> dict[str, Any]:
    """A group's part in a consensus. "100 % of group C" would tell how each of its five voters voted, whom the
    table hides."""
    enough = group.n_success >= disclosure.suppress_below
    return {
        "label": names[group.group] if group.group is not None else EVERYBODY,
        "share": disclosure.percent(group.share) if enough else None,
        "at_least": disclosure.percent_at_least(group.lower_bound) if enough else None,
    }


def _map(computed: Computed, names: list[str], disclosure: Disclosure) -> dict[str, Any]:
    """The groups; without any, all who would be in one, under the empty name."""
    if names:
        return draw(computed.positions, computed.labels, names, disclosure)
    together = np.where(computed.grouped, 0, -1)
    return draw(computed.positions, together, [EVERYBODY], disclosure)


def _model(computed: Computed, disclosure: Disclosure) -> dict[str, Any]:
    """What besides the loadings decides where votes place somebody."""
    few = disclosure.total(len(computed.participant_ids)) is None
    if few or computed.spread is None or computed.noise is None:
        return {"noise": None, "spread": None}
    return {"noise": _short(computed.noise), "spread": [[_short(part) for part in row] for row in computed.spread]}


def _short(number: float) -> float:
    """Three digits; what is nothing but rounding is 0."""
    return float(f"{round(number, 6):.3g}") + 0.0


def _loadings(computed: Computed, disclosure: Disclosure, hidden: Sequence[int]) -> list[dict[str, Any]]:
    """What a browser needs to place its own dot.

    The centre is a mean vote: of few people it would be their votes, and an exact one would give away the counts
    that the table hides. So statements under the threshold are left out and the centre is rounded like a share.
    """
    step = disclosure.round_to / 50  # a vote goes from -1 to 1, twice as far as a share
    centers = ((computed.center / step).round() * step).round(3) + 0.0
    table = np.column_stack([centers, computed.components.T.round(3) + 0.0])
    enough = computed.total_votes.sum(axis=1) >= disclosure.suppress_below
    rows = zip(computed.statement_ids.tolist(), table.tolist(), enough.tolist(), strict=True)
    return [
        {"number": number, "center": center, "x": x, "y": y}
        for number, (center, x, y), shown in rows
        if shown and number not in hidden
    ]
