"""How ministries answer, in public: the scoreboard and its twins, late duties, feeds, calendars, the badge."""

import csv
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape
from io import StringIO
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from deliberation.obligations import steps
from deliberation.obligations.board_notes import publish_note
from deliberation.obligations.delivering import report
from deliberation.obligations.meeting import give_up, hold
from deliberation.obligations.models import Obligation
from deliberation.obligations.opening import open_answer, open_meeting
from deliberation.obligations.promises import ReportDraft
from deliberation.obligations.queries import obligation_numbered
from deliberation.obligations.reopening import enter_due_again
from deliberation.obligations.reviewing import ask_for_review
from deliberation.obligations.sweeping import enter_overdue
from tests.cast import CLOSING, DAY, HOUR, answer, closed_and_bound, commitment, not_yet, published
from tests.hall import announced, meeting_owed

ATOM = "{http://www.w3.org/2005/Atom}"
REASON = "The survey of the bridges is not finished yet."


@pytest.fixture(autouse=True)
def site(settings) -> None:
    settings.BASE_URL = "https://consult.example.org"
    settings.LANGUAGES = list(settings.TRANSLATED.items())


@pytest.fixture
def world(db: None) -> Any:
    """Three duties: answered after 41 days, open, and long overdue in due time."""
    found = closed_and_bound(published())
    answer(obligation=Obligation.objects.first(), draft=commitment(), by=found.cast.omar, now=CLOSING + 41 * DAY)
    return found


def get(path: str) -> str:
    cache.clear()
    response = Client().get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def test_page_sheet_and_api_tell_the_same_and_each_number_leads_to_its_list(world: Any, clock) -> None:
    clock.move_to(CLOSING + 70 * DAY)
    page = get("/ministries/")
    rows = dict(_rows(page))
    assert list(rows) == ["Ministry of Health", "Ministry of Transport"]
    sheet = {row["ministry"]: row for row in csv.DictReader(StringIO(get("/ministries.csv").lstrip("\ufeff")))}
    api = {row["ministry"]: row for row in Client().get("/api/v1/scoreboard").json()}
    for name, cells in rows.items():
        written = [value or "–" for value in list(sheet[name].values())[2:-3]]
        assert [text for text, _link in cells] == [value.removesuffix(".0") for value in written]
        assert {key: int(sheet[name][key]) for key in api[name]["counts"]} == api[name]["counts"]
    told = api["Ministry of Transport"]
    counts = told["counts"]
    assert [counts[name] for name in ("owed", "due", "on_time", "overdue", "commitment")] == [3, 3, 1, 2, 1]
    assert (told["on_time"], told["median_days"]) == (None, 41)
    for text, link in rows["Ministry of Transport"]:
        if link:
            listed = get(link.partition("#")[0])
            assert len(re.findall(r'<li class="ds-card card-link"', listed)) == int(text), link
    listed = Client().get("/api/v1/obligations?ministry=transport&counted=overdue").json()
    assert listed["count"] == counts["overdue"]
    assert Client().get("/api/v1/obligations?counted=overdue").status_code == 400


def _rows(page: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each ministry with the text and the link of each cell."""
    found = []
    for row in re.findall(r"<tr><th scope=\"row\">.*?</tr>", page, re.DOTALL):
        name = re.search(r"<th scope=\"row\"><a [^>]*>(.*?)</a>", row).group(1)
        cells = re.findall(r"<td class=\"number\">(.*?)</td>", row, re.DOTALL)
        texts = [unescape(re.sub("<[^>]+>", "", cell)).strip() for cell in cells]
        links = [link.group(1) if (link := re.search(r'href="([^"]+)"', cell)) else "" for cell in cells]
        found.append((name, list(zip(texts, links, strict=True))))
    return found


def test_any_column_sorts_and_ten_cases_make_a_percentage(world: Any, clock) -> None:
    for number in range(3, 10):
        duty = open_answer(world.publication, number, "agree", CLOSING.date(), CLOSING)
        draft = commitment(summary=f"We will do number {number}.", explanation=f"{number} " * 40)
        answer(obligation=duty, draft=draft, by=world.cast.omar, now=CLOSING + 10 * DAY)
    clock.move_to(CLOSING + 70 * DAY)
    page = get("/ministries/?sort=-owed")
    assert [name for name, _cells in _rows(page)] == ["Ministry of Transport", "Ministry of Health"]
    assert re.search(r'aria-sort="descending"><a href="\?sort=owed">Duties in all</a>', page)
    assert page.count("aria-sort") == 1
    assert "80 % (likely 49 to 94 %)" in page
    assert "80 % (likely 49 to 94 %)" in get("/ministries/transport/")


def test_the_front_page_names_what_is_late_the_longest_first(world: Any, clock) -> None:
    assert 'id="late"' not in get("/")
    cast, (_first, second, third) = world.cast, Obligation.objects.order_by("id")
    steps.extend(
        obligation=second,
        until=second.due_on + 24 * DAY,
        reason=REASON,
        interim=REASON,
        by=cast.omar,
        now=CLOSING + 50 * DAY,
    )
    clock.move_to(CLOSING + 95 * DAY)
    late = get("/").partition('id="late"')[2].partition("</section>")[0]
    assert re.findall(r"/obligations/(\d+)/", late) == [str(third.pk), str(second.pk)]
    assert "Ministry of Transport" in late
    assert 'href="/ministries/"' in late


@pytest.mark.parametrize("path", ["/obligations/1/feed.atom", "/ministries/transport/feed.atom"])
def test_a_duty_and_a_ministry_have_feeds_that_are_valid(world: Any, path: str) -> None:
    duty = Obligation.objects.first()
    path = path.replace("/1/", f"/{duty.pk}/")
    response = Client().get(path)
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)
    assert root.find(f"{ATOM}link[@rel='self']").get("href") == f"https://consult.example.org{path}"
    entries = root.findall(f"{ATOM}entry")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids) == (2 if "obligations" in path else 4)
    assert "version 1 of its answer" in entries[0].findtext(f"{ATOM}title")
    assert all(entry.findtext(f"{ATOM}updated") and entry.findtext(f"{ATOM}author/{ATOM}name") for entry in entries)
    assert Client().get(path.replace(str(duty.pk), "999").replace("transport", "nobody")).status_code == 404


def test_calendars_hold_whole_days_whose_names_stay_when_they_move(world: Any) -> None:
    first, second, _third = Obligation.objects.order_by("id")

    def events(path: str) -> dict[str, Any]:
        response = Client().get(path)
        assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert all(len(line) <= 75 for line in response.content.split(b"\r\n")), "RFC 5545 folds after 75 octets"
        found = Calendar.from_ical(response.content).walk("VEVENT")
        assert all(each.errors == [] for each in found)
        return {str(each["uid"]): each for each in found}

    before = events(f"/ar/obligations/{second.pk}/due.ics")[f"obligation-{second.pk}@consult.example.org"]
    assert before.decoded("dtstart") == second.due_on
    assert (before.decoded("dtend") - before.decoded("dtstart")).days == 1
    steps.extend(
        obligation=second,
        until=second.due_on + 10 * DAY,
        reason=REASON,
        interim=REASON,
        by=world.cast.omar,
        now=CLOSING + 50 * DAY,
    )
    told = Client().get(f"/api/v1/obligations/{second.pk}").json()["due_dates"]
    moves = [(each["due_on"], each["because"]) for each in told]
    assert moves == [((second.due_on + 10 * DAY).isoformat(), "extended")]
    assert Client().get(reverse("api:follow-up", args=[first.pk])).json()["rated_until"]
    assert Client().get(reverse("api:follow-up", args=[second.pk])).json()["rated_until"] is None
    after = events("/ministries/transport/due.ics")
    assert len(after) == 4, "three duties, and a milestone"
    moved = after[before["uid"]]
    assert moved.decoded("dtstart") == second.due_on + 10 * DAY
    assert (before["sequence"], moved["sequence"]) == (0, 1)
    assert moved.decoded("dtstamp") > before.decoded("dtstamp")
    of_consultation = events("/c/streets/due.ics")
    assert of_consultation["closing-streets@consult.example.org"].decoded("dtstart") == CLOSING
    assert set(of_consultation) == {*after, "closing-streets@consult.example.org"}
    promised = next(each for name, each in after.items() if name.startswith("promise"))
    assert promised.decoded("url").endswith(f"/obligations/{first.pk}/")
    assert Client().get("/ministries/health/due.ics").status_code == 404, "a calendar without anything is none"


def test_a_promise_is_one_event_of_its_last_date_however_often_it_is_stated_and_moved(world: Any) -> None:
    first, cast = Obligation.objects.order_by("id").first(), world.cast

    def events() -> dict[str, Any]:
        calendar = Calendar.from_ical(Client().get(f"/obligations/{first.pk}/due.ics").content)
        return {str(each["uid"]).partition("@")[0]: each for each in calendar.walk("VEVENT")}

    name = f"promise-{first.pk}-1"
    before = events()[name]
    stated = commitment().milestones[0]
    later = replace(stated, due_on=stated.due_on + 30 * DAY)
    again = commitment(summary="A month later.", explanation="The stones are late. " * 9, milestones=(later,))
    answer(obligation=first, draft=again, by=cast.omar, now=CLOSING + 45 * DAY)
    assert set(events()) == {f"obligation-{first.pk}", name}
    assert (events()[name].decoded("dtstart"), events()[name]["sequence"]) == (later.due_on, 1)
    text = "The works take longer than we thought, for want of stones."
    moved = ReportDraft("moved", text, moved_to=later.due_on + 30 * DAY)
    report(obligation=first, number=1, draft=moved, by=cast.omar, now=CLOSING + 46 * DAY)
    assert (events()[name].decoded("dtstart"), events()[name]["sequence"]) == (moved.moved_to, 2)
    assert events()[name].decoded("dtstamp") > before.decoded("dtstamp")
    report(obligation=first, number=1, draft=ReportDraft("withdrawn", text), by=cast.omar, now=CLOSING + 47 * DAY)
    assert (events()[name]["status"], events()[name]["sequence"]) == ("CANCELLED", 3)


def test_after_a_meeting_was_held_its_event_moves_to_the_day_of_the_transcript(world: Any) -> None:
    duty = meeting_owed(world.cast, "hall", CLOSING)

    def events() -> dict[str, Any]:
        calendar = Calendar.from_ical(Client().get(f"/obligations/{duty.pk}/due.ics").content)
        return {str(each["uid"]).partition("@")[0]: each for each in calendar.walk("VEVENT")}

    before = events()[f"obligation-{duty.pk}"]
    starts = announced(world.cast, duty, CLOSING + DAY)
    assert events()[f"meeting-{duty.pk}"].decoded("dtstart") == starts
    hold(obligation=duty, held_at=starts, by=world.cast.omar, now=starts + HOUR)
    after, held = events()[f"obligation-{duty.pk}"], obligation_numbered(duty.pk).meeting_held
    assert (after.decoded("dtstart"), after["sequence"]) == (held.post_by, before["sequence"] + 1)
    assert "transcript" in after["summary"]


def test_the_badge_says_in_words_where_a_duty_stands_and_changes_with_day_and_record(world: Any, clock) -> None:
    answered, waiting, _third = Obligation.objects.order_by("id")

    def badge(duty: Obligation, language: str = "") -> ElementTree.Element:
        response = Client().get(f"/obligations/{duty.pk}/badge.svg", {"language": language})
        assert response.headers["Content-Type"] == "image/svg+xml; charset=utf-8"
        return ElementTree.fromstring(response.content)

    def said(duty: Obligation, language: str = "") -> str:
        return badge(duty, language).findtext("{http://www.w3.org/2000/svg}title")

    clock.move_to(CLOSING + 51 * DAY)
    assert said(answered) == "Answer: Answered in 41 days"
    assert said(waiting) == "Answer: Due in 9 days"
    clock.move_to(CLOSING + 72 * DAY)
    assert said(waiting) == "Answer: Overdue by 12 days"
    assert said(waiting, "xx") == said(waiting)
    assert len({said(waiting, language) for language in ("en", "es", "fr", "ar", "zh-hant")}) == 5
    drawn = badge(waiting, "ar")
    assert drawn.get("role") == "img"
    assert drawn.findtext("{http://www.w3.org/2000/svg}desc")
    assert not list(drawn.iter("{http://www.w3.org/2000/svg}script"))
    enter_overdue(now=CLOSING + 72 * DAY)
    answer(obligation=waiting, draft=commitment(summary="x"), by=world.cast.omar, now=CLOSING + 72 * DAY + HOUR)
    assert said(waiting) == "Answer: Answered 12 days late"


def test_the_page_of_a_duty_says_where_it_stands_and_what_can_be_done_now(world: Any, clock) -> None:
    answered, waiting, _third = Obligation.objects.order_by("id")
    clock.move_to(CLOSING + 51 * DAY)
    page = get(f"/obligations/{waiting.pk}/")
    assert "Ministry of Transport has time until 8 May 2026: 9 days are left." in page
    for part in ("feed.atom", "due.ics", "badge.svg?language=en", "The ministry can take more time once"):
        assert part in page
    assert "can offer it to another one" not in page, "too late for that"
    assert f"&lt;a href=&quot;https://consult.example.org/obligations/{waiting.pk}/&quot;&gt;" in page
    done = get(f"/obligations/{answered.pk}/")
    assert "Ministry of Transport answered on 19 April 2026, on time." in done
    assert "What can happen before the answer" not in done


def test_they_ask_as_often_for_many_as_for_few(world: Any, clock) -> None:
    clock.move_to(CLOSING + 70 * DAY)
    duty = Obligation.objects.first()
    paths = ("/ministries/", "/ministries/transport/?show=owed", "/", "/ministries/transport/due.ics",
             "/ministries/transport/feed.atom", f"/obligations/{duty.pk}/badge.svg", "/api/v1/scoreboard")  # fmt: skip
    few = {path: _asked(path) for path in paths}
    for number in range(3, 6):
        open_answer(world.publication, number, "agree", CLOSING.date(), CLOSING)
    assert {path: _asked(path) for path in paths} == few


def _asked(path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        get(path)
    return len(queries)


def test_a_not_yet_that_is_due_again_stands_at_the_desk_in_calendars_feeds_and_late_on_the_front_page(
    world: Any, clock
) -> None:
    """Its day of review is 1 December 2026, and 31 December the last one to say what changed."""
    _first, second, _third = Obligation.objects.order_by("id")
    cast = world.cast
    answer(obligation=second, draft=not_yet(), by=cast.omar, now=CLOSING + 45 * DAY)

    def events() -> dict[str, Any]:
        calendar = Calendar.from_ical(Client().get(f"/obligations/{second.pk}/due.ics").content)
        return {str(each["uid"]).partition("@")[0]: each for each in calendar.walk("VEVENT")}

    found = events()
    days = [found[f"{name}-{second.pk}"].decoded("dtstart") for name in ("review-on", "say-by")]
    assert days == [date(2026, 12, 1), date(2026, 12, 31)]
    review = ask_for_review(obligation=second, reason=REASON, by=cast.fay, now=CLOSING + 46 * DAY)
    assert events()[f"review-{review.pk}"].decoded("dtstart") == review.due_on
    staff = Client()
    staff.force_login(cast.omar)

    def waits() -> bool:
        page = staff.get("/desk/").content.decode().partition("<details>")[0]
        return f"/desk/obligations/{second.pk}/answer/" in page

    clock.move_to(datetime(2026, 11, 30, 12, tzinfo=UTC))
    assert not waits()
    clock.move_to(datetime(2026, 12, 31, 12, tzinfo=UTC))
    staff.force_login(cast.omar)
    assert waits()
    assert 'id="late-again"' not in get("/")
    clock.move_to(datetime(2027, 1, 1, 12, tzinfo=UTC))
    enter_due_again(now=timezone.now())
    late = get("/").partition('id="late-again"')[2].partition("</section>")[0]
    assert re.findall(r"/obligations/(\d+)/", late) == [str(second.pk)]
    assert "Overdue by 1 day" in late
    assert "did not say in time what changed since version 1 of its answer" in get("/feed.atom")
    answer(obligation=second, draft=commitment(explanation="Money came. " * 40), by=cast.olga, now=timezone.now())
    assert 'id="late-again"' not in get("/")
    assert "status" not in events()[f"say-by-{second.pk}"], "it came, and was late"


def test_a_meeting_that_was_given_up_is_called_off_and_a_note_is_in_the_feed_of_its_ministry(world: Any) -> None:
    owed = open_meeting(world.publication, CLOSING.date(), CLOSING)
    give_up(obligation=obligation_numbered(owed.pk), reason="Dissolved.", by=world.cast.fay, now=CLOSING + DAY)
    calendar = Calendar.from_ical(Client().get(f"/obligations/{owed.pk}/due.ics").content)
    assert [each.get("status") for each in calendar.walk("VEVENT")] == ["CANCELLED"]
    publish_note(ministry=world.cast.transport, text="Two of these were late.", by=world.cast.omar, now=CLOSING + DAY)
    feed = Client().get("/ministries/transport/feed.atom").content.decode()
    assert "published note 1 to its line of the scoreboard" in feed
    assert "https://consult.example.org/ministries/transport/notes/" in feed
