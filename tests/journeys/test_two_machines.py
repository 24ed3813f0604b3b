"""Two web machines and two workers serve one site: it does not matter which of them answers, or that one dies."""

import re
from datetime import timedelta

import httpx
import pytest
from django.db import connection  # noqa: F401 - the condition below asks it
from django.test import Client
from django.utils import timezone

from deliberation.results.models import Analysis
from deliberation.votes.models import Vote
from tests.cast import founded, voted_world

pytestmark = [pytest.mark.worker, pytest.mark.once]
FIELD = re.compile(r'<input type="hidden" name="(csrfmiddlewaretoken|mark|statement|operation)" value="([^"]*)"')


@pytest.fixture
def machines(parts):
    """The addresses of two web machines; beside them two workers and a clock."""
    now = timezone.now()
    cast = founded()
    voted_world(cast, opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=7))
    parts.start_broker()
    for name in ("first", "second"):
        parts.start_worker(name)
    parts.start_clock()
    return cast, parts.start_web("web one"), parts.start_web("web two")


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="several machines need a server for the database")
def test_any_machine_answers_and_one_may_die(machines, parts, eventually):
    cast, one, two = machines
    stored = Vote.objects.count()
    with httpx.Client(timeout=60) as citizen:
        ballot = filled(citizen, one)
        for machine in (two, one):  # the answer of the first got lost, so it is sent again
            assert citizen.post(f"{machine}/c/streets/vote/", data=ballot).status_code == 302
        assert Vote.objects.count() == stored + 1
        for machine in (one, two):
            assert 'aria-pressed="true"' in citizen.get(f"{machine}/c/streets/mine/").text
        files = re.findall(r'href="(/static/[^"]+\.css)"', citizen.get(f"{one}/").text)
        assert [citizen.get(two + file).status_code for file in files] == [200] * len(files) != []
        parts.kill("web one")
        parts.kill("first")
        assert citizen.post(f"{two}/c/streets/vote/", data=filled(citizen, two)).status_code == 302
    last = Vote.objects.latest("id").pk
    eventually(lambda: Analysis.objects.filter(up_to_vote=last).exists())
    staff = Client()
    staff.force_login(cast.fay)
    with httpx.Client(timeout=60, cookies={"sessionid": staff.cookies["sessionid"].value}) as desk:
        assert "How should the streets" in desk.get(f"{two}/desk/").text


def filled(citizen, machine):
    """The form of the page that asks for a vote, with the answer."""
    page = citizen.get(f"{machine}/c/streets/vote/").text
    form = page[page.index("<form", page.index('id="statement"') - 2000) :]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)[1]
    return {**dict(FIELD.findall(form)), "csrfmiddlewaretoken": token, "value": "1"}
