"""A page's language stands in its address; the chooser leads to the same page in another one."""

import re

import pytest
from django.conf import settings as configured
from django.test import Client

from deliberation.obligations.record_words import office
from tests.cast import Cast, opened

ALL = list(configured.TRANSLATED.items())
CHOICE = re.compile(r'<a href="([^"]+)" lang="([^"]+)" hreflang="[^"]+" dir="auto"( aria-current="true")?>([^<]+)</a>')


@pytest.fixture(autouse=True)
def every_language(settings: object) -> None:
    settings.LANGUAGES = ALL


def head(html: str) -> str:
    found = re.search(r"<html[^>]*>", html)
    assert found
    return found.group()


@pytest.mark.parametrize(
    ("address", "lang", "direction"),
    [
        ("/", "en", "ltr"),
        ("/zh-hant/", "zh-hant", "ltr"),
        ("/es/", "es", "ltr"),
        ("/fr/", "fr", "ltr"),
        ("/ar/", "ar", "rtl"),
    ],
)
@pytest.mark.django_db
def test_the_address_says_the_language(address: str, lang: str, direction: str) -> None:
    answer = Client().get(address)
    assert answer.status_code == 200
    assert f'lang="{lang}" dir="{direction}"' in head(answer.content.decode())


@pytest.mark.django_db
def test_nothing_but_the_address_says_it() -> None:
    visitor = Client(headers={"accept-language": "ar"})
    visitor.cookies["django_language"] = "fr"
    answer = visitor.get("/how/")
    assert 'lang="en"' in head(answer.content.decode())
    assert answer.headers["Content-Language"] == "en"


@pytest.mark.parametrize(
    ("wish", "offered"),
    [
        ("fr-CA,fr;q=0.9,en;q=0.8", ("/fr/how/?a=1", "fr", "Lire cette page en français")),
        ("zh-TW", ("/zh-hant/how/?a=1", "zh-Hant", "以繁體中文閱讀本頁")),
        ("de, ar;q=0.5, en;q=0.1", ("/ar/how/?a=1", "ar", "اقرأ هذه الصفحة باللغة العربيّة")),
        ("en-GB,en;q=0.9,fr;q=0.8", None),
        ("de,sv", None),
        ("*", None),
        ("", None),
        ("fr" * 5000, None),
    ],
)
@pytest.mark.django_db
def test_an_english_page_is_offered_in_the_language_a_browser_prefers(wish: str, offered: object) -> None:
    answer = Client(headers={"accept-language": wish}).get("/how/?a=1")
    links = re.findall(r'<p class="offer"><a href="([^"]+)" lang="([^"]+)"[^>]*>([^<]+)</a>', answer.content.decode())
    assert links == ([offered] if offered else [])
    assert "Accept-Language" in answer.headers["Vary"]
    assert answer.headers["Content-Language"] == "en"


@pytest.mark.parametrize("address", ["/fr/how/", "/feed.atom", "/robots.txt", "/api/v1/consultations"])
@pytest.mark.django_db
def test_what_offers_nothing_does_not_vary(address: str) -> None:
    answer = Client(headers={"accept-language": "ar"}).get(address)
    assert "offer" not in answer.content.decode().split("<body>")[-1] or "api" in address
    assert "Accept-Language" not in answer.headers.get("Vary", "")


@pytest.mark.django_db
def test_english_has_no_second_address() -> None:
    assert Client().get("/en/").status_code == 404


@pytest.mark.django_db
def test_the_chooser_keeps_the_page_and_its_question(cast: Cast) -> None:
    slug = opened(cast).slug
    html = Client().get(f"/ar/c/{slug}/record/?page=1").content.decode()
    bare = f"/c/{slug}/record/?page=1"
    assert CHOICE.findall(html) == [
        (bare, "en", "", "English"),
        (f"/zh-hant{bare}", "zh-Hant", "", "繁體中文"),
        (f"/es{bare}", "es", "", "Español"),
        (f"/fr{bare}", "fr", "", "Français"),
        (f"/ar{bare}", "ar", ' aria-current="true"', "العربيّة"),
    ]


@pytest.mark.django_db
def test_search_engines_find_the_other_languages() -> None:
    html = Client().get("/es/how/").content.decode()
    links = re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', html)
    base = configured.BASE_URL
    assert links == [
        ("en", f"{base}/how/"),
        ("zh-Hant", f"{base}/zh-hant/how/"),
        ("es", f"{base}/es/how/"),
        ("fr", f"{base}/fr/how/"),
        ("ar", f"{base}/ar/how/"),
        ("x-default", f"{base}/how/"),
    ]


@pytest.mark.parametrize("address", ["/es/nothing-here/", "/api/docs"])
@pytest.mark.django_db
def test_a_page_in_one_language_leads_to_the_front_pages(address: str) -> None:
    html = Client().get(address).content.decode()
    assert [there for there, *_rest in CHOICE.findall(html)] == ["/", "/zh-hant/", "/es/", "/fr/", "/ar/"]


@pytest.mark.django_db
def test_links_forms_and_redirects_keep_the_language(cast: Cast) -> None:
    slug = opened(cast).slug
    visitor = Client()
    assert f'href="/fr/c/{slug}/vote/"' in visitor.get(f"/fr/c/{slug}/").content.decode()
    assert visitor.post("/fr/next-person/").headers["Location"] == "/fr/"
    assert visitor.get("/fr/desk/").headers["Location"] == "/fr/sign-in/?next=/fr/desk/"
    assert visitor.get("/fr/how").headers["Location"] == "/fr/how/"


@pytest.mark.django_db
def test_machines_have_one_address_and_english() -> None:
    for address in ("/health/live", "/robots.txt", "/api/v1/consultations"):
        assert Client().get(address, headers={"accept-language": "ar"}).headers["Content-Language"] == "en"
        assert Client().get(f"/ar{address}").status_code == 404


def test_robots_keep_out_in_every_language() -> None:
    lines = Client().get("/robots.txt").content.decode().splitlines()
    assert {"Disallow: /c/*/vote/", "Disallow: /zh-hant/c/*/vote/", "Disallow: /ar/sign-in/"} <= set(lines)


@pytest.mark.django_db
def test_one_language_needs_no_chooser(settings: object) -> None:
    settings.LANGUAGES = ALL[:1]
    html = Client().get("/").content.decode()
    assert "hreflang" not in html
    assert "languages" not in html


@pytest.mark.django_db
def test_dates_are_written_as_the_language_writes_them(cast: Cast) -> None:
    slug = opened(cast).slug
    written = {
        "": "9 March 2026, 12:00",
        "/zh-hant": "2026年3月9日 12:00",
        "/es": "9 de marzo de 2026 a las 12:00",
        "/fr": "9 mars 2026 12:00",
        "/ar": "9 مارس 2026، 12:00",
    }
    for prefix, instant in written.items():
        assert instant in Client().get(f"{prefix}/c/{slug}/").content.decode()


@pytest.mark.parametrize(
    ("actor", "words"),
    [
        ("facilitator, City of Springfield", "facilitator, City of Springfield"),
        ("official, Ministry, with a comma", "official, Ministry, with a comma"),
        ("the system, by rule", "the system, by rule"),
        ("import, by hand", "import, by hand"),
    ],
)
def test_who_acted_is_said_in_words(actor: str, words: str) -> None:
    assert office(actor) == words
