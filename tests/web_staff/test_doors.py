"""The doors of staff pages; who may come to which is tests/faces/test_permission_matrix.py."""

import pytest
from django.test import Client
from django.urls import reverse

from deliberation.consultations.models import Closing, Opening
from deliberation.statements.models import Statement
from tests.cast import draft, opened, written


def page(name, *address):
    return reverse(f"web:{name}", args=address)


@pytest.mark.parametrize("address", ["/desk/", "/desk/new-consultation/", "/desk/consultations/streets/"])
def test_a_visitor_signs_in_first_and_comes_back(cast, address):
    opened(cast)
    response = Client().get(address)
    assert (response.status_code, response.headers["Location"]) == (302, f"/sign-in/?next={address}")


@pytest.mark.parametrize("who", ["filip", "omar"])
def test_others_change_nothing(cast, signed_in, who):
    plan = draft(cast, slug="plan")
    consultation = opened(cast)
    waiting = written(consultation, "zoe", "Benches belong on every square.")
    client = signed_in(getattr(cast, who))
    sent = [
        (page("consultation-seeds", "plan"), {"texts": "Mine."}),
        (page("consultation-step", "plan", "question"), {"question": "Mine?"}),
        (page("consultation-opening", "plan"), {}),
        (page("consultation-closing", "streets"), {}),
        (page("ruling", "streets", waiting.number), {"outcome": "accepted"}),
    ]
    assert [client.post(address, data).status_code for address, data in sent] == [404, 404, 404, 403, 403]
    assert not Opening.objects.filter(consultation=plan).exists()
    assert not Closing.objects.exists()
    assert Statement.objects.get().standing == "waiting"


def test_no_cache_keeps_a_staff_page(cast, signed_in):
    opened(cast)
    for address in (page("desk"), page("queue", "streets")):
        assert set(signed_in(cast.fay).get(address).headers["Cache-Control"].split(", ")) == {"private", "no-store"}
