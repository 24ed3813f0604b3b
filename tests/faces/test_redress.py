"""Rating an answer, asking for a review and deciding it, over both faces."""

import pytest
from django.urls import reverse

from deliberation.obligations.models import Obligation, Rating, Review
from deliberation.obligations.rating import release_ratings
from tests.cast import CLOSING, DAY, HOUR, answer, closed_and_bound, not_yet
from tests.faces.faces import Pages

pytestmark = pytest.mark.django_db
REASON = "It does not say a word about the night."
REASONS = "We have looked at it again. " * 10


@pytest.fixture
def world(at):
    at(CLOSING + DAY)
    made = closed_and_bound()
    answer(obligation=owed(), draft=not_yet(), by=made.cast.omar, now=CLOSING + DAY)
    return made


def owed():
    return Obligation.objects.order_by("id").first()


def test_who_voted_rates_and_changes_it(face, world):
    face.take_part_as("person 0")
    assert face.rate(owed().pk, "no", "yes").done
    assert face.rate(owed().pk, "partly", "yes").done
    assert list(Rating.objects.values_list("answers_it", "participant")) == [
        ("no", world.people[0].pk),
        ("partly", world.people[0].pk),
    ]


def test_nobody_else_rates(face, another, world):
    assert face.rate(owed().pk, "no", "yes").status == 401
    stranger = another()
    stranger.take_part_as("somebody else")
    answer = stranger.rate(owed().pk, "no", "yes")
    assert answer.status == 403
    assert answer.says("Only people who voted in this consultation can say this")
    forger = another()
    forger.forge_cookie()
    assert forger.rate(owed().pk, "no", "yes").status == 401
    assert not Rating.objects.exists()


@pytest.mark.parametrize(("answers_it", "clear"), [("", "yes"), ("no", ""), ("no", "perhaps")])
def test_both_questions_have_to_be_answered(face, world, answers_it, clear):
    face.take_part_as("person 0")
    answer = face.rate(owed().pk, answers_it, clear)
    assert answer.status == 400
    assert answer.says("Answer this question.")
    assert not Rating.objects.exists()


def test_a_form_sent_empty_is_refused(world):
    voter = Pages()
    voter.take_part_as("person 0")
    assert voter.client.post(reverse("web:rating", args=[owed().pk]), {}).status_code == 400


def test_after_forty_working_days_it_is_over(face, world, at):
    at(CLOSING + 60 * DAY)
    face.take_part_as("person 0")
    answer = face.rate(owed().pk, "no", "yes")
    assert (answer.status, answer.says("The time to rate this version is over.")) == (409, True)


def test_a_version_that_is_not_there_is_not_rated(face, world):
    face.take_part_as("person 0")
    assert face.rate(owed().pk, "no", "yes", version=7).status == 404


def test_nothing_moves_before_a_release_and_then_figures_and_the_review_are_there(face, another, world):
    before = another().follow_up(owed().pk).text
    for person in range(26):
        one = another()
        one.take_part_as(f"person {person}")
        one.rate(owed().pk, "no", "yes")
    assert another().follow_up(owed().pk).text == before
    release_ratings(now=CLOSING + DAY + HOUR)
    after = another().follow_up(owed().pk)
    shown = "Group A" if face.name == "html" else '"group":"A"'
    assert after.says(shown)
    assert Review.objects.get().ground == "people"
    assert after.says("2026-04-07")


def test_the_facilitator_asks_and_another_official_decides(face, another, world):
    face.sign_in(world.cast.fay)
    refused = face.ask_for_review(owed().pk, "No.")
    assert (refused.status, refused.says("Write at least 30 characters; there are 3.")) == (400, True)
    assert face.ask_for_review(owed().pk, REASON).done
    assert face.ask_for_review(owed().pk, REASON).status == 409
    signed = another()
    signed.sign_in(world.cast.olga)
    own = signed.uphold(owed().pk, REASONS, "Minister")
    assert (own.status, own.says("somebody else has to sign")) == (403, True)
    omar = another()
    omar.sign_in(world.cast.omar)
    assert omar.uphold(owed().pk, "x", "Minister").status == 400
    assert omar.uphold(owed().pk, REASONS, " ").status == 400
    assert omar.uphold(owed().pk, REASONS, "Minister").done
    seen = another().follow_up(owed().pk)
    assert all(seen.says(each) for each in (REASON, REASONS.strip()))
    assert omar.uphold(owed().pk, REASONS, "Minister").status == 409


@pytest.mark.parametrize("who", ["hana", "filip", "omar"])
def test_others_open_no_review(face, world, who):
    face.sign_in(getattr(world.cast, who))
    assert face.ask_for_review(owed().pk, REASON).status == 403
    assert not Review.objects.exists()


def test_another_ministry_and_the_facilitator_decide_nothing(face, another, world):
    face.sign_in(world.cast.fay)
    face.ask_for_review(owed().pk, REASON)
    assert face.uphold(owed().pk, REASONS, "Minister").status == 403
    hana = another()
    hana.sign_in(world.cast.hana)
    assert hana.uphold(owed().pk, REASONS, "Minister").status == 403
