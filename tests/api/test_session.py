"""Signing in and out, and who there is."""

import pytest

from tests.cast import MINUTE, NOON, founded, opened, shown_by, with_an_app

STREETS = "/consultations/streets"
DRAFT = {
    "host": "springfield",
    "ministry": "transport",
    "slug": "parks",
    "question": "Which park first?",
    "background": "There is money for one.",
    "opens_at": "2026-03-03T08:00:00Z",
    "closes_at": "2026-03-10T08:00:00Z",
}


@pytest.fixture
def cast(db):
    return founded()


def test_staff_sign_in_and_out(browser_of, db):
    code = shown_by(with_an_app(founded(password="correct horse battery").fay), NOON + MINUTE)
    browser = browser_of()
    assert browser.get("/session").body["person"] is None
    sent = {"email": "FAY@example.org", "password": "correct horse battery"}
    assert browser.post("/session", sent).code == "second-factor-needed"
    signed_in = browser.post("/session", {**sent, "code": code})
    assert (signed_in.status, signed_in.body["person"]["name"]) == (200, "Fay")
    browser.token = signed_in.body["csrf_token"]
    who = browser.get("/session").body["person"]
    assert [(role["role"], role["organisation"]["slug"]) for role in who["roles"]] == [("facilitator", "springfield")]
    assert browser.post("/consultations", DRAFT).status == 201
    assert browser.delete("/session").status == 204
    assert browser.get("/session").body["person"] is None


def test_the_old_token_ends_with_signing_in(browser_of, db):
    code = shown_by(with_an_app(founded(password="correct horse battery").fay), NOON + MINUTE)
    browser = browser_of()
    before = browser.get("/session").body["csrf_token"]
    browser.post("/session", {"email": "fay@example.org", "password": "correct horse battery", "code": code})
    browser.token = before
    assert browser.post("/consultations", DRAFT).code == "csrf-failed"


@pytest.mark.parametrize(
    "wrong",
    [{"password": "wrong"}, {"email": "nobody@example.org"}, {"password": "correct horse battery "}],
    ids=["password", "address", "a space"],
)
def test_a_wrong_sign_in_tells_nothing_of_who_has_an_account(browser_of, db, wrong):
    founded(password="correct horse battery")
    answer = browser_of().post("/session", {"email": "fay@example.org", "password": "correct horse battery", **wrong})
    assert (answer.status, answer.code) == (401, "sign-in-failed")
    assert answer.body["detail"] == "There is no account with this address and password."


def test_a_deactivated_account_is_nobody(cast, as_staff):
    opened(cast)
    fay = as_staff(cast, "fay")
    cast.fay.is_active = False
    cast.fay.save()
    assert fay.get("/session").body["person"] is None
    assert fay.post(f"{STREETS}/closing").code == "sign-in-needed"


def test_organisations_are_public(cast, visitor):
    assert [row["slug"] for row in visitor.get("/organisations").rows] == [
        "shelbyville", "springfield", "health", "transport",
    ]  # fmt: skip
    assert visitor.get("/organisations/transport").body == {
        "slug": "transport", "name": "Ministry of Transport", "answers": True,
    }  # fmt: skip
