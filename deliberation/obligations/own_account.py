"""What is kept about somebody of the staff, for that somebody; and erasing the account.

Acts of office stay: they were done by an office, and the record names no person. What is left of the account is a
number behind them, without a name and an address, so that what takes two people is known to have been done by two.
"""

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import CASCADE

from deliberation.consultations.models import Consultation, SquadMember
from deliberation.consultations.recording import enter_of
from deliberation.errors import enforce
from deliberation.obligations.models import Assignment
from deliberation.obligations.rules import accountable_for_nothing, meant_for_ever
from deliberation.people.models import Organisation, Person
from deliberation.people.permissions import Role, acting_as
from deliberation.people.queries import who_may
from deliberation.people.rules import may_end, right_password
from deliberation.record.actions import enter

NOBODY = "—"


def account_data(person: Person) -> dict[str, Any]:
    """Who they are, what they may do, and how many rows of which tables point to them."""
    squads = SquadMember.objects.filter(person=person).select_related("consultation", "organisation")
    return {
        "email": person.email,
        "name": person.name,
        "last_signed_in": person.last_login,
        "roles": [
            {"organisation": held.organisation.name, "role": held.role}
            for held in person.roles.select_related("organisation").order_by("id")
        ],
        "squads": [
            {"consultation": member.consultation.slug, "organisation": member.organisation.name, "role": member.role}
            for member in squads.order_by("id")
        ],
        "accountable_for": list(Consultation.objects.filter(owner=person).values_list("slug", flat=True)),
        "assigned": sorted(set(Assignment.objects.filter(person=person).values_list("obligation", flat=True))),
        "rows": _rows(person),
    }


def _rows(person: Person) -> dict[str, int]:
    """By field that can name a person, such as statements.Ruling.by: how many rows name this one."""
    found = {}
    for each in _pointers():
        number = each.model._base_manager.filter(**{each.name: person}).count()
        if number:
            found[f"{each.model._meta.label}.{each.name}"] = number
    return dict(sorted(found.items()))


def _pointers() -> list[Any]:
    """The fields of all tables that point to a person, those of libraries too."""
    every = (field for model in apps.get_models() for field in model._meta.local_concrete_fields)
    return [field for field in every if field.related_model is Person]


def erase_account(*, person: Person, password: str, sure: bool, now: datetime) -> None:
    """Erase one's own account. No organisation is left without a facilitator, and no consultation without somebody
    accountable."""
    enforce(meant_for_ever(sure), right_password(person.check_password(password)))
    _erase(person, now)


@transaction.atomic
def _erase(person: Person, now: datetime) -> None:
    places = Organisation.objects.filter(members__person=person).order_by("pk")
    list(places.select_for_update(of=("self",)))  # one ending at a time
    person = Person.objects.select_for_update().get(pk=person.pk)
    owned = Consultation.objects.filter(owner=person).values_list("question", flat=True)
    enforce(accountable_for_nothing(owned[:3]))
    for member in SquadMember.objects.filter(person=person).select_related("consultation", "organisation"):
        details = {"role": Role(member.role), "organisation": member.organisation.name}
        enter_of(member.consultation, "squad.left", by=person, now=now, details=details)
    _end_roles(person, now)
    Assignment.objects.filter(person=person).blank(person=None)
    for each in _pointers():
        if each.remote_field.on_delete is CASCADE:
            each.model._base_manager.filter(**{each.name: person}).delete()
    person.email, person.name, person.last_login, person.is_active = f"{person.pk}@erased.invalid", NOBODY, None, False
    person.set_unusable_password()
    person.save()


def _end_roles(person: Person, now: datetime) -> None:
    for held in person.roles.select_related("organisation").order_by("id"):
        others = who_may("appoint", held.organisation).exclude(pk=person.pk).exists()
        enforce(may_end(held.role, others))
        subject = f"organisation/{held.organisation.slug}"
        office = acting_as(person, held.organisation)
        enter(act="role.ended", subject=subject, now=now, by=office, details={"role": held.role})
