"""The moderation log in public, over both faces and as a table."""

import csv
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse

from deliberation.record.models import Entry
from deliberation.record.queries import moderation_figures
from deliberation.statements.actions import appeal, decide
from deliberation.statements.moderating import hide, rule, undo
from deliberation.votes.identity import pseudonym
from tests.cast import MINUTE, NOON, colleague, written

pytestmark = pytest.mark.django_db
RUDE, SECRET = "The mayor is a crook.", "Ring Zoe on 0912 345 678."


@pytest.fixture
def story(world):
    """One rejected and appealed in vain, one hidden, one whose ruling was undone; the author of the first is zoe."""
    cast, consultation = world
    rude, secret, other = (written(consultation, "zoe", text) for text in (RUDE, SECRET, "Trams should be quiet."))
    rule(statement=rude, outcome="rejected", reason="abuse", note="Please stay fair.", by=cast.fay, now=NOON)
    appeal(consultation=consultation, number=rude.number, reason="It is true!", by=_zoe(consultation), now=NOON)
    decide(statement=rude, outcome="upheld", message="It insults.", by=colleague(cast), now=NOON + MINUTE)
    hide(statement=secret, by=cast.fay, now=NOON + MINUTE)
    rule(statement=other, outcome="accepted", by=cast.fay, now=NOON)
    undo(statement=other, by=cast.fay, now=NOON + MINUTE)
    return consultation, rude, secret


def _zoe(consultation):
    return pseudonym("zoe", consultation.pk)


def test_everybody_reads_what_was_done_and_why_and_no_words(face, story):
    consultation, rude, secret = story
    log = face.moderation_log("streets")
    assert log.done
    for number in (rude.number, secret.number):
        assert log.says(str(number))
    assert log.says("facilitator, City of Springfield")
    for hidden in (RUDE, SECRET, "Please stay fair.", "It is true!", "It insults.", _zoe(consultation), "Fay", "Zac"):
        assert not log.says(hidden), hidden


def test_one_kind_of_act_is_chosen(face, story):
    chosen = face.moderation_log("streets", act="statement.hidden")
    other = face.moderation_log("streets", act="appeal.upheld")
    assert chosen.done
    assert chosen.text != other.text
    assert not chosen.says("the rejection stands")
    assert not chosen.says('"act":"appeal.upheld"')


def test_the_figures_count_hides_reversals_and_appeals(story):
    consultation, _rude, _secret = story
    assert moderation_figures(consultation.slug) == {
        "statement.accepted": 5 + 1,
        "statement.rejected": 1,
        "statement.posted": 0,
        "statement.joined": 0,
        "statement.reworded": 0,
        "statement.divided": 0,
        "statement.hidden": 1,
        "ruling.undone": 1,
        "appeal.made": 1,
        "appeal.granted": 0,
        "appeal.upheld": 1,
        "second-reading.agreed": 0,
        "second-reading.disagreed": 0,
    }
    rows = Client().get(reverse("api:moderation-figures", args=["streets"])).json()
    drawn = {"second-reading.drawn": 0, "second-reading.unread": 0, "second-reading.fallen": 0}
    assert {row["act"]: row["number"] for row in rows} == {**moderation_figures(consultation.slug), **drawn}


def test_the_table_holds_every_act_and_no_words(story):
    _consultation, rude, _secret = story
    text = Client().get(reverse("web:moderation-log-csv", args=["streets"])).content.decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(text)))
    assert len(rows) == 5 + 6
    rejected = next(row for row in rows if row["act"] == "statement.rejected")
    assert (rejected["statement"], rejected["reason"]) == (str(rude.number), "abuse")
    assert RUDE not in text
    assert SECRET not in text


@pytest.mark.parametrize("kept", [1, 3])
def test_the_page_asks_the_database_as_often_for_three_rows_as_for_one(story, kept, django_assert_num_queries):
    rows = Entry.objects.filter(consultation="streets", act="statement.accepted").values_list("pk", flat=True)
    Entry.objects.filter(pk__in=rows[kept:])._raw_delete("default")
    with django_assert_num_queries(7):
        Client().get(reverse("web:moderation-log", args=["streets"]), {"act": "statement.accepted"})
