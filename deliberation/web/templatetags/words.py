"""What the pages' templates say dates and texts with."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext

from deliberation.web.markdown import to_html

register = template.Library()


@register.filter
def markdown(text: str) -> SafeString:
    """What staff wrote, as HTML that was cleaned."""
    return mark_safe(to_html(text))


@register.simple_tag
def when(instant: datetime, zone: str) -> SafeString:
    """An instant on the consultation's own clocks."""
    words = date_format(instant.astimezone(ZoneInfo(zone)), pgettext("date and time", "j F Y, H:i"))
    text = '<time datetime="{}">{}</time> <span class="quiet nowrap">({})</span>'
    return format_html(text, instant.isoformat(), words, zone)


@register.simple_tag
def day(of: date) -> SafeString:
    """A date in words."""
    return format_html('<time datetime="{}">{}</time>', of.isoformat(), date_format(of, pgettext("date", "j F Y")))
