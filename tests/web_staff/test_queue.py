"""Accepting and rejecting from the queue."""

from html import unescape

import pytest
from django.urls import reverse

from deliberation.statements.models import Ruling, Statement
from deliberation.statements.reasons import CHOICES, REASONS
from tests.cast import CLOSING, MINUTE, NOON, opened, written

QUEUE = "/desk/consultations/streets/queue/"


@pytest.fixture
def waiting(cast):
    consultation = opened(cast)
    texts = ("Benches belong on every square.", "Trams <b>should</b> be quiet.", "Dogs need parks.")
    return [written(consultation, f"author {n}", text, NOON + n * MINUTE) for n, text in enumerate(texts)]


@pytest.fixture
def fay(cast, signed_in):
    return signed_in(cast.fay)


def rule(client, number, **sent):
    return client.post(reverse("web:ruling", args=["streets", number]), sent)


def shown(response):
    return unescape(response.content.decode())


def test_the_oldest_comes_first_and_nobody_s_pseudonym_is_shown(fay, waiting):
    page = fay.get(QUEUE).content.decode()
    assert page.index("Benches") < page.index("Trams &lt;b&gt;should") < page.index("Dogs")
    assert not any(statement.author in page for statement in waiting)


def test_what_may_be_personal_is_pointed_out(fay, cast):
    written(opened(cast), "zoe", "Write to zoe@example.org.")
    assert "It seems to hold an e-mail address." in shown(fay.get(QUEUE))


def test_accepting_goes_back_and_says_so(fay, waiting):
    response = rule(fay, 1, outcome="accepted", seen="waiting", page="1")
    assert (response.status_code, response.headers["Location"]) == (302, f"{QUEUE}waiting/")
    page = shown(fay.get(response.headers["Location"]))
    assert "Statement 1 was accepted." in page
    assert "Trams" not in page
    assert "Trams" in shown(fay.get(f"{QUEUE}accepted/"))


def test_rejecting_names_the_published_reason(fay, waiting):
    rule(fay, 0, outcome="rejected", reason="unclear", note="Which squares?")
    ruling = Ruling.objects.get()
    assert (ruling.outcome, ruling.reason, ruling.note) == ("rejected", "unclear", "Which squares?")
    page = shown(fay.get(f"{QUEUE}rejected/"))
    assert str(REASONS["unclear"]) in page
    assert "Which squares?" in page


def test_every_reason_of_the_list_is_offered_and_no_other(fay, waiting):
    page = fay.get(QUEUE).content.decode()
    assert all(f'value="{code}"' in page for code in CHOICES)
    assert "moderated-at-source" not in page


def test_a_missing_reason_is_said_at_its_row_and_the_note_is_kept(fay, waiting):
    response = rule(fay, 2, outcome="rejected", reason="", note="Which parks?", seen="waiting")
    page = shown(response)
    assert response.status_code == 400
    assert "Choose a reason from the published list." in page
    assert "Which parks?" in page
    assert 'aria-describedby="statement-2-reason_error"' in page
    assert not Ruling.objects.exists()


def test_a_ruling_can_be_changed_while_voting_is_open(fay, waiting, clock, cast, signed_in):
    rule(fay, 0, outcome="rejected", reason="unclear")
    rule(fay, 0, outcome="accepted", seen="rejected")
    assert Statement.objects.get(number=0).standing == "accepted"
    clock(CLOSING)
    fay = signed_in(cast.fay)
    assert rule(fay, 0, outcome="rejected", reason="unclear", seen="accepted").status_code == 409
    page = shown(fay.get(f"{QUEUE}accepted/"))
    assert "Nothing can be ruled now." in page
    assert 'name="outcome"' not in page


def test_a_colleague_s_ruling_is_not_overturned_unseen(fay, waiting):
    rule(fay, 0, outcome="rejected", reason="abuse", seen="waiting")
    response = rule(fay, 0, outcome="accepted", seen="waiting")
    assert "meanwhile" in shown(fay.get(response.headers["Location"]))
    assert Statement.objects.get(number=0).standing == "rejected"


def test_htmx_gets_the_row_alone(fay, waiting):
    address = reverse("web:ruling", args=["streets", 0])
    done = fay.post(address, {"outcome": "accepted", "seen": "waiting"}, headers={"HX-Request": "true"})
    assert done.status_code == 200
    assert shown(done).strip().startswith("<li")
    assert "Statement 0 was accepted." in shown(done)
    wrong = fay.post(
        reverse("web:ruling", args=["streets", 1]), {"outcome": "rejected"}, headers={"HX-Request": "true"}
    )
    assert wrong.status_code == 400
    assert shown(wrong).strip().startswith("<li")


def test_pages_of_fifty_and_back_to_the_same_one(fay, cast):
    consultation = opened(cast)
    for n in range(51):
        written(consultation, f"author {n}", f"Idea number {n}.", NOON + n * MINUTE)
    assert "Idea number 50." not in shown(fay.get(QUEUE))
    assert "Idea number 50." in shown(fay.get(f"{QUEUE}?page=2"))
    response = rule(fay, 50, outcome="accepted", seen="waiting", page="2")
    assert response.headers["Location"] == f"{QUEUE}waiting/?page=2"
    assert fay.get(response.headers["Location"]).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_queue_asks_the_database_as_often_for_three_rows_as_for_one(fay, waiting, rows, django_assert_num_queries):
    Statement.objects.filter(number__gte=rows).delete()
    with django_assert_num_queries(7):
        fay.get(QUEUE)


def test_an_unknown_list_is_not_there(fay, waiting):
    assert fay.get(f"{QUEUE}liked/").status_code == 404
