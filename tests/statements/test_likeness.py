"""Similar statements: which are found, in any script, and which are not."""

from random import Random

import pytest

from deliberation.statements.likeness import ALIKE, Shelf
from tests.statements.variants import VARIANTS, long_enough, real_statements

PAIRS = {
    "a typing error": ("Night buses should run every half hour.", "Nigth buses should run evry half hour"),
    "case and width": ("Night buses should run every half hour.", "ＮＩＧＨＴ ＢＵＳＥＳ SHOULD RUN EVERY HALF HOUR"),
    "another order": ("Night buses should run every half hour.", "Every half hour night buses should run."),
    "Chinese": ("夜間公車應該每半小時一班。", "夜間的公車應每半小時開一班"),
    "Arabic with and without vowels": ("يَجِبُ أَنْ تَكُونَ الحَافِلاتُ مَجَّانِيَّةً.", "يجب ان تكون الحافلات مجانية"),
    "Arabic with tatweel": ("يجب أن تكون الحافلات مجانية", "يجب أن تكون الحافــــلات مجانية"),
    "Hebrew with and without points": ("צָרִיךְ לִסְגֹּר אֶת הָרְחוֹב לִמְכוֹנִיּוֹת.", "צריך לסגר את הרחוב למכוניות"),
    "Vietnamese without its accents": (
        "Đường phố nên dành cho người đi bộ vào cuối tuần.",
        "Đuong pho nen danh cho nguoi đi bo",
    ),
    "Estonian with other endings": (
        "Õpetajate palk peaks tõusma üle keskmise.",
        "Opetajale palka peab tõusma üle keskmise",
    ),
    "Thai": ("ควรมีรถเมล์กลางคืนทุกครึ่งชั่วโมง", "ควรมีรถเมล์กลางคืนทุก ๆ ครึ่งชั่วโมง"),
    "Devanagari": ("रात की बसें हर आधे घंटे में चलनी चाहिए।", "रात की बसें हर आधा घंटे में चलनी चाहिये"),
    "Korean": ("심야 버스는 30분마다 운행해야 합니다.", "심야 버스는 30분마다 운행해야 한다"),
}
OTHERS = [
    "Cars should pay to enter the old town.",
    "Parking should be free for residents.",
    "停車應對居民免費。",
    "يجب إغلاق المدرسة القديمة",
    "Müra linnas peaks vähenema.",
]


@pytest.mark.parametrize("name", PAIRS)
def test_the_same_said_a_little_otherwise_is_found_and_nothing_else(name) -> None:
    stored, typed = PAIRS[name]
    assert Shelf.of([*enumerate(OTHERS), (77, stored)]).nearest(typed, 4) == [77]


@pytest.mark.parametrize("text", ["", "  ", "?", "a", "🌳🌳🌳", "The sea is salty, and so are our tears."])
def test_what_is_like_nothing_finds_nothing(text) -> None:
    assert Shelf.of(enumerate(OTHERS)).nearest(text, 4) == []


def test_an_empty_shelf_finds_nothing() -> None:
    assert Shelf.of([]).nearest(OTHERS[0], 4) == []


def test_texts_without_words_do_not_disturb_the_rest() -> None:
    assert Shelf.of([(0, "?!"), *enumerate(OTHERS, 1), (9, "…")]).nearest(OTHERS[0], 4) == [1]


def test_adding_and_taking_away_is_the_same_as_beginning_anew() -> None:
    grown = (
        Shelf.of(enumerate(OTHERS)).with_more([(7, PAIRS["Chinese"][0])]).without([0, 3]).with_more([(0, OTHERS[0])])
    )
    anew = Shelf.of([(1, OTHERS[1]), (2, OTHERS[2]), (4, OTHERS[4]), (7, PAIRS["Chinese"][0]), (0, OTHERS[0])])
    assert grown.likeness(OTHERS[0]).tolist() == anew.likeness(OTHERS[0]).tolist()
    assert grown.without([0, 1, 2, 4, 7]).nearest(OTHERS[0], 4) == []


def test_the_most_alike_comes_first_and_no_more_than_asked_for() -> None:
    texts = [f"Night buses should run every {word} hour." for word in ("", "half", "second", "single", "other")]
    found = Shelf.of(enumerate(texts)).nearest(texts[1], 3)
    assert (found[0], len(found)) == (1, 3)


LEAST_FOUND = 0.9  # of every kind of variant, in every real consultation
LEAST_REPLACED = 0.8  # where every fifth word is another one: in Chinese, every fifth character
MOST_STRANGERS = 0.01  # statements about something else that are called similar
MOST_NEIGHBOURS = 0.3  # statements of the same consultation, among them real repetitions ("I am between 20 and 24")


def test_real_statements_and_what_was_planted_among_them(shared_data, capsys) -> None:
    """Recall of every kind of variant, and false alarms, printed for each consultation."""
    real = real_statements(shared_data)
    rows = [row for name in real for row in measured(name, real)]
    with capsys.disabled():
        print(*("", *(f"{name:<34}{what:<22}{share:7.1%}" for name, what, share in rows)), sep="\n")  # noqa: T201 - the figures are the report
    assert {(name, what) for name, what, share in rows if what in VARIANTS and share < least(what)} == set()
    assert {name for name, what, share in rows if what == "strangers" and share > MOST_STRANGERS} == set()
    assert {name for name, what, share in rows if what == "neighbours" and share > MOST_NEIGHBOURS} == set()


def least(what: str) -> float:
    return LEAST_REPLACED if what == "words replaced" else LEAST_FOUND


def measured(name: str, real: dict[str, list[str]]) -> list[tuple[str, str, float]]:
    """Of one consultation: the share found of each kind, and of what should not be."""
    texts, chance = real[name], Random(name)
    shelf, number = Shelf.of(enumerate(texts)), {text: place for place, text in enumerate(texts)}
    sample = chance.sample(long_enough(texts), min(120, len(long_enough(texts))))
    rows = []
    for what, vary in VARIANTS.items():
        found = [shelf.likeness(vary(text, chance, texts))[number[text]] >= ALIKE for text in sample]
        rows.append((name, what, sum(found) / len(found)))
    elsewhere = [text for other, others in real.items() if other != name for text in others]
    strangers = [bool(shelf.nearest(text, 1)) for text in chance.sample(elsewhere, 300)]
    rows.append((name, "strangers", sum(strangers) / len(strangers)))
    neighbours = [(shelf.likeness(text) >= ALIKE).sum() > 1 for text in texts]
    return [*rows, (name, "neighbours", sum(neighbours) / len(neighbours))]
