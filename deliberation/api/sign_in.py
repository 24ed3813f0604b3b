"""Who is asking: staff by their session, participants by their cookie; both only with a CSRF token."""

from typing import Any

from django.conf import settings
from rest_framework import exceptions
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request

from deliberation.errors import Forbidden

ADVICE = (
    f"Send the cookie {settings.COOKIE_PREFIX}csrftoken, and the same token in the header X-CSRFToken; "
    "GET /api/v1/session gives both."
)


class BrowserSession(SessionAuthentication):
    """Session sign-in that checks the CSRF token of visitors too: a participant is known by a cookie as well."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        self.enforce_csrf(request._request)  # the bare request: the check then does not read the JSON body
        user = getattr(request._request, "user", None)
        return (user, None) if user is not None and user.is_active else None

    def enforce_csrf(self, request: Any) -> None:
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied as error:
            raise Forbidden("csrf-failed", f"{error.detail} {ADVICE}") from error
