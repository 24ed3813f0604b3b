"""May this meeting be announced, entered as held, documented, or given up? Pure; actions load what is asked here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from deliberation.consultations.documents import is_address
from deliberation.consultations.wording import hides
from deliberation.errors import Conflict, Invalid, Refusal
from deliberation.obligations.agenda import agenda_fault

FURTHEST = timedelta(days=2 * 366)  # from now to when it begins
LONGEST_PLACE = 300  # characters
LONGEST_REASON = 2000  # characters
LONGEST_SHORT_REASON = 500  # characters
LONGEST_MINUTES = 100_000  # characters
HIDDEN_FOR = ("personal-data", "abuse")  # codes of consultations.reasons


@dataclass(frozen=True)
class MeetingPlan:
    """An announcement as it is sent; nothing in it is trusted yet."""

    starts_at: datetime | None = None
    place: str = ""
    stream: str = ""
    agenda: Sequence[Mapping[str, Any]] = ()
    reason: str = ""


@dataclass(frozen=True)
class PostDraft:
    """What is sent for the record of a meeting. `transcript`: the file as text."""

    recording: str = ""
    captions: bool = False
    minutes: str = ""
    transcript: str = ""


def goes_on(held: bool, given_up: bool) -> Refusal | None:
    """Is the meeting still to come?"""
    if given_up:
        return Conflict("meeting-given-up", _("It was said already that this meeting is not held."))
    return Conflict("meeting-held", _("This meeting was held already.")) if held else None


def may_announce(plan: MeetingPlan, public: Mapping[int, str], again: bool, now: datetime) -> Refusal | None:
    """Is the announcement complete? `public`: statements that anybody may read; `again`: it was announced before."""
    faults = {
        "starts_at": _start(plan.starts_at, now),
        "place": _words(plan.place, LONGEST_PLACE, _("Say where it is held, in words that lead people there.")),
        "stream": "" if not plan.stream or is_address(plan.stream) else _no_address(),
        "agenda": agenda_fault(plan.agenda, public),
        "reason": _words(plan.reason, LONGEST_SHORT_REASON, _("Say why it changes.")) if again else "",
    }
    wrong = {name: sentence for name, sentence in faults.items() if sentence}
    return Invalid("meeting-plan", _("The announcement is not complete yet."), wrong) if wrong else None


def _start(starts_at: datetime | None, now: datetime) -> str:
    """What is wrong with when it begins; empty: nothing."""
    if starts_at is None or starts_at <= now:
        return _("Choose a date and time to come.")
    return _("Choose a date within the next two years.") if starts_at > now + FURTHEST else ""


def may_enter_held(starts_at: datetime | None, stream: str, held_at: datetime, now: datetime) -> Refusal | None:
    """Was it held as announced, where everybody could watch? `starts_at` and `stream` are those of the announcement
    that was public when it began, in the time of the consultation; None: there was none."""
    if held_at > now:
        sentence = _("Enter it once it has begun.")
        return Invalid("meeting-time", sentence, {"held_at": sentence})
    if starts_at is None:
        return Conflict("not-announced", _("No announcement of this meeting was public before it began. Announce it."))
    if not stream:
        return Conflict(
            "no-stream-link",
            _("No stream link was public before the meeting began, so it does not count as held. Announce it anew."),
        )
    began_on = held_at.astimezone(starts_at.tzinfo).date()
    return _another_time() if held_at < starts_at or began_on != starts_at.date() else None


def was_kept(starts_at: datetime, later: Sequence[datetime]) -> Refusal | None:
    """Was it announced for no other time since? `later`: what the versions after that announcement say."""
    return _another_time() if any(each != starts_at for each in later) else None


def _another_time() -> Invalid:
    sentence = _("It was announced for another time. Enter when it began, on the day that was announced.")
    return Invalid("meeting-time", sentence, {"held_at": sentence})


def may_post(draft: PostDraft, held: bool, posted: bool) -> Refusal | None:
    """Is everything there that the record needs?"""
    if posted:
        return Conflict(
            "meeting-posted", _("Recording and transcript are published already; correct single utterances.")
        )
    if not held:
        return Conflict("not-held-yet", _("Enter first that the meeting was held."))
    faults = {
        "recording": "" if is_address(draft.recording) else _no_address(),
        "captions": ""
        if draft.captions
        else _("The record needs a recording with captions, for people who cannot hear it."),
        "minutes": _text(draft.minutes, LONGEST_MINUTES, _("Write minutes: what was said to each item, what follows.")),
        "transcript": ""
        if draft.transcript.strip()
        else _("Send a transcript: without one the meeting is not documented."),
    }
    wrong = {name: sentence for name, sentence in faults.items() if sentence}
    return Invalid("meeting-post", _("What the record needs is not complete yet."), wrong) if wrong else None


def needs_reason(reason: str, longest: int = LONGEST_REASON) -> Refusal | None:
    fault = _text(reason, longest, _("Give a reason; everybody reads it."))
    return Invalid("reason-missing", fault, {"reason": fault}) if fault else None


def may_touch(hidden: bool) -> Refusal | None:
    return Conflict("utterance-hidden", _("The words of this utterance are hidden.")) if hidden else None


def may_correct(
    speaker: str, text: str, before: tuple[str, str], longest_speaker: int, longest_text: int
) -> Refusal | None:
    """Does it say something else, in plain words? All tidied."""
    faults = {
        "speaker": _words(speaker, longest_speaker, "") if speaker else "",
        "text": _words(text, longest_text, _("Write what was said.")),
    }
    if (speaker, text) == before:
        faults["text"] = _("This is what stands there already.")
    wrong = {name: sentence for name, sentence in faults.items() if sentence}
    return Invalid("utterance-text", next(iter(wrong.values())), wrong) if wrong else None


def may_mark(number: int, agenda: Sequence[Mapping[str, Any]], public: Mapping[int, str]) -> Refusal | None:
    """Is it a statement of the agenda that people may read?"""
    if number in public and any(item.get("statement") == number for item in agenda):
        return None
    sentence = _("Statement %(number)s is not on the agenda.") % {"number": number}
    return Invalid("not-on-agenda", sentence, {"statement": sentence})


def may_follow(same_host: bool, public: bool) -> Refusal | None:
    """May statements of this consultation be made of what was said?"""
    if same_host and not public:
        return None
    sentence = _("Choose a consultation of the same organisation that has not opened yet.")
    return Invalid("not-following", sentence, {"consultation": sentence})


def _no_address() -> str:
    return _("Write an address that begins with https://, such as https://www.example.org/meeting.")


def _words(text: str, longest: int, missing: str) -> str:
    """What is wrong with a line of words; empty: nothing."""
    if text and any(map(hides, text)):
        return _("Remove the invisible characters.")
    return _text(text, longest, missing)


def _text(text: str, longest: int, missing: str) -> str:
    if not text.strip():
        return missing
    if len(text.strip()) > longest:
        return _("Shorten this to %(most)s characters.") % {"most": longest}
    return _("Remove the control characters.") if "\0" in text else ""
