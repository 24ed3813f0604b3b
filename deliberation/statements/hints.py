"""What to look at twice in a text: an e-mail address, a telephone number, a link, an insult, another script than the
consultation's. A hint advises and never decides.

Numbers are judged by how they are grouped, so that years, dates, times, prices, laws and scales ("10-5") are none.
"""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from deliberation.statements.tone import in_another_script, insults

HINTS = {
    "e-mail": _("It seems to hold an e-mail address."),
    "phone": _("It seems to hold a telephone number."),
    "link": _("It holds a link."),
    "insult": _("It may insult somebody."),
    "language": _("It is not in the script of the consultation’s language."),
}

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
BEFORE = r"(?<![a-z0-9@._-])"
# Bare names only of domains that are no words: a missing space after a full stop is no link.
LINK = re.compile(
    rf"{BEFORE}(https?://\S|www\.[a-z0-9]|[a-z0-9-]+(\.[a-z0-9-]+)*\.((com|org|net|info|gov|edu)(?![a-z0-9-])|[a-z]{{2,}}/\w))"
)
# Neither behind a sign of money or law or within another number, nor before a unit.
DIGITS = re.compile(
    r"(?<![a-z0-9.,/$€£¥§#-])(?<!\d:)(?<![$€£¥§#] )(\+|00)?\(?\d[\d\u00a0 ().-]*\d(?![a-z0-9:/%€]|[.,]\d| ?[€%元円])"
)
DATE = re.compile(r"\d{4}[-.]\d\d?[-.]\d\d?|\d\d?[-.]\d\d?[-.](\d\d|\d{4})|(19|20)\d\d[01]\d[0-3]\d")
FEWEST, MOST = 7, 15  # digits of a telephone number


def hints(text: str, language: str = "") -> list[str]:
    """The codes of HINTS that hold for the text, in the table's order. `language`: a BCP 47 tag."""
    folded = _folded(text)
    without = EMAIL.sub(" ", folded)
    found = {
        "e-mail": without != folded,
        "phone": _has_phone(without),
        "link": LINK.search(without) is not None,
        "insult": insults(text),
        "language": in_another_script(text, language),
    }
    return [code for code in HINTS if found[code]]


def _folded(text: str) -> str:
    """Full-width letters as ordinary ones, the digits of every script as 0 to 9, small letters."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("\u2010", "-").replace("\u2011", "-")
    return "".join(str(unicodedata.digit(each)) if each.isdecimal() else each for each in plain)


def _has_phone(text: str) -> bool:
    return any(_is_phone(found[0].strip(" .-\u00a0")) for found in DIGITS.finditer(LINK.sub(" ", text)))


def _is_phone(number: str) -> bool:
    groups = re.findall(r"\d+", number)
    digits = "".join(groups)
    if not FEWEST <= len(digits) <= MOST or DATE.fullmatch(number):
        return False
    if number.startswith("+") or digits.startswith("0"):
        return True
    if digits.endswith("00") or re.search(r" [-.]|[-.] ", number):  # a round sum, or a range such as 5000 - 9000
        return False
    return _is_grouped_as_phone([len(group) for group in groups], groups)


def _is_grouped_as_phone(sizes: list[int], groups: list[str]) -> bool:
    """Without a leading nought. Groups of three after one or two digits are how large numbers are written."""
    if len(sizes) == 1:
        return sizes[0] >= FEWEST + 1
    if len(sizes) == 2:
        years = all(group[:2] in {"17", "18", "19", "20", "21"} for group in groups)
        return sizes == [4, 4] and not years
    return sizes in ([3, 3, 3], [3, 3, 4], [3, 2, 3], [2, 3, 3, 3]) or (len(sizes) >= 4 and set(sizes) == {2})
