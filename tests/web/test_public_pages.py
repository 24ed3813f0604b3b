"""What strangers see: publications and public texts, and nothing that moves with one vote."""

import csv
import json
import re
from dataclasses import replace
from io import StringIO

import pytest
from django.db import connection
from django.test import Client

from deliberation.consultations.actions import close
from deliberation.consultations.models import Consultation
from deliberation.results.actions import analyse
from deliberation.results.cells import safe_cell
from deliberation.statements.models import Statement
from deliberation.statements.moderating import rule
from deliberation.votes.models import Participant
from tests.cast import (
    AGREE,
    DAY,
    LESSON,
    NOON,
    WORLD_TEXTS,
    Cast,
    answer,
    citizen,
    closed_and_bound,
    commitment,
    draft,
    invited_world,
    not_yet,
    published,
    vote,
    voted_world,
    written,
)
from tests.web.conftest import Visitor

OPEN_PAGES = ("/", "/how/", "/c/streets/", "/c/streets/results/", "/c/streets/record/", "/ministries/transport/")


def seen(path: str) -> str:
    """A page as a stranger gets it, without the token that every visit makes anew."""
    answer = Client().get(path)
    assert answer.status_code == 200
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


@pytest.mark.parametrize("released", [False, True])
def test_no_page_a_stranger_sees_moves_with_one_vote(db: None, released: bool) -> None:
    world = published() if released else voted_world()
    before = {path: seen(path) for path in OPEN_PAGES}
    vote(citizen(world.consultation, "newcomer"), 3, AGREE)
    analyse(consultation=world.consultation, now=NOON + DAY)
    assert {path: seen(path) for path in OPEN_PAGES} == before


def test_results_wait_for_the_release_rule(streets: Consultation, settings) -> None:
    settings.RELEASE_PEOPLE, settings.RELEASE_MINUTES = 7, 13
    page = seen("/c/streets/results/")
    assert "at least 7 people" in page
    assert "13 minutes" in page


def test_results_say_it_in_words_and_figures(db: None) -> None:
    world = published()
    page = seen("/c/streets/results/")
    document = world.publication.document
    assert "All groups agree" in page
    assert document["input"]["digest"] in page
    assert document["output_digest"] in page
    assert "/c/streets/results/1.csv" in page
    assert all(text in page for text in WORLD_TEXTS)


def test_results_show_beside_themselves_who_does_not_count(db: None) -> None:
    world = published(invited_world(strangers=12))
    assert "about 10 people took part by the open link; their votes do not count here" in seen("/c/streets/results/")
    page = seen("/c/streets/results/1/")
    table = page[page.index('<caption id="uncounted">') :].split("</table>")[0]
    assert all(text in table for text in WORLD_TEXTS)
    row = next(row for row in table.split("<tr>") if WORLD_TEXTS[4] in row)
    assert re.findall(r">(\d+|hidden)<", row.split("</th>")[1]) == ["10", "hidden", "hidden", "10"]
    rows = list(csv.DictReader(StringIO(seen("/c/streets/results/1.csv").removeprefix("\ufeff"))))
    assert [row["beside_agree"] for row in rows] == ["", "", "", "", "10", *[""] * 7]
    statement = Statement.objects.get(consultation=world.consultation, number=4)
    rule(statement=statement, outcome="rejected", reason="abuse", note="", by=world.cast.fay, now=NOON + DAY)
    assert WORLD_TEXTS[4] not in seen("/c/streets/results/1/")


def test_results_show_nothing_beside_where_everybody_counts_or_older_ones_do_not_tell(db: None) -> None:
    world = published()
    assert "do not count" not in seen("/c/streets/results/")
    older = {name: part for name, part in world.publication.document.items() if name != "beside"}
    with connection.cursor() as cursor:
        cursor.execute("UPDATE results_publication SET document = %s", [json.dumps(older)])
    assert "do not count" not in seen("/c/streets/results/")
    assert "beside" not in seen("/c/streets/results/1.csv")


def test_of_few_who_do_not_count_there_is_no_table(db: None) -> None:
    published(invited_world(strangers=9))
    page = seen("/c/streets/results/")
    assert "fewer than 10 people took part by the open link" in page
    assert "uncounted" not in page


def test_a_text_hidden_later_is_hidden_everywhere(db: None) -> None:
    world = published()
    statement = Statement.objects.get(consultation=world.consultation, number=0)
    rule(statement=statement, outcome="rejected", reason="abuse", note="", by=world.cast.fay, now=NOON + DAY)
    written(world.consultation, "ann", "Nobody has read this yet.")
    for path in (*OPEN_PAGES, "/c/streets/results/1/", "/c/streets/results/1.csv"):
        assert WORLD_TEXTS[0] not in seen(path), path
        assert "Nobody has read this yet." not in seen(path), path


def test_nobody_is_in_a_page(db: None) -> None:
    world = published()
    pages = "".join(seen(path) for path in OPEN_PAGES)
    positions = re.findall(r"-?\d+\.\d{4,}", pages)
    assert positions == []  # places are published on a grid of two decimals
    assert not any(name in pages for name in Participant.objects.values_list("pseudonym", flat=True))
    assert world.publication.document["map"]["hulls"]


def test_a_publication_stays_under_its_number(db: None) -> None:
    closed_and_bound(published())
    assert "The result so far" in seen("/c/streets/results/1/")
    assert "Final: it binds the ministry." in seen("/c/streets/results/")
    assert Client().get("/c/streets/results/3/").status_code == 404


def test_csv_opens_safely_in_a_spreadsheet(db: None) -> None:
    world = published()
    Statement.objects.filter(consultation=world.consultation, number=3).update(text='=HYPERLINK("http://x")')
    body = Client().get("/c/streets/results/1.csv").content.decode()
    rows = list(csv.reader(StringIO(body.removeprefix("\ufeff"))))
    assert body.startswith("\ufeff")
    assert rows[0][:5] == ["statement", "text", "all_agree", "all_disagree", "all_skip"]
    assert rows[1][:3] == ["0", WORLD_TEXTS[0], "40"]
    assert rows[4][1] == '\'=HYPERLINK("http://x")'
    assert rows[4][rows[0].index("C_skip")] == ""  # hidden, not nought


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", " =1", "\t=1", "＝1"])
def test_a_formula_becomes_text(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


def test_ordinary_text_stays_as_it_is() -> None:
    assert safe_cell("1 = 1, e-mail a@b") == "1 = 1, e-mail a@b"


def test_a_draft_is_for_its_facilitators(cast: Cast) -> None:
    draft(cast)
    for path in ("", "vote/", "mine/", "write/", "results/", "record/"):
        assert Client().get(f"/c/streets/{path}").status_code == 404
    facilitator = Visitor()
    facilitator.force_login(cast.fay)
    assert "This is a preview" in facilitator.get("/c/streets/").content.decode()


def test_an_obligation_tells_its_whole_story(db: None, clock) -> None:
    world = closed_and_bound()
    duty = world.consultation.obligations.first()
    clock.move_to(duty.opened_at)
    assert "has to answer" in seen(f"/obligations/{duty.pk}/")
    answer(obligation=duty, draft=not_yet(review_on=(NOON + 90 * DAY).date()), by=world.cast.omar, now=duty.opened_at)
    answer(obligation=duty, draft=commitment(), by=world.cast.omar, now=duty.opened_at + DAY)
    clock.move_to(duty.opened_at + DAY)
    page = seen(f"/obligations/{duty.pk}/")
    assert "Answered on time" in page
    assert "Not before the law changes." in page  # the first version stays
    assert "The law does not allow it." in page
    assert "Night buses run every 30 minutes" in page
    assert duty.statement.text in page


def test_every_version_stays_at_its_address_and_says_what_changed(db: None) -> None:
    world = closed_and_bound()
    duty = world.consultation.obligations.first()
    first = not_yet(summary="Not before 2027, as the law asks.")
    for days, given in enumerate((first, replace(first, summary="Not before 2028, as the law asks."), commitment())):
        answer(obligation=duty, draft=given, by=world.cast.omar, now=duty.opened_at + days * DAY)
    story = seen(f"/obligations/{duty.pk}/")
    for version in (1, 2, 3):
        address = f"/obligations/{duty.pk}/versions/{version}/"
        assert f'href="{address}"' in story
        assert ("There is a later version." in seen(address)) == (version < 3)
    assert "This is the first version." in seen(f"/obligations/{duty.pk}/versions/1/")
    changed = seen(f"/obligations/{duty.pk}/versions/2/").partition('id="changed"')[2].partition("</section>")[0]
    assert changed.count("<h3>") == 1
    assert "Not before " in changed
    assert '<del><span class="ds-sr-only">Removed: </span>2027</del>' in changed
    assert '<ins><span class="ds-sr-only">Added: </span>2028</ins>' in changed
    changed = seen(f"/obligations/{duty.pk}/versions/3/").partition('id="changed"')[2].partition("</section>")[0]
    assert "Night buses run every 30 minutes on all seven lines. By 31 March 2027." in changed
    assert Client().get(f"/obligations/{duty.pk}/versions/4/").status_code == 404


def test_answers_given_with_one_text_lead_to_each_other(db: None) -> None:
    world = closed_and_bound()
    duties = list(world.consultation.obligations.order_by("id"))
    said = {duty.pk: f"About number {duty.pk}." for duty in duties[1:]}
    given = commitment(together=said, sentence="About the first.")
    answer(obligation=duties[0], draft=given, by=world.cast.omar, now=duties[0].opened_at)
    pages = [seen(f"/obligations/{duty.pk}/").partition('id="answer"')[2] for duty in duties]
    for duty, page in zip(duties, pages, strict=True):
        assert said.get(duty.pk, "About the first.") in page
        assert all((f'href="/obligations/{other.pk}/"' in page) == (other != duty) for other in duties)


def test_an_overdue_obligation_says_by_how_much(db: None, clock) -> None:
    duty = closed_and_bound().consultation.obligations.first()
    clock.move_to(duty.opened_at + 365 * DAY)
    page = seen(f"/obligations/{duty.pk}/")
    late = (clock_day(duty) - duty.due_on).days
    assert f"Overdue by {late} days" in page


def clock_day(duty):
    return (duty.opened_at + 365 * DAY).date()


def test_how_it_works_prints_the_settings(db: None, settings) -> None:
    settings.RELEASE_PEOPLE, settings.RELEASE_MINUTES, settings.SUPPRESS_BELOW, settings.ROUND_TO = 7, 13, 17, 3
    page = seen("/how/")
    assert "at least 7 people changed something and 13 minutes" in page
    assert "Counts under 17 are hidden; all others are rounded to 3." in page


def test_the_record_has_pages(streets: Consultation) -> None:
    assert "Statement 0 was accepted." in seen("/c/streets/record/")
    assert "The consultation opened" in seen("/c/streets/record/?page=nonsense")


def test_closed_early_is_told_with_the_day_it_happened(db: None, clock) -> None:
    world = voted_world()
    clock.move_to(world.consultation.closes_at - DAY)
    close(
        consultation=world.consultation, by=world.cast.fay, now=world.consultation.closes_at - DAY, did_not_work=LESSON
    )
    told = r"Voting ended on <time[^>]*>8 March .*It was announced to end on <time[^>]*>9 March 2026, 12:00"
    assert re.search(told, seen("/c/streets/"))
    assert "8 March 2026, 12:00" in seen("/c/streets/vote/")
    assert "9 March 2026" not in seen("/c/streets/vote/")
    early = "The consultation was closed early; it was announced to end on 9 March 2026, 12:00."
    assert early in seen("/c/streets/record/")


def test_closed_on_time_is_not_called_early(db: None, clock) -> None:
    world = closed_and_bound()
    clock.move_to(world.consultation.closes_at)
    assert "It was announced to end on" not in seen("/c/streets/")
    assert "The consultation closed." in seen("/c/streets/record/")


def test_the_record_names_what_is_owed(db: None) -> None:
    duty = closed_and_bound().consultation.obligations.first()
    link = f'<a href="/obligations/{duty.pk}/">Statement {duty.statement.number}:</a> Ministry of Transport was told'
    assert link in seen("/c/streets/record/")


def test_a_ministry_s_page_names_the_question_of_each_duty(db: None) -> None:
    world = closed_and_bound()
    assert world.consultation.question in seen("/ministries/transport/")


def test_pages_run_no_script_but_their_own(streets: Consultation) -> None:
    for path in (*OPEN_PAGES, "/c/streets/vote/", "/c/streets/write/", "/sign-in/"):
        page = seen(path)
        assert not re.search(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=", page), path
        assert "default-src 'none'" in Client().get(path)["Content-Security-Policy"]
