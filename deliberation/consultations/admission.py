"""Who may take part and whose votes count: chosen for each consultation, fixed at its opening."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliberation.errors import Forbidden, Refusal

OPEN, INVITED = "open", "invited"  # how somebody came in: by the open link, or with an invitation code
TIERS = {OPEN: gettext_lazy("by the open link"), INVITED: gettext_lazy("with an invitation code")}


class Admission(NamedTuple):
    """The tiers that may take part, those whose votes count, and the choice as a sentence."""

    admits: frozenset[str]
    counts: frozenset[str]
    words: Promise


ALL = frozenset(TIERS)
ADMISSIONS = {
    "everybody": Admission(ALL, ALL, gettext_lazy("Everybody may take part, and everybody’s votes count.")),
    "invited-count": Admission(
        ALL,
        frozenset({INVITED}),
        gettext_lazy("Everybody may take part; only the votes of people with an invitation code count."),
    ),
    "invited-only": Admission(
        frozenset({INVITED}), frozenset({INVITED}), gettext_lazy("Only people with an invitation code take part.")
    ),
}
USUAL = "everybody"
CHOICES = [(name, admission.words) for name, admission in ADMISSIONS.items()]


def may_join(admission: str, tier: str) -> Refusal | None:
    """May somebody who came in this way take part?"""
    if tier in ADMISSIONS[admission].admits:
        return None
    return Forbidden(
        "invitation-needed", _("This consultation is for people with an invitation code. Enter yours first.")
    )
