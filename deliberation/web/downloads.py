"""Serving attached files: to be saved, never shown or run in a page of this site. The gate is asked before."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import content_disposition_header, parse_etags, quote_etag
from django.utils.translation import gettext as _

from deliberation.consultations.attachments import Attachment
from deliberation.errors import Missing

SANDBOX = "default-src 'none'; frame-ancestors 'none'; sandbox"


def download(request: HttpRequest, attachment: Attachment, public: bool) -> HttpResponse:
    """The bytes under their safe name. What is not `public` no cache may keep."""
    tag = quote_etag(attachment.sha256)
    known = public and tag in parse_etags(request.headers.get("If-None-Match", ""))
    response = HttpResponseNotModified() if known else _whole(attachment)
    response["ETag"] = tag
    response["Cache-Control"] = "public, no-cache" if public else "private, no-store"
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _whole(attachment: Attachment) -> HttpResponse:
    try:
        with attachment.kept.open("rb") as kept:
            content = kept.read()  # bounded by ANSWERABLE_FILE_MEGABYTES
    except FileNotFoundError as error:  # taken away a moment ago, or lost with its disk
        raise Missing("no-file", _("There is no such file.")) from error
    disposition = content_disposition_header(as_attachment=True, filename=attachment.name)
    return HttpResponse(
        content, content_type=attachment.media_type, headers={"Content-Disposition": disposition or "attachment"}
    )
