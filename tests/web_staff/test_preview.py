"""Trying the voting page of a draft: it leads on, and stores nothing."""

from html import unescape

from deliberation.consultations.actions import open_consultation
from deliberation.votes.models import Participant, Served, Vote
from tests.cast import DAY, HOUR, NOON, TEXTS, draft, fresh, seeded

HERE = "/desk/consultations/plan/preview/"


def test_every_statement_is_tried_and_nothing_is_stored(cast, signed_in):
    plan = draft(cast, slug="plan", opens_at=NOON + DAY)
    seeded(cast, plan)
    fay, asked = signed_in(cast.fay), HERE
    for place, text in enumerate(TEXTS):
        page = unescape(fay.get(asked).content.decode())
        assert text in page
        assert "nothing that you press is stored" in page
        asked = fay.post(HERE, {"statement": place, "value": 1}).headers["Location"]
    assert "You have answered everything there is" in fay.get(asked).content.decode()
    assert not any(kind.objects.exists() for kind in (Participant, Served, Vote))


def test_what_has_opened_is_not_tried(cast, signed_in):
    plan = draft(cast, slug="plan", opens_at=NOON + DAY)
    open_consultation(consultation=plan, by=cast.fay, now=NOON + HOUR)
    assert fresh(plan).public
    assert signed_in(cast.fay).get(HERE).status_code == 409


def test_nobody_else_sees_it(cast, signed_in):
    draft(cast, slug="plan", opens_at=NOON + DAY)
    assert signed_in(cast.filip).get(HERE).status_code == 404
