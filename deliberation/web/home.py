"""The front page, and how it all works."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import NormalDist
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from deliberation.consultations.models import DEFAULT_ANSWER_DAYS, Consultation
from deliberation.consultations.queries import ministries_asked, topics
from deliberation.consultations.reasons import CHOICES
from deliberation.consultations.rule_set import complete
from deliberation.obligations import answering, deadlines
from deliberation.obligations.models import Obligation
from deliberation.obligations.passing import latest_day
from deliberation.obligations.queries import local_day, past_due, standing_of
from deliberation.obligations.reopening import late_again
from deliberation.obligations.shelves import CLOSING_SOON, SHELVES, Place, due_first, places
from deliberation.obligations.standing import Standing
from deliberation.results import method
from deliberation.results.queries import Released, released
from deliberation.statements.models import LONGEST

CARDS_OF_A_SHELF = 6  # on the front page; a shelf of its own shows them all, in pages
CARDS_OF_A_PAGE = 24
LATE_DUTIES = 10  # on the front page
NAMES = {
    "closing": gettext_lazy("Closing soon"),
    "open": gettext_lazy("Open now"),
    "overdue": gettext_lazy("Overdue or failed"),
    "waiting": gettext_lazy("Waiting for an answer"),
    "answered": gettext_lazy("Answered"),
}


@dataclass(frozen=True)
class Chosen:
    """What a visitor wants to see; empty: everything."""

    shelf: str
    topic: str
    ministry: str

    @property
    def anything(self) -> bool:
        return bool(self.shelf or self.topic or self.ministry)


def _chosen(asked: QueryDict) -> Chosen:
    """From the address; a shelf that does not exist is no choice, and no database keeps the character 0."""
    topic, ministry = (asked.get(name, "").replace("\0", "") for name in ("topic", "ministry"))
    return Chosen(asked["shelf"] if asked.get("shelf") in SHELVES else "", topic, ministry)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is asked, and what became of it, on five shelves."""
    now, chosen = timezone.now(), _chosen(request.GET)
    asked = Consultation.objects.visible_to(None).about(chosen.topic, chosen.ministry)
    standing: dict[str, list[Place]] = {name: [] for name in SHELVES}
    for place in places(asked, now):  # only what is needed to sort them: there may be many, and few are shown
        standing[place.shelf].append(place)
    counts = [(name, NAMES[name], len(rows)) for name, rows in standing.items() if rows or name == chosen.shelf]
    page = None
    rows = {name: of[:CARDS_OF_A_SHELF] for name, of in standing.items()}
    if chosen.shelf:
        page = Paginator(standing[chosen.shelf], CARDS_OF_A_PAGE).get_page(request.GET.get("page"))
        rows = {chosen.shelf: list(page)}
    cards = _cards([row for of in rows.values() for row in of], now)
    context = {
        "shelves": [
            (name, NAMES[name], len(standing[name]), [cards[row.pk] for row in of]) for name, of in rows.items()
        ],
        "chosen": chosen,
        "chosen_name": NAMES.get(chosen.shelf),
        "page": page,
        "counts": counts,
        "found": sum(len(of) for of in rows.values()),
        "topics": topics(),
        "ministries": ministries_asked(),
        "soon": CLOSING_SOON.days,
        "late": [] if chosen.anything else _late(now),
        "late_again": [] if chosen.anything else late_again(now, LATE_DUTIES),
    }
    return render(request, "home/home.html", context)


def _late(now: datetime) -> list[tuple[Obligation, Standing]]:
    """What was due longest ago and is not answered, long overdue first; the scoreboard leads to all of it."""
    earliest = past_due(latest_day(now))[:LATE_DUTIES]
    standings = [(duty, standing_of(duty, now)) for duty in earliest]
    late = [(duty, stands) for duty, stands in standings if stands.late]
    return sorted(late, key=lambda row: (row[1].code != "long-overdue", -row[1].days, row[0].pk))


def _cards(rows: Sequence[Place], now: datetime) -> dict[int, dict[str, Any]]:
    consultations = Consultation.objects.with_facts().in_bulk([row.pk for row in rows])
    releases, first = released(consultations), due_first(consultations)
    return {
        row.pk: {**_card(consultations[row.pk], row, releases.get(row.pk), now), "first": first.get(row.pk)}
        for row in rows
    }


def _card(consultation: Consultation, row: Place, release: Released | None, now: datetime) -> dict[str, Any]:
    """What is going on in one line each; `days` are left until closing, or late."""
    today = local_day(consultation, now)
    until = local_day(consultation, consultation.closes_at) - today
    return {
        "consultation": consultation,
        "shelf": row.shelf,
        "owed": row.owed,
        "answered": row.owed - row.unanswered - row.failed,
        "failed": row.failed,
        "due_on": row.due_on,
        "days": until.days if row.shelf in {"open", "closing"} else (today - row.due_on).days if row.due_on else 0,
        "publication": release.number if release else 0,
        "participants": release.participants if release else None,
    }


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
