"""Invitation codes themselves, and the pages that show and take them."""

import pytest
import time_machine
from django.test import Client

from deliberation.consultations.actions import open_consultation
from deliberation.errors import Invalid
from deliberation.record.models import Entry
from deliberation.votes.invitations import LETTERS, digest, invite, new_code
from deliberation.votes.models import Invitation
from tests.cast import NOON, draft, founded, fresh, opened

PAGE = "/c/streets/invitation/"


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def test_a_code_has_eighty_bits_and_no_letter_that_is_taken_for_another():
    codes = [new_code().replace("-", "") for _ in range(200)]
    assert {len(code) for code in codes} == {16}
    assert set("".join(codes)) == set(LETTERS)
    assert len(LETTERS) ** 16 == 2**80
    assert not set("ILOU") & set(LETTERS)


def test_the_hash_needs_the_site_s_key(settings):
    before = digest("ABCD", 1)
    assert before != digest("ABCD", 2)
    settings.SECRET_KEY = "another" * 10
    assert digest("ABCD", 1) != before


def test_the_hash_stays_what_it_is(settings):
    """Whoever changes how it is made takes away all codes that were handed out."""
    settings.SECRET_KEY = "x" * 50
    assert digest("abcd-efgh-jkmn-pqrs", 1) == digest("ABCDEFGHJKMNPQRS", 1) == STAYS


STAYS = "cdd81b675bb9d720f27304a14ae053ade18af48e3c86399b784ce092a1c69080"


@pytest.mark.django_db
def test_a_link_shows_the_code_and_does_not_use_it(clock):
    """Mail scanners follow links."""
    cast = founded()
    streets = opened(cast)
    (code,) = invite(consultation=streets, number=1, by=cast.fay, now=NOON)
    scanner = Client()
    for method in (scanner.get, scanner.head):
        assert method(f"{PAGE}?code={code}").status_code == 200
    assert f'value="{code}"' in scanner.get(f"{PAGE}?code={code}").content.decode()
    assert scanner.cookies.keys() <= {"csrftoken"}
    assert Invitation.objects.count() == 1
    assert Client().post(PAGE, {"code": code}).headers["Location"] == "/c/streets/vote/"
    assert not Invitation.objects.exists()


@pytest.mark.django_db
def test_the_desk_shows_codes_with_their_links_and_never_again(clock, settings):
    cast = founded()
    opened(cast)
    desk = Client()
    desk.force_login(cast.fay)
    address = "/desk/consultations/streets/invitations/"
    page = desk.post(address, {"number": 2})
    (code, link), _second = page.context["rows"]
    assert link == f"{settings.BASE_URL}{PAGE}?code={code}"
    assert code in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert code not in desk.get(address).content.decode()
    table = desk.post(address, {"number": 1, "table": "yes"})
    assert table["Content-Type"].startswith("text/csv")
    assert table.content.decode().startswith("code,link\r\n")
    assert Invitation.objects.count() == 3


@pytest.mark.django_db
def test_what_was_chosen_is_fixed_at_opening_and_said(clock):
    cast = founded()
    plan = draft(cast, admission="invited-count")
    open_consultation(consultation=plan, by=cast.fay, now=NOON)
    assert fresh(plan).opening.admission == "invited-count"
    assert Entry.objects.get(act="consultation.opened").details["admission"] == "invited-count"
    page = Client().get("/c/streets/").content.decode()
    assert "only the votes of people with an invitation code count." in page
    assert PAGE in page


@pytest.mark.django_db
def test_an_unknown_choice_is_refused(clock):
    with pytest.raises(Invalid) as refused:
        draft(founded(), admission="nobody")
    assert "admission" in refused.value.fields
