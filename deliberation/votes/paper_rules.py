"""What a sheet of paper may be, and when its entries agree. Pure: no models, no clock."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from deliberation.consultations.admission import ADMISSIONS, INVITED, OPEN
from deliberation.errors import Conflict, Forbidden, Invalid, Refusal
from deliberation.votes.rules import VALUES

Answers = Mapping[int, int | None]  # by statement number; None: no box is marked, or more than one
MOST_SHEETS, MOST_STATEMENTS = 100, 40


def tier_on_paper(admission: str) -> str:
    """How whoever fills in a sheet takes part. Where invitation codes count a sheet is one: a facilitator hands it
    out. Everywhere else it is the open link."""
    return INVITED if ADMISSIONS[admission].takes_codes else OPEN


def on_paper(admission: str) -> Refusal | None:
    """Can anybody take part on paper?"""
    if tier_on_paper(admission) in ADMISSIONS[admission].admits:
        return None
    return Forbidden(
        "verified-needed", _("Here only people who have signed in take part, and nobody can sign in on paper.")
    )


def ready_to_print(closes_at: datetime | None, ministry: int | None) -> Refusal | None:
    """Is there already what every sheet says? A draft may lack it."""
    sentence = _("First say until when people vote and which ministry answers: every sheet says both.")
    known = {"closes_at": closes_at, "ministry": ministry}
    missing = {name: sentence for name, value in known.items() if value is None}
    return Invalid("not-ready", sentence, missing) if missing else None


def so_many_sheets(sheets: int, statements: int, numbers: Sequence[int], known: Collection[int]) -> Refusal | None:
    """Can so many sheets be printed, with so many statements or these?"""
    fields = {}
    if not 1 <= sheets <= MOST_SHEETS:
        fields["sheets"] = _("Print from 1 to %(most)s sheets at a time.") % {"most": MOST_SHEETS}
    if not 1 <= statements <= MOST_STATEMENTS or len(set(numbers)) > MOST_STATEMENTS:
        fields["statements"] = _("Put from 1 to %(most)s statements on a sheet.") % {"most": MOST_STATEMENTS}
    strange = sorted(set(numbers) - set(known))
    if strange:
        named = ", ".join(map(str, strange))
        fields["numbers"] = _("People do not vote on these, or there are none: %(numbers)s.") % {"numbers": named}
    elif not known:
        fields["statements"] = _("There is no statement yet that could be voted on.")
    return Invalid("not-valid", next(iter(fields.values())), fields) if fields else None


def may_enter(counted: bool, entries: int) -> Refusal | None:
    """May the sheet be typed in once more? `entries`: how often it was, without being counted."""
    if counted:
        return Conflict("sheet-counted", _("This sheet was counted already. Each is good for one person, once."))
    if entries > 1:
        return Conflict("sheet-differs", _("This sheet was typed in twice, and not alike. Look at the paper again."))
    return None


def may_settle(counted: bool, entries: int) -> Refusal | None:
    """Are there two entries that differ?"""
    if counted or entries > 1:
        return may_enter(counted, 0)
    return Conflict("sheet-not-entered", _("This sheet was not typed in twice yet."))


def unused_operation(used: bool) -> Refusal | None:
    """An operation is one entry of one sheet. `used`: is it in another?"""
    if used:
        return Conflict("operation-reused", _("The operation id was used for another entry."))
    return None


def entered_whole(answers: Answers, numbers: Collection[int]) -> Refusal | None:
    """Is something said for each of these, and for nothing else? None says that there is no mark."""
    missing = [number for number in numbers if number not in answers]
    fields = {str(number): _("Say what is marked here, or that nothing is.") for number in missing}
    fields |= {str(number): _("This is not asked here.") for number in answers if number not in numbers}
    wrong = [number for number, value in answers.items() if value not in (*VALUES, None) or isinstance(value, bool)]
    fields |= {str(number): _("Vote agree (1), disagree (-1) or skip (0).") for number in wrong}
    return Invalid("sheet-incomplete", _("The entry is not whole: see what is missing."), fields) if fields else None


def standing(counted: bool, entries: int) -> str:
    """printed, once (typed in once), differing (twice, and not alike) or counted."""
    return "counted" if counted else ("printed", "once", "differing")[entries]


def differing(first: Answers, second: Answers) -> list[int]:
    """The numbers of the statements on which two entries do not agree, in the order of the first."""
    return [number for number, value in first.items() if second.get(number) != value]
