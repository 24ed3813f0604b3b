"""What people pass on: the link with its picture, the feed, the QR code and the poster."""

import re
from xml.etree import ElementTree

import pytest
import segno
from django.core.cache import cache
from django.test import Client

from deliberation.consultations.actions import close
from deliberation.obligations.sweeping import enter_overdue
from deliberation.record.models import Entry
from deliberation.results.actions import analyse
from deliberation.statements.moderating import rule
from tests.cast import (
    AGREE,
    CLOSING,
    DAY,
    HOUR,
    NOON,
    WORLD_TEXTS,
    Cast,
    answer,
    citizen,
    closed_and_bound,
    commitment,
    draft,
    founded,
    opened,
    published,
    vote,
    voted_world,
)

ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = ("/feed.atom", "/c/streets/feed.atom")


@pytest.fixture(autouse=True)
def site(settings) -> None:
    settings.BASE_URL = "https://consult.example.org"
    settings.LANGUAGES = list(settings.TRANSLATED.items())


def get(path: str) -> str:
    response = Client().get(path)
    assert response.status_code == 200
    return response.content.decode()


def feed(path: str) -> ElementTree.Element:
    response = Client().get(path)
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def titles(path: str) -> list[str]:
    return [title.text for title in feed(path).findall(f"{ATOM}entry/{ATOM}title")]


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_tells_from_opening_to_the_answer(db: None, path: str) -> None:
    world = closed_and_bound(published())
    duties = list(world.consultation.obligations.all())
    enter_overdue(now=CLOSING + 90 * DAY)
    answer(obligation=duties[0], draft=commitment(), by=world.cast.omar, now=CLOSING + 91 * DAY)
    told = [re.sub("“.*” – ", "", title) for title in titles(path)]
    # The answered one was long overdue: a meeting is owed for it, the fourth duty.
    assert told[0] == "The ministry published version 1 of its answer: We will do it."
    assert [sum(words in title for title in told) for words in (
        "The consultation opened", "The consultation closed.", "of the results appeared",
        "was told what it owes", "It became overdue", "was accepted",
    )] == [1, 1, 2, 4, 3, 0]  # fmt: skip


@pytest.mark.parametrize("path", FEEDS)
def test_it_is_valid_atom(db: None, path: str) -> None:
    """What RFC 4287 demands: ids that are unique and absolute, a date of every entry, a link to itself, an author."""
    closed_and_bound(published())
    root = feed(path)
    assert root.tag == f"{ATOM}feed"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    assert root.findtext(f"{ATOM}title")
    assert root.find(f"{ATOM}link[@rel='self']").get("href") == f"https://consult.example.org{path}"
    entries = root.findall(f"{ATOM}entry")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids) > 4
    assert all(re.fullmatch(r"tag:consult\.example\.org,2026-03-\d\d:record/\d+", name) for name in ids)
    assert root.findtext(f"{ATOM}updated") == entries[0].findtext(f"{ATOM}updated")
    for entry in entries:
        assert re.fullmatch(r"2026-03-\d\dT[\d:]+(\+00:00|Z)", entry.findtext(f"{ATOM}updated"))
        assert entry.find(f"{ATOM}link").get("href").startswith("https://consult.example.org/")
        assert entry.findtext(f"{ATOM}author/{ATOM}name")


def test_its_links_lead_to_pages(db: None) -> None:
    closed_and_bound(published())
    for entry in feed("/feed.atom").findall(f"{ATOM}entry"):
        address = entry.find(f"{ATOM}link").get("href").removeprefix("https://consult.example.org")
        assert Client().get(address).status_code == 200, address


def test_ids_are_the_same_next_time_and_in_every_language(db: None) -> None:
    opened(founded())
    english, french = feed("/c/streets/feed.atom"), feed("/fr/c/streets/feed.atom")
    assert [e.text for e in english.iter(f"{ATOM}id")][1:] == [e.text for e in french.iter(f"{ATOM}id")][1:]
    assert french.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"
    assert french.find(f"{ATOM}link[@rel='self']").get("href").endswith("/fr/c/streets/feed.atom")


@pytest.mark.parametrize("path", FEEDS)
def test_it_tells_when_the_last_days_begin_and_keeps_it(db: None, clock, path: str) -> None:
    opened(founded(), closes_at=NOON + 10 * DAY)
    told = []
    for days in (2, 3, 12):
        clock.move_to(NOON + days * DAY)
        cache.clear()  # a feed is kept for a minute
        told.append([title for title in titles(path) if "Voting closes soon: on 12 March 2026, 12:00" in title])
    assert [len(each) for each in told] == [0, 1, 1]


def test_what_opened_or_ended_within_them_does_not_close_soon(db: None, clock) -> None:
    cast = founded()
    opened(cast, slug="short", closes_at=NOON + 5 * DAY)
    long = opened(cast, slug="long", closes_at=NOON + 20 * DAY)
    close(consultation=long, by=cast.fay, now=NOON + DAY, did_not_work="Few people in the north heard of it in time.")
    clock.move_to(NOON + 19 * DAY)
    assert not any("closes soon" in title for title in titles("/feed.atom"))


@pytest.mark.parametrize("path", [*FEEDS, "/c/streets/picture-0.svg", "/c/streets/picture-0.png", "/c/streets/poster/"])
@pytest.mark.parametrize("released", [False, True])
def test_nothing_that_is_shared_moves_with_one_vote(db: None, path: str, released: bool) -> None:
    world = published() if released else voted_world()
    before = Client().get(path).content
    vote(citizen(world.consultation, "newcomer"), 3, AGREE)
    analyse(consultation=world.consultation, now=NOON + DAY)
    assert Client().get(path).content == before


def test_a_text_hidden_later_is_in_no_feed(db: None) -> None:
    world = closed_and_bound()
    statement = world.consultation.statements.get(number=0)
    assert not any(text in get(path) for path in FEEDS for text in WORLD_TEXTS)
    assert Entry.objects.filter(subject=f"statement/{statement.number}").exists()


def test_results_between_the_first_and_the_final_are_left_out(db: None) -> None:
    world = published()
    for person in world.people[:6]:
        vote(person, 3, AGREE, now=NOON + 2 * HOUR)
    published(world, now=NOON + 3 * HOUR)
    assert sum("of the results" in title for title in titles("/feed.atom")) == 1


def test_drafts_are_in_no_feed(cast: Cast) -> None:
    draft(cast)
    assert titles("/feed.atom") == []
    assert Client().get("/c/streets/feed.atom").status_code == 404
    assert Client().get("/c/streets/poster/").status_code == 404
    assert Client().get("/c/streets/qr.svg").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_feed_asks_as_often_for_three_as_for_one(cast: Cast, django_assert_num_queries, rows: int) -> None:
    for number in range(rows):
        opened(cast, slug=f"number-{number}")
    with django_assert_num_queries(3):
        assert len(titles("/feed.atom")) == rows


def test_the_page_says_how_to_share_it(db: None) -> None:
    world = published()
    page = get("/c/streets/")
    head = page.partition("</head>")[0]
    assert f'<meta property="og:title" content="{world.consultation.question}">' in head
    assert '<meta property="og:image" content="https://consult.example.org/c/streets/picture-1.png">' in head
    assert '<meta name="twitter:card" content="summary_large_image">' in head
    assert re.search('<link rel="alternate" type="application/atom.xml"[^>]* href="/c/streets/feed.atom">', head)
    assert re.search('<input [^>]*readonly[^>]* value="https://consult.example.org/c/streets/">', page)
    assert "https://consult.example.org/ar/c/streets/" in get("/ar/c/streets/").partition('id="share"')[2]


def test_a_draft_is_not_to_be_shared(cast: Cast) -> None:
    draft(cast)
    facilitator = Client()
    facilitator.force_login(cast.fay)
    page = facilitator.get("/c/streets/").content.decode()
    assert 'property="og:' not in page
    assert 'id="share"' not in page


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_the_qr_code_holds_the_address_of_the_page(cast: Cast, prefix: str) -> None:
    opened(cast)
    svg = get(f"{prefix}/c/streets/qr.svg")
    expected = segno.make(f"https://consult.example.org{prefix}/c/streets/", error="m", micro=False)
    assert re.search(r'class="qrline"[^>]* d="([^"]+)"', svg).group(1) in expected.svg_inline(border=4)
    assert "style" not in svg


def test_the_poster_says_what_is_needed(cast: Cast, clock) -> None:
    opened(cast)
    page = get("/c/streets/poster/")
    for words in ("consult.example.org/c/streets<", "Open until", "9 March 2026", "العربيّة", "繁體中文"):
        assert words in page
    assert "https://consult.example.org/c/streets</p>" not in page
    clock.move_to(CLOSING)
    assert "Voting ended on" in get("/c/streets/poster/")
    assert "See what came out" in get("/c/streets/poster/")


def test_what_is_shared_stays_when_a_statement_is_hidden(db: None) -> None:
    world = published()
    before = get("/c/streets/picture-1.svg")
    statement = world.consultation.statements.get(number=0)
    rule(statement=statement, outcome="rejected", reason="abuse", by=world.cast.fay, now=NOON + DAY)
    assert get("/c/streets/picture-1.svg") == before
