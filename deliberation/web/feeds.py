"""Atom feeds: what happened, from the public record. Of one consultation, or of all.

In them stands what a reader waits for: that it opened, closes soon and closed, what the facilitators say of it, the
first and the final results, and everything between a ministry's duty and its answer. Rulings on single statements and
the results in between are in the record.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from deliberation.consultations.models import Consultation
from deliberation.consultations.queries import consultation_for
from deliberation.kept import kept, same_for_all
from deliberation.obligations.record_words import told
from deliberation.obligations.shelves import CLOSING_SOON
from deliberation.record.models import Entry
from deliberation.record.queries import newest_entry

TOLD = (
    "consultation.opened",
    "closing.postponed",
    "background.corrected",
    "consultation.closed",
    "week-note.published",
    "week-notes.ended",
    "obligation.opened",
    "obligation.overdue",
    "obligation.long-overdue",
    "obligation.acknowledged",
    "obligation.extended",
    "obligation.suspended",
    "transfer.offered",
    "transfer.accepted",
    "transfer.declined",
    "transfer.lapsed",
    "clarification.asked",
    "clarification.answered",
    "clarification.lapsed",
    "meeting.announced",
    "meeting.changed",
    "meeting.not-announced",
    "meeting.held",
    "meeting.posted",
    "meeting.transcript-late",
    "meeting.not-held",
    "answer.published",
    "answer.due-again",
    "answer.due-again-overdue",
    "review.opened",
    "review.decided",
    "review.overdue",
    "milestone.done",
    "milestone.moved",
    "milestone.withdrawn",
    "milestone.missed",
    "milestone.confirmed",
    "milestone.disputed",
)
ENTRIES = 50
A_MINUTE = 60  # seconds


class Item(NamedTuple):
    """An act of office and the consultation it belongs to, unless it belongs to none; without an act: that its last
    days of voting began."""

    at: datetime
    entry: Entry | None
    consultation: Consultation | None


def absolute(name: str, *args: object) -> str:
    """The full address of a page, by the site's own name and not by that of a request."""
    return settings.BASE_URL + reverse(f"web:{name}", args=args)


def items_of(consultations: Iterable[Consultation], now: datetime) -> list[Item]:
    """The newest that feeds tell of, newest first."""
    known = {consultation.slug: consultation for consultation in consultations}
    results = Q(subject="publication/1") | Q(details__final=True)
    entries = Entry.objects.filter(Q(act__in=TOLD) | Q(act="results.published") & results, consultation__in=known)
    newest = entries.order_by("-recorded_at", "-id")[:ENTRIES]
    acts = [Item(entry.recorded_at, entry, known[entry.consultation]) for entry in newest]
    return sorted([*acts, *_last_days(known.values(), now)], key=lambda item: item.at, reverse=True)[:ENTRIES]


def _last_days(consultations: Iterable[Consultation], now: datetime) -> list[Item]:
    """When each was put on the shelf of those that close soon; not where it opened or was closed on a day later."""
    began = [(each.closes_at - CLOSING_SOON, each) for each in consultations]
    return [
        Item(at, None, each) for at, each in began if each.opening.opened_at < at <= now and not _ended_before(each, at)
    ]


def _ended_before(consultation: Consultation, at: datetime) -> bool:
    return consultation.closed and consultation.closing.closed_at < at


def _sent(response: HttpResponse) -> tuple[bytes, dict[str, str]]:
    return response.content, {name: response.headers[name] for name in ("Content-Type", "Last-Modified")}


class SiteFeed(Feed):
    """Everything that is public."""

    feed_type = Atom1Feed

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Made once a minute at most, until the record says more."""
        slug = consultation_for(kwargs["slug"], None).slug if "slug" in kwargs else ""
        key = ("feed", request.path, newest_entry(slug), get_language())
        made = kept(key, A_MINUTE, lambda: _sent(super(SiteFeed, self).__call__(request, *args, **kwargs)))
        return same_for_all(request, HttpResponse(made[0], headers=made[1]))

    def title(self) -> str:
        return _("%(site)s: what was asked and answered") % {"site": settings.SITE_NAME}

    def subtitle(self) -> str:
        return _("Openings, results, what ministries owe and their answers.")

    def link(self) -> str:
        return absolute("home")

    def feed_url(self) -> str:
        return absolute("feed")

    feed_guid = feed_url

    def author_name(self) -> str:
        return str(settings.SITE_NAME)

    def items(self) -> list[Item]:
        return items_of(Consultation.objects.visible_to(None).with_facts(), timezone.now())

    def item_title(self, item: Item) -> str:
        """Which consultation, and what happened."""
        if item.consultation is None:
            return self.item_description(item)
        what = {"question": item.consultation.question, "what": self.item_description(item)}
        return _("“%(question)s” – %(what)s") % what

    def item_description(self, item: Item) -> str:
        if item.consultation is None:
            return told(item.entry) if item.entry else ""
        closes_at = item.consultation.closes_at.astimezone(item.consultation.zone)
        if item.entry is None:
            return _("Voting closes soon: on %(moment)s.") % {"moment": date_format(closes_at, "DATETIME_FORMAT")}
        return told(item.entry, closes_at)

    def item_link(self, item: Item) -> str:
        """The page that shows it."""
        kind, _slash, number = item.entry.subject.partition("/") if item.entry else ("", "", "")
        if item.consultation is None:
            return absolute("board-notes", number)
        if kind == "publication":
            return absolute("results-numbered", item.consultation.slug, int(number))
        if kind == "week-note":
            return absolute("week-notes", item.consultation.slug) + f"#note-{number}"
        if kind == "obligation":
            return absolute("obligation", int(number))
        return absolute("consultation", item.consultation.slug)

    def item_guid(self, item: Item) -> str:
        """A name that stays when addresses change (RFC 4151)."""
        host = urlsplit(settings.BASE_URL).hostname
        slug = item.consultation.slug if item.consultation else ""
        what = f"record/{item.entry.pk}" if item.entry else f"closing-soon/{slug}"
        return f"tag:{host},{item.at:%Y-%m-%d}:{what}"

    def item_author_name(self, item: Item) -> str:
        return item.entry.actor if item.entry else str(settings.SITE_NAME)

    def item_pubdate(self, item: Item) -> datetime:
        return item.entry.happened_at if item.entry else item.at

    def item_updateddate(self, item: Item) -> datetime:
        return item.at


class ConsultationFeed(SiteFeed):
    """One consultation."""

    def get_object(self, request: HttpRequest, slug: str) -> Consultation:
        return consultation_for(slug, None)

    def title(self, found: Consultation) -> str:  # type: ignore[override]
        return found.question

    def link(self, found: Consultation) -> str:  # type: ignore[override]
        return absolute("consultation", found.slug)

    def feed_url(self, found: Consultation) -> str:  # type: ignore[override]
        return absolute("consultation-feed", found.slug)

    feed_guid = feed_url

    def items(self, found: Consultation) -> list[Item]:  # type: ignore[override]
        return items_of([found], timezone.now())

    def item_title(self, item: Item) -> str:
        return self.item_description(item)
