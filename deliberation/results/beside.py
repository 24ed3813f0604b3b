"""What a publication tells of people who take part and whose votes do not count: a table of its own, beside the result.

    {"log_position", "participants", "statements": [{"number", "agree", "disagree", "skip", "voters"}]}

They are other people than those of the result, and each figure is hidden or rounded by itself, so that nothing is left
to subtract. null: everybody who takes part counts.
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from deliberation.consultations.models import Consultation
from deliberation.results.disclosure import KINDS, Disclosure
from deliberation.results.models import Analysis, Publication
from deliberation.votes.beside import counts_beside, moved_beside, people_beside
from deliberation.votes.models import AGREE, DISAGREE, SKIP

Beside = dict[str, Any]
VALUES = (AGREE, DISAGREE, SKIP)  # in the order of KINDS


def beside_at(consultation: Consultation, up_to: int, numbers: Sequence[int], disclosure: Disclosure) -> Beside | None:
    """What may be told of them at a log position. `numbers`: the statements of the result's own table."""
    if not consultation.opening.admits.beside:
        return None
    counts = counts_beside(consultation, up_to)
    exact = {number: [counts.get((number, value), 0) for value in VALUES] for number in numbers}
    return {
        "log_position": up_to,
        "participants": disclosure.total(people_beside(consultation, up_to)),
        "statements": [_row(number, cells, disclosure) for number, cells in exact.items()],
    }


def _row(number: int, exact: Sequence[int], disclosure: Disclosure) -> dict[str, int | None]:
    (cells,) = disclosure.table([exact])
    counts = dict(zip(KINDS, cells, strict=True))
    return {"number": number, **counts, "voters": disclosure.total(sum(exact))}


def beside_to_publish(analysis: Analysis, last: Publication | None, final: bool) -> Beside | None:
    """The analysis' figures; before the end those of the last publication again, where so few people moved them that
    they would tell of one. The release rule asks only about people whose votes count, so it does not see to that."""
    new = analysis.prepared.get("beside")
    told = last.document.get("beside") if last else None
    if final or new is None or told is None:
        return new
    moved = moved_beside(analysis.consultation, told["log_position"], analysis.up_to_vote)
    return told if moved < settings.RELEASE_PEOPLE else new
