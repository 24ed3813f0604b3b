"""Requests made from the description of the API, and answers that are as it says.

`make soak` sends 10,000 of them (CASES=10000), and prints what became of them.
"""

import os
from collections import Counter
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client

from deliberation.obligations.delivering import make_link, token_of
from deliberation.statements.moderating import rule
from deliberation.votes.identity import COOKIE, remember
from tests.api.asking import Asked, Asker
from tests.api.conftest import strict
from tests.cast import (
    CLOSING,
    HOUR,
    MINUTE,
    WEEK,
    answer,
    citizen,
    closed_and_bound,
    commitment,
    draft,
    founded,
    published,
    served,
    voted_world,
    written,
)
from tests.hall import documented, meeting_owed

CASES = int(os.environ.get("ANSWERABLE_SOAK_CASES", "0"))
NOW = CLOSING + HOUR


@pytest.fixture
def asked(description, clock, db) -> Asked:
    """Streets are open and published, parks are decided and were answered, in the hall a meeting was held, and
    squares are a draft. Those who ask: nobody, a participant, a facilitator and an official."""
    cast = founded()
    parks = closed_and_bound(voted_world(cast, slug="parks"))
    duty = parks.consultation.obligations.earliest("id")
    open_duty = parks.consultation.obligations.latest("id")
    answer(obligation=duty, draft=commitment(), by=cast.omar, now=CLOSING)
    link = make_link(obligation=duty, number=1, by=cast.omar, now=CLOSING)
    hall = documented(cast, meeting_owed(cast, "hall", CLOSING), CLOSING + MINUTE)
    clock.move_to(NOW)
    streets = published(voted_world(cast, closes_at=CLOSING + WEEK), NOW).consultation
    draft(cast, slug="squares", opens_at=NOW + HOUR, closes_at=NOW + WEEK)
    waiting = written(streets, "ann", "Trams should be free of charge on Sundays.", NOW)
    rejected = written(streets, "ann", "Buy benches at my shop.", NOW)
    rule(statement=rejected, outcome="rejected", reason="advertising", by=cast.fay, now=NOW)
    served(citizen(streets, "ann", NOW), 1)
    known = {
        "consultations/{slug}": ["streets", "streets", "parks", "hall", "squares"],
        "organisations/{slug}": ["springfield", "transport"],
        "obligations/{obligation}": [duty.pk, hall.pk, open_duty.pk],
        "statements/{number}": [1, waiting.number, rejected.number],
        "people/{number}": [cast.olga.roles.get().pk, cast.fay.roles.get().pk],
        "squad/{number}": [cast.fay.roles.get().pk],
        "results/{number}": [1],
        "milestones/{number}": [1],
        "utterances/{utterance}": [1, 2],
        "versions/{version}": [1],
        "files/{attached}": [1],
        "files/{number}": [1],
        "translations/{language}": ["ar", "fr"],
        "rulings/{batch}": [UUID(int=1)],
        "sheets/{code}": ["0000000000"],
        "check-ins/{token}": [token_of(link)],
    }
    return Asked(
        strict(description), [Asker("nobody", {}), _participant("ann"), _staff(cast.fay), _staff(cast.omar)], known
    )


def _participant(token: str) -> Asker:
    response = HttpResponse()
    remember(response, token)
    return Asker("participant", {COOKIE: response.cookies[COOKIE].value})


def _staff(person) -> Asker:
    client = Client()
    client.force_login(person)
    return Asker(person.name, {name: morsel.value for name, morsel in client.cookies.items()})


def told(asked: Asked) -> str:
    by_check = dict(Counter(check for check, _operation, _status in asked.findings))
    return (
        f"\n{asked.cases} cases over {len(asked.operations)} operations, answered with "
        f"{dict(sorted(asked.statuses.items()))}; {len(asked.findings)} findings {by_check}"
    )


def test_every_answer_is_as_described(asked):
    """In the short form one in twenty of what breaks the description of each operation."""
    asked.by_rule(every=1 if CASES else 20)
    asked.by_chance(CASES)
    print(told(asked))  # noqa: T201 - for `make soak`
    assert len(asked.operations) > 120
    assert asked.findings == {}, "\n\n".join(asked.findings.values())
