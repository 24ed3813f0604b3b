"""What a rule would do to the votes of made-up people, through the room and on both faces."""

import pytest

from deliberation.consultations.rule_set import complete
from deliberation.results.thresholds import PEOPLE, foreseen
from deliberation.votes.models import Vote
from tests.cast import draft, founded

WORLD = {"statements": 30, "groups": 3, "votes": 20}


def bound(**rule):
    return [row.bound for row in foreseen(complete(rule), **WORLD)]


def test_stricter_numbers_bind_less_and_more_people_make_it_surer():
    usual, strict, turnout = bound(), bound(min_share=0.95), bound(min_voters=400)
    assert usual[-1] > usual[0]
    assert strict == [0] * len(PEOPLE)
    assert turnout[:3] == [0, 0, 0]
    assert turnout[-1] > 0


def test_what_binds_is_what_all_were_made_to_agree_with():
    (*_rest, largest) = foreseen(complete({}), **WORLD)
    assert largest.united == 5
    assert 3 <= largest.shared <= 5
    assert largest.bound == largest.usual


def test_the_same_numbers_give_the_same_answer():
    assert foreseen(complete({}), **WORLD) == foreseen(complete({}), **WORLD)


@pytest.mark.django_db
def test_both_faces_tell_it_and_nothing_is_stored(client):
    cast = founded()
    draft(cast, slug="plan", opens_at=None, closes_at=None)
    client.force_login(cast.fay)
    rows = client.get("/api/v1/consultations/plan/simulation").json()
    assert [row["people"] for row in rows] == list(PEOPLE)
    page = client.get("/desk/consultations/plan/simulation/").content.decode()
    assert f"<td>{rows[-1]['bound']:.1f}</td>" in page
    for wrong in ("statements=1", "groups=99", "votes=x"):
        assert client.get(f"/api/v1/consultations/plan/simulation?{wrong}").status_code == 400
        assert client.get(f"/desk/consultations/plan/simulation/?{wrong}").status_code == 400
    assert not Vote.objects.exists()
