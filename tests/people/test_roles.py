"""Who may do what for which organisation, and who is told why not."""

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import AnonymousUser

from deliberation.errors import Forbidden, Unidentified
from deliberation.people.actions import appoint, found_organisation
from deliberation.people.models import Membership, Organisation, Person
from deliberation.people.permissions import ACTS, Role, acting_as, acts_of, may, office
from deliberation.people.queries import signed_in, where_may, who_may
from deliberation.record.models import Entry
from tests.cast import NOON, founded

pytestmark = pytest.mark.django_db


def test_a_facilitator_facilitates_her_own_city_only() -> None:
    cast = founded()
    assert may("open", cast.fay, cast.city) is None
    refusal = may("open", cast.fay, cast.other_city)
    assert isinstance(refusal, Forbidden)
    assert refusal.code == "role-missing"
    assert refusal.detail == (
        "This needs the role facilitator in City of Shelbyville. Ask that organisation to give it to you."
    )


def test_a_refusal_names_every_role_that_would_do() -> None:
    cast = founded()
    assert may("moderate", cast.fay, cast.city) is None
    assert may("moderate", cast.omar, cast.city).detail == (
        "This needs one of these roles in City of Springfield: facilitator, moderator. "
        "Ask that organisation to give you one."
    )


def test_an_official_answers_for_his_own_ministry_only() -> None:
    cast = founded()
    assert may("answer", cast.omar, cast.transport) is None
    assert may("answer", cast.omar, cast.health).code == "role-missing"
    assert may("answer", cast.fay, cast.transport).code == "role-missing"
    assert may("open", cast.omar, cast.transport).code == "role-missing"


MODERATING = {"moderate", "decide-appeal", "translate", "enter-sheets", "assist"}
SEEING = {"see-draft", "see-desk", "see-queue", "see-people"}


@pytest.mark.parametrize(
    ("role", "acts"),
    [
        (Role.FACILITATOR, set(ACTS) - {"answer", "sign", "see-duties", "take-step", "hold-meeting", "note-on-board"}),
        (Role.MODERATOR, MODERATING | SEEING),
        (Role.OFFICIAL, {"answer", "sign", "take-step", "hold-meeting", "note-on-board", "see-duties", "see-people"}),
        (Role.OBSERVER, SEEING | {"see-duties"}),
    ],
)
def test_what_each_role_may_do(role: Role, acts: set[str]) -> None:
    cast = founded()
    mia = appoint(email="mia@example.org", name="Mia", role=role, organisation=cast.city, now=NOON)
    assert acts_of(mia, cast.city) == acts
    assert acts_of(mia, cast.other_city) == acts_of(None, cast.city) == set()
    assert {act for act in ACTS if may(act, mia, cast.city) is None} == acts
    assert {act for act in ACTS if cast.city in where_may(act, mia)} == acts
    assert {act for act in ACTS if mia in who_may(act, cast.city)} == acts


def test_whoever_holds_several_roles_acts_as_the_first() -> None:
    cast = founded()
    for role in (Role.OBSERVER, Role.MODERATOR):
        mia = appoint(email="mia@example.org", name="Mia", role=role, organisation=cast.city, now=NOON)
    assert acting_as(mia, cast.city) == "moderator, City of Springfield"


def test_a_visitor_is_asked_to_sign_in() -> None:
    refusal = may("open", None, founded().city)
    assert isinstance(refusal, Unidentified)
    assert (refusal.code, refusal.status, refusal.detail) == ("sign-in-needed", 401, "Sign in to do this.")


def test_a_deactivated_account_holds_no_role() -> None:
    cast = founded()
    cast.fay.is_active = False
    assert may("open", cast.fay, cast.city).code == "role-missing"
    assert signed_in(cast.fay) is None


def test_signed_in_is_a_person_or_nobody() -> None:
    fay = founded().fay
    assert signed_in(fay) == fay
    assert signed_in(AnonymousUser()) is None


def test_an_address_is_the_same_in_capitals_and_with_spaces() -> None:
    city = founded().city
    again = appoint(email=" FAY@Example.ORG ", name="Fay", role=Role.FACILITATOR, organisation=city, now=NOON)
    assert again == Person.objects.get(email="fay@example.org")
    assert Person.objects.count() == 6
    assert Person.objects.get_by_natural_key("Fay@EXAMPLE.org ") == again


def test_signing_in_does_not_look_at_capitals() -> None:
    founded(password="correct horse battery")
    assert authenticate(username="FAY@example.org", password="correct horse battery").name == "Fay"
    assert authenticate(username="fay@example.org", password="Correct horse battery") is None


def test_an_appointment_twice_is_one_role_and_one_entry() -> None:
    founded()
    founded()
    assert (Membership.objects.count(), Organisation.objects.count()) == (6, 4)
    assert Entry.objects.filter(act="role.given").count() == 6


def test_the_record_names_the_office_and_never_the_person() -> None:
    founded()
    entries = [f"{entry.act} {entry.subject} {entry.actor} {entry.details}" for entry in Entry.objects.all()]
    assert len(entries) == 10
    assert not [entry for entry in entries if "Fay" in entry or "example.org" in entry]
    assert office("official", "Ministry of Health") == "official, Ministry of Health"


def test_founding_again_returns_the_one_there_is() -> None:
    first = found_organisation(slug="parks", name="Parks", answers=False, now=NOON)
    second = found_organisation(slug="parks", name="Another name", answers=True, now=NOON)
    assert (second.pk, second.name, second.answers) == (first.pk, "Parks", False)
