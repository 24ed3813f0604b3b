"""Ratings by group, released and settled; reviews that people of several groups, or the facilitator, open."""

from datetime import UTC, date, datetime

import pytest

from deliberation.errors import Conflict, Forbidden, Invalid
from deliberation.obligations.delivering import report
from deliberation.obligations.hearing import Rated, heard, ratings_told
from deliberation.obligations.models import Answer, Obligation, RatingRelease, Review
from deliberation.obligations.promises import ReportDraft
from deliberation.obligations.rating import rate, release_ratings
from deliberation.obligations.reviewing import ask_for_review, enter_late_reviews, uphold
from deliberation.record.models import Entry
from deliberation.results.disclosure import Disclosure
from tests.cast import CLOSING, DAY, HOUR, MINUTE, answer, closed_and_bound, commitment, not_yet

ANSWERED = CLOSING + DAY  # Tuesday, 10 March 2026
OVER = datetime(2026, 5, 6, 1, tzinfo=UTC)  # after 40 working days, the last of which is 5 May
REASON = "It does not say a word about the night."
REASONS = "We have looked at it again. " * 10


def opinions(**counts):
    """opinions(A=(yes, partly, no)) to the first question; the reasons are clear to everybody."""
    return [
        Rated(group, said, "yes")
        for group, each in counts.items()
        for said, count in zip(("yes", "partly", "no"), each, strict=True)
        for _ in range(count)
    ]


@pytest.mark.parametrize(
    ("people", "took_part", "expected"),
    [
        ({"A": 12}, 42, False),
        ({"A": 30}, 42, False),
        ({"A": 10, "B": 10}, 4000, True),
        ({"A": 10, "B": 9}, 4000, False),
        ({"A": 10, "B": 9}, 380, True),  # 5 %
        ({"A": 10, "B": 9}, 381, False),
        ({"A": 19, "": 5}, 42, False),  # no second group
        ({"A": 10, "B": 5, "": 5}, 4000, True),
        ({"A": 2, "B": 2}, 40, False),  # 10 %, and too few to be nobody in particular
        ({"A": 3, "B": 2}, 40, True),
        ({}, 0, False),
    ],
)
def test_what_is_heard(people, took_part, expected) -> None:
    assert heard(people, took_part, grouped=True) is expected


def test_without_groups_the_number_alone_counts() -> None:
    assert heard({"": 20}, 4000, grouped=False)
    assert not heard({"": 19}, 4000, grouped=False)


def told(*, groups="AB", **counts):
    return ratings_told(opinions(**counts), sorted({*groups, *counts}), Disclosure(10, 5))


def test_an_answer_is_adequate_only_where_people_of_every_group_find_so() -> None:
    assert told(A=(20, 0, 0), B=(5, 6, 9))["adequate"] is True
    divided = told(A=(20, 0, 0), B=(2, 2, 16))
    assert (divided["adequate"], divided["lowest"]) == (False, "B")
    assert [(row["share"], row["finds"]) for row in divided["groups"]] == [(None, True), (None, False), (None, None)]
    halves = told(A=(20, 0, 0), B=(8, 3, 10), C=(20, 0, 12))
    assert (halves["adequate"], halves["lowest"]) == (True, None), "of A is told only that it is more than half"
    assert [row["share"] for row in halves["groups"]] == [None, 50, 60, None]
    assert told(A=(200, 0, 0), B=(8, 3, 10), C=(20, 0, 12))["lowest"] == "B", "fewer than 10 of 200 are few"
    assert told(A=(20, 0, 0), B=(30, 0, 0))["lowest"] is None, "none is lower than another"


def test_a_lowest_group_is_named_only_where_what_is_told_makes_it_certain() -> None:
    low = told(A=(9, 0, 10), B=(20, 0, 80), C=(20, 0, 0))  # 47 %, hidden; 20 %
    assert (low["adequate"], low["lowest"]) == (False, None)
    assert told(A=(9, 0, 191), B=(20, 0, 80))["lowest"] == "A", "under 10 of 200, whatever they are"
    assert told(A=(20, 0, 80), B=(30, 0, 70), C=(9, 0, 0))["lowest"] == "A"
    assert told(A=(20, 0, 80), B=(40, 0, 160))["lowest"] is None, "both 20 %"


@pytest.mark.parametrize(("content", "people", "share", "finds"), [
    (24, 50, 45, False), (25, 50, 50, True), (149, 300, 45, False), (158, 300, 55, True), (12, 21, None, True),
    (9, 19, None, False), (10, 20, 50, True), (9, 18, None, None),
])  # fmt: skip
def test_half_of_a_group_is_half_of_its_people_and_no_rounding_says_otherwise(content, people, share, finds) -> None:
    row = told(A=(content, 0, people - content))["groups"][0]
    assert (row["share"], row["finds"]) == (share, finds)


@pytest.mark.parametrize("people", [10, 20, 21, 40, 200])
@pytest.mark.parametrize("few", range(10))
def test_nothing_that_is_told_changes_with_how_few_they_are_whom_a_table_hides(people, few) -> None:
    """Whoever knows how many rated cannot find the cell of the few by any percentage: all such cells tell the same."""
    for one, other in (((people, 0, 0), (people - few, 0, few)), ((0, 0, people), (few, 0, people - few))):
        if min(people - few, people) < 10 or people - few <= few:
            continue
        rows = [told(A=each, B=(20, 0, 0)) for each in (one, other)]
        assert rows[0]["groups"][0]["share"] is rows[1]["groups"][0]["share"] is None
        assert [row["groups"][0]["finds"] for row in rows] == [rows[0]["groups"][0]["finds"]] * 2
        assert rows[0]["lowest"] == rows[1]["lowest"]
        assert rows[0]["adequate"] == rows[1]["adequate"]


def test_too_few_ratings_find_nothing() -> None:
    assert told(A=(20, 0, 0), B=(9, 0, 0))["adequate"] is None
    assert told(A=(20, 0, 0), B=(9, 0, 0))["lowest"] is None
    assert told()["people"] is None
    assert ratings_told(opinions(**{"": (12, 0, 0)}), [], Disclosure(10, 5))["adequate"] is True


def test_unclear_reasons_are_not_adequate() -> None:
    unclear = [Rated(group, "yes", "no") for group in "AB" for _ in range(12)]
    assert ratings_told(unclear, ["A", "B"], Disclosure(10, 5))["adequate"] is False


def test_figures_are_hidden_under_ten_and_rounded() -> None:
    row = told(A=(13, 11, 3), B=(12, 12, 12))["groups"][0]
    assert row["people"] == 25
    assert (row["answers_it"]["yes"], row["answers_it"]["no"]) == (15, None)


@pytest.fixture
def world(db):
    made = closed_and_bound()
    duty = Obligation.objects.first()
    answer(obligation=duty, draft=not_yet(), by=made.cast.omar, now=ANSWERED)
    return made


def latest():
    return Answer.objects.select_related("obligation__consultation__opening", "obligation__ministry").last()


def rated(people, answers_it="no", clear="yes", now=ANSWERED + HOUR):
    for person in people:
        rate(answer=latest(), answers_it=answers_it, clear=clear, by=person, now=now)


def groups(world, *counts):
    """So many people of each planted group."""
    return [person for number, count in enumerate(counts) for person in world.group(number)[:count]]


def test_twelve_of_one_group_open_no_review_and_ten_of_each_of_two_do(world) -> None:
    rated(groups(world, 12))
    assert release_ratings(now=ANSWERED + 2 * HOUR) == 1
    assert not Review.objects.exists()
    rated(groups(world, 10, 10), now=ANSWERED + 3 * HOUR)
    assert release_ratings(now=ANSWERED + 4 * HOUR) == 1
    review = Review.objects.get()
    assert (review.ground, review.opened_on, review.due_on) == ("people", date(2026, 3, 10), date(2026, 4, 7))
    details = Entry.objects.get(act="review.opened").details
    assert (details["version"], details["ground"], details["decide_by"]) == (1, "people", "2026-04-07")


def test_figures_move_only_when_five_people_did_and_after_ten_minutes(world) -> None:
    rated(groups(world, 4))
    assert release_ratings(now=ANSWERED + 2 * HOUR) == 0
    rated(groups(world, 4), answers_it="yes")  # the same four again
    assert release_ratings(now=ANSWERED + 2 * HOUR) == 0
    rated(groups(world, 14))
    assert release_ratings(now=ANSWERED + 2 * HOUR) == 1
    rated(groups(world, 0, 14))
    assert release_ratings(now=ANSWERED + 2 * HOUR + 9 * MINUTE) == 0
    assert release_ratings(now=ANSWERED + 2 * HOUR + 10 * MINUTE) == 1
    assert RatingRelease.objects.last().document["people"] == 30


@pytest.mark.parametrize("moments", [[OVER], [OVER, OVER + DAY], [OVER + 30 * DAY] * 3])
def test_when_the_time_is_over_the_figures_are_settled_once_and_dated_that_day(world, moments) -> None:
    rated(world.people, answers_it="yes")
    for moment in moments:
        release_ratings(now=moment)
    entry = Entry.objects.get(act="answer.rated")
    assert entry.happened_at == datetime(2026, 5, 6, tzinfo=UTC)
    assert (entry.details["version"], entry.details["adequate"]) == (1, True)
    assert [row["people"] for row in entry.details["figures"]["groups"]] == [15, 15, 15, None]
    with pytest.raises(Conflict):
        rated(groups(world, 1), now=OVER)


@pytest.mark.parametrize("days", [0, 20])
def test_a_review_that_the_last_ratings_ask_for_opens_when_the_time_is_over(world, days) -> None:
    """Too few said so after the last release; they count, and the day does not hang on the sweep."""
    rated(groups(world, 12))
    release_ratings(now=ANSWERED + 2 * HOUR)
    rated(groups(world, 0, 3))
    release_ratings(now=ANSWERED + 3 * HOUR)
    assert not Review.objects.exists()
    release_ratings(now=OVER + days * DAY)
    assert Review.objects.get().opened_on == date(2026, 5, 6)
    assert Entry.objects.get(act="review.opened").happened_at.date() == date(2026, 5, 6)


def withdrawn(world):
    """The review of a given-up milestone waits; then people of two groups say that the answer does not answer."""
    answer(obligation=latest().obligation, draft=commitment(), by=world.cast.omar, now=ANSWERED)
    gone = ReportDraft("withdrawn", "There is no money for it in this year, nor in the next.")
    duty = latest().obligation
    report(obligation=duty, number=1, draft=gone, by=world.cast.omar, now=datetime(2026, 5, 4, 9, tzinfo=UTC))
    rated(groups(world, 10, 10))
    release_ratings(now=OVER)
    return duty


@pytest.mark.parametrize("again", [1, 3])
def test_a_review_that_people_ask_for_opens_beside_one_of_a_withdrawal_and_each_is_decided(world, again) -> None:
    duty = withdrawn(world)
    for _ in range(again):
        release_ratings(now=OVER + HOUR)
    first, second = Review.objects.order_by("id")
    assert (first.ground, second.ground, second.opened_on) == ("withdrawn", "people", date(2026, 5, 6))
    reasons = {"obligation": duty, "reasons": REASONS, "signed_by": "Minister", "by": world.cast.omar}
    uphold(**reasons, number=second.pk, now=OVER + DAY)  # in any order
    with pytest.raises(Conflict, match="No review"):
        uphold(**reasons, number=second.pk, now=OVER + DAY)  # the form sent twice
    assert not Review.objects.get(pk=first.pk).decided
    uphold(**reasons, number=first.pk, now=OVER + 2 * DAY)
    assert [each.details["review"] for each in Entry.objects.filter(act="review.decided").order_by("id")] == [
        second.pk,
        first.pk,
    ]


def test_a_new_version_decides_all_reviews_that_wait(world) -> None:
    duty = withdrawn(world)
    answer(obligation=duty, draft=not_yet(summary="Not now."), by=world.cast.olga, now=OVER + DAY)
    assert {each.decision.outcome for each in Review.objects.all()} == {"new-version"}
    assert Review.objects.count() == 2


def test_a_later_version_settles_the_one_before(world) -> None:
    rated(groups(world, 12))
    answer(obligation=latest().obligation, draft=commitment(), by=world.cast.omar, now=ANSWERED + 3 * DAY)
    release_ratings(now=ANSWERED + 9 * DAY)
    entry = Entry.objects.get(act="answer.rated")
    assert (entry.happened_at, entry.details["version"]) == (datetime(2026, 3, 13, tzinfo=UTC), 1)
    with pytest.raises(Conflict, match="A later version"):
        rate(answer=Answer.objects.first(), answers_it="no", clear="no", by=world.people[0], now=ANSWERED + 4 * DAY)


def test_a_rating_can_be_changed_for_thirty_days(world) -> None:
    person = world.people[0]
    rated([person])
    rated([person], "yes", now=ANSWERED + 30 * DAY)
    with pytest.raises(Conflict, match="more than 30 days ago"):
        rated([person], "no", now=ANSWERED + 31 * DAY)
    rated([world.people[1]], "no", now=ANSWERED + 31 * DAY)
    with pytest.raises(Invalid) as refused:
        rated([world.people[2]], "", "perhaps")
    assert set(refused.value.fields) == {"answers_it", "clear"}


def test_the_facilitator_opens_one_review_of_a_version(world) -> None:
    duty, fay = latest().obligation, world.cast.fay
    with pytest.raises(Forbidden):
        ask_for_review(obligation=duty, reason=REASON, by=world.cast.omar, now=ANSWERED + DAY)
    with pytest.raises(Invalid):
        ask_for_review(obligation=duty, reason="No.", by=fay, now=ANSWERED + DAY)
    review = ask_for_review(obligation=duty, reason=REASON, by=fay, now=ANSWERED + DAY)
    assert (review.opened_on, review.due_on) == (date(2026, 3, 11), date(2026, 4, 8))
    assert Entry.objects.get(act="review.opened").actor == "facilitator, City of Springfield"
    with pytest.raises(Conflict):
        ask_for_review(obligation=duty, reason=REASON, by=fay, now=ANSWERED + DAY)
    uphold(obligation=duty, reasons=REASONS, signed_by="Minister", by=world.cast.omar, now=ANSWERED + 2 * DAY)
    with pytest.raises(Conflict, match="reviewed once"):
        ask_for_review(obligation=duty, reason=REASON, by=fay, now=ANSWERED + 3 * DAY)
    rated(groups(world, 10, 10), now=ANSWERED + 3 * DAY)
    release_ratings(now=ANSWERED + 4 * DAY)
    assert Review.objects.count() == 1


def test_a_review_is_decided_by_somebody_else_than_who_signed_and_once(world) -> None:
    duty = latest().obligation
    with pytest.raises(Conflict, match="No review"):
        uphold(obligation=duty, reasons=REASONS, signed_by="Minister", by=world.cast.omar, now=ANSWERED)
    ask_for_review(obligation=duty, reason=REASON, by=world.cast.fay, now=ANSWERED + DAY)
    for by, reasons, refusal in ((world.cast.olga, REASONS, Forbidden), (world.cast.omar, "x" * 199, Invalid)):
        with pytest.raises(refusal):
            uphold(obligation=duty, reasons=reasons, signed_by="Minister", by=by, now=ANSWERED + 2 * DAY)
    uphold(obligation=duty, reasons=REASONS, signed_by="Minister", by=world.cast.omar, now=ANSWERED + 2 * DAY)
    entry = Entry.objects.get(act="review.decided")
    assert (entry.details["outcome"], entry.details["version"], entry.details["new_version"]) == ("upheld", 1, None)
    with pytest.raises(Conflict):
        uphold(obligation=duty, reasons=REASONS, signed_by="Minister", by=world.cast.omar, now=ANSWERED + 2 * DAY)


def test_a_new_version_decides_the_review_if_somebody_else_signs_it(world) -> None:
    duty = latest().obligation
    ask_for_review(obligation=duty, reason=REASON, by=world.cast.fay, now=ANSWERED + DAY)
    with pytest.raises(Forbidden, match="somebody else has to sign"):
        answer(obligation=duty, draft=commitment(), by=world.cast.omar, now=ANSWERED + 2 * DAY)  # and Olga signs
    duty.drafts.all().delete()
    answer(obligation=duty, draft=commitment(), by=world.cast.olga, now=ANSWERED + 2 * DAY)
    entry = Entry.objects.get(act="review.decided")
    assert (entry.details["outcome"], entry.details["version"], entry.details["new_version"]) == ("new-version", 1, 2)


@pytest.mark.parametrize("days", [[29], [29, 30, 31], [90, 90], []])
def test_a_review_is_late_once_dated_the_first_late_day_however_the_sweep_runs(world, days) -> None:
    duty = latest().obligation
    ask_for_review(obligation=duty, reason=REASON, by=world.cast.fay, now=ANSWERED + DAY)
    enter_late_reviews(now=datetime(2026, 4, 8, 23, 59, tzinfo=UTC))
    assert not Entry.objects.filter(act="review.overdue").exists()
    for day in days:
        enter_late_reviews(now=ANSWERED + (day + 1) * DAY)
    uphold(obligation=duty, reasons=REASONS, signed_by="Minister", by=world.cast.omar, now=ANSWERED + 100 * DAY)
    enter_late_reviews(now=ANSWERED + 101 * DAY)
    assert [each.happened_at for each in Entry.objects.filter(act="review.overdue")] == [
        datetime(2026, 4, 9, tzinfo=UTC)
    ]


def test_the_sweep_asks_no_more_for_many_answers_that_wait(world, django_assert_num_queries) -> None:
    rated(groups(world, 4))
    with django_assert_num_queries(2):
        release_ratings(now=ANSWERED + 2 * HOUR)
    for duty in Obligation.objects.filter(answers=None, kind="answer"):
        own = not_yet(summary=f"Not {duty.pk}.", explanation=f"because{duty.pk} of{duty.pk} that{duty.pk} " * 40)
        answer(obligation=duty, draft=own, by=world.cast.omar, now=ANSWERED)
    with django_assert_num_queries(2):
        release_ratings(now=ANSWERED + 2 * HOUR)
