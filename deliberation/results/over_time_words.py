"""How views moved, in sentences made from the published figures."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deliberation.results.over_time import Course
from deliberation.results.words import isolated


def over_time(found: Sequence[Mapping[str, Any]], moved: Sequence[Course], texts: Mapping[int, str]) -> list[str]:
    """What changed between the first and the last of the publications."""
    if len(found) < 2:
        return [_("There is one publication so far: what has moved is shown from the second on.")] if found else []
    return [*_groups(found), *_statements(moved, texts)]


def _groups(found: Sequence[Mapping[str, Any]]) -> list[str]:
    first, last = found[0], found[-1]
    before, after = len(first["groups"]), len(last["groups"])
    numbers = {"first": first["number"], "last": last["number"], "before": before, "after": after}
    if before == after:
        same = ngettext(
            "There is %(after)s opinion group in publication %(last)s, as there was in publication %(first)s.",
            "There are %(after)s opinion groups in publication %(last)s, as many as in publication %(first)s.",
            after,
        )
        none = _("Neither in publication %(first)s nor in publication %(last)s are there clear groups.")
        return [(same if after else none) % numbers]
    sentence = _(
        "The number of opinion groups changed: %(before)s in publication %(first)s, %(after)s in publication %(last)s. "
        "A letter stands for the group that most people of the earlier one are in."
    )
    return [sentence % numbers]


def _statements(moved: Sequence[Course], texts: Mapping[int, str]) -> list[str]:
    if not moved:
        return [_("Agreement with no statement changed by more than rounding does.")]
    count = ngettext(
        "Agreement with %(count)s statement changed by more than rounding does.",
        "Agreement with %(count)s statements changed by more than rounding does.",
        len(moved),
    )
    told = [shares["agree"] for shares in moved[0].shares if shares["agree"] is not None]
    most = _("It changed most with: “%(text)s” First about %(before)s %% agreed, at last about %(after)s %%.")
    figures = {"text": isolated(texts[moved[0].statement]), "before": told[0], "after": told[-1]}
    return [count % {"count": len(moved)}, most % figures]
