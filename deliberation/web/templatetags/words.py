"""What the pages' templates say dates and texts with."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.template import Context
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from deliberation.consultations.models import Consultation
from deliberation.obligations import record_words
from deliberation.statements.translations import public_translations
from deliberation.web.markdown import to_html

register = template.Library()


@register.filter
def markdown(text: str) -> SafeString:
    """What staff wrote, as HTML that was cleaned."""
    return mark_safe(to_html(text))


@register.filter
def office(actor: str) -> str:
    """Who acted, as the record names it."""
    return record_words.office(actor)


@register.simple_tag(takes_context=True)
def translation(context: Context, consultation: Consultation, number: int, alone: bool = False) -> str:
    """What a public statement says in the page's language; empty without a translation.

    The first on a page asks for all of the consultation, and the others find them; `alone` asks for one only.
    """
    language = get_language() or settings.LANGUAGE_CODE
    if alone:
        return public_translations(consultation, language, [number]).get(number, "")
    request = context["request"]
    found = getattr(request, "translations", {})
    if consultation.pk not in found:
        request.translations = found = {**found, consultation.pk: public_translations(consultation, language)}
    return found[consultation.pk].get(number, "")


@register.simple_tag
def when(instant: datetime, zone: str) -> SafeString:
    """An instant on the consultation's own clocks."""
    words = date_format(instant.astimezone(ZoneInfo(zone)), "DATETIME_FORMAT")
    text = '<time datetime="{}">{}</time> <span class="quiet nowrap">({})</span>'
    return format_html(text, instant.isoformat(), words, zone)


@register.simple_tag
def day(of: date) -> SafeString:
    """A date in words."""
    return format_html('<time datetime="{}">{}</time>', of.isoformat(), date_format(of, "DATE_FORMAT"))
