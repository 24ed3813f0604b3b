"""What is true of duties whatever happens, asked of the rows, of the pages' own arithmetic, and of the record alone.

    check(now, swept=True)      raises an assertion; `swept`: the sweep has just run
    check_pages(client)         the same of what everybody is shown; whoever calls this has set the clock

Numbered as in the list of promises. The second one compares two histories and is where those are made.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from deliberation.obligations import models
from deliberation.obligations.cases import cases_of, entered_cases
from deliberation.obligations.deadlines import LONG_OVERDUE_AFTER, due_date
from deliberation.obligations.delivering import promised
from deliberation.obligations.models import Answer, Kind, Obligation
from deliberation.obligations.queries import is_finished, standing_of
from deliberation.obligations.redress import WITHDRAWN
from deliberation.obligations.reopening import SAY_WITHIN
from deliberation.obligations.scoreboard import COLUMNS, COUNTS, board
from deliberation.people.queries import ministries
from deliberation.record.models import Entry
from tests.obligations.histories import at

DAY = timedelta(days=1)
# What the sweep enters of what follows an answer, and the detail that tells one from another.
FOLLOWING = {
    "review.overdue": "review",
    "milestone.missed": "milestone",
    "answer.due-again": "version",
    "answer.due-again-overdue": "version",
}
ENDS = {"done", "withdrawn"}
# Each row that changes where a duty stands, and its acts in the record.
ROWS = {
    models.Obligation: ("obligation.opened",),
    models.Acknowledgement: ("obligation.acknowledged",),
    models.Transfer: ("transfer.offered",),
    models.TransferReply: ("transfer.accepted", "transfer.declined"),
    models.Clarification: ("clarification.asked",),
    models.ClarificationReply: ("clarification.answered",),
    models.Extension: ("obligation.extended",),
    models.Suspension: ("obligation.suspended",),
    models.Answer: ("answer.published",),
    models.Announcement: ("meeting.announced", "meeting.changed"),
    models.MeetingHeld: ("meeting.held",),
    models.MeetingPost: ("meeting.posted",),
    models.MeetingNotHeld: ("meeting.not-held",),
    models.Review: ("review.opened",),
    models.ReviewDecision: ("review.decided",),
    models.Report: ("milestone.done", "milestone.moved", "milestone.withdrawn"),
}


@dataclass
class Told:
    """What the record alone says about one duty."""

    due_on: date
    holder: str = ""
    acts: Counter[str] = field(default_factory=Counter)
    days: dict[str, date] = field(default_factory=dict)  # the first day of each act
    suspended: set[date] = field(default_factory=set)
    past_due_when_extended: bool = False

    def late(self, until: date) -> int:
        """Days after the due date that are not suspended."""
        between = (self.due_on + DAY * more for more in range(1, (until - self.due_on).days + 1))
        return sum(day not in self.suspended for day in between)


def told() -> dict[str, Told]:
    """By subject, read in the order in which things were entered."""
    found: dict[str, Told] = {}
    zones = dict(Obligation.objects.values_list("consultation__slug", "consultation__time_zone"))
    for entry in Entry.objects.filter(subject__startswith="obligation/").order_by("id"):
        day = entry.happened_at.astimezone(ZoneInfo(zones[entry.consultation])).date()
        told_of = found.setdefault(entry.subject, Told(date.min))
        due_on = date.fromisoformat(entry.details.get("due_on") or told_of.due_on.isoformat())
        if entry.act == "obligation.extended":
            told_of.past_due_when_extended = day > told_of.due_on
        if entry.act == "obligation.suspended":
            told_of.suspended |= set(_days(entry.details["from_on"], entry.details["until_on"]))
        told_of.due_on, told_of.holder = due_on, entry.details["ministry"]
        told_of.acts[entry.act] += 1
        told_of.days.setdefault(entry.act, day)
    return found


def _days(first: str, last: str) -> Iterable[date]:
    day = date.fromisoformat(first)
    while day <= date.fromisoformat(last):
        yield day
        day += DAY


def check(now: datetime, *, swept: bool = False) -> None:
    """All of them, for all duties."""
    record = told()
    duties = list(Obligation.objects.with_facts())
    assert set(record) == {f"obligation/{duty.pk}" for duty in duties}
    for duty in duties:
        from_record = record[f"obligation/{duty.pk}"]
        _nothing_is_late_on_the_due_date(duty)
        _ends_only_with_something_said(duty)
        _extended_once_and_in_time(from_record)
        _the_record_alone_says_the_same(duty, from_record, now)
        if swept:
            _is_entered(duty, from_record, now)
    _every_change_has_one_entry()
    _every_version_is_there(duties)
    entries = list(Entry.objects.order_by("id"))
    assert entered_cases(entries, now) == cases_of(Obligation.objects.all(), now)  # 7
    _extended_by_no_more_than_30_days()
    _nobody_signs_what_they_wrote()
    _reviews_are_decided_once_and_by_another()
    _what_people_said_is_settled_once(entries)
    if swept:
        _what_follows_is_entered(entries, now)


def _nothing_is_late_on_the_due_date(duty: Obligation) -> None:
    """1."""
    zone, due_on = duty.consultation.zone, duty.falls_due
    if not is_finished(duty) and not hasattr(duty, "meeting_held"):
        assert not standing_of(duty, at(due_on, zone, 23)).late, f"{duty} is late on {due_on}"
        assert standing_of(duty, at(due_on + DAY, zone, 0)).late, f"{duty} is not late after {due_on}"


def _ends_only_with_something_said(duty: Obligation) -> None:
    """3."""
    meeting = (models.MeetingPost, models.MeetingNotHeld)
    said = (Answer,) if duty.kind == Kind.ANSWER else meeting
    assert is_finished(duty) == any(rows.objects.filter(obligation=duty).exists() for rows in said)


def _extended_once_and_in_time(told_of: Told) -> None:
    """4."""
    assert told_of.acts["obligation.extended"] <= 1
    assert not told_of.past_due_when_extended


def _extended_by_no_more_than_30_days() -> None:
    """4."""
    assert not [each for each in models.Extension.objects.all() if each.until > each.due_before + 30 * DAY]


def _nobody_signs_what_they_wrote() -> None:
    assert not Answer.objects.filter(by=F("drafted_by")).exists()


def _every_version_is_there(duties: Iterable[Obligation]) -> None:
    """5. The pages read `answers`; versions count from 1 without a gap."""
    for duty in duties:
        assert [answer.version for answer in duty.answers.all()] == list(range(1, len(duty.answers.all()) + 1))


def _every_change_has_one_entry() -> None:
    """6. As many entries as rows; that each is made by its own act is looked at where deeds are done."""
    entered = Counter(Entry.objects.values_list("act", flat=True))
    for rows, acts in ROWS.items():
        assert rows.objects.count() == sum(entered[act] for act in acts), acts


def _the_record_alone_says_the_same(duty: Obligation, told_of: Told, now: datetime) -> None:
    """What 7 is made of: who has it, until when, whether it was answered, and how late."""
    today = now.astimezone(duty.consultation.zone).date()
    stands = standing_of(duty, now)
    assert told_of.holder == duty.holder.name
    if not hasattr(duty, "meeting_held"):  # since then its transcript is due
        assert told_of.due_on == duty.falls_due
    if duty.kind == Kind.ANSWER:
        answered = told_of.days.get("answer.published")
        assert (stands.code == "answered") == (answered is not None)
        late = told_of.late(answered or today)
        assert (stands.late, stands.days if late else 0) == (late > 0, late)
    assert stands.extended == bool(told_of.acts["obligation.extended"])


def _reviews_are_decided_once_and_by_another() -> None:
    """Of a version only one that people or the facilitator asked for; beside that only one of a withdrawal waits."""
    reviews = list(models.Review.objects.select_related("answer", "decision"))
    waiting = Counter((each.answer.obligation_id, each.ground == WITHDRAWN) for each in reviews if not each.decided)
    asked = Counter(review.answer_id for review in reviews if review.ground != WITHDRAWN)
    assert not [number for found in (waiting, asked) for number, count in found.items() if count > 1]
    assert not [review for review in reviews if review.decided and review.decision.by_id == review.answer.by_id]


def _what_people_said_is_settled_once(entries: list[Entry]) -> None:
    """As many final figures as entries, each of another version and of another report."""
    rated = Counter((entry.subject, entry.details["version"]) for entry in entries if entry.act == "answer.rated")
    final = models.RatingRelease.objects.filter(final=True).values_list("answer__obligation", "answer__version")
    assert rated == Counter((f"obligation/{duty}", version) for duty, version in final)
    assert max(rated.values(), default=1) == 1
    outcomes = {"milestone.confirmed", "milestone.disputed", "milestone.unheard"}
    seen = sum(entry.act in outcomes for entry in entries)
    assert seen == models.ConfirmationRelease.objects.filter(final=True).count()


def _what_follows_is_entered(entries: list[Entry], now: datetime) -> None:
    """Once the sweep has run: late reviews, missed milestones, answers due again, each once and dated its day."""
    zones = {duty.pk: duty.consultation.zone for duty in Obligation.objects.select_related("consultation")}
    found = Counter()
    for entry in entries:
        if entry.act in FOLLOWING:
            number = int(entry.subject.split("/")[1])
            day = entry.happened_at.astimezone(zones[number]).date()
            found[entry.act, number, entry.details[FOLLOWING[entry.act]], day] += 1
    assert found == Counter(_following(zones, now))


def _following(zones: dict[int, Any], now: datetime) -> Iterable[tuple[str, int, int, date]]:
    def local(number: int, instant: datetime) -> date:
        return instant.astimezone(zones[number]).date()

    for review in models.Review.objects.select_related("answer", "decision"):
        number = review.answer.obligation_id
        if review.due_on < (review.decision.decided_on if review.decided else local(number, now)):
            yield "review.overdue", number, review.pk, review.due_on + DAY
    for duty, promises in promised(models.Milestone.objects.all()):
        for promise in promises:
            ended = [told.on for told in promise.told if told.kind in ENDS and told.outcome != "disputed"]
            if promise.original < min([*ended, local(duty.pk, now)]):
                yield "milestone.missed", duty.pk, promise.number, promise.original + DAY
    answers = list(Answer.objects.select_related("obligation__consultation__opening"))
    for answer in answers:
        number = answer.obligation_id
        later = [
            each.published_at for each in answers if (each.obligation_id, each.version) == (number, answer.version + 1)
        ]
        until = local(number, later[0] if later else now)
        if answer.review_on and answer.review_on <= until:
            yield "answer.due-again", number, answer.version, answer.review_on
            say_by = due_date(answer.review_on, SAY_WITHIN, answer.obligation.consultation.opening.calendar)
            if say_by < until:
                yield "answer.due-again-overdue", number, answer.version, say_by + DAY


def check_pages(client: Client, most: int = 1000) -> None:
    """5 and 7 as everybody sees them: each version by its address, in the page and in the API; the scoreboard as the
    record alone has it, in the page, its sheet and the API. `most`: so many versions, the newest ones."""
    for answer in Answer.objects.order_by("-pk")[:most]:
        address = reverse("web:answer-version", kwargs={"number": answer.obligation_id, "version": answer.version})
        assert answer.summary in client.get(address).content.decode()
        assert (
            address in client.get(reverse("web:obligation", kwargs={"number": answer.obligation_id})).content.decode()
        )
        told = client.get(reverse("api:obligation", kwargs={"obligation": answer.obligation_id})).json()["answers"]
        assert (answer.version, answer.summary) in [(each["version"], each["summary"]) for each in told]
    names = dict(ministries().values_list("slug", "name"))
    lines = board(entered_cases(Entry.objects.order_by("id"), timezone.now()), names)
    counts = {line.name: {name.replace("-", "_"): count for name, count in line.counts.items()} for line in lines}
    told = client.get(reverse("api:scoreboard")).json()
    assert {line["ministry"]: line["counts"] for line in told} == counts
    sheet = csv.DictReader(StringIO(client.get(reverse("web:scoreboard-csv")).content.decode("utf-8-sig")))
    assert {row["ministry"]: {name: int(row[name]) for name in counts[row["ministry"]]} for row in sheet} == counts
    page = client.get(reverse("web:scoreboard")).content.decode()
    for line in lines:
        row = page.partition(f">{line.name}</a></th>")[2].partition("</tr>")[0]
        cells = [
            re.sub("<[^>]+>", "", cell).strip() for cell in re.findall(r'class="number">(.*?)</td>', row, re.DOTALL)
        ]
        shown = dict(zip(COLUMNS, cells, strict=True))
        assert {column: int(shown[column]) for column in COUNTS} == line.counts


def _is_entered(duty: Obligation, told_of: Told, now: datetime) -> None:
    """Once the sweep has run, what time made true is in the record, once and dated the day."""
    ends = {"answer.published", "meeting.held", "meeting.not-held"} & set(told_of.days)
    ended = min((told_of.days[act] for act in ends), default=now.astimezone(duty.consultation.zone).date())
    late = told_of.late(ended)
    assert told_of.acts["obligation.overdue"] == int(late > 0), f"{duty} {late} {told_of}"
    if late:
        assert told_of.days["obligation.overdue"] == duty.falls_due + DAY
    is_long = duty.kind == Kind.ANSWER and late > LONG_OVERDUE_AFTER
    assert told_of.acts["obligation.long-overdue"] == int(is_long), f"{duty} {late} {told_of}"
    assert Obligation.objects.filter(because_of=duty).count() == int(is_long)
