"""Reporting on a milestone at the desk and by a link, and saying whether it happened, over both faces."""

from datetime import date

import pytest

from deliberation.obligations.confirming import release_confirmations
from deliberation.obligations.delivering import token_of
from deliberation.obligations.models import CheckIn, Confirmation, Obligation, Report, Review
from deliberation.obligations.promises import ReportDraft
from tests.cast import CLOSING, DAY, HOUR, WEEK, answer, closed_and_bound, commitment

pytestmark = pytest.mark.django_db
ANSWERED = CLOSING + DAY
DONE = ReportDraft("done", "Every line runs; the timetable says so.", "https://example.org/timetable")
MOVED = ReportDraft("moved", "The buses were delivered too late.", moved_to=date(2027, 9, 30))
WITHDRAWN = ReportDraft("withdrawn", "The council took the money away.")


@pytest.fixture
def world(at):
    at(ANSWERED)
    made = closed_and_bound()
    answer(obligation=owed(), draft=commitment(), by=made.cast.omar, now=ANSWERED)
    return made


def owed():
    return Obligation.objects.order_by("id").first()


@pytest.fixture
def omar(another, world):
    official = another()
    official.sign_in(world.cast.omar)
    return official


@pytest.mark.parametrize(("draft", "state"), [(DONE, "done"), (MOVED, "open"), (WITHDRAWN, "withdrawn")])
def test_an_official_reports_and_everybody_reads_it(omar, another, world, draft, state):
    assert omar.report(owed().pk, 1, draft).done
    shown = another().follow_up(owed().pk)
    assert shown.says(draft.text)
    words = {"done": "Reported done on time", "open": "Under way", "withdrawn": "Given up"}
    assert shown.says(words[state] if omar.name == "html" else f'"state":"{state}"')
    assert shown.says("2027-03-31")  # the first date stays
    assert Review.objects.filter(ground="withdrawn").exists() == (draft is WITHDRAWN)


def test_what_a_report_lacks_is_said_and_nothing_is_kept(omar, world):
    refused = omar.report(owed().pk, 1, ReportDraft("done", DONE.text, "http://example.org"))
    assert (refused.status, refused.says("it begins with https://")) == (400, True)
    assert omar.report(owed().pk, 1, ReportDraft("perhaps", DONE.text)).status == 400
    assert omar.report(owed().pk, 7, DONE).status == 404
    assert not Report.objects.exists()
    omar.report(owed().pk, 1, DONE)
    assert omar.report(owed().pk, 1, MOVED).status == 409


@pytest.mark.parametrize("who", ["hana", "fay", "filip", None])
def test_nobody_else_reports_or_makes_links(face, world, who):
    if who:
        face.sign_in(getattr(world.cast, who))
    assert not face.report(owed().pk, 1, DONE).done
    assert not face.make_link(owed().pk, 1).done or face.name == "html"
    assert not Report.objects.exists()
    assert not CheckIn.objects.exists()


def test_a_unit_reports_by_its_link_and_looking_changes_nothing(omar, another, world):
    assert omar.make_link(owed().pk, 1).done
    token = token_of(CheckIn.objects.get())
    unit = another()
    assert unit.look_by_link(token).says("Night buses run every 30 minutes")
    assert not Report.objects.exists()
    assert unit.report_by_link(token, WITHDRAWN).status == 400
    assert unit.report_by_link(token, DONE).done
    assert Report.objects.get().by is None
    assert unit.report_by_link(token, DONE).status == 409
    for strange in (token + "x", "nonsense", token.partition(".")[0]):
        assert unit.look_by_link(strange).status == 404
        assert unit.report_by_link(strange, DONE).status == 404


def test_a_new_link_takes_the_place_of_the_one_before(omar, another, world, at):
    omar.make_link(owed().pk, 1)
    first = token_of(CheckIn.objects.get())
    assert omar.make_link(owed().pk, 1).says(token_of(CheckIn.objects.last()))
    assert another().look_by_link(first).status == 404
    at(ANSWERED + 500 * DAY)
    assert another().look_by_link(token_of(CheckIn.objects.last())).status == 404


def test_people_who_voted_say_whether_it_happened(omar, face, another, world, at):
    face.take_part_as("person 0")
    assert face.confirm(owed().pk, 1, "yes").status == 404  # nobody said so
    omar.report(owed().pk, 1, DONE)
    early = face.confirm(owed().pk, 1, "yes")
    assert (early.status, early.says("four weeks after it was reported")) == (409, True)
    at(ANSWERED + 4 * WEEK)
    assert face.confirm(owed().pk, 1, "perhaps").status == 400
    before = another().follow_up(owed().pk).text
    for person in range(14):
        one = another()
        one.take_part_as(f"person {person}")
        assert one.confirm(owed().pk, 1, "no").done
    assert face.confirm(owed().pk, 1, "yes").done
    assert Confirmation.objects.count() == 15
    assert another().follow_up(owed().pk).text == before
    release_confirmations(now=ANSWERED + 4 * WEEK + HOUR)
    after = another().follow_up(owed().pk)
    assert after.says("Did it happen? What people say" if face.name == "html" else '"cannot_tell"')
    stranger = another()
    assert stranger.confirm(owed().pk, 1, "no").status == 401
    stranger.take_part_as("somebody else")
    assert stranger.confirm(owed().pk, 1, "no").status == 403
