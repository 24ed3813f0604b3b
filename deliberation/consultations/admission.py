"""Who may take part and whose votes count: chosen for each consultation, fixed at its opening."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliberation.errors import Conflict, Forbidden, Refusal

# How somebody came in: by the open link, with an invitation code, or signed in at a provider that knows people.
OPEN, INVITED, VERIFIED = "open", "invited", "verified"
TIERS = {
    OPEN: gettext_lazy("by the open link"),
    INVITED: gettext_lazy("with an invitation code"),
    VERIFIED: gettext_lazy("signed in"),
}


class Admission(NamedTuple):
    """The tiers that may take part, those whose votes count, and the choice as a sentence."""

    admits: frozenset[str]
    counts: frozenset[str]
    words: Promise

    @property
    def beside(self) -> frozenset[str]:
        """The tiers that take part and do not count; in every choice there is, the open link or none."""
        return self.admits - self.counts

    @property
    def takes_codes(self) -> bool:
        """Does a code change anything for who has come in by the open link?"""
        return self._raises_to(INVITED)

    @property
    def takes_sign_in(self) -> bool:
        """Does signing in? Where it does, votes by the open link never count, so nobody's count twice."""
        return self._raises_to(VERIFIED)

    def _raises_to(self, tier: str) -> bool:
        return tier in self.counts and OPEN not in self.counts


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
    "verified-count": Admission(
        ALL,
        frozenset({VERIFIED}),
        gettext_lazy("Everybody may take part; only the votes of people who have signed in count."),
    ),
    "verified-only": Admission(
        frozenset({VERIFIED}), frozenset({VERIFIED}), gettext_lazy("Only people who have signed in take part.")
    ),
    "invited-or-verified": Admission(
        ALL,
        frozenset({INVITED, VERIFIED}),
        gettext_lazy(
            "Everybody may take part; only the votes of people who have an invitation code or have signed in count. "
            "Nobody can see whether somebody did both, on two devices."
        ),
    ),
}
USUAL = "everybody"
CHOICES = [(name, admission.words) for name, admission in ADMISSIONS.items()]


def choices(signs_in: bool) -> list[tuple[str, Promise]]:
    """What a facilitator is offered: ways with signing in only where this site has a provider."""
    return [(name, words) for name, words in CHOICES if signs_in or not ADMISSIONS[name].takes_sign_in]


def admission_fault(admission: str, signs_in: bool) -> dict[str, str]:
    """What is wrong with a choice: field name to a sentence. Empty: nothing. `signs_in`: has this site a provider?"""
    if signs_in or not ADMISSIONS[admission].takes_sign_in:
        return {}
    return {"admission": _("Nobody can sign in on this site: no provider is set up. Choose another way.")}


def without_sign_in(admission: str) -> str:
    """The choice that comes closest to this one where nobody can sign in: codes tell people apart instead."""
    return {
        "verified-count": "invited-count",
        "verified-only": "invited-only",
        "invited-or-verified": "invited-count",
    }.get(admission, admission)


def may_join(admission: str, tier: str) -> Refusal | None:
    """May somebody who came in this way take part?"""
    chosen = ADMISSIONS[admission]
    if tier in chosen.admits:
        return None
    if chosen.takes_sign_in:
        return Forbidden("verified-needed", _("This consultation is for people who have signed in. Sign in first."))
    return Forbidden(
        "invitation-needed", _("This consultation is for people with an invitation code. Enter yours first.")
    )


def may_redeem(admission: str) -> Refusal | None:
    """Is a code of any use here?"""
    if INVITED in ADMISSIONS[admission].counts:
        return None
    return Forbidden(
        "verified-needed", _("Here only the votes of people who have signed in count. A code is of no use; sign in.")
    )


def may_sign_in(admission: str, signs_in: bool) -> Refusal | None:
    """Does signing in mean anything here? `signs_in`: has this site a provider?"""
    if signs_in and ADMISSIONS[admission].takes_sign_in:
        return None
    return Conflict("sign-in-off", _("Nobody has to sign in here. Go back to the consultation and take part."))
