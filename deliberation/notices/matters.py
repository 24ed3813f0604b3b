"""What ministries and facilitators have to be told: found from duties, dates and the record, and told to each once."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache, partial
from typing import Any

from django.db.models import Exists, OuterRef, Q

from deliberation.consultations.models import Consultation, WeekNote
from deliberation.consultations.squads import who_may_in
from deliberation.notices import wording
from deliberation.notices.links import absolute
from deliberation.notices.models import Reminder
from deliberation.obligations.deadlines import DAY, long_overdue_from
from deliberation.obligations.delivering import link_for, promised, token_of
from deliberation.obligations.models import Answer, Kind, Milestone, Obligation
from deliberation.obligations.promises import Promise
from deliberation.obligations.queries import acknowledge_by, local_day, offer_of, theirs_since
from deliberation.obligations.reopening import latest_with_review, reopened
from deliberation.people.models import Organisation
from deliberation.people.queries import who_may
from deliberation.record.models import Entry

FOUR_WEEKS, ONE_WEEK = 28, 7  # days before
LATE_TOLD, NEW_TOLD, NOTE_TOLD = 14, 14, 45  # days after which it is not told any more; all under REMEMBERED
TOLD_AGAIN = timedelta(days=3)  # after a mail came back, what it told is told again: the address may be mended
REMEMBERED = 90  # days for which we look up what somebody was told


@dataclass(frozen=True)
class Matter:
    """`key` names it: everybody whom it concerns is told of it once. `who`: those who may do `act` at `place`."""

    key: str
    consultation: Consultation
    place: Organisation | Consultation
    act: str
    sentence: object
    page: tuple[str, object]
    named: Mapping[str, object] = field(default_factory=dict)
    link: Callable[[], str] | None = None  # makes the address by which anybody can report


def matters(now: datetime) -> list[Matter]:
    """Everything that somebody has to be told these days."""
    duties = [*_of_duties(now), *_of_what_is_due_again(now), *_of_milestones(now)]
    return [*duties, *_of_disputes(now), *_of_reviews(now), *_of_meetings(now), *_of_notes(now)]


def untold(found: list[Matter], now: datetime) -> dict[int, list[Matter]]:
    """By person: those matters that concern them and that no mail told them yet, as far as we know."""
    told: dict[int, set[str]] = defaultdict(set)
    arrived = Q(bounced_at=None) | Q(bounced_at__gt=now - TOLD_AGAIN)
    sent = Reminder.objects.filter(arrived, sent_at__isnull=False, day__gte=now.date() - timedelta(days=REMEMBERED))
    for person, keys in sent.values_list("person", "keys"):
        told[person].update(keys)
    people = cache(_people)
    left: dict[int, list[Matter]] = defaultdict(list)
    for matter in found:
        for person in people(matter.act, matter.place):
            if matter.key not in told[person]:
                left[person].append(matter)
    return left


def _people(act: str, place: Organisation | Consultation) -> list[int]:
    found = who_may_in(act, place) if isinstance(place, Consultation) else who_may(act, place)
    return list(found.values_list("pk", flat=True))


def _of_ministry(duty: Obligation, key: str, sentence: object, **named: Any) -> Matter:
    """The ministry that has the duty, unless another one is named by `to`, is told."""
    place, link = named.pop("to", duty.holder), named.pop("link", None)
    return Matter(
        key=f"{key}/{duty.pk}/{place.pk}",
        consultation=duty.consultation,
        place=place,
        act="take-step",
        sentence=sentence,
        page=("answer", duty.pk),
        named={"ministry": place.name, **named},
        link=link,
    )


def _of_coordinators(duty: Obligation, key: str, sentence: object, **named: Any) -> Matter:
    """Whoever looks after the consultation is told what its ministry did not do in time."""
    return Matter(
        key=f"{key}/{duty.pk}/coordinators",
        consultation=duty.consultation,
        place=duty.consultation,
        act="coordinate",
        sentence=sentence,
        page=("obligation", duty.pk),
        named={"ministry": duty.holder.name, **named},
    )


def _late(duty: Obligation, key: str, sentence: object, **named: Any) -> Iterator[Matter]:
    """What is late is told to both."""
    yield _of_ministry(duty, key, sentence, **named)
    yield _of_coordinators(duty, key, sentence, **named)


def _of_duties(now: datetime) -> Iterator[Matter]:
    """Of each that waits for its ministry: that it is new, its date, an offer, a question; of a meeting that was held,
    when its transcript is due."""
    for duty in Obligation.objects.unanswered().with_facts():
        today, due_on = local_day(duty.consultation, now), duty.counts_now
        if hasattr(duty, "meeting_held"):  # what is left to do is to document it
            yield from _of_transcript(duty, (due_on - today).days)
            continue
        if (today - theirs_since(duty)).days <= NEW_TOLD:
            yield _of_ministry(duty, "new", wording.NEW_DUTY, due_on=due_on)
        if duty.unit is None and 0 < (today - acknowledge_by(duty)).days <= LATE_TOLD:
            expected = acknowledge_by(duty)
            yield _of_ministry(duty, f"acknowledge/{duty.holder.pk}", wording.NOT_ACKNOWLEDGED, until=expected)
        if step := _nearness((due_on - today).days):
            name, sentence = step
            yield _of_ministry(duty, f"{name}/{due_on}", sentence, due_on=due_on)
            if name == "late":
                yield _of_coordinators(duty, f"{name}/{due_on}", sentence, due_on=due_on)
        yield from _of_long_overdue(duty, today)
        if offer := offer_of(duty, today):
            named = {"giver": offer.giver.name, "until": offer.lapses_after, "to": offer.taker}
            yield _of_ministry(duty, f"offered/{offer.pk}", wording.OFFERED, **named)
        question = duty.asked
        if question and question.waits(today):
            yield Matter(
                key=f"question/{question.pk}",
                consultation=duty.consultation,
                place=duty.consultation,
                act="coordinate",
                sentence=wording.REPLY,
                page=("duty-steps", duty.pk),
                named={"ministry": duty.holder.name, "until": question.lapses_after},
            )


def _of_long_overdue(duty: Obligation, today: date) -> Iterator[Matter]:
    """An answer that opens a meeting is told to both, and to everybody of the host who watches what it runs."""
    since = long_overdue_from(duty.falls_due, duty.suspended)
    if duty.kind == Kind.ANSWER and 0 <= (today - since).days <= LATE_TOLD:
        told = {"due_on": duty.counts_now}
        both = _of_coordinators(duty, "long", wording.LONG_PAST_DUE, **told)
        yield _of_ministry(duty, "long", wording.LONG_PAST_DUE, **told)
        yield replace(both, place=duty.consultation.host, act="see-desk")


def _of_transcript(duty: Obligation, left: int) -> Iterator[Matter]:
    sentences = {"late": wording.TRANSCRIPT_LATE, "week": wording.TRANSCRIPT_SOON}
    name, _sentence = _nearness(left) or ("", None)
    if name in sentences:
        due_on = duty.counts_now
        yield _of_ministry(duty, f"transcript/{name}/{due_on}", sentences[name], due_on=due_on)


def _nearness(left: int) -> tuple[str, object] | None:
    """Which of the three notices about its date a duty has come to, if any. On the due date it is not late."""
    if -LATE_TOLD <= left < 0:
        return "late", wording.PAST_DUE
    if 0 <= left <= ONE_WEEK:
        return "week", wording.ONE_WEEK
    return ("weeks", wording.FOUR_WEEKS) if ONE_WEEK < left <= FOUR_WEEKS else None


def _of_what_is_due_again(now: datetime) -> Iterator[Matter]:
    """Of each "not yet" whose day of review comes near or came: what is left of the time to say what changed."""
    first, last = (now.date() + timedelta(days=days) for days in (-REMEMBERED, FOUR_WEEKS + 1))
    answers = {each.obligation_id: each for each in latest_with_review(Answer.objects.all(), first, last)}
    for duty in Obligation.objects.filter(pk__in=answers).with_facts():
        yield from _of_again(duty, answers[duty.pk], now)


def _of_again(duty: Obligation, answer: Answer, now: datetime) -> Iterator[Matter]:
    came, key = reopened(answer, now), f"again/{answer.version}"
    if came is None:
        near = _nearness(((answer.review_on or date.max) - local_day(duty.consultation, now)).days)
        if near:
            yield _of_ministry(duty, f"{key}/{near[0]}", wording.AGAIN_SOON, due_on=answer.review_on)
    elif not came.late:
        name = "last" if came.left <= ONE_WEEK else "came"
        yield _of_ministry(duty, f"{key}/{name}", wording.AGAIN, since=came.since, until=came.due_on)
    elif came.late <= LATE_TOLD:
        yield from _late(duty, f"{key}/late", wording.AGAIN_LATE, until=came.due_on)


def _of_disputes(now: datetime) -> Iterator[Matter]:
    """Of each milestone that people lately said did not happen, though it was reported."""
    lately = Entry.objects.filter(act="milestone.disputed", recorded_at__gte=now - timedelta(days=LATE_TOLD))
    for entry, duty in _with_duties(list(lately.order_by("pk"))):
        yield from _late(duty, f"disputed/{entry.pk}", wording.DISPUTED, milestone=entry.details["milestone"])


def _of_milestones(now: datetime) -> Iterator[Matter]:
    """Of each promise whose date, the one that was named last, comes near, and of each that was missed: its first date
    has passed. With the link to report on it."""
    days = (
        now.date() - timedelta(days=LATE_TOLD) - DAY,
        now.date() + timedelta(days=FOUR_WEEKS) + DAY,
    )  # on earth; then by the local day
    named = Milestone.objects.filter(Q(due_on__range=days) | Q(reports__moved_to__range=days))
    duties = {duty.pk: duty for duty in Obligation.objects.filter(answers__milestones__in=named).with_facts()}
    for found, promises in promised(Milestone.objects.filter(answer__obligation__in=list(duties))):
        duty = duties[found.pk]
        today = local_day(duty.consultation, now)
        for promise in promises:
            left, link = (promise.expected - today).days, partial(_link, duty, promise, now)
            missed = not promise.closed and promise.missed_by(today)
            if missed and (today - promise.original).days <= LATE_TOLD:
                told = {"due_on": promise.original, "what": promise.stated[-1].what}
                key = f"milestone/missed/{promise.first.pk}"
                yield _of_ministry(duty, key, wording.MILESTONE_MISSED, link=link, **told)
            if not promise.closed and 0 <= left <= FOUR_WEEKS:
                key = f"milestone/{'week' if left <= ONE_WEEK else 'weeks'}/{promise.first.pk}/{promise.expected}"
                told = {"due_on": promise.expected, "what": promise.stated[-1].what}
                yield _of_ministry(duty, key, wording.MILESTONE_SOON, link=link, **told)


def _link(duty: Obligation, promise: Promise, now: datetime) -> str:
    return absolute("check-in", token_of(link_for(obligation=duty, promise=promise, now=now)))


def _of_reviews(now: datetime) -> Iterator[Matter]:
    """Of each review that was opened lately and is not decided."""
    since = now - timedelta(days=REMEMBERED)
    opened = Entry.objects.filter(act="review.opened", happened_at__gte=since)
    decided = Entry.objects.filter(act="review.decided", happened_at__gte=since)
    done = {entry.details["review"] for entry in decided}
    for entry, duty in _with_duties([each for each in opened if each.details["review"] not in done]):
        until, key = date.fromisoformat(entry.details["decide_by"]), f"review/{entry.details['review']}"
        left = (until - local_day(duty.consultation, now)).days
        if left > ONE_WEEK:
            yield _of_ministry(duty, key, wording.REVIEW, until=until)
        elif left >= 0:
            yield _of_ministry(duty, f"{key}/week", wording.REVIEW, until=until)
        elif left >= -LATE_TOLD:
            yield from _late(duty, f"{key}/late", wording.REVIEW_LATE, until=until)


def _of_meetings(now: datetime) -> Iterator[Matter]:
    """Of each meeting whose announced day is near; and on the day that it has to be entered, where it is not yet."""
    acts = ("meeting.announced", "meeting.changed", "meeting.not-held")
    last = {entry.subject: entry for entry in Entry.objects.filter(act__in=acts).order_by("pk")}
    for entry, duty in _with_duties([each for each in last.values() if "starts_at" in each.details]):
        starts = datetime.fromisoformat(entry.details["starts_at"])
        named = {"starts": starts.astimezone(duty.consultation.zone)}
        if now <= starts <= now + timedelta(days=ONE_WEEK):
            yield _of_ministry(duty, f"meeting/{starts.isoformat()}", wording.MEETING_SOON, **named)
        if named["starts"].date() == local_day(duty.consultation, now) and not hasattr(duty, "meeting_held"):
            yield _of_ministry(duty, f"meeting-day/{starts.isoformat()}", wording.MEETING_DAY, **named)


def _with_duties(entries: list[Entry]) -> Iterator[tuple[Entry, Obligation]]:
    numbers = {entry.subject: int(entry.subject.split("/")[1]) for entry in entries}
    duties = {duty.pk: duty for duty in Obligation.objects.filter(pk__in=set(numbers.values())).with_facts()}
    return ((entry, duties[numbers[entry.subject]]) for entry in entries)


def _of_notes(now: datetime) -> Iterator[Matter]:
    """Of each consultation whose facilitators owe the public their last week note."""
    last = WeekNote.objects.filter(consultation=OuterRef("pk"), last=True)
    closed = Consultation.objects.filter(~Exists(last), closing__isnull=False)
    since = now - timedelta(days=NOTE_TOLD)
    for each in closed.filter(closes_at__gte=since).select_related("host").order_by("pk"):
        yield Matter(f"note/{each.pk}", each, each, "note", wording.LAST_NOTE, ("consultation-week-notes", each.slug))
