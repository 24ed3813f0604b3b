"""Changing one's own password, over both faces."""

import pytest
from django.test import Client

from tests.cast import HOUR, NOON, founded

pytestmark = pytest.mark.django_db
OLD, NEW = "a long one, for tests", "another long one, for tests"


@pytest.fixture
def fay(at, settings):
    at(NOON + HOUR)
    settings.SECOND_FACTOR = False
    return founded(password=OLD).fay


def comes_in(password):
    sent = {"email": "fay@example.org", "password": password}
    return Client().post("/api/v1/session", sent, content_type="application/json").status_code == 200


def test_it_is_changed_with_the_old_one_and_other_sessions_end(face, fay):
    elsewhere = Client()
    for client in (face.client, elsewhere):
        client.force_login(fay)
    key = face.client.session.session_key
    assert face.change_password(OLD, NEW).done
    assert (comes_in(OLD), comes_in(NEW)) == (False, True)
    assert face.account_data().done
    assert face.client.session.session_key != key
    assert elsewhere.get("/desk/").status_code == 302


@pytest.mark.parametrize(
    ("password", "new", "said"),
    [
        ("not this one", NEW, "This is not your password."),
        (OLD, "short", "at least 12 characters"),
        (OLD, "password1234", "too common"),
        (OLD, "Springfield-Answerable-2026", "made of names"),
        (OLD, "Example.Example.org", "made of names"),
    ],
)
def test_what_is_not_right_changes_nothing(face, fay, password, new, said):
    face.client.force_login(fay)
    told = face.change_password(password, new)
    assert not told.done
    assert told.says(said)
    assert comes_in(OLD)


def test_a_stolen_session_does_not_find_out_the_password(face, fay):
    """Not here and not where an account is erased: both count as attempts to sign in."""
    face.client.force_login(fay)
    statuses = [face.change_password(f"guess {number}", NEW).status for number in range(6)]
    statuses += [face.erase_account(f"guess {number}").status for number in range(6)]
    assert (set(statuses[:10]), set(statuses[10:])) == ({400}, {429})
    assert face.change_password(OLD, NEW).status == 429


def test_a_visitor_changes_nothing(face, fay):
    assert not face.change_password(OLD, NEW).done
    assert comes_in(OLD)
