"""What people pass on: the picture of a consultation, its QR code, and a poster to print."""

from io import BytesIO

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language_info
from django.views.decorators.http import require_safe

from deliberation.consultations.admission import ADMISSIONS, OPEN
from deliberation.consultations.models import Consultation
from deliberation.consultations.phases import CLOSED
from deliberation.kept import kept, same_for_all
from deliberation.results.queries import publication_numbered
from deliberation.web import pictures
from deliberation.web.citizens import asked
from deliberation.web.feeds import absolute
from deliberation.web.languages import tag

A_DAY = 86_400  # seconds
SVG = "image/svg+xml; charset=utf-8"
KEPT = f"public, max-age={A_DAY}"  # a publication never changes, and neither does what is before the first


@require_safe
def picture(request: HttpRequest, slug: str, number: int, kind: str) -> HttpResponse:
    """The picture made from publication `number`; 0: before the first. As svg, or png for other sites."""
    if kind not in {"svg", "png"}:
        raise Http404
    found = asked(request, slug)
    # The number alone says what it looks like; only the mark on it is the site's.
    key = ("picture", found.slug, number, kind, settings.SITE_NAME)
    content, of_type = kept(key, A_DAY, lambda: _drawn(found, number, kind))
    return same_for_all(request, HttpResponse(content, content_type=of_type), found.public, KEPT)


def _drawn(found: Consultation, number: int, kind: str) -> tuple[bytes, str]:
    drawn = pictures.picture(found.slug, publication_numbered(found, number).document if number else None)
    if kind == "png":
        return pictures.png(drawn, settings.SITE_NAME), "image/png"
    shown = {"picture": drawn, "width": pictures.WIDTH, "height": pictures.HEIGHT, "ground": pictures.GROUND}
    return render_to_string("home/picture.svg", shown).encode(), SVG


@require_safe
def qr(request: HttpRequest, slug: str) -> HttpResponse:
    """The address of the consultation's page, in this language, as a QR code."""
    found = asked(request, slug)
    address = absolute("consultation", found.slug)
    content = kept(("qr", address), A_DAY, lambda: _code(address))
    return same_for_all(request, HttpResponse(content, content_type=SVG), found.public, KEPT)


def _code(address: str) -> bytes:
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", light="#fff", border=4, omitsize=True)
    return drawn.getvalue()


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
        "languages": [(tag(code), get_language_info(code)["name_local"]) for code in found.languages],
    }
    return render(request, "consultations/poster.html", context)
