"""Making accounts and organisations; giving roles and ending them."""

from datetime import datetime

from django.db import transaction

from deliberation.errors import enforce
from deliberation.people.models import Membership, Organisation, Person
from deliberation.people.permissions import Role, acting_as, may
from deliberation.people.queries import elsewhere, who_may
from deliberation.people.rules import fit_to_appoint, may_end, may_reset, may_take_on
from deliberation.people.second_factor import forget_factors
from deliberation.record.actions import SYSTEM, enter


@transaction.atomic
def found_organisation(*, slug: str, name: str, answers: bool, now: datetime, by: str = SYSTEM) -> Organisation:
    """Make an organisation, or return the one that has this short name."""
    organisation, made = Organisation.objects.get_or_create(slug=slug, defaults={"name": name, "answers": answers})
    if made:
        enter(act="organisation.founded", subject=f"organisation/{slug}", now=now, by=by, details={"name": name})
    return organisation


@transaction.atomic
def appoint(
    *, email: str, name: str, role: Role, organisation: Organisation, now: datetime,
    password: str | None = None, by: str = SYSTEM,
) -> Person:  # fmt: skip
    """Give somebody a role, making the account when there is none. The record names the role, not the person."""
    person = Person.objects.filter(email=email.strip().lower()).first()
    person = person or Person.objects.create_user(email, name, password)
    _role, made = Membership.objects.get_or_create(person=person, organisation=organisation, role=role)
    if made:
        person.rights_have_changed()
        enter(act="role.given", subject=f"organisation/{organisation.slug}", now=now, by=by, details={"role": role})
    return person


@transaction.atomic
def give_role(*, organisation: Organisation, email: str, name: str, role: str, by: Person, now: datetime) -> Membership:
    """A facilitator gives somebody a role in the organisation, making the account when there is none."""
    email, name = email.strip().lower(), " ".join(name.split())
    known = Person.objects.filter(email=email).first()
    enforce(
        may("appoint", by, organisation),
        fit_to_appoint(email=email, name=name, role=role, known=known is not None),
        may_take_on(not known.has_usable_password(), elsewhere(known, organisation)) if known else None,
    )
    office = acting_as(by, organisation)
    person = appoint(email=email, name=name, role=Role(role), organisation=organisation, now=now, by=office)
    return Membership.objects.select_related("person", "organisation").get(
        person=person, organisation=organisation, role=role
    )


@transaction.atomic
def end_role(*, membership: Membership, by: Person, now: datetime) -> None:
    """A facilitator takes a role away; it counts from the person's next request. The last facilitator stays."""
    organisation = Organisation.objects.select_for_update().get(pk=membership.organisation_id)  # one ending at a time
    enforce(may("appoint", by, organisation))
    others = who_may("appoint", organisation).exclude(pk=membership.person_id).exists()
    enforce(may_end(membership.role, others))
    office = acting_as(by, organisation)
    ended, _kinds = Membership.objects.filter(pk=membership.pk).delete()
    if ended:
        membership.person.rights_have_changed()
        details = {"role": membership.role}
        enter(act="role.ended", subject=f"organisation/{organisation.slug}", now=now, by=office, details=details)


@transaction.atomic
def reset_second_factor(*, membership: Membership, by: Person, now: datetime) -> None:
    """A colleague has lost app, passkeys and codes: the next time the password is followed by setting up a new one.

    Every session of that person ends. The record says that it was done in this organisation, and not for whom."""
    person, organisation = membership.person, membership.organisation
    enforce(may("appoint", by, organisation), may_reset(person == by, elsewhere(person, organisation)))
    office = acting_as(by, organisation)
    forget_factors(person=person)
    person.end_sessions()
    enter(act="second-factor.reset", subject=f"organisation/{organisation.slug}", now=now, by=office, details={})


@transaction.atomic
def reset_by_operator(*, person: Person, now: datetime) -> None:
    """The same, for whoever runs the server: on record in every organisation where the person holds a role."""
    slugs = sorted(set(person.roles.values_list("organisation__slug", flat=True)))
    for slug in slugs:
        enter(act="second-factor.reset", subject=f"organisation/{slug}", now=now, by=SYSTEM, details={})
    forget_factors(person=person)
    person.end_sessions()
