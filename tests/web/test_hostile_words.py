"""What somebody sends who means no good does nothing: in by every way for words, out on every page, table and feed."""

import csv
import io
from datetime import timedelta
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse

from deliberation.consultations.actions import close
from deliberation.consultations.models import Consultation
from deliberation.consultations.week_notes import write_note
from deliberation.errors import Refusal
from deliberation.obligations.actions import bind
from deliberation.results.cells import FORMULA_STARTS
from deliberation.results.handing_over import hand_over
from deliberation.search.actions import take_up
from deliberation.statements.content import tidy
from deliberation.statements.models import Statement
from deliberation.statements.moderating import rule
from deliberation.votes.identity import COOKIE
from tests.cast import CLOSING, HOUR, NOON, fresh, vote, voted_world, written
from tests.faces.faces import Face
from tests.web.hostile import MARK, texts

pytestmark = pytest.mark.django_db
UNHURRIED = timedelta(seconds=5)  # between two votes
RUNS = ("javascript:", "vbscript:")
LEADS = {"href", "src", "action", "formaction", "srcdoc", "data", "xlink:href", "content", "poster"}


class Harm(HTMLParser):
    """Collects elements and attributes that only a text of ours could have made."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            value = (value or "").strip().lower()
            if MARK in name or name.startswith("on") or (name in LEADS and value.startswith(RUNS)):
                self.found.append(f"<{tag} {name}={value[:40]}>")
            if MARK in value and name == "src":
                self.found.append(f"<{tag} {name}={value[:40]}>")
        if MARK in tag or tag in {"iframe", "object", "base", "style", "math"}:
            self.found.append(f"<{tag}>")


def harm_in(page: str) -> list[str]:
    parser = Harm()
    parser.feed(page)
    return parser.found


def said_by(what) -> str:
    """What became of it: kept, or refused with a sentence; nothing else may happen."""
    try:
        what()
    except Refusal as refused:
        return "refused" if refused.detail else "refused without a word"
    return "kept"


@pytest.fixture
def world(clock):
    clock.move_to(NOON + HOUR)
    world = voted_world(background="\n\n".join(text for text in texts() if "\x00" not in text and text.isprintable()))
    for text in texts():
        outcome = said_by(lambda text=text: written(world.consultation, "ann", text, NOON + HOUR))
        if outcome == "kept":
            rule(statement=Statement.objects.latest("id"), outcome="accepted", by=world.cast.fay, now=NOON + HOUR)
    take_up(now=NOON + HOUR)
    return world


def test_there_are_two_hundred_of_them_and_each_is_kept_as_it_was_or_refused(world):
    assert len(set(texts())) >= 200
    kept = set(Statement.objects.filter(number__gte=12).values_list("text", flat=True))
    assert kept <= {tidy(text) for text in texts()}
    assert 100 < len(kept) < len(texts()), "some have to be refused, and most are only words"


def test_no_page_table_or_feed_does_what_they_say(world, clock):
    consultation, client = world.consultation, Client()
    client.cookies[COOKIE] = _cookie("ann")
    for place, statement in enumerate(Statement.objects.filter(number__gte=12)):
        vote(world.people[0], statement.number, 1, NOON + HOUR + place * UNHURRIED)
    note = "\n\n".join(text for text in texts() if len(text) < 60 and text.isprintable())
    said_by(lambda: write_note(consultation=consultation, text=note, by=world.cast.fay, now=NOON + HOUR))
    clock.move_to(CLOSING)
    close(consultation=consultation, by=None, now=CLOSING)
    bind(consultation=fresh(consultation), now=CLOSING)
    recipient, purpose = f"<script>{MARK}()</script>", f"=HYPERLINK({MARK}) is what it is for"
    hand_over(consultation=fresh(consultation), recipient=recipient, purpose=purpose, by=world.cast.fay, now=CLOSING)
    staff = Client()
    staff.force_login(world.cast.fay)
    for name, who in (("consultation", client), ("mine", client), ("my-data", client), ("results", client),
                      ("record", client), ("week-notes", client), ("moderation-log", client), ("handover", staff),
                      ("queue", staff)):  # fmt: skip
        args = ["streets", "accepted"] if name == "queue" else ["streets"]
        page = who.get(reverse(f"web:{name}", args=args))
        assert (name, page.status_code, harm_in(page.content.decode())) == (name, 200, [])
    for name in ("web:results-csv", "web:moderation-log-csv"):
        args = ["streets", 1] if name == "web:results-csv" else ["streets"]
        rows = csv.reader(io.StringIO(client.get(reverse(name, args=args)).content.decode("utf-8-sig")))
        cells = [cell for row in rows for cell in row]
        assert [cell for cell in cells if cell.strip(" ").startswith(FORMULA_STARTS) and MARK in cell] == []
    for name, args in (("web:feed", []), ("web:consultation-feed", ["streets"])):
        assert ElementTree.fromstring(client.get(reverse(name, args=args)).content) is not None


def _cookie(token: str) -> str:
    face = Face()
    face.take_part_as(token)
    return face.client.cookies[COOKIE].value


def test_no_way_in_answers_with_a_fault_of_ours(world):
    """Over both faces: words, numbers, codes, addresses; too deep, too large, of another kind."""
    client = Client(raise_request_exception=False)
    client.cookies[COOKIE] = _cookie("ann")
    one, faults = "/api/v1/consultations/streets", []
    as_json = {"content_type": "application/json"}
    for place, text in enumerate(texts()):
        sendable = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
        answers = [client.get("/search/", {"q": sendable})]
        if place % 4 == 0:  # what is not told again to whoever sent it
            answers += [
                client.get("/api/v1/search", {"q": sendable}),
                client.post("/c/streets/write/", {"text": sendable, "different": "yes"}),
                client.post(f"{one}/invitation", {"code": text}, **as_json),
                client.post(f"{one}/votes", {"statement": 0, "value": text, "operation": text}, **as_json),
            ]
        for answer in answers:
            page = answer.headers.get("Content-Type", "").startswith("text/html")
            harm = harm_in(answer.content.decode()) if page else []
            if answer.status_code >= 500 or harm:
                faults.append((text, answer.request["PATH_INFO"], answer.status_code, harm))
    assert faults == []
    for body in ("[" * 100_000, '{"a":' * 50_000, "\x00", '"\\ud800"', "NaN", "1e999", "{" * 10, ""):
        answer = client.post(f"{one}/votes", body, content_type="application/json")
        assert (body[:10], answer.status_code in {400, 401, 413}) == (body[:10], True)
    huge = client.post(f"{one}/statements", {"text": "x" * 10_000_000}, content_type="application/json")
    assert huge.status_code == 413
    assert client.get("/c/" + "a" * 5000 + "/").status_code == 404
    assert Consultation.objects.get().slug == "streets"
