"""Signing in takes two steps, over pages and over the API; and nobody stays signed in for ever."""

import re

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from deliberation import settings as configured
from deliberation.environment import second_factor
from deliberation.people.actions import appoint, end_role
from deliberation.people.models import Membership
from deliberation.people.permissions import Role
from deliberation.people.second_factor import codes_left, has_factor
from tests.cast import HOUR, MINUTE, NOON, colleague, founded, shown_by, with_an_app

PASSWORD = "correct horse battery staple"
START = NOON + HOUR
ASKED = "/sign-in/?next=/desk/"


@pytest.fixture
def cast():
    return founded(password=PASSWORD)


@pytest.fixture
def secret(cast) -> str:
    return with_an_app(cast.fay)


def password_typed(client: Client, email: str = "fay@example.org", password: str = PASSWORD, **more: str):
    return client.post("/sign-in/", {"username": email, "password": password, **more})


def by_api(client: Client, **sent: str):
    body = {"email": "fay@example.org", "password": PASSWORD, **sent}
    return client.post("/api/v1/session", body, content_type="application/json")


def desk(client: Client) -> int:
    return client.get("/desk/").status_code


def test_a_password_alone_opens_nothing(cast, secret):
    client = Client()
    assert password_typed(client).headers["Location"] == "/sign-in/code/"
    assert client.get("/desk/").headers["Location"] == ASKED
    assert client.get("/api/v1/session").json()["person"] is None
    assert client.delete("/api/v1/session/everywhere").status_code == 401
    assert client.get("/sign-in/set-up/").status_code == 302, "whoever has a factor cannot set up another one instead"


def test_both_steps_lead_to_where_one_was_going_and_the_same_code_does_not_work_again(cast, secret):
    client, code = Client(), shown_by(secret, START)
    password_typed(client, next="/desk/organisations/springfield/people/")
    before = client.session.session_key
    assert client.post("/sign-in/code/", {"code": "12"}).status_code == 401
    done = client.post("/sign-in/code/", {"code": code})
    assert done.headers["Location"] == "/desk/organisations/springfield/people/"
    assert (desk(client), client.session.session_key == before) == (200, False)
    other = Client()
    password_typed(other)
    assert "was used already" in other.post("/sign-in/code/", {"code": code}).content.decode()
    assert by_api(other, code=code).json()["code"] == "code-wrong"


def test_the_first_step_lasts_ten_minutes_and_ends_with_another_password(cast, secret, clock):
    client = Client()
    password_typed(client)
    cast.fay.set_password("another long password")
    cast.fay.save()
    assert client.get("/sign-in/code/").status_code == 302
    password_typed(client, password="another long password")
    assert client.get("/sign-in/code/").status_code == 200
    clock(START + 10 * MINUTE)
    assert client.get("/sign-in/code/").status_code == 302


def test_whoever_has_no_second_factor_sets_one_up_first_without_a_script(cast):
    client = Client()
    assert password_typed(client).headers["Location"] == "/sign-in/set-up/"
    page = client.get("/sign-in/set-up/").content.decode()
    secret = re.search(r'class="key">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    assert client.post("/sign-in/set-up/", {"code": "1"}).status_code == 400
    assert not has_factor(cast.fay)
    shown = client.post("/sign-in/set-up/", {"code": shown_by(secret, START)}).content.decode()
    codes = re.findall(r"<code>(\d{12})</code>", shown)
    assert (len(codes), desk(client)) == (10, 200)
    other = Client()
    password_typed(other)
    assert other.post("/sign-in/code/", {"code": codes[3]}).headers["Location"] == "/desk/"
    assert codes_left(cast.fay) == 9


def test_the_api_asks_for_both_at_once(cast):
    client = Client()
    assert by_api(client).json()["code"] == "second-factor-missing"
    secret = with_an_app(cast.fay)
    assert by_api(client).json()["code"] == "second-factor-needed"
    assert client.get("/api/v1/session").json()["person"] is None
    assert by_api(client, code=shown_by(secret, START)).json()["person"]["name"] == "Fay"
    assert client.delete("/api/v1/session/everywhere").status_code == 204
    assert by_api(client, code=shown_by(secret, START)).json()["code"] == "code-wrong"


@pytest.mark.parametrize("email", ["fay@example.org", "nobody@example.org"])
def test_too_many_wrong_passwords_and_then_not_even_the_right_one(cast, secret, email, clock):
    client = Client()
    said = {password_typed(client, email, "wrong").content.decode().count("Please enter a correct") for _ in range(9)}
    assert said == {1}, "the same is said whether there is an account or not"
    assert by_api(client, email=email, password="wrong").status_code == 401, "both faces count together"
    refused = password_typed(client, email)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "900")
    assert by_api(client, email=email).status_code == 429
    clock(START + 16 * MINUTE)
    assert password_typed(client, email).status_code == (302 if email.startswith("fay") else 200)


def test_codes_cannot_be_tried_for_long(cast, secret):
    client = Client()
    password_typed(client)
    tried = [client.post("/sign-in/code/", {"code": f"{number:06}"}).status_code for number in range(10)]
    assert set(tried) == {401}
    right = client.post("/sign-in/code/", {"code": shown_by(secret, START)})
    assert (right.status_code, int(right.headers["Retry-After"]) > 0) == (429, True)


def test_changing_factors_needs_a_fresh_sign_in(cast, secret, signed_in, clock):
    fay = signed_in(cast.fay)
    assert fay.get("/desk/account/factors/").status_code == 200
    clock(START + 20 * MINUTE)
    again = "/sign-in/again/?next=/desk/account/factors/"
    assert fay.get("/desk/account/factors/").headers["Location"] == again
    assert fay.post("/desk/account/codes/").headers["Location"] == "/sign-in/again/?next=/desk/account/"
    assert fay.post(again, {"password": "wrong"}).status_code == 200
    assert fay.post(again, {"password": PASSWORD}).headers["Location"] == "/sign-in/code/"
    done = fay.post("/sign-in/code/", {"code": shown_by(secret, START + 20 * MINUTE)})
    assert done.headers["Location"] == "/desk/account/factors/"
    assert fay.get("/desk/account/factors/").status_code == 200
    assert len(re.findall(r"<code>\d{12}</code>", fay.post("/desk/account/codes/").content.decode())) == 10


def test_a_demonstration_may_do_without_and_says_so(cast, settings):
    assert second_factor(demo=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANSWERABLE_SECOND_FACTOR", "no")
        assert not second_factor(demo=True)
        with pytest.raises(ImproperlyConfigured, match="demonstrations"):
            second_factor(demo=False)
    settings.DEMO, settings.SECOND_FACTOR = True, False
    client = Client()
    assert "a password is enough here" in client.get("/sign-in/").content.decode()
    assert password_typed(client).headers["Location"] == "/desk/"
    assert by_api(Client()).status_code == 200
    assert "nobody needs a second factor" in client.get("/desk/account/").content.decode()
    assert client.get("/desk/account/factors/").headers["Location"] == "/desk/account/"
    settings.SECOND_FACTOR = True
    assert desk(client) == 302, "sessions without a second factor end when one is asked for"


def test_an_operator_resets_it_for_whoever_has_lost_everything(cast, secret, signed_in):
    fay = signed_in(cast.fay)
    call_command("reset_second_factor", "FAY@example.org")
    assert (has_factor(cast.fay), desk(fay)) == (False, 302)
    with pytest.raises(CommandError):
        call_command("reset_second_factor", "nobody@example.org")


# How long a session lasts


def test_a_session_ends_after_half_an_hour_of_nothing_and_after_twelve_hours(cast, signed_in, clock, settings):
    settings.SESSION_IDLE = configured.SESSION_IDLE
    idle, busy = signed_in(cast.fay), signed_in(cast.fay)
    for step in range(1, 29):
        clock(START + step * 25 * MINUTE)
        assert desk(busy) == 200
    assert desk(idle) == 302
    clock(START + 12 * HOUR)
    assert desk(busy) == 302
    late = signed_in(cast.fay)
    clock(START + 12 * HOUR + 29 * MINUTE)
    assert late.get("/api/v1/session").json()["person"]
    clock(START + 12 * HOUR + 59 * MINUTE)
    assert late.get("/api/v1/session").json()["person"] is None


def test_a_session_that_no_sign_in_began_is_nobodys(cast, signed_in):
    fay = signed_in(cast.fay)
    session = fay.session
    del session["begun"]
    session.save()
    assert desk(fay) == 302


def test_the_session_gets_a_new_key_when_rights_change(cast, signed_in):
    zac = colleague(cast)
    client = signed_in(zac)
    keys = [client.session.session_key]
    appoint(email=zac.email, name="", role=Role.OBSERVER, organisation=cast.city, now=START)
    assert desk(client) == 200
    keys.append(client.session.session_key)
    end_role(membership=Membership.objects.get(person=zac, role=Role.OBSERVER), by=cast.fay, now=START)
    assert desk(client) == 200
    keys.append(client.session.session_key)
    assert desk(client) == 200
    assert (len(set(keys)), client.session.session_key) == (3, keys[-1])


@pytest.mark.parametrize("everywhere", [
    lambda client: client.post(reverse("web:sign-out-everywhere")),
    lambda client: client.delete(reverse("api:session-everywhere")),
])  # fmt: skip
def test_signing_out_everywhere(cast, signed_in, everywhere):
    here, there, hana = signed_in(cast.fay), signed_in(cast.fay), signed_in(cast.hana)
    everywhere(here)
    assert [desk(client) for client in (here, there, hana)] == [302, 302, 200]
