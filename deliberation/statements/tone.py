"""Whether a text may insult somebody, or is written in another script than was asked in. Both advise and never decide.

The words are few and plain insults in any context; what is only sharp is none. A word list knows no irony and no
quotation, which is why a moderator reads and the list does not.
"""

import re
import unicodedata
from collections import Counter

INSULTS = {
    "en": "arsehole arseholes asshole assholes bastard bastards bitch bitches cunt cunts fuck fucking fucker fuckers "
    "idiot idiots imbecile imbeciles moron morons motherfucker retard retards scum scumbag scumbags slut whore wanker",
    "es": "cabrón cabrones gilipollas hijoputa idiota idiotas imbécil imbéciles mamón pendejo pendejos puta putas puto",
    "fr": "abruti abrutis connard connards connasse crétin crétins enculé enculés pute putes salaud salauds salope",
    "ar": "أحمق الأحمق حقير الحقير حقراء سافل عاهرة غبي الغبي أغبياء الأغبياء وغد أوغاد",
}
# Chinese has no spaces between words.
INSULTS_WITHIN = ("白痴", "白癡", "智障", "王八蛋", "混蛋", "賤人", "贱人", "腦殘", "脑残", "畜生", "他媽的", "去死")
WORDS = frozenset(
    unicodedata.normalize("NFKC", word).casefold() for words in INSULTS.values() for word in words.split()
)

# The scripts in which a language is written, as their letters are named in Unicode. A language that is not here gives
# no hint: better none than a wrong one.
LATIN = "ca cs cy da de en es et eu fi fr ga hr hu id is it lt lv ms mt nb nl nn no pl pt ro sk sl sq sv sw tl tr vi"
SCRIPTS: dict[str, frozenset[str]] = {
    **dict.fromkeys(LATIN.split(), frozenset({"LATIN"})),
    **dict.fromkeys(("ar", "fa", "ur", "ps"), frozenset({"ARABIC"})),
    **dict.fromkeys(("bg", "be", "kk", "mk", "ru", "uk"), frozenset({"CYRILLIC"})),
    **dict.fromkeys(("hi", "mr", "ne"), frozenset({"DEVANAGARI"})),
    "el": frozenset({"GREEK"}),
    "he": frozenset({"HEBREW"}),
    "ja": frozenset({"CJK", "HIRAGANA", "KATAKANA"}),
    "ko": frozenset({"HANGUL", "CJK"}),
    "sr": frozenset({"CYRILLIC", "LATIN"}),
    "th": frozenset({"THAI"}),
    "zh": frozenset({"CJK", "BOPOMOFO"}),
}
FEWEST_LETTERS = 4  # fewer are a name or an abbreviation


def insults(text: str) -> bool:
    """Does one of the words stand in it? In whole words; in Chinese anywhere."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return not WORDS.isdisjoint(re.findall(r"\w+", folded)) or any(word in folded for word in INSULTS_WITHIN)


def in_another_script(text: str, language: str) -> bool:
    """Are most of its letters of no script of that language, a BCP 47 tag?"""
    expected = SCRIPTS.get(language.split("-", maxsplit=1)[0].lower())
    letters = Counter(unicodedata.name(each, "?").split()[0] for each in text if each.isalpha())
    if not expected or letters.total() < FEWEST_LETTERS:
        return False
    return sum(count for script, count in letters.items() if script in expected) * 2 < letters.total()
