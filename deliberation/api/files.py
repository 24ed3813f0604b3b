"""The files of a consultation: reading the list, attaching, withdrawing. The bytes are served by the pages."""

from django.conf import settings
from django.utils import timezone
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.consultations import STAFF_WRITING
from deliberation.api.description import STAFF, described
from deliberation.api.endpoint import Endpoint
from deliberation.api.shapes import files as shapes
from deliberation.api.shapes.strict import PageQuery
from deliberation.consultations.attachments import MEGABYTE
from deliberation.consultations.files import attach, withdraw

CHANGING = (*STAFF_WRITING, "no-consultation", "reason-missing", "changed-meanwhile")


class Files(Endpoint):
    parser_classes = [MultiPartParser]
    media_type = "multipart/form-data"

    @property
    def most_bytes(self) -> int:
        return settings.FILE_MEGABYTES * MEGABYTE + settings.DATA_UPLOAD_MAX_MEMORY_SIZE

    @described(
        "listFiles",
        tag="consultations",
        query=PageQuery,
        answers={200: (shapes.File(many=True), "A page of files, the first attached first.")},
        problems=("no-consultation", "not-found"),
    )
    def get(self, request: Request, slug: str) -> Response:
        """List the files to read besides the background"""
        return self.page(self.consultation(slug).files.all(), shapes.File)

    @described(
        "attachFile",
        tag="consultations",
        request={"multipart/form-data": shapes.FileInput},
        answers={201: (shapes.File, "The file, attached.")},
        problems=(*CHANGING, "file-refused", "file-exists", "too-many-files"),
        security=STAFF,
    )
    def post(self, request: Request, slug: str) -> Response:
        """Attach a file

        Sent as `multipart/form-data`. What it is, its bytes tell: PDF, OpenDocument text, plain text in UTF-8, PNG,
        JPEG or WebP. In a draft freely; after opening with a reason, and an entry of the record.
        """
        sent = self.taken(shapes.FileInput)
        file = sent.pop("file")
        made = attach(
            consultation=self.consultation(slug),
            name=file.name,
            data=file.read(settings.FILE_MEGABYTES * MEGABYTE + 1),
            by=self.person,
            now=timezone.now(),
            **sent,
        )
        return Response(shapes.File(made).data, status=201)


class Withdrawal(Endpoint):
    @described(
        "withdrawFile",
        tag="consultations",
        request=shapes.WithdrawalInput,
        answers={204: (None, "It is gone.")},
        problems=(*CHANGING, "no-file"),
        security=STAFF,
    )
    def post(self, request: Request, slug: str, number: int) -> Response:
        """Withdraw a file

        Its bytes are deleted. In a draft freely; after opening with a reason, and the record keeps its digest.
        """
        sent = self.taken(shapes.WithdrawalInput)
        withdraw(consultation=self.consultation(slug), number=number, by=self.person, now=timezone.now(), **sent)
        return Response(status=204)
