"""Due dates for calendars (RFC 5545): of one duty, of a ministry, of a consultation.

They are whole days where the consultation is held; a meeting that was announced is an instant. What an event is called
never changes, so that a calendar moves it when its date moves; the sequence counts how often it did. A promise is one
event however many versions of the answer state it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from operator import attrgetter
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from deliberation.consultations.models import Consultation
from deliberation.consultations.queries import consultation_for
from deliberation.errors import Missing
from deliberation.kept import same_for_all
from deliberation.obligations.delivering import promised
from deliberation.obligations.models import Announcement, Milestone, Obligation, Review
from deliberation.obligations.promises import Promise
from deliberation.obligations.queries import is_held, local_day, obligation_numbered, obligations_of
from deliberation.obligations.reopening import say_by
from deliberation.people.queries import ministry_called
from deliberation.record.queries import entries_of
from deliberation.web.duty_feeds import duty_title
from deliberation.web.feeds import absolute

MOST = 500  # duties of a calendar: those that are due last


@require_safe
def of_obligation(request: HttpRequest, obligation: int) -> HttpResponse:
    """When it is due, and what was promised by when."""
    duty = obligation_numbered(obligation)
    return _sent(request, duty_title(duty), _of_duties([duty]))


@require_safe
def of_ministry(request: HttpRequest, slug: str) -> HttpResponse:
    """All that a ministry has to do."""
    found = ministry_called(slug)
    duties = Obligation.objects.of_ministry(found).with_facts().reverse()[:MOST]
    return _sent(request, found.name, _of_duties(duties))


@require_safe
def of_consultation(request: HttpRequest, slug: str) -> HttpResponse:
    """When voting ends, and what follows from it."""
    found = consultation_for(slug, None)
    return _sent(request, found.question, [_closing(found), *_of_duties(obligations_of(found)[:MOST])])


def _sent(request: HttpRequest, name: str, events: Iterable[Event]) -> HttpResponse:
    calendar = Calendar()
    calendar.add("prodid", f"-//{_host()}//due dates//{(get_language() or 'en').upper()}")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for event in events:
        calendar.add_component(event)
    if not calendar.subcomponents:  # a calendar without anything in it would be none
        raise Missing("no-dates", _("There are no due dates yet."))
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="due.ics"'
    return same_for_all(request, response)


def _host() -> str:
    return urlsplit(settings.BASE_URL).hostname or "localhost"


def _of_duties(duties: Iterable[Obligation]) -> Iterator[Event]:
    """Of each its due date, its meeting as announced last, when it is looked at again, its reviews, and what was
    promised; as many queries for many as for one."""
    duties = list(duties)
    numbers = [duty.pk for duty in duties]
    promises = {duty.pk: found for duty, found in promised(Milestone.objects.filter(answer__obligation__in=numbers))}
    announced: dict[int, list[Announcement]] = defaultdict(list)
    for each in Announcement.objects.filter(obligation__in=numbers).order_by("version"):
        announced[each.obligation_id].append(each)
    reviews: dict[int, list[Review]] = defaultdict(list)
    for review in Review.objects.filter(answer__obligation__in=numbers).select_related("answer").order_by("pk"):
        reviews[review.answer.obligation_id].append(review)
    for duty in duties:
        yield _due(duty)
        yield from (_meeting(duty, each) for each in announced[duty.pk][-1:])
        yield from _looked_at_again(duty)
        yield from (_review(duty, each) for each in reviews[duty.pk])
        yield from (_promised(duty, promise) for promise in promises.get(duty.pk, ()))


def _due(duty: Obligation) -> Event:
    """The day that the clock runs to; after a meeting was held that is the day of its transcript."""
    words, moments = duty_title(duty), [each.decided_at for each in duty.due_dates.all()]
    if is_held(duty):
        words = _("Recording and transcript of a meeting, owed by %(ministry)s") % {"ministry": duty.holder}
        moments.append(duty.meeting_held.entered_at)
    given_up = getattr(duty, "meeting_not_held", None)
    if given_up:
        moments.append(given_up.declared_at)
    event = _event(f"obligation-{duty.pk}", words, max(moments, default=duty.opened_at), len(moments))
    _all_day(event, duty.counts_now)
    if given_up:
        event.add("status", "CANCELLED")
    return _about(event, duty)


def _looked_at_again(duty: Obligation) -> Iterator[Event]:
    """When a "not yet" comes due again, and by when the ministry says what changed; called off where a new version came
    before. Later versions that name another day move them."""
    answers = sorted(duty.answers.all(), key=attrgetter("version"))
    named = [(each, each.review_on) for each in answers if each.review_on]
    if not named:
        return
    last, review_on = named[-1]
    later = [each.published_at for each in answers if each.version > last.version]
    until = say_by(review_on, duty.consultation.opening.calendar)
    ministry = {"ministry": duty.holder}
    for name, day, words in (
        ("review-on", review_on, _("%(ministry)s looks again at what was not yet feasible") % ministry),
        ("say-by", until, _("%(ministry)s has to say what changed since") % ministry),
    ):
        replaced = [at for at in later[:1] if local_day(duty.consultation, at) < day]
        said = max([last.published_at, *replaced])
        event = _event(f"{name}-{duty.pk}", words, said, len(named) - 1 + len(replaced))
        _all_day(event, day)
        if replaced:
            event.add("status", "CANCELLED")
        yield _about(event, duty)


def _review(duty: Obligation, review: Review) -> Event:
    """By when it has to be decided."""
    told = {"ministry": duty.holder, "version": review.answer.version}
    words = _("%(ministry)s decides on the review of version %(version)s of its answer") % told
    event = _event(f"review-{review.pk}", words, review.at, 0)
    _all_day(event, review.due_on)
    return _about(event, duty)


def _meeting(duty: Obligation, announced: Announcement) -> Event:
    """When it begins, told in UTC; called off where it is said that it is not held."""
    given_up = getattr(duty, "meeting_not_held", None)
    said = given_up.declared_at if given_up else announced.announced_at
    words = _("Meeting: %(question)s") % {"question": duty.consultation.question}
    event = _event(f"meeting-{duty.pk}", words, said, announced.version - 1 + bool(given_up))
    event.add("dtstart", announced.starts_at.astimezone(UTC))
    event.add("location", announced.place)
    if given_up:
        event.add("status", "CANCELLED")
    return _about(event, duty)


def _promised(duty: Obligation, promise: Promise) -> Event:
    """The date that was named last; a promise that was given up is called off."""
    ministry, zone = {"ministry": duty.holder, "what": promise.stated[-1].what}, duty.consultation.zone
    days = [each.stated_on for each in promise.stated] + [each.on for each in promise.told]
    words = _("%(ministry)s promised: %(what)s") % ministry
    said = datetime.combine(max(days), time.min, zone)
    event = _event(f"promise-{duty.pk}-{promise.number}", words, said, len(days) - 1)
    _all_day(event, promise.expected)
    if promise.withdrawn:
        event.add("status", "CANCELLED")
    return _about(event, duty)


def _closing(found: Consultation) -> Event:
    """An instant, told in UTC; calendars show it on their own clocks."""
    moves = entries_of(found.slug).filter(act="closing.postponed").order_by("id")
    times = [entry.recorded_at for entry in moves]
    words = _("Voting ends: %(question)s") % {"question": found.question}
    event = _event(f"closing-{found.slug}", words, times[-1] if times else found.opening.opened_at, len(times))
    event.add("dtstart", found.closes_at.astimezone(UTC))
    event.add("url", absolute("consultation", found.slug))
    return event


def _event(name: str, summary: str, said: datetime, moves: int) -> Event:
    event = Event()
    event.add("uid", f"{name}@{_host()}")
    event.add("dtstamp", said.astimezone(UTC))
    event.add("sequence", moves)
    event.add("summary", summary)
    return event


def _all_day(event: Event, day: date) -> None:
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")


def _about(event: Event, duty: Obligation) -> Event:
    event.add("description", duty.consultation.question)
    event.add("url", absolute("obligation", duty.pk))
    return event
