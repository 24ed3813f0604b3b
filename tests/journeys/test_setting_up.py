"""From an organisation without any consultation to an open one, as a facilitator clicks it: at a phone's width, with
JavaScript and axe at every step, and without."""

from time import monotonic

import pytest
from playwright.sync_api import Page

from deliberation.consultations.models import Consultation
from deliberation.statements.models import Statement
from tests.cast import founded
from tests.journeys.people import PASSWORD, Citizen, Staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
QUESTION = "Shall the square become a park?"
GOOD = [f"The square needs measure number {number}." for number in range(193)]
BAD = {
    195: ("", "It is empty."),
    196: ("x" * 201, "Shorten it to 200 characters; it has 201."),
    197: (GOOD[0], "Row 2 says the same."),
    198: ("Trees\u202e here.", "Remove the invisible characters that change the direction of the text."),
    199: ("Trees\a here.", "Remove the control characters."),
    200: ("?!", "Write your statement in words."),
    201: ("A kiosk\ufffd.", "It holds characters that cannot be read."),
}
TABLE = "\ufeff" + "\r\n".join(
    ["id;statement", *(f'1;"{text}"' for text in [*GOOD, *(text for text, _ in BAD.values())])]
)


class Counted(Staff):
    """A facilitator whose clicks and fields are counted."""

    done = 0

    def follow(self, name: str) -> None:
        self.done += 1
        super().follow(name)

    def press(self, name: str) -> None:
        self.done += 1
        super().press(name)

    def type(self, label: str, text: str) -> None:
        self.done += 1
        self.page.get_by_label(label, exact=True).fill(text)


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_from_an_empty_organisation_to_an_open_consultation(visit, live_server, axe, javascript):
    founded(password=PASSWORD)

    def accessible(page: Page) -> None:
        if javascript:
            assert axe(page) == []

    fay = Counted(visit(javascript=javascript, viewport=(360, 740)), live_server.url, accessible)
    fay.sign_in("fay@example.org")
    began = monotonic()
    fay.follow("New consultation")
    fay.type("Question", QUESTION)
    fay.press("Save the draft")
    tells_the_background(fay)
    takes_statements(fay)
    keeps_what_the_template_says(fay)
    opens(fay)
    print(f"{fay.done} clicks and fields, {monotonic() - began:.0f} s")  # noqa: T201 - the figure that was asked for
    votes(Citizen(visit(javascript=javascript, viewport=(360, 740)), live_server.url, accessible))


def tells_the_background(fay):
    outline = fay.page.get_by_label("Background (optional)").input_value()
    assert "## What is decided" in outline
    fay.type(
        "Background (optional)",
        outline.replace("## What is decided", "## What is decided\n\nThe council decides in June."),
    )
    fay.type("Documents to read besides (optional)", "https://example.org/plan.pdf The plan of the square")
    fay.press("Save and go on")


def takes_statements(fay):
    fay.follow("Take them from a table (CSV)")
    file = {"name": "seeds.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}
    fay.page.locator("input[type=file]").set_input_files(file)
    fay.press("Look at the rows")
    for number, (_text, reason) in BAD.items():
        row = fay.page.get_by_role("row").filter(has=fay.page.get_by_role("rowheader", name=str(number), exact=True))
        assert reason in row.inner_text()
    assert not Statement.objects.exists()
    fay.press("Add 193 statements")
    assert Statement.objects.public().count() == 193
    fay.follow("Go on")


def keeps_what_the_template_says(fay):
    for _step in ("schedule", "who takes part", "consensus"):
        fay.press("Save and go on")
    fay.sees("Step 6 of 7")
    fay.done += 1
    fay.page.get_by_label("Ministry that answers").select_option(label="Ministry of Transport")
    fay.press("Save and go on")
    fay.press("Save")


def opens(fay):
    fay.sees("Nothing is missing")
    fay.follow("Look at everything and open")
    fay.press("Yes, open now")
    fay.sees("The consultation is open.")
    assert Consultation.objects.get().public


def votes(citizen):
    citizen.go("/c/shall-the-square-become-a-park/")
    citizen.sees("The council decides in June.")
    citizen.follow("Vote on statements")
    citizen.vote("Agree")
