"""What to read besides the background: links with titles. Files are attached (files.py)."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from deliberation.consultations.wording import unfit

MOST = 20
LONGEST_TITLE = 200
LONGEST_ADDRESS = 500


def tidied(documents: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Without spaces at the ends and in rows."""
    names = ("title", "address")
    return [{name: " ".join(str(each.get(name, "")).split()) for name in names} for each in documents]


def document_faults(documents: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """What is wrong with tidied ones: a name such as documents.0, counted from 0, to a sentence."""
    if len(documents) > MOST:
        return {"documents": _("Name at most %(most)s documents.") % {"most": MOST}}
    found = {f"documents.{place}": _fault(each) for place, each in enumerate(documents)}
    return {name: sentence for name, sentence in found.items() if sentence}


def _fault(document: Mapping[str, str]) -> str:
    title, address = document["title"], document["address"]
    if not is_address(address):
        return _("Write an address that begins with https://, such as https://www.example.org/plan.pdf.")
    if not title or unfit(title, LONGEST_TITLE):
        return _("Write a title of at most %(most)s characters after the address.") % {"most": LONGEST_TITLE}
    return ""


def is_address(address: str) -> bool:
    """Is it a link that a page can lead to: https, without a name and password in it?"""
    try:
        parts = urlsplit(address)
        plain = parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
    except ValueError:  # no port, or brackets that do not match
        return False
    return plain and len(address) <= LONGEST_ADDRESS and address.isprintable()
