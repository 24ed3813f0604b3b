"""Who works for an organisation, over both faces: roles are given and ended by its facilitators."""

import re

import pytest
from django.test import Client

from deliberation.people.actions import appoint
from deliberation.people.models import Membership, Person
from deliberation.people.permissions import Role
from deliberation.record.models import Entry
from tests.cast import NOON, founded

pytestmark = pytest.mark.django_db
MIA = "mia@example.org"
PASSWORD = "a long walk by the river"


@pytest.fixture
def cast():
    return founded()


@pytest.fixture
def fay(face, cast):
    face.sign_in(cast.fay)
    return face


def role_of(email, role):
    return Membership.objects.get(person__email=email, role=role)


def link_in(answer):
    return re.search(r"http[^\s\"<]*/password/([^\s\"<]+)", answer.text)


def test_somebody_new_gets_a_role_and_a_link_that_works_once(fay, cast):
    given = fay.appoint("springfield", f" {MIA.upper()} ", "moderator", "Mia")
    assert given.done
    assert set(cast.city.offices_of(Person.objects.get(email=MIA))) == {"moderator"}
    assert fay.people("springfield").says("Mia")
    assert not link_in(fay.people("springfield")), "it is shown this once"
    entry = Entry.objects.filter(act="role.given").first()
    assert (entry.actor, entry.details) == ("facilitator, City of Springfield", {"role": "moderator"})

    client, address = Client(), f"/password/{link_in(given).group(1)}"
    page = client.get(address, follow=True)
    sent = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    assert client.post(page.request["PATH_INFO"], {**sent, "new_password2": "another"}).status_code == 200
    assert client.post(page.request["PATH_INFO"], sent).headers["Location"] == "/sign-in/"
    assert Person.objects.get(email=MIA).check_password(PASSWORD)
    assert "This link was used already" in Client().get(address, follow=True).content.decode()
    assert not link_in(fay.appoint("springfield", MIA, "observer")), "an account in use needs none"


def test_the_same_role_again_makes_a_new_link_and_no_second_entry(fay):
    for _time in range(2):
        assert link_in(fay.appoint("springfield", MIA, "moderator", "Mia"))
    assert Membership.objects.filter(person__email=MIA).count() == 1
    assert Entry.objects.filter(act="role.given", actor__startswith="facilitator").count() == 1


def test_nobody_gets_the_link_of_an_account_that_another_organisation_made(fay, cast):
    refused = fay.appoint("springfield", cast.filip.email, "observer")
    assert not refused.done
    assert refused.says("nobody has signed in with it yet")
    cast.filip.set_password(PASSWORD)
    cast.filip.save()
    given = fay.appoint("springfield", cast.filip.email, "observer")
    assert given.done
    assert not link_in(given)


@pytest.mark.parametrize(
    ("email", "role", "name", "sentence"),
    [
        ("mia", "moderator", "Mia", "Write an e-mail address"),
        (MIA, "moderator", " ", "Write the person’s name"),
        (MIA, "emperor", "Mia", "Choose a role."),
    ],
)
def test_what_is_wrong_is_named_and_nobody_is_appointed(fay, email, role, name, sentence):
    answer = fay.appoint("springfield", email, role, name)
    assert answer.status == 400
    assert answer.says(sentence)
    assert Membership.objects.count() == Person.objects.count() == 6


def test_a_role_ends_with_the_next_request(fay, another, cast):
    mia = appoint(email=MIA, name="Mia", role=Role.MODERATOR, organisation=cast.city, now=NOON)
    hers = another()
    hers.sign_in(mia)
    assert hers.people("springfield").done
    assert fay.end_role("springfield", role_of(MIA, "moderator").pk).done
    assert not hers.people("springfield").done
    assert Entry.objects.get(act="role.ended").details == {"role": "moderator"}


def test_the_last_facilitator_stays(fay, cast):
    own = role_of(cast.fay.email, "facilitator")
    refused = fay.end_role("springfield", own.pk)
    assert refused.status == 409
    assert refused.says("This is the last facilitator")
    flora = appoint(email="flora@example.org", name="Flora", role=Role.FACILITATOR, organisation=cast.city, now=NOON)
    flora.is_active = False
    flora.save()
    assert fay.end_role("springfield", own.pk).status == 409, "whoever cannot sign in appoints nobody"
    flora.is_active = True
    flora.save()
    assert fay.end_role("springfield", own.pk).done
    assert not fay.people("springfield").done


def test_nobody_gives_or_ends_roles_elsewhere(face, cast):
    face.sign_in(cast.filip)
    for answer in (
        face.appoint("springfield", cast.filip.email, "facilitator"),
        face.end_role("springfield", role_of(cast.fay.email, "facilitator").pk),
    ):
        assert answer.status == 403
        assert answer.says("This needs the role facilitator in City of Springfield.")
    # A number of another organisation is no way around.
    assert face.end_role("shelbyville", role_of(cast.fay.email, "facilitator").pk).status == 404
    assert Membership.objects.count() == 6


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_often_for_three_as_for_one(fay, cast, rows, django_assert_num_queries):
    for number in range(rows):
        appoint(email=f"m{number}@example.org", name="M", role=Role.OBSERVER, organisation=cast.city, now=NOON)
    with django_assert_num_queries(7 if fay.name == "html" else 6):
        fay.people("springfield")
