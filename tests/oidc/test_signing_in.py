"""Signing in at a real provider, seen from the pages and the API of this site."""

import json
import logging
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
import requests
import time_machine
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core import serializers
from django.test import Client

from deliberation.consultations.actions import close, open_consultation
from deliberation.errors import Invalid
from deliberation.people.models import Person
from deliberation.record.models import Entry
from deliberation.statements.models import Statement
from deliberation.votes.identity import COOKIE
from deliberation.votes.invitations import invite
from deliberation.votes.models import AGREE, DISAGREE, CurrentVote, Participant, Vote
from tests.cast import HOUR, LESSON, draft, fresh

pytestmark = pytest.mark.django_db
WELCOME = "You are signed in for this consultation, and your votes count."


def vote(browser, value=AGREE, slug="streets"):
    """On what it is shown, by the form of the page."""
    page = browser.get(f"/c/{slug}/vote/").content.decode()
    sent = dict(re.findall(r'name="(statement|operation)" value="([^"]+)"', page))
    assert browser.post(f"/c/{slug}/vote/", {**sent, "value": value}).status_code == 302
    return int(sent["statement"])


def counted():
    return list(CurrentVote.objects.order_by("vote").values_list("participant__tier", "counted"))


def test_signing_in_leads_to_the_provider_and_back_to_the_vote(device, asking):
    asking()
    page = device.get("/c/streets/sign-in/").content.decode()
    assert "Sign in with Springfield ID" in page
    back = device.sign_in("ann")
    assert (back.status_code, back.headers["Location"]) == (302, "/c/streets/vote/")
    assert WELCOME in device.get("/c/streets/vote/").content.decode()
    assert Participant.objects.get().tier == "verified"
    vote(device)
    assert counted() == [("verified", True)]


def test_what_is_asked_of_the_provider(device, asking, settings):
    asking()
    page = urlsplit(device.leave())
    asked = {name: value for name, (value,) in parse_qs(page.query).items()}
    assert f"{page.scheme}://{page.netloc}" == settings.OIDC["issuer"]
    assert asked["scope"] == "openid"
    assert asked["prompt"] == "login"  # on a shared device the last person may still be signed in there
    assert asked["redirect_uri"] == f"{settings.BASE_URL}/signed-in/"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["state"]) >= 16
    assert len(asked["nonce"]) >= 32
    again = parse_qs(urlsplit(device.leave()).query)
    assert all(again[name] != [asked[name]] for name in ("state", "nonce", "code_challenge"))


@pytest.mark.parametrize("how", ["client_secret_basic", "client_secret_post"])
def test_both_ways_of_proving_who_this_site_is(device, asking, provider, settings, monkeypatch, how):
    asking()
    settings.OIDC = provider.register(settings.BASE_URL, how)
    if how == "client_secret_post":  # the provider does not tell which it takes, so ours believes the other one
        monkeypatch.setattr("deliberation.web.oidc.Protocol.basic_auth", False)
    assert device.sign_in("ann").headers["Location"] == "/c/streets/vote/"


def test_people_come_back_in_their_language(device, asking):
    asking()
    back = device.sign_in("ann", prefix="/es")
    assert back.headers["Location"] == "/es/c/streets/vote/"
    cancelled = device.get(device.answer(device.leave(prefix="/fr"), action="deny"))
    assert cancelled.headers["Location"].startswith("/fr/c/streets/sign-in/")


def test_votes_cast_before_count_from_then_on(device, asking):
    asking()
    vote(device)
    vote(device, DISAGREE)
    assert counted() == [("open", False)] * 2
    assert (
        "Your votes are kept, but they do not count until you sign in."
        in device.get("/c/streets/mine/").content.decode()
    )
    device.sign_in("ann")
    assert Participant.objects.count() == 1
    assert counted() == [("verified", True)] * 2
    assert list(Vote.objects.order_by("id").values_list("counted", "value")) == [
        (False, AGREE), (False, DISAGREE), (True, AGREE), (True, DISAGREE),
    ]  # fmt: skip
    assert "until you sign in" not in device.get("/c/streets/mine/").content.decode()


def test_a_second_device_goes_on_as_the_same_participant(device, another, asking):
    asking()
    device.sign_in("ann")
    first = vote(device)
    phone = another()
    phone.sign_in("ann")
    second = vote(phone)
    assert first != second
    assert Participant.objects.count() == 1
    page = phone.get("/c/streets/mine/").content.decode()
    assert all(Statement.objects.get(number=number).text in page for number in (first, second))


def test_what_a_known_person_voted_on_another_device_stays_beside(device, another, asking):
    asking()
    device.sign_in("ann")
    vote(device)
    phone = another()
    vote(phone, DISAGREE)
    vote(phone, DISAGREE)
    assert phone.sign_in("ann").headers["Location"] == "/c/streets/vote/"
    assert Participant.objects.count() == 2
    assert sorted(counted()) == [("open", False), ("open", False), ("verified", True)]
    vote(phone)
    assert sorted(counted()) == [("open", False), ("open", False), ("verified", True), ("verified", True)]


@pytest.mark.parametrize("known", [False, True])
def test_what_was_written_in_this_browser_is_theirs(device, another, asking, known):
    asking()
    if known:
        another().sign_in("ann")
    device.get("/c/streets/vote/")
    device.post("/c/streets/write/", {"text": "Benches belong in the shade."})
    device.sign_in("ann")
    assert "Benches belong in the shade." in device.get("/c/streets/mine/").content.decode()
    phone = another()
    phone.sign_in("ann")
    assert "Benches belong in the shade." in phone.get("/c/streets/mine/").content.decode()


def test_two_people_on_one_device_are_two(device, asking):
    asking()
    device.sign_in("ann")
    annes = vote(device)
    device.sign_in("bob")
    assert Participant.objects.count() == 2
    assert Statement.objects.get(number=annes).text not in device.get("/c/streets/mine/").content.decode()
    assert counted() == [("verified", True)]
    device.sign_in("ann")
    assert Statement.objects.get(number=annes).text in device.get("/c/streets/mine/").content.decode()


def test_who_lost_the_cookie_gets_the_votes_back_by_signing_in(device, asking):
    asking()
    device.sign_in("ann")
    number = vote(device)
    device.post("/next-person/")
    assert Statement.objects.get(number=number).text not in device.get("/c/streets/mine/").content.decode()
    device.cookies.clear()
    device.sign_in("ann")
    assert Statement.objects.get(number=number).text in device.get("/c/streets/mine/").content.decode()


def test_a_participant_that_a_lost_database_took_away_counts_again_after_signing_in(device, asking):
    """A backup from before the sign-in came back; the browser still has the cookie."""
    asking()
    device.sign_in("ann")
    Participant.objects.all().delete()
    vote(device)
    assert counted() == [("open", False)]
    device.sign_in("ann")
    vote(device)
    assert CurrentVote.objects.filter(participant__tier="verified", counted=True).count() == 2


def test_signing_in_for_one_consultation_changes_nothing_in_another(device, asking):
    asking()
    asking(slug="parks")
    number = vote(device, slug="parks")
    device.sign_in("ann")
    text = Statement.objects.get(number=number, consultation__slug="parks").text
    assert text in device.get("/c/parks/mine/").content.decode()
    assert Participant.objects.get(consultation__slug="parks").tier == "open"
    device.sign_in("ann", slug="parks")
    assert set(Participant.objects.values_list("tier", flat=True)) == {"verified"}
    assert text in device.get("/c/parks/mine/").content.decode()


# What is kept


def dump():
    """Every row of every table, as text."""
    return serializers.serialize("json", (row for model in apps.get_models() for row in model.objects.all()))


def test_nothing_is_kept_of_who_it_is(device, asking, settings, provider):
    asking()
    requests.put(f"{provider.issuer}/users/ann-4711", json={"email": "ann@mail.example", "iban": "NO93"}, timeout=60)
    people = Person.objects.count()
    device.sign_in("ann-4711")
    vote(device)
    stored = dump()
    assert not [word for word in ("ann-4711", "ann@mail.example", "NO93", provider.issuer) if word in stored]
    assert Person.objects.count() == people
    assert not any(table.objects.exists() for table in (SocialAccount, SocialApp, SocialToken, EmailAddress, Session))
    assert "sessionid" not in {name for name, cookie in device.cookies.items() if cookie.value}
    kept = {"id", "consultation_id", "pseudonym", "tier", "paper", "joined_at"}
    assert set(Participant.objects.values().get()) == kept


def test_two_consultations_cannot_be_joined(device, asking):
    asking()
    asking(slug="parks")
    for slug in ("streets", "parks"):
        device.sign_in("ann", slug=slug)
    one, two = Participant.objects.values_list("pseudonym", flat=True)
    assert one != two


def test_the_cookie_names_nobody(device, asking, provider):
    consultation = asking()
    device.sign_in("ann-4711")
    cookie = device.cookies[COOKIE].value
    name = Participant.objects.get().pseudonym
    assert not [word for word in ("ann-4711", provider.issuer, name) if word in cookie]
    assert consultation.pk  # which consultation it is for stands there; who, only this site's key can make


def test_a_session_of_staff_goes_on(device, asking, cast):
    asking()
    device.force_login(cast.fay)
    device.sign_in("ann")
    assert device.get("/desk/").status_code == 200
    assert "socialaccount" not in json.dumps(dict(device.session.items()))


# What is refused


@pytest.mark.parametrize(
    "spoilt",
    [
        {"key": "other"},
        {"alg": "none"},
        {"alg": "HS256"},
        {"claims": {"aud": "another-site"}},
        {"claims": {"azp": "another-site"}},
        {"claims": {"iss": "http://127.0.0.1:1"}},
        {"claims": {"nonce": "of-another-question"}},
        {"claims": {"nonce": None}},
        {"claims": {"exp": -120}},
        {"claims": {"iat": 3600}},
        {"claims": {"sub": ""}},
        {"claims": {"sub": 7}},
    ],
    ids=str,
)
def test_a_token_that_is_not_right_proves_nothing(device, asking, provider, spoilt):
    asking()
    provider.spoil(**spoilt)
    back = device.sign_in("ann")
    assert back.headers["Location"] == "/c/streets/sign-in/?trouble=failed"
    page = device.get(back.headers["Location"]).content.decode()
    assert "no answer came that we can rely on" in page
    assert not Participant.objects.exists()
    provider.spoil()
    assert device.sign_in("ann").headers["Location"] == "/c/streets/vote/"


def test_a_clock_that_is_a_little_ahead_is_borne(device, asking, provider):
    asking()
    provider.spoil(claims={"iat": 20})
    assert device.sign_in("ann").headers["Location"] == "/c/streets/vote/"


def test_who_says_no_at_the_provider_is_told_that_nothing_was_stored(device, asking):
    asking()
    back = device.get(device.answer(device.leave(), action="deny"), follow=True)
    assert "You did not sign in. Nothing was stored." in back.content.decode()
    assert not Participant.objects.exists()
    assert not Session.objects.exists()


def test_an_answer_to_another_browser_is_refused(device, another, asking):
    """Nobody can make somebody else vote as them."""
    asking()
    address = device.answer(device.leave(), sub="mallory")
    victim = another()
    victim.leave()
    back = victim.get(address)
    assert back.status_code == 400
    assert "This sign-in was not begun in this browser, or it took too long." in back.content.decode()
    assert not Participant.objects.exists()


def test_an_answer_works_once(device, asking):
    asking()
    address = device.answer(device.leave(), sub="ann")
    assert device.get(address).status_code == 302
    assert device.get(address).status_code == 400


def test_who_comes_back_too_late_begins_anew(device, asking, now):
    asking()
    address = device.answer(device.leave(), sub="ann")
    with time_machine.travel(now + 11 * HOUR / 60):
        assert device.get(address).status_code == 400
    assert not Participant.objects.exists()


@pytest.mark.parametrize(
    "path", ["/signed-in/", "/signed-in/?code=x", "/signed-in/?state=x&code=y", "/signed-in/?error=no"]
)
def test_a_made_up_return_is_refused(device, asking, path):
    asking()
    back = device.get(path, headers={"Accept-Language": "fr"})
    assert back.status_code == 400
    assert "/fr/" in back.content.decode()


def test_a_provider_that_cannot_be_reached(device, asking, settings):
    asking()
    settings.OIDC = {**settings.OIDC, "issuer": "http://127.0.0.1:9"}
    page = device.post("/c/streets/sign-in/")
    assert page.status_code == 502
    assert "Signing in did not work" in page.content.decode()
    assert not Session.objects.exists()


def test_a_provider_that_calls_itself_otherwise_than_it_was_set(device, asking, settings):
    asking()
    described = f"{settings.OIDC['issuer']}/.well-known/openid-configuration"
    settings.OIDC = {**settings.OIDC, "issuer": described}  # the right description, of another issuer
    assert device.post("/c/streets/sign-in/").status_code == 502


@pytest.fixture
def redirecting() -> Iterator[str]:
    """The issuer of a provider whose description lies at another address, to which it sends whoever asks."""

    class Description(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            here = self.path.startswith("/.well-known/")
            self.send_response(302 if here else 200)
            self.send_header("Location", "/elsewhere")
            self.end_headers()
            named = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
            self.wfile.write(b"" if here else json.dumps(dict.fromkeys(named, issuer)).encode())

        def log_message(self, *_words: object) -> None:
            """Nothing to be told."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Description) as server:
        issuer = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield issuer
        server.shutdown()


def test_a_provider_that_sends_us_elsewhere_is_not_followed(device, asking, settings, redirecting):
    asking()
    settings.OIDC = {**settings.OIDC, "issuer": redirecting}
    assert requests.get(f"{redirecting}/.well-known/openid-configuration", timeout=60).json()["issuer"] == redirecting
    assert device.post("/c/streets/sign-in/").status_code == 502


def test_a_wrong_secret_of_ours(device, asking, settings):
    asking()
    settings.OIDC = {**settings.OIDC, "secret": "another"}
    assert device.sign_in("ann").headers["Location"].endswith("?trouble=failed")


def test_the_log_says_nothing_of_who_it_was(device, asking, provider, caplog):
    asking()
    provider.spoil(claims={"aud": "another-site"})
    with caplog.at_level(logging.DEBUG, logger="deliberation"):
        device.sign_in("ann-4711")
    assert "The sign-in provider's answer was of no use: OAuth2Error." in caplog.text
    assert "ann-4711" not in caplog.text


def test_a_closing_in_between_holds(device, asking, cast, now):
    consultation = asking()
    address = device.answer(device.leave(), sub="ann")
    close(consultation=consultation, by=cast.fay, now=now, did_not_work=LESSON)
    back = device.get(address)
    assert back.status_code == 409
    assert "This consultation closed on" in back.content.decode()
    assert not Participant.objects.exists()
    assert device.get("/c/streets/sign-in/").status_code == 200
    assert device.post("/c/streets/sign-in/").status_code == 200  # the page that says so


# Which consultations


def test_where_everybody_counts_nobody_need_sign_in(device, asking):
    asking("everybody")
    for answer in (device.get("/c/streets/sign-in/"), device.post("/c/streets/sign-in/")):
        assert answer.status_code == 409
    assert device.get("/api/v1/consultations/streets/sign-in").json()["code"] == "sign-in-off"
    assert "sign-in/" not in device.get("/c/streets/").content.decode().partition("<main")[2].partition("</main>")[0]


def test_only_people_who_signed_in_take_part(device, asking):
    asking("verified-only")
    assert device.get("/c/streets/vote/").status_code == 403
    page = device.get("/c/streets/vote/").content.decode()
    assert "This consultation is for people who have signed in." in page
    assert 'href="/c/streets/sign-in/"' in page
    refused = device.post("/api/v1/consultations/streets/next", content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "verified-needed")
    assert not Participant.objects.exists()
    device.sign_in("ann")
    assert device.get("/c/streets/vote/").status_code == 200
    assert device.post("/api/v1/consultations/streets/next", content_type="application/json").status_code == 200


@pytest.mark.parametrize(("admission", "promised"), [("verified-count", True), ("verified-only", False)])
@pytest.mark.parametrize("path", ["/c/streets/", "/c/streets/poster/"])
def test_no_page_promises_that_it_needs_no_account_where_it_does(device, asking, admission, promised, path):
    asking(admission)
    assert ("needs no account" in device.get(path).content.decode()) == promised


def test_the_api_says_where_to_sign_in_and_votes_with_the_same_cookie(device, asking, settings):
    asking()
    address = "/api/v1/consultations/streets/sign-in"
    assert device.get(address).json() == {
        "address": f"{settings.BASE_URL}/c/streets/sign-in/", "provider": "Springfield ID", "tier": None,
    }  # fmt: skip
    device.post("/api/v1/consultations/streets/next", content_type="application/json")
    assert device.get(address).json()["tier"] == "open"
    device.sign_in("ann")
    assert device.get(address).json()["tier"] == "verified"
    shown = device.post("/api/v1/consultations/streets/next", content_type="application/json").json()
    sent = {"statement": shown["statement"]["number"], "value": 1, "operation": str(uuid4())}
    answer = device.post("/api/v1/consultations/streets/votes", sent, content_type="application/json")
    assert answer.json()["counted"] is True


def code_for(consultation, cast, now):
    return invite(consultation=consultation, number=1, by=cast.fay, now=now)[0]


def test_a_code_or_a_sign_in(device, another, asking, cast, now):
    consultation = asking("invited-or-verified")
    guest = another()
    guest.post("/c/streets/invitation/", {"code": code_for(consultation, cast, now)})
    device.sign_in("ann")
    for browser in (guest, device, another()):
        vote(browser)
    assert sorted(counted()) == [("invited", True), ("open", False), ("verified", True)]


def test_a_code_and_a_sign_in_of_one_browser_are_one(device, asking, cast, now):
    consultation = asking("invited-or-verified")
    code, spare = invite(consultation=consultation, number=2, by=cast.fay, now=now)
    device.post("/c/streets/invitation/", {"code": code})
    vote(device)
    device.sign_in("ann")
    assert counted() == [("verified", True)]
    assert Vote.objects.count() == 1
    assert device.post("/c/streets/invitation/", {"code": spare}).status_code == 409
    assert Participant.objects.count() == 1


def test_who_counts_by_a_code_here_and_signed_in_elsewhere_does_not_become_two_in_one(
    device, another, asking, cast, now
):
    consultation = asking("invited-or-verified")
    another().sign_in("ann")
    device.post("/c/streets/invitation/", {"code": code_for(consultation, cast, now)})
    vote(device)
    back = device.sign_in("ann")
    assert back.status_code == 409
    assert "The votes of this browser count already, by an invitation code" in back.content.decode()
    assert counted() == [("invited", True)]
    assert "until you sign in" not in device.get("/c/streets/mine/").content.decode()


def test_where_only_people_who_signed_in_count_a_code_is_not_used_up(device, asking, cast, now):
    consultation = asking()
    code = code_for(consultation, cast, now)
    page = device.post("/c/streets/invitation/", {"code": code})
    assert page.status_code == 403
    assert "A code is of no use; sign in." in page.content.decode()
    assert consultation.invitations.count() == 1
    assert not Participant.objects.exists()


# Without a provider


def test_without_a_provider_it_is_neither_offered_nor_taken(cast, settings, now):
    settings.OIDC = {}
    with pytest.raises(Invalid) as refused:
        draft(cast, admission="verified-only")
    assert "no provider is set up" in refused.value.fields["admission"]
    desk = Client()
    desk.force_login(cast.fay)
    draft(cast, slug="plan")
    address = "/desk/consultations/plan/edit/admission/"
    assert "verified" not in desk.get(address).content.decode()
    settings.OIDC = {"name": "Springfield ID", "issuer": "https://id.example", "client": "a", "secret": "b"}
    assert 'value="verified-only"' in desk.get(address).content.decode()


def test_without_a_provider_nobody_comes_back(db, settings):
    settings.OIDC = {}
    assert Client().get("/signed-in/?state=x&code=y").status_code == 404


def test_a_draft_does_not_open_when_its_provider_is_gone(cast, settings):
    settings.OIDC = {"name": "Springfield ID", "issuer": "https://id.example", "client": "a", "secret": "b"}
    plan = draft(cast, admission="verified-count")
    settings.OIDC = {}
    with pytest.raises(Invalid) as refused:
        open_consultation(consultation=plan, by=cast.fay, now=plan.opens_at)
    assert (refused.value.code, set(refused.value.fields)) == ("not-ready", {"admission"})
    settings.OIDC = {"name": "Springfield ID", "issuer": "https://id.example", "client": "a", "secret": "b"}
    open_consultation(consultation=plan, by=cast.fay, now=plan.opens_at)
    assert fresh(plan).opening.admission == "verified-count"
    assert Entry.objects.get(act="consultation.opened").details["admission"] == "verified-count"
