"""Steps about a duty besides answering it, over both faces."""

import pytest

from deliberation.obligations.models import Obligation
from deliberation.obligations.queries import obligation_numbered
from tests.cast import CLOSING, DAY, closed_and_bound

pytestmark = pytest.mark.django_db

REASON = "The law on schools makes this the task of the other ministry."


@pytest.fixture
def world(at):
    at(CLOSING + DAY)
    return closed_and_bound()


def owed():
    return obligation_numbered(Obligation.objects.earliest("id").pk)


def test_the_ministry_acknowledges_and_says_who_works_on_it(face, world):
    face.sign_in(world.cast.omar)
    assert face.step(owed().pk, "acknowledge", unit="Roads").done
    assert owed().unit == "Roads"
    again = face.step(owed().pk, "acknowledge", unit="Roads")
    assert (again.status, again.says("This duty has been acknowledged.")) == (409, True)


@pytest.mark.parametrize("who", ["hana", "fay"])
def test_nobody_else_takes_the_ministrys_steps(face, world, who):
    face.sign_in(getattr(world.cast, who))
    assert face.step(owed().pk, "acknowledge", unit="Roads").status == 403
    assert owed().unit is None


def test_a_duty_is_offered_and_taken_over(face, another, world):
    other = another()
    face.sign_in(world.cast.omar)
    refused = face.step(owed().pk, "transfer", ministry="health", reason="Not ours.")
    assert (refused.status, refused.says("Write at least 30 characters")) == (400, True)
    assert face.step(owed().pk, "transfer", ministry="health", reason=REASON).done
    other.sign_in(world.cast.hana)
    assert other.step(owed().pk, "take", accepted=False, reason="").status == 400
    assert other.step(owed().pk, "take", accepted=True, reason="").done
    assert owed().holder == world.cast.health
    assert face.step(owed().pk, "acknowledge", unit="Roads").status == 403


def test_a_question_and_its_reply(face, another, world):
    other = another()
    face.sign_in(world.cast.omar)
    assert face.step(owed().pk, "ask", question="Does this mean all the streets of the town?").done
    other.sign_in(world.cast.fay)
    assert other.step(owed().pk, "reply", text="Only those that lead to a school.").done
    assert owed().clarification.reply.text == "Only those that lead to a school."
    assert other.step(owed().pk, "reply", text="Only those that lead to a school.").status == 409


def test_more_time_once(face, world):
    face.sign_in(world.cast.omar)
    told = {"reason": REASON, "interim": "We will close two streets for a trial in any case."}
    refused = face.step(owed().pk, "extend", until="2026-06-08", **told)
    assert (refused.status, refused.says("Choose a day after")) == (400, True)
    empty = face.step(owed().pk, "extend", until="2026-06-08", reason="No.", interim="No.")
    assert empty.text.count("Write at least 30 characters") >= 2, "everything wrong is named at once"
    assert face.step(owed().pk, "extend", until="2026-06-05", **told).done
    assert owed().extension.until.isoformat() == "2026-06-05"
    assert face.step(owed().pk, "extend", until="2026-06-05", **told).status == 409


def test_the_facilitators_let_the_clock_stand_still(face, another, world):
    other = another()
    still = {"ground": "election", "reason": REASON, "from_on": "2026-04-01", "until_on": "2026-04-14"}
    other.sign_in(world.cast.omar)
    assert other.step(owed().pk, "suspend", **still).status == 403
    face.sign_in(world.cast.fay)
    assert face.step(owed().pk, "suspend", **{**still, "until_on": "2026-03-31"}).status == 400
    assert face.step(owed().pk, "suspend", **still).done
    assert owed().falls_due.isoformat() == "2026-05-22"
