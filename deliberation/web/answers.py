"""Versions of answers on public pages, each at an address that stays, and what changed from one to the next."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from deliberation.errors import Missing
from deliberation.obligations.answer_files import file_for
from deliberation.obligations.answering import ALREADY, LABELS, NOT_YET, REASONS
from deliberation.obligations.differences import Part, compare
from deliberation.obligations.models import Answer, AnswerFile, Milestone, Obligation
from deliberation.obligations.queries import obligation_numbered
from deliberation.people.queries import signed_in
from deliberation.web.downloads import download

IN_TURN = (
    "position", "sentence", "summary", "explanation", "milestones", *NOT_YET, *ALREADY, "attachments", "signed_by",
    "contact",
)  # fmt: skip


@require_safe
def version(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """One version, for ever here, and how it differs from the one before."""
    duty = obligation_numbered(number)
    answers = {answer.version: answer for answer in duty.answers.all()}
    if version not in answers:
        raise Missing("no-version", _("There is no such version of this answer."))
    chosen, before = answers[version], answers.get(version - 1)
    return render(
        request,
        "obligations/version.html",
        {
            "duty": duty,
            "consultation": duty.consultation,
            "each": shown([chosen])[0],
            "before": before,
            "changes": changes(before, chosen) if before else [],
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


def changes(before: Answer, after: Answer) -> list[tuple[str, list[Part]]]:
    """Field by field, in the order of the page: what it is called, and its text with what is gone and what is new."""
    old, new = _texts(before), _texts(after)
    return [(str(LABELS[name]), compare(old[name], new[name])) for name in IN_TURN if old[name] != new[name]]


def _texts(answer: Answer) -> dict[str, str]:
    """Everything it says, in words."""
    texts = {name: str(getattr(answer, name)) for name in IN_TURN if isinstance(getattr(answer, name), str)}
    return {
        **texts,
        "position": str(answer.get_position_display()),
        "reasons": "\n".join(str(REASONS.get(code, code)) for code in answer.reasons),
        "review_on": date_format(answer.review_on) if answer.review_on else "",
        "milestones": "\n".join(_in_words(milestone) for milestone in answer.milestones.all()),
        "attachments": "\n".join(_named(attachment.file) for attachment in answer.attachments.all()),
    }


def _in_words(milestone: Milestone) -> str:
    return _("%(what)s By %(due_on)s. How anybody can see it: %(evidence)s Responsible: %(unit)s") % {
        "what": milestone.what,
        "due_on": date_format(milestone.due_on),
        "evidence": milestone.evidence,
        "unit": milestone.unit,
    }


def _named(file: AnswerFile) -> str:
    """Two files can have the same title; the digest says whether they are the same."""
    return _("%(title)s (%(name)s, SHA-256: %(digest)s)") % {
        "title": file.title,
        "name": file.name,
        "digest": file.sha256,
    }


def answers_of(duty: Obligation) -> list[dict[str, Any]]:
    """Every version, the latest first."""
    return shown(reversed(duty.answers.all()))
