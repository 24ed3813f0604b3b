"""Voting on paper over both faces: printing, typing in twice, settling what differs, and what the public sees of it."""

import re
from uuid import uuid4

import pytest
from django.test import Client

from deliberation.consultations.actions import close
from deliberation.record.models import Entry
from deliberation.results.actions import analyse
from deliberation.statements.moderating import rule
from deliberation.votes.models import Participant, Sheet, SheetEntry, Vote
from deliberation.votes.paper import enter, how_far, print_sheets
from tests.cast import DAY, HOUR, NOON, closed_and_bound, colleague, draft, founded, published, seeded, voted_world

pytestmark = pytest.mark.django_db
MARKS = {0: 1, 1: -1, 2: 0, 3: None, 4: 1}


@pytest.fixture
def sheet(world):
    """One that Fay printed, with all five statements."""
    cast, consultation = world
    print_sheets(consultation=consultation, sheets=1, statements=5, numbers=range(5), by=cast.fay, now=NOON)
    return Sheet.objects.get()


def test_facilitators_print_and_the_record_says_how_many(face, another, world):
    cast, _consultation = world
    face.sign_in(cast.fay)
    assert face.print_sheets("streets", 3, [0, 4]).done
    assert list(Sheet.objects.values_list("numbers", flat=True)) == [[0, 4]] * 3
    assert Entry.objects.get(act="sheets.printed").actor == "facilitator, City of Springfield"
    record = another().record("streets")
    assert record.says("Sheets of paper to vote on were printed: 3.") or record.says('"count":3')
    refused = face.print_sheets("streets", 3, [0, 77])
    assert refused.status == 400
    assert refused.says("People do not vote on these, or there are none: 77.")


def test_two_people_type_it_in_and_the_votes_count(face, another, world, sheet):
    cast, _consultation = world
    face.sign_in(cast.fay)
    assert face.enter_sheet("streets", sheet.code.lower(), MARKS).done
    assert Vote.objects.count() == 0
    second = another()
    second.sign_in(colleague(cast))
    assert second.enter_sheet("streets", sheet.code, MARKS).done
    assert dict(Vote.objects.values_list("statement__number", "value")) == {0: 1, 1: -1, 2: 0, 4: 1}
    assert Participant.objects.get().paper
    again = second.enter_sheet("streets", sheet.code, MARKS)
    assert again.status == 409
    assert again.says("This sheet was counted already.")


def test_the_first_entry_is_not_shown_to_who_types_the_second(face, another, world, sheet):
    cast, consultation = world
    enter(consultation=consultation, code=sheet.code, answers=MARKS, operation=uuid4(), by=cast.fay, now=NOON)
    face.sign_in(colleague(cast))
    told = face.sheet("streets", sheet.code)
    assert told.done
    assert "checked" not in told.text
    assert not re.search(r'"value":|"first":', told.text)


def test_what_differs_is_shown_and_settled(face, world, sheet):
    cast, _consultation = world
    face.sign_in(cast.fay)
    face.enter_sheet("streets", sheet.code, MARKS)
    assert face.enter_sheet("streets", sheet.code, {**MARKS, 1: 1}).done
    assert Vote.objects.count() == 0
    told = face.sheet("streets", sheet.code)
    assert told.says("First entry: Disagree. Second entry: Agree.") or told.says('"first":-1,"second":1')
    assert face.settle_sheet("streets", sheet.code, {1: 1}).done
    assert dict(Vote.objects.values_list("statement__number", "value")) == {0: 1, 1: 1, 2: 0, 4: 1}
    assert Sheet.objects.get().by_one


def test_an_entry_that_is_not_whole_is_refused(face, world, sheet):
    cast, _consultation = world
    face.sign_in(cast.fay)
    refused = face.enter_sheet("streets", sheet.code, {0: 1})
    assert refused.status == 400
    assert refused.says("The entry is not whole: see what is missing.")


@pytest.mark.parametrize("who", [None, "filip", "omar"])
def test_others_neither_print_nor_type_in(face, world, sheet, who):
    cast, _consultation = world
    if who:
        face.sign_in(getattr(cast, who))
    for answer in (
        face.print_sheets("streets", 1, [0]),
        face.enter_sheet("streets", sheet.code, MARKS),
        face.sheet("streets", sheet.code),
    ):
        assert not answer.done
    assert (Sheet.objects.count(), Sheet.objects.get().entries.count()) == (1, 0)


def test_who_closes_by_hand_is_told_which_sheets_will_not_count(world, sheet):
    cast, consultation = world
    client = Client()
    client.force_login(cast.fay)
    page = "/desk/consultations/streets/closing/"
    assert "typed in and is not counted yet" not in client.get(page).content.decode()
    for marks in (MARKS, {**MARKS, 0: 0}):
        enter(consultation=consultation, code=sheet.code, answers=marks, operation=uuid4(), by=cast.fay, now=NOON)
        assert "1 sheet of paper was typed in and is not counted yet" in client.get(page).content.decode()


def test_a_code_that_is_none_is_told(face, world):
    cast, _consultation = world
    face.sign_in(cast.fay)
    refused = face.enter_sheet("streets", "0000000000", MARKS)
    assert refused.status == 404
    assert refused.says("There is no sheet with this code in this consultation.")


def test_a_mistyped_code_is_told_beside_the_field(world):
    cast, _consultation = world
    client = Client()
    client.force_login(cast.fay)
    for code in ("0000000000", "not a code!", "%00"):
        page = client.get(f"/desk/consultations/streets/sheets/?code={code}")
        assert page.status_code == 400
        assert "There is no sheet with this code in this consultation." in page.content.decode()
        assert 'id="code"' in page.content.decode()


def test_the_code_of_a_sheet_that_never_came_back_stands_nowhere(face, another, world, sheet):
    cast, _consultation = world
    face.sign_in(cast.fay)
    assert sheet.code not in face.sheets("streets").text
    assert str(sheet.batch)[:8] in face.sheets("streets").text
    face.enter_sheet("streets", sheet.code, MARKS)
    assert sheet.code in face.sheets("streets").text
    observer = another()
    observer.sign_in(cast.omar)
    assert sheet.code not in observer.sheets("streets").text
    face.enter_sheet("streets", sheet.code, MARKS)
    assert sheet.code not in face.sheets("streets").text


def test_what_differed_on_a_statement_that_is_gone_can_be_counted(face, world, sheet):
    cast, consultation = world
    face.sign_in(cast.fay)
    face.enter_sheet("streets", sheet.code, MARKS)
    face.enter_sheet("streets", sheet.code, {**MARKS, 0: -1})
    gone = consultation.statements.get(number=0)
    rule(statement=gone, outcome="rejected", reason="off-topic", by=cast.fay, now=NOON + HOUR)
    told = face.sheet("streets", sheet.code)
    assert told.says("Nothing differs now: count the sheet.") or told.says('"differing":[]')
    assert face.settle_sheet("streets", sheet.code, {}).done
    assert Vote.objects.count() == 3


def test_nothing_is_printed_before_it_is_known_what_every_sheet_says(face):
    cast = founded()
    plan = draft(cast)
    seeded(cast, plan)
    face.sign_in(cast.fay)
    assert face.print_sheets("streets", 1, [0]).done
    type(plan).objects.update(closes_at=None)
    refused = face.print_sheets("streets", 1, [0])
    assert refused.status == 400
    assert refused.says("First say until when people vote and which ministry answers: every sheet says both.")
    assert Sheet.objects.count() == 1
    client = Client()
    client.force_login(cast.fay)
    page = client.get(f"/desk/consultations/streets/sheets/batches/{Sheet.objects.get().batch}/")
    assert page.status_code == 400


def test_a_client_that_repeats_itself_wrongly_is_told(world, sheet):
    cast, consultation = world
    print_sheets(consultation=consultation, sheets=1, statements=5, numbers=range(5), by=cast.fay, now=NOON)
    other = Sheet.objects.exclude(pk=sheet.pk).get()
    client = Client()
    client.force_login(cast.fay)
    marks = [{"number": number, "value": value} for number, value in MARKS.items()]
    sent = {"marks": marks, "operation": str(uuid4())}
    at = "/api/v1/consultations/streets/sheets/{}/entries"
    assert client.post(at.format(sheet.code), sent, content_type="application/json").status_code == 200
    reused = client.post(at.format(other.code), sent, content_type="application/json")
    assert (reused.status_code, reused.json()["code"]) == (409, "operation-reused")
    twice = {"marks": [*marks, {"number": 0, "value": -1}], "operation": str(uuid4())}
    assert client.post(at.format(other.code), twice, content_type="application/json").status_code == 400


def test_entries_that_never_counted_are_deleted_with_the_final_publication():
    world = voted_world(closes_at=NOON + 2 * HOUR)
    cast, consultation = world.cast, world.consultation
    print_sheets(consultation=consultation, sheets=2, statements=5, numbers=range(5), by=cast.fay, now=NOON)
    one, two = Sheet.objects.all()
    for sheet, marks in ((one, MARKS), (two, MARKS), (two, {**MARKS, 0: -1})):
        enter(consultation=consultation, code=sheet.code, answers=marks, operation=uuid4(), by=cast.fay, now=NOON)
    closed_and_bound(world)
    assert not SheetEntry.objects.exists()
    far = how_far(consultation)
    assert (far["once"], far["differing"], far["counted"]) == (1, 1, 0)


def test_the_public_sees_how_many_voted_on_paper_with_a_publication_and_not_before(face, at):
    at(NOON + 3 * HOUR)
    world = published(voted_world())
    cast, consultation = world.cast, world.consultation
    batch = print_sheets(consultation=consultation, sheets=12, statements=5, numbers=range(5), by=cast.fay, now=NOON)
    before = face.results("streets").text
    for sheet in Sheet.objects.filter(batch=batch):
        for _ in range(2):
            enter(consultation=consultation, code=sheet.code, answers=MARKS, operation=uuid4(), by=cast.fay, now=NOON)
    assert face.results("streets").text == before
    published(world, NOON + 2 * HOUR)
    told = face.results("streets")
    assert told.says("About 10 of them voted on paper.") or told.says('"channels":{"paper":10,"online":40}')


def test_few_on_paper_are_hidden(face, at):
    at(NOON + 3 * HOUR)
    world = voted_world()
    cast, consultation = world.cast, world.consultation
    print_sheets(consultation=consultation, sheets=9, statements=5, numbers=range(5), by=cast.fay, now=NOON)
    for sheet in Sheet.objects.all():
        for _ in range(2):
            enter(consultation=consultation, code=sheet.code, answers=MARKS, operation=uuid4(), by=cast.fay, now=NOON)
    published(world)
    told = face.results("streets")
    assert told.says("Some of them voted on paper") or told.says('"channels":{"paper":null,"online":null}')


def test_a_sheet_has_a_box_for_each_vote_and_the_words_of_its_language(world, sheet):
    cast, consultation = world
    client = Client()
    client.force_login(cast.fay)
    for prefix, direction, agree in (("", "ltr", "Agree"), ("/ar", "rtl", "موافق")):
        page = client.get(f"{prefix}/desk/consultations/streets/sheets/batches/{sheet.batch}/").content.decode()
        assert f'dir="{direction}"' in page
        assert page.count('class="box"') == 3 * 5
        assert agree in page
        assert sheet.code in page
    rule(
        statement=consultation.statements.get(number=0), outcome="rejected", reason="off-topic", by=cast.fay,
        now=NOON + HOUR,
    )  # fmt: skip
    again = client.get(f"/desk/consultations/streets/sheets/batches/{sheet.batch}/")
    assert "Night buses" not in again.content.decode()


def test_the_same_log_gives_the_same_figures(at):
    at(NOON + HOUR)
    world = voted_world()
    assert analyse(consultation=world.consultation, now=NOON).prepared["channels"] is None


def test_helping_is_entered_in_the_record_about_how_many_and_nobody(face, another, world):
    cast, _consultation = world
    face.sign_in(cast.fay)
    assert face.assist("streets", 23, "2026-03-02", " The public  library ").done
    again = face.assist("streets", 40, "2026-03-02", "the public library")
    assert again.status == 409 or (face.name == "html" and not again.done)
    assert again.says("This place and day is in the record already.")
    entry = Entry.objects.get(act="assistance.logged")
    assert entry.details == {"people": 25, "below": 10, "held_on": "2026-03-02", "place": "The public library"}
    assert entry.actor == "facilitator, City of Springfield"
    assert face.assist("streets", 3, "2026-03-02", "The market").done
    assert Entry.objects.filter(act="assistance.logged", details__people=None).count() == 1
    if face.name == "html":
        record = another().record("streets")
        assert record.says("Staff helped about 25 people to vote on their device.")
        assert record.says("Staff helped fewer than 10 people to vote on their device.")


@pytest.mark.parametrize(
    ("people", "held_on", "place"),
    [(0, "2026-03-02", "The market"), (5, "2026-03-03", "The market"), (5, "2026-02-27", "The market"),
     (5, "2026-03-02", "  "), (5, "2026-03-02", "x" * 101), (5, "2026-03-02", "A \u202emarket")],
)  # fmt: skip
def test_what_cannot_be_is_not_entered(face, world, people, held_on, place):
    cast, _consultation = world
    face.sign_in(cast.fay)
    assert face.assist("streets", people, held_on, place).status == 400
    assert not Entry.objects.filter(act="assistance.logged").exists()


def test_nobody_was_helped_to_vote_after_voting_had_ended(face, world, at):
    cast, consultation = world
    close(consultation=consultation, by=None, now=consultation.closes_at)
    at(consultation.closes_at + 3 * DAY)
    face.sign_in(cast.fay)
    last = consultation.closes_at.astimezone(consultation.zone).date()
    late = face.assist("streets", 12, (last + DAY).isoformat(), "The market")
    assert late.status == 400
    assert late.says("Choose a day from the opening to the end of voting.")
    assert face.assist("streets", 12, last.isoformat(), "The market").done
