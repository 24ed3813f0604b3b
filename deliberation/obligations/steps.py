"""What a ministry does about a duty before it answers, and what a coordinator does about its clock."""

from datetime import date, datetime

from django.db import transaction

from deliberation.consultations import locks
from deliberation.errors import enforce
from deliberation.obligations.course import (
    STEPS,
    Course,
    are_said,
    at_once,
    is_another,
    is_ground,
    is_span,
    is_unit,
    is_until,
)
from deliberation.obligations.deadlines import ACCEPT_WITHIN, CLARIFY_WITHIN, working_days_after
from deliberation.obligations.meeting_sweeping import missed
from deliberation.obligations.models import (
    Acknowledgement,
    Clarification,
    ClarificationReply,
    DueDate,
    Extension,
    Moved,
    Obligation,
    Suspension,
    Transfer,
    TransferReply,
)
from deliberation.obligations.queries import course_of, due_by_now, obligation_numbered, offer_of
from deliberation.obligations.recording import entered
from deliberation.obligations.sweeping import enter_what_passed
from deliberation.obligations.who import may_step
from deliberation.people.models import Organisation, Person
from deliberation.people.permissions import Role, acting_as, office


def _begun(step: str, obligation: Obligation, by: Person, now: datetime) -> tuple[Obligation, Course]:
    """The duty as it stands once nobody else can act on it, and with all entered that time made true; refused to
    whoever may not take the step, and where it cannot be taken now."""
    locks.exclude(obligation.consultation_id)
    duty = obligation_numbered(obligation.pk)
    enforce(may_step(step, by, duty, now))
    enter_what_passed(duty, now)
    course = course_of(duty, now)
    enforce(STEPS[step](course))
    return duty, course


def _of_ministry(duty: Obligation) -> str:
    return office(Role.OFFICIAL, duty.holder)


@transaction.atomic
def acknowledge(*, obligation: Obligation, unit: str, by: Person, now: datetime) -> None:
    """Say that the ministry knows of the duty, and which unit works on it."""
    duty, _course = _begun("acknowledge", obligation, by, now)
    enforce(is_unit(unit))
    Acknowledgement.objects.create(obligation=duty, ministry=duty.holder, unit=unit.strip(), at=now, by=by)
    entered(duty, "obligation.acknowledged", now, by=_of_ministry(duty), details={"unit": unit.strip()})


@transaction.atomic
def offer(*, obligation: Obligation, to: Organisation, reason: str, by: Person, now: datetime) -> Transfer:
    """Offer the duty to another ministry. Until that one says yes it stays where it is, and the clock goes on."""
    duty, course = _begun("transfer", obligation, by, now)
    enforce(at_once(is_another(course, to.slug, to.answers), are_said({"reason": reason})))
    offered = Transfer.objects.create(
        obligation=duty,
        giver=duty.holder,
        taker=to,
        reason=reason.strip(),
        offered_on=course.today,
        lapses_after=working_days_after(course.today, ACCEPT_WITHIN, course.calendar),
        at=now,
        by=by,
    )
    details = {"to": to.name, "reason": reason.strip(), "until": offered.lapses_after.isoformat()}
    entered(duty, "transfer.offered", now, by=_of_ministry(duty), details=details)
    return offered


@transaction.atomic
def reply_to_offer(*, obligation: Obligation, accepted: bool, reason: str, by: Person, now: datetime) -> None:
    """Take the duty over, or decline it with a reason. The due date stays what it was."""
    duty, course = _begun("take", obligation, by, now)
    enforce(None if accepted else are_said({"reason": reason}))
    offered = offer_of(duty, course.today)
    assert offered is not None  # course.may_take refuses it
    taker, said = offered.taker, "" if accepted else reason.strip()
    giver = duty.holder
    TransferReply.objects.create(transfer=offered, accepted=accepted, reason=said, at=now, by=by)
    act = "transfer.accepted" if accepted else "transfer.declined"
    details = {"from": giver.name, "from_slug": giver.slug, "to": taker.name, "reason": said}
    entered(obligation_numbered(duty.pk), act, now, by=office(Role.OFFICIAL, taker), details=details)


@transaction.atomic
def ask(*, obligation: Obligation, question: str, by: Person, now: datetime) -> None:
    """Ask the facilitators, in public and once, what is meant. The clock stands still until they reply."""
    duty, course = _begun("ask", obligation, by, now)
    enforce(are_said({"question": question}))
    lapses_after = working_days_after(course.today, CLARIFY_WITHIN, course.calendar)
    Clarification.objects.create(
        obligation=duty,
        question=question.strip(),
        asked_on=course.today,
        lapses_after=lapses_after,
        at=now,
        by=by,
    )
    details = {"question": question.strip(), "until": lapses_after.isoformat()}
    entered(_moved(duty, Moved.ASKED, now), "clarification.asked", now, by=_of_ministry(duty), details=details)


@transaction.atomic
def reply(*, obligation: Obligation, text: str, by: Person, now: datetime) -> None:
    """Reply to the ministry's question, in public. From tomorrow on the clock goes on."""
    duty, course = _begun("reply", obligation, by, now)
    enforce(are_said({"text": text}))
    question = duty.clarification
    ClarificationReply.objects.create(clarification=question, text=text.strip(), replied_on=course.today, at=now, by=by)
    moved = _moved(duty, Moved.REPLIED, now)
    entered(moved, "clarification.answered", now, by=acting_as(by, duty.consultation), details={"reply": text.strip()})


@transaction.atomic
def extend(*, obligation: Obligation, until: date | None, reason: str, interim: str, by: Person, now: datetime) -> None:
    """Take more time, once, with a reason and with what can be said already."""
    duty, course = _begun("extend", obligation, by, now)
    texts = {"reason": reason, "interim": interim}
    enforce(at_once(is_until(course, until), are_said(texts)))
    assert until is not None  # is_until refuses it
    said = {name: text.strip() for name, text in texts.items()}
    Extension.objects.create(obligation=duty, due_before=course.due_on, until=until, at=now, by=by, **said)
    details = {**said, "due_before": course.due_on.isoformat()}
    entered(_moved(duty, Moved.EXTENDED, now), "obligation.extended", now, by=_of_ministry(duty), details=details)


@transaction.atomic
def suspend(
    *,
    obligation: Obligation,
    ground: str,
    reason: str,
    from_on: date | None,
    until_on: date | None,
    by: Person,
    now: datetime,
) -> None:
    """Let the clock stand still for an election period or a court order: days that do not count."""
    duty, course = _begun("suspend", obligation, by, now)
    late_from = {each.day for each in missed(duty, now)}
    span = is_span(course, from_on, until_on, late_from)
    enforce(at_once(is_ground(ground), span, are_said({"reason": reason})))
    assert from_on is not None  # is_span refuses it, and the last day too
    assert until_on is not None
    Suspension.objects.create(
        obligation=duty, ground=ground, reason=reason.strip(), from_on=from_on, until_on=until_on, at=now, by=by
    )
    details = {
        "ground": ground,
        "reason": reason.strip(),
        "from_on": from_on.isoformat(),
        "until_on": until_on.isoformat(),
    }
    moved = _moved(duty, Moved.SUSPENDED, now)
    entered(moved, "obligation.suspended", now, by=acting_as(by, duty.consultation), details=details)


def _moved(duty: Obligation, because: Moved, now: datetime) -> Obligation:
    """The duty with the day on which it is due after what was just written; stored where it is another one."""
    again = obligation_numbered(duty.pk)
    due_on = due_by_now(again)
    if due_on != again.counts_now:
        DueDate.objects.create(obligation=again, due_on=due_on, because=because, decided_at=now)
        again = obligation_numbered(duty.pk)
    return again
