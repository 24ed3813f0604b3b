"""What a publication tells of how people voted: on paper or online.

    {"paper", "online"}: people whose votes count

Where one is under the threshold both are hidden: with the number of all it would show through the other. null: nobody
voted on paper.
"""

from deliberation.consultations.models import Consultation
from deliberation.results.disclosure import Disclosure
from deliberation.votes.attending import people_on_paper

Channels = dict[str, int | None]


def channels_at(consultation: Consultation, up_to: int, everybody: int, disclosure: Disclosure) -> Channels | None:
    """What may be told at a log position. `everybody`: whose votes were analysed."""
    paper = people_on_paper(consultation, up_to)
    if not paper:
        return None
    (cells,) = disclosure.table([[paper, max(everybody - paper, 0)]])
    return dict(zip(("paper", "online"), cells, strict=True))
