"""Signing in and out, and who is asking."""

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.description import STAFF, WRITING, described
from deliberation.api.endpoint import Endpoint
from deliberation.api.shapes import organisations as shapes
from deliberation.errors import Forbidden, Unidentified
from deliberation.people import signing_in
from deliberation.people.models import Person
from deliberation.votes.identity import forget

TAG = "session"


def shown(request: HttpRequest, person: Person | None) -> Response:
    """Who is asking, and a CSRF token; asking for the token sets its cookie."""
    signed_in = person and {
        "name": person.name,
        "email": person.email,
        "roles": person.roles.select_related("organisation").order_by("id"),
    }
    return Response(shapes.Session({"person": signed_in, "csrf_token": get_token(request)}).data)


class Session(Endpoint):
    @described(
        "readSession",
        tag=TAG,
        answers={200: (shapes.Session, "Who is asking. Sets the cookie csrftoken.")},
    )
    def get(self, request: Request) -> Response:
        """Who am I, and a CSRF token

        Everything that writes needs the cookie this sets, and the token in the header `X-CSRFToken`.
        """
        return shown(request._request, self.person)

    @described(
        "signIn",
        tag=TAG,
        request=shapes.SignInInput,
        answers={200: (shapes.Session, "Signed in. The CSRF token is a new one.")},
        problems=(
            *WRITING,
            "sign-in-failed",
            "second-factor-needed",
            "second-factor-missing",
            "code-wrong",
            "too-many-attempts",
        ),
    )
    def post(self, request: Request) -> Response:
        """Sign in

        For staff. Citizens need no account. `code` is what one's app shows, or a recovery code. The app is set up
        with a browser, at the first sign-in; passkeys work in a browser only.
        """
        sent = self.taken(shapes.SignInInput)
        bare, now = request._request, timezone.now()
        person = signing_in.by_password(bare, email=sent["email"], password=sent["password"], now=now)
        if signing_in.lacks(person):
            raise Forbidden("second-factor-missing", "Sign in with a browser once and set up a second factor there.")
        if settings.SECOND_FACTOR and not sent["code"]:
            raise Unidentified("second-factor-needed", "Send also `code`: what your app shows, or a recovery code.")
        if settings.SECOND_FACTOR:
            signing_in.by_code(bare, person=person, code=sent["code"], now=now)
        signing_in.enter(bare, person, now)
        return shown(request._request, person)

    @described(
        "signOut",
        tag=TAG,
        answers={204: (None, "Signed out.")},
        problems=("csrf-failed",),
        security=STAFF,
    )
    def delete(self, request: Request) -> Response:
        """Sign out"""
        return signing_in.leave(request._request, Response(status=204))


class Everywhere(Endpoint):
    @described(
        "signOutEverywhere",
        tag=TAG,
        answers={204: (None, "Signed out, here and everywhere else.")},
        problems=("csrf-failed", "sign-in-needed"),
        security=STAFF,
    )
    def delete(self, request: Request) -> Response:
        """Sign out everywhere

        Ends all sessions of one's account.
        """
        if self.person is None:
            raise Unidentified("sign-in-needed", "Sign in to do this.")
        self.person.end_sessions()
        return signing_in.leave(request._request, Response(status=204))


class Password(Endpoint):
    @described(
        "changePassword",
        tag=TAG,
        request=shapes.PasswordInput,
        answers={204: (None, "It is the password from now on. All other sessions have ended.")},
        problems=(*WRITING, "sign-in-needed", "password-wrong", "too-many-attempts"),
        security=STAFF,
    )
    def put(self, request: Request) -> Response:
        """Change my password

        With the one there was. This session goes on, with a new key.
        """
        if self.person is None:
            raise Unidentified("sign-in-needed", "Sign in to do this.")
        sent = self.taken(shapes.PasswordInput)
        signing_in.change_password(request._request, person=self.person, **sent, now=timezone.now())
        return Response(status=204)


class Participation(Endpoint):
    @described(
        "forgetParticipation",
        tag="participation",
        answers={204: (None, "The cookie is taken away.")},
        problems=("csrf-failed",),
    )
    def delete(self, request: Request) -> Response:
        """Let the next person on this device begin anew

        Takes the participation cookie away. What was voted stays; only who signed in to take part can come back to it.
        """
        response = Response(status=204)
        forget(response)
        return response
