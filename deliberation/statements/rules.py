"""May this be written, may this be ruled?"""

from collections.abc import Container, Mapping, Sequence
from datetime import datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.utils.translation import gettext as _

from deliberation.consultations.rules import Asked, allows
from deliberation.consultations.wording import unfit
from deliberation.errors import Conflict, Forbidden, Invalid, Refusal
from deliberation.statements.content import fault, known_reason


class SimilarExist(Conflict):
    """Public statements say something similar: `alike`, the most alike first. The writer may say it is different."""

    def __init__(self, code: str, detail: str, alike: Sequence[Any]) -> None:
        super().__init__(code, detail)
        self.alike = list(alike)


OUTCOMES = ("accepted", "rejected")
REWORDABLE = ("waiting", "accepted")  # standings of a statement that clearer words can take the place of
SECOND, POSTED = DRAWN_FOR = ("second", "posted")  # a decision of staff; a statement posted without one
TRUSTED_FROM = 3  # accepted statements in the same consultation, and none rejected
SECOND_SHARE = 0.05  # of decisions are read again by somebody else
POSTED_SHARE = 0.2  # of what is posted directly is read afterwards, and all that holds a hint
MOST_UNCHECKED = 5  # posted directly by one author since somebody last ruled on any of theirs; further ones wait
MOST_PARTS = 5  # statements that take the place of one
GRANTED, UPHELD = DECISIONS = ("granted", "upheld")  # of appeals; upheld: the ruling is
LONGEST_APPEAL = 500  # characters of an appeal, and of the answer to it
MOST_TYPED = 500  # statements to begin with, typed or sent at once
LONGEST_RULING_NOTE = 500  # characters
MOST_AT_ONCE = 1000  # statements of one ruling
APPEAL_WITHIN = relativedelta(months=6)


def may_write(consultation: Asked, text: str, longest: int, twin: str, now: datetime) -> Refusal | None:
    """May a citizen add this (tidied) text now? `twin`: the standing of the same text where the writer can see it.

    A text of somebody else that waits or was rejected is no twin: a refusal would tell that it is there.
    """
    refusal = allows("write", consultation, now) or fault(text, longest)
    if refusal or not twin:
        return refusal
    if twin == "accepted":
        return Conflict("statement-exists", _("This statement is there already. Please vote on it instead."))
    return Conflict("statement-exists", _("You wrote this already. It is among your statements."))


def says_something_new(alike: Sequence[Any]) -> Refusal | None:
    """Is there nothing like it yet? `alike`: the public statements that are."""
    if not alike:
        return None
    sentence = _("Others wrote something similar. Vote on it instead, or say that yours is different.")
    return SimilarExist("similar-statements-exist", sentence, alike)


def trusted(accepted: int, rejected: int, unchecked: int) -> bool:
    """Does an author with so many accepted and rejected statements in a consultation post directly? `unchecked`: how
    many were, since somebody last ruled on one of theirs."""
    return accepted >= TRUSTED_FROM and rejected == 0 and unchecked < MOST_UNCHECKED


def may_read_again(consultation: Asked, own: bool, drawn: bool, given: bool, now: datetime) -> Refusal | None:
    """May this second reading be given? `own`: the person ruled on the statement, whenever; `drawn`: the ruling that
    holds was; `given`: somebody was quicker. Whoever ruled never learns whether it was drawn."""
    if refusal := allows("read-again", consultation, now):
        return refusal
    if own:
        return Forbidden("own-ruling", _("You have ruled on this statement. Somebody else has to read it again."))
    if not drawn:
        return Conflict("not-drawn", _("No second reading of this statement waits."))
    return Conflict("read-already", _("Somebody else has read it again already.")) if given else None


def may_translate(consultation: Asked, text: str, longest: int, standing: str, now: datetime) -> Refusal | None:
    """May a (tidied) translation of a statement be kept? An empty one withdraws the one before.

    After closing none changes: what people read while they voted stays.
    """
    if refusal := allows("translate", consultation, now):
        return refusal
    if standing != "accepted":
        return Conflict("statement-not-open", _("Only accepted statements are translated."))
    return fault(text, longest) if text else None


def may_rule(
    consultation: Asked, outcome: str, reason: str, now: datetime, grounds: Container[str] | None = None
) -> Refusal | None:
    """May this ruling be made now? `grounds`: what may be a reason, where that is not the consultation's own list."""
    among = consultation.grounds if grounds is None else grounds
    return known_outcome(outcome) or allows("moderate", consultation, now) or known_ground(outcome, reason, among)


def known_outcome(outcome: str) -> Refusal | None:
    if outcome not in OUTCOMES:
        return Invalid(
            "outcome-unknown", _("Choose accepted or rejected."), {"outcome": _("Choose accepted or rejected.")}
        )
    return None


def known_ground(outcome: str, reason: str, grounds: Container[str]) -> Refusal | None:
    """A rejection needs one of these reasons."""
    return known_reason(reason, grounds) if outcome == "rejected" else None


def may_rule_despite(appeals: Sequence[str], overruled: bool, hidden: bool = False) -> Refusal | None:
    """May an ordinary ruling be made? `appeals`: the states of those there are; `overruled`: a granted one was against
    a ruling of the person who wants to rule; `hidden`: the text is."""
    if hidden:
        return Conflict("statement-hidden", _("Its text is hidden, so nobody can judge it. Undo the hiding first."))
    if "waiting" in appeals:
        return Conflict("appeal-waits", _("Its author has appealed; the appeal has to be decided first."))
    if overruled:
        return Forbidden("own-ruling", _("An appeal against your ruling was granted; somebody else has to rule now."))
    return None


def still_there(text: str) -> Refusal | None:
    """Is there anything to rule on?"""
    return (
        None if text else Conflict("statement-erased", _("Its author had the text erased; nothing is left to rule on."))
    )


def may_retire(number: int, into: int, standing: str) -> Refusal | None:
    """May one statement be retired in favour of another? Both by number; `standing`: of the one that is to remain."""
    if number == into:
        sentence = _("A statement cannot stand in its own place. Choose another one.")
        return Invalid("same-statement", sentence, {"into": sentence})
    if standing != "accepted":
        sentence = _("Only an accepted statement can stand in the place of another. Accept that one first.")
        return Conflict("statement-not-open", sentence)
    return None


def may_reword(standing: str, proposed: bool = False) -> Refusal | None:
    """May clearer words take a statement's place? `proposed`: its author proposed some, and they wait."""
    if standing not in REWORDABLE:
        sentence = _("Only a statement that waits or was accepted can be put into other words.")
        return Conflict("not-rewordable", sentence)
    if proposed:
        return Conflict("rewording-waits", _("You proposed other words for it already; they wait."))
    return None


def wordable(texts: Sequence[str], longest: int) -> Refusal | None:
    """May these (tidied) texts take a statement's place? One rewords it, several divide it."""
    if not 0 < len(texts) <= MOST_PARTS:
        sentence = _("Write one to %(most)s statements, each on a line of its own.") % {"most": MOST_PARTS}
        return Invalid("too-many", sentence, {"texts": sentence})
    return faults(texts, longest)


def new_words(texts: Sequence[str], there: Mapping[str, int]) -> Refusal | None:
    """Does nobody say these (tidied) texts yet? `there`: by text, the number of the statement that does."""
    sentence = _("Statement %(number)s says exactly this already. Choose other words.")
    found = {f"texts.{place}": sentence % {"number": there[text]} for place, text in enumerate(texts) if text in there}
    return Conflict("statement-exists", _("Some statements need another look."), found) if found else None


def faults(texts: Sequence[str], longest: int) -> Refusal | None:
    """Every text that cannot be taken, named by its place among those given."""
    found = {f"texts.{place}": refusal.detail for place, text in enumerate(texts) if (refusal := fault(text, longest))}
    return Invalid("statement-text", _("Some statements need another look."), found) if found else None


def few_seeds(many: int) -> Refusal | None:
    """Few enough statements to begin with, typed at once?"""
    if many <= MOST_TYPED:
        return None
    sentence = _("Add at most %(most)s statements at once.") % {"most": MOST_TYPED}
    return Invalid("too-many", sentence, {"texts": sentence})


def fit_note(note: str) -> Refusal | None:
    """May this be told to an author, with a ruling?"""
    sentence = unfit(note, LONGEST_RULING_NOTE, prose=True)
    return Invalid("note-text", sentence, {"note": sentence}) if sentence else None


def not_said_yet(number: int | None) -> Refusal | None:
    """May it become public? `number`: of a public statement of the very same words."""
    if number is None:
        return None
    sentence = _("Statement %(number)s says exactly this already. Join it with that one instead.")
    return Conflict("statement-exists", sentence % {"number": number})


def may_hold_again(in_a_circle: bool) -> Refusal | None:
    """May the ruling before hold again? Not if the statement would then stand in its own place, over others."""
    if not in_a_circle:
        return None
    sentence = _("What holds in its place was since retired in favour of this one. Undo that ruling first.")
    return Conflict("in-a-circle", sentence)


def may_hide(consultation: Asked, standing: str, now: datetime) -> Refusal | None:
    """May a text be hidden now? While voting is open and after it."""
    if standing == "hidden":
        return Conflict("statement-hidden", _("It is hidden already."))
    return allows("hide", consultation, now)


def may_undo(consultation: Asked, standing: str, now: datetime) -> Refusal | None:
    """May the ruling that holds be undone? What was hidden may be shown again whenever it may be hidden."""
    if standing == "waiting":
        return Conflict("not-ruled", _("Nobody has ruled on it, or the ruling was undone already."))
    return allows("hide" if standing == "hidden" else "moderate", consultation, now)


def unchanged(seen: int | None, holds: int) -> Refusal | None:
    """Does the ruling still hold that was seen when this was decided? Both by id, 0: none; None: nobody looked."""
    if seen in (None, holds):
        return None
    return Conflict("ruled-meanwhile", _("Somebody else has ruled on it meanwhile; nothing was changed."))


def few_enough(many: int) -> Refusal | None:
    """Few enough statements to rule on at once, and at least one."""
    if 0 < many <= MOST_AT_ONCE:
        return None
    sentence = _("Choose at least one statement, and at most %(most)s at once.") % {"most": MOST_AT_ONCE}
    return Invalid("too-many", sentence, {"statements": sentence})


def in_time_to_appeal(consultation: Asked, ruled_at: datetime, now: datetime) -> bool:
    """While voting is open, and at least for six months after the ruling."""
    return consultation.phase(now).allows("moderate") or now <= ruled_at + APPEAL_WITHIN


def may_appeal(consultation: Asked, ruled_at: datetime | None, appealed: bool, now: datetime) -> Refusal | None:
    """May an author appeal now? `ruled_at`: when it was rejected; None where it is not rejected. `appealed`: against
    this very ruling."""
    if appealed:
        sentence = _("You have appealed already. One appeal is possible against each rejection.")
        return Conflict("appealed-already", sentence)
    if ruled_at is None:
        return Conflict("not-rejected", _("Only a rejection can be appealed."))
    if not in_time_to_appeal(consultation, ruled_at, now):
        return Conflict("appeal-too-late", _("An appeal is possible for six months after the ruling; they are over."))
    return None


def may_decide(own: bool, state: str, outcome: str, message: str) -> Refusal | None:
    """May this decision be made? `own`: about the person's own ruling; `state`: of the appeal."""
    if own:
        sentence = _("You made the ruling that is appealed. Somebody else who moderates here has to decide.")
        return Forbidden("own-ruling", sentence)
    if state != "waiting":
        return Conflict("appeal-decided", _("This appeal has been decided already."))
    if outcome not in DECISIONS:
        sentence = _("Choose granted or upheld.")
        return Invalid("outcome-unknown", sentence, {"outcome": sentence})
    return None if outcome == GRANTED and not message else worded("message", message)


def worded(field: str, text: str) -> Refusal | None:
    """A tidied text for a person: something, not too long, with nothing in it that hides."""
    if not text:
        sentence = _("Say why, in a sentence or two.")
    elif refusal := fault(text, LONGEST_APPEAL):
        sentence = refusal.detail
    else:
        return None
    return Invalid("appeal-text", sentence, {field: sentence})
