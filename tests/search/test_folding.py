"""How texts are compared, and where a match stands in the text as it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.search.folding import folded, where
from deliberation.search.terms import terms


@pytest.mark.parametrize(("text", "same"), [
    ("Überfüllte Straße", "UBERFULLTE STRASSE"),
    ("Søren Łódź", "soren lodz"),
    ("Việt Nam đường", "viet nam duong"),
    ("Ile İstanbul ısı", "ile istanbul isi"),
    ("الْحَافِلَاتُ اللَّيْلِيَّة", "الحافلات الليليه"),
    ("أحمد إلى آخر", "احمد الي اخر"),
    ("مـــدرســـة", "مدرسة"),
    ("۱۲۳ ٤٥٦ １２３", "123 456 123"),
    ("ＡＢＣ", "abc"),
    ("l’école", "L'ecole"),
    ("two\n\n  lines\u200b", "two lines"),
    ("שָׁלוֹם", "שלום"),
    ("cafe\u0301", "café"),
])  # fmt: skip
def test_texts_that_are_the_same_to_a_reader(text: str, same: str) -> None:
    assert folded(text) == folded(same)


@pytest.mark.parametrize(
    ("one", "other"), [("か", "が"), ("夜間公車", "夜間公园"), ("กา", "กี"), ("कि", "का"), ("a", "b")]
)
def test_texts_that_are_not(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@pytest.mark.parametrize(("text", "term", "match"), [
    ("Night buses for Łódź.", "lodz", "Łódź"),
    ("夜間公車應該每半小時一班", "公車", "公車"),
    ("الْحَافِلَاتُ", "حافلات", "حَافِلَاتُ"),
    ("Die Straße ist eng", "strasse", "Straße"),
    ("two \n\t lines", "o l", "o \n\t l"),
    ("nothing", "else", None),
    ("anything", "", None),
])  # fmt: skip
def test_where_it_stands(text: str, term: str, match: str | None) -> None:
    place = where(text, term)
    assert (place and text[slice(*place)]) == match


@given(st.text(max_size=40), st.integers(0, 40), st.integers(1, 8))
def test_every_part_of_a_folded_text_is_found_in_the_text(text: str, start: int, length: int) -> None:
    part = folded(text)[start : start + length].strip()
    place = where(text, part)
    if part:
        assert place
        assert part in folded(text[slice(*place)])


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)


def test_the_words_of_a_question() -> None:
    assert terms(" “Night buses”,  NIGHT (Łódź)? ") == ["night", "buses", "lodz"]
    assert terms(" ?! \0 ") == []
    assert len(terms(" ".join(f"w{number}" for number in range(20)))) == 8
