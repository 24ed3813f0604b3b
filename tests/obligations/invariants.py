"""What is true of duties whatever happens, asked of the rows, of the pages' own arithmetic, and of the record alone.

    check(now, swept=True)      raises an assertion; `swept`: the sweep has just run

Numbered as in the list of promises. The second one compares two histories and is where those are made.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from deliberation.obligations import models
from deliberation.obligations.deadlines import LONG_OVERDUE_AFTER
from deliberation.obligations.models import Answer, Kind, Obligation
from deliberation.obligations.queries import is_finished, standing_of
from deliberation.record.models import Entry
from tests.obligations.histories import at

DAY = timedelta(days=1)
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
    assert (told_of.holder, told_of.due_on) == (duty.holder.name, duty.falls_due)
    if duty.kind == Kind.ANSWER:
        answered = told_of.days.get("answer.published")
        assert (stands.code == "answered") == (answered is not None)
        late = told_of.late(answered or today)
        assert (stands.late, stands.days if late else 0) == (late > 0, late)
    assert stands.extended == bool(told_of.acts["obligation.extended"])


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
