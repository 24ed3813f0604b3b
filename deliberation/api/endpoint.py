"""What all endpoints share: how input is read, how lists are paged, and that nothing is kept by caches."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import QuerySet
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from deliberation.api.pages import Pages
from deliberation.api.shapes.strict import EmptyInput, Input
from deliberation.consultations.models import Consultation
from deliberation.consultations.queries import consultation_for
from deliberation.errors import Forbidden, Missing, TooLarge
from deliberation.people.models import Person
from deliberation.people.queries import signed_in


class Json(JSONParser):
    """JSON; nesting without end, or text that no database and no answer can hold, is malformed input."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        try:
            parsed = super().parse(stream, media_type, parser_context)
            json.dumps(parsed, ensure_ascii=False).encode()
        except RecursionError as error:
            raise ParseError("The JSON is nested too deeply.") from error
        except UnicodeEncodeError as error:
            raise ParseError("The text holds half of a surrogate pair, which is no character.") from error
        return parsed


class Inputs(NamedTuple):
    """What an operation reads: of query parameters those of a shape, and whether a body."""

    query: type[Input] = EmptyInput
    body: bool = False


NOTHING = Inputs()


class Endpoint(APIView):
    """An address of the API. What is allowed is decided by the rooms; here is only reading and writing JSON."""

    parser_classes = [Json]
    pagination_class = Pages
    media_type = "application/json"  # of what is sent

    @property
    def most_bytes(self) -> int:
        """Of what is sent."""
        return settings.DATA_UPLOAD_MAX_MEMORY_SIZE

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Before anything is read: did it come safely, is it too much, or of another kind than is read?"""
        if settings.SECURE_SSL_REDIRECT and not request.is_secure():
            raise Forbidden("https-needed", "Use https. What was sent now went in the clear: change what was secret.")
        most = self.most_bytes
        length = _length(request)
        if length > most:
            raise TooLarge("too-large", f"Send at most {most} bytes.")
        taken = request.method in self.allowed_methods  # whatever is sent otherwise, nobody reads
        if taken and length and not self.get_content_negotiator().select_parser(request, request.parsers):
            raise UnsupportedMediaType(request.content_type, f"Send {self.media_type}, not {request.content_type}.")
        super().initial(request, *args, **kwargs)
        if taken and request.query_params:
            self.asked()
        if taken and length and not self.reads.body:
            self.taken(EmptyInput)

    @property
    def reads(self) -> Inputs:
        """What the operation that was asked for is described to read; what is more is refused."""
        operation = getattr(self, str(self.request.method).lower())
        return getattr(operation, "inputs", NOTHING)

    @property
    def person(self) -> Person | None:
        """Who signed in, if anybody."""
        return signed_in(self.request.user)

    def consultation(self, slug: str) -> Consultation:
        """The consultation, if whoever asks may see it."""
        return consultation_for(slug, self.person)

    def taken(self, shape: type[Input], partial: bool = False) -> dict[str, Any]:
        """The body, read by its shape; everything wrong with it is named at once. `partial`: any part of it."""
        return _read(shape, self.request.data, partial)

    def asked(self) -> dict[str, Any]:
        """The query parameters, read by the shape that is described: a misspelt filter is refused, not ignored."""
        return _read(self.reads.query, self.request.query_params.dict())

    def page(self, rows: QuerySet | list, shape: type[BaseSerializer], **context: Any) -> Response:
        """One page of the rows."""
        pages = self.pagination_class()
        chosen = pages.paginate_queryset(rows, self.request, view=self)
        return pages.get_paginated_response(shape(chosen, many=True, context=context).data)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """What one person may see is kept in no cache."""
        finished = super().finalize_response(request, response, *args, **kwargs)
        finished.headers.setdefault("Cache-Control", "private, no-store")
        return finished


class Nowhere(Endpoint):
    """Any address that is not there."""

    authentication_classes = []

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise Missing("not-found", f"There is nothing at {request.path}. /api/v1/schema describes what there is.")


def _length(request: Request) -> int:
    length = request.META.get("CONTENT_LENGTH") or ""
    return int(length) if length.isdecimal() else 0


def _read(shape: type[Input], sent: Any, partial: bool = False) -> dict[str, Any]:
    incoming = shape(data=sent, partial=partial)
    incoming.is_valid(raise_exception=True)
    return incoming.validated_data
