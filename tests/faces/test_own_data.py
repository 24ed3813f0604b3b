"""Reading what is kept about oneself and having it erased, over both faces."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from deliberation.obligations.own_data import own_data
from deliberation.statements.models import Statement
from deliberation.statements.moderating import rule
from deliberation.votes.identity import COOKIE
from deliberation.votes.models import AGREE, Participant, Vote
from tests.cast import HOUR, NOON, TEXTS
from tests.faces.faces import Pages

pytestmark = pytest.mark.django_db
TEXT, NOTE, WHY = "Benches belong on every square.", "It is about parks.", "Squares are streets."


@pytest.fixture
def author(face, world):
    """Somebody who votes, writes, is rejected, and appeals."""
    for number in range(3):
        face.arrive("streets")
        face.vote("streets", number, AGREE, uuid4())
    face.write("streets", TEXT)
    written = Statement.objects.get(text=TEXT)
    rule(statement=written, outcome="rejected", reason="off-topic", note=NOTE, by=world[0].fay, now=NOON + HOUR)
    face.appeal("streets", written.number, WHY)
    return face


def test_everything_that_is_kept_is_shown_to_its_owner_alone(author, another):
    told = author.own_data("streets")
    assert [word for word in (TEXT, WHY, *TEXTS[:3]) if not told.says(word)] == []
    name = Participant.objects.get().pseudonym
    assert not told.says(name)
    stranger = another()
    stranger.arrive("streets")
    for each in (stranger, another()):
        assert not each.own_data("streets").says(TEXT)


def test_what_was_erased_is_gone_and_the_browser_begins_anew(author):
    before = Participant.objects.get().pseudonym
    assert author.erase("streets").done
    assert not author.own_data("streets").says(TEXT)
    assert (Participant.objects.count(), Vote.objects.count()) == (0, 0)
    author.arrive("streets")
    assert Participant.objects.get().pseudonym != before
    assert author.erase("streets").done


def test_nothing_is_erased_by_accident_or_by_a_stranger(author, another):
    assert author.erase("streets", sure=False).status == 400
    another().erase("streets")
    forger = another()
    forger.forge_cookie()
    assert forger.erase("streets").status == 401
    assert author.own_data("streets").says(TEXT)


def test_the_file_is_the_whole_of_it(author, world):
    cookies = {COOKIE: author.client.cookies[COOKIE].value}
    told = author.client.get(reverse("web:my-data-file", args=["streets"]))
    assert told["Content-Disposition"] == 'attachment; filename="streets-my-data.json"'
    (part,) = told.json()["parts"]
    (kept,) = own_data(world[1], cookies)
    assert {name: len(rows) for name, rows in part.items() if isinstance(rows, list)} == {
        "shown": len(kept["shown"]), "votes": 3, "statements": 1, "ratings": 0, "confirmations": 0,
    }  # fmt: skip
    assert part["statements"][0]["appeals"][0]["reason"] == WHY
    assert part["statements"][0]["note"] == NOTE


def test_a_longer_list_asks_no_more_of_the_database(author):
    if not isinstance(author, Pages):
        return
    asked = []
    for number in (3, 4):
        with CaptureQueriesContext(connection) as queries:
            author.own_data("streets")
        asked.append(len(queries))
        author.vote("streets", number, AGREE, uuid4())
    assert asked[0] == asked[1]
