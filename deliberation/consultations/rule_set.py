"""What counts as consensus, as numbers: chosen per consultation, completed and fixed at opening.

The pages print these numbers and the analysis is handed these numbers: there is no second copy.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _


class Bound(NamedTuple):
    """The default of a number and the range it must stay in."""

    default: float
    least: float
    most: float

    @property
    def whole(self) -> bool:
        """It counts people or statements: half of one makes no sense, and the analysis would refuse it."""
        return isinstance(self.default, int)


CONSENSUS: dict[str, Bound] = {
    "min_voters": Bound(20, 2, 1_000_000),
    "min_group_voters": Bound(5, 1, 1_000_000),
    "min_share": Bound(0.6, 0.5, 1.0),
    "z": Bound(1.2816, 0.0, 5.0),
    "z_for_all": Bound(1, 0, 1),  # rules fixed before this number existed lack it, and mean 0
    "min_group_size": Bound(10, 1, 1_000_000),
    "min_group_fraction": Bound(0.05, 0.0, 0.5),
    "at_most": Bound(10, 1, 100),
}


def complete(chosen: Mapping[str, Any]) -> dict[str, float]:
    """All numbers of the rule: those chosen, the defaults for the rest. Raises ValueError with a sentence."""
    unknown = sorted(set(chosen) - set(CONSENSUS))
    if unknown:
        known = ", ".join(CONSENSUS)
        raise ValueError(_("Unknown: %(unknown)s. Known: %(known)s.") % {"unknown": ", ".join(unknown), "known": known})
    return {name: _within(name, chosen.get(name, bound.default), bound) for name, bound in CONSENSUS.items()}


def out_of_bounds(chosen: Mapping[str, Any]) -> dict[str, str]:
    """The numbers that are none or out of their range: name to a sentence that says the range."""
    return {
        name: _range(bound) % {"least": bound.least, "most": bound.most}
        for name, bound in CONSENSUS.items()
        if not _fits(chosen.get(name, bound.default), bound)
    }


def _fits(value: Any, bound: Bound) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and bound.least <= value <= bound.most and (not bound.whole or value == int(value))


def _range(bound: Bound) -> str:
    if bound.whole:
        return _("Set a whole number from %(least)s to %(most)s.")
    return _("Set a number from %(least)s to %(most)s.")


def _within(name: str, value: Any, bound: Bound) -> float:
    if _fits(value, bound):
        return int(value) if bound.whole else value
    sentence = _range(bound) % {"least": bound.least, "most": bound.most}
    raise ValueError(_("%(name)s is %(value)r. %(sentence)s") % {"name": name, "value": value, "sentence": sentence})
