"""Statements to begin with from a table, over both faces: looked at first, then taken as they were, or not at all."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from deliberation.record.models import Entry
from deliberation.statements.models import Ruling, Statement
from tests.cast import HOUR, NOON, draft

pytestmark = pytest.mark.django_db
GOOD = [f"The park needs more trees, part {number}." for number in range(193)]
BAD = ["", "x" * 201, GOOD[0], "Trees\u202e.", "Trees\a.", "?!", GOOD[1].upper()]
TABLE = "\ufeff" + "\r\n".join(["id;statement", *(f'{number};"{text}"' for number, text in enumerate([*GOOD, *BAD]))])


@pytest.fixture
def plan(world):
    return draft(world[0], slug="plan", opens_at=NOON + HOUR * 2)


@pytest.fixture
def fay(face, world):
    face.sign_in(world[0].fay)
    return face


def these_of(answer):
    if answer.text.startswith("{"):
        return json.loads(answer.text)["these"]
    return re.search(r'name="these" value="(\w+)"', answer.text).group(1)


def texts(plan):
    return list(Statement.objects.filter(consultation=plan).public().values_list("text", flat=True))


def test_two_hundred_rows_of_which_seven_are_bad(fay, plan):
    looked = fay.seed_table("plan", TABLE)
    assert looked.done
    for number in range(195, 202):
        assert looked.says(f'<th scope="row">{number}</th>') or looked.says(f'"row":{number},')
    for reason in ("It is empty.", "Shorten it to 200 characters", "Row 2 says the same.", "Row 3 says the same.",
                   "Remove the invisible characters", "Remove the control characters.", "in words"):  # fmt: skip
        assert looked.says(reason)
    assert texts(plan) == []
    assert fay.seed_table("plan", TABLE, these_of(looked)).done
    assert texts(plan) == GOOD
    entry = Entry.objects.get(act="seeds.imported")
    assert entry.details == {"count": 193, "first": 0, "last": 192, "left_out": 7}
    assert not Entry.objects.filter(consultation="plan", act="statement.accepted").exists()
    assert Ruling.objects.filter(statement__consultation=plan, outcome="accepted").count() == 193


def test_what_was_not_looked_at_is_not_taken(fay, plan):
    these = these_of(fay.seed_table("plan", "statement\nOne.\nTwo."))
    refused = fay.seed_table("plan", "statement\nOne.\nThree.", these)
    assert refused.status == 409
    assert refused.says("nothing was added")
    assert fay.seed_table("plan", "statement\nOne.", these_of(fay.seed_table("plan", "statement\nOne."))).done
    assert fay.seed_table("plan", "statement\nOne.\nTwo.", these).status == 409  # One is there meanwhile
    assert texts(plan) == ["One."]


def test_taking_twice_adds_nothing_twice(fay, plan):
    these = these_of(fay.seed_table("plan", "statement\nOne."))
    fay.seed_table("plan", "statement\nOne.", these)
    again = fay.seed_table("plan", "statement\nOne.", these)
    assert again.status == 400
    assert again.says("No row of this table can be taken.")
    assert texts(plan) == ["One."]


def test_what_is_no_table_is_said(fay, plan):
    refused = fay.seed_table("plan", "One.\nTwo.")
    assert refused.status == 400
    assert refused.says("The first row has to name the columns")


@pytest.mark.parametrize("who", [None, "filip", "omar"])
def test_others_neither_look_nor_take(face, world, plan, who):
    if who:
        face.sign_in(getattr(world[0], who))
    assert not face.seed_table("plan", "statement\nOne.").done
    assert not face.seed_table("plan", "statement\nOne.", "x").done
    assert texts(plan) == []


def test_a_file_is_read_as_what_is_pasted_and_its_preview_can_be_confirmed(world, plan):
    client = Client()
    client.force_login(world[0].fay)
    address = "/desk/consultations/plan/seeds/table/"
    file = SimpleUploadedFile("seeds.csv", "statement\nCaf\u00e9s.\nGood.".encode("latin-1"))
    page = client.post(address, {"file": file}).content.decode()
    assert "cannot be read" in page
    sent = dict(re.findall(r'name="(content|these)" value="([^"]*)"', page))
    assert client.post(address, sent).status_code == 302
    assert texts(plan) == ["Good."]
    assert "Choose a file" in client.post(address, {"content": ""}).content.decode()
