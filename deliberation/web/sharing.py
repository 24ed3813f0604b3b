"""What people pass on: the picture of a consultation."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from deliberation.results.queries import publication_numbered
from deliberation.web import pictures
from deliberation.web.citizens import asked

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
