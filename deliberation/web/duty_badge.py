"""A small picture that says where a duty stands, for other sites. It says so in words; colour only repeats them."""

from unicodedata import east_asian_width

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from deliberation.kept import kept, same_for_all
from deliberation.obligations.models import Obligation
from deliberation.obligations.queries import local_day, obligation_numbered, standing_of
from deliberation.obligations.standing import Standing
from deliberation.record.queries import newest_entry
from deliberation.web.duty_feeds import duty_title
from deliberation.web.feeds import absolute

A_DAY = 86_400  # seconds
COLOURS = {"answered": "#1b6b3a", "open": "#0b5394", "late": "#a61c1c"}  # white on each is read easily
LETTER, WIDE, PADDING = 7, 13, 10  # pixels at this size of type


@require_safe
def badge(request: HttpRequest, obligation: int) -> HttpResponse:
    """The same for everybody on a day, until the record says more. In the language that is asked for."""
    duty, now = obligation_numbered(obligation), timezone.now()
    asked = request.GET.get("language", "")
    language = asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    today = local_day(duty.consultation, now)
    key = ("badge", duty.pk, newest_entry(duty.consultation.slug), today, language)

    def drawn() -> bytes:
        with translation.override(language):
            return _drawn(duty, standing_of(duty, now), language)

    return same_for_all(request, HttpResponse(kept(key, A_DAY, drawn), content_type="image/svg+xml; charset=utf-8"))


def _drawn(duty: Obligation, standing: Standing, language: str) -> bytes:
    left, right = _sides(duty, standing)
    widths = [_width(left), _width(right)]
    context = {
        "label": {"text": left, "width": widths[0], "middle": widths[0] / 2},
        "state": {"text": right, "width": widths[1], "middle": widths[0] + widths[1] / 2},
        "width": sum(widths),
        "colour": COLOURS["late" if standing.late else standing.code],
        "language": language,
        "title": f"{left}: {right}",
        "about": duty_title(duty),
    }
    return render_to_string("obligations/badge.svg", context).encode()


def _sides(duty: Obligation, standing: Standing) -> tuple[str, str]:
    return _("Meeting") if duty.kind == "meeting" else _("Answer"), badge_words(duty, standing)


def badge_width(duty: Obligation, standing: Standing) -> int:
    """In pixels, in the language that is active: a page that knows it does not jump when the picture comes."""
    return sum(_width(text) for text in _sides(duty, standing))


def _width(text: str) -> int:
    return 2 * PADDING + sum(WIDE if east_asian_width(letter) in "WF" else LETTER for letter in text)


def badge_words(duty: Obligation, standing: Standing) -> str:
    """Where it stands, in a few words."""
    return _ended(duty, standing) if standing.code in ("answered", "failed") else _open(standing)


def _ended(duty: Obligation, standing: Standing) -> str:
    days = standing.days
    if standing.code == "failed":
        return _("Not held")
    if duty.kind == "meeting":
        return _("Held and documented")
    if standing.late:
        return ngettext("Answered %(days)s day late", "Answered %(days)s days late", days) % {"days": days}
    took = (standing.answered_on - duty.notified_on).days if standing.answered_on else 0
    return ngettext("Answered in %(days)s day", "Answered in %(days)s days", took) % {"days": took}


def _open(standing: Standing) -> str:
    days = standing.days
    if standing.late:
        return ngettext("Overdue by %(days)s day", "Overdue by %(days)s days", days) % {"days": days}
    if standing.paused:
        return _("The clock stands still")
    if not days:
        return _("Due today")
    return ngettext("Due in %(days)s day", "Due in %(days)s days", days) % {"days": days}


def badge_snippet(duty: Obligation) -> str:
    """What a webmaster pastes: the picture, which leads to the page."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    return format_html(
        '<a href="{page}"><img src="{picture}" alt="{words}" height="24"></a>',
        page=absolute("obligation", duty.pk),
        picture=f"{settings.BASE_URL}{reverse('machines:badge', args=[duty.pk])}?language={language}",
        words=_("%(duty)s: where it stands today") % {"duty": duty_title(duty)},
    )
