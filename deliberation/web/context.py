"""What every page knows."""

from django.conf import settings
from django.http import HttpRequest

from deliberation.web.languages import faces


def site(request: HttpRequest) -> dict[str, object]:
    """The site's name, whether this is a demonstration, and this page in other languages."""
    return {
        "site_name": settings.SITE_NAME,
        "demo": settings.DEMO,
        "base_url": settings.BASE_URL,
        "faces": faces(request),
    }
