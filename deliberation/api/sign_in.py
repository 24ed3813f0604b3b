"""Who is asking: staff by their session, participants by their cookie; both only with a CSRF token."""

from typing import Any

from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request


class BrowserSession(SessionAuthentication):
    """Session sign-in that checks the CSRF token of visitors too: a participant is known by a cookie as well."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        self.enforce_csrf(request)
        user = getattr(request._request, "user", None)
        return (user, None) if user is not None and user.is_active else None
