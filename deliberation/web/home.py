"""The front page, and how it all works."""

from collections.abc import Iterable
from datetime import datetime
from statistics import NormalDist
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from deliberation.consultations.models import DEFAULT_ANSWER_DAYS, Consultation
from deliberation.consultations.rule_set import complete
from deliberation.obligations import answering, deadlines
from deliberation.obligations.models import Obligation
from deliberation.obligations.queries import standing_of
from deliberation.obligations.standing import Standing
from deliberation.results import method
from deliberation.statements.models import LONGEST
from deliberation.statements.reasons import CHOICES

SHELVES = ("open", "overdue", "waiting", "done")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is asked, and what became of it."""
    now = timezone.now()
    asked = list(Consultation.objects.visible_to(None).with_facts())
    duties = _standings(Obligation.objects.filter(consultation__in=asked).with_facts(), now)
    shelves: dict[str, list[dict[str, Any]]] = {name: [] for name in SHELVES}
    for consultation in asked:
        card = _card(consultation, duties.get(consultation.pk, []), now)
        shelves[card["shelf"]].append(card)
    return render(request, "home/home.html", {"shelves": shelves, "any": bool(asked)})


def _standings(duties: Iterable[Obligation], now: datetime) -> dict[int, list[tuple[Obligation, Standing]]]:
    by_consultation: dict[int, list[tuple[Obligation, Standing]]] = {}
    for duty in duties:
        by_consultation.setdefault(duty.consultation_id, []).append((duty, standing_of(duty, now)))
    return by_consultation


def _card(consultation: Consultation, duties: list[tuple[Obligation, Standing]], now: datetime) -> dict[str, Any]:
    unanswered = [(duty, standing) for duty, standing in duties if standing.code != "answered"]
    return {
        "consultation": consultation,
        "shelf": _shelf(consultation, bool(duties), unanswered, now),
        "owed": len(duties),
        "answered": len(duties) - len(unanswered),
        "due_on": min((duty.due_on for duty, _standing in unanswered), default=None),
        "late": max((standing.days for _duty, standing in unanswered if standing.late), default=0),
    }


def _shelf(
    consultation: Consultation, bound: bool, unanswered: list[tuple[Obligation, Standing]], now: datetime
) -> str:
    if consultation.phase(now).allows("vote"):
        return "open"
    if any(standing.late for _duty, standing in unanswered):
        return "overdue"
    return "done" if bound and not unanswered else "waiting"


@require_safe
def how(request: HttpRequest) -> HttpResponse:
    """How it works, with the very numbers that the rules use."""
    rule = complete({})
    return render(
        request,
        "home/how.html",
        {
            "settings": settings,
            "method": method,
            "rule": rule,
            "rule_words": rule_words(rule),
            "longest": LONGEST,
            "reasons": CHOICES.values(),
            "answer_days": DEFAULT_ANSWER_DAYS,
            "long_overdue_after": deadlines.LONG_OVERDUE_AFTER,
            "answering": answering,
            "answer_reasons": answering.REASONS.values(),
        },
    )


def rule_words(rule: dict[str, float]) -> dict[str, str]:
    """A consensus rule's shares as percentages, and its z as the confidence that it stands for.

    As exact as the rule is: 0.625 is not 62 %, and no confidence is 100 %.
    """
    return {
        "min_share": f"{rule['min_share'] * 100:g}",
        "confidence": f"{min(NormalDist().cdf(rule['z']) * 100, 99.99):.4g}",
        "min_group_fraction": f"{rule['min_group_fraction'] * 100:g}",
    }
