"""The queue in real browsers: by keys, by two moderators at once, and for everybody."""

import pytest
from django.urls import reverse

from deliberation.record.models import Entry
from deliberation.statements.models import Ruling, Statement
from tests.cast import MINUTE, NOON, colleague, founded, opened, seeded, written

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXTS = ("Benches belong on every square.", "Trams should be quiet.", "Dogs need parks.", "Lamps should be dimmed.")


@pytest.fixture
def queue(live_server, signed_in):
    """Four statements wait; sit(page, person) opens the queue in a browser of the person's."""
    cast = founded()
    consultation = opened(cast)
    for n, text in enumerate(TEXTS):
        written(consultation, f"author {n}", text, NOON + n * MINUTE)

    def sit(page, person, name="queue", *args):
        session = signed_in(person).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.goto(live_server.url + reverse(f"web:{name}", args=["streets", *args]))
        return page

    return cast, consultation, sit


def standings():
    return [each.standing for each in Statement.objects.select_related("ruling").order_by("number")]


def says(page, text):
    page.locator("[data-queue-status]", has_text=text).wait_for()


def test_one_decision_for_each_key(queue, page, axe):
    cast, consultation, sit = queue
    seeded(cast, consultation, ["Dogs need more parks."])
    sit(page, cast.fay)
    page.locator("[data-queue-keys]").wait_for()
    page.keyboard.press("j")
    page.keyboard.press("a")
    says(page, "Statement 0 was accepted.")
    page.keyboard.press("r")
    says(page, "Press the number of the reason.")
    page.keyboard.press("4")
    says(page, "Statement 1 was rejected.")
    page.keyboard.press("d")
    says(page, "Press the place of the statement to join it with")
    assert axe(page) == []
    page.keyboard.press("1")
    says(page, "Statement 2 was joined with statement 4.")
    assert page.evaluate("document.activeElement.id") == "statement-3"
    assert standings() == ["accepted", "rejected", "rejected", "waiting", "accepted"]
    page.keyboard.press("u")
    says(page, "The ruling on statement 2 was undone.")
    page.keyboard.press("s")
    page.get_by_label("What is to stand in its place").fill("Dogs need meadows.\nCats need gardens.")
    page.get_by_role("button", name="Put this in its place").click()
    page.get_by_text("In the place of statement 2 stand now: 5, 6.").wait_for()
    assert standings() == ["accepted", "rejected", "rejected", "waiting", "accepted", "accepted", "accepted"]
    assert [each.reason for each in Ruling.objects.filter(undoes=None, statement__number__lt=4).order_by("id")] == [
        "", "unclear", "duplicate", "several-ideas",
    ]  # fmt: skip
    page.keyboard.press("?")
    page.get_by_text("undo the last ruling").wait_for()
    assert axe(page) == []
    page.get_by_label("Rule by keys").uncheck()
    page.reload()
    page.keyboard.press("?")
    page.keyboard.press("j")
    page.keyboard.press("a")
    page.locator("[data-queue-keys] summary").click()
    assert not page.get_by_label("Rule by keys").is_checked()
    assert standings()[3] == "waiting"


def test_two_moderators_lose_and_double_nothing(queue, visit):
    cast, _consultation, sit = queue
    fay, zac = sit(visit(), cast.fay), sit(visit(), colleague(cast))
    zac.locator("[data-queue-keys]").wait_for()
    fay.get_by_role("button", name="Accept statement 0").click()
    fay.get_by_text("Statement 0 was accepted.").wait_for()
    zac.keyboard.press("j")
    zac.keyboard.press("a")
    says(zac, "Somebody else has ruled on it meanwhile; nothing was changed.")
    zac.get_by_label("Choose statement 1").check()
    fay.get_by_role("button", name="Accept statement 1").click()
    fay.get_by_text("Statement 1 was accepted.").wait_for()
    zac.get_by_label("Choose statement 2").check()
    zac.locator("#many select[name=reason]").select_option("off-topic")
    zac.get_by_role("button", name="Reject these with this reason").click()
    zac.get_by_text("1 statement was rejected. 1 was left out").wait_for()
    assert standings() == ["accepted", "accepted", "rejected", "waiting"]
    assert Ruling.objects.count() == Entry.objects.filter(act__startswith="statement.").count() == 3


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(queue, visit, axe, width):
    cast, consultation, sit = queue
    seeded(cast, consultation, ["Benches belong on all squares."])
    page = visit(viewport=(width, 800))
    for name, *args in (("queue",), ("statement-desk", 0), ("moderation-log",)):
        sit(page, cast.fay, name, *args)
        assert axe(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    sit(page, cast.fay)
    page.get_by_label("All that match: 4").check()
    page.get_by_role("button", name="Accept these").click()
    page.get_by_text("4 statements will be accepted.").wait_for()
    assert axe(page) == []
