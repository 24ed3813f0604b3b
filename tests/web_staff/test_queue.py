"""Accepting and rejecting from the queue."""

import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from deliberation.consultations.reasons import CHOICES, REASONS
from deliberation.people.models import Person
from deliberation.statements import moderating
from deliberation.statements.models import Ruling, Statement
from deliberation.statements.retiring import propose
from deliberation.votes.identity import pseudonym
from tests.cast import CLOSING, DAY, HOUR, MINUTE, NOON, colleague, opened, seeded, written

ACCEPT = {"outcome": "accepted", "seen": "waiting"}
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


def test_pages_of_twenty_five_and_back_to_the_same_one(fay, cast):
    consultation = opened(cast)
    for n in range(26):
        written(consultation, f"author {n}", f"Idea number {n}.", NOON + n * MINUTE)
    assert "Idea number 25." not in shown(fay.get(QUEUE))
    assert "Idea number 25." in shown(fay.get(f"{QUEUE}?page=2"))
    response = rule(fay, 25, outcome="accepted", seen="waiting", page="2")
    assert response.headers["Location"] == f"{QUEUE}waiting/?page=2"
    assert fay.get(response.headers["Location"]).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_queue_asks_the_database_as_often_for_three_rows_as_for_one(fay, waiting, rows, django_assert_num_queries):
    Statement.objects.filter(number__gte=rows).delete()
    with django_assert_num_queries(12):
        fay.get(QUEUE)


def test_it_is_searched_filtered_and_sorted(fay, cast, clock):
    consultation = opened(cast)
    for n, text in enumerate(("Der FLUẞ braucht Bäume.", "河邊需要樹。", "Write to zoe@example.org about buses.")):
        written(consultation, f"author {n}", text, NOON + n * MINUTE)
    accepted = written(consultation, "author 1", "Trams should be quiet.")
    moderating.rule(statement=accepted, outcome="accepted", by=cast.fay, now=NOON)
    for asked, found in (
        ("text=fluss+braucht+baume", [0]), ("text=河邊", [1]), ("text=nothing", []), ("doubt=e-mail", [2]),
        ("record=known", [1]), ("record=new", [0, 2]), ("age=new", [0, 1, 2]), ("age=old", []),
        ("order=doubt", [1, 2, 0]), ("order=doubt&age=strange", [1, 2, 0]),
    ):  # fmt: skip
        page = fay.get(f"{QUEUE}?{asked}").content.decode()
        assert [int(number) for number in re.findall(r'id="statement-(\d+)"', page)] == found, asked
    clock(NOON + 4 * DAY)
    fay.force_login(cast.fay)
    assert "Three days or more: 3" in shown(fay.get(QUEUE))


def test_a_ruling_goes_back_to_the_list_that_was_asked_for(fay, waiting):
    response = rule(fay, 1, outcome="accepted", seen="waiting", page="1", query="text=trams&order=doubt")
    assert response.headers["Location"] == f"{QUEUE}waiting/?text=trams&order=doubt"


def test_what_somebody_has_open_is_said_to_others_for_five_minutes(fay, waiting, cast, signed_in, clock):
    zac = signed_in(colleague(cast))
    fay.get(reverse("web:statement-desk", args=["streets", 1]))
    assert "Fay has it open since" in shown(zac.get(QUEUE))
    assert "Fay has it open" not in shown(fay.get(QUEUE))
    assert "was accepted" in shown(zac.post(reverse("web:ruling", args=["streets", 1]), ACCEPT, follow=True))
    clock(NOON + HOUR + 6 * MINUTE)
    zac.force_login(Person.objects.get(name="Zac"))
    assert "Fay has it open" not in shown(zac.get(QUEUE))


def test_near_duplicates_stand_beside_it(fay, cast, waiting):
    seeded(cast, waiting[0].consultation, ["Benches belong on all squares."])
    twin = written(waiting[0].consultation, "zoe", "Benches belong on each square.")
    page = shown(fay.get(reverse("web:statement-desk", args=["streets", twin.number])))
    assert "Benches belong on all squares." in page
    assert "Benches belong on every square." in page
    assert "Dogs need parks." not in page


def confirmed(page) -> str:
    """What the page that asks for a confirmation would send."""
    return re.search(r'name="these" value="([^"]+)"', page.content.decode())[1]


def test_as_many_others_are_not_what_was_confirmed(fay, waiting, cast):
    """One of those that matched was ruled on, and one that was ruled on waits again: the number is the same."""
    rule(fay, 0, outcome="accepted", seen="waiting")
    sent = {"which": "all", "outcome": "rejected", "reason": "off-topic", "until": waiting[-1].pk, "query": ""}
    address = reverse("web:rulings", args=["streets"])
    sent["these"] = confirmed(fay.post(address, sent))
    rule(fay, 1, outcome="accepted", seen="waiting")
    moderating.undo(statement=Statement.objects.get(number=0), by=cast.fay, now=timezone.now())
    again = fay.post(address, sent)
    assert again.status_code == 409
    assert not Ruling.objects.filter(outcome="rejected").exists()


def test_a_reason_that_is_missing_costs_no_tick_and_no_way_on(fay, waiting):
    """The page answers a form, so its links must not lead where only forms go."""
    ticks = [f"{each.number}-0" for each in waiting[:2]]
    answer = fay.post(reverse("web:rulings", args=["streets"]), {"outcome": "rejected", "tick": ticks, "query": ""})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert re.findall(r'name="tick" value="([^"]+)" form="many" checked', page) == ticks
    assert 'role="alert"' in page
    assert 'href="?' not in page.partition("<main")[2]


def test_all_that_match_are_confirmed_by_their_number(fay, waiting, cast):
    sent = {"which": "all", "outcome": "rejected", "reason": "off-topic", "until": waiting[-1].pk, "query": "text=s"}
    written(waiting[0].consultation, "late", "Something that came since.")
    address = reverse("web:rulings", args=["streets"])
    asked = fay.post(address, sent)
    assert "3 statements will be rejected." in shown(asked)
    sent["these"] = confirmed(asked)
    rule(fay, 0, outcome="accepted", seen="waiting")
    again = fay.post(address, sent)
    assert again.status_code == 409
    assert "The list changed meanwhile" in shown(again)
    assert not Ruling.objects.filter(outcome="rejected").exists()
    page = shown(fay.post(address, {**sent, "these": confirmed(again)}, follow=True))
    assert "2 statements were rejected." in page
    assert "Something that came since." in page  # it matches, and was not swept along
    assert sorted(Statement.objects.rejected().values_list("number", flat=True)) == [1, 2]
    undo = fay.post(reverse("web:rulings-undoing", args=["streets", Ruling.objects.last().batch]), follow=True)
    assert "2 rulings were undone." in shown(undo)
    assert Statement.objects.waiting().count() == 3


def test_an_unknown_list_is_not_there(fay, waiting):
    assert fay.get(f"{QUEUE}liked/").status_code == 404


def test_what_words_take_the_place_of_is_said_only_while_it_stands(fay, cast):
    consultation = opened(cast)
    moderating.rule(statement=written(consultation, "ann", "Quiet trams."), outcome="accepted", by=cast.fay, now=NOON)
    by = pseudonym("ann", consultation.pk)
    propose(consultation=consultation, number=0, text="Trams should be quiet.", by=by, now=NOON)
    assert "it takes the place of that one" in shown(fay.get(QUEUE))
    old = Statement.objects.get(number=0)
    moderating.rule(statement=old, outcome="rejected", reason="unclear", by=cast.fay, now=NOON)
    page = shown(fay.get(QUEUE))
    assert "Clearer words for statement 0:" in page
    assert "it takes the place of that one" not in page


def test_what_is_beside_two_statements_has_two_names(fay, waiting):
    """The queue takes it into its rows: no two parts of a page may have one name."""
    pages = [shown(fay.get(reverse("web:statement-desk", args=["streets", number]))) for number in (0, 1)]
    sections = [re.search(r'<section id="([^"]+)" class="near"', page)[1] for page in pages]
    assert sections == ["beside-0", "beside-1"]
    links = re.findall(r'data-duplicate href="[^"#]+#([^"]+)"', shown(fay.get(QUEUE)))
    assert links[:2] == sections
