"""Announcing a meeting, entering that it was held, publishing what was said, giving it up; and what was missed."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import Min

from deliberation.consultations import locks
from deliberation.consultations.recording import enter_of
from deliberation.consultations.rules import unchanged
from deliberation.errors import Refusal, enforce
from deliberation.obligations.agenda import tidied, undecided
from deliberation.obligations.meeting_days import meeting_standing, post_by
from deliberation.obligations.meeting_facts import announcements_of, facts_of, meeting_numbered
from deliberation.obligations.meeting_rules import (
    MeetingPlan,
    PostDraft,
    goes_on,
    may_announce,
    may_enter_held,
    may_post,
    needs_reason,
    was_kept,
)
from deliberation.obligations.models import (
    Announcement,
    Kind,
    MeetingHeld,
    MeetingNotHeld,
    MeetingPost,
    Obligation,
    Obligations,
    Utterance,
)
from deliberation.obligations.passing import Passed, enter_found, enter_passed
from deliberation.obligations.recording import entered
from deliberation.obligations.transcripts import Transcript, as_confirmed, read
from deliberation.people.models import Person
from deliberation.people.permissions import Role, may, office
from deliberation.statements.content import tidy
from deliberation.statements.queries import public_texts

MISSED = {"announced": "meeting.not-announced", "held": "obligation.overdue", "posted": "meeting.transcript-late"}


@transaction.atomic
def announce(
    *, obligation: Obligation, plan: MeetingPlan, by: Person, now: datetime, after: int | None = None
) -> Announcement:
    """Publish when and where it will be, or a further version. `after`: the version the writer had before them."""
    enforce(may("hold-meeting", by, obligation.holder))
    duty, before = _locked(obligation)
    enforce(_goes_on(duty), _unchanged(after, before))
    agenda, public = tidied(plan.agenda), public_texts(duty.consultation)
    plan = MeetingPlan(plan.starts_at, tidy(plan.place), plan.stream.strip(), agenda, plan.reason.strip())
    enforce(may_announce(plan, public, bool(before), now))
    assert plan.starts_at is not None  # may_announce refuses an announcement without
    enter_passed(_missed(duty, before[-1].announced_at if before else None, now), now)
    made = Announcement.objects.create(
        obligation=duty,
        version=len(before) + 1,
        starts_at=plan.starts_at,
        place=plan.place,
        stream=plan.stream,
        agenda=agenda,
        decided_from={"publication": duty.publication.number, **undecided(duty.publication.document)},
        reason=plan.reason if before else "",
        by=by,
        announced_at=now,
    )
    _enter(duty, "meeting.changed" if before else "meeting.announced", now, _of_announcement(made))
    return made


def _unchanged(after: int | None, before: Sequence[Announcement]) -> Refusal | None:
    latest = before[0].version if before else 0
    return unchanged("" if after is None else str(after), str(latest))


def _of_announcement(made: Announcement) -> dict[str, object]:
    numbers = [item["statement"] for item in made.agenda if "statement" in item]
    told = {"version": made.version, "starts_at": made.starts_at.isoformat(), "streamed": bool(made.stream)}
    return {**told, "agenda": numbers, **({"reason": made.reason} if made.reason else {})}


@transaction.atomic
def hold(*, obligation: Obligation, held_at: datetime, by: Person, now: datetime) -> MeetingHeld:
    """Enter that it took place as announced. Refused without a stream link that was public before it began."""
    enforce(may("hold-meeting", by, obligation.holder))
    duty, announced = _locked(obligation)
    enforce(_goes_on(duty))
    zone = duty.consultation.zone
    known = next((each for each in announced if each.announced_at < held_at), None)
    starts_at = known.starts_at.astimezone(zone) if known else None
    enforce(may_enter_held(starts_at, known.stream if known else "", held_at, now))
    assert known is not None  # may_enter_held refuses what was not announced
    enforce(was_kept(known.starts_at, [each.starts_at for each in announced if each.version > known.version]))
    enter_passed(_missed(duty, announced[-1].announced_at, now), now)
    due = post_by(held_at.astimezone(zone).date(), duty.consultation.opening.calendar, duty.suspended)
    held = MeetingHeld.objects.create(
        obligation=duty, announcement=known, held_at=held_at, post_by=due, by=by, entered_at=now
    )
    details = {"held_at": held_at.isoformat(), "version": known.version, "post_by": due.isoformat()}
    _enter(duty, "meeting.held", now, details)
    return held


def transcript_of(obligation: Obligation, draft: PostDraft) -> Transcript:
    """What would be published; writes nothing. Raises what is wrong with the transcript."""
    enforce(may_post(draft, _is_held(obligation), _is_posted(obligation)))
    return read(draft.transcript)


@transaction.atomic
def post(*, obligation: Obligation, draft: PostDraft, these: str, by: Person, now: datetime) -> MeetingPost:
    """Publish recording, minutes and transcript, as they were looked at: `these` names the transcript."""
    enforce(may("hold-meeting", by, obligation.holder))
    found = transcript_of(obligation, draft)  # before the lock: it may be long
    enforce(as_confirmed(these, found))
    duty, announced = _locked(obligation)
    enforce(may_post(draft, _is_held(duty), _is_posted(duty)))
    enter_passed(_missed(duty, announced[-1].announced_at, now), now)
    made = MeetingPost.objects.create(
        obligation=duty,
        recording=draft.recording.strip(),
        minutes=draft.minutes.strip(),
        transcript_digest=found.these,
        by=by,
        posted_at=now,
    )
    Utterance.objects.bulk_create(
        Utterance(post=made, number=number, starts=each.starts, ends=each.ends, speaker=each.speaker, text=each.text)
        for number, each in enumerate(found.said, 1)
    )
    digests = {"transcript_sha256": found.these, "minutes_sha256": sha256(made.minutes.encode()).hexdigest()}
    _enter(duty, "meeting.posted", now, {"utterances": len(found.said), "recording": made.recording, **digests})
    return made


@transaction.atomic
def give_up(*, obligation: Obligation, reason: str, by: Person, now: datetime) -> MeetingNotHeld:
    """A facilitator of the host says in public that there will be no meeting, and why. The duty has failed."""
    enforce(may("oversee-meeting", by, obligation.consultation), needs_reason(reason))
    duty, announced = _locked(obligation)
    enforce(_goes_on(duty))
    enter_passed(_missed(duty, announced[-1].announced_at if announced else None, now), now)
    made = MeetingNotHeld.objects.create(obligation=duty, reason=reason.strip(), by=by, declared_at=now)
    about, details = f"obligation/{duty.pk}", {"ministry": duty.holder.name, "reason": made.reason}
    enter_of(duty.consultation, "meeting.not-held", subject=about, by=by, now=now, details=details)
    return made


def enter_missed(*, now: datetime) -> int:
    """Enter what is late about meetings, dated the first late day however late or often this runs."""
    return enter_found(_found, now)


def _found(duties: Obligations, now: datetime) -> Iterator[Passed]:
    open_ones = duties.filter(kind=Kind.MEETING).unanswered().with_facts()
    for duty in open_ones.annotate(first=Min("announcements__announced_at")):
        yield from _missed(duty, duty.first, now)


def _missed(duty: Obligation, first: datetime | None, now: datetime) -> Iterator[Passed]:
    """What the sweep may not have come to yet, before something is done: it only looks at what is still going on."""
    today = now.astimezone(duty.consultation.zone).date()
    for step in meeting_standing(facts_of(duty, first), today).steps:
        if step.late and step.due_on and step.late_from:  # only what is due has days on which it is late
            about, once = ("due_on", "overdue") if step.name == "held" else ("until", f"{step.name}-late")
            yield Passed(duty, MISSED[step.name], step.late_from, once, {about: step.due_on.isoformat()})


def _locked(obligation: Obligation) -> tuple[Obligation, list[Announcement]]:
    """The duty as it is now, with its announcements, the newest first; nobody else changes it meanwhile."""
    locks.exclude(obligation.consultation_id)
    duty = meeting_numbered(obligation.pk)
    return duty, announcements_of(duty)


def _goes_on(duty: Obligation) -> Refusal | None:
    return goes_on(_is_held(duty), hasattr(duty, "meeting_not_held"))


def _is_held(duty: Obligation) -> bool:
    return hasattr(duty, "meeting_held")


def _is_posted(duty: Obligation) -> bool:
    return hasattr(duty, "meeting_post")


def _enter(duty: Obligation, act: str, now: datetime, details: dict[str, object]) -> None:
    entered(duty, act, now, by=office(Role.OFFICIAL, duty.holder), details=details)
