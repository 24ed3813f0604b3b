"""A public meeting: when and where, what about; later the recording, what was said and the minutes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from deliberation.consultations.reasons import REASONS
from deliberation.obligations.meeting_facts import announcements_of, meeting_numbered, standing_of_meeting
from deliberation.obligations.models import Announcement, Obligation
from deliberation.obligations.queries import standing_of
from deliberation.obligations.transcript_lines import Line, line_numbered, lines_of
from deliberation.obligations.transcripts import Transcript
from deliberation.statements.queries import public_texts


def told_of_meeting(duty: Obligation, now: datetime) -> dict[str, Any]:
    """What any page says of a meeting: where it stands, and what was announced."""
    announcements = announcements_of(duty)
    return {
        "meeting": standing_of_meeting(duty, announcements, now),
        "announced": announcements[0] if announcements else None,
        "earlier": announcements[1:],
        "held": getattr(duty, "meeting_held", None),
        "post": getattr(duty, "meeting_post", None),
        "given_up": getattr(duty, "meeting_not_held", None),
    }


def agenda_rows(duty: Obligation, announced: Announcement | None, lines: Sequence[Line]) -> list[dict[str, Any]]:
    """The agenda with the texts of its statements as far as they may be read, and what was said to each."""
    if announced is None:
        return []
    public, source = public_texts(duty.consultation), announced.decided_from
    return [
        {
            **item,
            "words": public.get(item.get("statement"), ""),
            "divides": item.get("statement") in source["dividing"],
            "nearly": item.get("statement") in source["nearly"],
            "overdue": "statement" in item and item["statement"] == duty.unanswered_statement,
            "said": [line for line in lines if item.get("statement") in line.answers],
        }
        for item in announced.agenda
    ]


@require_safe
def meeting(request: HttpRequest, number: int) -> HttpResponse:
    """All that is public of one meeting."""
    duty, now = meeting_numbered(number), timezone.now()
    context, lines = told_of_meeting(duty, now), lines_of(duty)
    context |= {
        "duty": duty,
        "consultation": duty.consultation,
        "standing": standing_of(duty, now),
        "agenda": agenda_rows(duty, context["announced"], lines),
        "lines": [(line, REASONS.get(line.hidden, "")) for line in lines],
        "speakers": list(dict.fromkeys(line.speaker for line in lines if line.speaker)),
        "corrected": sum(bool(line.earlier) for line in lines),
    }
    return render(request, "obligations/meeting_page.html", context)


@require_safe
def utterance(request: HttpRequest, number: int, utterance: int) -> HttpResponse:
    """One utterance at an address of its own, with its earlier words and the reasons for changing them."""
    duty = meeting_numbered(number)
    line = line_numbered(duty, utterance)
    context = {"duty": duty, "consultation": duty.consultation, "line": line, "hidden": REASONS.get(line.hidden, "")}
    return render(request, "obligations/utterance.html", context)


def preview_rows(found: Transcript) -> dict[str, Any]:
    """What a page shows of a transcript before it is published."""
    return {"count": len(found.said), "speakers": found.speakers, "first": found.said[:20], "last": found.said[-3:]}
