"""What a complete answer is: the table that the rule, the form's hints and the pages read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from dateutil.relativedelta import relativedelta
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LONGEST_SUMMARY = 200  # characters
LONGEST_NAME = 200  # characters of a role or a unit
LONGEST_SOURCE = 500  # characters
LONGEST_PROMISE = 300  # characters
SHORTEST_EXPLANATION = 400  # characters
MILESTONE_MONTHS = 24
REVIEW_MONTHS = 12

REASONS = {
    "law": gettext_lazy("The law does not allow it."),
    "budget": gettext_lazy("There is no budget for it."),
    "technical": gettext_lazy("It is technically not possible yet."),
    "competing-right": gettext_lazy("It collides with somebody's right."),
    "other-level": gettext_lazy("Another level of government decides it."),
    "evidence": gettext_lazy("There is not enough evidence yet."),
    "timing": gettext_lazy("Something else has to come first."),
}


@dataclass(frozen=True)
class MilestoneDraft:
    what: str = ""
    due_on: date | None = None
    evidence: str = ""
    unit: str = ""


@dataclass(frozen=True)
class AnswerDraft:
    """An answer as it is sent; nothing in it is trusted yet."""

    position: str = ""
    summary: str = ""
    explanation: str = ""
    signed_by: str = ""
    contact: str = ""
    reasons: Sequence[str] = ()
    source: str = ""
    would_have_to_change: str = ""
    review_on: date | None = None
    alternative: str = ""
    milestones: Sequence[MilestoneDraft] = field(default_factory=tuple)


def gaps(draft: AnswerDraft, today: date) -> dict[str, str]:
    """What is missing or wrong: field name to a sentence. Empty: complete."""
    missing = _always(draft)
    if draft.position == "commitment":
        missing |= _of_commitment(draft, today)
    elif draft.position == "not-yet":
        missing |= _of_not_yet(draft, today)
    else:
        missing["position"] = _("Choose whether you will do it, or cannot yet.")
    return missing


def _always(draft: AnswerDraft) -> dict[str, str]:
    missing = _empty(
        draft,
        summary=_("Sum up the answer in plain language."),
        signed_by=_("Name the role that signs."),
        contact=_("Name the unit people can turn to."),
    )
    if len(draft.summary) > LONGEST_SUMMARY:
        missing["summary"] = _("Shorten the summary to %(most)s characters.") % {"most": LONGEST_SUMMARY}
    return missing | _too_long(draft, signed_by=LONGEST_NAME, contact=LONGEST_NAME)


def _too_long(draft: AnswerDraft, **most: int) -> dict[str, str]:
    """The fields that hold more than the record can keep."""
    sentence = _("Shorten this to %(most)s characters.")
    return {name: sentence % {"most": most[name]} for name in most if len(getattr(draft, name).strip()) > most[name]}


def _empty(draft: AnswerDraft, **sentences: str) -> dict[str, str]:
    """The sentences of those fields that hold nothing but white space."""
    return {name: sentence for name, sentence in sentences.items() if not getattr(draft, name).strip()}


def _of_commitment(draft: AnswerDraft, today: date) -> dict[str, str]:
    if not draft.milestones:
        return {"milestones": _("Name at least one milestone: what will be measurably true, and by when.")}
    wrong = {
        f"milestones.{place}": sentence
        for place, milestone in enumerate(draft.milestones)
        if (sentence := _of_milestone(milestone, today))
    }
    return wrong


def _of_milestone(milestone: MilestoneDraft, today: date) -> str:
    if not (milestone.what.strip() and milestone.evidence.strip() and milestone.unit.strip()):
        return _("Say what will be true, how anybody can see it, and which unit is responsible.")
    if max(len(milestone.what.strip()), len(milestone.evidence.strip())) > LONGEST_PROMISE:
        return _("Shorten this to %(most)s characters.") % {"most": LONGEST_PROMISE}
    if len(milestone.unit.strip()) > LONGEST_NAME:
        return _("Shorten the unit to %(most)s characters.") % {"most": LONGEST_NAME}
    last = today + relativedelta(months=MILESTONE_MONTHS)
    if milestone.due_on is None or not today < milestone.due_on <= last:
        sentence = _("Set a date after today, at most %(months)s months ahead.")
        return sentence % {"months": MILESTONE_MONTHS}
    return ""


def _of_not_yet(draft: AnswerDraft, today: date) -> dict[str, str]:
    missing = _empty(
        draft,
        source=_("Give a source: a law, a budget line, a study."),
        would_have_to_change=_("Say what would have to change for it to become feasible."),
        alternative=_("Say what you offer instead, or that you offer nothing and why."),
    )
    if not draft.reasons or not set(draft.reasons) <= set(REASONS):
        missing["reasons"] = _("Choose at least one reason of the list.")
    if len(draft.explanation.strip()) < SHORTEST_EXPLANATION:
        sentence = _("Explain in at least %(least)s characters; there are %(length)s.")
        missing["explanation"] = sentence % {"least": SHORTEST_EXPLANATION, "length": len(draft.explanation.strip())}
    last = today + relativedelta(months=REVIEW_MONTHS)
    if draft.review_on is None or not today < draft.review_on <= last:
        sentence = _("Set the date of the next review: after today, at most %(months)s months ahead.")
        missing["review_on"] = sentence % {"months": REVIEW_MONTHS}
    return missing | _too_long(draft, source=LONGEST_SOURCE)


def kept(draft: AnswerDraft) -> Mapping[str, object]:
    """The fields that belong to the draft's position; what belongs to the other one is not stored."""
    always = {
        name: getattr(draft, name).strip() for name in ("position", "summary", "explanation", "signed_by", "contact")
    }
    if draft.position == "commitment":
        return always
    return always | {
        "reasons": sorted(set(draft.reasons)),
        "source": draft.source.strip(),
        "would_have_to_change": draft.would_have_to_change.strip(),
        "review_on": draft.review_on,
        "alternative": draft.alternative.strip(),
    }
