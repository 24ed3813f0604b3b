"""Signing in and out, and who is asking."""

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest
from django.middleware.csrf import get_token
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.description import STAFF, WRITING, described
from deliberation.api.endpoint import Endpoint
from deliberation.api.shapes import organisations as shapes
from deliberation.errors import Unidentified
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
        problems=(*WRITING, "sign-in-failed"),
    )
    def post(self, request: Request) -> Response:
        """Sign in

        For staff. Citizens need no account.
        """
        sent = self.taken(shapes.SignInInput)
        person = authenticate(request._request, username=sent["email"], password=sent["password"])
        if not isinstance(person, Person):
            raise Unidentified("sign-in-failed", "There is no account with this address and password.")
        login(request._request, person)
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
        logout(request._request)
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
