"""What ministries owe, what their officials answer, and the result it comes from."""

from datetime import date

import pytest

from deliberation.obligations.models import Answer
from tests.cast import CLOSING, DAY, closed_and_bound, commitment, noisy_world, not_yet, published, voted_world

STREETS = "/consultations/streets"


@pytest.fixture
def bound(db, clock):
    world = closed_and_bound()
    clock.move_to(CLOSING)
    return world


def sent(answer):
    """An answer as JSON."""
    parts = {name: value for name, value in vars(answer).items() if value}
    if answer.milestones:
        parts["milestones"] = [{**vars(line), "due_on": line.due_on.isoformat()} for line in answer.milestones]
    if answer.review_on:
        parts["review_on"] = answer.review_on.isoformat()
    return parts


def test_an_official_answers_and_a_better_answer_is_a_new_version(bound, as_staff, visitor):
    duty = bound.consultation.obligations.first()
    omar = as_staff(bound.cast, "omar")
    assert visitor.get(f"/obligations/{duty.pk}").body["standing"]["code"] == "open"
    first = omar.post(f"/obligations/{duty.pk}/answers", sent(not_yet()))
    assert (first.status, first.body["version"], first.body["reasons"]) == (201, 1, ["budget", "law"])
    stale = omar.post(f"/obligations/{duty.pk}/answers", {**sent(commitment()), "after": 0})
    assert (stale.status, stale.code) == (409, "answered-meanwhile")
    assert omar.post(f"/obligations/{duty.pk}/answers", {**sent(commitment()), "after": 1}).body["version"] == 2
    shown = visitor.get(f"/obligations/{duty.pk}").body
    assert shown["standing"] == {"code": "answered", "days": 0, "late": False, "answered_on": "2026-03-09"}
    assert [answer["version"] for answer in shown["answers"]] == [1, 2]
    assert shown["answers"][1]["milestones"][0]["due_on"] == date(2027, 3, 31).isoformat()


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [(None, 401, "sign-in-needed"), ("hana", 403, "role-missing"), ("fay", 403, "role-missing")],
)
def test_nobody_else_answers(bound, as_staff, name, status, code):
    duty = bound.consultation.obligations.first()
    answer = as_staff(bound.cast, name).post(f"/obligations/{duty.pk}/answers", sent(commitment()))
    assert (answer.status, answer.code) == (status, code)
    assert Answer.objects.count() == 0


def test_an_incomplete_answer_names_everything_that_is_missing(bound, as_staff):
    duty = bound.consultation.obligations.first()
    answer = as_staff(bound.cast, "omar").post(f"/obligations/{duty.pk}/answers", {"position": "not-yet"})
    assert (answer.status, answer.code) == (400, "answer-incomplete")
    assert set(answer.body["fields"]) == {
        "summary", "signed_by", "contact", "source", "would_have_to_change", "alternative", "reasons", "explanation",
        "review_on",
    }  # fmt: skip
    unknown = {**sent(commitment()), "milestones": [{**sent(commitment())["milestones"][0], "owner": "x"}]}
    answer = as_staff(bound.cast, "omar").post(f"/obligations/{duty.pk}/answers", unknown)
    assert (answer.code, list(answer.body["fields"])) == ("not-valid", ["milestones.0.owner"])


def test_obligations_are_found_by_ministry_consultation_and_standing(bound, visitor, clock):
    def found(**query):
        return visitor.get("/obligations", **query).body["count"]

    assert found() == found(ministry="transport") == found(consultation="streets") == found(standing="open") == 3
    assert found(ministry="health") == found(consultation="parks") == found(standing="overdue") == 0
    clock.move_to(CLOSING + 70 * DAY)
    assert found(standing="overdue") == 3
    clock.move_to(CLOSING + 100 * DAY)
    assert found(standing="long-overdue", ministry="transport") == 3
    assert visitor.get("/obligations", standing="late").status == 400


def test_an_obligation_shows_its_statement_and_its_dates(bound, visitor):
    row = visitor.get("/obligations").rows[0]
    assert (row["consultation"], row["ministry"]["slug"], row["kind"]) == ("streets", "transport", "answer")
    assert row["statement"]["text"].startswith("The old town needs measure number")
    assert (row["notified_on"], row["due_on"]) == ("2026-03-09", "2026-05-08")


def test_without_consensus_the_duty_is_a_meeting_and_takes_no_answer(as_staff, visitor, db, clock):
    world = closed_and_bound(voted_world(consensus=False))
    clock.move_to(CLOSING)
    row = visitor.get("/obligations").rows[0]
    assert (row["kind"], row["statement"], row["direction"]) == ("meeting", None, "")
    answer = as_staff(world.cast, "omar").post(f"/obligations/{row['id']}/answers", sent(commitment()))
    assert (answer.status, answer.code) == (409, "not-an-answer")


# Results


def test_a_result_is_the_frozen_document_with_words_and_texts(visitor, db):
    world = published()
    latest, first = visitor.get(f"{STREETS}/results"), visitor.get(f"{STREETS}/results/1")
    assert latest.body == first.body
    assert latest.body["publication"] == world.publication.document
    assert {row["number"] for row in latest.body["statements"]} == set(range(12))
    assert len(latest.body["publication"]["groups"]) == 3
    assert latest.body["summary"][0].startswith("About 40 people")
    assert latest.body["stability"][1].startswith("If other people had taken part, the groups would have come out much")
    assert visitor.get(f"{STREETS}/results/2").code == "no-publication"


def test_no_clear_groups_is_a_result(visitor, db):
    published(noisy_world())
    result = visitor.get(f"{STREETS}/results").body
    judged = result["publication"]["stability"]
    assert (judged["clear"], judged["found"] > 1, result["publication"]["groups"]) == (False, True, [])
    assert result["summary"][1].startswith("No clear groups")
