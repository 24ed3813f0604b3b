"""Writing and signing: nobody overwrites a colleague, and nobody publishes alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from deliberation.errors import Conflict, Forbidden, Invalid, Unidentified
from deliberation.obligations.answer_files import attach_to_draft
from deliberation.obligations.answering import AnswerDraft
from deliberation.obligations.drafting import assign, discard_draft, save_draft
from deliberation.obligations.drafts import loaded, stored
from deliberation.obligations.models import Answer, Draft, Obligation
from deliberation.obligations.publishing import sign_off
from deliberation.obligations.queries import assigned_to, begun, draft_of, version_of
from deliberation.record.models import Entry
from tests.cast import (
    CLOSING,
    MINUTE,
    already,
    answer,
    closed_and_bound,
    commitment,
    not_yet,
    partly,
    voted_world,
)

LATER = CLOSING + MINUTE
PLAN = b"%PDF-1.7\n1 0 obj"


@pytest.fixture
def world(db):
    return closed_and_bound()


@pytest.fixture
def duties(world):
    return list(Obligation.objects.order_by("id"))


def refused(action, *kinds, **what):
    with pytest.raises(kinds or (Conflict, Invalid)) as found:
        action(**what)
    return found.value


@pytest.mark.parametrize("draft", [AnswerDraft(), partly(together={7: "So."}, sentence="Well."), already()], ids=str)
def test_a_draft_comes_back_as_it_was_stored(draft) -> None:
    back = loaded(stored(draft))
    assert stored(back) == stored(draft)
    assert back == replace(draft, reasons=sorted(draft.reasons), milestones=list(draft.milestones))


def test_what_is_not_complete_is_saved_and_nothing_of_it_is_public(world, duties) -> None:
    before = Entry.objects.count()
    draft = commitment(summary="", source="for the other position")
    save_draft(obligation=duties[0], draft=draft, by=world.cast.omar, now=CLOSING)
    assert loaded(draft_of(duties[0]).content).source == "for the other position"
    assert (Entry.objects.count(), Answer.objects.count()) == (before, 0)


def test_nobody_overwrites_what_a_colleague_saved_meanwhile(world, duties) -> None:
    seen = version_of(duties[0], None)
    first = save_draft(obligation=duties[0], draft=commitment(), by=world.cast.omar, now=CLOSING, seen=seen)
    late = {"obligation": duties[0], "draft": not_yet(), "by": world.cast.olga, "now": LATER}
    assert refused(save_draft, **late, seen=seen).code == "changed-meanwhile"
    assert draft_of(duties[0]).changed_by == world.cast.omar
    save_draft(**late, seen=first.version)
    assert draft_of(duties[0]).changed_by == world.cast.olga


def test_the_same_again_is_no_change_and_makes_nobody_its_author(world, duties) -> None:
    save_draft(obligation=duties[0], draft=commitment(), by=world.cast.omar, now=CLOSING)
    kept = save_draft(obligation=duties[0], draft=commitment(), by=world.cast.olga, now=LATER, seen="of long ago")
    assert (kept.changed_by, kept.changed_at) == (world.cast.omar, CLOSING)


def test_whoever_changed_it_cannot_sign_and_is_told_who_can(world, duties) -> None:
    save_draft(obligation=duties[0], draft=commitment(), by=world.cast.omar, now=CLOSING)
    saved = save_draft(obligation=duties[0], draft=not_yet(), by=world.cast.omar, now=LATER)
    alone = refused(sign_off, obligation=duties[0], by=world.cast.omar, now=LATER, seen=saved.version)
    assert (alone.code, alone.detail) == (
        "second-person-needed",
        "Ask a second official to sign; your ministry has 1 other.",
    )
    published = sign_off(obligation=duties[0], by=world.cast.olga, now=LATER, seen=saved.version)
    assert (published.drafted_by, published.by) == (world.cast.omar, world.cast.olga)
    assert not Draft.objects.exists()


def test_a_file_from_a_colleague_makes_nobodys_own_text_signable(world, duties, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    duty, omar, olga = duties[0], world.cast.omar, world.cast.olga
    save_draft(obligation=duty, draft=commitment(), by=omar, now=CLOSING)
    attach_to_draft(obligation=duty, title="Plan", name="plan.pdf", data=PLAN, by=olga, now=LATER)
    both = [refused(sign_off, obligation=duty, by=by, now=LATER, seen=draft_of(duty).version) for by in (omar, olga)]
    assert {each.code for each in both} == {"second-person-needed"}
    assert all("Everybody in your ministry" in each.detail for each in both[1:]), "Omar wrote it, Olga changed it last"
    kept = replace(begun(duty, draft_of(duty)), summary="Night buses will run.")
    saved = save_draft(obligation=duty, draft=kept, by=omar, now=LATER + MINUTE)
    published = sign_off(obligation=duty, by=olga, now=LATER + MINUTE, seen=saved.version)
    assert published.by == olga, "whoever only attached a file wrote nothing"
    save_draft(obligation=duty, draft=not_yet(), by=olga, now=LATER + 2 * MINUTE)
    assert draft_of(duty).writers == [olga.pk], "a new version begins anew"


def test_without_a_second_official_nothing_can_be_signed(world, duties) -> None:
    role = world.cast.transport.members.get(person=world.cast.olga)
    role.delete()
    saved = save_draft(obligation=duties[0], draft=not_yet(), by=world.cast.omar, now=LATER)
    alone = refused(sign_off, obligation=duties[0], by=world.cast.omar, now=LATER, seen=saved.version)
    assert "your ministry has no other one yet" in alone.detail


def test_what_is_signed_is_what_was_seen(world, duties) -> None:
    read = save_draft(obligation=duties[0], draft=commitment(), by=world.cast.omar, now=CLOSING).version
    save_draft(obligation=duties[0], draft=not_yet(), by=world.cast.omar, now=LATER)
    for seen in (read, ""):
        told = refused(sign_off, obligation=duties[0], by=world.cast.olga, now=LATER, seen=seen)
        assert told.code == "changed-meanwhile"
    assert not Answer.objects.exists()


def test_an_incomplete_draft_is_not_signed_and_stays(world, duties) -> None:
    saved = save_draft(obligation=duties[0], draft=already(link="http://x.org"), by=world.cast.omar, now=CLOSING)
    told = refused(sign_off, obligation=duties[0], by=world.cast.olga, now=CLOSING, seen=saved.version)
    assert (told.code, list(told.fields)) == ("answer-incomplete", ["link"])
    assert draft_of(duties[0]) == saved


def test_only_officials_of_the_ministry_that_has_the_duty_write_sign_discard_and_assign(world, duties) -> None:
    saved = save_draft(obligation=duties[0], draft=commitment(), by=world.cast.omar, now=CLOSING)
    for person, kind in ((world.cast.hana, Forbidden), (world.cast.fay, Forbidden), (None, Unidentified)):
        who = {"obligation": duties[0], "by": person}
        refused(save_draft, kind, **who, draft=not_yet(), now=CLOSING)
        refused(sign_off, kind, **who, now=CLOSING, seen=saved.version)
        refused(discard_draft, kind, **who)
        refused(assign, kind, **who, person=None, now=CLOSING)


def test_a_meeting_takes_no_draft_and_no_signature(db) -> None:
    world, duty = closed_and_bound(voted_world(consensus=False)), Obligation.objects.get()
    for action, more in ((save_draft, {"draft": commitment()}), (sign_off, {"seen": ""})):
        told = refused(action, obligation=duty, by=world.cast.omar, now=CLOSING, **more)
        assert told.code == "not-an-answer"


def test_a_draft_that_nobody_could_read_is_not_kept(world, duties) -> None:
    for draft in (not_yet(explanation="x" * 20_001), commitment(milestones=commitment().milestones * 31)):
        told = refused(save_draft, obligation=duties[0], draft=draft, by=world.cast.omar, now=CLOSING)
        assert told.code == "answer-too-long"
    assert not Draft.objects.exists()


def test_writing_goes_on_from_the_draft_or_the_last_version(world, duties) -> None:
    assert begun(duties[0], None) == AnswerDraft()
    answer(obligation=duties[0], draft=already(), by=world.cast.omar, now=CLOSING)
    assert begun(duties[0], None).link == already().link
    saved = save_draft(obligation=duties[0], draft=already(since="2019"), by=world.cast.omar, now=LATER)
    assert begun(duties[0], saved).since == "2019"
    discard_draft(obligation=duties[0], by=world.cast.olga, seen=saved.version)
    assert draft_of(duties[0]) is None
    assert refused(discard_draft, obligation=duties[0], by=world.cast.olga).code == "no-draft"


# One text for several statements


def together(*duties, **what):
    said = {duty.pk: f"This settles number {duty.statement.number}." for duty in duties}
    return commitment(together=said, sentence="This settles it.", **what)


def test_a_group_is_published_at_once_with_an_answer_each_and_one_signature(world, duties) -> None:
    first, second, third = duties
    stored = answer(obligation=second, draft=together(first, third), by=world.cast.omar, now=CLOSING)
    rows = Answer.objects.filter(group=stored.group).order_by("obligation")
    assert [row.obligation for row in rows] == duties
    assert [row.sentence for row in rows] == [
        f"This settles number {first.statement.number}.",
        "This settles it.",
        f"This settles number {third.statement.number}.",
    ]
    assert {(row.version, row.by, row.published_at, row.milestones.count()) for row in rows} == {
        (1, world.cast.olga, CLOSING, 1)
    }
    entries = Entry.objects.filter(act="answer.published")
    assert [entry.details["together"] for entry in entries] == [[duty.pk for duty in duties]] * 3
    assert begun(first, None).together == {second.pk: "This settles it.", third.pk: rows[2].sentence}


def test_a_group_lacking_a_sentence_publishes_nothing(world, duties) -> None:
    first, second, _third = duties
    for draft, field in (
        (replace(together(second), together={second.pk: " "}), f"together.{second.pk}"),
        (replace(together(second), sentence=""), "sentence"),
        (replace(together(second), together={second.pk: "x" * 301}), f"together.{second.pk}"),
    ):
        told = refused(answer, obligation=first, draft=draft, by=world.cast.omar, now=CLOSING)
        assert list(told.fields) == [field]
    assert not Answer.objects.exists()


def test_only_duties_of_the_ministry_from_the_same_consultation_are_answered_together(world, duties) -> None:
    closed_and_bound(voted_world(world.cast, slug="parks"))
    foreign = Obligation.objects.exclude(consultation=world.consultation).first()
    for draft in (together(foreign), together(duties[0])):
        told = refused(save_draft, obligation=duties[0], draft=draft, by=world.cast.omar, now=CLOSING)
        assert told.code == "not-together"


def test_a_statement_is_in_one_draft_only(world, duties) -> None:
    first, second, third = duties
    save_draft(obligation=first, draft=together(second), by=world.cast.omar, now=CLOSING)
    told = refused(save_draft, obligation=second, draft=not_yet(), by=world.cast.omar, now=LATER)
    assert told.detail == f"This is answered together with statement {first.statement.number}: change the draft there."
    save_draft(obligation=third, draft=AnswerDraft(summary="Soon."), by=world.cast.omar, now=LATER)
    for other in (third, second):
        draft = together(second, third) if other is third else together(second)
        owner = first if other is third else third
        told = refused(save_draft, obligation=owner, draft=draft, by=world.cast.omar, now=LATER)
        assert list(told.fields) == [f"together.{other.pk}"]


# The same text twice

LONG = " ".join(f"reason number {number} of the ministry" for number in range(40))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (commitment(), commitment(signed_by="Somebody else", contact="elsewhere@example.org")),
        (not_yet(explanation=LONG), not_yet(explanation=LONG.replace("number 7", "number 77"))),
        (not_yet(explanation=LONG), not_yet(explanation=LONG.upper(), summary="A word for you.", alternative="None.")),
        (not_yet(explanation=LONG), partly(explanation=LONG)),
        (already(usage="很多市民每天都在使用這項服務。"), already(usage="很多市民每天都在使用這項服務!")),
    ],
    ids=["signature", "one word", "explanation", "position", "signs"],
)
def test_nearly_the_same_text_again_is_refused_and_names_the_other(world, duties, first, second) -> None:
    answer(obligation=duties[0], draft=first, by=world.cast.omar, now=CLOSING)
    told = refused(answer, obligation=duties[1], draft=second, by=world.cast.omar, now=LATER)
    assert told.code == "answer-copied"
    assert f"statement {duties[0].statement.number} of “How should the streets" in told.fields["explanation"]
    answer(obligation=duties[0], draft=second, by=world.cast.omar, now=LATER)  # a new version of itself is no copy


def test_a_copy_across_consultations_is_found_and_another_ministrys_is_not(world, duties) -> None:
    parks = voted_world(world.cast, slug="parks")
    closed_and_bound(parks)
    there = Obligation.objects.filter(consultation=parks.consultation).first()
    answer(obligation=duties[0], draft=not_yet(explanation=LONG), by=world.cast.omar, now=CLOSING)
    draft = not_yet(explanation=LONG, summary="Otherwise.")
    told = refused(answer, obligation=there, draft=draft, by=world.cast.omar, now=LATER)
    assert told.code == "answer-copied"
    healths = voted_world(world.cast, slug="air", ministry=world.cast.health)
    closed_and_bound(healths)
    theirs = Obligation.objects.filter(consultation=healths.consultation).first()
    assert answer(obligation=theirs, draft=draft, by=world.cast.hana, now=LATER)


def test_what_two_people_would_write_about_two_things_passes(world, duties) -> None:
    answer(obligation=duties[0], draft=commitment(), by=world.cast.omar, now=CLOSING)
    other = commitment(
        summary="We will do it by autumn.",
        milestones=(replace(commitment().milestones[0], what="Cars pay four euros at each gate of the old town."),),
    )
    assert answer(obligation=duties[1], draft=other, by=world.cast.omar, now=LATER)


def test_a_text_once_declared_for_both_may_be_mended_for_one(world, duties) -> None:
    answer(obligation=duties[0], draft=together(duties[1]), by=world.cast.omar, now=CLOSING)
    assert answer(obligation=duties[1], draft=commitment(), by=world.cast.omar, now=LATER).version == 2
    assert refused(answer, obligation=duties[2], draft=commitment(), by=world.cast.omar, now=LATER)


# Who looks after it


def test_a_duty_is_taken_given_and_given_back_and_the_record_does_not_tell(world, duties) -> None:
    before = Entry.objects.count()
    for minutes, person in enumerate((world.cast.omar, world.cast.olga, None)):
        moment = CLOSING + timedelta(minutes=minutes)
        assign(obligation=duties[0], person=person, by=world.cast.omar, now=moment)
        assert assigned_to(duties[0]) == person
    told = refused(assign, obligation=duties[0], person=world.cast.hana, by=world.cast.omar, now=LATER)
    assert told.code == "not-an-official"
    assign(obligation=duties[0], person=world.cast.olga, by=world.cast.omar, now=LATER)
    world.cast.transport.members.get(person=world.cast.olga).delete()
    assert assigned_to(duties[0]) is None
    assert Entry.objects.count() == before
