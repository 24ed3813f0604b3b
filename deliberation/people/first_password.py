"""The link with which somebody chooses the first password: signed, good for three days, and once only."""

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from deliberation.people.models import Membership
from deliberation.people.queries import elsewhere


def first_link(membership: Membership) -> str:
    """For a facilitator to hand on; empty where the account is in use, or another organisation relies on it too.

    It stops working with the first password that is set, because the signature is also about the password.
    """
    person = membership.person
    if person.has_usable_password() or elsewhere(person, membership.organisation):
        return ""
    name = urlsafe_base64_encode(force_bytes(person.pk))
    token = default_token_generator.make_token(person)
    return f"{settings.BASE_URL}{reverse('web:password', args=[name, token])}"
