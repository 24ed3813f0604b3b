"""What differs between two texts."""

from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from deliberation.obligations.differences import MOST_PIECES, compare
from tests.cast import CLOSING, DAY, answer, closed_and_bound, commitment


@pytest.mark.parametrize(
    ("before", "after", "parts"),
    [
        ("", "", []),
        ("Buses run.", "Buses run.", [("same", "Buses run.")]),
        ("", "Buses run.", [("new", "Buses run.")]),
        ("Buses run.", "", [("gone", "Buses run.")]),
        (
            "Night buses run every 30 minutes.",
            "Night buses run every 20 minutes.",
            [("same", "Night buses run every "), ("gone", "30 "), ("new", "20 "), ("same", "minutes.")],
        ),
        (
            "夜間公車每三十分鐘",
            "夜間公車每二十分鐘",
            [("same", "夜間公車每"), ("gone", "三"), ("new", "二"), ("same", "十分鐘")],
        ),
    ],
)
def test_words_that_went_and_came(before, after, parts) -> None:
    assert compare(before, after) == parts


texts = st.text(st.sampled_from("ab 1.\n車公é"), max_size=60)


@given(texts, texts)
def test_both_texts_can_be_read_from_the_parts(before, after) -> None:
    parts = compare(before, after)
    assert "".join(part.text for part in parts if part.kind != "new") == before
    assert "".join(part.text for part in parts if part.kind != "gone") == after


def test_very_long_texts_are_compared_by_lines() -> None:
    line = "word " * 10 + "\n"
    before = line * (MOST_PIECES // 9)
    assert compare(before, before + "and more") == [("same", before), ("new", "and more")]


@pytest.mark.django_db
def test_the_api_tells_what_changed_between_versions_as_the_page_does() -> None:
    world = closed_and_bound()
    duty = world.consultation.obligations.first()
    for day, draft in enumerate((commitment(summary="Two lines."), commitment(summary="Three lines.")), 1):
        answer(obligation=duty, draft=draft, by=world.cast.omar, now=CLOSING + day * DAY)

    def changes(version: int) -> Any:
        return Client().get(f"/api/v1/obligations/{duty.pk}/versions/{version}/changes").json()

    assert changes(1) == {"version": 1, "before": None, "changes": []}
    parts = [{"kind": "gone", "text": "Two "}, {"kind": "new", "text": "Three "}, {"kind": "same", "text": "lines."}]
    assert changes(2) == {"version": 2, "before": 1, "changes": [{"field": "summary", "parts": parts}]}
    assert changes(3)["code"] == "no-answer"
    page = Client().get(f"/obligations/{duty.pk}/versions/2/").content.decode()
    assert "Three" in page
