"""Writing a statement: nothing typed is lost, and the author learns what became of it."""

from deliberation.consultations.models import Consultation
from deliberation.statements.actions import rule
from deliberation.statements.models import LONGEST, Statement
from deliberation.statements.reasons import REASONS
from tests.cast import CLOSING, NOON, TEXTS, Cast
from tests.web.conftest import Visitor

URL = "/c/streets/write/"


def test_a_statement_waits_and_its_author_sees_it(visitor: Visitor, streets: Consultation) -> None:
    visitor.get(URL)
    answer = visitor.post(URL, {"text": "More benches, please."}, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [("/c/streets/mine/#statements", 302)]
    assert "More benches, please." in page
    assert "Waiting for the facilitators" in page


def test_too_long_keeps_the_text(visitor: Visitor, streets: Consultation) -> None:
    visitor.get(URL)
    text = "word " * LONGEST
    answer = visitor.post(URL, {"text": text})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert text in page
    assert f"Shorten it to {LONGEST} characters" in page
    assert 'aria-invalid="true"' in page
    assert 'href="#id_text"' in page
    assert Statement.objects.count() == len(TEXTS)


def test_a_twin_is_refused_and_kept(visitor: Visitor, streets: Consultation) -> None:
    visitor.get(URL)
    answer = visitor.post(URL, {"text": TEXTS[0]})
    assert answer.status_code == 409
    assert TEXTS[0] in answer.content.decode()
    assert "vote on it instead" in answer.content.decode()


def test_a_null_character_is_a_sentence_not_a_fault(visitor: Visitor, streets: Consultation) -> None:
    visitor.get(URL)
    assert visitor.post(URL, {"text": "be\x00nches"}).status_code == 400


def test_without_the_cookie_the_text_is_kept(streets: Consultation) -> None:
    answer = Visitor().post(URL, {"text": "Benches."})
    assert answer.status_code == 401
    assert "Benches." in answer.content.decode()


def test_the_author_learns_the_reason(visitor: Visitor, cast: Cast, streets: Consultation) -> None:
    visitor.get(URL)
    visitor.post(URL, {"text": "Buy at my shop."})
    statement = Statement.objects.get(text="Buy at my shop.")
    rule(statement=statement, outcome="rejected", reason="advertising", note="Try again.", by=cast.fay, now=NOON)
    page = visitor.get("/c/streets/mine/").content.decode()
    assert str(REASONS["advertising"]) in page
    assert "Try again." in page
    assert "Buy at my shop." not in Visitor().get("/c/streets/mine/").content.decode()


def test_after_closing_nothing_is_taken(visitor: Visitor, streets: Consultation, clock) -> None:
    visitor.get(URL)
    clock.move_to(CLOSING)
    answer = visitor.post(URL, {"text": "Too late?"})
    assert answer.status_code == 409
    assert "Too late?" in answer.content.decode()
    assert "Voting has ended" in visitor.get(URL).content.decode()
