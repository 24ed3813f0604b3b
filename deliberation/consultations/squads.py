"""Who works on a consultation: the one accountable owner, and people of other organisations who lend a hand."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from deliberation.consultations import locks
from deliberation.consultations.models import Consultation, SquadMember
from deliberation.consultations.recording import enter_of
from deliberation.errors import Invalid, Missing, Refusal, enforce
from deliberation.people.models import Organisation, Person
from deliberation.people.permissions import ACTS, SQUAD, Role, may
from deliberation.people.queries import who_may


def may_own(consultation: Consultation) -> QuerySet[Person]:
    """Whoever can be accountable: the facilitators of the host who can sign in."""
    return who_may("open", consultation.host).order_by("name", "email")


def who_may_in(act: str, consultation: Consultation) -> QuerySet[Person]:
    """Who may do the act in the consultation, and can sign in: of the host and of the squad."""
    lent = SquadMember.objects.filter(consultation=consultation, role__in=ACTS[act]).still_held()
    hosts = who_may(act, consultation.host).values("pk")
    return Person.objects.filter(Q(pk__in=hosts) | Q(pk__in=lent.values("person")), is_active=True)


def squad_of(consultation: Consultation) -> QuerySet[SquadMember]:
    """Who of other organisations works on it, by name."""
    return consultation.squad.select_related("person", "organisation").order_by("person__name", "person__email")


def squad_member(consultation: Consultation, number: int) -> SquadMember:
    """One person of the squad."""
    found = squad_of(consultation).filter(pk=number).first()
    if found is None:
        raise Missing("no-role", _("Nobody holds this role any more."))
    return found


@transaction.atomic
def hand_over(*, consultation: Consultation, email: str, by: Person, now: datetime) -> None:
    """Make somebody else accountable, at any time. The record says that it happened, and never to whom."""
    enforce(may("staff", by, consultation))
    locks.exclude(consultation.pk)
    consultation.refresh_from_db(fields=["owner"])
    found = may_own(consultation).filter(email=email.strip().lower()).first()
    if found is None:
        sentence = _("Choose a facilitator of %(organisation)s.") % {"organisation": consultation.host.name}
        raise Invalid("not-valid", sentence, {"email": sentence})
    if found == consultation.owner:
        return
    consultation.owner = found
    consultation.save(update_fields=["owner"])
    enter_of(consultation, "owner.changed", by=by, now=now)


@transaction.atomic
def lend(
    *, consultation: Consultation, email: str, organisation: Organisation, role: str, by: Person, now: datetime
) -> SquadMember:
    """Take somebody of another organisation into the squad, or give another role there. Acts are entered in the record
    under that organisation's name; whoever loses every role in it has none here either."""
    enforce(may("staff", by, consultation))
    locks.exclude(consultation.pk)
    person = Person.objects.filter(email=email.strip().lower(), roles__organisation=organisation).first()
    enforce(_fit_to_lend(consultation, person, organisation, role))
    before = consultation.squad.filter(person=person).first()
    if before and (before.organisation, before.role) == (organisation, role):
        return before
    lent = before or SquadMember(consultation=consultation, person=person)
    lent.organisation, lent.role = organisation, role
    _enter(lent, "squad.joined", by=by, now=now)  # first: whoever changes the own role acts with the one held until now
    lent.save()
    return lent


def _fit_to_lend(
    consultation: Consultation, person: Person | None, organisation: Organisation, role: str
) -> Refusal | None:
    faults = {}
    names = {"organisation": organisation.name}
    if organisation == consultation.host:
        faults["organisation"] = _("Choose another organisation: whoever works for %(organisation)s has a role there.")
        faults["organisation"] %= names
    elif person is None:
        faults["email"] = _("Nobody with this address works for %(organisation)s here.") % names
    if role not in SQUAD:
        faults["role"] = _("Choose a role.")
    return Invalid("not-valid", _("Some entries need another look."), faults) if faults else None


@transaction.atomic
def dismiss(*, member: SquadMember, by: Person, now: datetime) -> None:
    """End somebody's work in the squad; it counts from the person's next request."""
    enforce(may("staff", by, member.consultation))
    locks.exclude(member.consultation_id)
    if SquadMember.objects.filter(pk=member.pk).exists():
        _enter(member, "squad.left", by=by, now=now)  # first: whoever leaves acts with the own office for the last time
        member.delete()


def _enter(member: SquadMember, act: str, *, by: Person, now: datetime) -> None:
    member.person.rights_have_changed()
    details = {"role": Role(member.role), "organisation": member.organisation.name}
    enter_of(member.consultation, act, by=by, now=now, details=details)
