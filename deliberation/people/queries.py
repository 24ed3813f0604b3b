"""Reading accounts and organisations."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

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


def ministries() -> QuerySet[Organisation]:
    """The organisations that can be made to answer."""
    return Organisation.objects.filter(answers=True)
