"""What a citizen's words may contain: plain text of any script, nothing that hides or reorders it."""

import unicodedata
from collections.abc import Container

from django.utils.translation import gettext as _

from deliberation.consultations.wording import REORDERING, is_no_character
from deliberation.errors import Invalid, Refusal

MARKS_IN_A_ROW = 4


def tidy(text: str) -> str:
    """Unicode NFC, line breaks and runs of spaces as one space, none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def fault(text: str, longest: int) -> Refusal | None:
    """What is wrong with a tidied text, if anything."""
    sentence = _sentence(text, longest)
    return Invalid("statement-text", sentence, {"text": sentence}) if sentence else None


def _sentence(text: str, longest: int) -> str:
    if not any(unicodedata.category(character)[0] in "LN" for character in text):
        return _("Write your statement in words.")
    if len(text) > longest:
        return _("Shorten it to %(longest)s characters; it has %(length)s.") % {"longest": longest, "length": len(text)}
    if any(character in REORDERING for character in text):
        return _("Remove the invisible characters that change the direction of the text.")
    if any(is_no_character(character) for character in text):
        return _("Remove the control characters.")
    if _longest_run_of_marks(text) > MARKS_IN_A_ROW:
        return _("Remove the stacked accents.")
    return ""


def _longest_run_of_marks(text: str) -> int:
    longest = run = 0
    for character in text:
        run = run + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        longest = max(longest, run)
    return longest


def known_reason(code: str, grounds: Container[str]) -> Refusal | None:
    """Is it a code of the list that the consultation published?"""
    if code in grounds:
        return None
    sentence = _("Choose a reason from the published list.")
    return Invalid("reason-unknown", sentence, {"reason": sentence})
