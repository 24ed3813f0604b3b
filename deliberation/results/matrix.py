"""From the vote log to the clustering: the only place that hands votes over."""

import numpy as np

from clustering import Analysis as Computed
from clustering import VoteMatrix
from clustering import analyse as compute
from deliberation.consultations.models import Consultation
from deliberation.results.models import Publication
from deliberation.results.placements import previous
from deliberation.results.queries import Position
from deliberation.statements.models import Outcome, Ruling
from deliberation.votes.queries import counted_votes


def computed_at(
    consultation: Consultation, position: Position, method: str, aligned_to: Publication | None
) -> Computed:
    """The analysis of all counted votes up to a position, drawn like the given publication."""
    outcomes = _outcomes(consultation, position)
    matrix = vote_matrix(consultation, position, sorted(outcomes))
    return compute(
        matrix,
        method=method,
        moderated_out=_rejected(outcomes),
        previous=previous(aligned_to.analysis if aligned_to else None),
    )


def vote_matrix(consultation: Consultation, position: Position, numbers: list[int]) -> VoteMatrix:
    """Participants x statements; `numbers` are the columns."""
    events = np.fromiter(counted_votes(consultation, position.up_to_vote), dtype=np.dtype((np.int64, 3))).reshape(-1, 3)
    return VoteMatrix.from_events(events[:, 0], events[:, 1], events[:, 2], all_statements=numbers)


def rejected_numbers(consultation: Consultation, position: Position) -> list[int]:
    """The numbers of statements that were rejected at the position."""
    return _rejected(_outcomes(consultation, position))


def _outcomes(consultation: Consultation, position: Position) -> dict[int, str]:
    """The last ruling on each statement at the position: number to outcome, waiting ones left out."""
    rulings = Ruling.objects.filter(statement__consultation=consultation, id__lte=position.up_to_ruling)
    return dict(rulings.order_by("id").values_list("statement__number", "outcome"))


def _rejected(outcomes: dict[int, str]) -> list[int]:
    return sorted(number for number, outcome in outcomes.items() if outcome == Outcome.REJECTED)
