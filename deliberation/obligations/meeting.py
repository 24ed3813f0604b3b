"""Announcing a meeting, entering that it was held, publishing what was said, giving it up."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from deliberation.consultations import locks
from deliberation.consultations.recording import enter_of
from deliberation.consultations.rules import unchanged
from deliberation.errors import Refusal, enforce
from deliberation.obligations.agenda import tidied, undecided
from deliberation.obligations.meeting_days import post_by
from deliberation.obligations.meeting_facts import announcements_of, meeting_numbered
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
    MeetingHeld,
    MeetingNotHeld,
    MeetingPost,
    Obligation,
    Utterance,
)
from deliberation.obligations.recording import entered
from deliberation.obligations.sweeping import enter_what_passed
from deliberation.obligations.transcripts import Transcript, as_confirmed, read
from deliberation.people.models import Person
from deliberation.people.permissions import Role, may, office
from deliberation.statements.content import tidy
from deliberation.statements.queries import public_texts


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
    enter_what_passed(duty, now)
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
    enter_what_passed(duty, now)
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
    duty, _announced = _locked(obligation)
    enforce(may_post(draft, _is_held(duty), _is_posted(duty)))
    enter_what_passed(duty, now)
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
    duty, _announced = _locked(obligation)
    enforce(_goes_on(duty))
    enter_what_passed(duty, now)
    made = MeetingNotHeld.objects.create(obligation=duty, reason=reason.strip(), by=by, declared_at=now)
    about, details = f"obligation/{duty.pk}", {"ministry": duty.holder.name, "reason": made.reason}
    enter_of(duty.consultation, "meeting.not-held", subject=about, by=by, now=now, details=details)
    return made


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
