"""Who may see what, through every address: drafts, rejected texts, other people's work."""

import pytest

from deliberation.statements.moderating import rule
from tests.cast import (
    DAY,
    HOUR,
    NOON,
    TEXTS,
    citizen,
    closed_and_bound,
    draft,
    founded,
    fresh,
    invited_world,
    opened,
    published,
    seeded,
    vote,
    voted_world,
    written,
)

CANARY = "Canary: this text may be read by few."


@pytest.fixture
def cast(db):
    return founded()


def every_address(  # noqa: PLR0913, PLR0917 - one for each variable of an address
    slug="streets",
    number=1,
    obligation=1,
    organisation="springfield",
    language="ar",
    code="0",
    utterance=1,
    token="x",
    ministry="transport",
    version=1,
):
    """Everything that can be read."""
    one = f"/consultations/{slug}"
    return [
        "/consultations", one, f"{one}/statements", f"{one}/statements/mine", f"{one}/votes", f"{one}/results",
        f"{one}/results/{number}", f"{one}/results/over-time", f"{one}/record", f"{one}/appeals", f"{one}/sign-in",
        f"{one}/owner", f"{one}/squad", f"{one}/week-notes", f"{one}/moderation", f"{one}/moderation/figures",
        f"{one}/my-data",
        f"{one}/health", f"{one}/health/coverage", f"{one}/population", f"{one}/sheets", f"{one}/sheets/{code}",
        f"{one}/sheets/batches",
        f"{one}/checklist", f"{one}/simulation", f"{one}/files",
        f"{one}/queue", f"{one}/second-readings", f"{one}/translations/{language}",
        f"{one}/queue?standing=accepted", f"{one}/queue?standing=rejected", "/data-map", "/session/data", "/reasons",
        "/obligations", "/scoreboard", "/status",
        f"/obligations?consultation={slug}", f"/obligations/{obligation}", f"/obligations/{obligation}/draft",
        f"/obligations/{obligation}/assignment", "/organisations",
        f"/obligations/{obligation}/meeting", f"/obligations/{obligation}/meeting/utterances",
        f"/obligations/{obligation}/meeting/utterances/{utterance}",
        f"/obligations/{obligation}/follow-up",
        f"/organisations/{organisation}", f"/organisations/{organisation}/people", f"/organisations/{ministry}/notes",
        f"/obligations/{obligation}/versions/{version}/changes",
        "/search?q=canary", "/session",
        f"/check-ins/{token}",
    ]  # fmt: skip


def read_everything(browser, **where):
    return {path: browser.get(path) for path in every_address(**where)}


def showing(answers, text=CANARY):
    return sorted(path for path, answer in answers.items() if text in answer.text)


def test_every_readable_address_of_the_description_is_tried(description):
    names = ("slug", "number", "obligation", "slug", "language", "code", "utterance", "token", "slug", "version")
    tried = {path.partition("?")[0] for path in every_address(*(f"{{{name}}}" for name in names))}
    readable = {path.removeprefix("/api/v1") for path, item in description["paths"].items() if "get" in item}
    assert tried == readable


def test_a_draft_is_seen_by_its_facilitators_only(cast, browser_of):
    plan = draft(cast, question=CANARY, opens_at=NOON + DAY)
    seeded(cast, plan, ["Canary of a seed."])
    for person in (None, cast.filip, cast.omar):
        browser = browser_of().as_citizen("ann")
        answers = read_everything(browser.as_staff(person) if person else browser)
        assert showing(answers) == showing(answers, "Canary of a seed.") == []
        missing = {path for path, answer in answers.items() if path.startswith("/consultations/")}
        assert {answers[path].status for path in missing} == {404}
    own = read_everything(browser_of().as_citizen("ann").as_staff(cast.fay))
    assert showing(own) == ["/consultations", "/consultations/streets", "/consultations/streets/my-data"]
    assert "/consultations/streets/statements" in showing(own, "Canary of a seed.")


def test_a_draft_takes_no_writing_from_strangers(cast, browser_of):
    draft(cast, opens_at=NOON + DAY)
    for path in ("next", "statements", "opening", "closing", "seeds"):
        answer = browser_of().as_citizen("ann").post(f"/consultations/streets/{path}", _body(path))
        assert (path, answer.status, answer.code) == (path, 404, "no-consultation")


def _body(path):
    return {"statements": {"text": "A statement."}, "seeds": {"texts": ["A seed."]}}.get(path)


@pytest.mark.parametrize("outcome", ["waiting", "rejected"])
def test_a_text_that_is_not_public_is_seen_by_its_author_and_facilitators_only(cast, browser_of, outcome):
    streets = opened(cast)
    seeded(cast, streets)
    citizen(streets, "ann")
    statement = written(streets, "ann", CANARY)
    if outcome == "rejected":
        rule(statement=statement, outcome="rejected", reason="abuse", note="A note to ann.", by=cast.fay, now=NOON)
    for person in (None, cast.filip, cast.omar, cast.hana):
        browser = browser_of().as_citizen("ben")
        answers = read_everything(browser.as_staff(person) if person else browser)
        assert showing(answers) == showing(answers, "A note to ann.") == []
    assert showing(read_everything(browser_of().as_citizen("ann"))) == [
        "/consultations/streets/my-data",
        "/consultations/streets/statements/mine",
    ]
    queue = "/consultations/streets/queue" + ("?standing=rejected" if outcome == "rejected" else "")
    assert showing(read_everything(browser_of().as_citizen("ben").as_staff(cast.fay))) == [queue]


def test_a_text_that_is_not_public_is_not_served(cast, browser_of):
    streets = opened(cast)
    written(streets, "ann", CANARY)
    assert browser_of().post("/consultations/streets/next").body == {"statement": None, "ahead": [], "left": 0}


def test_the_author_learns_the_standing_and_the_reason(cast, browser_of):
    streets = opened(cast)
    citizen(streets, "ann")
    statement = written(streets, "ann", CANARY)
    ann = browser_of().as_citizen("ann")
    assert ann.get("/consultations/streets/statements/mine").rows[0]["standing"] == "waiting"
    rule(statement=statement, outcome="rejected", reason="unclear", note="Say which street.", by=cast.fay, now=NOON)
    assert ann.get("/consultations/streets/statements/mine").rows == [
        {"number": 0, "text": CANARY, "seed": False, "edited": False, "standing": "rejected", "reason": "unclear",
         "note": "Say which street.", "hints": [], "appeal": None, "instead": [],
         "rulings": [{"outcome": "rejected", "reason": "unclear", "note": "Say which street.",
                      "made_at": "2026-03-02T12:00:00Z", "appeal": None}]}
    ]  # fmt: skip


def test_a_text_rejected_after_its_publication_is_hidden_from_then_on(browser_of):
    world = published(voted_world())
    ben = browser_of().as_citizen("ben")
    text = "The old town needs measure number 0."
    assert "/consultations/streets/results" in showing(read_everything(ben), text)
    statement = world.consultation.statements.get(number=0)
    rule(statement=statement, outcome="rejected", reason="abuse", by=world.cast.fay, now=NOON + 2 * HOUR)
    assert showing(read_everything(ben), text) == []


def test_nothing_names_a_participant_or_a_person(browser_of):
    world = closed_and_bound()
    obligation = world.consultation.obligations.first()
    browsers = [browser_of().as_citizen("person 3"), browser_of().as_citizen("x").as_staff(world.cast.fay)]
    text = "".join(
        answer.text
        for browser in browsers
        for path, answer in read_everything(browser, obligation=obligation.pk).items()
        if path
        not in {"/session", "/session/data", "/organisations/springfield/people", "/consultations/streets/owner"}
    )
    assert [person.pseudonym for person in world.people if person.pseudonym in text] == []
    assert [name for name in ("Fay", "Omar", "fay@example.org") if name in text] == []


def test_no_figure_moves_with_a_single_vote(browser_of, clock):
    """What a stranger reads is the same before and after, byte for byte."""
    world = published()
    clock.move_to(NOON + 2 * HOUR)
    stranger = browser_of()
    paths = [path for path in every_address() if path != "/session"]  # its token is a new one each time
    before = {path: stranger.get(path).text for path in paths}
    vote(world.people[0], 3, -1, now=NOON + 2 * HOUR)
    vote(citizen(world.consultation, "new"), 4, 1, now=NOON + 2 * HOUR)
    assert {path: stranger.get(path).text for path in paths} == before


def test_a_result_shows_beside_itself_who_does_not_count(browser_of, db):
    published(invited_world(strangers=12))
    publication = browser_of().get("/consultations/streets/results").body["publication"]
    beside = publication["beside"]
    assert (publication["participants"], beside["participants"]) == (40, 10)
    assert beside["log_position"] == publication["input"]["log_position"]
    assert beside["statements"][4] == {"number": 4, "agree": 10, "disagree": None, "skip": None, "voters": 10}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("path", "queries"), [
    ("/consultations", 2), ("/consultations/streets/statements", 4), ("/consultations/streets/record", 3),
    ("/organisations", 2),
])  # fmt: skip
def test_a_list_asks_as_often_for_three_rows_as_for_one(
    cast, browser_of, django_assert_num_queries, rows, path, queries
):
    for number in range(rows - 1):
        opened(cast, slug=f"other-{number}")
    seeded(cast, opened(cast), TEXTS[:rows])
    browser = browser_of()
    with django_assert_num_queries(queries):
        browser.get(path)


def test_pages_hold_what_was_asked_for(cast, browser_of):
    seeded(cast, opened(cast))
    first = browser_of().get("/consultations/streets/statements", page_size=2)
    assert [row["number"] for row in first.rows] == [0, 1]
    assert (first.body["count"], first.body["previous"]) == (5, None)
    last = browser_of().get("/consultations/streets/statements", page_size=2, page=3)
    assert [row["number"] for row in last.rows] == [4]
    assert last.body["next"] is None


def test_a_consultation_tells_the_rules_fixed_at_opening(cast, browser_of):
    streets = fresh(opened(cast, consensus_rule={"min_share": 0.7}, answer_days=30, jurisdiction="TW"))
    body = browser_of().get("/consultations/streets").body
    assert body["rules"]["answer_days"] == 30
    assert body["rules"]["consensus_rule"]["min_share"] == 0.7
    assert body["rules"]["calendar_version"] == streets.opening.calendar["version"]
    assert (body["phase"], body["opened_at"], body["closed_at"]) == ("voting", "2026-03-02T12:00:00Z", None)
    assert (body["host"]["slug"], body["ministry"]["slug"]) == ("springfield", "transport")


def test_a_draft_has_no_rules_yet(cast, browser_of):
    draft(cast)
    body = browser_of().as_staff(cast.fay).get("/consultations/streets").body
    assert (body["phase"], body["rules"], body["opened_at"]) == ("draft", None, None)
    assert body["admission"] == "everybody"
