"""The cases of the scoreboard, from the rows of the database and from the entries of the record alone."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q

from deliberation.obligations.deadlines import Span
from deliberation.obligations.delivering import promised
from deliberation.obligations.meeting_facts import facts_of
from deliberation.obligations.models import Kind, Milestone, Obligation, Obligations, RatingRelease, Review
from deliberation.obligations.promises import (
    CONFIRMED,
    DISPUTED,
    DONE,
    KINDS,
    UNHEARD,
    Promise,
    Stated,
    Told,
    gathered,
)
from deliberation.obligations.queries import answered_on, local_day
from deliberation.obligations.reopening import REOPENED, asked_again, say_by
from deliberation.obligations.scoreboard import COUNTS, Case, Line, Met, board, counted
from deliberation.people.models import Organisation
from deliberation.people.queries import ministries
from deliberation.record.models import Entry

OPENED = "obligation.opened"
MOVING = ("obligation.", "transfer.", "clarification.")  # acts whose entries say who has the duty, and until when


def board_now(now: datetime) -> list[Line]:
    """The scoreboard of all ministries."""
    return board(cases_of(Obligation.objects.all(), now), dict(ministries().values_list("slug", "name")))


def board_entered(now: datetime) -> list[Line]:
    """The same worked out from the record alone, but for the names by which the ministries go now."""
    entries = Entry.objects.order_by("id")
    return board(entered_cases(entries, now), dict(ministries().values_list("slug", "name")))


def line_of(ministry: Organisation, now: datetime) -> Line:
    """The line of one ministry."""
    return board(_about(ministry, now), {ministry.slug: ministry.name})[0]


def counted_duties(ministry: Organisation, column: str, now: datetime) -> Obligations:
    """The duties that a ministry's number stands for."""
    found = counted(_about(ministry, now), ministry.slug, column) if column in COUNTS else []
    return Obligation.objects.filter(pk__in=[case.number for case in found]).with_facts().by_date()


def _about(ministry: Organisation, now: datetime) -> list[Case]:
    """The cases that it has or had."""
    had = Q(transfers__giver=ministry, transfers__reply__accepted=True)
    held = Obligation.objects.of_ministry(ministry).order_by().values("pk")
    given = Obligation.objects.filter(had).order_by().values("pk")
    return cases_of(Obligation.objects.filter(Q(pk__in=held) | Q(pk__in=given)), now)


def cases_of(obligations: Obligations, now: datetime) -> list[Case]:
    """From rows."""
    duties = list(obligations.with_facts().order_by("pk"))
    numbers = [duty.pk for duty in duties]
    milestones = Milestone.objects.filter(answer__obligation__in=numbers)
    promises = {duty.pk: found for duty, found in promised(milestones)}
    reviews = defaultdict(list)
    for review in Review.objects.filter(answer__obligation__in=numbers).select_related("answer", "decision"):
        reviews[review.answer.obligation_id].append(review.decision.outcome if review.decided else "")
    final = RatingRelease.objects.filter(answer__obligation__in=numbers, final=True).select_related("answer")
    rated = {each.answer.obligation_id: each.document["adequate"] for each in final.order_by("answer__version")}
    return [
        replace(
            _case(duty, now),
            promises=_facts(promises.get(duty.pk, ()), local_day(duty.consultation, now)),
            reviews=tuple(reviews[duty.pk]),
            adequate=rated.get(duty.pk),
            **_again(_versions(duty), local_day(duty.consultation, now)),
        )
        for duty in duties
    ]


def _versions(duty: Obligation) -> list[tuple[date, Span | None]]:
    """For `asked_again`."""
    consultation = duty.consultation
    return [
        (
            local_day(consultation, each.published_at),
            (each.review_on, say_by(each.review_on, consultation.opening.calendar)) if each.review_on else None,
        )
        for each in sorted(duty.answers.all(), key=lambda each: each.version)
    ]


def _again(versions: list[tuple[date, Span | None]], today: date) -> dict[str, Any]:
    due, late = asked_again(versions, today)
    return {"due_again": due, "late_again": late}


def _facts(promises: Iterable[Promise], today: date) -> tuple[tuple[str, ...], ...]:
    return tuple(promise.facts(today) for promise in promises)


def _case(duty: Obligation, now: datetime) -> Case:
    answers = duty.answers.all()
    return Case(
        number=duty.pk,
        ministry=duty.holder.slug,
        notified_on=duty.notified_on,
        due_on=duty.falls_due,
        today=local_day(duty.consultation, now),
        answered_on=answered_on(duty),
        met=_met(duty) if duty.kind == Kind.MEETING else None,
        position=max(answers, key=lambda each: each.version).position if answers else "",
        suspended=tuple(duty.suspended),
        extended=hasattr(duty, "extension"),
        given_by=tuple(each.giver.slug for each in duty.transfers.all() if each.accepted),
    )


def _met(duty: Obligation) -> Met:
    facts = facts_of(duty, None)
    return Met(facts.held_on, facts.post_by, facts.posted_on, facts.called_off_on)


def entered_cases(entries: Iterable[Entry], now: datetime) -> list[Case]:
    """The same from entries of the record, in the order in which they were entered, and from nothing else."""
    zones: dict[str, ZoneInfo] = {}
    about: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.act == "consultation.opened":
            zones[entry.consultation] = ZoneInfo(entry.details["time_zone"])
        kind, _slash, number = entry.subject.partition("/")
        if kind == "obligation":
            about[int(number)].append(entry)
    slugs = _slugs(entry for of in about.values() for entry in of)
    return [
        _entered(number, of, zones[of[0].consultation], now, slugs)
        for number, of in sorted(about.items())
        if of[0].act == OPENED
    ]


def _slugs(entries: Iterable[Entry]) -> dict[str, str]:
    """Short names of ministries by their names, from the entries that have both; early ones have the name alone."""
    named = {(entry.details.get("ministry"), entry.details.get("ministry_slug")) for entry in entries}
    found = Counter(name for name, slug in named if slug)
    return {name: slug for name, slug in named if slug and found[name] == 1}  # two of one name: neither


def _slug(details: Any, said: str, slugs: Mapping[str, str]) -> str:
    """The short name of the ministry that an entry names as `said`; the name itself where no entry tells it."""
    return str(details.get(f"{said}_slug") or slugs.get(details[said], details[said]))


def _entered(number: int, entries: list[Entry], zone: ZoneInfo, now: datetime, slugs: Mapping[str, str]) -> Case:
    moving: Any = [entry for entry in entries if entry.act.startswith(MOVING)]
    held = next((entry.pk for entry in entries if entry.act == "meeting.held"), moving[-1].pk)
    before: Any = [entry.details for entry in moving if entry.pk <= held]  # what moved since is the transcript's day
    answers = [entry for entry in entries if entry.act == "answer.published"]
    return Case(
        number=number,
        ministry=_slug(moving[-1].details, "ministry", slugs),
        notified_on=date.fromisoformat(entries[0].details["notified_on"]),
        due_on=date.fromisoformat(before[-1]["due_on"]),
        today=now.astimezone(zone).date(),
        answered_on=_first_day(answers, zone),
        met=_entered_met(entries, zone) if entries[0].details["kind"] == Kind.MEETING else None,
        position=max(answers, key=lambda each: each.details["version"]).details["position"] if answers else "",
        suspended=tuple(sorted(_suspended(entries))),
        extended=any(entry.act == "obligation.extended" for entry in entries),
        given_by=tuple(_slug(each.details, "from", slugs) for each in entries if each.act == "transfer.accepted"),
        promises=_facts(_entered_promises(entries, zone), now.astimezone(zone).date()),
        reviews=_entered_reviews(entries),
        adequate=max(_entered_ratings(entries), key=itemgetter(0), default=(0, None))[1],
        **_again(_entered_versions(entries, zone), now.astimezone(zone).date()),
    )


def _first_day(entries: Iterable[Entry], zone: ZoneInfo) -> date | None:
    """Where the consultation is held."""
    return min((each.happened_at.astimezone(zone).date() for each in entries), default=None)


def _entered_met(entries: list[Entry], zone: ZoneInfo) -> Met:
    held, posted, called_off = (
        [entry for entry in entries if entry.act == f"meeting.{act}"] for act in ("held", "posted", "not-held")
    )
    since = [entry for entry in entries if held and entry.pk > held[0].pk and entry.act == "obligation.suspended"]
    post_by = since[-1].details["due_on"] if since else held[0].details["post_by"] if held else None
    told_by = date.fromisoformat(post_by) if post_by else None
    return Met(_first_day(held, zone), told_by, _first_day(posted, zone), _first_day(called_off, zone))


def _suspended(entries: Iterable[Entry]) -> Iterator[tuple[date, date]]:
    for entry in entries:
        if entry.act == "obligation.suspended":
            yield date.fromisoformat(entry.details["from_on"]), date.fromisoformat(entry.details["until_on"])


def _entered_promises(entries: Iterable[Entry], zone: ZoneInfo) -> list[Promise]:
    stated: list[Stated] = []
    told: dict[int, list[Told]] = defaultdict(list)
    outcomes: dict[tuple[int, str], str] = {}
    for entry in entries:
        details, day = entry.details, entry.happened_at.astimezone(zone).date()
        about, _dot, what = entry.act.partition(".")
        if entry.act == "answer.published":
            stated += [_stated(each, details["version"], day) for each in details.get("milestones", ())]
        elif about == "milestone" and what in (CONFIRMED, DISPUTED, UNHEARD):
            outcomes[details["milestone"], details["reported_on"]] = what
        elif about == "milestone" and what in KINDS:
            told[details["milestone"]].append(Told(entry.pk, what, day))
    return [
        Promise(number, same, [replace(each, outcome=_outcome(outcomes, number, each)) for each in told[number]])
        for number, same in enumerate(gathered(stated), 1)
    ]


def _stated(milestone: Any, version: int, day: date) -> Stated:
    return Stated(milestone["id"], version, day, milestone["what_sha256"], date.fromisoformat(milestone["due_on"]))


def _outcome(outcomes: dict[tuple[int, str], str], number: int, told: Told) -> str:
    return outcomes.get((number, told.on.isoformat()), "") if told.kind == DONE else ""


def _entered_versions(entries: Iterable[Entry], zone: ZoneInfo) -> list[tuple[date, Span | None]]:
    """The last day to say what changed is told with the answer; in older entries, when it came due again."""
    published: dict[int, date] = {}
    days: dict[int, Span] = {}
    for entry in entries:
        details = entry.details
        if entry.act == "answer.published":
            published[details["version"]] = entry.happened_at.astimezone(zone).date()
        review_on = entry.happened_at.astimezone(zone).date().isoformat() if entry.act == REOPENED else ""
        review_on = details.get("review_on", review_on)
        if review_on and "say_by" in details:
            days[details["version"]] = date.fromisoformat(review_on), date.fromisoformat(details["say_by"])
    return [(day, days.get(version)) for version, day in sorted(published.items())]


def _entered_reviews(entries: Iterable[Entry]) -> tuple[str, ...]:
    found: dict[int, str] = {}
    for entry in entries:
        if entry.act == "review.opened":
            found[entry.details["review"]] = ""
        elif entry.act == "review.decided":
            found[entry.details["review"]] = entry.details["outcome"]
    return tuple(found.values())


def _entered_ratings(entries: Iterable[Entry]) -> list[tuple[int, bool | None]]:
    return [(each.details["version"], each.details["adequate"]) for each in entries if each.act == "answer.rated"]
