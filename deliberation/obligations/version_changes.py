"""What changed from one version of an answer to the next, in words, field by field."""

from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from deliberation.errors import Missing
from deliberation.obligations.answering import ALREADY, LABELS, NOT_YET, REASONS
from deliberation.obligations.differences import Part, compare
from deliberation.obligations.models import Answer, AnswerFile, Milestone, Obligation

IN_TURN = (
    "position", "sentence", "summary", "explanation", "milestones", *NOT_YET, *ALREADY, "attachments", "signed_by",
    "contact",
)  # fmt: skip


class Change(NamedTuple):
    """A field that is not the same: what it is called, and its text with what is gone and what is new."""

    field: str
    label: str
    parts: list[Part]


def version_with_before(duty: Obligation, version: int) -> tuple[Answer, Answer | None]:
    """A version of the answer to a duty (`with_facts`), and the one before it, if any."""
    answers = {answer.version: answer for answer in duty.answers.all()}
    if version not in answers:
        raise Missing("no-answer", _("There is no such version of this answer."))
    return answers[version], answers.get(version - 1)


def changes(before: Answer, after: Answer) -> list[Change]:
    """Field by field, in the order of the page."""
    old, new = _texts(before), _texts(after)
    names = [name for name in IN_TURN if old[name] != new[name]]
    return [Change(name, str(LABELS[name]), compare(old[name], new[name])) for name in names]


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
