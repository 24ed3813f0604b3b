"""Due dates for calendars (RFC 5545): of one duty, of a ministry, of a consultation.

They are whole days where the consultation is held. What an event is called never changes, so that a calendar moves it
when its date moves; the sequence counts how often it did.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
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
from deliberation.obligations.models import Answer, Obligation
from deliberation.obligations.queries import obligation_numbered, obligations_of
from deliberation.people.queries import ministries
from deliberation.record.queries import entries_of
from deliberation.web.duty_feeds import duty_title
from deliberation.web.feeds import absolute

MOST = 500  # duties of a calendar: those that are due last


@require_safe
def of_obligation(request: HttpRequest, obligation: int) -> HttpResponse:
    """When it is due, and what was promised by when."""
    duty = obligation_numbered(obligation)
    return _sent(request, duty_title(duty), _of_duty(duty))


@require_safe
def of_ministry(request: HttpRequest, slug: str) -> HttpResponse:
    """All that a ministry has to do."""
    found = ministries().filter(slug=slug).first()
    if found is None:
        raise Missing("no-ministry", _("There is no such ministry."))
    duties = Obligation.objects.of_ministry(found).with_facts().reverse()[:MOST]
    return _sent(request, found.name, (event for duty in duties for event in _of_duty(duty)))


@require_safe
def of_consultation(request: HttpRequest, slug: str) -> HttpResponse:
    """When voting ends, and what follows from it."""
    found = consultation_for(slug, None)
    following = (event for duty in obligations_of(found)[:MOST] for event in _of_duty(duty))
    return _sent(request, found.question, [_closing(found), *following])


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


def _of_duty(duty: Obligation) -> Iterator[Event]:
    moved = list(duty.due_dates.all())
    said = moved[-1].decided_at if moved else duty.opened_at
    event = _event(f"obligation-{duty.pk}", duty_title(duty), said, len(moved))
    _all_day(event, duty.counts_now)
    yield _about(event, duty)
    last: Answer | None = max(duty.answers.all(), key=lambda each: each.version, default=None)
    for milestone in last.milestones.all() if last else ():
        words = _("%(ministry)s promised: %(what)s") % {"ministry": duty.holder, "what": milestone.what}
        promised = _event(f"milestone-{milestone.pk}", words, last.published_at if last else said, 0)
        _all_day(promised, milestone.due_on)
        yield _about(promised, duty)


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
