"""What a text that somebody typed may hold: no character that hides, or that no page can show."""

import unicodedata

from django.utils.translation import gettext as _

# Embeddings, overrides and isolates can make a text read differently from what is stored. Plain marks
# (U+200E, U+200F) and joiners (U+200C, U+200D) stay: Arabic, Persian and Indic scripts need them.
REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
BREAKS = frozenset("\t\n\r\f")


def unfit(text: str, longest: int, prose: bool = False) -> str:
    """What is wrong with a text, as a sentence; empty: nothing. `prose`: of several lines, where a part may be given a
    direction, as word processors do."""
    if len(text.strip()) > longest:
        return _("Shorten it to %(longest)s characters.") % {"longest": longest}
    if any(is_no_character(each) and not (prose and each in BREAKS) for each in text):
        return _("Remove the control characters.")
    if not prose and any(each in REORDERING for each in text):
        return _("Remove the invisible characters that change the direction of the text.")
    return ""


def hides(character: str) -> bool:
    """Would it hide or reorder what stands around it?"""
    return character in REORDERING or is_no_character(character)


def is_no_character(character: str) -> bool:
    """Control, surrogate, private. Unassigned ones pass: they are the emoji of years that Python does not know."""
    code = ord(character)
    never_assigned = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    return never_assigned or unicodedata.category(character) in {"Cc", "Cs", "Co"}
