"""How long staff stay signed in: half an hour without doing anything, twelve hours at most; and a new key for the
session when the person's rights have changed."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse

from deliberation.people.signing_in import BEGUN, RIGHTS, SEEN

NOTED = 60  # seconds: so often it is written down that somebody is still there


class StaffSessions:
    """Ends sessions; those of visitors, who have none, pass untouched."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session:
            _keep_or_end(request, int(time.time()))
        return self.get_response(request)


def _keep_or_end(request: HttpRequest, now: int) -> None:
    session = request.session
    begun, seen = session.get(BEGUN, 0), session.get(SEEN, 0)
    if now - begun >= settings.SESSION_COOKIE_AGE or now - seen >= settings.SESSION_IDLE:
        session.flush()
        return
    if not request.user.is_authenticated:
        return
    if session.get(RIGHTS) != request.user.rights_changed:
        session.cycle_key()
        session[RIGHTS] = request.user.rights_changed
    if now - seen >= NOTED:
        session[SEEN] = now
