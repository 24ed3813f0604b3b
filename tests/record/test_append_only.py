"""What is written in the record stays as it was written."""

import pytest
from django.db import IntegrityError

from deliberation.record.actions import enter
from deliberation.record.models import Entry, Unchangeable
from deliberation.record.queries import entries_of
from tests.cast import NOON

pytestmark = pytest.mark.django_db


def an_entry(**what: object) -> Entry:
    enter(**{"act": "role.given", "subject": "test/1", "now": NOON, **what})
    return Entry.objects.latest("id")


def test_saving_a_stored_entry_again_is_refused() -> None:
    entry = an_entry()
    entry.actor = "somebody else"
    with pytest.raises(Unchangeable):
        entry.save()
    assert Entry.objects.get(pk=entry.pk).actor == "the system, by rule"


def test_an_entry_made_by_hand_cannot_take_the_place_of_a_stored_one() -> None:
    stored = an_entry()
    forged = Entry(pk=stored.pk, act="test.forged", subject="test/1", actor="x", happened_at=NOON, recorded_at=NOON)
    with pytest.raises(IntegrityError):
        forged.save()


def test_deleting_an_entry_is_refused() -> None:
    with pytest.raises(Unchangeable):
        an_entry().delete()
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("change", [lambda rows: rows.update(actor="x"), lambda rows: rows.delete()])
def test_changing_many_entries_at_once_is_refused(change) -> None:
    an_entry()
    with pytest.raises(Unchangeable):
        change(Entry.objects.all())
    assert [entry.actor for entry in Entry.objects.all()] == ["the system, by rule"]


def test_updating_in_bulk_is_refused() -> None:
    entry = an_entry()
    entry.actor = "x"
    with pytest.raises(Unchangeable):
        Entry.objects.bulk_update([entry], ["actor"])


def test_entries_of_one_consultation_come_newest_first() -> None:
    for subject, happened in (("first", NOON), ("third", NOON.replace(day=5)), ("second", NOON.replace(day=4))):
        an_entry(subject=subject, consultation="streets", happened_at=happened)
    an_entry(subject="elsewhere", consultation="parks")
    assert [entry.subject for entry in entries_of("streets")] == ["third", "second", "first"]


def test_what_happened_and_when_it_was_written_are_kept_apart() -> None:
    entry = an_entry(happened_at=NOON.replace(day=1))
    assert (entry.happened_at, entry.recorded_at) == (NOON.replace(day=1), NOON)


def test_an_act_that_is_not_in_the_table_cannot_be_entered() -> None:
    with pytest.raises(ValueError, match=r"'test.done' is not an act of the record"):
        enter(act="test.done", subject="test/1", now=NOON)
    assert not Entry.objects.exists()
