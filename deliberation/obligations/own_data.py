"""All that is kept about somebody who takes part, for that somebody: one entry for each participant of the browser.

    {"joined_at", "tier",
     "shown": [{"statement", "at"}],
     "votes": [{"statement", "text", "value", "counted", "at"}]: every line of the log, the newest first,
     "statements": [{"number", "text", "written_at", "standing", "reason", "note",
                     "appeals": [{"reason", "made_at", "state", "message"}]}],
     "ratings": [{"obligation", "version", "answers_it", "clear", "at"}],
     "confirmations": [{"obligation", "milestone", "said", "at"}]}

Texts that nobody may read any more are empty. The pseudonym itself is not in it: whoever had it would learn nothing.
"""

from collections.abc import Mapping
from typing import Any

from deliberation.consultations.models import Consultation
from deliberation.obligations.models import Confirmation, Rating
from deliberation.statements.models import Ruling, Statement
from deliberation.statements.queries import own_statements, public_texts
from deliberation.votes.erasing import participants_from
from deliberation.votes.models import Participant, Served, Vote

Kept = dict[str, Any]


def own_data(consultation: Consultation, cookies: Mapping[str, str]) -> list[Kept]:
    """Of everybody whom this browser can act as in the consultation; nobody: an empty list."""
    people = participants_from(cookies, consultation)
    texts = public_texts(consultation) if people else {}
    return [_about(each, consultation, texts) for each in people]


def _about(participant: Participant, consultation: Consultation, texts: Mapping[int, str]) -> Kept:
    return {
        "joined_at": participant.joined_at,
        "tier": participant.tier,
        "shown": _shown(participant),
        "votes": _votes(participant, texts),
        "statements": [_statement(each) for each in own_statements(consultation, participant.pseudonym)],
        "ratings": _ratings(participant),
        "confirmations": _confirmations(participant),
    }


def _shown(participant: Participant) -> list[Kept]:
    rows = Served.objects.filter(participant=participant).order_by("-id").values_list("statement__number", "served_at")
    return [{"statement": number, "at": at} for number, at in rows]


def _votes(participant: Participant, texts: Mapping[int, str]) -> list[Kept]:
    lines = Vote.objects.filter(participant=participant).order_by("-id")
    rows = lines.values_list("statement__number", "value", "counted", "cast_at")
    return [
        {"statement": number, "text": texts.get(number, ""), "value": value, "counted": counted, "at": at}
        for number, value, counted, at in rows
    ]


def _statement(statement: Statement) -> Kept:
    ruling = statement.ruling
    return {
        "number": statement.number,
        "text": statement.shown,
        "written_at": statement.written_at,
        "standing": statement.standing,
        "reason": ruling.reason if ruling else "",
        "note": ruling.note if ruling else "",
        "appeals": [_appeal(each) for each in statement.steps if each.appealed],
    }


def _appeal(ruling: Ruling) -> Kept:
    appeal = ruling.appealed
    assert appeal is not None
    message = appeal.decision.message if hasattr(appeal, "decision") else ""
    return {"reason": appeal.reason, "made_at": appeal.made_at, "state": appeal.state, "message": message}


def _ratings(participant: Participant) -> list[Kept]:
    rows = Rating.objects.filter(participant=participant).order_by("-id")
    found = rows.values_list("answer__obligation", "answer__version", "answers_it", "clear", "at")
    return [dict(zip(("obligation", "version", "answers_it", "clear", "at"), row, strict=True)) for row in found]


def _confirmations(participant: Participant) -> list[Kept]:
    rows = Confirmation.objects.filter(participant=participant).order_by("-id")
    found = rows.values_list("report__milestone__answer__obligation", "report__milestone", "said", "at")
    return [dict(zip(("obligation", "milestone", "said", "at"), row, strict=True)) for row in found]
