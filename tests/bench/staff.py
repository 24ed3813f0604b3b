"""Somebody of the staff at a browser, signed in as with a password and a second factor."""

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from deliberation.people.models import Person
from deliberation.people.signing_in import BEGUN, RIGHTS, SEEN

# For override_settings: nothing has been collected, and nobody has set up a second factor.
PAGES = {
    "ALLOWED_HOSTS": ["*"],
    "STORAGES": {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
    "SECOND_FACTOR": False,
}


def signed_in(person: Person) -> Client:
    client, now = Client(), int(timezone.now().timestamp())
    client.force_login(person)
    session = client.session
    session.update({BEGUN: now, SEEN: now, RIGHTS: person.rights_changed})
    session.save()
    return client


def read(client: Client, address: str) -> HttpResponse:
    """The page itself; anything else, such as being sent to sign in, is not what was to be measured."""
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return response
