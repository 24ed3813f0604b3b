"""May this answer be published?"""

from datetime import date

from django.utils.translation import gettext as _

from deliberation.errors import Conflict, Invalid, Refusal
from deliberation.obligations.answering import AnswerDraft, gaps


def may_bind(closed: bool) -> Refusal | None:
    """Only what voting has ended on can be frozen."""
    return None if closed else Conflict("not-closed", _("This consultation has not closed yet."))


def may_publish(kind: str, draft: AnswerDraft, today: date) -> Refusal | None:
    """Is it an answer that can be given, and is it complete? Everything missing is named at once."""
    if kind != "answer":
        return Conflict("not-an-answer", _("This duty is to hold a meeting; it has no written answer."))
    missing = gaps(draft, today)
    return Invalid("answer-incomplete", _("The answer is not complete yet."), missing) if missing else None


def is_latest(after: int | None, latest: int) -> Refusal | None:
    """Was the answer written with the latest version at hand? None: the writer did not say."""
    if after is None or after == latest:
        return None
    return Conflict("answered-meanwhile", _("Version %(latest)s was published meanwhile.") % {"latest": latest})
