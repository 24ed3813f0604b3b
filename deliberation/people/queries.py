"""Reading accounts and organisations."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from deliberation.people.models import Organisation, Person, Role


def signed_in(user: Person | AnonymousUser) -> Person | None:
    """The account behind a request, or None for a visitor."""
    return user if isinstance(user, Person) and user.is_active else None


def organisations_of(person: Person | None, role: Role) -> QuerySet[Organisation]:
    """Where the person holds the role."""
    return (
        Organisation.objects.filter(members__person=person, members__role=role)
        if person
        else Organisation.objects.none()
    )


def holders(role: Role, organisation: Organisation) -> QuerySet[Person]:
    """Who holds the role there and can sign in."""
    return Person.objects.filter(roles__role=role, roles__organisation=organisation, is_active=True)


def ministries() -> QuerySet[Organisation]:
    """The organisations that can be made to answer."""
    return Organisation.objects.filter(answers=True)
