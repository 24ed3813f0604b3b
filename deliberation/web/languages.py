"""The language of a page comes from its address and from nothing else: equal addresses are equal pages."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve, reverse, translate_url
from django.utils import translation
from django.utils.translation import get_language_from_path, get_language_info


class AddressLanguage:
    """Speaks the language of the address, and English where it names none.

    Django's LocaleMiddleware would do the same here, but tell caches that such pages vary by Accept-Language.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", tag(language))
        return response


def tag(code: str) -> str:
    """A language's code as HTML and HTTP write it: zh-hant is zh-Hant."""
    return translation.to_locale(code).replace("_", "-")


def faces(request: HttpRequest) -> list[dict[str, str | bool]]:
    """This page in every language: its address, the language's tag and own name, whether it is the one shown.

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
        for code, _name in settings.LANGUAGES
    ]


def _speaks(request: HttpRequest) -> bool:
    try:
        return "web" in resolve(request.path_info).namespaces
    except Resolver404:
        return False
