"""Versions of answers on public pages, each at an address that stays, and what changed from one to the next."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from deliberation.obligations.answer_files import file_for
from deliberation.obligations.answering import REASONS
from deliberation.obligations.models import Answer, Obligation
from deliberation.obligations.queries import obligation_numbered
from deliberation.obligations.version_changes import changes, version_with_before
from deliberation.people.queries import signed_in
from deliberation.web.downloads import download


@require_safe
def version(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """One version, for ever here, and how it differs from the one before."""
    duty = obligation_numbered(number)
    answers = {answer.version: answer for answer in duty.answers.all()}
    chosen, before = version_with_before(duty, version)
    return render(
        request,
        "obligations/version.html",
        {
            "duty": duty,
            "consultation": duty.consultation,
            "each": shown([chosen])[0],
            "before": before,
            "changes": [(change.label, change.parts) for change in changes(before, chosen)] if before else [],
            "versions": [answers[one] for one in sorted(answers)],
            "latest": version == max(answers),
        },
    )


@require_safe
def file(request: HttpRequest, number: int, attached: int) -> HttpResponse:
    """The bytes of a file, to be saved: of a version by everybody, of a draft by its ministry."""
    found, public = file_for(obligation_numbered(number), attached, signed_in(request.user))
    return download(request, found, public)


def shown(answers: Iterable[Answer]) -> list[dict[str, Any]]:
    """What the pages need of each: milestones, reasons in words, and what else the same text answers."""
    answers = list(answers)
    mates = _mates(answers)
    return [
        {
            "answer": answer,
            "milestones": list(answer.milestones.all()),
            "reasons": [REASONS.get(code, code) for code in answer.reasons],
            "files": [attachment.file for attachment in answer.attachments.all()],
            "together": [mate for mate in mates[answer.group_id] if mate.obligation_id != answer.obligation_id],
        }
        for answer in answers
    ]


def _mates(answers: list[Answer]) -> Mapping[int | None, list[Answer]]:
    """All answers of the groups of these, by group, in one question to the database."""
    found: dict[int | None, list[Answer]] = defaultdict(list)
    groups = {answer.group_id for answer in answers if answer.group_id}
    if groups:
        rows = Answer.objects.filter(group__in=groups).select_related("obligation__statement__ruling")
        for row in rows.order_by("obligation"):
            found[row.group_id].append(row)
    return found


def answers_of(duty: Obligation) -> list[dict[str, Any]]:
    """Every version, the latest first."""
    return shown(reversed(duty.answers.all()))
