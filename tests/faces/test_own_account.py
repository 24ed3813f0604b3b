"""What is kept about somebody of the staff, and erasing the account, over both faces."""

import pytest
from django.apps import apps

from deliberation.consultations.squads import hand_over
from deliberation.people.models import Membership, Person
from deliberation.record.models import Entry
from deliberation.statements.models import Ruling
from deliberation.statements.moderating import rule
from tests.cast import HOUR, NOON, colleague, founded, fresh, opened, written

pytestmark = pytest.mark.django_db
PASSWORD = "a long one, for tests"
NAMES = ("fay@example.org", "Fay")


@pytest.fixture
def streets(at):
    at(NOON + HOUR)
    cast = founded(password=PASSWORD)
    consultation = opened(cast)
    said = written(consultation, "ann", "Benches belong everywhere.")
    rule(statement=said, outcome="accepted", by=cast.fay, now=NOON)
    return cast, fresh(consultation)


def everything():
    """Every row of every table."""
    return "\n".join(repr(list(model._base_manager.values())) for model in apps.get_models(include_auto_created=True))


def test_it_shows_what_is_kept(face, streets):
    face.sign_in(streets[0].fay)
    told = face.account_data()
    assert all(told.says(each) for each in (*NAMES, "City of Springfield", "statements.Ruling.by"))
    face.client.logout()
    assert not face.account_data().done


def test_an_account_is_erased_and_acts_of_office_stay(face, streets):
    cast, consultation = streets
    heir = colleague(cast)
    hand_over(consultation=consultation, email=heir.email, by=cast.fay, now=NOON)
    before = list(Ruling.objects.values())
    assert all(each in everything() for each in NAMES), "the search finds nothing to begin with"
    face.sign_in(cast.fay)
    assert face.erase_account(PASSWORD).done
    told = everything()
    assert [each for each in NAMES if f"'{each}'" in told] == []
    assert list(Ruling.objects.values()) == before
    assert not face.account_data().done
    gone = Person.objects.get(pk=cast.fay.pk)
    assert not gone.is_active
    assert not gone.has_usable_password()
    assert not Membership.objects.filter(person=gone).exists()
    entry = Entry.objects.filter(act="role.ended").get()
    assert (entry.actor, entry.details) == ("facilitator, City of Springfield", {"role": "facilitator"})


def test_nobody_erases_an_account_by_accident_or_for_somebody_else(face, streets):
    cast, consultation = streets
    colleague(cast)
    face.sign_in(cast.fay)
    assert face.erase_account("another one").status == 400
    assert face.erase_account(PASSWORD, sure=False).status == 400
    refused = face.erase_account(PASSWORD)
    assert (refused.status, refused.says(consultation.question)) == (409, True), "she is accountable for it"
    assert all(each in everything() for each in NAMES)


def test_the_last_facilitator_hands_over_first(face, streets):
    cast = streets[0]
    face.sign_in(cast.filip)
    assert face.erase_account(PASSWORD).status == 409
    assert Membership.objects.filter(person=cast.filip).exists()
    assert not Entry.objects.filter(act="role.ended").exists()
