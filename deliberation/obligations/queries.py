"""Reading obligations, and what their ministries are writing."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from deliberation.consultations.models import Consultation, Consultations
from deliberation.errors import Missing
from deliberation.obligations.answering import ALREADY, ALWAYS, NOT_YET, AnswerDraft, MilestoneDraft
from deliberation.obligations.copies import is_copied
from deliberation.obligations.drafts import loaded
from deliberation.obligations.models import Answer, Assignment, Draft, Kind, Obligation, Obligations
from deliberation.obligations.standing import Standing, standing
from deliberation.people.models import Membership, Person
from deliberation.people.permissions import ACTS


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
    answers = list(obligation.answers.all())
    first = min(answers, key=lambda answer: answer.version, default=None)
    answered_on = local_day(obligation.consultation, first.published_at) if first else None
    return standing(obligation.due_on, answered_on, local_day(obligation.consultation, now))


def to_bind() -> Consultations:
    """Closed, and nothing final published yet."""
    return Consultation.objects.filter(closing__isnull=False).exclude(publications__final=True).with_facts()


def past_due(today_anywhere: date) -> Obligations:
    """Unanswered ones whose due date may have passed somewhere on earth; the caller looks at the local day."""
    return Obligation.objects.unanswered().filter(due_on__lt=today_anywhere).with_facts()


def latest_answer(obligation: Obligation) -> Answer | None:
    """The version that counts now, as the database has it."""
    return obligation.answers.order_by("version").prefetch_related("milestones").last()


def draft_of(obligation: Obligation) -> Draft | None:
    """What the ministry that has the duty is writing; for its own people only."""
    return (
        Draft.objects.filter(obligation=obligation, ministry=obligation.ministry).select_related("changed_by").first()
    )


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
    return replace(as_draft(latest), together={mate.obligation_id: mate.sentence for mate in mates})


def beside(obligation: Obligation, these: Iterable[int] | None = None) -> Obligations:
    """The other duties that one text could answer as well; or of these, those that are."""
    same = Obligation.objects.filter(consultation=obligation.consultation_id, ministry=obligation.ministry)
    same = same if these is None else same.filter(pk__in=these)
    return same.filter(kind=Kind.ANSWER).exclude(pk=obligation.pk).select_related("statement__ruling").order_by("id")


def drafts_beside(obligation: Obligation) -> QuerySet[Draft]:
    """The drafts of those."""
    drafts = Draft.objects.filter(ministry=obligation.ministry, obligation__consultation=obligation.consultation_id)
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
    given = Answer.objects.filter(pk=Subquery(last_version), obligation__ministry=obligation.ministry)
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
    ministries = {obligation.ministry_id for obligation in obligations}
    officials = Membership.objects.filter(organisation__in=ministries, role__in=ACTS["answer"], person__is_active=True)
    held = set(officials.values_list("person", "organisation"))
    found = ((obligation, last.get(obligation.pk)) for obligation in obligations)
    return {duty.pk: person for duty, person in found if person and (person.pk, duty.ministry_id) in held}
