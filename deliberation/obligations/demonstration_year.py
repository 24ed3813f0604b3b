"""A year of a ministry in the demonstration: what it was told, what it did about it, on time, late and not at all.

Everything is an act on its day, in the order of the days, with a sweep every week; the day of notice is day 0.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from deliberation.obligations import demonstration_year_answers as said
from deliberation.obligations import meeting, steps
from deliberation.obligations.answering import AnswerDraft
from deliberation.obligations.delivering import enter_missed_milestones, promises_of, report
from deliberation.obligations.drafting import save_draft
from deliberation.obligations.meeting_rules import MeetingPlan, PostDraft
from deliberation.obligations.meeting_sweeping import enter_missed
from deliberation.obligations.models import Answer, Obligation
from deliberation.obligations.promises import ReportDraft
from deliberation.obligations.publishing import sign_off
from deliberation.obligations.queries import obligation_numbered
from deliberation.obligations.rating import rate, release_ratings
from deliberation.obligations.reopening import enter_due_again
from deliberation.obligations.reviewing import enter_late_reviews, uphold
from deliberation.obligations.sweeping import enter_overdue
from deliberation.people.models import Organisation, Person
from deliberation.votes.models import Participant

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
WEEK = 7
UNIT = "Parks department"
STREAM, RECORDING = "https://video.example/mill-pond/live", "https://video.example/mill-pond/1.mp4"
Act = Callable[[datetime], object]
# What the people say about an answer, in turn: does it answer what was asked, and are the reasons clear?
PLEASED = (("yes", "yes"), ("yes", "partly"), ("yes", "yes"), ("partly", "yes"))
NOT_PLEASED = (("no", "no"), ("no", "partly"), ("partly", "yes"))


@dataclass(frozen=True)
class Year:
    """The duties of one consultation, told on `told_at`. Who acts: two people in each of two ministries, and a
    facilitator."""

    duties: list[Obligation]
    told_at: datetime
    facilitator: Person
    transport: Organisation
    ours: tuple[Person, Person]
    theirs: tuple[Person, Person]
    acts: list[tuple[int, Act]] = field(default_factory=list)

    def about(self, words: str) -> Obligation:
        return next(each for each in self.duties if each.statement and words in each.statement.text)

    def on(self, day: int, act: Act) -> None:
        self.acts.append((day, act))

    def live(self, until: datetime) -> None:
        """Do it all in the order of the days, as far as they have come."""
        days = (until - self.told_at).days
        sweeps: list[tuple[int, Act]] = [(day, sweep) for day in range(1, days, WEEK)]
        for day, act in sorted([*sweeps, *self.acts], key=lambda each: each[0]):
            if day < days:
                act(self.told_at + day * DAY + (0 if act is sweep else 1) * HOUR)


def sweep(now: datetime) -> None:
    """What the beat does every day."""
    enter_overdue(now=now)
    enter_missed(now=now)
    release_ratings(now=now)
    enter_late_reviews(now=now)
    enter_missed_milestones(now=now)
    enter_due_again(now=now)


def lived(year: Year, until: datetime) -> None:
    """The year, up to an instant."""
    for duty in year.duties[:7]:
        year.on(3, _acknowledged(duty, year.ours[0]))
    _answered_in_time(year)
    _handed_over_and_reviewed(year)
    _extended(year)
    _late(year)
    _never_answered(year)
    for duty in year.duties:
        year.on(20, _suspended(duty, year))
    year.live(until)


def _answered_in_time(year: Year) -> None:
    first, second = year.ours
    fountains, benches, lamps = year.about("fountain"), year.about("benches"), year.about("lit until")
    bins, toilets = year.about("Bins"), year.about("toilets")
    year.on(48, _answers(fountains, said.fountains, first, second))
    year.on(55, _rated(fountains, PLEASED))
    year.on(132, _done(fountains, 0, first, "The four fountains run since Monday."))
    year.on(62, _answers(benches, said.benches, second, first))
    year.on(10, lambda now: steps.ask(obligation=lamps, question=said.QUESTION, by=first, now=now))
    year.on(15, lambda now: steps.reply(obligation=lamps, text=said.REPLY, by=year.facilitator, now=now))
    year.on(72, _answers(lamps, said.lamps, first, second))
    together = {toilets.pk: "They are open from eight to eight, also on Saturdays and Sundays."}
    sentence = "Every bin is emptied once a day, those on the river meadow twice."
    year.on(70, _answers(bins, said.tidy_parks, first, second, sentence=sentence, together=together))
    year.on(140, _done(bins, 0, second, "Six people began on the first of the month."))


def _handed_over_and_reviewed(year: Year) -> None:
    ramp, (writes, signs) = year.about("ramp"), year.theirs
    year.on(4, lambda now: steps.offer(
        obligation=ramp, to=year.transport, reason=said.NOT_OURS, by=year.ours[0], now=now))  # fmt: skip
    year.on(8, lambda now: steps.reply_to_offer(obligation=ramp, accepted=True, reason="", by=writes, now=now))
    year.on(66, _answers(ramp, said.ramp, writes, signs))
    year.on(73, _rated(ramp, NOT_PLEASED))
    # So many find that it does not answer what was asked that a review opens.
    year.on(99, lambda now: uphold(
        obligation=_again(ramp), reasons=said.UPHELD, signed_by="Director of roads", by=writes, now=now))  # fmt: skip


def _extended(year: Year) -> None:
    trees = year.about("felled")

    def extend(now: datetime) -> None:
        duty = _again(trees)
        steps.extend(obligation=duty, until=_weekday(duty.falls_due + 28 * DAY), reason=said.MORE_TIME,
                     interim=said.INTERIM, by=year.ours[1], now=now)  # fmt: skip

    year.on(69, extend)
    year.on(94, _answers(trees, said.trees, year.ours[1], year.ours[0]))
    year.on(150, _done(trees, 0, year.ours[0], "The register is online, with a map and a table."))


def _late(year: Year) -> None:
    year.on(92, _answers(year.about("playground"), said.playground, *year.ours))


def _never_answered(year: Year) -> None:
    """Long overdue: a meeting instead."""
    pond = year.about("Mill Pond")

    def meant() -> Obligation:
        return obligation_numbered(Obligation.objects.get(because_of=pond).pk)

    def announce(now: datetime) -> None:
        plan = MeetingPlan(now + 19 * DAY, "Mill Park, old mill, ground floor", STREAM, ({"text": said.DRAINED},))
        meeting.announce(obligation=meant(), plan=plan, by=year.ours[0], now=now)

    def hold(now: datetime) -> None:
        began = meant().announcements.latest("version").starts_at
        meeting.hold(obligation=meant(), held_at=began + HOUR / 12, by=year.ours[0], now=now)

    def post(now: datetime) -> None:
        record = PostDraft(RECORDING, captions=True, minutes=said.MINUTES, transcript=said.TRANSCRIPT)
        these = meeting.transcript_of(meant(), record).these
        meeting.post(obligation=meant(), draft=record, these=these, by=year.ours[1], now=now)

    year.on(120, announce)
    year.on(140, hold)
    year.on(146, post)


def _again(duty: Obligation) -> Obligation:
    """As it is by then."""
    return obligation_numbered(duty.pk)


def _weekday(day: date) -> date:
    """The day, or the Friday before it."""
    return day - max(0, day.weekday() - 4) * DAY


def _acknowledged(duty: Obligation, by: Person) -> Act:
    return lambda now: steps.acknowledge(obligation=duty, unit=UNIT, by=by, now=now)


def _suspended(duty: Obligation, year: Year) -> Act:
    """Two weeks before the election."""

    def suspend(now: datetime) -> None:
        first = now.date() + 5 * DAY
        steps.suspend(obligation=duty, ground="election", reason=said.ELECTION, from_on=first,
                      until_on=first + 13 * DAY, by=year.facilitator, now=now)  # fmt: skip

    return suspend


def _answers(
    duty: Obligation,
    text: Callable[[date], AnswerDraft],
    writes: Person,
    signs: Person,
    sentence: str = "",
    together: Mapping[int, str] | None = None,
) -> Act:
    """Written, and signed by the other one two hours later."""

    def answer(now: datetime) -> None:
        draft = AnswerDraft(**{**vars(text(now.date())), "sentence": sentence, "together": together or {}})
        saved = save_draft(obligation=_again(duty), draft=draft, by=writes, now=now)
        sign_off(obligation=_again(duty), by=signs, now=now + 2 * HOUR, seen=saved.version)

    return answer


def _rated(duty: Obligation, opinions: tuple[tuple[str, str], ...]) -> Act:
    """Half of those who took part say what they think of it."""

    def everybody(now: datetime) -> None:
        answer = Answer.objects.filter(obligation=duty).latest("version")
        for place, person in enumerate(_half(duty)):
            answers_it, clear = opinions[place % len(opinions)]
            rate(answer=answer, answers_it=answers_it, clear=clear, by=person, now=now)

    return everybody


def _half(duty: Obligation) -> Iterable[Participant]:
    return duty.consultation.participants.order_by("id")[::2]


def _done(duty: Obligation, place: int, by: Person, words: str) -> Act:
    """A milestone is reported done."""

    def done(now: datetime) -> None:
        number = promises_of(_again(duty))[place].number
        draft = ReportDraft("done", words, "https://environment.example/parks/evidence")
        report(obligation=_again(duty), number=number, draft=draft, by=by, now=now)

    return done
