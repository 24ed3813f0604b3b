"""Asking to be told of answers by e-mail. What follows is done by the links in the mails."""

from django.conf import settings
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.description import WRITING, described
from deliberation.api.endpoint import Endpoint
from deliberation.api.shapes.notices import NoticesInput
from deliberation.notices.actions import subscribe


class Notices(Endpoint):
    @described(
        "askForNotices",
        tag="obligations",
        request=NoticesInput,
        answers={202: (None, "The address is asked to confirm, if it has not been already.")},
        problems=(*WRITING, "no-consultation", "not-open-yet", "notices-off"),
    )
    def post(self, request: Request, slug: str) -> Response:
        """Ask to be told of answers by e-mail

        The address gets a mail with a link, whose page confirms it. The answer is the same whether the address was
        known or not. Nothing links it to a participant.
        """
        sent = self.taken(NoticesInput)
        language = settings.LANGUAGE_CODE
        subscribe(consultation=self.consultation(slug), **sent, language=language, now=timezone.now())
        return Response(status=202)
