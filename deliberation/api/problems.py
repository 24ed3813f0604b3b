"""Every error is a problem document (RFC 9457): type, title, status, detail, and what is wrong with which field."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response

from deliberation.errors import Refusal

MEDIA_TYPE = "application/problem+json"


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """The problem document of an error; None for a fault of ours, which the server then reports."""
    if isinstance(error, Refusal):
        return problem(error.status, error.code, error.detail, error.fields)
    if isinstance(error, Http404):
        return problem(404, "not-found", "There is nothing here.")
    if isinstance(error, exceptions.ValidationError):
        return problem(400, "not-valid", "Some fields need another look.", _fields(error.detail))
    if isinstance(error, exceptions.APIException):
        return problem(error.status_code, str(error.default_code), str(error.detail))
    return None


def problem(status: int, code: str, detail: str, fields: dict[str, str] | None = None) -> Response:
    """A problem document as a response."""
    body: dict[str, Any] = {
        "type": f"/api/docs/problems#{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
    }
    if fields:
        body["fields"] = fields
    return Response(body, status=status, content_type=MEDIA_TYPE)


def _fields(detail: Any, prefix: str = "") -> dict[str, str]:
    """Nested validation errors as one level: "milestones.0.what"."""
    pairs: Iterable[tuple[Any, Any]]
    if isinstance(detail, dict):
        pairs = detail.items()
    elif isinstance(detail, list) and any(isinstance(line, dict) for line in detail):
        pairs = enumerate(detail)
    else:
        return {prefix: " ".join(str(line) for line in (detail if isinstance(detail, list) else [detail]))}
    flat: dict[str, str] = {}
    for name, inner in pairs:
        flat |= _fields(inner, f"{prefix}.{name}" if prefix else str(name)) if inner else {}
    return flat
