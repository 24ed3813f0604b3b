"""Answering for a ministry."""

import re
from dataclasses import asdict
from html import unescape

import pytest

from deliberation.obligations.models import Answer, Obligation
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


def typed(draft, **more):
    """A draft as the form sends it."""
    sent = {name: "" if value is None else value for name, value in asdict(draft).items() if name != "milestones"}
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
    assert "at least 400 characters" in page
    assert "At most 24 months ahead." in page


def test_without_groups_the_page_shows_how_everybody_voted(clock, signed_in):
    world = closed_and_bound(noisy_world())
    clock(CLOSING + DAY)
    (owed,) = world.consultation.obligations.all()
    page = shown(signed_in(world.cast.omar).get(address(owed)))
    assert "Consensus: people agree with this statement." in page
    assert re.search(r"Everybody</th>\s*<td[^>]*>75</td>.*>95.%</td>", page, re.DOTALL)
    assert "Group A" not in page


def test_a_commitment_is_published(omar, owed):
    response = omar.post(address(owed), typed(commitment(), act="publish", after="0"))
    assert response.status_code == 302
    assert "Version 1 of the answer is public." in shown(omar.get(address(owed)))
    published = Answer.objects.get()
    assert published.position == "commitment"
    assert [milestone.unit for milestone in published.milestones.all()] == ["Public transport unit"]


def test_fields_of_the_other_position_are_not_used(omar, owed):
    sent = typed(commitment(), act="publish", review_on="tomorrow", source="Ignored", reasons=["law"])
    assert omar.post(address(owed), sent).status_code == 302
    published = Answer.objects.get()
    assert (published.source, published.reasons, published.review_on) == ("", [], None)


def test_not_yet_is_published_without_its_milestones(omar, owed):
    sent = typed(not_yet(), act="publish") | {"milestone-0-what": "Ignored", "milestone-0-due_on": "soon"}
    assert omar.post(address(owed), sent).status_code == 302
    published = Answer.objects.get()
    assert (published.position, sorted(published.reasons)) == ("not-yet", ["budget", "law"])
    assert not published.milestones.exists()


def test_an_incomplete_answer_names_every_gap_at_its_field_and_loses_nothing(omar, owed):
    sent = typed(not_yet(summary="", source="", explanation="Too short."), act="publish")
    response = omar.post(address(owed), sent)
    page = shown(response)
    assert response.status_code == 400
    for name in ("summary", "source", "explanation"):
        assert f'id="id_{name}_error"' in page
        assert f'href="#id_{name}"' in page
    assert "there are 10." in page
    assert "A trial on two streets." in page
    assert 'value="2026-12-01"' in page
    assert not Answer.objects.exists()


def test_a_gap_is_named_at_the_row_where_it_was_typed(omar, owed):
    sent = typed(commitment(milestones=()), act="publish") | {
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
    page = shown(omar.post(address(owed), typed(commitment(milestones=()), act="publish")))
    assert 'id="id_milestone-0-what_error"' in page


def test_nothing_typed_names_the_position(omar, owed):
    response = omar.post(address(owed), {"act": "publish"})
    assert response.status_code == 400
    assert "Choose whether you will do it, or cannot yet." in shown(response)


def test_checking_publishes_nothing(omar, owed):
    missing = omar.post(address(owed), typed(commitment(contact=""), act="check"))
    assert missing.status_code == 200
    assert "Still missing" in shown(missing)
    assert "Name the unit people can turn to." in shown(missing)
    assert "Nothing is missing. It is not published yet." in shown(
        omar.post(address(owed), typed(commitment(), act="check"))
    )
    assert not Answer.objects.exists()


def test_texts_longer_than_the_record_holds_are_refused(omar, owed):
    response = omar.post(address(owed), typed(commitment(signed_by="x" * 201), act="publish"))
    assert response.status_code == 400
    assert 'id="id_signed_by_error"' in shown(response)
    assert "Name the role that signs." not in shown(response)


def test_a_new_version_starts_from_the_last_and_the_earlier_stays(omar, owed, world):
    milestones = commitment().milestones * 4
    answer(obligation=owed, draft=commitment(milestones=milestones), by=world.cast.omar, now=CLOSING + DAY)
    page = shown(omar.get(address(owed)))
    assert "all earlier versions stay public" in page
    assert page.count('value="Public transport unit"') == 4
    sent = typed(commitment(summary="Sooner.", milestones=milestones), act="publish", after="1")
    assert omar.post(address(owed), sent).status_code == 302
    assert list(Answer.objects.values_list("version", "summary")) == [
        (1, "We will do it within a year."),
        (2, "Sooner."),
    ]
    assert Answer.objects.get(version=2).milestones.count() == 4


def test_the_same_answer_sent_twice_is_one_version(omar, owed):
    sent = typed(commitment(), act="publish", after="0")
    assert omar.post(address(owed), sent).status_code == 302
    again = omar.post(address(owed), sent)
    assert again.status_code == 409
    assert "Version 1 was published meanwhile." in shown(again)
    assert Answer.objects.count() == 1


def test_a_meeting_is_owed_not_written(signed_in, clock):
    world = closed_and_bound(voted_world(consensus=False))
    clock(CLOSING + DAY)
    owed, omar = Obligation.objects.get(kind="meeting"), signed_in(world.cast.omar)
    page = shown(omar.get(address(owed)))
    due = '<time datetime="2026-05-08">8 May 2026</time>'
    assert f"therefore owes a public meeting about the question, by {due}." in page
    assert "<textarea" not in page
    assert omar.post(address(owed), typed(commitment(), act="publish")).status_code == 409
    assert not Answer.objects.exists()


def test_the_desk_lists_overdue_first_and_answered_last(signed_in, owed, world, clock):
    answer(obligation=owed, draft=commitment(), by=world.cast.omar, now=CLOSING + DAY)
    clock(CLOSING + 61 * DAY)
    page = shown(signed_in(world.cast.omar).get("/desk/"))
    assert page.count("Overdue by 1 day") == 2
    assert page.index("Overdue by 1 day") < page.index("1 answered") < page.index("Answered on time")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_desk_asks_as_often_for_three_duties_as_for_one(omar, owed, rows, django_assert_num_queries):
    if rows == 1:
        Obligation.objects.exclude(pk=owed.pk)._raw_delete("default")
    with django_assert_num_queries(6):
        assert shown(omar.get("/desk/")).count("days left") == rows
