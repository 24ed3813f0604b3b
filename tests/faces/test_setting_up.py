"""Setting up over both faces: begun with a question, filled piece by piece, opened when nothing is missing."""

from datetime import timedelta

import pytest

from deliberation.consultations.models import Consultation, Opening
from deliberation.consultations.rule_set import complete
from deliberation.consultations.templates import BUILT_IN
from deliberation.record.models import Entry
from tests.cast import CLOSING, DAY, HOUR, NOON, TEXTS, draft, fresh, opened, seeded

pytestmark = pytest.mark.django_db
QUESTION = "Shall the square be a park?"
DOCUMENTS = [{"title": "The plan, 2030", "address": "https://example.org/plan.pdf"}]
COMPLETE = {
    "question": {"question": QUESTION, "background": "## Why\n\nThe council decides.", "documents": DOCUMENTS},
    "schedule": {"closes_at": "2026-04-10T12:00Z", "opens_at": None},
    "ministry": {"ministry": "transport", "answer_days": 30},
    "admission": {"admission": "everybody"},
    "rule": {"consensus_rule": {"min_voters": 30}},
    "moderation": {"moderation": "trusted", "reasons": ["unclear", "abuse"]},
}
MISSING = {
    "background": "Write the background",
    "ministry": "Name a ministry that answers.",
    "schedule": "Say when it closes.",
}


@pytest.fixture
def fay(face, world):
    face.sign_in(world[0].fay)
    return face


def begin(face, slug="park", **more):
    return face.begin(question=QUESTION, slug=slug, host="springfield", **more)


def fill(face, slug="park", **replaced):
    for step, fields in (COMPLETE | replaced).items():
        assert face.fill(slug, step, **fields).done
    return Consultation.objects.get(slug=slug)


def test_a_question_is_enough_to_begin_and_the_rest_is_missed_in_words(fay):
    assert begin(fay).done
    plan = Consultation.objects.get(slug="park")
    assert (plan.ministry, plan.opens_at, plan.closes_at, plan.background, plan.template) == (None, None, None, "", "")
    listed = fay.checklist("park")
    assert all(listed.says(sentence) for sentence in MISSING.values())
    assert listed.says("There are none: the first visitors will find nothing to vote on.")
    refused = fay.open("park")
    assert refused.status == 400
    assert all(refused.says(sentence) for sentence in MISSING.values())
    assert not hasattr(fresh(plan), "opening")
    for where in (fay.look("park"), fay.record("park")):  # an incomplete one can be looked at
        assert where.done


def test_filled_piece_by_piece_it_opens_by_hand_and_keeps_what_was_said(fay, another):
    begin(fay)
    plan = fill(fay)
    assert plan.documents == DOCUMENTS
    assert not any(fay.checklist("park").says(sentence) for sentence in MISSING.values())
    assert fay.open("park").done
    opening = fresh(plan).opening
    assert (opening.opened_at, opening.moderation, opening.answer_days) == (NOON + HOUR, "trusted", 30)
    assert opening.consensus_rule == complete({"min_voters": 30})
    assert fresh(plan).opens_at == opening.opened_at
    page = another().look("park")
    assert page.says("https://example.org/plan.pdf")
    assert page.says("trusted") or page.says("Statements of authors whose earlier ones were accepted are shown at once")


@pytest.mark.parametrize(
    ("step", "fields", "sentence"),
    [
        ("question", {"background": ""}, "Write the background"),
        ("question", {"background": "## What is decided\n\n## Why we ask"}, "Write the background"),
        ("schedule", {"closes_at": None}, "Say when it closes."),
        ("schedule", {"closes_at": "2026-03-02T13:30Z"}, "Close at least one hour after opening."),
        ("ministry", {"ministry": None}, "Name a ministry that answers."),
        ("moderation", {"reasons": []}, "Choose for which reasons a statement may be rejected."),
    ],
)
def test_it_does_not_open_without(fay, step, fields, sentence):
    begin(fay)
    plan = fill(fay, **{step: {**COMPLETE[step], **fields}})
    refused = fay.open("park")
    assert refused.status == 400
    assert refused.says(sentence)
    assert fay.checklist("park").says(sentence)
    assert not Opening.objects.filter(consultation=plan).exists()


def test_whoever_has_seen_something_else_changes_and_opens_nothing(fay, at):
    begin(fay)
    plan = fill(fay)
    seen = plan.version
    assert fay.fill("park", "ministry", ministry="health", answer_days=20, seen=seen).done
    at(NOON + 2 * HOUR)
    assert fay.fill("park", "ministry", ministry="transport", answer_days=30).done
    refused = fay.fill("park", "question", **COMPLETE["question"], seen=seen)
    assert refused.says("Somebody saved changes meanwhile.")
    refused = fay.open("park", seen=seen)
    assert refused.status == 409
    assert not hasattr(fresh(plan), "opening")
    assert fay.open("park", seen=fresh(plan).version).done


def test_a_zone_that_is_none_is_named_also_with_a_template(fay):
    refused = fay.client.post(
        "/api/v1/consultations",
        {
            "template": "built-in/open",
            "time_zone": "Mars/Base",
            "question": QUESTION,
            "slug": "x",
            "host": "springfield",
        },
        content_type="application/json",
    )
    assert refused.status_code == 400
    assert "time_zone" in refused.json()["fields"]


def test_nobody_opens_by_the_clock_what_is_opened_by_hand(fay):
    begin(fay)
    fill(fay)
    assert "park" not in Consultation.objects.filter(opens_at__lte=NOON + DAY).values_list("slug", flat=True)


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_usual_way_fills_in_all_that_does_not_depend_on_the_question(fay, name):
    assert begin(fay, template=name).done
    plan = Consultation.objects.get(slug="park")
    assert (plan.template, plan.closes_at.date()) == (name, (NOON + timedelta(days=BUILT_IN[name].days)).date())
    assert plan.admission == BUILT_IN[name].what["admission"]
    assert "## Why we ask" in plan.background
    assert fay.checklist("park").says("Write the background")


def test_another_organisation_begins_as_a_published_one(face, world):
    cast, _streets = world
    before = opened(cast, slug="before", question="Old?", background="Intro.\n\n## Costs\n\nMuch.\n\n### Who pays",
                    consensus_rule={"min_voters": 77}, answer_days=44, admission="invited-count",
                    topic="Streets")  # fmt: skip
    seeded(cast, before)
    face.sign_in(cast.filip)
    sent = {"question": QUESTION, "slug": "park", "host": "shelbyville"}
    assert face.begin(template="before", seeds=True, **sent).done
    plan = Consultation.objects.get(slug="park")
    assert plan.consensus_rule == complete({"min_voters": 77})
    assert (plan.answer_days, plan.admission, plan.topic, plan.template) == (44, "invited-count", "Streets", "before")
    assert (plan.question, plan.background, plan.ministry) == (QUESTION, "## Costs\n\n\n### Who pays", None)
    assert plan.closes_at == CLOSING  # as many days later, at the same time of day
    assert list(plan.statements.values_list("text", flat=True)) == list(TEXTS)
    assert Entry.objects.get(act="seeds.copied").details == {"count": 5, "origin": "before"}


def test_nobody_begins_as_a_draft_of_others(face, world):
    cast, _streets = world
    draft(cast, slug="secret")
    face.sign_in(cast.filip)
    for name in ("secret", "nowhere"):
        refused = face.begin(question=QUESTION, slug="park", host="shelbyville", template=name)
        assert refused.status == 400
        assert refused.says("No consultation of this short name has been opened.")
    assert not Consultation.objects.filter(slug="park").exists()


def test_somebody_who_asks_the_same_now_is_named(fay, world):
    begin(fay)
    fill(fay)
    assert not fay.checklist("park").says("streets")
    fay.fill("park", "question", **{**COMPLETE["question"], "question": "How should streets of our old town be used?"})
    assert fay.checklist("park").says("streets")
    assert fay.open("park").done  # a warning is no refusal


def test_headings_with_nothing_below_them_are_named(fay):
    begin(fay)
    told = "# All\n\n## Why\n\nThe council decides.\n\n## Costs\n\n## Who pays\n\n### The rich\n\nThe city."
    fill(fay, question={**COMPLETE["question"], "background": told})
    assert fay.checklist("park").says("Nothing stands below: Costs.")
    assert fay.open("park").done


def test_what_has_opened_has_no_list_any_more(fay):
    assert fay.checklist("streets").status == 409


@pytest.mark.parametrize("who", [None, "filip", "omar"])
def test_others_set_up_nothing(face, world, who):
    plan = draft(world[0], slug="plan")
    if who:
        face.sign_in(getattr(world[0], who))
    assert not begin(face).done
    assert not face.fill("plan", "ministry", ministry="health").done
    assert not face.checklist("plan").done
    assert fresh(plan).ministry == world[0].transport
    assert not Consultation.objects.filter(slug="park").exists()


def test_where_nobody_can_sign_in_codes_stand_in_for_it(fay, world, settings):
    settings.OIDC = {"name": "ID"}
    opened(world[0], slug="before", admission="verified-count")
    settings.OIDC = {}
    assert begin(fay, template="before").done
    assert Consultation.objects.get(slug="park").admission == "invited-count"
