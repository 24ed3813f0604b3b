"""The language of a page comes from its address and from nothing else; a browser's wish makes at most a link."""

from collections.abc import Callable, Iterable
from contextlib import suppress

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve, reverse, translate_url
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_path, get_language_info, get_supported_language_variant
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header

LONGEST = 200  # characters of a browser's wishes that are read


class AddressLanguage:
    """Speaks the language of the address, and English where it names none.

    Django's LocaleMiddleware would do the same here, but tell caches that all pages vary by Accept-Language: only those
    in English do, by the link that `offer` makes.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        if getattr(request, "wish_asked", False):
            patch_vary_headers(response, ["Accept-Language"])
        response.headers.setdefault("Content-Language", tag(language))
        return response


def tag(code: str) -> str:
    """A language's code as HTML and HTTP write it: zh-hant is zh-Hant."""
    return translation.to_locale(code).replace("_", "-")


def faces(request: HttpRequest) -> list[dict[str, str | bool]]:
    """This page in every language that it is offered in: its address, the language's tag and own name, and whether it
    is the one shown.

    A page that exists in one language only (an error page, the API's reference) leads to the front page instead.
    """
    here = request.get_full_path() if _speaks(request) else reverse("web:home")
    return [
        {
            "url": translate_url(here, code),
            "tag": tag(code),
            "name": get_language_info(code)["name_local"],
            "shown": code == translation.get_language(),
        }
        for code in _offered(request)
    ]


def offered_as(request: HttpRequest, languages: Iterable[str]) -> None:
    """From now on this page is offered in these languages only. It keeps speaking that of its address."""
    request.offered_in = set(languages)


def _offered(request: HttpRequest) -> list[str]:
    """In the order of the site; the one that is shown is always among them."""
    codes = [code for code, _name in settings.LANGUAGES]
    among = getattr(request, "offered_in", set(codes)) | {translation.get_language()}
    return [code for code in codes if code in among]


def offer(request: HttpRequest) -> dict[str, str | bool] | None:
    """The face in which an English page is offered, in its own words, to whose browser prefers that language."""
    if translation.get_language() != settings.LANGUAGE_CODE or not _speaks(request):
        return None
    request.wish_asked = True
    code = _wish(request.headers.get("Accept-Language", ""))
    if code == settings.LANGUAGE_CODE or code not in _offered(request):
        return None
    with translation.override(code):
        words = _("Read this page in %(language)s") % {"language": get_language_info(code)["name_local"]}
    return {"url": translate_url(request.get_full_path(), code), "tag": tag(code), "words": words}


def _wish(header: str) -> str:
    """The first of the languages that are asked for in which there are pages; English without one."""
    for code, _weight in parse_accept_lang_header(header[:LONGEST]):
        with suppress(LookupError):
            return get_supported_language_variant(code)
    return settings.LANGUAGE_CODE


def _speaks(request: HttpRequest) -> bool:
    try:
        return "web" in resolve(request.path_info).namespaces
    except Resolver404:
        return False
