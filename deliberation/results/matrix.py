"""From the vote log to the clustering: the only place that hands votes over."""

import numpy as np

from clustering import Analysis as Computed
from clustering import ConsensusRule, VoteMatrix
from clustering import analyse as compute
from clustering.findings import Settings
from clustering.matrix import NO_VOTE, code_type
from deliberation.consultations.models import Consultation
from deliberation.results.method import MOST_GROUPS, RESAMPLES
from deliberation.results.models import Publication
from deliberation.results.packed_votes import Codes, Ints
from deliberation.results.placements import previous
from deliberation.results.queries import Position
from deliberation.results.snapshot import votes_at
from deliberation.statements.models import Outcome, Ruling


def computed_at(
    consultation: Consultation, position: Position, method: str, aligned_to: Publication | None
) -> Computed:
    """The analysis of all counted votes up to a position, drawn like the given publication."""
    settings = settings_at(consultation, position)
    return compute(
        vote_matrix(consultation, position, statement_numbers(consultation, position)),
        method=method,
        moderated_out=settings.moderated_out,
        previous=previous(aligned_to.analysis if aligned_to else None),
        max_groups=settings.max_groups,
        resamples=settings.resamples,
        rule=settings.rule,
    )


def settings_at(consultation: Consultation, position: Position) -> Settings:
    """What besides the votes decides an analysis, in one process or in shards."""
    return Settings(
        moderated_out=tuple(rejected_numbers(consultation, position)),
        max_groups=MOST_GROUPS,
        resamples=RESAMPLES,
        rule=ConsensusRule.from_json(consultation.opening.consensus_rule),
    )


def vote_matrix(consultation: Consultation, position: Position, numbers: list[int]) -> VoteMatrix:
    """Participants x statements; `numbers` are the columns. Raises ValueError when a vote names none of them."""
    votes = votes_at(consultation, position.up_to_vote)
    columns = np.array(numbers, dtype=np.int64)
    return VoteMatrix.from_packed(votes.participants, columns, votes.starts, _by_column(votes.codes, columns))


def _by_column(codes: Codes, numbers: Ints) -> Codes:
    """Codes (V,) by statement number become codes by place among `numbers` (S,), which ascend."""
    if codes.dtype == np.uint16:  # so few different ones that a table of all is worth making
        return _looked_up(np.arange(2**16), numbers)[codes]
    return _looked_up(codes, numbers)


def _looked_up(codes: Codes, numbers: Ints) -> Codes:
    asked = (codes >> 2).astype(np.int64)
    found = np.searchsorted(numbers, asked) << 2 | (codes & 3).astype(np.int64)
    return np.where(np.isin(asked, numbers), found, NO_VOTE).astype(code_type(len(numbers)))


def statement_numbers(consultation: Consultation, position: Position) -> list[int]:
    """The numbers of statements that somebody had ruled on at the position, ascending: the columns."""
    return sorted(_outcomes(consultation, position))


def rejected_numbers(consultation: Consultation, position: Position) -> list[int]:
    """The numbers of statements that had a ruling and were not accepted at the position."""
    return _rejected(_outcomes(consultation, position))


def _outcomes(consultation: Consultation, position: Position) -> dict[int, str]:
    """The last ruling on each statement at the position: number to outcome. One that waits again, because its ruling
    was undone, keeps its column: people may have voted on it."""
    rulings = Ruling.objects.filter(statement__consultation=consultation, id__lte=position.up_to_ruling)
    return dict(rulings.order_by("id").values_list("statement__number", "outcome"))


def _rejected(outcomes: dict[int, str]) -> list[int]:
    return sorted(number for number, outcome in outcomes.items() if outcome != Outcome.ACCEPTED)
