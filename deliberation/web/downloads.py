"""Serving attached files: to be saved, never shown or run in a page of this site. The gate is asked before."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import gettext as _

from deliberation.consultations.attachments import Attachment
from deliberation.errors import Missing

SANDBOX = "default-src 'none'; frame-ancestors 'none'; sandbox"


def download(request: HttpRequest, attachment: Attachment, public: bool) -> HttpResponse:
    """The bytes under their safe name. What is not `public` no cache may keep."""
    tag = quote_etag(attachment.sha256)
    if public and tag in parse_etags(request.headers.get("If-None-Match", "")):
        response: Any = HttpResponseNotModified()
    else:
        response = _whole(attachment)
    response["ETag"] = tag
    response["Cache-Control"] = "public, no-cache" if public else "private, no-store"
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    answer: HttpResponse = response
    return answer


def _whole(attachment: Attachment) -> FileResponse:
    try:
        content = attachment.kept.open("rb")
    except FileNotFoundError as error:  # taken away a moment ago, or lost with its disk
        raise Missing("no-file", _("There is no such file.")) from error
    return FileResponse(content, as_attachment=True, filename=attachment.name, content_type=attachment.media_type)
