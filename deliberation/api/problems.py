"""Every error is a problem document (RFC 9457): type, title, status, detail, and what is wrong with which field."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.defaults import server_error
from rest_framework import exceptions
from rest_framework.response import Response

from deliberation.errors import Refusal, TooMany

MEDIA_TYPE = "application/problem+json"
# HTTP wants every 401 to name a way in; no browser answers this one with a dialogue of its own.
CHALLENGE = 'Cookie realm="/api/v1/session"'


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """The problem document of an error; None for a fault of ours, which the server then reports."""
    if isinstance(error, TooMany):
        refused = problem(error.status, error.code, error.detail)
        refused.headers["Retry-After"] = str(error.seconds)
        return refused
    if isinstance(error, Refusal):
        return problem(error.status, error.code, error.detail, error.fields)
    if isinstance(error, Http404):
        return problem(404, "not-found", "There is nothing here.")
    if isinstance(error, exceptions.ValidationError):
        return problem(400, "not-valid", "Some fields need another look.", _fields(error.detail))
    if isinstance(error, exceptions.APIException):
        return problem(error.status_code, str(error.default_code).replace("_", "-"), str(error.detail))
    return None


def document(status: int, code: str, detail: str, fields: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    """A problem document; `more` are further members, as the RFC allows."""
    body: dict[str, Any] = {
        "type": f"/api/docs/problems#{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
    }
    return {**body, **({"fields": fields} if fields else {}), **more}


def problem(status: int, code: str, detail: str, fields: dict[str, str] | None = None, **more: Any) -> Response:
    """A problem document as a response."""
    headers = {"WWW-Authenticate": CHALLENGE} if status == HTTPStatus.UNAUTHORIZED else None
    return Response(
        document(status, code, detail, fields, **more), status=status, headers=headers, content_type=MEDIA_TYPE
    )


def fault(request: HttpRequest) -> HttpResponse:
    """What is said of a fault of ours: a problem document under /api/, elsewhere a page."""
    if not request.path.startswith("/api/"):
        return server_error(request)
    body = document(500, "server-error", "A fault of this site; it was logged. Please try again later.")
    return JsonResponse(body, status=500, content_type=MEDIA_TYPE)


def _fields(detail: Any, prefix: str = "") -> dict[str, str]:
    """Nested validation errors as one level: "milestones.0.what"."""
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
