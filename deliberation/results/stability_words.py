"""How stable a result is, in sentences: each says what the figure is and what a good one would be.

Made from the published document alone, thresholds included.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from deliberation.results.stability import DECIMALS_OF_BITS

Figures = Mapping[str, Any]
GOOD, HALF = 75, 50  # percent: much the same from the one, differently under the other (Hennig 2007, of his index)


def stability(document: Figures) -> list[str]:
    """What the figures of the groups as a whole say; nothing where none may be told."""
    told = document.get("stability")
    if told is None or told["people"] is None:
        return []
    parts = (
        _tries(document["participants"], told["participants"]),
        _people(told["people"]),
        _statements(told["statements"]),
        _same_number(),
        _bits(told["bits"]),
    )
    figures = {**told, "good": GOOD, "bits": number_format(told["bits"], DECIMALS_OF_BITS)}
    return [part % figures for part in parts]


def of_group(group: Figures) -> str:
    """How one group came out when it was looked for again."""
    again = group.get("stability")
    if again is None:
        return ""
    sentence = _graded(
        again["people"],
        _("If other people had taken part, group %(label)s would have come out much the same: %(people)s %%."),
        _("If other people had taken part, group %(label)s would have come out in part the same: %(people)s %%."),
        _("If other people had taken part, group %(label)s would have come out differently: %(people)s %%."),
    )
    other = _("If other statements had been asked: %(statements)s %%.")
    return f"{sentence} {other}" % {"label": group["label"], **again}


def of_consensus(entry: Figures) -> str:
    """How often a statement was on the list when everything was looked for again."""
    again = entry.get("stability")
    if again is None:
        return ""
    if again["statements"] is None:
        return _("If other people had taken part: on this list in %(people)s of 100 tries.") % again
    sentence = _(
        "If other people had taken part: on this list in %(people)s of 100 tries. If the groups came from half of the "
        "statements: in %(statements)s of 100."
    )
    return sentence % again


def _tries(everybody: int, drawn_from: int) -> str:
    """Of very many people only a sample is drawn from."""
    again = _(
        "How much of this is chance? Groups were looked for again %(resamples)s times among people drawn anew from "
        "those who took part, and %(resamples)s times in each half of the statements."
    )
    of_some = _(
        "How much of this is chance? Groups were looked for again %(resamples)s times among people drawn anew from "
        "about %(participants)s of those who took part, and %(resamples)s times in each half of the statements, by "
        "the votes of these people."
    )
    percent = _(
        "How far the groups agree is told in percent: 100 %% are the very same groups, 0 %% is what chance would "
        "give, and %(good)s %% or more is good."
    )
    return f"{of_some if drawn_from < everybody else again} {percent}"


def _people(percent: int) -> str:
    sentence = _graded(
        percent,
        _("If other people had taken part, the groups would have come out much the same: %(people)s %%."),
        _("If other people had taken part, the groups would have come out in part the same: %(people)s %%."),
        _("If other people had taken part, the groups would have come out differently: %(people)s %%."),
    )
    return f"{sentence} {_('Groups are shown from %(clear_from)s %%.')}"


def _statements(percent: int) -> str:
    return _graded(
        percent,
        _("If other statements had been asked, the groups would have come out much the same: %(statements)s %%."),
        _("If other statements had been asked, the groups would have come out in part the same: %(statements)s %%."),
        _("If other statements had been asked, the groups would have come out differently: %(statements)s %%."),
    )


def _graded(percent: int, same: str, partly: str, otherwise: str) -> str:
    if percent >= GOOD:
        return same
    return partly if percent >= HALF else otherwise


def _same_number() -> str:
    return _("Among other people there were %(found)s groups as well in %(same_number)s of 100 tries.")


def _bits(bits: float) -> str:
    if bits <= 0:
        return _("Knowing somebody’s group does not help to foretell their votes: %(bits)s bits per vote.")
    return _(
        "Knowing somebody’s group helps to foretell their votes: it tells %(bits)s bits per vote. 0 is no help; 1 is "
        "all there is to know of a vote that could as well be yes as no. Groups are shown only when it is more than 0."
    )
