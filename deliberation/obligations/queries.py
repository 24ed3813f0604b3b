"""Reading obligations, and what their ministries are writing."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from deliberation.consultations.models import Consultation, Consultations
from deliberation.errors import Missing
from deliberation.obligations.answering import ALREADY, ALWAYS, NOT_YET, AnswerDraft, MilestoneDraft
from deliberation.obligations.copies import is_copied
from deliberation.obligations.course import Course
from deliberation.obligations.deadlines import ACKNOWLEDGE_WITHIN, DAY, days_of, moved, working_days_after
from deliberation.obligations.drafts import loaded
from deliberation.obligations.meeting_days import as_duty, post_by
from deliberation.obligations.meeting_facts import standing_of_meeting
from deliberation.obligations.models import (
    Answer,
    AnswerFile,
    Assignment,
    Clarification,
    Draft,
    Kind,
    Obligation,
    Obligations,
    Transfer,
)
from deliberation.obligations.models.files import AnswerFiles
from deliberation.obligations.standing import Standing, standing
from deliberation.people.models import Membership, Organisation, Person
from deliberation.people.permissions import ACTS
from deliberation.people.queries import where_may


def obligation_numbered(number: int) -> Obligation:
    """The obligation; they are all public."""
    found = Obligation.objects.with_facts().filter(pk=number).first()
    if found is None:
        raise Missing("no-obligation", _("There is no such obligation."))
    return found


def obligations_of(consultation: Consultation) -> Obligations:
    return Obligation.objects.filter(consultation=consultation).with_facts()


def local_day(consultation: Consultation, instant: datetime) -> date:
    """The date of an instant where the consultation is held."""
    return instant.astimezone(consultation.zone).date()


def standing_of(obligation: Obligation, now: datetime) -> Standing:
    """Where it stands now, counted in the consultation's own days; the first answer is the one that counts."""
    today = local_day(obligation.consultation, now)
    badges = {
        "paused": _paused(obligation, today),
        "extended": hasattr(obligation, "extension"),
        "transferred": obligation.holder != obligation.ministry,
    }
    if obligation.kind == Kind.MEETING:
        return as_duty(standing_of_meeting(obligation, [], now), today, obligation.suspended, **badges)
    return standing(obligation.falls_due, answered_on(obligation), today, obligation.suspended, **badges)


def answered_on(obligation: Obligation) -> date | None:
    """The day of the first answer."""
    answers = list(obligation.answers.all())
    first = min(answers, key=lambda answer: answer.version, default=None)
    return local_day(obligation.consultation, first.published_at) if first else None


def is_finished(obligation: Obligation) -> bool:
    """Is there nothing left to do in time?"""
    if obligation.kind == Kind.MEETING:
        return hasattr(obligation, "meeting_post") or hasattr(obligation, "meeting_not_held")
    return answered_on(obligation) is not None


def is_held(obligation: Obligation) -> bool:
    """Was the meeting held that it is about? What is left is to document it."""
    return obligation.kind == Kind.MEETING and hasattr(obligation, "meeting_held")


def _paused(obligation: Obligation, today: date) -> bool:
    """Does the clock stand still today?"""
    waits = obligation.asked is not None and obligation.asked.waits(today) and not is_held(obligation)
    return waits or any(first <= today <= last for first, last in obligation.suspended)


def theirs_since(obligation: Obligation) -> date:
    """The day on which the ministry that has it was told of it, or took it over."""
    taken = [transfer.reply.at for transfer in obligation.transfers.all() if transfer.accepted]
    return local_day(obligation.consultation, taken[-1]) if taken else obligation.notified_on


def acknowledge_by(obligation: Obligation) -> date:
    """The last day on which naming the unit that works on it is not later than expected."""
    calendar = obligation.consultation.opening.calendar
    return working_days_after(theirs_since(obligation), ACKNOWLEDGE_WITHIN, calendar)


def course_of(obligation: Obligation, now: datetime) -> Course:
    """How far it has come, for the rules of what can be done about it."""
    today = local_day(obligation.consultation, now)
    question = obligation.asked
    had = [transfer.giver.slug for transfer in obligation.transfers.all() if transfer.accepted]
    offer = offer_of(obligation, today)
    return Course(
        kind=obligation.kind,
        notified_on=obligation.notified_on,
        due_on=obligation.counts_now,
        today=today,
        calendar=obligation.consultation.opening.calendar,
        finished=is_finished(obligation),
        held=is_held(obligation),
        acknowledged=obligation.unit is not None,
        offered_to=offer.taker.slug if offer else "",
        held_by=(*had, obligation.holder.slug),
        asked=question is not None,
        waits_for_reply=question is not None and question.waits(today) and not is_finished(obligation),
        extended=hasattr(obligation, "extension"),
        suspended=tuple(obligation.suspended),
    )


def due_by_now(obligation: Obligation) -> date:
    """The due date that follows from all its facts: the one it was given or extended to, moved by the days that were
    declared not to count since. Of a meeting that was held: when its transcript is."""
    if is_held(obligation):
        held_on = local_day(obligation.consultation, obligation.meeting_held.held_at)
        return post_by(held_on, obligation.consultation.opening.calendar, obligation.suspended)
    extension = getattr(obligation, "extension", None)
    told = [(each.at, (each.from_on, each.until_on)) for each in obligation.suspensions.all()]
    if question := obligation.asked:
        last = question.reply.replied_on if question.replied else question.lapses_after
        told.append((question.at, (question.asked_on + DAY, last)))
    uncounted, base = days_of(span for _at, span in told), obligation.due_on
    if extension:  # what did not count before it has moved the date from which it was extended
        known = days_of(span for at, span in told if at <= extension.at)
        uncounted -= {day for day in known if day <= extension.due_before}
        base = extension.until
    return moved(base, uncounted, obligation.consultation.opening.calendar)


def offer_of(obligation: Obligation, today: date) -> Transfer | None:
    """The offer to another ministry that waits for a reply."""
    return next((transfer for transfer in obligation.transfers.all() if transfer.waits(today)), None)


def offered_to(person: Person, now: datetime) -> Obligations:
    """What is offered to the ministries this person answers for. On earth the day may be another one already."""
    takers = where_may("answer", person)
    waiting = Transfer.objects.filter(reply=None, taker__in=takers, lapses_after__gte=(now - timedelta(days=1)).date())
    return Obligation.objects.filter(pk__in=waiting.values("obligation")).with_facts().by_date()


def to_bind() -> Consultations:
    """Closed, and nothing final published yet."""
    return Consultation.objects.filter(closing__isnull=False).exclude(publications__final=True).with_facts()


def past_due(today_anywhere: date) -> Obligations:
    """Unfinished ones whose due date may have passed somewhere on earth; the caller looks at the local day. A meeting
    that was held is not late by this date any more."""
    open_ones = Obligation.objects.unanswered().filter(meeting_held__isnull=True)
    return open_ones.by_date().filter(due_now__lt=today_anywhere).with_facts()


def lapsed(today_anywhere: date) -> Obligations:
    """Those with an offer or a question that nobody replied to in time."""
    offers = Transfer.objects.filter(reply=None, lapses_after__lt=today_anywhere)
    questions = Clarification.objects.filter(reply=None, lapses_after__lt=today_anywhere)
    either = Q(pk__in=offers.values("obligation")) | Q(pk__in=questions.values("obligation"))
    return Obligation.objects.filter(either).with_facts()


def latest_answer(obligation: Obligation) -> Answer | None:
    """The version that counts now, as the database has it."""
    return obligation.answers.order_by("version").prefetch_related("milestones").last()


def draft_of(obligation: Obligation) -> Draft | None:
    """What the ministry that has the duty is writing; for its own people only."""
    return Draft.objects.filter(obligation=obligation, ministry=obligation.holder).select_related("changed_by").first()


def version_of(obligation: Obligation, draft: Draft | None) -> str:
    """Tells what a writer has before them from what was saved or published since."""
    if draft is not None:
        return draft.version
    latest = latest_answer(obligation)
    return f"answer-{latest.version if latest else 0}"


def as_draft(answer: Answer) -> AnswerDraft:
    """A published answer as one would have typed it, without its group."""
    names = ("position", "sentence", *ALWAYS, *NOT_YET, *ALREADY)
    rows = [
        MilestoneDraft(what=row.what, due_on=row.due_on, evidence=row.evidence, unit=row.unit)
        for row in answer.milestones.all()
    ]
    return AnswerDraft(**{name: getattr(answer, name) for name in names}, milestones=rows)


def begun(obligation: Obligation, draft: Draft | None) -> AnswerDraft:
    """What writing goes on from: the draft, or else the last answer with its group, or else nothing."""
    if draft is not None:
        return loaded(draft.content)
    latest = latest_answer(obligation)
    if latest is None:
        return AnswerDraft()
    near = {duty.pk for duty in beside(obligation)}
    mates = Answer.objects.filter(group=latest.group_id, obligation__in=near) if latest.group_id else []
    files = tuple(files_of(latest).values_list("pk", flat=True))
    return replace(as_draft(latest), together={mate.obligation_id: mate.sentence for mate in mates}, files=files)


def files_named(keys: Iterable[int]) -> AnswerFiles:
    """The files of a draft that still have their bytes, in the order in which they were attached."""
    return AnswerFile.objects.present().filter(pk__in=list(keys))


def files_of(answer: Answer) -> AnswerFiles:
    """The files of a version that still have their bytes."""
    return AnswerFile.objects.present().filter(carried__answer=answer)


def beside(obligation: Obligation, these: Iterable[int] | None = None) -> Obligations:
    """The other duties that one text could answer as well; or of these, those that are."""
    same = _held_with(obligation).filter(consultation=obligation.consultation_id)
    same = same if these is None else same.filter(pk__in=these)
    return same.filter(kind=Kind.ANSWER).exclude(pk=obligation.pk).select_related("statement__ruling").order_by("id")


def _held_with(obligation: Obligation) -> Obligations:
    """All that its ministry has to do now, itself too."""
    return Obligation.objects.held_by(Organisation.objects.filter(pk=obligation.holder.pk))


def drafts_beside(obligation: Obligation) -> QuerySet[Draft]:
    """The drafts of those."""
    drafts = Draft.objects.filter(ministry=obligation.holder, obligation__consultation=obligation.consultation_id)
    return drafts.exclude(obligation=obligation).select_related("obligation__statement").order_by("id")


def joined_to(obligation: Obligation) -> Draft | None:
    """The draft for another duty that answers this one as well."""
    return next((draft for draft in drafts_beside(obligation) if str(obligation.pk) in draft.content["together"]), None)


def copied_from(obligation: Obligation, draft: AnswerDraft) -> Answer | None:
    """Another answer of the ministry that says nearly the same and was not declared to be the same text."""
    latest = latest_answer(obligation)
    declared = set(draft.together) | {obligation.pk}
    if latest and latest.group_id:
        declared |= set(Answer.objects.filter(group=latest.group_id).values_list("obligation", flat=True))
    last_version = Answer.objects.filter(obligation=OuterRef("obligation")).order_by("-version").values("pk")[:1]
    given = Answer.objects.filter(pk=Subquery(last_version), obligation__in=_held_with(obligation).values("pk"))
    others = given.exclude(obligation__in=declared).prefetch_related("milestones")
    found = others.select_related("obligation__consultation", "obligation__statement").order_by("pk")
    return next((other for other in found if is_copied(draft, as_draft(other))), None)


def assigned_to(obligation: Obligation) -> Person | None:
    """Who looks after it, if that is still somebody of the ministry that has it."""
    return assigned_among([obligation]).get(obligation.pk)


def assigned_among(obligations: Collection[Obligation]) -> dict[int, Person]:
    """By obligation, who looks after it, for those that somebody does; in two questions to the database."""
    rows = Assignment.objects.filter(obligation__in=obligations).order_by("id").select_related("person")
    last = {row.obligation_id: row.person for row in rows}
    ministries = {obligation.holder.pk for obligation in obligations}
    officials = Membership.objects.filter(organisation__in=ministries, role__in=ACTS["answer"], person__is_active=True)
    held = set(officials.values_list("person", "organisation"))
    found = ((obligation, last.get(obligation.pk)) for obligation in obligations)
    return {duty.pk: person for duty, person in found if person and (person.pk, duty.holder.pk) in held}
