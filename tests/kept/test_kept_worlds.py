"""What is put back is what was built; and nothing is put back where anything may be different."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import transaction

from deliberation.people.models import Organisation
from tests import emptying
from tests.cast import closed_and_bound, founded, invited_world, opened, seeded
from tests.kept_worlds import KEPT, STAGE, rows_of

pytestmark = pytest.mark.django_db


def content() -> dict[str, dict[str, str]]:
    tables = {each._meta.db_table for each in apps.get_models(include_auto_created=True)} - emptying.LEFT
    return {table: rows for table in tables if (rows := rows_of(table))}


@pytest.fixture
def afresh(monkeypatch):
    """with afresh(): a database in which nothing is, and in which nothing remains."""

    @contextmanager
    def rolled_back() -> Iterator[None]:
        STAGE.begin(monkeypatch)
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    KEPT.clear()
    return rolled_back


def test_what_is_put_back_is_what_was_built(afresh) -> None:
    with afresh():
        built, rows = closed_and_bound(), content()
    assert len(KEPT) == 1
    with afresh():
        again = closed_and_bound()
        assert content() == rows
        assert again is not built
        assert (again.cast, again.people, again.consultation) == (built.cast, built.people, built.consultation)
        assert again.publication.document == built.publication.document
        assert again.consultation.closing.closed_at == built.consultation.closing.closed_at
    assert len(rows) > 10
    assert len(KEPT) == 1


def test_each_step_begins_where_the_one_before_ended(afresh) -> None:
    found = []
    for _twice in range(2):
        with afresh():
            cast = founded()
            consultation = opened(cast)
            seeded(cast, consultation)
            found.append(content())
    assert found[0] == found[1]
    assert len(KEPT) == 3


def test_votes_by_statements_of_our_own_are_put_back_too(afresh) -> None:
    found = []
    for _twice in range(2):
        with afresh():
            invited_world(strangers=2)
            found.append(content())
    assert found[0] == found[1]
    assert len(KEPT) == 1


def test_what_was_changed_in_between_stays(afresh) -> None:
    for _twice in range(2):
        with afresh():
            cast = founded()
            Organisation.objects.filter(slug="springfield").update(name="Capital City")
            opened(cast)
            assert Organisation.objects.get(slug="springfield").name == "Capital City"
            assert STAGE.known is None
    assert len(KEPT) == 1


def test_other_settings_and_whatever_is_patched_give_other_worlds(afresh, settings, monkeypatch) -> None:
    with afresh():
        founded()
    settings.ROUND_TO = 10
    with afresh():
        founded()
    assert len(KEPT) == 2
    monkeypatch.setattr("deliberation.people.actions.SYSTEM", "somebody else")
    with afresh():
        founded()
        assert STAGE.known is None
    assert len(KEPT) == 2


def test_all_tables_are_emptied() -> None:
    closed_and_bound()
    emptying.after(None)
    assert content() == {}
