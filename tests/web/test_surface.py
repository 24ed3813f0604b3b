"""What browsers are told and not let do: headers of every address, and requests that other sites send."""

import os
import subprocess
import sys

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from deliberation.consultations.actions import allow_embedding
from deliberation.consultations.models import Consultation
from deliberation.people.models import Person
from deliberation.votes.identity import COOKIE, remember
from deliberation.web.framing import OWN
from tests.cast import CLOSING, HOUR, MINUTE, closed_and_bound, published, voted_world, with_an_app
from tests.house.sources import ROOT
from tests.web.addresses import every_address
from tests.web.observatory import HALF_A_YEAR, policy_of, score

OURS = {"ANSWERABLE", "DJANGO"}
SITE = "https://news.example.org"
FILES = {"api:files", "api:draft-files"}  # these read no JSON
CROSS = {"Sec-Fetch-Site": "cross-site"}


@pytest.fixture
def streets(db, clock, settings) -> Consultation:
    """A consultation with something on every page, on a site with TLS; another one asks to show its vote."""
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 2 * HALF_A_YEAR, True
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = settings.HTTPS = True
    world = published(voted_world(closes_at=CLOSING))
    allow_embedding(consultation=world.consultation, origins=[SITE], by=world.cast.fay, now=CLOSING - HOUR)
    closed_and_bound(world)
    clock.move_to(CLOSING + MINUTE)
    return world.consultation


def readers() -> list[Client]:
    """A visitor, somebody who takes part, and somebody who runs the consultation."""
    visitor, participant, facilitator = Client(), Client(), Client()
    response = HttpResponse()
    remember(response, "ann")
    for name in (COOKIE, OWN[COOKIE]):
        participant.cookies[name] = response.cookies[COOKIE].value
    facilitator.force_login(Person.objects.get(email="fay@example.org"))
    for client in (participant, facilitator):
        for name in list(client.cookies):
            client.cookies[f"__Host-{name}"] = client.cookies[name].value
    return [visitor, participant, facilitator]


def test_the_observatory_gives_every_page_120_and_every_frame_100(streets):
    scores = {}
    for client in readers():
        for address in every_address():
            answer = client.get(address.path, secure=True)
            if not answer.streaming and answer["Content-Type"].startswith("text/html"):
                known = scores.get(address.name, 200)
                scores[address.name] = min(known, score(answer))
    assert len(scores) > 80
    low = {name: given for name, given in scores.items() if given < (100 if "embed" in name else 120)}
    assert low == {}


def test_the_score_falls_with_what_it_is_about(streets):
    answer = Client().get("/", secure=True)
    best = score(answer)
    answer["Content-Security-Policy"] = "default-src 'none'; script-src 'unsafe-inline'"
    assert score(answer) < 90 < 120 <= best
    answer = Client().get("/", secure=True)
    del answer["Strict-Transport-Security"]
    assert score(answer) == 80


def test_every_answer_keeps_to_itself(streets):
    answer = Client().get("/", secure=True)
    told = {
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Strict-Transport-Security": f"max-age={2 * HALF_A_YEAR}; includeSubDomains",
    }
    assert {name: answer.headers.get(name) for name in told} == told
    assert {"camera=()", "geolocation=()", "microphone=()"} <= set(answer["Permissions-Policy"].split(", "))
    policy = policy_of(answer)
    assert (policy.pop("require-trusted-types-for"), policy.pop("trusted-types")) == (["'script'"], ["default"])
    foreign = [each for named in policy.values() for each in named if each not in {"'self'", "'none'", "data:"}]
    assert foreign == []
    for address in (reverse("machines:badge", args=[1]), "/c/streets/qr.svg", "/embed/streets/"):
        shown = Client().get(address, secure=True)["Cross-Origin-Resource-Policy"]
        assert shown == "cross-origin", f"{address} is there to be shown by other sites"


def test_no_address_takes_anything_that_another_site_sent(streets):
    """With the right token, as a site would have that had stolen it; both faces."""
    let_in, (_visitor, participant, facilitator) = {}, readers()
    for client in (participant, facilitator):
        client.handler.enforce_csrf_checks = True
        headers = {**CROSS, "X-CSRFToken": client.get("/api/v1/session").json()["csrf_token"]}
        for address in every_address():
            sent = {} if address.name in FILES else {"data": "{}", "content_type": "application/json"}
            methods = (client.post, client.put, client.delete)
            answers = [send(address.path, **sent, headers=headers) for send in methods]
            if taken := [answer.status_code for answer in answers if answer.status_code not in {401, 403, 404, 405}]:
                let_in[address.name] = taken
    assert set(let_in) <= {"web:notices-end"}  # mail programs end notices by themselves, with what the mail holds


@pytest.mark.parametrize(("site", "status"), [(None, 302), ("same-origin", 302), ("none", 302), ("same-site", 403)])
def test_what_our_own_pages_send_is_taken(streets, site, status):
    client = Client(enforce_csrf_checks=True)
    token = client.get("/api/v1/session").json()["csrf_token"]
    headers = {"Sec-Fetch-Site": site} if site else {}
    answer = client.post("/next-person/", {"csrfmiddlewaretoken": token}, headers=headers)
    assert answer.status_code == status


def test_a_foreign_host_or_origin_gets_nothing(streets):
    client = Client(enforce_csrf_checks=True)
    token = client.get("/api/v1/session").json()["csrf_token"]
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400
    sent = {"csrfmiddlewaretoken": token}
    assert client.post("/next-person/", sent, headers={"Origin": "https://evil.example"}).status_code == 403
    person = Person.objects.get(email="fay@example.org")
    with_an_app(person)
    headers = {"Origin": "https://evil.example", "X-CSRFToken": token}
    answer = client.delete("/api/v1/session", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf-failed")


def test_django_has_nothing_to_say_against_a_real_site():
    """`manage.py check --deploy`, as an operator runs it."""
    environment = {name: value for name, value in os.environ.items() if name.split("_")[0] not in OURS}
    environment["ANSWERABLE_SECRET_KEY"] = "only-for-this-test-k7-Qz_3xWv9LpT2mRb8sYc4nHd6jGf1aUe5oIi0tKw"
    environment |= {"DATABASE_URL": "", "ANSWERABLE_BASE_URL": "https://consult.example.org"}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
