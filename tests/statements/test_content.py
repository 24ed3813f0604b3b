"""What a statement may contain: words of any script, and nothing that hides, reorders or overruns."""

import unicodedata

import pytest

from deliberation.statements.content import fault, tidy

WRITTEN = {
    "Arabic with vowels": "يَجِبُ أَنْ تَكُونَ الحَافِلاتُ مَجَّانِيَّةً.",
    "Hebrew with points": "צָרִיךְ לִסְגֹּר אֶת הָרְחוֹב לִמְכוֹנִיּוֹת.",
    "Hebrew with a direction mark": "קו 5\u200f צריך לנסוע בלילה.",
    "Vietnamese": "Đường phố nên dành cho người đi bộ vào cuối tuần.",
    "Estonian": "Õpetajate palk peaks tõusma üle keskmise.",
    "Chinese": "夜間公車應該每半小時一班。",
    "Thai": "ควรมีรถเมล์กลางคืนทุกครึ่งชั่วโมง และไม่ต้องจ่าย\u200bเงิน",
    "Devanagari": "रात की बसें हर आधे घंटे में चलनी चाहिए।",
    "Devanagari with a joiner": "क्\u200dष का अर्थ सभी को समझना चाहिए।",
    "Persian with a non-joiner": "می\u200cخواهم اتوبوس‌های شبانه بیشتر شوند.",
    "Tibetan": "ང་ཚོས་སྐད་ཡིག་སྲུང་སྐྱོབ་བྱེད་དགོས།",
    "Emoji": "More trees 🌳 in every street 🩷.",
    "Emoji joined": "Safe crossings for families 👨‍👩‍👧‍👦 and 🏳️‍🌈 everybody 👍🏽.",
    "Flags": "Buses to 🇳🇴 and 🏴󠁧󠁢󠁳󠁣󠁴󠁿 at night.",
    "Newer than this Python": "A splatter \U0001fadf of paint on the road.",
}


@pytest.mark.parametrize("name", WRITTEN)
def test_what_people_really_write_passes_unchanged(name) -> None:
    text = unicodedata.normalize("NFC", WRITTEN[name])
    assert tidy(text) == text
    assert fault(text, 200) is None


def test_composed_and_decomposed_letters_are_the_same_text() -> None:
    assert tidy("Cafe\u0301s may stay open") == tidy("Caf\u00e9s may stay open") == "Caf\u00e9s may stay open"


def test_line_breaks_and_runs_of_spaces_become_one_space() -> None:
    assert tidy("  Night\n buses\t\tshould \u3000 run.\r\n") == "Night buses should run."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Write your statement in words."),
        ("   \n", "Write your statement in words."),
        ("?!?", "Write your statement in words."),
        ("🙂🙂", "Write your statement in words."),
        ("\u200b\u200e", "Write your statement in words."),
        ("x" * 201, "Shorten it to 200 characters; it has 201."),
        ("Pay \u202e001\u202c now", "Remove the invisible characters that change the direction of the text."),
        ("Pay \u2067001\u2069 now", "Remove the invisible characters that change the direction of the text."),
        ("Nul \x00 here", "Remove the control characters."),
        ("Bell \x07 here", "Remove the control characters."),
        ("Escape \x1b[31m here", "Remove the control characters."),
        ("Lone \ud800 surrogate", "Remove the control characters."),
        ("Private \ue000 use", "Remove the control characters."),
        ("No character \ufffe", "Remove the control characters."),
        ("No character \ufdd0", "Remove the control characters."),
        ("Z\u0300\u0301\u0302\u0303\u0304algo", "Remove the stacked accents."),
        ("Z\u0300\u0301\u0489\u0302\u0303\u0489algo", "Remove the stacked accents."),
    ],
)
def test_what_hides_or_overruns_is_refused_in_words(text, sentence) -> None:
    refusal = fault(tidy(text), 200)
    assert (refusal.code, refusal.status, refusal.fields) == ("statement-text", 400, {"text": sentence})
    assert refusal.detail == sentence


def test_the_longest_statement_passes() -> None:
    assert fault("x" * 200, 200) is None
