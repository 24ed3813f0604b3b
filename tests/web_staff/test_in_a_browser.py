"""Staff pages in a real browser: what scripts add, and nothing for axe in what they show."""

import pytest
from django.urls import reverse

from deliberation.obligations.drafting import save_draft
from deliberation.obligations.drafts import loaded
from deliberation.obligations.models import Draft
from deliberation.people.models import Person
from tests.cast import CLOSING, DAY, closed_and_bound, commitment, draft, founded, opened, written

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stage(live_server, signed_in, clock):
    """A draft, an open consultation with a waiting statement, and one whose answers are owed."""
    cast = founded()
    owed = closed_and_bound().consultation.obligations.first()
    clock(CLOSING + DAY)
    later = {"opens_at": CLOSING, "closes_at": CLOSING + 9 * DAY}
    draft(cast, slug="plan", background="", **later)
    consultation = opened(cast, slug="open", **later)
    written(consultation, "zoe", "Benches belong on every square.", CLOSING)

    def go(page, person, name, *address):
        address = (owed.pk,) if name == "answer" else address
        session = signed_in(getattr(cast, person)).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        return page.goto(live_server.url + reverse(f"web:{name}", args=address))

    return go


def test_a_row_is_replaced_and_says_what_happened(stage, page, axe):
    stage(page, "fay", "queue", "open")
    page.locator(".queue summary").click()
    page.get_by_role("button", name="Reject with this reason").click()
    page.get_by_text("Choose a reason from the published list.").wait_for()
    assert axe(page) == []
    page.locator(".queue").get_by_label("Reason, which is public").select_option("off-topic")
    page.get_by_role("button", name="Reject with this reason").click()
    page.get_by_text("Statement 0 was rejected.").wait_for()
    assert page.evaluate("document.activeElement.getAttribute('role')") == "status"
    assert axe(page) == []


def test_only_the_chosen_position_s_fields_are_shown_and_gaps_are_named(stage, page, axe):
    stage(page, "omar", "answer")
    page.get_by_label("Not yet feasible").check()
    assert page.get_by_role("group", name="Milestone 1").count() == 0
    page.get_by_role("button", name="Check what is missing").click()
    page.get_by_role("heading", name="Still missing").wait_for()
    assert page.get_by_label("Not yet feasible").is_checked()
    assert axe(page) == []


def test_a_draft_saves_itself_says_so_and_overwrites_nobody(stage, page, axe):
    def saved():
        return loaded(Draft.objects.get().content).summary

    stage(page, "omar", "answer")
    summary = page.get_by_label("Summary")
    summary.fill("Night buses.")
    page.get_by_role("status").get_by_text("by Omar.").wait_for()
    assert saved() == "Night buses."
    summary.fill("Night buses run.")
    page.get_by_role("button", name="Save the draft").click()
    page.get_by_text("The draft is saved.").wait_for()
    assert saved() == "Night buses run."
    olga, owed = Person.objects.get(name="Olga"), Draft.objects.get().obligation
    save_draft(obligation=owed, draft=commitment(), by=olga, now=CLOSING + 2 * DAY)
    summary.fill("Something else.")
    page.get_by_role("status").get_by_text("Somebody saved changes meanwhile.").wait_for()
    assert saved() == commitment().summary
    assert summary.input_value() == "Something else."
    assert axe(page) == []


def test_the_short_name_follows_the_question_until_it_is_edited(stage, page):
    stage(page, "fay", "consultation-new")
    page.get_by_role("textbox", name="Question").fill("Où va-t-on, à Örebro?")
    assert page.get_by_label("Short name").input_value() == "ou-va-t-on-a-orebro"
    page.get_by_label("Short name").fill("orebro")
    page.get_by_role("textbox", name="Question").fill("Something else?")
    assert page.get_by_label("Short name").input_value() == "orebro"
