"""Why a statement may be rejected: the site's list, of which each consultation chooses its own, fixed at its opening.

Codes are stable, sentences may be reworded.
"""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, Promise] = {
    "off-topic": _("It is not about the question of this consultation."),
    "duplicate": _("Another statement says the same."),
    "several-ideas": _("It holds several ideas, so that one vote cannot answer it."),
    "unclear": _("It cannot be understood as it stands."),
    "not-a-statement": _("It is a question or a remark that nobody can agree or disagree with."),
    "personal-data": _("It names or describes a private person."),
    "abuse": _("It insults, threatens or incites hatred."),
    "advertising": _("It advertises."),
    "reworded": _("Clearer words stand in its place."),
    "moderated-at-source": _("It was moderated out in the system it was imported from."),
    "erased": _("Its author had the text erased."),
}
# Offered to a facilitator; the others come with a rewording, with an import, and with an erasure.
OF_THEMSELVES = frozenset({"reworded", "moderated-at-source", "erased"})
CHOICES = {code: text for code, text in REASONS.items() if code not in OF_THEMSELVES}
# In every list: acts of their own need them, and nobody may be exposed or insulted anywhere.
ALWAYS = frozenset({"duplicate", "several-ideas", "personal-data", "abuse"})


def all_offered() -> list[str]:
    """What a draft has until somebody chooses."""
    return list(CHOICES)


def completed(chosen: Iterable[str]) -> list[str]:
    """These in the order of the list, each once, with those of every list; unknown ones last, to be refused.
    None stays none: nobody has chosen."""
    codes = set(chosen)
    known = [code for code in CHOICES if code in codes | ALWAYS]
    return [*known, *sorted(codes - set(CHOICES))] if codes else []


def grounds(codes: Iterable[str]) -> Mapping[str, Promise]:
    """By code the sentences of a consultation's list; of one from before there were lists: all."""
    return {code: REASONS[code] for code in codes if code in REASONS} or CHOICES
