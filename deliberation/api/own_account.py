"""What is kept about somebody of the staff, and erasing the account."""

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.description import STAFF, WRITING, described
from deliberation.api.endpoint import Endpoint
from deliberation.api.shapes import own_account as shapes
from deliberation.errors import enforce
from deliberation.obligations.own_account import account_data, erase_account
from deliberation.people.rules import is_signed_in
from deliberation.people.signing_in import count_password, leave

TAG = "session"


class OwnAccount(Endpoint):
    @described(
        "readAccountData",
        tag=TAG,
        answers={200: (shapes.AccountData, "All of it.")},
        problems=("sign-in-needed",),
        security=STAFF,
    )
    def get(self, request: Request) -> Response:
        """All that is kept about my account

        Acts of office are told by how many rows of which table name the account.
        """
        person = self.person
        enforce(is_signed_in(person))
        assert person is not None
        return Response(shapes.AccountData(account_data(person)).data)


class AccountErasure(Endpoint):
    @described(
        "eraseAccount",
        tag=TAG,
        request=shapes.AccountErasureInput,
        answers={204: (None, "The account is gone, and so is the session.")},
        problems=(
            *WRITING,
            "sign-in-needed",
            "password-wrong",
            "still-accountable",
            "last-facilitator",
            "too-many-attempts",
        ),
        security=STAFF,
    )
    def post(self, request: Request) -> Response:
        """Erase my account

        Name, address, password, roles and all that hangs on them. Acts of office stay, by the office. Refused to the
        last facilitator of an organisation, and to who is accountable for a consultation.
        """
        sent = self.taken(shapes.AccountErasureInput)
        person = self.person
        enforce(is_signed_in(person))
        assert person is not None
        now = timezone.now()
        count_password(request._request, person, now)
        erase_account(person=person, **sent, now=now)
        return leave(request._request, Response(status=204))
