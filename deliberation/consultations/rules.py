"""May this be done in this phase, and is a consultation ready to open?"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any, Protocol

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from deliberation.consultations.admission import admission_fault
from deliberation.consultations.background import only_headings
from deliberation.consultations.phases import DRAFT, VOTING, Phase
from deliberation.consultations.reasons import CHOICES
from deliberation.consultations.rule_set import out_of_bounds
from deliberation.consultations.wording import unfit
from deliberation.errors import Conflict, Invalid, Refusal

SHORTEST = timedelta(hours=1)
LONGEST_NOTE = 10_000  # characters
LONGEST_BACKGROUND = 50_000
LONGEST_REASON = 500
YEARS = range(2000, 2101)  # far enough from where dates end that no time zone and no due date leaves them


class Asked(Protocol):
    """What the rules need of a consultation."""

    admission: str
    background: str
    languages: list[str]
    question: str
    reasons: list[str]
    time_zone: str

    @property
    def opens_at(self) -> datetime | None: ...
    @property
    def closes_at(self) -> datetime | None: ...
    @property
    def zone(self) -> tzinfo: ...
    @property
    def accountable(self) -> object | None: ...
    @property
    def grounds(self) -> Mapping[str, object]: ...
    @property
    def ended_at(self) -> datetime: ...

    def phase(self, now: datetime) -> Phase: ...


def allows(act: str, consultation: Asked, now: datetime) -> Refusal | None:
    """May the act be done in the phase the consultation is in?"""
    phase = consultation.phase(now)
    if phase.allows(act):
        return None
    if phase is DRAFT:
        return Conflict("not-open-yet", _("This consultation has not opened yet."))
    if phase is VOTING:
        return Conflict("open-already", _("This consultation is open already; this can only be done before it opens."))
    closed = date_format(consultation.ended_at.astimezone(consultation.zone), "DATETIME_FORMAT")
    sentence = _("This consultation closed on %(closed)s (%(zone)s).")
    return Conflict("closed", sentence % {"closed": closed, "zone": consultation.time_zone})


def may_rename(old: str, new: str, recorded: bool) -> Refusal | None:
    """Entries of the record find their consultation by its short name, so from the first one on it stays."""
    if old == new or not recorded:
        return None
    sentence = _("The public record uses the short name “%(slug)s” already; it stays.") % {"slug": old}
    return Invalid("not-valid", sentence, {"slug": sentence})


def unchanged(seen: str, version: str) -> Refusal | None:
    """Is it still as whoever acts has seen it? `seen`: its version then; empty: not told."""
    if seen in {"", version}:
        return None
    return Conflict("changed-meanwhile", _("Somebody saved changes meanwhile. Look at them, and then do this again."))


def draft_faults(
    *,
    opens_at: datetime | None,
    closes_at: datetime | None,
    consensus_rule: Mapping[str, Any],
    jurisdiction_known: bool,
    background: str = "",
    reasons: Sequence[str] = (),
) -> dict[str, str]:
    """What not even a draft may hold, so that it is said where it is typed and not only at opening. Times may lack."""
    faults = {f"consensus_rule.{name}": sentence for name, sentence in out_of_bounds(consensus_rule).items()}
    if opens_at and closes_at and closes_at <= opens_at:
        faults["closes_at"] = _("Close after opening.")
    for name, moment in (("opens_at", opens_at), ("closes_at", closes_at)):
        if moment and moment.year not in YEARS:
            faults[name] = _("Choose a year from %(first)s to %(last)s.") % {"first": YEARS[0], "last": YEARS[-1]}
    if sentence := unfit(background, LONGEST_BACKGROUND, prose=True):
        faults["background"] = sentence
    if not set(reasons) <= set(CHOICES):
        faults["reasons"] = _("Choose reasons from the published list.")
    if not jurisdiction_known:
        faults["jurisdiction"] = _("Write a country code whose holidays are known, such as TW, or leave it empty.")
    return faults


def launch_gaps(consultation: Asked, answers: bool, signs_in: bool) -> dict[str, str]:
    """What is still missing before opening: field name to a sentence. Empty: ready. `answers`: does the ministry?
    `signs_in`: has this site a provider where citizens may sign in?"""
    gaps = admission_fault(consultation.admission, signs_in)
    if not consultation.question.strip():
        gaps["question"] = _("Write the question.")
    if only_headings(consultation.background):
        gaps["background"] = _("Write the background: what is decided, what is already fixed, and why you ask.")
    if not answers:
        gaps["ministry"] = _("Name a ministry that answers.")
    if not consultation.languages:
        gaps["languages"] = _("There are no pages in its language. Choose at least one language that it is offered in.")
    if not consultation.reasons:
        gaps["reasons"] = _("Choose for which reasons a statement may be rejected.")
    if consultation.accountable is None:
        gaps["owner"] = _("Name who is accountable: a facilitator of the organisation that asks.")
    if consultation.closes_at is None:
        gaps["closes_at"] = _("Say when it closes.")
    elif consultation.opens_at and consultation.closes_at - consultation.opens_at < SHORTEST:
        gaps["closes_at"] = _("Close at least one hour after opening.")
    return gaps


def may_note(ended: bool) -> Refusal | None:
    """May another week note be written? `ended`: the last one is there."""
    if not ended:
        return None
    return Conflict("notes-ended", _("The last week note is there already. Nothing is added to it."))


def worded_note(field: str, text: str) -> Refusal | None:
    """Does it say something, and not too much? `field`: where it was typed."""
    sentence = _unworded(text, LONGEST_NOTE, _("Write a few sentences."))
    return Invalid("note-text", sentence, {field: sentence}) if sentence else None


def _unworded(text: str, longest: int, empty: str) -> str:
    """What is wrong with prose that has to say something; `empty`: the sentence for whoever says nothing."""
    return unfit(text, longest, prose=True) if text.strip() else empty


def may_postpone(before: datetime, closes_at: datetime, known: bool) -> Refusal | None:
    """May voting end then instead? `known`: are the holidays until the answer is due among those fixed at opening?"""
    if closes_at <= before:
        sentence = _("Choose a later time than the one announced. To end voting early, close it.")
    elif closes_at.year not in YEARS or not known:
        sentence = _("That is too late: the working days that due dates are counted by are not known until then.")
    else:
        return None
    return Invalid("not-valid", sentence, {"closes_at": sentence})


def may_correct(background: str) -> Refusal | None:
    """May this stand in place of a background?"""
    empty = _("Write the background: what is decided, what is already fixed, and why you ask.")
    sentence = _unworded("" if only_headings(background) else background, LONGEST_BACKGROUND, empty)
    return Invalid("not-valid", sentence, {"background": sentence}) if sentence else None


def worded_reason(reason: str) -> Refusal | None:
    """Does it say why something changes after opening?"""
    sentence = _unworded(reason, LONGEST_REASON, _("Say why. Everybody will read it."))
    return Invalid("reason-missing", sentence, {"reason": sentence}) if sentence else None


def may_open(consultation: Asked, answers: bool, signs_in: bool, now: datetime) -> Refusal | None:
    """May it open now? Everything that is missing is named at once. The flags are those of `launch_gaps`."""
    wrong_phase = allows("open", consultation, now)
    gaps = launch_gaps(consultation, answers, signs_in)
    if consultation.closes_at and not consultation.opens_at and consultation.closes_at - now < SHORTEST:
        gaps["closes_at"] = _("Close at least one hour after opening.")
    if consultation.closes_at and consultation.closes_at <= now:
        # Nobody could vote, and the ministry would owe a meeting about nothing.
        gaps["closes_at"] = _("The closing time has passed. Choose a later one.")
    if wrong_phase or not gaps:
        return wrong_phase
    return Invalid("not-ready", _("Not ready to open: see what is missing."), gaps)
