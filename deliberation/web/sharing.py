"""What people pass on: the picture of a consultation, its QR code, and a poster to print."""

from io import BytesIO

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language_info
from django.views.decorators.http import require_safe

from deliberation.consultations.admission import ADMISSIONS, OPEN
from deliberation.consultations.phases import CLOSED
from deliberation.results.queries import publication_numbered
from deliberation.web import pictures
from deliberation.web.citizens import asked
from deliberation.web.feeds import absolute
from deliberation.web.languages import tag

KEPT = "public, max-age=86400"  # a publication never changes, and neither does what is before the first


@require_safe
def picture(request: HttpRequest, slug: str, number: int, kind: str) -> HttpResponse:
    """The picture made from publication `number`; 0: before the first. As svg, or png for other sites."""
    if kind not in {"svg", "png"}:
        raise Http404
    found = asked(request, slug)
    drawn = pictures.picture(slug, publication_numbered(found, number).document if number else None)
    if kind == "png":
        response = HttpResponse(pictures.png(drawn, settings.SITE_NAME), content_type="image/png")
    else:
        shown = {"picture": drawn, "width": pictures.WIDTH, "height": pictures.HEIGHT, "ground": pictures.GROUND}
        response = render(request, "home/picture.svg", shown, content_type="image/svg+xml")
    response["Cache-Control"] = KEPT if hasattr(found, "opening") else "private, no-store"
    return response


@require_safe
def qr(request: HttpRequest, slug: str) -> HttpResponse:
    """The address of the consultation's page, in this language, as a QR code."""
    found = asked(request, slug)
    drawn = BytesIO()
    code = segno.make(absolute("consultation", found.slug), error="m", micro=False)
    code.save(drawn, kind="svg", light="#fff", border=4, omitsize=True)
    response = HttpResponse(drawn.getvalue(), content_type="image/svg+xml")
    response["Cache-Control"] = KEPT if hasattr(found, "opening") else "private, no-store"
    return response


@require_safe
def poster(request: HttpRequest, slug: str) -> HttpResponse:
    """A page to print and to hang up."""
    found = asked(request, slug)
    address = absolute("consultation", found.slug)
    context = {
        "consultation": found,
        "address": address.partition("://")[2].removesuffix("/"),
        "over": found.phase(timezone.now()) is CLOSED,
        "anybody": OPEN in ADMISSIONS[found.admission].admits,
        "languages": [(tag(code), get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES],
    }
    return render(request, "consultations/poster.html", context)
