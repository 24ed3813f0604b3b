"""A citizen's whole visit in a real browser, from the first page to the next person, and what the database kept of it.

Nine people come one after another, so that each width meets each language and each manner, and each language each
manner. The database then holds what each of them did: nothing is lost, and nothing is there twice.
"""

import os
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.utils import timezone, translation
from django.utils.translation import gettext
from playwright.sync_api import Locator, Page, expect

from deliberation.consultations.models import Consultation
from deliberation.statements.models import Statement
from deliberation.votes.models import AGREE, DISAGREE, SKIP, Participant, Vote
from tests.browsing import Visits, too_wide, violations
from tests.cast import founded, opened, published, seeded, voted_world
from tests.patience import eventually

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
POINTER, KEYS, BARE = "pointer", "keys only", "no JavaScript"
PEOPLE = [
    (360, "en", KEYS), (360, "ar", POINTER), (360, "ar", BARE),
    (768, "en", POINTER), (768, "ar", KEYS), (768, "en", BARE),
    (1280, "ar", KEYS), (1280, "en", POINTER), (1280, "ar", BARE),
]  # fmt: skip
WORDS = {AGREE: "Agree", DISAGREE: "Disagree", SKIP: "Skip"}
TYPED = "The old town need measures number 3."
OWN = "Benches belong on every square."
FOCUSED = """(wanted) => {
  const here = document.activeElement, box = here.getBoundingClientRect();
  const outlined = (one) => getComputedStyle(one).outlineStyle !== "none" && one !== document.body;
  let drawn = getComputedStyle(here).boxShadow !== "none";
  for (let one = here; one && !drawn; one = one.parentElement) drawn = outlined(one); // of a card the whole card is
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const seen = here === document.body || (drawn && inside);
  return { there: here === wanted, seen, what: here.outerHTML.slice(0, 80) };
}"""


@dataclass
class Citizen:
    """Somebody with a browser, who goes by what is written on the page in their language."""

    page: Page
    site: str
    language: str
    manner: str
    did: list[tuple[str, int]] = field(default_factory=list)

    def says(self, words: str, **values: object) -> str:
        with translation.override(self.language):
            return gettext(words) % values if values else gettext(words)

    def go(self, path: str) -> None:
        prefix = "" if self.language == configured.LANGUAGE_CODE else f"/{self.language}"
        self.page.goto(self.site + prefix + path)

    def reach(self, wanted: Locator) -> None:
        """With the Tab key, and everywhere on the way one sees where one is."""
        element = wanted.element_handle()
        for _step in range(80):
            self.page.keyboard.press("Tab")
            focus = self.page.evaluate(FOCUSED, element)
            assert focus["seen"], f"nobody sees the focus on {focus['what']}"
            if focus["there"]:
                return
        raise AssertionError(f"the Tab key does not lead to {wanted}")

    def use(self, wanted: Locator) -> None:
        if self.manner == KEYS:
            self.reach(wanted)
            wanted.press("Enter")  # it has the focus; and a page that this leads to is waited for
        else:
            wanted.click()

    def press(self, words: str, within: Locator | None = None) -> None:
        self.use((within or self.page).get_by_role("button", name=self.says(words), exact=True).first)

    def follow(self, words: str) -> None:
        self.use(self.page.locator("main").get_by_role("link", name=self.says(words)).first)

    def sees(self, words: str, **values: object) -> None:
        expect(self.page.get_by_text(self.says(words, **values)).first).to_be_visible()

    def writes(self, text: str) -> None:
        if self.manner == KEYS:
            self.reach(self.page.locator("[name=text]"))
            self.page.keyboard.press("ControlOrMeta+a")
            self.page.keyboard.type(text)
        else:
            self.page.locator("[name=text]").fill(text)

    def looks(self, step: str) -> None:
        """Nothing for axe, nothing wider than the screen. Whoever has only keys comes by the same pages."""
        assert not too_wide(self.page), step
        if self.manner == POINTER:
            assert violations(self.page) == [], step
        if folder := os.environ.get("PICTURES"):
            width = self.page.viewport_size["width"]
            self.page.screenshot(path=Path(folder) / f"{step}-{self.language}-{width}.png", full_page=True)

    # What they do

    def votes(self, value: int, key: str = "") -> str:
        """On the statement that is asked; its text."""
        asked = self.page.locator("#statement").inner_text()
        if key and self.manner == KEYS:
            self.page.keyboard.press(key)
        else:
            self.press(WORDS[value], self.page.locator("#ballot"))
        expect(self.page.locator("#statement")).not_to_have_text(asked)
        if self.manner != BARE:  # a new page begins at its top; this one must not send anybody back there
            expect(self.page.locator("#statement")).to_be_focused()
        self.did.append((asked, value))
        return asked

    def waits_until_sent(self) -> None:
        """On a good line nobody is quicker than the votes; a test may be, and they would arrive at the next visit."""
        waiting = "Object.keys(localStorage).some((key) => key.startsWith('votes:'))"
        eventually(lambda: self.manner == BARE or not self.page.evaluate(waiting))

    def takes_back(self, asked: str) -> None:
        if self.manner == KEYS:
            self.page.keyboard.press("u")
        else:
            self.follow("Undo")
        expect(self.page.locator("#statement")).to_have_text(asked)
        expect(self.page.get_by_role("button", pressed=True)).to_have_text(self.says("Skip"))
        self.looks("undoing")

    def votes_on_a_similar_one(self) -> None:
        card = self.page.locator(".similar li").filter(has=self.page.locator("button")).first
        self.did.append((card.locator("p").first.inner_text(), AGREE))
        self.press("Agree", card)
        self.sees("Your vote is saved.")
        expect(card.get_by_role("button", pressed=True)).to_have_text(self.says("Agree"))
        assert self.page.locator("[name=text]").input_value() == TYPED
        assert self.page.title().startswith(self.says("Not posted yet:"))


def takes_part(citizen: Citizen, question: str) -> None:
    """Everything a citizen can do, each thing once."""
    citizen.go("/")
    citizen.looks("home")
    citizen.follow(question)
    citizen.follow("Vote on statements")
    citizen.looks("voting")
    first = citizen.votes(AGREE)
    citizen.votes(DISAGREE, "d")
    third = citizen.votes(SKIP, "s")
    citizen.looks("voted")
    citizen.takes_back(third)
    citizen.votes(AGREE, "1")
    citizen.waits_until_sent()
    citizen.follow("Write a statement")
    citizen.writes(TYPED)
    citizen.press("Send")
    citizen.sees("Others wrote something similar")
    if citizen.manner != BARE:
        expect(citizen.page.locator("[data-similar]")).to_be_focused()
    citizen.looks("similar")
    citizen.votes_on_a_similar_one()
    citizen.looks("voted on a similar one")
    citizen.writes(OWN)
    citizen.press("Mine says something else: post it")
    citizen.sees("Waiting for the facilitators")
    row = citizen.page.locator("li").filter(has_text=first).filter(has=citizen.page.locator("button"))
    citizen.press("Disagree", row)
    citizen.did.append((first, DISAGREE))
    expect(row.get_by_role("button", pressed=True)).to_have_text(citizen.says("Disagree"))
    citizen.looks("changed")
    citizen.follow("Go on voting")
    citizen.follow("That is enough for now")
    citizen.sees("The result so far")
    citizen.looks("enough")
    citizen.follow("See the whole result")
    citizen.sees("What each group stands for")
    citizen.page.go_back()
    citizen.press("Next person")
    citizen.sees("This device has forgotten the last person. The next one starts anew.")
    citizen.looks("next person")


def kept_of(people: list[Participant]) -> list[tuple[str, int]]:
    return list(Vote.objects.filter(participant__in=people).order_by("id").values_list("statement__text", "value"))


@pytest.fixture
def consultation(settings, live_server) -> Consultation:
    settings.LANGUAGES = list(configured.TRANSLATED.items())
    now = timezone.now()
    world = voted_world(opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=7))
    return published(world, now).consultation


def arriving(visit: Visits, site: str, width: int, language: str, manner: str = POINTER) -> Citizen:
    page = visit(viewport=(width, 800), javascript=manner != BARE, locale=language, has_touch=width == 360)
    return Citizen(page, site, language, manner)


def test_whoever_takes_part_loses_nothing_and_doubles_nothing(consultation, live_server, visit, subtests):
    for width, language, manner in PEOPLE:
        with subtests.test(width=width, language=language, manner=manner):
            before = list(Participant.objects.values_list("pk", flat=True))
            written = Statement.objects.filter(text=OWN).count()
            citizen = arriving(visit, live_server.url, width, language, manner)
            takes_part(citizen, consultation.question)
            came = list(Participant.objects.exclude(pk__in=before).order_by("id"))
            assert kept_of(came[:1]) == citizen.did
            assert kept_of(came[1:]) == []
            assert Statement.objects.filter(text=OWN).count() == written + 1


def test_ten_votes_while_the_line_is_cut_arrive_once_each(settings, live_server, visit, subtests):
    settings.LANGUAGES = list(configured.TRANSLATED.items())
    now, cast = timezone.now(), founded()
    streets = opened(cast, opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=7))
    seeded(cast, streets, [f"The old town needs measure number {number}." for number in range(14)], now)
    for width, language in [(360, "en"), (360, "ar"), (1280, "en"), (1280, "ar")]:
        with subtests.test(width=width, language=language):
            citizen = arriving(visit, live_server.url, width, language)
            citizen.go("/c/streets/vote/")
            citizen.page.context.set_offline(True)
            for turn in range(9):
                citizen.votes((AGREE, DISAGREE, SKIP)[turn % 3])
            citizen.did.append((citizen.page.locator("#statement").inner_text(), AGREE))
            citizen.press("Agree", citizen.page.locator("#ballot"))
            citizen.sees("That is all there is on this device for now.")
            waiting = citizen.page.locator("[data-status]")
            expect(waiting).to_have_text(waiting.get_attribute("data-waiting").replace("{count}", "10"))
            citizen.looks("line cut")
            person = Participant.objects.latest("id")
            assert kept_of([person]) == []
            citizen.page.context.set_offline(False)
            arrived = citizen.says("All your votes have arrived.")
            expect(waiting).to_have_text(arrived)
            assert len(set(citizen.did)) == 10
            assert kept_of([person]) == citizen.did
            assert Vote.objects.filter(participant=person, counted=True).count() == 10
            expect(citizen.page.locator("#statement")).to_be_focused()
            assert citizen.page.locator("#statement").inner_text() not in [text for text, _ in citizen.did]
