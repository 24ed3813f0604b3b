"""Every error is a problem document, whoever finds it."""

import json

import pytest

from deliberation.api import organisations
from tests.cast import founded, opened, seeded

V1 = "/api/v1"


@pytest.fixture
def streets(db):
    cast = founded()
    consultation = opened(cast)
    seeded(cast, consultation)
    return consultation


def is_problem(response, status, code):
    body = json.loads(response.content)
    assert response.status_code == status, body
    assert response["Content-Type"] == "application/problem+json"
    assert (body["status"], body["code"], body["type"]) == (status, code, f"/api/docs/problems#{code}")
    assert body["title"]
    assert body["detail"]
    assert set(body) <= {"type", "title", "status", "code", "detail", "fields"}
    return body


@pytest.fixture
def raw(visitor):
    """Sends bytes as they are, with a good token."""
    token = visitor.get("/session").body["csrf_token"]

    def send(path, data=b"", content_type="application/json", method="post", **headers):
        return visitor.client.generic(
            method.upper(), path, data, content_type=content_type, HTTP_X_CSRFTOKEN=token, **headers
        )

    return send


@pytest.mark.parametrize("path", ["/api/", "/api/v1", "/api/v1/", "/api/v1/votes", "/api/v2/consultations",
                                  "/api/v1/consultations/", "/api/v1/obligations/one"])  # fmt: skip
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_an_address_that_is_not_there(raw, path, method):
    is_problem(raw(path, method=method), 404, "not-found")


def test_an_address_that_is_not_there_needs_no_token(client, db):
    is_problem(client.post("/api/v1/nowhere"), 404, "not-found")


@pytest.mark.parametrize("path", ["/consultations/gone", "/consultations/gone/votes", "/consultations/gone/results",
                                  "/consultations/gone/record", "/consultations/gone/statements"])  # fmt: skip
def test_a_consultation_that_is_not_there(visitor, path):
    is_problem(visitor.get(path).response, 404, "no-consultation")


def test_other_things_that_are_not_there(visitor, streets):
    is_problem(visitor.get("/obligations/7").response, 404, "no-obligation")
    is_problem(visitor.get(f"/obligations/{10**40}").response, 404, "no-obligation")
    is_problem(visitor.get("/organisations/gone").response, 404, "no-organisation")
    is_problem(visitor.get("/consultations/streets/results").response, 404, "no-publication")
    is_problem(visitor.get("/consultations/streets/results/1").response, 404, "no-publication")


def test_a_page_beyond_the_last(visitor, streets):
    is_problem(visitor.get("/organisations", page=9).response, 404, "not-found")


@pytest.mark.parametrize("query", [{"misspelt": "x"}, {"page": "last"}, {"page_size": "0"}, {"page_size": "1000"}])
def test_a_query_that_means_nothing(visitor, query):
    body = is_problem(visitor.get("/organisations", **query).response, 400, "not-valid")
    assert list(body["fields"]) == list(query)


def test_a_method_that_is_not_there(raw, streets):
    response = raw(f"{V1}/consultations/streets/votes", method="put", data=b"{}")
    is_problem(response, 405, "method-not-allowed")
    assert set(response["Allow"].split(", ")) == {"GET", "POST", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("data", [b"{", b"\xff", b"", b"[" * 200_000, b'{"value": NaN}', b'{"\\ud800": 1}'])
def test_a_body_that_is_not_json(raw, streets, data):
    response = raw(f"{V1}/consultations/streets/votes", data)
    is_problem(response, 400, "parse-error" if data else "not-valid")


@pytest.mark.parametrize("data", [b"[]", b'"vote"', b"null", b"7"])
def test_a_body_that_is_not_an_object(raw, streets, data):
    is_problem(raw(f"{V1}/consultations/streets/votes", data), 400, "not-valid")


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "application/x-www-form-urlencoded",
                                          "multipart/form-data; boundary=x"])  # fmt: skip
def test_a_body_of_another_kind(raw, streets, content_type):
    response = raw(f"{V1}/consultations/streets/votes", b"value=1", content_type)
    is_problem(response, 415, "unsupported-media-type")


def test_a_body_without_end(raw, streets, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    data = json.dumps({"text": "x" * 1000}).encode()
    is_problem(raw(f"{V1}/consultations/streets/statements", data), 413, "too-large")


def test_an_answer_of_another_kind(visitor, db):
    is_problem(visitor.client.get(f"{V1}/organisations", HTTP_ACCEPT="image/png"), 406, "not-acceptable")


def test_a_401_names_the_way_in(visitor, streets):
    answer = visitor.post("/consultations/streets/closing")
    is_problem(answer.response, 401, "sign-in-needed")
    assert answer.headers["WWW-Authenticate"].startswith("Cookie ")


def test_nested_fields_are_named_by_their_path(visitor, streets):
    answer = visitor.post("/consultations/streets/seeds", {"texts": ["good", 7, None]})
    assert list(answer.body["fields"]) == ["texts.2"]


@pytest.mark.parametrize(
    ("path", "sent"), [("statements/0/appeal", {"reason": 7}), ("seeds", {"texts": ["good", 7.5]})]
)
def test_a_number_is_no_text(visitor, streets, path, sent):
    """The description says what is text; the framework would write a number out."""
    body = is_problem(visitor.post(f"/consultations/streets/{path}", sent).response, 400, "not-valid")
    assert list(body["fields"]) == list(sent)


def test_several_faults_are_named_at_once(visitor, streets):
    answer = visitor.post("/session", {"mail": "x", "email": "not an address"})
    assert set(answer.body["fields"]) == {"mail", "email", "password"}


def test_a_fault_of_ours_is_a_problem_too(visitor, monkeypatch, db):
    def fails(*_anything):
        raise RuntimeError("a fault")

    monkeypatch.setattr(organisations.OrganisationList, "get", fails)
    visitor.client.raise_request_exception = False
    response = visitor.client.get(f"{V1}/organisations")
    body = is_problem(response, 500, "server-error")
    assert "a fault" not in json.dumps(body)


def test_what_one_person_may_see_is_kept_in_no_cache(visitor, streets):
    for path in ("/session", "/consultations/streets", "/consultations/gone"):
        assert "no-store" in visitor.get(path).headers["Cache-Control"]


# The token


@pytest.mark.parametrize("signed_in", [True, False], ids=["staff", "a stranger"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", "/consultations/streets/next"),
        ("post", "/consultations/streets/votes"),
        ("post", "/consultations/streets/statements"),
        ("post", "/consultations/streets/statements/0/rulings"),
        ("post", "/consultations/streets/closing"),
        ("post", "/consultations"),
        ("patch", "/consultations/streets"),
        ("post", "/obligations/1/sign-off"),
        ("post", "/session"),
        ("delete", "/session"),
        ("delete", "/participation"),
    ],
)
def test_whatever_writes_needs_the_token(visitor, streets, method, path, signed_in):
    if signed_in:
        visitor.as_staff(founded().fay)
    visitor.get("/session")
    for token in ({}, {"HTTP_X_CSRFTOKEN": "x" * 32}):
        response = getattr(visitor.client, method)(V1 + path, {}, format="json", **token)
        body = is_problem(response, 403, "csrf-failed")
        assert "X-CSRFToken" in body["detail"]


def test_a_token_without_its_cookie_is_refused(visitor, browser_of, streets):
    """Another site can make a browser send a header only with a token of its own."""
    stranger = browser_of()
    token = visitor.get("/session").body["csrf_token"]
    response = stranger.client.post(f"{V1}/consultations/streets/next", format="json", HTTP_X_CSRFTOKEN=token)
    is_problem(response, 403, "csrf-failed")


def test_a_form_of_another_site_is_refused(visitor, streets):
    """A form's body reaches the server without asking first; it carries the cookies and no token."""
    visitor.get("/session")
    response = visitor.client.generic(
        "POST", f"{V1}/consultations/streets/next", b"", content_type="text/plain", HTTP_ORIGIN="https://evil.example"
    )
    is_problem(response, 403, "csrf-failed")
