"""What ministries owe, what their officials answer, and the result it comes from."""

from datetime import date

import pytest

from deliberation.obligations.models import Draft
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


def test_one_official_saves_another_signs_and_a_better_answer_is_a_new_version(bound, as_staff, visitor, clock):
    duty = bound.consultation.obligations.first()
    draft, sign = f"/obligations/{duty.pk}/draft", f"/obligations/{duty.pk}/sign-off"
    omar, olga = as_staff(bound.cast, "omar"), as_staff(bound.cast, "olga")
    assert visitor.get(f"/obligations/{duty.pk}").body["standing"]["code"] == "open"
    empty = omar.get(draft).body
    assert (empty["saved"], empty["version"], empty["changed_by"]) == (False, "answer-0", None)
    saved = omar.put(draft, {**sent(not_yet()), "seen": "answer-0"}).body
    assert (saved["saved"], saved["missing"], saved["changed_by"]) == (True, {}, "Omar")
    assert saved["content"]["reasons"] == ["budget", "law"]
    alone = omar.post(sign, {"seen": saved["version"]})
    assert (alone.status, alone.code) == (409, "second-person-needed")
    first = olga.post(sign, {"seen": saved["version"]})
    assert (first.status, first.body["version"], first.body["reasons"]) == (201, 1, ["budget", "law"])
    stale = omar.put(draft, {**sent(commitment()), "seen": "answer-0"})
    assert (stale.status, stale.code) == (409, "changed-meanwhile")
    again = omar.put(draft, {**sent(commitment()), "seen": "answer-1"}).body["version"]
    assert olga.post(sign, {"seen": again}).body["version"] == 2
    shown = visitor.get(f"/obligations/{duty.pk}").body
    assert shown["standing"] == {
        "code": "answered", "days": 0, "late": False, "answered_on": "2026-03-09", "paused": False, "extended": False,
        "transferred": False,
    }  # fmt: skip
    assert [answer["version"] for answer in shown["answers"]] == [1, 2]
    assert shown["answers"][1]["milestones"][0]["due_on"] == date(2027, 3, 31).isoformat()


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [(None, 401, "sign-in-needed"), ("hana", 403, "role-missing"), ("fay", 403, "role-missing")],
)
def test_nobody_else_reads_writes_or_signs(bound, as_staff, name, status, code):
    duty = bound.consultation.obligations.first()
    somebody, one = as_staff(bound.cast, name), f"/obligations/{duty.pk}"
    for answer in (
        somebody.get(f"{one}/draft"),
        somebody.put(f"{one}/draft", sent(commitment())),
        somebody.delete(f"{one}/draft"),
        somebody.post(f"{one}/sign-off", {"seen": "answer-0"}),
        somebody.get(f"{one}/assignment"),
        somebody.put(f"{one}/assignment", {"email": None}),
    ):
        assert (answer.status, answer.code) == (status, code)
    assert Draft.objects.count() == 0


def test_a_draft_names_everything_that_is_missing_and_so_does_the_refusal(bound, as_staff):
    one = f"/obligations/{bound.consultation.obligations.first().pk}"
    missing = {
        "summary", "signed_by", "contact", "source", "would_have_to_change", "alternative", "reasons", "explanation",
        "review_on",
    }  # fmt: skip
    omar = as_staff(bound.cast, "omar")
    saved = omar.put(f"{one}/draft", {"position": "not-yet"}).body
    assert set(saved["missing"]) == missing
    answer = as_staff(bound.cast, "olga").post(f"{one}/sign-off", {"seen": saved["version"]})
    assert (answer.status, answer.code) == (400, "answer-incomplete")
    assert set(answer.body["fields"]) == missing
    unknown = {**sent(commitment()), "milestones": [{**sent(commitment())["milestones"][0], "owner": "x"}]}
    answer = omar.put(f"{one}/draft", unknown)
    assert (answer.code, list(answer.body["fields"])) == ("not-valid", ["milestones.0.owner"])


def test_an_official_looks_after_an_obligation(bound, as_staff):
    address = f"/obligations/{bound.consultation.obligations.first().pk}/assignment"
    omar = as_staff(bound.cast, "omar")
    assert omar.get(address).body == {"person": None}
    assert omar.put(address, {"email": "OLGA@example.org"}).body["person"]["name"] == "Olga"
    assert omar.put(address, {"email": "hana@example.org"}).code == "not-an-official"
    assert omar.get(address).body["person"]["email"] == "olga@example.org"
    assert omar.put(address, {"email": None}).body == {"person": None}


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
    answer = as_staff(world.cast, "omar").put(f"/obligations/{row['id']}/draft", sent(commitment()))
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
