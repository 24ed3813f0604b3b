"""Most votes go past what surrounds pages. A browser is told the same there, and nobody gets in that would not else."""

from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.test import Client

from deliberation.metrics import OWN
from deliberation.votes.models import Vote
from deliberation.web import lane
from tests.bench.sizes_pages import browser
from tests.cast import citizen, founded, opened, seeded, served

pytestmark = pytest.mark.django_db
PAGE = "/c/streets/vote/"


@pytest.fixture
def streets():
    cast = founded()
    consultation = opened(cast)
    seeded(cast, consultation)
    served(citizen(consultation, "ann"), 2)
    return consultation


def ballot(**other):
    """A form as a browser sends it."""
    form = urlencode({"statement": 2, "value": -1, "operation": str(uuid4()), **other})
    return {"data": form, "content_type": lane.FORM}


@pytest.fixture
def ways(monkeypatch):
    """Which way each vote went."""
    taken: list[str] = []
    onwards = lane._onwards
    monkeypatch.setattr(lane, "_onwards", lambda *given: taken.append("lane") or onwards(*given))
    return taken


def told(response):
    return response.status_code, dict(sorted(response.headers.items())), response.content


def test_where_there_is_no_page_no_vote_is_taken(streets, ways):
    assert browser("ann").post(f"/en{PAGE}", **ballot()).status_code == 404
    assert (ways, Vote.objects.count()) == ([], 0)


@pytest.mark.parametrize("path", [PAGE, f"/ar{PAGE}", f"/zh-hant{PAGE}"])
def test_both_ways_tell_a_browser_the_same(streets, ways, monkeypatch, path):
    quick = told(browser("ann").post(path, **ballot()))
    assert ways == ["lane"]
    monkeypatch.setattr(lane, "_plain", lambda _request: False)
    whole = told(browser("ann").post(path, **ballot()))
    assert ways == ["lane"]
    assert set(quick[1].items()) ^ set(whole[1].items()) == set()
    assert quick == whole
    assert quick[0] == 302
    assert list(Vote.objects.values_list("statement__number", "value", "counted")) == [(2, -1, True)] * 2


def test_what_another_site_made_a_browser_send_is_refused(streets, ways):
    ann = browser("ann")
    ann.handler.enforce_csrf_checks = True
    assert ann.post(PAGE, **ballot()).status_code == 403
    ann.cookies["csrftoken"] = "a" * 32
    for headers in (
        {"X-CSRFToken": "b" * 32},
        {"X-CSRFToken": "a" * 32, "Origin": "https://elsewhere.example"},
        {"X-CSRFToken": "a" * 32, "Sec-Fetch-Site": "cross-site"},
    ):
        assert ann.post(PAGE, **ballot(), headers=headers).status_code == 403, headers
    assert ann.post(PAGE, **ballot(), headers={"X-CSRFToken": "a" * 32, "Host": "elsewhere.example"}).status_code == 400
    assert (ways, Vote.objects.count()) == ([], 0)
    assert ann.post(PAGE, **ballot(), headers={"X-CSRFToken": "a" * 32}).status_code == 302
    assert (ways, Vote.objects.count()) == (["lane"], 1)


@pytest.mark.parametrize(
    ("status", "sent"),
    [(400, {"value": "2"}), (400, {"operation": "x"}), (409, {"mark": "0" * 16}), (404, {"statement": "77"})],
)
def test_what_is_wrong_with_a_vote_is_said_by_the_whole_way(streets, ways, status, sent):
    assert browser("ann").post(PAGE, **ballot(**sent)).status_code == status
    assert (ways, Vote.objects.count()) == ([], 0)


def test_what_a_script_sends_is_stored_with_others_too(streets, ways):
    together = "answerable_votes_committed_together_count"
    before = OWN.get_sample_value(together)
    assert browser("ann").post(PAGE, **ballot(part="ballot")).status_code == 200
    assert (ways, Vote.objects.count()) == ([], 1)
    assert OWN.get_sample_value(together) == before + 1


def test_whoever_never_voted_here_goes_the_whole_way(streets, ways):
    assert Client().post(PAGE, **ballot()).status_code == 401
    assert ways == []


def test_whoever_is_signed_in_goes_the_whole_way(streets, ways):
    ann = browser("ann")
    ann.cookies["sessionid"] = "x" * 32
    assert ann.post(PAGE, **ballot()).status_code == 302
    assert (ways, Vote.objects.count()) == ([], 1)
