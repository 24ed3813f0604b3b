"""What facilitators and officials may do, and what those of another organisation may not."""

import pytest

from deliberation.consultations.models import Closing, Consultation, Opening
from deliberation.record.models import Entry
from deliberation.statements.models import Ruling, Statement
from tests.cast import (
    CLOSING,
    DAY,
    LESSON,
    NOON,
    citizen,
    draft,
    founded,
    opened,
    seeded,
    written,
)

STREETS = "/consultations/streets"
DRAFT = {
    "host": "springfield",
    "ministry": "transport",
    "slug": "parks",
    "question": "Which park first?",
    "background": "There is money for one.",
    "opens_at": "2026-03-03T08:00:00Z",
    "closes_at": "2026-03-10T08:00:00Z",
}
STRANGERS = [(None, 401, "sign-in-needed"), ("filip", 403, "role-missing"), ("omar", 403, "role-missing")]


@pytest.fixture
def cast(db):
    return founded()


# Consultations


def test_a_facilitator_makes_changes_opens_and_closes_a_consultation(cast, as_staff):
    fay = as_staff(cast, "fay")
    made = fay.post("/consultations", DRAFT)
    assert (made.status, made.body["phase"], made.body["slug"]) == (201, "draft", "parks")
    assert fay.patch("/consultations/parks", {"question": "Which one?"}).body["question"] == "Which one?"
    assert fay.post("/consultations/parks/opening").body["phase"] == "voting"
    closed = fay.post("/consultations/parks/closing", {"what_did_not_work": LESSON})
    assert (closed.body["phase"], closed.body["closed_at"][:16]) == ("closed", "2026-03-02T12:01")
    assert fay.post("/consultations/parks/closing").body == closed.body
    assert Closing.objects.count() == 1


@pytest.mark.parametrize(("name", "status", "code"), STRANGERS)
def test_nobody_else_makes_a_draft_for_an_organisation(cast, as_staff, name, status, code):
    answer = as_staff(cast, name).post("/consultations", DRAFT)
    assert (answer.status, answer.code) == (status, code)
    assert Consultation.objects.count() == 0


@pytest.mark.parametrize(("name", "status", "code"), STRANGERS)
@pytest.mark.parametrize("at", [NOON, CLOSING + DAY], ids=["while open", "after its time"])
def test_nobody_else_closes_not_even_when_its_time_has_come(cast, as_staff, clock, name, status, code, at):
    opened(cast)
    clock.move_to(at)
    answer = as_staff(cast, name).post(f"{STREETS}/closing", {"what_did_not_work": LESSON})
    assert (answer.status, answer.code) == (status, code)
    assert Closing.objects.count() == 0
    assert not Entry.objects.filter(act="consultation.closed").exists()


@pytest.mark.parametrize("name", [None, "filip", "omar"])
def test_nobody_else_opens_or_changes_a_draft(cast, as_staff, name):
    draft(cast)
    browser = as_staff(cast, name)
    for answer in (browser.post(f"{STREETS}/opening"), browser.patch(STREETS, {"question": "Mine?"})):
        assert (answer.status, answer.code) == (404, "no-consultation")
    assert Opening.objects.count() == 0
    assert Consultation.objects.get().question != "Mine?"


def test_opening_names_everything_that_is_missing(cast, as_staff):
    draft(cast, background="", closes_at=NOON.replace(minute=30))
    answer = as_staff(cast, "fay").post(f"{STREETS}/opening")
    assert (answer.status, answer.code) == (400, "not-ready")
    assert set(answer.body["fields"]) == {"background", "closes_at"}


def test_an_open_consultation_is_not_opened_or_changed_again(cast, as_staff):
    opened(cast)
    fay = as_staff(cast, "fay")
    assert fay.post(f"{STREETS}/opening").code == "open-already"
    assert fay.patch(STREETS, {"question": "Another?"}).code == "open-already"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"consensus_rule": {"min_shares": 1}}, "consensus_rule.min_shares"),
        ({"consensus_rule": {"min_share": 2}}, "consensus_rule.min_share"),
        ({"consensus_rule": []}, "consensus_rule"),
        ({"host": "nowhere"}, "host"),
        ({"phase": "voting"}, "phase"),
        ({"opens_at": "tomorrow"}, "opens_at"),
        ({"time_zone": "Mars"}, "time_zone"),
    ],
)
def test_a_wrong_field_of_a_draft_is_named(cast, as_staff, change, field):
    answer = as_staff(cast, "fay").post("/consultations", {**DRAFT, **change})
    assert (answer.status, answer.code, list(answer.body["fields"])) == (400, "not-valid", [field])


# Moderation


def test_a_facilitator_seeds_and_sending_twice_adds_nothing(cast, as_staff):
    opened(cast)
    fay = as_staff(cast, "fay")
    first = fay.post(f"{STREETS}/seeds", {"texts": ["One tree.", "Two trees."]})
    assert [(row["number"], row["seed"]) for row in first.body] == [(0, True), (1, True)]
    assert fay.post(f"{STREETS}/seeds", {"texts": ["One tree."]}).body == []


@pytest.mark.parametrize(("name", "status", "code"), STRANGERS)
def test_nobody_else_moderates(cast, as_staff, name, status, code):
    streets = opened(cast)
    written(streets, "ann", "A waiting statement.")
    browser = as_staff(cast, name)
    answers = [
        browser.post(f"{STREETS}/seeds", {"texts": ["One tree."]}),
        browser.post(f"{STREETS}/statements/0/rulings", {"outcome": "accepted"}),
        browser.get(f"{STREETS}/queue"),
    ]
    assert [(answer.status, answer.code) for answer in answers] == [(status, code)] * 3
    assert (Ruling.objects.count(), Statement.objects.count()) == (0, 1)


def test_a_ruling_moves_a_statement_through_the_queue(cast, as_staff, visitor):
    streets = opened(cast)
    written(streets, "ann", "A waiting statement.")
    fay = as_staff(cast, "fay")
    assert [row["number"] for row in fay.get(f"{STREETS}/queue").rows] == [0]
    ruling = fay.post(f"{STREETS}/statements/0/rulings", {"outcome": "rejected", "reason": "unclear", "note": "Why?"})
    assert (ruling.status, ruling.body["reason"]) == (201, "unclear")
    assert fay.get(f"{STREETS}/queue").rows == []
    assert [row["reason"] for row in fay.get(f"{STREETS}/queue", standing="rejected").rows] == ["unclear"]
    entries = visitor.get(f"{STREETS}/record").rows
    assert (entries[0]["act"], entries[0]["details"]) == ("statement.rejected", {"reason": "unclear"})
    fay.post(f"{STREETS}/statements/0/rulings", {"outcome": "accepted"})
    assert [row["text"] for row in visitor.get(f"{STREETS}/statements").rows] == ["A waiting statement."]


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"outcome": "rejected"}, "reason-unknown"),
        ({"outcome": "rejected", "reason": "boring"}, "reason-unknown"),
        ({"outcome": "deleted"}, "outcome-unknown"),
        ({"outcome": "accepted", "by": "omar"}, "not-valid"),
    ],
)
def test_a_ruling_that_is_none_is_refused(cast, as_staff, sent, code):
    written(opened(cast), "ann", "A waiting statement.")
    answer = as_staff(cast, "fay").post(f"{STREETS}/statements/0/rulings", sent)
    assert (answer.status, answer.code) == (400, code)
    assert Ruling.objects.count() == 0


def test_the_published_reasons(visitor, cast):
    reasons = {row["code"]: row["offered"] for row in visitor.get("/reasons").body}
    assert reasons["off-topic"] is True
    assert reasons["moderated-at-source"] is False


# Writing


def test_a_citizen_writes_and_it_waits(cast, browser_of):
    streets = opened(cast)
    citizen(streets, "ann")
    ann = browser_of().as_citizen("ann")
    made = ann.post(f"{STREETS}/statements", {"text": "  More   trees. "})
    assert (made.status, made.body["text"], made.body["standing"]) == (201, "More trees.", "waiting")
    assert ann.get(f"{STREETS}/statements").rows == []
    again = ann.post(f"{STREETS}/statements", {"text": "More trees."})
    assert (again.status, again.code) == (409, "statement-exists")


@pytest.mark.parametrize("text", ["x" * 201, "!!!", "evil \u202e text"])
def test_a_text_that_cannot_be_taken_is_refused(cast, browser_of, text):
    opened(cast)
    answer = browser_of().as_citizen("ann").post(f"{STREETS}/statements", {"text": text})
    assert (answer.status, answer.code, list(answer.body["fields"])) == (400, "statement-text", ["text"])


def test_writing_needs_the_cookie_and_an_open_consultation(cast, browser_of, visitor, clock):
    opened(cast)
    assert visitor.post(f"{STREETS}/statements", {"text": "More trees."}).code == "cookie-missing"
    clock.move_to(CLOSING)
    assert browser_of().as_citizen("ann").post(f"{STREETS}/statements", {"text": "More trees."}).code == "closed"


def test_seeds_are_shown_first(cast, browser_of):
    streets = opened(cast)
    written(streets, "ann", "A waiting statement.")
    seeded(cast, streets, ["A seed."])
    as_staff = browser_of().as_staff(cast.fay)
    as_staff.post(f"{STREETS}/statements/0/rulings", {"outcome": "accepted"})
    assert browser_of().post(f"{STREETS}/next").body["statement"]["text"] == "A seed."
