"""Who may come to which staff page; everybody else learns no more than a stranger."""

import pytest
from django.test import Client
from django.urls import reverse

from deliberation.consultations.models import Closing, Opening
from deliberation.statements.models import Statement
from tests.cast import CLOSING, DAY, closed_and_bound, draft, opened, written

ONE = ("consultation-desk", "consultation-closing", "queue")
OF_A_DRAFT = ("consultation-desk", "consultation-edit", "consultation-opening", "queue")


def page(name, *address):
    return reverse(f"web:{name}", args=address)


@pytest.mark.parametrize("address", ["/desk/", "/desk/new-consultation/", "/desk/consultations/streets/"])
def test_a_visitor_signs_in_first_and_comes_back(cast, address):
    opened(cast)
    response = Client().get(address)
    assert (response.status_code, response.headers["Location"]) == (302, f"/sign-in/?next={address}")


@pytest.mark.parametrize("name", ONE)
@pytest.mark.parametrize("who", ["filip", "omar"])
def test_an_open_consultation_is_run_by_its_host_only(cast, signed_in, name, who):
    opened(cast)
    assert signed_in(getattr(cast, who)).get(page(name, "streets")).status_code == 403
    assert signed_in(cast.fay).get(page(name, "streets")).status_code == 200


@pytest.mark.parametrize("name", OF_A_DRAFT)
@pytest.mark.parametrize("who", ["filip", "omar"])
def test_another_host_s_draft_is_not_there(cast, signed_in, name, who):
    draft(cast)
    assert signed_in(getattr(cast, who)).get(page(name, "streets")).status_code == 404
    assert signed_in(cast.fay).get(page(name, "streets")).status_code == 200


@pytest.mark.parametrize("who", ["filip", "omar"])
def test_others_change_nothing(cast, signed_in, who):
    plan = draft(cast, slug="plan")
    consultation = opened(cast)
    waiting = written(consultation, "zoe", "Benches belong on every square.")
    client = signed_in(getattr(cast, who))
    sent = [
        (page("consultation-seeds", "plan"), {"texts": "Mine."}),
        (page("consultation-edit", "plan"), {"question": "Mine?"}),
        (page("consultation-opening", "plan"), {}),
        (page("consultation-closing", "streets"), {}),
        (page("ruling", "streets", waiting.number), {"outcome": "accepted"}),
    ]
    assert [client.post(address, data).status_code for address, data in sent] == [404, 404, 404, 403, 403]
    assert not Opening.objects.filter(consultation=plan).exists()
    assert not Closing.objects.exists()
    assert Statement.objects.get().standing == "waiting"


def test_only_facilitators_make_consultations(cast, signed_in):
    assert signed_in(cast.omar).get(page("consultation-new")).status_code == 403
    assert signed_in(cast.omar).post(page("consultation-new"), {}).status_code == 403
    assert signed_in(cast.fay).get(page("consultation-new")).status_code == 200


@pytest.mark.parametrize("who", ["hana", "fay"])
def test_only_the_ministry_s_officials_see_the_form_of_an_answer(cast, signed_in, clock, who):
    owed = closed_and_bound().consultation.obligations.first()
    clock(CLOSING + DAY)
    assert signed_in(getattr(cast, who)).get(page("answer", owed.pk)).status_code == 403
    assert signed_in(cast.omar).get(page("answer", owed.pk)).status_code == 200
    assert signed_in(cast.omar).get(page("answer", owed.pk + 99)).status_code == 404


def test_no_cache_keeps_a_staff_page(cast, signed_in):
    opened(cast)
    for address in (page("desk"), page("queue", "streets")):
        assert set(signed_in(cast.fay).get(address).headers["Cache-Control"].split(", ")) == {"private", "no-store"}
