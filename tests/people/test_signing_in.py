"""What signing in does to sessions, what the log says of it, and how passwords are kept and compared."""

import logging

import pytest
import time_machine
from django.conf import global_settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory

from deliberation import settings as configured
from deliberation.logs import Discreet
from deliberation.people.models import Person
from deliberation.people.signing_in import address_of
from tests.cast import HOUR, MINUTE, NOON, colleague, founded, shown_by, with_an_app

PASSWORD = "correct horse battery staple"
START = NOON + HOUR
ENOUGH = 600_000  # rounds of PBKDF2-HMAC-SHA-256, as ASVS 5.0 asks for in its appendix C


@pytest.fixture
def fay(db):
    return founded(password=PASSWORD).fay


def came_in(client: Client, secret: str, at, path: str = "/sign-in/", **typed: str):
    with time_machine.travel(at, tick=False):
        client.post(path, {"password": PASSWORD, **typed})
        return client.post("/sign-in/code/", {"code": shown_by(secret, at)})


def test_signing_in_again_makes_a_new_key(fay):
    client, secret = Client(), with_an_app(fay)
    came_in(client, secret, START, username=fay.email)
    first, token = client.session.session_key, client.cookies["csrftoken"].value
    came_in(client, secret, START + 5 * MINUTE, path="/sign-in/again/")
    assert client.session.session_key != first
    assert client.cookies["csrftoken"].value != token
    stolen = Client()
    stolen.cookies["sessionid"] = first
    with time_machine.travel(START + 6 * MINUTE, tick=False):
        assert stolen.get("/desk/").status_code == 302, "the key from before is of no use"
        assert client.get("/desk/").status_code == 200


@pytest.mark.parametrize("way", ["post /sign-out/", "post /desk/account/sessions/", "delete /api/v1/session",
                                 "delete /api/v1/session/everywhere"])  # fmt: skip
def test_signing_out_clears_what_the_browser_kept(fay, way):
    client, (method, path) = Client(), way.split()
    with time_machine.travel(START, tick=False):
        client.force_login(fay)
        key = client.session.session_key
        answer = getattr(client, method)(path)
        assert answer["Clear-Site-Data"] == '"cache"'
        again = Client()
        again.cookies["sessionid"] = key
        assert again.get("/api/v1/session").json()["person"] is None


def test_an_operator_ends_sessions_of_one_or_of_all(fay):
    other = colleague(founded())
    before = {person.pk: person.get_session_auth_hash() for person in (fay, other)}

    def ended() -> set[int]:
        return {
            each.pk for each in Person.objects.filter(pk__in=before) if each.get_session_auth_hash() != before[each.pk]
        }

    call_command("end_sessions", fay.email.upper())
    assert ended() == {fay.pk}
    call_command("end_sessions", all=True)
    assert ended() == set(before)
    with pytest.raises(CommandError):
        call_command("end_sessions", "nobody@example.org")


@pytest.mark.parametrize("password", [" spaces on both sides ", "ß" * 128, "Tab\tand CAPITALS 12345"])
def test_a_password_is_taken_as_it_was_typed(fay, password, settings):
    settings.SECOND_FACTOR = False
    fay.set_password(password)
    fay.save()
    by_page, by_api = Client(), Client()
    for typed in (password.swapcase(), password.strip() + "x", password[:72]):
        if typed != password:
            assert by_page.post("/sign-in/", {"username": fay.email, "password": typed}).status_code == 200
    assert by_page.post("/sign-in/", {"username": fay.email, "password": password}).status_code == 302
    sent = {"email": fay.email, "password": password}
    assert by_api.post("/api/v1/session", sent, content_type="application/json").status_code == 200


def test_passwords_are_kept_as_slow_hashes():
    first = global_settings.PASSWORD_HASHERS[0]
    assert first.endswith("PBKDF2PasswordHasher")
    assert PBKDF2PasswordHasher.iterations >= ENOUGH
    assert not hasattr(configured, "PASSWORD_HASHERS")


def test_whose_address_it_is_the_proxy_says_last(rf: RequestFactory, settings):
    asked = rf.get("/", headers={"X-Forwarded-For": "203.0.113.9, 192.0.2.7"}, REMOTE_ADDR="10.0.0.1")
    settings.SECURE_PROXY_SSL_HEADER = None
    assert address_of(asked) == "10.0.0.1", "without a proxy nobody is believed"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert address_of(asked) == "192.0.2.7", "what stands before was written by whoever asks"


def lines(caplog) -> str:
    return "\n".join(Discreet().format(record) for record in caplog.records)


def test_each_step_of_signing_in_is_told(fay, caplog):
    caplog.set_level(logging.INFO)
    client, secret = Client(), with_an_app(fay)
    with time_machine.travel(START, tick=False):
        client.post("/sign-in/", {"username": fay.email, "password": "not this one, surely"})
        client.post("/sign-in/", {"username": "zorblaxed@example.org", "password": PASSWORD})
        client.post("/sign-in/", {"username": fay.email, "password": PASSWORD})
        client.post("/sign-in/code/", {"code": "000000"})
        client.post("/sign-in/code/", {"code": shown_by(secret, START)})
        client.post("/sign-out/")
    told = [record.getMessage() for record in caplog.records if record.name == "deliberation.people.signing_in"]
    account = f"account {fay.pk}"
    assert told == [
        f"A password was wrong, for {account}.", "A password was wrong, for no account.",
        f"A password was right, for {account}.", f"A code was wrong, for {account}.",
        f"A code was right, for {account}.", f"Signed in: {account}.", f"Signed out: {account}.",
    ]  # fmt: skip
    assert not [word for word in (fay.email, fay.name, "zorblaxed", PASSWORD, secret) if word in lines(caplog)]


def test_what_is_refused_is_told(fay, caplog):
    client, strict = Client(), Client(enforce_csrf_checks=True)
    client.force_login(colleague(founded()))
    client.get("/desk/organisations/transport/people/")
    client.get("/api/v1/organisations/transport/people")
    strict.post("/sign-out/")
    client.get("/", headers={"Host": "evil.example"})
    told = lines(caplog)
    for said in (
        "Forbidden: desk/organisations/<slug:slug>/people/",
        "Forbidden: api/v1/organisations/<slug:slug>/people",
        "django.security.csrf",
        "django.security.DisallowedHost",
    ):
        assert said in told
    for _try in range(11):
        client.post(
            "/api/v1/session", {"email": fay.email, "password": "wrong", "code": ""}, content_type="application/json"
        )
    assert "Too Many Requests: api/v1/session" in lines(caplog)
