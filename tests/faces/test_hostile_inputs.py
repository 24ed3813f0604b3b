"""Two hundred texts into every field for words, and what comes out on every page, answer, table, feed and picture.

The fields are found in the description of the API: a new one is tried without being named here. Each has to take an
ordinary text (`NO_WORDS` names those that are not for words), so that none is passed over because nothing gets as far
as it. `make soak` makes more rounds (ANSWERABLE_SOAK_EXAMPLES).
"""

import csv
import io
import json
import logging
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from html import unescape
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from itertools import count, cycle, islice
from typing import Any
from xml.etree import ElementTree

import pytest
import time_machine
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from deliberation.consultations.models import Consultation
from deliberation.logs import Discreet
from deliberation.obligations.answering import MilestoneDraft
from deliberation.obligations.delivering import make_link, token_of
from deliberation.obligations.meeting import hold
from deliberation.results.cells import FORMULA_STARTS
from deliberation.search.actions import take_up
from deliberation.statements.moderating import rule
from tests.cast import HOUR, NOON, closed_and_bound, commitment, founded, voted_world, written
from tests.cast import answer as answer_of
from tests.faces.permissions import (
    ALLOWED,
    AUTHOR,
    BODIES,
    FAC,
    HOST,
    MINISTRY,
    OFF,
    PARTICIPANT,
    VISITOR,
    World,
    address_of,
    build,
    everybody,
    routes,
)
from tests.hall import SAID, TRANSCRIPT, announced, meeting_owed
from tests.web.hostile import MARK, texts
from tests.web.test_hostile_words import harm_in

pytestmark = pytest.mark.django_db
ROUNDS = max(2, min(int(os.environ.get("ANSWERABLE_SOAK_EXAMPLES", "1")), len(texts())))
NOW = NOON + 2 * HOUR
STATEMENTS = "/api/v1/consultations/streets/statements"
ASKERS = (f"{FAC}, {HOST}", f"{OFF}, {MINISTRY}", AUTHOR, PARTICIPANT, VISITOR)
NO_TEXT = {"date", "date-time", "uuid", "email", "uri", "binary"}
Place = tuple[str | int, ...]  # where in the body
Way = tuple[str, str, Place]  # method, route and place
Ways = dict[tuple[str, str], list[Place]]


def described() -> dict[str, Any]:
    return SchemaGenerator().get_schema(request=None, public=True)


def ways(description: dict[str, Any]) -> Ways:
    """By method and route: where in its body words may stand."""
    found = {}
    for name, pattern in routes().items():
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", f"/api/{pattern.pattern}")
        for method, operation in description["paths"].get(path, {}).items() if name.startswith("api:") else ():
            body = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if body and (places := list(texts_in(body["schema"], description))):
                found[method.upper(), name] = places
    return found


def texts_in(schema: dict[str, Any], description: dict[str, Any]) -> Iterator[Place]:
    if "$ref" in schema:
        schema = description["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    kinds = schema.get("type", [])
    if "string" in kinds and "enum" not in schema and schema.get("format") not in NO_TEXT:
        yield ()
    for place, inner in [*schema.get("properties", {}).items(), *([(0, schema["items"])] if "items" in schema else [])]:
        yield from ((place, *rest) for rest in texts_in(inner, description))


# Fields whose text is a choice, a name of something that is there, an address, a code or a password.
NO_WORDS = {
    "host", "ministry", "organisation", "consultation", "slug", "language", "languages", "time_zone", "jurisdiction",
    "template", "seen", "these", "email", "address", "origins", "link", "stream", "recording", "role", "outcome",
    "kind", "said", "answers_it", "clear", "code", "password", "new_password",
}  # fmt: skip
CHOICES = {
    "api:rulings": "reason", "api:rulings-at-once": "reason", "api:second-reading": "reason",
    "api:utterance-hiding": "reason", "api:invitations": "category", "api:sheets": "category",
}  # fmt: skip
# Where the matrix of who may do what sends less than it takes to be let in, or than there are fields.
LONG = " It is said at length, so that nobody can say it was too short." * 4
DOCUMENT = {"title": "The plan", "address": "https://example.org/plan"}
FULLER: dict[str, dict[str, Any]] = {
    "POST api:consultations": {"documents": [DOCUMENT]},
    "PATCH api:consultation": {"documents": [DOCUMENT]},
    "PUT api:background": {"documents": [DOCUMENT]},
    "POST api:extension": {"until": "2026-05-20", "reason": LONG, "interim": LONG},
    "POST api:review-decision": {"reasons": LONG},
    "POST api:meeting-announcements": {
        "starts_at": "2026-03-20T18:00Z", "place": "Town hall", "stream": "https://example.org/live",
        "agenda": [{"text": "What happens next"}, {"statement": 3}],
    },
    "POST api:meeting-posting": {
        "recording": "https://example.org/1.mp4", "minutes": "Item 1", "transcript": TRANSCRIPT,
    },
    "POST api:milestone-reports": {"kind": "done", "link": "https://example.org/trees"},
    "POST api:check-in": {"kind": "done", "link": "https://example.org/trees"},
}  # fmt: skip
# What is read as a file of some kind, with the text in it.
FORMS = {"transcript": TRANSCRIPT.replace(SAID[0], "{}"), "content": 'statement\n"{}"'}
# Where nobody who asks here stands: officials of a second ministry say it, by the rule for the reason of a transfer.
BEYOND = {"api:transfer-reply"}
# What keeps the rest from being planted, so that it comes last.
LAST = ("joining", "opening", "hiding", "closing", "withdrawal", "erasure", "not-held", "sign-off")


@dataclass
class Planted:
    """What became of the texts: by way in, those that were kept; and what was said of the others."""

    kept: dict[Way, str] = field(default_factory=dict)
    refused: dict[Way, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def filled(base: Any, place: Place, text: str) -> Any:
    """The same body with a text at a place."""
    if not place:
        return text
    if isinstance(place[0], int):
        rest = list(base) if isinstance(base, list) else []
        return [filled(rest[0] if rest else {}, place[1:], text), *rest[1:]]
    return {**(base or {}), place[0]: filled((base or {}).get(place[0]), place[1:], text)}


def sent(world: World, method: str, name: str, body: Any) -> HttpResponse:
    """By whoever may; the answer."""
    allowed = ALLOWED[name][method]
    asker = next((each for each in ASKERS if each in allowed), VISITOR)
    client = Client(raise_request_exception=False)
    client.cookies = SimpleCookie(world.clients[asker].cookies.output(header="", sep=";"))
    known = World({}, world.arguments | world.elsewhere.get(f"{method} {name}", {}), {})
    path = known.arguments.get("path") or address_of(name, routes()[name], known, known.arguments.get("slug", ""))
    body = json.dumps(body)  # which writes half a pair as JSON does
    return getattr(client, method.lower())(path, body, content_type="application/json")


def tried(world: World, method: str, name: str, body: Any) -> HttpResponse:
    """The answer, and then nothing of it has happened."""
    with transaction.atomic():
        answer = sent(world, method, name, body)
        transaction.set_rollback(True)
    return answer


def turn(name: str) -> int:
    return next((place for place, each in enumerate(LAST, 1) if name.endswith(each)), 0)


def plant(world: World, found: Ways, text_for: Callable[[], str]) -> Planted:
    """A text into each place, first each by itself; then all that were taken together, and these stay. What is too
    short for a place is tried again at length."""
    planted = Planted()
    for (method, name), places in sorted(found.items(), key=lambda way: turn(way[0][1])):
        body = BODIES.get(f"{method} {name}", {}) | FULLER.get(f"{method} {name}", {})
        for place in places:
            text, way = text_for(), (method, name, place)
            for each in (FORMS.get(str(place[-1]), "{}").replace("{}", text), text + LONG):
                answer = tried(world, method, name, filled(body, place, each))
                if answer.status_code < 300:
                    body, planted.kept[way] = filled(body, place, each), each
                    break
                planted.refused.setdefault(way, "")
                planted.refused[way] += f"{answer.status_code} {answer.content.decode()[:300]}"
                if answer.status_code >= 500 or not answer.json()["detail"]:
                    planted.faults.append(f"{way} {text!r}: {planted.refused[way]}")
        sent(world, method, name, body)
    return planted


@pytest.fixture
def world(settings, tmp_path) -> Iterator[World]:
    settings.EMAIL_ON, settings.MEDIA_ROOT = True, tmp_path
    with time_machine.travel(NOW, tick=False):
        arguments, _there = build()
        cast = founded()
        streets = Consultation.objects.get(slug="streets")
        rejected = written(streets, "ann", "Buy benches at my shop.", NOW)
        rule(statement=rejected, outcome="rejected", reason="advertising", by=cast.fay, now=NOW)
        waiting = written(streets, "ann", "Trams should be free of charge on Sundays.", NOW)
        owed = meeting_owed(cast, "owed", NOW)
        held = meeting_owed(cast, "held", NOW)
        hold(obligation=held, held_at=announced(cast, held, NOW - HOUR), by=cast.omar, now=NOW)
        trams = closed_and_bound(voted_world(cast, slug="trams", closes_at=NOW)).consultation
        promised = trams.obligations.latest("id")
        trees = MilestoneDraft("Trees stand in every street of the ring.", date(2027, 5, 31), "Photographs.", "Parks")
        benches = replace(trees, what="A bench stands under every second tree.")
        another = commitment(milestones=(trees, benches), summary="Trees come first; buses have to wait.")
        answer_of(obligation=promised, draft=another, by=cast.omar, now=NOW)
        link = token_of(make_link(obligation=promised, number=2, by=cast.omar, now=NOW))
        about = {
            "PATCH api:consultation": {"slug": "plan"},
            "POST api:handovers": {"slug": "closed"},
            "POST api:appeal": {"path": f"{STATEMENTS}/{rejected.number}/appeal"},
            "POST api:own-rewording": {"path": f"{STATEMENTS}/{waiting.number}/proposal"},
            "POST api:meeting-announcements": {"hall": owed.pk},
            "POST api:meeting-not-held": {"hall": owed.pk},
            "POST api:meeting-posting": {"hall": held.pk},
            "POST api:milestone-reports": {"followed": promised.pk},
            "POST api:check-in": {"token": link},
        }
        yield World(everybody(), arguments, about)


def is_for_words(name: str, place: Place) -> bool:
    return (
        not NO_WORDS & set(place)
        and place[:2] not in {("reasons", 0), ("together", 0)}
        and CHOICES.get(name) != place[0]
        and name not in BEYOND
    )


# What comes out


def everything(world: World) -> Iterator[tuple[str, HttpResponse]]:
    """Every page and answer, to a visitor and to somebody who may see most; and what the first words are found by."""
    for name, pattern in routes().items():
        if "GET" not in ALLOWED[name]:
            continue
        allowed = ALLOWED[name]["GET"]
        for asker in {VISITOR, next((each for each in ASKERS if each in allowed), VISITOR)}:
            path = address_of(name, pattern, world)
            yield f"{path} by {asker}", world.clients[asker].get(path)
    for path in ("/search/", "/api/v1/search"):
        yield path, world.clients[VISITOR].get(path, {"q": MARK})


class Parts(HTMLParser):
    """The words of a page, and those in its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.words += [value for _name, value in attrs if value]


def words_in(answer: HttpResponse) -> str:
    """All that an answer says, without what it is written in."""
    kind, content = answer.headers.get("Content-Type", "").partition(";")[0], answer.getvalue().decode(errors="replace")
    if kind.endswith("json"):
        found: list[str] = []
        json.loads(content, object_pairs_hook=lambda pairs: found.extend(str(value) for _name, value in pairs))
        return "\n".join(found)
    if kind == "text/html":
        parts = Parts()
        parts.feed(content)
        return "\n".join(parts.words)
    return unescape(content)


def harm_of(answer: HttpResponse) -> list[str]:
    """Whatever one of the texts has made of the answer, or has broken of it."""
    kind, content = answer.headers.get("Content-Type", "").partition(";")[0], answer.getvalue()
    found = [f"{name}: {value}" for name, value in answer.headers.items() if "Injected" in name]
    if answer.status_code >= 500:
        found.append(str(answer.status_code))
    if kind == "text/html":
        found += [each for each in harm_in(content.decode()) if each != "<base>"]  # frames have one of ours
        found += [each for each in re.findall("<base[^>]*", content.decode()) if MARK in each]
    elif kind.endswith("json"):
        json.loads(content)
    elif kind == "text/csv":
        cells = [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for cell in row]
        found += [cell for cell in cells if cell.strip(" ").startswith(FORMULA_STARTS) and MARK in cell]
    elif kind.endswith("xml"):
        found += [
            each.tag for each in ElementTree.fromstring(content).iter() if MARK in each.tag or "script" in each.tag
        ]
    elif kind == "text/calendar":
        found += [line for line in content.decode().splitlines() if line.startswith(("X-Injected", MARK))]
    return found


def test_an_ordinary_text_gets_in_everywhere(world):
    """Or something keeps it out before it is looked at, and a bad one would be tried in vain."""
    found, number = ways(described()), count()
    planted = plant(world, found, lambda: f"The old town, in plain words {next(number)}.")
    wanted = {(*way, place) for way, places in found.items() for place in places if is_for_words(way[1], place)}
    missing = [f"{way}: {planted.refused[way]}" for way in wanted - planted.kept.keys()]
    assert missing == [], "\n".join(missing)


@pytest.mark.parametrize("start", range(ROUNDS))
def test_nothing_that_gets_in_does_anything(world, start, caplog):
    """Each time every place takes another of the texts, so that few rounds show all of them somewhere."""
    caplog.set_level(logging.INFO)
    found, every = ways(described()), texts()
    step = len(every) // ROUNDS if len(every) > ROUNDS else 1
    planted = plant(world, found, islice(cycle(every), start * step, None).__next__)
    take_up(now=NOW)
    harm = [f"{what}: {each}" for what, answer in everything(world) for each in harm_of(answer)]
    logged = [Discreet().format(record) for record in caplog.records]
    harm += [f"log: {line!r}" for line in logged if any(ord(each) < 32 and each != "\n" for each in line)]
    assert planted.faults + harm == []
    assert len(planted.kept) > 20
    assert any(MARK in words_in(answer) for what, answer in everything(world) if what.startswith("/search"))


SCRIPTS = (
    "شارع المدينة القديمة هادئ.", "רחובות העיר העתיקה שקטים.", "می\u200cخواهیم خیابان\u200cها آرام باشند.",
    "पुराने शहर की सड़कें शांत हों।", "ถนนในเมืองเก่าเงียบสงบ", "老城的街道应当安静。", "旧市街の道は静かであるべき。",
    "구시가지 거리는 조용해야 한다.", "Οι δρόμοι της παλιάς πόλης.", "Улицы старого города тихи.",
    "የአሮጌው ከተማ ጎዳናዎች ጸጥ ይበሉ።", "မြို့ဟောင်းလမ်းများ တိတ်ဆိတ်ပါစေ။", "ქუჩები წყნარი უნდა იყოს.", "Քաղաքի փողոցները հանգիստ են։",
    "பழைய நகரத்தின் தெருக்கள்.", "Đường phố cổ nên yên tĩnh.", "Families 👨‍👩‍👧 and 🏳️‍🌈 need quiet streets 👍🏽.",
)  # fmt: skip


def test_text_in_any_script_passes_unchanged(world):
    """Each place takes it, and each of them is shown somewhere, letter by letter."""
    found, number = ways(described()), count()

    def text_for() -> str:
        return f"{SCRIPTS[(place := next(number)) % len(SCRIPTS)]} {place}"

    planted = plant(world, found, text_for)
    missing = [f"{way}: {said}" for way, said in planted.refused.items()
               if way not in planted.kept and is_for_words(way[1], way[2])]  # fmt: skip
    assert missing == [], "\n".join(missing)
    shown = "\n".join(words_in(answer) for _what, answer in everything(world))
    assert sum(each in shown for each in SCRIPTS) == len(SCRIPTS)
