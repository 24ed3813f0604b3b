"""A browser that speaks JSON: cookies, the CSRF token, and every answer checked against the description."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator
from rest_framework.test import APIClient

from deliberation.votes.identity import COOKIE, remember
from tests.cast import NOON

V1 = "/api/v1"


class Answer:
    """A response, read."""

    def __init__(self, response: Any) -> None:
        self.response = response
        self.status = response.status_code
        self.headers = response.headers
        self.body = response.json() if response.content else None

    @property
    def code(self) -> str:
        return self.body["code"]

    @property
    def text(self) -> str:
        return self.response.content.decode()

    @property
    def rows(self) -> list[Any]:
        return self.body["results"]


class Browser:
    """Keeps cookies, sends the token with what it writes, and trusts no answer that is not as described."""

    def __init__(self, description: dict[str, Any]) -> None:
        self.client = APIClient(enforce_csrf_checks=True)
        self.description = description
        self.token = ""

    def as_citizen(self, token: str) -> "Browser":
        """Bring the participation cookie of this token, as the site would have given it."""
        response = HttpResponse()
        remember(response, token)
        self.client.cookies[COOKIE] = response.cookies[COOKIE].value
        return self

    def as_staff(self, person: Any) -> "Browser":
        self.client.force_login(person)
        return self

    def get(self, path: str, **query: Any) -> Answer:
        return self.send("get", path, query)

    def post(self, path: str, body: Any = None) -> Answer:
        return self._write("post", path, body)

    def patch(self, path: str, body: Any = None) -> Answer:
        return self._write("patch", path, body)

    def put(self, path: str, body: Any = None) -> Answer:
        return self._write("put", path, body)

    def delete(self, path: str) -> Answer:
        return self._write("delete", path, None)

    def _write(self, method: str, path: str, body: Any) -> Answer:
        if not self.token:
            self.token = self.get("/session").body["csrf_token"]
        return self.send(method, path, body, format="json", HTTP_X_CSRFTOKEN=self.token)

    def send(self, method: str, path: str, *sent: Any, **more: Any) -> Answer:
        answer = Answer(getattr(self.client, method)(V1 + path, *sent, **more))
        conforms(self.description, method, V1 + path, answer)
        return answer


def operation_at(description: dict[str, Any], method: str, path: str) -> dict[str, Any] | None:
    """The operation a request goes to; the address without parameters is preferred."""
    for template in sorted(description["paths"], key=lambda template: template.count("{")):
        pattern = re.sub(r"\{[^}]+\}", "[^/]+", template)
        if re.fullmatch(pattern, path.partition("?")[0]):
            return description["paths"][template].get(method)
    return None


def strict(schema: Any) -> Any:
    """The same schema, refusing fields that are not described."""
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: strict(part) for name, part in schema.items()}
    if schema.get("type") == "object" and "properties" in schema:
        closed.setdefault("additionalProperties", False)
    return closed


def conforms(description: dict[str, Any], method: str, path: str, answer: Answer) -> None:
    """The status, the media type and every field are as described."""
    operation = operation_at(description, method, path)
    if operation is None:  # not an operation: what is said of that is tested by itself
        assert answer.status in {404, 405}, f"{method} {path} is not described"
        return
    described = operation["responses"].get(str(answer.status))
    assert described, f"{method} {path}: {answer.status} is not described: {answer.body}"
    if answer.body is None:
        assert "content" not in described
        return
    media_type = answer.headers["Content-Type"].partition(";")[0]
    schema = {**strict(described["content"][media_type]["schema"]), "components": strict(description["components"])}
    Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(answer.body)
    if media_type == "application/problem+json":
        assert f"`{answer.code}`" in described["description"], f"{method} {path}: {answer.code} is not described"


@pytest.fixture(scope="session")
def description() -> dict[str, Any]:
    """The description, as integrators read it."""
    return SchemaGenerator().get_schema(request=None, public=True)


@pytest.fixture
def browser_of(description: dict[str, Any], db: None) -> Callable[[], Browser]:
    """Makes browsers; each keeps its own cookies."""
    return lambda: Browser(description)


@pytest.fixture
def visitor(browser_of: Callable[[], Browser]) -> Browser:
    """Somebody who has never been here."""
    return browser_of()


@pytest.fixture
def as_staff(browser_of: Callable[[], Browser]) -> Callable[[Any, str | None], Browser]:
    """A browser in which somebody of the cast has signed in, or nobody."""

    def sign_in(cast: Any, name: str | None) -> Browser:
        browser = browser_of()
        return browser.as_staff(getattr(cast, name)) if name else browser

    return sign_in


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """It is a minute past NOON, and time goes on."""
    with time_machine.travel(NOON.replace(minute=1)) as traveller:
        yield traveller
