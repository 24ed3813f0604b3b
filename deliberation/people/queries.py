"""Reading accounts and organisations."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from deliberation.errors import Missing
from deliberation.people.models import Membership, Organisation, Person
from deliberation.people.permissions import ACTS


def signed_in(user: Person | AnonymousUser) -> Person | None:
    """The account behind a request, or None for a visitor."""
    return user if isinstance(user, Person) and user.is_active else None


def where_may(act: str, person: Person | None) -> QuerySet[Organisation]:
    """The organisations for which the person may do the act."""
    held = Membership.objects.filter(person=person, role__in=ACTS[act])
    return Organisation.objects.filter(pk__in=held.values("organisation")) if person else Organisation.objects.none()


def who_may(act: str, organisation: Organisation) -> QuerySet[Person]:
    """Who may do the act for the organisation, and can sign in."""
    held = Membership.objects.filter(organisation=organisation, role__in=ACTS[act])
    return Person.objects.filter(pk__in=held.values("person"), is_active=True)


def organisation_called(slug: str) -> Organisation:
    found = Organisation.objects.filter(slug=slug).first()
    if found is None:
        raise Missing("no-organisation", _("There is no such organisation."))
    return found


def members_of(organisation: Organisation) -> QuerySet[Membership]:
    """Who holds which role there, by name."""
    held = organisation.members.select_related("person", "organisation")
    return held.order_by("person__name", "person__email", "role")


def membership_in(organisation: Organisation, number: int) -> Membership:
    """One role of one person there."""
    found = members_of(organisation).filter(pk=number).first()
    if found is None:
        raise Missing("no-role", _("Nobody holds this role any more."))
    return found


def elsewhere(person: Person, organisation: Organisation) -> bool:
    """Does the person hold a role in another organisation?"""
    return person.roles.exclude(organisation=organisation).exists()


def ministries() -> QuerySet[Organisation]:
    """The organisations that can be made to answer."""
    return Organisation.objects.filter(answers=True)


def ministry_called(slug: str) -> Organisation:
    found = ministries().filter(slug=slug).first()
    if found is None:
        raise Missing("no-ministry", _("There is no such ministry."))
    return found
