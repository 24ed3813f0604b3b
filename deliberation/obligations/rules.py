"""May this answer be saved, signed, published?"""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deliberation.consultations.wording import unfit
from deliberation.errors import Conflict, Invalid, Refusal
from deliberation.obligations.answering import AnswerDraft, gaps, too_large

LONGEST_NOTE = 1000  # characters


def may_bind(closed: bool) -> Refusal | None:
    """Only what voting has ended on can be frozen."""
    return None if closed else Conflict("not-closed", _("This consultation has not closed yet."))


def takes_answers(kind: str) -> Refusal | None:
    """Is it answered in writing?"""
    if kind == "answer":
        return None
    return Conflict("not-an-answer", _("This duty is to hold a meeting; it has no written answer."))


def may_keep(draft: AnswerDraft) -> Refusal | None:
    """Can a draft hold as much? What is missing does not matter yet."""
    faults = too_large(draft)
    return Invalid("answer-too-long", _("The draft is too long to be saved."), faults) if faults else None


def may_publish(kind: str, draft: AnswerDraft, today: date) -> Refusal | None:
    """Is it an answer that can be given, and is it complete? Everything missing is named at once."""
    missing = gaps(draft, today)
    incomplete = Invalid("answer-incomplete", _("The answer is not complete yet."), missing) if missing else None
    return takes_answers(kind) or incomplete


def may_join(draft: AnswerDraft, free: set[int], drafted: set[int]) -> Refusal | None:
    """One text for several statements: are all of them `free`, duties of the same ministry from the same consultation,
    and do none of them have a draft of their own (`drafted`)?"""
    foreign = _("One text can answer only what your ministry owes from this consultation.")
    doubled = _("There is another draft for this statement. Discard it first, or leave the statement out here.")
    faults = {f"together.{duty}": doubled for duty in draft.together if duty in drafted}
    faults |= {f"together.{duty}": foreign for duty in draft.together if duty not in free}
    return Invalid("not-together", _("These statements cannot be answered together."), faults) if faults else None


def is_not_joined(statement: int | None) -> Refusal | None:
    """`statement`: the number of the one whose draft answers this duty as well, if any."""
    if statement is None:
        return None
    sentence = _("This is answered together with statement %(number)s: change the draft there.")
    return Conflict("answered-together", sentence % {"number": statement})


def is_drafted(saved: bool) -> Refusal | None:
    return None if saved else Conflict("no-draft", _("There is no draft. Save one first."))


def as_seen(seen: str, version: str) -> Refusal | None:
    """What is signed must be what was read, so here nobody may leave it out."""
    if seen == version:
        return None
    return Conflict("changed-meanwhile", _("The draft is not as you read it any more. Read it again, then sign."))


def four_eyes(wrote: bool, free: int, others: int) -> Refusal | None:
    """Is who signs none of those who wrote the draft? `others`: how many officials the ministry has besides; `free`:
    how many of them wrote nothing of it."""
    if not wrote:
        return None
    if others and not free:
        sentence = _(
            "Everybody in your ministry who could sign has changed this draft. Have another official appointed, or "
            "discard the draft and let one person write it."
        )
    elif not others:
        sentence = _("Ask a second official to sign; your ministry has no other one yet. Have one appointed.")
    else:
        counted = ngettext(
            "Ask a second official to sign; your ministry has %(others)s other.",
            "Ask a second official to sign; your ministry has %(others)s others.",
            free,
        )
        sentence = counted % {"others": free}
    return Conflict("second-person-needed", sentence)


def is_own_text(copied: str, percent: int) -> Refusal | None:
    """`copied`: in words, which other answer says nearly the same; empty: none. `percent`: from where on that is."""
    if not copied:
        return None
    sentence = _(
        "At least %(percent)s%% of the words are those of the answer to %(other)s. Answer both together, or write what "
        "is different."
    ) % {"percent": percent, "other": copied}
    return Invalid("answer-copied", sentence, {"explanation": sentence})


def may_assign(belongs: bool) -> Refusal | None:
    if belongs:
        return None
    sentence = _("Only officials of your ministry can look after this.")
    return Invalid("not-an-official", sentence, {"person": sentence})


def meant_for_ever(sure: bool) -> Refusal | None:
    """Does whoever asks for an erasure know that nothing brings it back?"""
    if sure:
        return None
    sentence = _("Say that you know that this cannot be undone.")
    return Invalid("not-valid", sentence, {"sure": sentence})


def is_board_note(text: str, *, holds: bool) -> Refusal | None:
    """Can a ministry say that to its line of the scoreboard? `holds`: there is a note that an empty one takes back."""
    sentence = unfit(text, LONGEST_NOTE, prose=True)
    if not text and not holds:
        sentence = _("Write a few sentences.")
    return Invalid("note-text", sentence, {"text": sentence}) if sentence else None


def accountable_for_nothing(questions: Iterable[str]) -> Refusal | None:
    """Does nobody have to take over anything? `questions`: of consultations that the person is accountable for."""
    named = " ".join(questions)
    if not named:
        return None
    sentence = _("You are accountable for consultations. Make somebody else accountable first: %(questions)s")
    return Conflict("still-accountable", sentence % {"questions": named})
