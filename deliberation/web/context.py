"""What every page knows."""

from django.conf import settings
from django.http import HttpRequest

from deliberation.web.framing import framed, pages
from deliberation.web.languages import faces, offer


def site(request: HttpRequest) -> dict[str, object]:
    """The site's name, whether this is a demonstration, this page in other languages, and whether it is in a frame."""
    return {
        "site_name": settings.SITE_NAME,
        "provider": settings.OIDC.get("name", ""),  # where citizens may sign in
        "demo": settings.DEMO,
        "base_url": settings.BASE_URL,
        "faces": faces(request),
        "offer": None if framed(request) else offer(request),
        "pages": pages(request),
        "frame": "framed.html" if framed(request) else "base.html",
    }
