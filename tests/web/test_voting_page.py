"""The voting page: one statement, three equals, and a vote that is stored once."""

import re

import pytest
from django.test import Client

from deliberation.consultations.models import Consultation
from deliberation.votes.identity import COOKIE
from deliberation.votes.models import CurrentVote, Participant, Vote
from tests.cast import CLOSING, TEXTS, Cast, opened, published, seeded, voted_world, written
from tests.web.conftest import Visitor

URL = "/c/streets/vote/"


def test_a_vote_leads_to_the_next_statement(visitor: Visitor, streets: Consultation) -> None:
    first = visitor.ballot()
    answer = visitor.post(URL, {**first, "value": 1})
    assert (answer.status_code, answer["Location"]) == (302, URL)
    assert visitor.ballot()["statement"] != first["statement"]
    assert Vote.objects.values_list("statement__number", "value", "counted").get() == (int(first["statement"]), 1, True)


def test_reloading_chooses_nothing(visitor: Visitor, streets: Consultation) -> None:
    assert visitor.ballot()["statement"] == visitor.ballot()["statement"]


def test_the_same_operation_twice_is_one_vote(visitor: Visitor, streets: Consultation) -> None:
    sent = {**visitor.ballot(), "value": -1}
    assert [visitor.post(URL, sent).status_code for _ in range(2)] == [302, 302]
    assert Vote.objects.count() == 1


def test_the_script_gets_the_next_statement_in_the_same_answer(visitor: Visitor, streets: Consultation) -> None:
    sent = {**visitor.ballot(), "value": 0}
    answer = visitor.post(URL, {**sent, "part": "ballot"})
    part = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in part
    assert 'id="ballot"' in part
    assert re.search(r'name="statement" value="(\d+)"', part)[1] != sent["statement"]
    assert "You skipped" in part


def test_three_equal_buttons(visitor: Visitor, streets: Consultation) -> None:
    """What differs between the buttons is what they send and say, nothing else."""
    buttons = re.findall(r"<button[^>]*name=\"value\"[^>]*>", visitor.get(URL).content.decode())
    shapes = {re.sub(r'value="-?\d"|data-key="[^"]+"', "", button) for button in buttons}
    assert len(buttons) == 3
    assert len(shapes) == 1


def undone(page: str) -> list[str]:
    """Which of the three buttons is marked."""
    return re.findall(r'value="(-?\d)" data-key="[^"]+" aria-pressed="true"', page)


def test_undo_leads_back_to_the_statement_with_the_present_choice(visitor: Visitor, streets: Consultation) -> None:
    first = visitor.ballot()["statement"]
    visitor.vote(-1)
    page = visitor.get(URL).content.decode()
    (undo,) = re.findall(rf'href="([^"]+\?again={first})"', page)
    assert undone(page) == []
    page = visitor.get(undo).content.decode()
    assert f'name="statement" value="{first}"' in page
    assert undone(page) == ["-1"]
    waiting = visitor.ballot()["statement"]
    visitor.vote(0, statement=first)
    assert visitor.ballot()["statement"] == waiting
    assert list(Vote.objects.order_by("id").values_list("value", flat=True)) == [-1, 0]


@pytest.mark.parametrize("again", ["{other}", "99", "x", "-1", "99999999999999999999", "²"])
def test_only_what_one_answered_can_be_asked_again(visitor: Visitor, streets: Consultation, again: str) -> None:
    """Otherwise everybody could choose what to be asked."""
    now = visitor.ballot()["statement"]
    other = (int(now) + 1) % 5
    page = visitor.get(URL, {"again": again.format(other=other)}).content.decode()
    assert f'name="statement" value="{now}"' in page
    assert undone(page) == []


def test_the_page_holds_what_follows_in_the_order_it_will_come(visitor: Visitor, streets: Consultation) -> None:
    held = [visitor.ballot()["statement"], *re.findall(r'<div data-number="(\d+)"', visitor.get(URL).content.decode())]
    assert len(set(held)) == len(TEXTS)
    for number in held:
        assert visitor.ballot()["statement"] == number
        visitor.vote(1)


def test_a_vote_that_waited_is_not_taken_for_somebody_elses(visitor: Visitor, streets: Consultation) -> None:
    mark = re.search(r'data-mark="(\w+)"', visitor.get(URL).content.decode())[1]
    old = {**visitor.ballot(), "mark": mark, "value": 1}
    visitor.post("/next-person/")
    visitor.get(URL)
    answer = visitor.post(URL, old)
    assert answer.status_code == 409
    assert "Somebody else has begun on this device since." in answer.content.decode()
    assert not Vote.objects.exists()


def test_the_mark_does_not_tell_who_votes(visitor: Visitor, streets: Consultation) -> None:
    pages = visitor.get(URL).content.decode()
    assert not [name for name in Participant.objects.values_list("pseudonym", flat=True) if name in pages]


def test_enough_for_now(visitor: Visitor, streets: Consultation) -> None:
    visitor.vote(1)
    assert 'href="/c/streets/enough/"' in visitor.get(URL).content.decode()
    page = visitor.get("/c/streets/enough/").content.decode()
    assert "You have answered 1 statement, and it counts." in page
    assert "Nothing is published yet" in page
    assert "4 statements wait for you." in page
    assert 'action="/next-person/"' in page
    stranger = Visitor().get("/c/streets/enough/").content.decode()
    assert "You have not voted here with this browser yet." in stranger


def test_enough_shows_the_release_and_nothing_newer(visitor: Visitor, cast: Cast) -> None:
    published(voted_world(cast))
    visitor.vote(1)
    page = visitor.get("/c/streets/enough/").content.decode()
    assert "See the whole result" in page
    assert "The old town needs measure number 0." in page


def test_enough_after_the_closing(visitor: Visitor, streets: Consultation, clock) -> None:
    clock.move_to(CLOSING)
    page = visitor.get("/c/streets/enough/").content.decode()
    assert "Coming back" not in page


def test_all_answered(visitor: Visitor, streets: Consultation) -> None:
    for _text in TEXTS:
        visitor.vote(1)
    page = visitor.get(URL).content.decode()
    assert "You have answered everything there is" in page
    assert "/c/streets/write/" in page


def test_who_wrote_it(visitor: Visitor, cast: Cast) -> None:
    consultation = opened(cast)
    seeded(cast, consultation, ["A seed."])
    assert "The facilitators wrote this" in visitor.get(URL).content.decode()


def test_a_changed_vote_replaces_the_first(visitor: Visitor, streets: Consultation) -> None:
    visitor.vote(1)
    number = Vote.objects.get().statement.number
    answer = visitor.vote(-1, statement=number, from_mine="yes")
    assert answer["Location"] == f"/c/streets/mine/#statement-{number}"
    assert CurrentVote.objects.get().value == -1
    assert Vote.objects.count() == 2


def test_my_page_shows_my_votes_and_nobody_elses(visitor: Visitor, streets: Consultation) -> None:
    visitor.ballot()
    visitor.vote_on(2, 1)
    assert TEXTS[2] in visitor.get("/c/streets/mine/").content.decode()
    assert TEXTS[2] not in Visitor().get("/c/streets/mine/").content.decode()


def test_without_the_cookie_no_vote(streets: Consultation) -> None:
    answer = Visitor().vote_on(0, 1)
    assert answer.status_code == 401
    assert "cookie" in answer.content.decode()
    assert not Vote.objects.exists()


def test_a_foreign_cookie_is_refused_and_can_be_deleted(visitor: Visitor, streets: Consultation) -> None:
    visitor.cookies[COOKIE] = "somebody-else:forged"
    answer = visitor.get(URL)
    assert answer.status_code == 401
    assert 'action="/next-person/"' in answer.content.decode()
    assert visitor.post("/next-person/").cookies[COOKIE]["max-age"] == 0


def test_the_next_person_starts_anew(visitor: Visitor, streets: Consultation) -> None:
    visitor.vote(1)
    answer = visitor.post("/next-person/", {"back": URL})
    assert answer["Location"] == URL
    assert "1 answered" not in re.sub("<template.*?</template>", "", visitor.get(URL).content.decode(), flags=re.S)


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_the_next_person_stays_on_this_site(visitor: Visitor, db: None, elsewhere: str) -> None:
    assert visitor.post("/next-person/", {"back": elsewhere})["Location"] == "/"


def test_cookie_is_out_of_reach_of_scripts_and_other_sites(visitor: Visitor, streets: Consultation, settings) -> None:
    settings.HTTPS = True
    cookie = visitor.get(URL).cookies[f"__Host-{COOKIE}"]
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", True)


@pytest.mark.parametrize("path", ["vote", "mine", "write"])
def test_pages_of_a_participant_are_never_kept(visitor: Visitor, streets: Consultation, path: str) -> None:
    kept = visitor.get(f"/c/streets/{path}/")["Cache-Control"]
    assert "no-store" in kept
    assert "private" in kept


def test_after_closing_the_page_says_so(visitor: Visitor, streets: Consultation, clock) -> None:
    sent = {**visitor.ballot(), "value": 1}
    clock.move_to(CLOSING)
    page = visitor.get(URL).content.decode()
    assert "Voting has ended" in page
    assert "/c/streets/results/" in page
    assert visitor.post(URL, sent).status_code == 409
    assert not Vote.objects.exists()


def test_a_retry_after_closing_of_a_stored_vote_is_no_error(visitor: Visitor, streets: Consultation, clock) -> None:
    sent = {**visitor.ballot(), "value": 1}
    visitor.post(URL, sent)
    clock.move_to(CLOSING)
    answer = visitor.post(URL, {**sent, "part": "ballot"})
    assert answer.status_code == 200
    assert "Voting has ended" in answer.content.decode()


@pytest.mark.parametrize("wrong", [{"value": 2}, {"value": ""}, {"operation": "x"}, {"statement": "-1"}])
def test_what_the_form_cannot_have_sent(visitor: Visitor, streets: Consultation, wrong: dict[str, object]) -> None:
    assert visitor.vote(**{"value": 1, **wrong}).status_code == 400
    assert not Vote.objects.exists()


def test_votes_need_the_forms_own_token(streets: Consultation) -> None:
    answer = Client(enforce_csrf_checks=True).post(URL, {"statement": 0, "value": 1})
    assert answer.status_code == 403
    assert "Please try again" in answer.content.decode()


@pytest.mark.parametrize(
    ("language", "text"), [("zh-Hant", "夜間公車應該每半小時一班。"), ("ar", "يجب أن تسير الحافلات الليلية.")]
)
def test_words_keep_their_language_and_direction(visitor: Visitor, cast: Cast, language: str, text: str) -> None:
    consultation = opened(cast, language=language)
    seeded(cast, consultation, [text])
    assert f'lang="{language}" dir="auto">{text}' in visitor.get(URL).content.decode()


def test_words_are_never_markup(visitor: Visitor, cast: Cast) -> None:
    consultation = opened(cast, background="<script>alert(1)</script> [go](javascript:alert(1)) **bold**")
    seeded(cast, consultation, ["<img src=x onerror=alert(1)> is text"])
    page = visitor.get(URL).content.decode()
    assert "<img" not in page
    assert "<script>alert" not in page
    assert 'href="javascript:' not in page
    assert "<strong>bold</strong>" in page


def test_a_waiting_statement_is_not_served(visitor: Visitor, cast: Cast) -> None:
    consultation = opened(cast)
    written(consultation, "ann", "Nobody has read this yet.")
    assert "Nobody has read this yet." not in visitor.get(URL).content.decode()
