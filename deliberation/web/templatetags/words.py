"""Filters of the pages' templates."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils.safestring import SafeString, mark_safe

from deliberation.web.markdown import to_html

register = template.Library()


@register.filter
def markdown(text: str) -> SafeString:
    """What staff wrote, as HTML that was cleaned."""
    return mark_safe(to_html(text))


@register.filter
def in_zone(instant: datetime, zone: str) -> datetime:
    """The instant on the clocks of a time zone."""
    return instant.astimezone(ZoneInfo(zone))
