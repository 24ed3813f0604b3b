"""Making accounts and organisations. Used by commands and, later, by an organisation's own pages."""

from datetime import datetime

from django.db import transaction

from deliberation.people.models import Membership, Organisation, Person
from deliberation.people.permissions import Role
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
        enter(act="role.given", subject=f"organisation/{organisation.slug}", now=now, by=by, details={"role": role})
    return person
