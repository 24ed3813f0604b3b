"""Histories of duties: cheap to open, made of deeds that can be done again, and looked at as a whole.

    duties = owing(cast, "streets", 3, TOLD)        three statements of "streets" bind transport from TOLD on
    deed = Deed(now, "extend", duties[0], "omar", {"days": 20})
    perform(cast, deed)                              "" or the code of the refusal
    picture()                                        all the record says, but for numbers and for when it was noticed

A deed names its duty by consultation and statement and not by its number, so that the same history can be done
again in a world where the sweep ran at other times.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from deliberation.consultations.actions import close
from deliberation.errors import Refusal
from deliberation.obligations import meeting, steps
from deliberation.obligations.actions import bind
from deliberation.obligations.answering import AnswerDraft
from deliberation.obligations.confirming import confirm, release_confirmations, report_to_confirm
from deliberation.obligations.delivering import (
    enter_missed_milestones,
    make_link,
    promise_numbered,
    report,
    report_by_link,
    token_of,
)
from deliberation.obligations.drafting import save_draft
from deliberation.obligations.meeting_rules import MeetingPlan, PostDraft
from deliberation.obligations.meeting_sweeping import enter_missed
from deliberation.obligations.models import Obligation
from deliberation.obligations.promises import ReportDraft
from deliberation.obligations.publishing import sign_off
from deliberation.obligations.queries import draft_of
from deliberation.obligations.rating import rate, release_ratings
from deliberation.obligations.reopening import enter_due_again
from deliberation.obligations.reviewing import ask_for_review, enter_late_reviews, uphold
from deliberation.obligations.sweeping import enter_overdue
from deliberation.obligations.versions import latest_answer
from deliberation.people.models import Person
from deliberation.record.models import Entry
from deliberation.results.actions import analyse
from tests.cast import WEEK, WORLD_TEXTS, Cast, already, citizen, commitment, fresh, not_yet, opened, partly, seeded

POSITIONS = {"commitment": commitment, "partly": partly, "already": already, "not-yet": not_yet}
REASON = "Everybody can read here why this is so, in one sentence."
AGENDA = ({"text": "What the ministry can do, and what it cannot."},)
TRANSCRIPT = "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Ann Lee>Good evening.\n"
MINUTES = PostDraft(
    "https://media.example.org/1.mp4", captions=True, minutes="Said: good evening.", transcript=TRANSCRIPT
)
CROWD = tuple(f"person {number}" for number in range(7))
PROMISED_IN, AGAIN_IN = 45, 75  # days from an answer to its milestone, and to the review date of a "not yet"
WORDS = ("acorn", "birch", "cedar", "daisy", "elder", "fennel", "gorse", "hazel", "iris", "juniper", "kale", "larch")


class Name(NamedTuple):
    """What a duty is about: a statement, or for `None` a meeting; `overdue` is the statement it is held because of."""

    consultation: str
    statement: int | None
    overdue: int | None = None


@dataclass(frozen=True)
class Deed:
    """Somebody of the cast does something about a duty."""

    now: datetime
    act: str
    duty: Name
    by: str
    what: Mapping[str, Any] = field(default_factory=dict)


def owing(cast: Cast, slug: str, statements: int, at: datetime, **what: Any) -> list[Name]:
    """So many duties of one consultation, opened at an instant. It is analysed and bound as any other; but what
    people agree on is put into the analysis instead of hundreds of votes. None: a duty to hold a meeting.

    CROWD take part, and are in no group."""
    began = at - WEEK
    consultation = opened(cast, slug=slug, opens_at=began, closes_at=at, now=began, **what)
    seeded(cast, consultation, WORLD_TEXTS[:statements], now=began)
    for person in CROWD:
        citizen(consultation, person, began)
    close(consultation=consultation, by=None, now=at)
    consultation = fresh(consultation)
    analysis = analyse(consultation=consultation, now=at)
    analysis.prepared["consensus"] = [
        {"statement": number, "direction": "agree", "groups": []} for number in range(statements)
    ]
    analysis.save()
    bind(consultation=consultation, now=at)
    return [Name(slug, number) for number in range(statements)] or [Name(slug, None)]


def named(obligation: Obligation) -> Name:
    slug, statement, cause = obligation.consultation.slug, obligation.statement, obligation.because_of
    because_of = cause.statement.number if cause and cause.statement else None
    return Name(slug, statement.number if statement else None, because_of)


def duty_of(name: Name) -> Obligation | None:
    """With nothing looked up about it yet; actions load it anew themselves."""
    found = Obligation.objects.select_related("consultation__opening", "ministry").filter(
        consultation__slug=name.consultation,
        statement__number=name.statement,
        because_of__statement__number=name.overdue,
    )
    return found.first()


def sweep(now: datetime) -> None:
    """All that the beat enters because time passed. What it releases is a deed, since people see when that was."""
    enter_overdue(now=now)
    enter_missed(now=now)
    enter_late_reviews(now=now)
    enter_missed_milestones(now=now)
    enter_due_again(now=now)


def perform(cast: Cast, deed: Deed) -> str:
    """Do it; what comes back is the code of the refusal, or nothing. Who acts on the meeting that a long overdue
    answer opened has seen the sweep run."""
    duty = duty_of(deed.duty)
    if duty is None:
        sweep(deed.now)
        duty = duty_of(deed.duty)
    assert duty is not None, f"nothing opened {deed.duty}"
    try:
        DEEDS[deed.act].do(duty, getattr(cast, deed.by), deed.now, **_found(cast, deed.what))
    except Refusal as refusal:
        return refusal.code
    return ""


def _found(cast: Cast, what: Mapping[str, Any]) -> dict[str, Any]:
    """A ministry is named as on the cast."""
    return {name: getattr(cast, value) if name == "to" else value for name, value in what.items()}


def answer_of(position: str, serial: int, today: date) -> AnswerDraft:
    """A complete answer that is like no other: a different number gives different words."""
    words = " ".join(WORDS[(serial // 12**place) % 12] + str(serial * 7 + place) for place in range(12))
    long = " ".join(f"{word}-{serial}" for word in WORDS * 6)
    draft: AnswerDraft = POSITIONS[position](summary=words, explanation=long)
    milestones = tuple(
        type(each)(f"{words}: {each.what}", today + timedelta(days=PROMISED_IN), each.evidence, each.unit)
        for each in draft.milestones
    )
    changed = {"milestones": milestones, "would_have_to_change": words, "alternative": words, "usage": words}
    later = {"review_on": today + timedelta(days=AGAIN_IN)} if draft.needs("reasons") else {}
    return AnswerDraft(**{**vars(draft), **changed, **later})


def _today(duty: Obligation, now: datetime) -> date:
    return now.astimezone(duty.consultation.zone).date()


def _acknowledge(duty: Obligation, by: Person, now: datetime) -> None:
    steps.acknowledge(obligation=duty, unit="Road safety unit", by=by, now=now)


def _offer(duty: Obligation, by: Person, now: datetime, to: Any) -> None:
    steps.offer(obligation=duty, to=to, reason=REASON, by=by, now=now)


def _take(duty: Obligation, by: Person, now: datetime) -> None:
    steps.reply_to_offer(obligation=duty, accepted=True, reason="", by=by, now=now)


def _decline(duty: Obligation, by: Person, now: datetime) -> None:
    steps.reply_to_offer(obligation=duty, accepted=False, reason=REASON, by=by, now=now)


def _ask(duty: Obligation, by: Person, now: datetime) -> None:
    steps.ask(obligation=duty, question="Does this mean all the streets of the old town?", by=by, now=now)


def _reply(duty: Obligation, by: Person, now: datetime) -> None:
    steps.reply(obligation=duty, text="Only those that lead to a school or a hospital.", by=by, now=now)


def _extend(duty: Obligation, by: Person, now: datetime, days: int) -> None:
    """Until so many days after the due date."""
    until = duty.falls_due + timedelta(days=days)
    steps.extend(obligation=duty, until=until, reason=REASON, interim=REASON, by=by, now=now)


def _suspend(duty: Obligation, by: Person, now: datetime, begins: int, lasts: int) -> None:
    """From so many days after today on, for so many days."""
    first = _today(duty, now) + timedelta(days=begins)
    last = first + timedelta(days=lasts - 1)
    steps.suspend(obligation=duty, ground="election", reason=REASON, from_on=first, until_on=last, by=by, now=now)


def _draft(duty: Obligation, by: Person, now: datetime, position: str, serial: int, beside: Name | None = None) -> None:
    """For another duty as well, if one is named."""
    draft, other = answer_of(position, serial, _today(duty, now)), duty_of(beside) if beside else None
    if other:
        draft = replace(draft, sentence=f"About this, {serial}.", together={other.pk: f"And about that, {serial}."})
    save_draft(obligation=duty, draft=draft, by=by, now=now)


def _sign(duty: Obligation, by: Person, now: datetime) -> None:
    draft = draft_of(duty)
    sign_off(obligation=duty, by=by, now=now, seen=draft.version if draft else "")


def _announce(duty: Obligation, by: Person, now: datetime, days: int, streamed: bool) -> None:
    """A meeting so many days from now."""
    stream = "https://example.org/live" if streamed else ""
    again = REASON if duty.announcements.exists() else ""
    plan = MeetingPlan(now + timedelta(days=days), "Town hall, room 2", stream, AGENDA, again)
    meeting.announce(obligation=duty, plan=plan, by=by, now=now)


def _hold(duty: Obligation, by: Person, now: datetime) -> None:
    """Enter that it was held when it was announced to be."""
    last = duty.announcements.order_by("version").last()
    meeting.hold(obligation=duty, held_at=last.starts_at if last else now, by=by, now=now)


def _post(duty: Obligation, by: Person, now: datetime) -> None:
    these = meeting.transcript_of(duty, MINUTES).these
    meeting.post(obligation=duty, draft=MINUTES, these=these, by=by, now=now)


def _give_up(duty: Obligation, by: Person, now: datetime) -> None:
    meeting.give_up(obligation=duty, reason=REASON, by=by, now=now)


def _ask_for_review(duty: Obligation, by: Person, now: datetime) -> None:
    ask_for_review(obligation=duty, reason=REASON, by=by, now=now)


def _uphold(duty: Obligation, by: Person, now: datetime) -> None:
    uphold(obligation=duty, reasons=REASON * 5, signed_by="Minister", by=by, now=now)


def _rate(duty: Obligation, by: Person, now: datetime, said: str, people: int) -> None:
    """So many of those who took part."""
    for name in CROWD[:people]:
        person = citizen(duty.consultation, name, now)
        rate(answer=latest_answer(duty), answers_it=said, clear="yes", by=person, now=now)


def _confirm(duty: Obligation, by: Person, now: datetime, said: str, people: int) -> None:
    """So many of them say whether the first promise was kept."""
    about = report_to_confirm(promise_numbered(duty, 1))
    for name in CROWD[:people]:
        confirm(report=about, said=said, by=citizen(duty.consultation, name, now), now=now)


def _release(duty: Obligation, by: Person, now: datetime) -> None:
    """What people said, of all duties."""
    release_ratings(now=now)
    release_confirmations(now=now)


def _reported(kind: str) -> Callable[..., None]:
    def done(duty: Obligation, by: Person, now: datetime) -> None:
        report(obligation=duty, number=1, draft=_report_draft(kind, duty, now), by=by, now=now)

    return done


def _done_by_link(duty: Obligation, by: Person, now: datetime) -> None:
    """The ministry makes a link, and the unit uses it at once."""
    token = token_of(make_link(obligation=duty, number=1, by=by, now=now))
    report_by_link(token=token, draft=_report_draft("done", duty, now), now=now)


def _report_draft(kind: str, duty: Obligation, now: datetime) -> ReportDraft:
    return ReportDraft(kind, REASON, "https://example.org/seen", _today(duty, now) + timedelta(days=40))


class Kind(NamedTuple):
    """How a deed is done, what it enters (nothing: it is not public), and what may follow from it at once."""

    do: Callable[..., None]
    enters: str
    follows: tuple[str, ...] = ()


DEEDS = {
    "acknowledge": Kind(_acknowledge, "obligation.acknowledged"),
    "offer": Kind(_offer, "transfer.offered"),
    "take": Kind(_take, "transfer.accepted"),
    "decline": Kind(_decline, "transfer.declined"),
    "ask": Kind(_ask, "clarification.asked"),
    "reply": Kind(_reply, "clarification.answered"),
    "extend": Kind(_extend, "obligation.extended"),
    "suspend": Kind(_suspend, "obligation.suspended"),
    "draft": Kind(_draft, ""),
    "sign": Kind(_sign, "answer.published", ("answer.published", "review.decided")),
    "announce": Kind(_announce, "meeting.announced"),
    "hold": Kind(_hold, "meeting.held"),
    "post": Kind(_post, "meeting.posted"),
    "give up": Kind(_give_up, "meeting.not-held"),
    "ask for review": Kind(_ask_for_review, "review.opened"),
    "uphold": Kind(_uphold, "review.decided"),
    "rate": Kind(_rate, ""),
    "release": Kind(_release, "", ("review.opened",)),
    "confirm": Kind(_confirm, ""),
    "done": Kind(_reported("done"), "milestone.done"),
    "done by link": Kind(_done_by_link, "milestone.done"),
    "moved": Kind(_reported("moved"), "milestone.moved"),
    "withdrawn": Kind(_reported("withdrawn"), "milestone.withdrawn", ("review.opened",)),
}


NUMBERED = {"milestones", "because_of", "review", "together"}  # details that name rows by their numbers


def picture() -> list[str]:
    """Every entry about duties, in an order of its own: what, about which duty, as of when, by whom, and with which
    details. Without what differs between two runs of the same history: numbers of rows, and when it was noticed."""
    names = {f"obligation/{duty.pk}": named(duty) for duty in Obligation.objects.select_related(
        "consultation", "statement", "because_of__statement")}  # fmt: skip
    found = []
    for entry in Entry.objects.filter(subject__in=names):
        details = {name: value for name, value in entry.details.items() if name not in NUMBERED}
        found.append(f"{names[entry.subject]} {entry.act} {entry.happened_at:%Y-%m-%d %H:%M} {entry.actor} {details}")
    return sorted(found)


def at(day: date, zone: Any, hour: int = 12) -> datetime:
    return datetime.combine(day, time(hour), zone)
