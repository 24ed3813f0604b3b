"""A draft as what is stored: everything typed so far, also what belongs to another position, as JSON."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from deliberation.obligations.answering import AnswerDraft, MilestoneDraft

KNOWN = {each.name for each in fields(AnswerDraft)}


def stored(draft: AnswerDraft) -> dict[str, Any]:
    """The draft as JSON; the same draft gives the same."""
    content = {**asdict(draft), "reasons": sorted(set(draft.reasons)), "review_on": _written(draft.review_on)}
    content["milestones"] = [{**asdict(each), "due_on": _written(each.due_on)} for each in draft.milestones]
    content["together"] = {str(duty): draft.together[duty] for duty in sorted(draft.together)}
    content["files"] = list(draft.files)
    return content


def loaded(content: Mapping[str, Any]) -> AnswerDraft:
    """The draft that was stored."""
    known = {name: value for name, value in content.items() if name in KNOWN}
    milestones = [MilestoneDraft(**{**each, "due_on": _read(each["due_on"])}) for each in known["milestones"]]
    together = {int(duty): sentence for duty, sentence in known["together"].items()}
    typed = {"review_on": _read(known["review_on"]), "milestones": milestones, "together": together}
    return AnswerDraft(**{**known, **typed, "files": tuple(known.get("files", ()))})


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _read(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None
