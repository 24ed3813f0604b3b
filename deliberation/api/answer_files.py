"""Files of a ministry's answer: attached to its draft, withdrawn from it, and blanked once they are public."""

from django.conf import settings
from django.utils import timezone
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.description import STAFF, described
from deliberation.api.drafts import WRITING
from deliberation.api.endpoint import Endpoint
from deliberation.api.obligations import TAG
from deliberation.api.shapes import answer_files as shapes
from deliberation.consultations.attachments import MEGABYTE
from deliberation.obligations.answer_files import attach_to_draft, blank_file, withdraw_from_draft
from deliberation.obligations.queries import obligation_numbered

CHANGING = tuple(code for code in WRITING if code != "changed-meanwhile")
DRAFTING = (*WRITING, "not-together", "answered-together")


class DraftFiles(Endpoint):
    parser_classes = [MultiPartParser]
    media_type = "multipart/form-data"

    @property
    def most_bytes(self) -> int:
        return settings.FILE_MEGABYTES * MEGABYTE + settings.DATA_UPLOAD_MAX_MEMORY_SIZE

    @described(
        "attachToAnswer",
        tag=TAG,
        request={"multipart/form-data": shapes.AnswerFileInput},
        answers={201: (shapes.AnswerFile, "The file, attached to the draft.")},
        problems=(*DRAFTING, "not-an-answer", "file-refused", "file-exists", "too-many-files"),
        security=STAFF,
    )
    def post(self, request: Request, obligation: int) -> Response:
        """Attach a file to the draft of an answer

        Sent as `multipart/form-data`. It changes the draft, or begins one; with its signature it is published.
        """
        sent, found = self.taken(shapes.AnswerFileInput), obligation_numbered(obligation)
        file = sent["file"]
        made = attach_to_draft(
            obligation=found,
            title=sent["title"],
            name=file.name,
            data=file.read(settings.FILE_MEGABYTES * MEGABYTE + 1),
            by=self.person,
            now=timezone.now(),
            seen=sent.get("seen", ""),
        )
        return Response(shapes.of_duty([made], obligation)[0], status=201)


class DraftFile(Endpoint):
    @described(
        "withdrawFromAnswer",
        tag=TAG,
        query=shapes.SeenQuery,
        answers={204: (None, "The draft is without it.")},
        problems=(*DRAFTING, "no-file"),
        security=STAFF,
    )
    def delete(self, request: Request, obligation: int, attached: int) -> Response:
        """Withdraw a file from the draft of an answer

        It changes the draft. Where a published version carries the file, it stays there.
        """
        found, seen = obligation_numbered(obligation), self.asked().get("seen", "")
        withdraw_from_draft(obligation=found, number=attached, by=self.person, now=timezone.now(), seen=seen)
        return Response(status=204)


class FileBlanking(Endpoint):
    @described(
        "blankAnswerFile",
        tag=TAG,
        request=shapes.BlankingInput,
        answers={204: (None, "Its bytes are gone.")},
        problems=(*CHANGING, "no-file", "reason-missing"),
        security=STAFF,
    )
    def post(self, request: Request, obligation: int, attached: int) -> Response:
        """Delete what is in a published file, such as private data

        Nobody can read it any more, in any version. Its title, its digest and the reason stay public.
        """
        sent, found = self.taken(shapes.BlankingInput), obligation_numbered(obligation)
        blank_file(obligation=found, number=attached, by=self.person, now=timezone.now(), **sent)
        return Response(status=204)
