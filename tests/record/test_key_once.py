"""An entry with a key is there once, however often and from wherever it is entered."""

import pytest

from deliberation.record.actions import enter
from deliberation.record.models import Entry
from tests.cast import NOON
from tests.side_by_side import on_postgres, together


def keyed(key: str | None) -> bool:
    return enter(act="role.given", subject="test/1", now=NOON, key=key)


@pytest.mark.django_db
def test_the_second_entry_with_a_key_adds_nothing_and_says_so() -> None:
    assert [keyed("test/1"), keyed("test/1"), keyed("test/2")] == [True, False, True]
    assert Entry.objects.count() == 2


@pytest.mark.django_db
def test_without_a_key_every_entry_is_added() -> None:
    assert [keyed(None), keyed(None)] == [True, True]
    assert Entry.objects.count() == 2


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_a_race_for_one_key_leaves_one_entry_and_one_winner() -> None:
    answers = together(*[lambda: keyed("test/1")] * 4)
    assert sorted(answers) == [False, False, False, True]
    assert Entry.objects.count() == 1
