"""Every page, for everybody who may open it, in a real browser: axe finds nothing, and nobody has to move it sideways.

The pages are found from the site's list of addresses, so none can be forgotten. Pages that several people see alike are
looked at once; what a page shows after somebody did something on it is looked at where that is tested.
"""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.http import HttpResponse
from django.test import Client
from django.utils import translation
from playwright.sync_api import Page

from deliberation.consultations.actions import allow_embedding
from deliberation.notices.actions import subscribe
from deliberation.notices.links import token
from deliberation.notices.models import Subscription
from deliberation.obligations.answering import MilestoneDraft
from deliberation.obligations.delivering import make_link, report, token_of
from deliberation.obligations.drafting import save_draft
from deliberation.obligations.models import Obligation
from deliberation.obligations.promises import ReportDraft
from deliberation.obligations.utterances import correct, hide, mark
from deliberation.people.actions import appoint
from deliberation.people.first_password import first_link
from deliberation.people.permissions import Role
from deliberation.results.stock import take_stock
from deliberation.search.actions import take_up
from deliberation.statements.actions import appeal, translate
from deliberation.statements.moderating import rule
from deliberation.votes.identity import COOKIE, pseudonym, remember
from deliberation.votes.models import AGREE, DISAGREE, SKIP
from deliberation.votes.paper import print_sheets
from deliberation.web.framing import OWN
from tests.browsing import AXE, Visits, covered, too_wide, violations
from tests.cast import (
    CLOSING,
    DAY,
    HOUR,
    MINUTE,
    NOON,
    WEEK,
    Cast,
    World,
    already,
    answer,
    citizen,
    closed_and_bound,
    commitment,
    draft,
    founded,
    half_signed_in,
    opened,
    partly,
    published,
    vote,
    voted_world,
    with_an_app,
    written,
)
from tests.hall import announced, documented, meeting_owed
from tests.web.addresses import SPECIAL, every_address

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Addresses that answer nobody with a page of their own: they only take what is sent, or lead elsewhere.
ONLY_SENT = {"web:next-person", "web:embed-next-person", "web:sign-out", "web:consultation-seeds", "web:ruling",
             "web:consultation-owner", "web:consultation-lending", "web:consultation-dismissal", "web:rulings",
             "web:rulings-undoing", "web:undoing", "web:hiding", "web:joining", "web:rewording", "web:translation",
             "web:reading-again", "web:appeal-decision", "web:signing", "web:assignment", "web:consultation-file",
             "web:consultation-file-withdrawal", "web:meeting-held", "web:answer-file", "web:answer-file-withdrawal",
             "web:answer-file-blanking", "web:review-opening", "web:milestone-report",
             "web:milestone-link", "web:review-decision", "web:factor-removal", "web:recovery-codes",
             "web:sign-out-everywhere"}  # fmt: skip
# Beside each address as it is: other states of it.
ASKING = [
    "?shelf=waiting&topic=Parks", "?topic=None", "search/?q=measure", "search/?q=measure&kind=statement",
    "search/?q=nothingatall", "nothing/here/", "c/parks/", "c/parks/vote/", "c/parks/write/", "c/parks/results/",
    "c/parks/mine/", "c/parks/record/", "c/parks/enough/", "c/three/", "c/three/results/", "c/three/enough/",
    "c/three/vote/", "c/three/invitation/", "c/three/sign-in/?trouble=failed",
    "embed/streets/?kept=1", "desk/consultations/plan/", "desk/consultations/plan/edit/rule/",
    "desk/consultations/plan/edit/seeds/", "desk/consultations/streets/opening/",
    "desk/consultations/three/queue/", "desk/consultations/parks/",
]  # fmt: skip
# axe looks at every page in English, and whether it is too wide is asked at all widths. Of pages made from the same
# templates the first is looked at in more ways, and in Arabic, so that each width, language and scheme is met.
WIDTHS = (360, 768, 1280)
USUAL = {360: "light"}
LOOKS = {"en": {360: "light"}, "ar": {1280: "dark"}}
SHARES = 3  # of the addresses, so that several processes can look at pages
OTHERS = ["zh-hant", "es", "fr"]
IN_OTHERS = ("", "how/", "c/streets/", "c/streets/vote/", "c/streets/write/", "c/streets/mine/", "c/streets/results/",
             "c/streets/record/", "c/parks/", "ministries/transport/", "sign-in/", "nothing/")  # fmt: skip
MAIN = re.compile(r"<main.*</main>", re.DOTALL)
BY_CHANCE = re.compile(r"[A-Za-z0-9]{64}|[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
RELEASED = CLOSING + HOUR


@pytest.fixture
def samples(monkeypatch) -> Callable[..., None]:
    """samples(name, need=...): what may stand in the address of that name, for this test."""
    return lambda name, **known: monkeypatch.setitem(SPECIAL, name, known)


def parks(cast: Cast, samples: Callable[..., None]) -> None:
    """Closed and published; the ministry owes three answers and has given two."""
    closed_and_bound(voted_world(cast, slug="parks", topic="Parks"))
    first, second, third = Obligation.objects.order_by("id")
    answer(obligation=second, draft=commitment(), by=cast.omar, now=RELEASED)
    answer(obligation=second, draft=partly(), by=cast.omar, now=RELEASED + HOUR)
    save_draft(obligation=first, draft=already(), by=cast.olga, now=RELEASED)
    samples("web:duty-step", number=first.pk, step="extend")
    about_second = ("obligation", "answer-version", "rating", "follow-up")
    of_first = ("answer", "answer-files", "duty-steps")
    for name, number in (*((each, second.pk) for each in about_second), *((each, first.pk) for each in of_first)):
        samples(f"web:{name}", number=number, version=2)
    samples("web:obligation-feed", obligation=first.pk)
    samples("web:obligation-calendar", obligation=first.pk)
    followed(third, second, cast, samples)


def followed(done: Obligation, promised: Obligation, cast: Cast, samples: Callable[..., None]) -> None:
    """A milestone that was reported done, and one with a link to report on it."""
    kerbs = MilestoneDraft("Every way to a school has a kerb.", date(2027, 5, 31), "Look at the streets.", "Streets")
    draft = commitment(summary="Kerbs come first where children ride.", milestones=(kerbs,))
    answer(obligation=done, draft=draft, by=cast.omar, now=RELEASED)
    what = ReportDraft("done", "Every line runs; the timetable says so.", "https://example.org/timetable")
    report(obligation=done, number=1, draft=what, by=cast.omar, now=RELEASED)
    link = make_link(obligation=promised, number=1, by=cast.omar, now=RELEASED)
    samples("web:check-in", token=token_of(link))
    samples("web:happened", number=done.pk, milestone=1)


def halls(cast: Cast, samples: Callable[..., None]) -> None:
    """A meeting that is documented, with a corrected and a hidden utterance, and one that is announced."""
    hall = documented(cast, meeting_owed(cast, "hall", CLOSING), CLOSING + MINUTE)
    about = {"obligation": hall, "by": cast.fay, "now": RELEASED}
    said = {"speaker": "Minister", "text": "We will move some parking places.", "reason": "Misheard."}
    correct(number=2, **said, **about)
    mark(number=2, statement=3, **about)
    hide(number=1, reason="personal-data", **about)
    soon = meeting_owed(cast, "soon", CLOSING)
    announced(cast, soon, CLOSING)
    for name in ("meeting", "meeting-not-held"):
        samples(f"web:{name}", number=hall.pk)
    for name in ("meeting-desk", "meeting-posting"):
        samples(f"web:{name}", number=soon.pk)
    for name in ("utterance", "utterance-desk"):
        samples(f"web:{name}", number=hall.pk, utterance=2)


def anns(world: World, cast: Cast, samples: Callable[..., None]) -> None:
    """Ann has voted and written: what was accepted, what was not, what she appealed against."""
    ann = citizen(world.consultation, "ann", RELEASED)
    for number, value in enumerate((AGREE, DISAGREE, SKIP)):
        vote(ann, number, value, RELEASED)
    waiting = written(world.consultation, "ann", "Benches on every square.", RELEASED)
    for text in ("Buy benches at my shop.", "Buy chairs at my shop."):
        rejected = written(world.consultation, "ann", text, RELEASED)
        rule(statement=rejected, outcome="rejected", reason="advertising", note="Really?", by=cast.fay, now=RELEASED)
    samples("web:appeal", slug="streets", number=rejected.number)
    samples("web:own-rewording", slug="streets", number=waiting.number)
    by = pseudonym("ann", world.consultation.pk)
    appeal(consultation=world.consultation, number=rejected.number - 1, reason="It is not mine.", by=by, now=RELEASED)


def streets(cast: Cast, samples: Callable[..., None]) -> None:
    """Open, with two publications, translated statements and something of everything else."""
    world = voted_world(cast, closes_at=CLOSING + WEEK, topic="Streets")
    for statement in world.consultation.statements.all():
        words = f"تحتاج المدينة القديمة إلى {statement.number}."
        translate(statement=statement, language="ar", text=words, by=cast.fay, now=NOON)
    published(world, NOON + HOUR)
    for person in world.people[:12]:
        vote(person, 0, DISAGREE, NOON + DAY)
    published(world, NOON + 2 * DAY)
    anns(world, cast, samples)
    allow_embedding(consultation=world.consultation, origins=["https://news.example.org"], by=cast.fay, now=RELEASED)
    subscribe(consultation=world.consultation, address="ann@example.org", language="en", now=RELEASED)
    printed = {"sheets": 2, "statements": 8, "by": cast.fay, "now": RELEASED}
    samples("web:sheets-print", slug="streets", batch=print_sheets(consultation=world.consultation, **printed))
    samples("web:sheet", slug="streets", code=world.consultation.sheets.first().code)
    take_stock(consultation=world.consultation, now=RELEASED)
    for name in ("notices-confirm", "notices-end"):
        samples(f"web:{name}", token=token(Subscription.objects.get().handle))


def staff(cast: Cast, samples: Callable[..., None]) -> None:
    """Somebody who was appointed and has not chosen a password yet."""
    mia = appoint(email="mia@example.org", name="Mia", role=Role.MODERATOR, organisation=cast.city, now=NOON)
    samples("web:people", slug="springfield")
    for name in ("role-end", "factor-reset"):
        samples(f"web:{name}", slug="springfield", number=mia.roles.get().pk)
    _site, name, secret = first_link(mia.roles.get()).rstrip("/").rsplit("/", 2)
    samples("web:password", uidb64=name, token=secret)


@pytest.fixture
def cast(settings, live_server, clock, samples) -> Cast:
    """A city with one consultation for each shelf and a draft, in every language."""
    settings.LANGUAGES = list(configured.TRANSLATED.items())
    settings.EMAIL_ON = True
    settings.OIDC = {"name": "Springfield ID", "issuer": "https://id.example", "client": "a", "secret": "b"}
    cast = founded()
    parks(cast, samples)
    streets(cast, samples)
    halls(cast, samples)
    question = "夜間公車應該每半小時一班嗎？"
    three = {"closes_at": CLOSING + 4 * WEEK, "admission": "invited-or-verified"}
    opened(cast, slug="three", question=question, language="zh-Hant", **three)
    samples("web:verified", slug="three")
    draft(cast, slug="plan", background="", opens_at=CLOSING + WEEK, closes_at=CLOSING + 3 * WEEK)
    for name in ("edit", "step", "preview", "simulation", "opening"):
        samples(f"web:consultation-{name}", slug="plan")
    take_up(now=RELEASED)
    clock.move_to(RELEASED + MINUTE)
    staff(cast, samples)
    return cast


@dataclass
class Reader:
    """Somebody with a browser, and a second one that fetches pages without showing them."""

    name: str
    page: Page
    client: Client = field(default_factory=Client)

    def keeps(self, cookie: str, value: str, site: str) -> None:
        self.client.cookies[cookie] = value
        self.page.context.add_cookies([{"name": cookie, "value": value, "url": site}])


@dataclass(frozen=True)
class Sight:
    """A page to look at; `first`: no page before it was made from the same templates."""

    name: str
    reader: Reader
    status: int
    first: bool


@pytest.fixture
def readers(cast: Cast, visit: Visits, live_server) -> list[Reader]:
    """A visitor, a participant, a facilitator and an official."""
    response = HttpResponse()
    remember(response, "ann")
    ann = response.cookies[COOKIE].value
    cookies = {"visitor": {}, "participant": {COOKIE: ann, OWN[COOKIE]: ann}}
    for name, person in (("facilitator", cast.fay), ("official", cast.omar)):
        client = Client()
        client.force_login(person)
        cookies[name] = {"sessionid": client.cookies["sessionid"].value}
    # Before the second step: the participant would be Fay, who has none yet; the facilitator signs in once more.
    cookies["participant"]["sessionid"] = half_signed_in(Client(), cast.fay).cookies["sessionid"].value
    with_an_app(cast.omar)
    official = Client()
    official.force_login(cast.omar)
    cookies["official"] = {"sessionid": half_signed_in(official, cast.omar).cookies["sessionid"].value}
    readers = [Reader(name, visit(reduced_motion="reduce")) for name in cookies]
    for reader in readers:
        reader.page.context.add_init_script(AXE)  # sent to the browser once, not for each page
        for cookie, value in cookies[reader.name].items():
            reader.keeps(cookie, value, live_server.url)
    return readers


def paths(language: str) -> Iterator[tuple[str, str]]:
    """What to ask, by the name of its address or as it stands."""
    with translation.override(language):
        for each in every_address():
            yield each.name, each.path
    prefix = "/" if language == configured.LANGUAGE_CODE else f"/{language}/"
    for each in ASKING:
        yield each, prefix + each


def worth_a_look(readers: list[Reader], asked: list[tuple[str, str]]) -> tuple[list[Sight], set[str]]:
    """The pages that differ in English in more than what changes with every run, and which addresses gave any."""
    sights, answered, seen, known = [], set(), set(), set()
    for (name, path), reader in product(asked, readers):
        answer = reader.client.get(path, follow=name == "web:password")
        if answer.status_code == 200:
            answered.add(name)
        if not answer["Content-Type"].startswith("text/html") or answer.status_code in {302, 405}:
            continue
        shown = BY_CHANCE.sub("", MAIN.search(answer.content.decode())[0])
        if shown not in seen:
            made_from = frozenset(each.name for each in answer.templates if each.name)
            sights.append(Sight(name, reader, answer.status_code, first=made_from not in known))
            seen.add(shown)
            known.add(made_from)
    return sights, answered


def looked_at(page: Page, where: str, looks: dict[int, str]) -> list[str]:
    """What is wrong with the page that is open; from the width it has, since each change lays it out anew."""
    found = []
    for width in sorted(WIDTHS, reverse=page.viewport_size["width"] != WIDTHS[0]):
        page.set_viewport_size({"width": width, "height": 800})
        if too_wide(page):
            found.append(f"{where} at {width} px: too wide")
        if width == WIDTHS[0]:
            found += [f"{where} at {width} px: {fault}" for fault in covered(page)]
        if scheme := looks.get(width):
            page.emulate_media(color_scheme=scheme)
            found += [f"{where} at {width} px, {scheme}: {fault}" for fault in violations(page)]
        if folder := os.environ.get("PICTURES"):
            name = re.sub(r"\W+", "-", where)
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
    return found


def all_looked_at(sights: list[Sight], site: str) -> list[str]:
    """What is wrong with any page; what is there in English only is looked at in English in each way."""
    where, found = {language: dict(paths(language)) for language in LOOKS}, []
    for sight in sights:
        ways: dict[str, dict[int, str]] = {}
        for language, looks in LOOKS.items():
            if sight.first or language == configured.LANGUAGE_CODE:
                ways.setdefault(where[language][sight.name], {}).update(looks)
        for path, looks in ways.items():
            response = sight.reader.page.goto(site + path)
            if response.status != sight.status:
                found.append(f"{path} for the {sight.reader.name}: {response.status}")
            found += looked_at(sight.reader.page, f"{path} for the {sight.reader.name}", looks)
    return found


@pytest.mark.parametrize("share", range(SHARES))
def test_axe_finds_nothing_on_any_page_for_anybody(readers, live_server, share):
    asked = list(paths(configured.LANGUAGE_CODE))[share::SHARES]
    sights, answered = worth_a_look(readers, asked)
    unanswered = {name for name, _ in asked if name.startswith("web:")} - answered
    expected = ONLY_SENT & {name for name, _ in asked}
    assert unanswered == expected, "nobody gets a page of an address: say what to ask in SAMPLES or SPECIAL"
    print(f"{len(sights)} different pages are looked at")  # noqa: T201 - shows how much is looked at
    assert all_looked_at(sights, live_server.url) == []


def test_axe_finds_nothing_in_other_languages(readers, live_server):
    page, found = readers[1].page, []
    for language, path in product(OTHERS, IN_OTHERS):
        page.goto(f"{live_server.url}/{language}/{path}")
        found += looked_at(page, f"/{language}/{path}", USUAL)
    assert found == []


def test_what_is_only_sent_is_there():
    assert {name for name, _path in paths(configured.LANGUAGE_CODE)} >= ONLY_SENT
