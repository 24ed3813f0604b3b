"""Appeals at the desk."""

from html import unescape

import pytest
from django.urls import reverse

from deliberation.people.actions import appoint
from deliberation.people.permissions import Role
from deliberation.statements.actions import appeal
from deliberation.statements.models import AppealDecision
from deliberation.statements.moderating import rule
from deliberation.votes.identity import pseudonym
from tests.cast import NOON, opened, written

APPEALS = "/desk/consultations/streets/appeals/"


def appealed(cast, consultation, number):
    statement = written(consultation, "ann", f"Idea number {number}.")
    rule(statement=statement, outcome="rejected", reason="unclear", note="Which one?", by=cast.fay, now=NOON)
    by = pseudonym("ann", consultation.pk)
    appeal(consultation=consultation, number=statement.number, reason=f"Because {number}.", by=by, now=NOON)
    return statement


@pytest.fixture
def streets(cast):
    return opened(cast)


@pytest.fixture
def flora(cast):
    return appoint(
        email="flora@example.org", name="Flora", role=Role.FACILITATOR, organisation=cast.city, password=None, now=NOON
    )


def shown(response):
    return unescape(response.content.decode())


def test_the_only_facilitator_is_told_that_it_has_to_wait(cast, streets, signed_in):
    appealed(cast, streets, 0)
    page = shown(signed_in(cast.fay).get(APPEALS))
    assert "City of Springfield has only one person who rules on statements." in page
    assert "You rejected it: somebody else has to decide." in page
    assert 'name="outcome"' not in page
    assert "1 appeal against a rejection waits." in shown(signed_in(cast.fay).get("/desk/consultations/streets/"))


def test_another_one_sees_everything_to_decide_by(cast, streets, signed_in, flora):
    statement = appealed(cast, streets, 0)
    page = shown(signed_in(flora).get(APPEALS))
    for said in ("Idea number 0.", "It cannot be understood as it stands.", "Which one?", "Because 0."):
        assert said in page
    assert "has only one person who rules on statements" not in page
    assert statement.author not in page


def test_what_was_answered_is_kept_when_it_cannot_be_taken(cast, streets, signed_in, flora):
    appealed(cast, streets, 0)
    address = reverse("web:appeal-decision", args=["streets", 0])
    response = signed_in(flora).post(address, {"outcome": "upheld", "message": "y" * 501})
    assert response.status_code == 400
    assert "y" * 501 in shown(response)
    assert "Shorten it to 500 characters" in shown(response)
    assert not AppealDecision.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_often_for_three_as_for_one(cast, streets, signed_in, flora, rows, django_assert_num_queries):
    for number in range(rows):
        appealed(cast, streets, number)
    client = signed_in(flora)
    with django_assert_num_queries(8):
        client.get(APPEALS)
