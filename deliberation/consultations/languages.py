"""The language that the statements of a consultation are written in, and those of pages that it is offered in."""

import re
from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _

TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")  # what we take of BCP 47


def every_language() -> list[str]:
    """What a draft is offered in until somebody chooses: all that there are pages in."""
    return list(settings.TRANSLATED)


def speaks(own: str, code: str) -> bool:
    """Is the language of a tag that of the pages of this code, or a kind of it (es-MX is es)?"""
    tag = own.lower()
    return tag == code or tag.startswith(f"{code}-")


def offered(own: str, chosen: Iterable[str]) -> list[str]:
    """The chosen ones in the order of the pages, with the own one if there are pages in it; unknown ones last."""
    codes = set(chosen)
    known = [code for code in settings.TRANSLATED if code in codes or speaks(own, code)]
    return [*known, *sorted(codes - set(settings.TRANSLATED))]


def language_faults(own: str, chosen: Iterable[str]) -> dict[str, str]:
    """What is wrong with a choice: field name to a sentence. Empty: nothing."""
    faults = {}
    if not TAG.fullmatch(own):
        faults["language"] = _("Write a language tag such as en or zh-Hant.")
    if not set(chosen) <= set(settings.TRANSLATED):
        known = ", ".join(settings.TRANSLATED)
        faults["languages"] = _("Choose among the languages of the pages: %(known)s.") % {"known": known}
    return faults
