"""How a consultation goes, over both faces: for its staff, without who and without how."""

import pytest
from django.test import Client
from django.utils.html import escape

from deliberation.results.stock import take_stock
from tests.cast import (
    AGREE,
    HOUR,
    NOON,
    TEXTS,
    citizen,
    founded,
    fresh,
    opened,
    published,
    seeded,
    served,
    vote,
    voted_world,
)

pytestmark = pytest.mark.django_db
PAGE = "/desk/consultations/streets/health/"


@pytest.fixture
def running(at):
    """42 people have voted, stock was taken, and one publication is out."""
    at(NOON + 2 * HOUR)
    world = published(voted_world())
    take_stock(consultation=world.consultation, now=NOON + HOUR)
    return world


def test_staff_see_how_it_goes(face, running):
    face.sign_in(running.cast.fay)
    told = face.health("streets")
    assert told.done
    for sentence in (
        "About 40 people whose votes count cast about 505 votes.",
        "Half of the people have cast 12 votes or fewer so far.",
        "Every statement has at least 30 votes.",
        "In publication 1 there are 3 opinion groups, found again to",
    ):
        assert told.says(sentence), sentence


@pytest.mark.parametrize("who", [None, "filip", "omar"])
def test_others_see_none_of_it(face, running, who):
    if who:
        face.sign_in(getattr(running.cast, who))
    refused = face.health("streets")
    assert not refused.done
    assert not refused.says("About 40")


def test_before_the_first_stock_there_is_nothing_but_the_statements(face, world):
    cast, _consultation = world
    face.sign_in(cast.fay)
    told = face.health("streets")
    assert told.says("There are no figures yet.")
    assert told.says("Statements, the fewest votes first") or told.says('"below":true')


def test_nobody_is_named(face, running):
    face.sign_in(running.cast.fay)
    told = face.health("streets")
    for person in running.people:
        assert person.pseudonym not in told.text


def test_only_changed_figures_are_sent_again(running):
    client = Client()
    client.force_login(running.cast.fay)
    first = client.get(PAGE, {"part": "figures"})
    assert b"<html" not in first.content
    assert f'data-tag="{escape(first["ETag"])}"' in client.get(PAGE).content.decode()
    again = client.get(PAGE, {"part": "figures"}, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    for number in range(30):
        vote(citizen(running.consultation, f"late {number}"), 0, AGREE, NOON + HOUR)
    take_stock(consultation=running.consultation, now=NOON + 2 * HOUR)
    renewed = client.get(PAGE, {"part": "figures"}, headers={"If-None-Match": first["ETag"]})
    assert renewed.status_code == 200
    assert b"About 70 people" in renewed.content


def test_the_links_of_renewed_figures_lead_to_the_page(at):
    at(NOON + HOUR)
    world = voted_world(founded())
    take_stock(consultation=world.consultation, now=NOON + HOUR)
    client = Client()
    client.force_login(world.cast.fay)
    assert b"part=figures" not in client.get(PAGE, {"part": "figures", "page": "1"}).content


@pytest.mark.parametrize("statements", [1, 3])
def test_it_costs_as_many_queries_with_three_statements_as_with_one(face, at, statements, django_assert_num_queries):
    at(NOON + HOUR)
    cast = founded()
    consultation = opened(cast)
    seeded(cast, consultation, TEXTS[:statements])
    take_stock(consultation=fresh(consultation), now=NOON + HOUR)
    face.sign_in(cast.fay)
    with django_assert_num_queries(11 if face.name == "html" else 15):
        assert face.health("streets").done


def test_a_statement_that_nobody_saw_leads_and_one_that_was_seen_is_counted(face, world):
    cast, consultation = world
    for number in range(12):
        served(citizen(consultation, f"person {number}"), 3)
    take_stock(consultation=fresh(consultation), now=NOON + HOUR)
    face.sign_in(cast.fay)
    told = face.health("streets").text
    if face.name == "api":
        assert told.index('"number":4') < told.index('"number":3,"seen":10,"voters":null,"below":true')
    else:
        before, parking = told.split("Parking should be free")
        assert "School streets" in before
        assert '<td class="number">10' in parking
