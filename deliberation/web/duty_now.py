"""What the page of a duty says at its top: where it stands, what can happen next, what anybody can do now."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from deliberation.notices.rules import may_subscribe
from deliberation.obligations.course import Course, possible
from deliberation.obligations.models import Obligation
from deliberation.obligations.queries import acknowledge_by, course_of
from deliberation.obligations.standing import Standing
from deliberation.web.duty_badge import badge_snippet, badge_width, badge_words
from deliberation.web.duty_feeds import duty_title

# What each step of course.py would be, of those that are open now.
NEXT = {
    "acknowledge": gettext_lazy(
        "The ministry can acknowledge it, and name the unit that works on it. That is expected by %(acknowledge_by)s."
    ),
    "transfer": gettext_lazy("The ministry can offer it to another one until %(last_to_transfer)s."),
    "take": gettext_lazy("The ministry that it is offered to can take it over or decline."),
    "ask": gettext_lazy("The ministry can ask once, in public, what is meant. The clock stands still until the reply."),
    "reply": gettext_lazy("The facilitators can reply to the ministry’s question. Then the clock goes on."),
    "extend": gettext_lazy("The ministry can take more time once, with reasons, until %(last_to_extend)s at most."),
}


def now_on(duty: Obligation, standing: Standing, now: datetime) -> dict[str, Any]:
    """The context of obligations/now.html and follow.html."""
    course = course_of(duty, now)
    return {
        "sentence": stands(duty, standing),
        "next_steps": _next(course, acknowledge_by(duty)),
        "doings": _doings(duty),
        "title": duty_title(duty),
        "badge": badge_words(duty, standing),
        "badge_width": badge_width(duty, standing),
        "badge_snippet": badge_snippet(duty),
    }


def stands(duty: Obligation, standing: Standing) -> str:
    """Where it stands, in one sentence."""
    told = {"ministry": duty.holder, "due_on": _named(duty.counts_now), "days": standing.days}
    if standing.code not in ("answered", "failed"):
        return _open(standing) % told
    answered_on = _named(standing.answered_on) if standing.answered_on else ""
    return _ended(duty, standing) % {**told, "answered_on": answered_on}


def _ended(duty: Obligation, standing: Standing) -> str:
    if standing.code == "failed":
        return _("%(ministry)s does not hold the meeting that it owes; the reason is below.")
    if duty.kind == "meeting":
        return _("%(ministry)s held the meeting; its transcript came on %(answered_on)s.")
    if not standing.late:
        return _("%(ministry)s answered on %(answered_on)s, on time.")
    return ngettext(
        "%(ministry)s answered on %(answered_on)s, %(days)s day late.",
        "%(ministry)s answered on %(answered_on)s, %(days)s days late.",
        standing.days,
    )


def _open(standing: Standing) -> str:
    if standing.late:
        return ngettext(
            "%(ministry)s had time until %(due_on)s and is %(days)s day late.",
            "%(ministry)s had time until %(due_on)s and is %(days)s days late.",
            standing.days,
        )
    if standing.paused:
        return _("The clock stands still today; as it stands, %(ministry)s has time until %(due_on)s.")
    return ngettext(
        "%(ministry)s has time until %(due_on)s: %(days)s day is left.",
        "%(ministry)s has time until %(due_on)s: %(days)s days are left.",
        standing.days,
    )


def _named(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def _next(course: Course, acknowledge_until: date) -> list[str]:
    """The steps that the rules allow now, in the order of the table."""
    days = {
        "acknowledge_by": _named(acknowledge_until),
        "last_to_transfer": _named(course.last_day_to_transfer),
        "last_to_extend": _named(course.last_day_to_extend_to),
    }
    allowed = possible(course)
    return [str(sentence) % days for step, sentence in NEXT.items() if step in allowed]


def _doings(duty: Obligation) -> list[tuple[str, str]]:
    """What anybody can do now: words and where."""
    consultation = duty.consultation
    doings = [
        (_("Follow this duty in your feed reader (Atom)"), reverse("web:obligation-feed", args=[duty.pk])),
        (_("Put its due dates into your calendar (ICS)"), reverse("web:obligation-calendar", args=[duty.pk])),
        (_("Read the result that it comes from"), _result(duty)),
        (_("See how all ministries answer"), reverse("web:scoreboard")),
    ]
    if may_subscribe(settings.EMAIL_ON, consultation.public) is None:
        asked = (_("Be told by e-mail when it is answered"), reverse("web:notices", args=[consultation.slug]))
        doings.insert(0, asked)
    return doings


def _result(duty: Obligation) -> str:
    return reverse("web:results-numbered", args=[duty.consultation.slug, duty.publication.number])
