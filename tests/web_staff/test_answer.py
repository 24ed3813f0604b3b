"""Answering for a ministry."""

import re
from dataclasses import asdict, replace
from html import unescape

import pytest
from django.utils import timezone

from deliberation.obligations.delivering import report
from deliberation.obligations.drafts import loaded
from deliberation.obligations.models import Answer, Draft, Obligation, Review
from deliberation.obligations.promises import ReportDraft
from deliberation.obligations.publishing import sign_off
from deliberation.obligations.reviewing import ask_for_review, open_for_people, uphold
from deliberation.people.actions import appoint
from deliberation.people.permissions import Role
from tests.cast import CLOSING, DAY, answer, closed_and_bound, commitment, noisy_world, not_yet, voted_world


@pytest.fixture
def world(clock):
    world = closed_and_bound()
    clock(CLOSING + DAY)
    return world


@pytest.fixture
def owed(world):
    return world.consultation.obligations.first()


@pytest.fixture
def omar(world, signed_in):
    return signed_in(world.cast.omar)


def address(owed):
    return f"/desk/obligations/{owed.pk}/answer/"


def signing(owed):
    return f"/desk/obligations/{owed.pk}/signing/"


def typed(draft, **more):
    """A draft as the form sends it."""
    rows = {"milestones", "together"}
    sent = {name: "" if value is None else value for name, value in asdict(draft).items() if name not in rows}
    for row, milestone in enumerate(draft.milestones):
        sent |= {f"milestone-{row}-{name}": value or "" for name, value in asdict(milestone).items()}
    return sent | more


def shown(response):
    return unescape(response.content.decode())


def test_the_page_shows_what_is_owed_and_how_each_group_voted(omar, owed):
    page = shown(omar.get(address(owed)))
    assert owed.statement.text in page
    assert "59 days left" in page
    assert all(f"Group {label}" in page for label in "ABC")
    assert "At least 400 characters" in page
    assert "At most 24 months ahead." in page


def test_without_groups_the_page_shows_how_everybody_voted(clock, signed_in):
    world = closed_and_bound(noisy_world())
    clock(CLOSING + DAY)
    (owed,) = world.consultation.obligations.all()
    page = shown(signed_in(world.cast.omar).get(address(owed)))
    assert "Consensus: people agree with this statement." in page
    assert re.search(r"Everybody</th>\s*<td[^>]*>75</td>.*>95.%</td>", page, re.DOTALL)
    assert "Group A" not in page


def saved():
    return loaded(Draft.objects.get().content)


def test_a_draft_is_saved_and_a_second_official_signs_what_is_shown(omar, owed, world, signed_in):
    response = omar.post(address(owed), typed(commitment(), act="save", seen="answer-0"))
    assert response.status_code == 302
    page = shown(omar.get(address(owed)))
    assert "Ask a second official to sign; your ministry has 1 other." in page
    assert "Sign and publish" not in page
    olga = signed_in(world.cast.olga)
    page = shown(olga.get(address(owed)))
    assert "by Omar." in page
    assert page.index("The draft as it would be published") < page.index("Night buses run") < page.index("Sign and")
    seen = re.search(r'name="seen" value="([^"]+)"', page).group(1)
    assert olga.post(signing(owed), {"seen": seen}).status_code == 302
    assert "Version 1 of the answer is public." in shown(olga.get(address(owed)))
    published = Answer.objects.get()
    assert published.position == "commitment"
    assert [milestone.unit for milestone in published.milestones.all()] == ["Public transport unit"]


def test_what_another_position_asks_for_is_kept_in_the_draft_and_not_published(omar, owed, world):
    sent = typed(commitment(), act="save", review_on="tomorrow", source="Ignored", reasons=["law"])
    assert omar.post(address(owed), sent).status_code == 302
    assert (saved().source, saved().reasons, saved().review_on) == ("Ignored", ["law"], None)
    sign_off(obligation=owed, by=world.cast.olga, now=timezone.now(), seen=Draft.objects.get().version)
    published = Answer.objects.get()
    assert (published.source, published.reasons, published.review_on) == ("", [], None)


def test_typing_saves_by_itself_and_says_when(omar, owed, world, signed_in):
    sent = typed(not_yet(summary=""), act="autosave", seen="answer-0")
    told = omar.post(address(owed), sent)
    assert told.status_code == 200
    assert "by Omar." in shown(told)
    assert f'data-seen="{Draft.objects.get().version}"' in shown(told)
    assert "<main" not in shown(told)
    late = signed_in(world.cast.olga).post(address(owed), typed(commitment(), act="autosave", seen="answer-0"))
    assert late.status_code == 409
    assert "Somebody saved changes meanwhile." in shown(late)
    assert saved().position == "not-yet"


def test_a_draft_can_be_discarded(omar, owed):
    omar.post(address(owed), typed(commitment(), act="save"))
    assert omar.post(address(owed), {"act": "discard", "seen": Draft.objects.get().version}).status_code == 302
    assert not Draft.objects.exists()


def test_an_observer_reads_the_draft_and_has_no_form(omar, owed, world, signed_in):
    iris = appoint(email="iris@example.org", name="Iris", role=Role.OBSERVER, organisation=world.cast.transport,
                   now=CLOSING)  # fmt: skip
    omar.post(address(owed), typed(commitment(), act="save"))
    page = shown(signed_in(iris).get(address(owed)))
    assert "Night buses run every 30 minutes" in page
    assert "Sign and publish" not in page
    assert "<textarea" not in page


def test_an_incomplete_answer_names_every_gap_at_its_field_and_loses_nothing(omar, owed):
    sent = typed(not_yet(summary="", source="", explanation="Too short."), act="check")
    page = shown(omar.post(address(owed), sent))
    assert "Still missing" in page
    for name in ("summary", "source", "explanation"):
        assert f'id="id_{name}_error"' in page
        assert f'href="#id_{name}"' in page
    assert "there are 10." in page
    assert "A trial on two streets." in page
    assert 'value="2026-12-01"' in page
    assert not Answer.objects.exists()


def test_a_gap_is_named_at_the_row_where_it_was_typed(omar, owed):
    sent = typed(commitment(milestones=()), act="check") | {
        "milestone-1-what": "Night buses run.",
        "milestone-2-what": "Trams run.",
        "milestone-2-due_on": "soon",
    }
    page = shown(omar.post(address(owed), sent))
    assert "Milestone 2: Say what will be true" in page
    assert "Milestone 3: Enter a valid date." in page
    assert "Milestone 1:" not in page
    assert 'value="Night buses run."' in page
    assert 'value="soon"' in page


def test_without_milestones_the_first_row_asks_for_one(omar, owed):
    page = shown(omar.post(address(owed), typed(commitment(milestones=()), act="check")))
    assert 'id="id_milestone-0-what_error"' in page


def test_nothing_typed_names_the_position(omar, owed):
    assert "Choose one of the positions: what will you do?" in shown(omar.post(address(owed), {"act": "check"}))


def test_checking_saves_and_says_what_is_missing_and_publishes_nothing(omar, owed):
    missing = omar.post(address(owed), typed(commitment(contact=""), act="check"))
    assert missing.status_code == 200
    assert "Still missing" in shown(missing)
    assert "Name the unit people can turn to." in shown(missing)
    assert saved().summary == commitment().summary
    assert "Nothing is missing. A second official can sign it now." in shown(
        omar.post(address(owed), typed(commitment(), act="check"))
    )
    assert not Answer.objects.exists()


def test_what_cannot_be_read_is_named_and_the_rest_is_saved(omar, owed):
    response = omar.post(address(owed), typed(not_yet(), act="save", review_on="soon"))
    assert response.status_code == 400
    assert "Enter a valid date." in shown(response)
    assert (saved().source, saved().review_on) == (not_yet().source, None)


def test_texts_longer_than_the_record_holds_are_refused(omar, owed):
    response = omar.post(address(owed), typed(commitment(signed_by="x" * 201), act="check"))
    assert 'id="id_signed_by_error"' in shown(response)
    assert "Name the role that signs." not in shown(response)


def test_a_new_version_starts_from_the_last_and_the_earlier_stays(omar, owed, world):
    first = commitment().milestones[0]
    milestones = tuple(replace(first, what=f"{first.what} Part {number}.") for number in range(4))
    answer(obligation=owed, draft=commitment(milestones=milestones), by=world.cast.omar, now=CLOSING + DAY)
    page = shown(omar.get(address(owed)))
    assert "all earlier versions stay public" in page
    assert page.count('value="Public transport unit"') == 4
    sent = typed(commitment(summary="Sooner.", milestones=milestones), act="save", seen="answer-1")
    assert omar.post(address(owed), sent).status_code == 302
    sign_off(obligation=owed, by=world.cast.olga, now=timezone.now(), seen=Draft.objects.get().version)
    assert list(Answer.objects.values_list("version", "summary")) == [
        (1, "We will do it within a year."),
        (2, "Sooner."),
    ]
    assert Answer.objects.get(version=2).milestones.count() == 4


def test_signing_twice_is_one_version(omar, owed, world, signed_in):
    omar.post(address(owed), typed(commitment(), act="save"))
    olga, seen = signed_in(world.cast.olga), {"seen": Draft.objects.get().version}
    assert olga.post(signing(owed), seen).status_code == 302
    again = olga.post(signing(owed), seen)
    assert again.status_code == 409
    assert "There is no draft. Save one first." in shown(again)
    assert Answer.objects.count() == 1


def test_the_page_shows_what_people_wrote_around_it_and_what_it_takes_to_change_the_result(omar, owed):
    page = shown(omar.get(address(owed)))
    around = page.partition('id="around"')[2].partition("</section>")[0]
    assert around.count("<blockquote>") == 4 or around.count("<blockquote>") == 5
    assert owed.statement.text not in around
    assert "all else unchanged, to take it off this list." in page


def test_a_meeting_is_owed_not_written(signed_in, clock):
    world = closed_and_bound(voted_world(consensus=False))
    clock(CLOSING + DAY)
    owed, omar = Obligation.objects.get(kind="meeting"), signed_in(world.cast.omar)
    page = shown(omar.get(address(owed), follow=True))
    due = '<time datetime="2026-05-08">8 May 2026</time>'
    assert f"Ministry of Transport owes a public meeting about the question, held by {due}." in page
    assert "Publish the announcement" in page
    assert omar.post(address(owed), typed(commitment(), act="save")).status_code == 409
    assert not Answer.objects.exists()


def test_the_desk_lists_overdue_first_and_answered_last(signed_in, owed, world, clock):
    answer(obligation=owed, draft=commitment(), by=world.cast.omar, now=CLOSING + DAY)
    clock(CLOSING + 61 * DAY)
    page = shown(signed_in(world.cast.omar).get("/desk/"))
    assert page.count("Overdue by 1 day") == 2
    assert page.index("Overdue by 1 day") < page.index("1 answered") < page.index("Answered on time")


def test_the_desk_says_who_looks_after_what(signed_in, owed, world):
    omar, other = signed_in(world.cast.omar), world.consultation.obligations.last()
    for duty, person in ((owed, world.cast.omar), (other, world.cast.olga)):
        omar.post(f"/desk/obligations/{duty.pk}/assignment/", {"person": person.pk})
    page = shown(omar.get("/desk/"))
    assert page.count("You look after this.") == page.count("Olga looks after this.") == 1
    assert "Olga looks after this." in shown(omar.get(address(other)))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_desk_asks_as_often_for_three_duties_as_for_one(omar, owed, rows, django_assert_num_queries):
    if rows == 1:
        Obligation.objects.exclude(pk=owed.pk)._raw_delete("default")
    with django_assert_num_queries(14):
        assert shown(omar.get("/desk/")).count("days left") == rows


def test_there_is_always_one_row_for_another_milestone(omar, owed):
    """Three were all there were, and the API takes thirty."""
    page = shown(omar.get(address(owed)))
    assert "milestone-2-what" in page
    assert "milestone-3-what" not in page
    rows = [replace(commitment().milestones[0], what=f"Line {number} runs all night.") for number in range(3)]
    for count in (3, 4, 30):
        rows += [replace(rows[0], what=f"Line {number} runs at noon.") for number in range(len(rows), count)]
        draft = commitment(milestones=rows)
        assert omar.post(address(owed), typed(draft, act="save")).status_code == 302
        assert len(saved().milestones) == count
        page = shown(omar.get(address(owed)))
        assert (f"milestone-{count}-what" in page) == (count < 30)
        assert f"milestone-{count + 1}-what" not in page
        checked = shown(omar.post(address(owed), typed(draft, act="check")))
        assert (f"milestone-{count}-what" in checked) == (count < 30)


def test_the_desk_names_the_reviews_that_wait(omar, owed, world):
    answer(obligation=owed, draft=not_yet(), by=world.cast.olga, now=CLOSING + DAY)
    assert "Reviews that wait" not in shown(omar.get("/desk/"))
    reason = "It does not say a word about the night."
    ask_for_review(obligation=owed, reason=reason, by=world.cast.fay, now=CLOSING + DAY)
    page = shown(omar.get("/desk/"))
    assert "Version 1 of the answer on" in page
    assert f'href="/desk/obligations/{owed.pk}/follow-up/"' in page
    assert "to be decided by" in page
    reasons = "We looked at it again, and so it stays as it was said. " * 6
    uphold(obligation=owed, reasons=reasons, signed_by="Minister", by=world.cast.olga, now=CLOSING + 2 * DAY)
    assert "Reviews that wait" not in shown(omar.get("/desk/"))


def test_each_review_that_waits_has_a_form_of_its_own(omar, owed, world):
    """What people asked for waits beside the review of a promise that was given up; Olga signed the answer."""
    answer(obligation=owed, draft=commitment(), by=world.cast.omar, now=CLOSING + DAY)
    gone = ReportDraft("withdrawn", "There is no money for it in this year, nor in the next.")
    report(obligation=owed, number=1, draft=gone, by=world.cast.olga, now=CLOSING + DAY)
    open_for_people(answer=owed.answers.get(), on=(CLOSING + DAY).date(), now=CLOSING + DAY)
    _first, second = Review.objects.order_by("id")
    page, place = f"/desk/obligations/{owed.pk}/follow-up/", f"/desk/obligations/{owed.pk}/review/decision/"
    assert shown(omar.get(page)).count("Let the answer stand") == 2
    wrong = omar.post(place, {"number": second.pk, "reasons": "Short.", "signed_by": "Minister"})
    assert (wrong.status_code, shown(wrong).count("Short.")) == (400, 1)
    reasons = "We looked at it again, and so it stays as it was said. " * 6
    assert omar.post(place, {"number": second.pk, "reasons": reasons, "signed_by": "Minister"}).status_code == 302
    assert [each.decided for each in Review.objects.order_by("id")] == [False, True]
    assert shown(omar.get(page)).count("Let the answer stand") == 1
