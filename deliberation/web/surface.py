"""What browsers are told about every answer, and what they tell us of who makes them ask.

The content policy and the other headers come from Django and django-csp (settings.py). Here is what those do not send:
that no other site may hold our answers in its process, that none of the device's instruments are wanted, and that a
request which another site has sent carries no cookie that would let it write.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from deliberation.web.framing import framed

NOT_WANTED = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media",
    "fullscreen", "gamepad", "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer",
    "microphone", "midi", "payment", "picture-in-picture", "screen-wake-lock", "serial", "storage-access", "usb",
    "xr-spatial-tracking",
)  # fmt: skip
PERMISSIONS = ", ".join(f"{name}=()" for name in NOT_WANTED)
SHOWN_ELSEWHERE = {"badge", "picture", "qr", "results-svg"}  # pictures that other sites show
SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}
OURS = {None, "same-origin", "none"}  # what a browser says where no other site had a hand in it; older ones say nothing


UNCACHED = "max-age=0, no-cache, no-store, must-revalidate, private"


def uncached(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What never_cache does, without the date that only HTTP/1.0 reads: a tenth of a vote's price."""

    @wraps(view)
    def unkept(*args: Any, **kwargs: Any) -> HttpResponse:
        response = view(*args, **kwargs)
        response.headers["Cache-Control"] = UNCACHED
        return response

    return unkept


class Policy(CSPMiddleware):
    """The content policy, which most answers share: put together once, and not anew for each of them."""

    made: tuple[object, str] = (None, "")

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        of_its_own = any(name.startswith("_csp") for name in (*vars(response), *vars(request)))
        if settings.DEBUG or of_its_own or HEADER in response.headers:
            return super().process_response(request, response)
        if self.made[0] is not settings.CONTENT_SECURITY_POLICY:
            self.made = (settings.CONTENT_SECURITY_POLICY, build_policy())
        response.headers[HEADER] = self.made[1]
        return response


class Surface:
    """Before the CSRF check: it then refuses, in the words of each face, what another site has sent."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE and request.headers.get("Sec-Fetch-Site") not in OURS:
            request.COOKIES.pop(settings.CSRF_COOKIE_NAME, None)
        response = self.get_response(request)
        match = request.resolver_match
        elsewhere = framed(request) or (match is not None and match.url_name in SHOWN_ELSEWHERE)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if elsewhere else "same-origin")
        response.headers.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response
