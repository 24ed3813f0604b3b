"""What a complete answer is: the table that the rule, the form's hints, the pages and the API read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LONGEST_SUMMARY = 200  # characters
LONGEST_NAME = 200  # characters of a role or a unit
LONGEST_SOURCE = 500  # characters
LONGEST_LINK = 500  # characters
LONGEST_PROMISE = 300  # characters
LONGEST_SENTENCE = 300  # characters of what is said about one statement of several
LONGEST_TEXT = 20_000  # characters of any text
SHORTEST_EXPLANATION = 400  # characters
MOST_MILESTONES = 30
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

# What every answer holds, and what each position holds besides. Nothing else of a draft is published.
ALWAYS = ("summary", "explanation", "signed_by", "contact")
NOT_YET = ("reasons", "source", "would_have_to_change", "review_on", "alternative")
ALREADY = ("link", "since", "usage")
NEEDS: Mapping[str, tuple[str, ...]] = {
    "commitment": ("milestones",),
    "partly": ("milestones", *NOT_YET),
    "already": ALREADY,
    "not-yet": NOT_YET,
}
# What the parts are called, in the form and where versions are compared.
LABELS = {
    "position": gettext_lazy("Position"),
    "summary": gettext_lazy("Summary"),
    "sentence": gettext_lazy("About this statement"),
    "explanation": gettext_lazy("Explanation"),
    "milestones": gettext_lazy("Milestones"),
    "reasons": gettext_lazy("Why it is not feasible yet"),
    "source": gettext_lazy("Source"),
    "would_have_to_change": gettext_lazy("What would have to change"),
    "review_on": gettext_lazy("When you will look at it again"),
    "alternative": gettext_lazy("What you offer instead"),
    "link": gettext_lazy("Where it is so already"),
    "since": gettext_lazy("Since when"),
    "usage": gettext_lazy("How people use it"),
    "attachments": gettext_lazy("Files"),
    "signed_by": gettext_lazy("Who signs"),
    "contact": gettext_lazy("Whom people can turn to"),
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
    link: str = ""
    since: str = ""
    usage: str = ""
    milestones: Sequence[MilestoneDraft] = field(default_factory=tuple)
    sentence: str = ""  # about this statement, where the text is given for several
    together: Mapping[int, str] = field(default_factory=dict)  # the other obligations, each with a sentence of its own
    files: Sequence[int] = ()  # keys of AnswerFile; set by answer_files.py only

    def needs(self, name: str) -> bool:
        """Does its position ask for this part?"""
        return name in NEEDS.get(self.position, ())


def positions_with(name: str) -> list[str]:
    """The positions that ask for a part."""
    return [position for position, names in NEEDS.items() if name in names]


def gaps(draft: AnswerDraft, today: date) -> dict[str, str]:
    """What is missing or wrong: field name to a sentence. Empty: complete."""
    missing = _always(draft) | _of_group(draft)
    if draft.position not in NEEDS:
        missing["position"] = _("Choose one of the positions: what will you do?")
    if draft.needs("milestones"):
        missing |= _of_commitment(draft, today)
    if draft.needs("reasons"):
        missing |= _of_not_yet(draft, today)
    if draft.needs("link"):
        missing |= _of_already(draft)
    return missing


def too_large(draft: AnswerDraft) -> dict[str, str]:
    """What not even a draft may hold."""
    texts = {name: text for name, text in vars(draft).items() if isinstance(text, str)}
    faults = _too_long(draft, **dict.fromkeys(texts, LONGEST_TEXT))
    if len(draft.milestones) > MOST_MILESTONES:
        faults["milestones"] = _("Name at most %(most)s milestones.") % {"most": MOST_MILESTONES}
    for place, milestone in enumerate(draft.milestones):
        if max(map(len, (milestone.what, milestone.evidence, milestone.unit))) > LONGEST_TEXT:
            faults[f"milestones.{place}"] = _("Shorten this to %(most)s characters.") % {"most": LONGEST_PROMISE}
    return faults | _too_long_sentences(draft, LONGEST_TEXT)


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


def _too_long_sentences(draft: AnswerDraft, most: int) -> dict[str, str]:
    sentence = _("Shorten this to %(most)s characters.") % {"most": most}
    return {f"together.{duty}": sentence for duty, text in draft.together.items() if len(text.strip()) > most}


def _empty(draft: AnswerDraft, **sentences: str) -> dict[str, str]:
    """The sentences of those fields that hold nothing but white space."""
    return {name: sentence for name, sentence in sentences.items() if not getattr(draft, name).strip()}


def _of_group(draft: AnswerDraft) -> dict[str, str]:
    """One text for several statements says something about each of them."""
    if not draft.together:
        return {}
    wanted = _("Say in one sentence what the answer means for this statement.")
    missing = {f"together.{duty}": wanted for duty, text in draft.together.items() if not text.strip()}
    missing |= _empty(draft, sentence=wanted)
    return missing | _too_long(draft, sentence=LONGEST_SENTENCE) | _too_long_sentences(draft, LONGEST_SENTENCE)


def _of_already(draft: AnswerDraft) -> dict[str, str]:
    missing = _empty(
        draft,
        since=_("Say since when it is so."),
        usage=_("Say how people use it."),
    )
    if fault := _of_link(draft.link.strip()):
        missing["link"] = fault
    return missing | _too_long(draft, since=LONGEST_NAME)


def _of_link(link: str) -> str:
    if len(link) > LONGEST_LINK:
        return _("Shorten this to %(most)s characters.") % {"most": LONGEST_LINK}
    try:
        URLValidator(schemes=["https"])(link)
    except ValidationError:
        return _("Give the address of a page where everybody can see it; it begins with https://.")
    return ""


def _of_commitment(draft: AnswerDraft, today: date) -> dict[str, str]:
    if not draft.milestones:
        return {"milestones": _("Name at least one milestone: what will be measurably true, and by when.")}
    wrong = {
        f"milestones.{place}": sentence
        for place, milestone in enumerate(draft.milestones)
        if (sentence := _of_milestone(milestone, today))
    }
    return _twice(draft) | wrong


def same_words(what: str) -> str:
    """By which a milestone is known again in a later version."""
    return " ".join(what.casefold().split())


def _twice(draft: AnswerDraft) -> dict[str, str]:
    """Milestones are known again by their words: two of one version with the same could not be told apart."""
    first: dict[str, int] = {}
    wrong = {}
    for place, milestone in enumerate(draft.milestones):
        if not milestone.what.strip():
            continue  # which is said of it already
        before = first.setdefault(same_words(milestone.what), place)
        if before != place:
            sentence = _("Milestone %(number)s has the same words. Say how this one differs.")
            wrong[f"milestones.{place}"] = sentence % {"number": before + 1}
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


def kept(draft: AnswerDraft) -> dict[str, object]:
    """What is published of it: what belongs to its position. Milestones are rows of their own."""
    names = [name for name in (*ALWAYS, *NEEDS[draft.position]) if name != "milestones"]
    found: dict[str, object] = {"position": draft.position}
    for name in names:
        value = getattr(draft, name)
        found[name] = value.strip() if isinstance(value, str) else value
    if draft.needs("reasons"):
        found["reasons"] = sorted(set(draft.reasons))
    return found
