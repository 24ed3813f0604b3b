"""Atom feeds of one duty and of one ministry: all that the record has of them."""

from collections.abc import Iterable

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _

from deliberation.obligations.models import Obligation
from deliberation.obligations.queries import obligation_numbered
from deliberation.people.models import Organisation
from deliberation.people.queries import ministry_called
from deliberation.record.models import Entry
from deliberation.web.feeds import ENTRIES, Item, SiteFeed, absolute

NOTED = ("ministry.noted", "ministry.note-withdrawn")


def duty_items(duties: Iterable[Obligation]) -> list[Item]:
    """The newest entries about these duties, newest first."""
    known = {f"obligation/{duty.pk}": duty for duty in duties}
    newest = Entry.objects.filter(subject__in=known).order_by("-recorded_at", "-id")[:ENTRIES]
    return [Item(entry.recorded_at, entry, known[entry.subject].consultation) for entry in newest]


def note_items(ministry: Organisation) -> list[Item]:
    """What it said to its figures; that belongs to no consultation."""
    noted = Entry.objects.filter(act__in=NOTED, subject=f"organisation/{ministry.slug}")
    return [Item(entry.recorded_at, entry, None) for entry in noted.order_by("-recorded_at", "-id")[:ENTRIES]]


def duty_title(duty: Obligation) -> str:
    """Whose duty it is, and to do what."""
    if duty.kind == "meeting":
        return _("A meeting owed by %(ministry)s") % {"ministry": duty.holder}
    return _("An answer owed by %(ministry)s") % {"ministry": duty.holder}


class DutyFeed(SiteFeed):
    """One duty."""

    def get_object(self, request: HttpRequest, obligation: int) -> Obligation:
        return obligation_numbered(obligation)

    def title(self, duty: Obligation) -> str:  # type: ignore[override]
        return duty_title(duty)

    def link(self, duty: Obligation) -> str:  # type: ignore[override]
        return absolute("obligation", duty.pk)

    def feed_url(self, duty: Obligation) -> str:  # type: ignore[override]
        return absolute("obligation-feed", duty.pk)

    feed_guid = feed_url

    def items(self, duty: Obligation) -> list[Item]:  # type: ignore[override]
        return duty_items([duty])

    def item_title(self, item: Item) -> str:
        return self.item_description(item)


class MinistryFeed(SiteFeed):
    """All that a ministry has or had to do."""

    def __call__(self, request: HttpRequest, slug: str):  # type: ignore[no-untyped-def,override]
        """By another name: `slug` is that of a consultation in the feed of one."""
        return super().__call__(request, ministry=slug)

    def get_object(self, request: HttpRequest, ministry: str) -> Organisation:
        return ministry_called(ministry)

    def title(self, ministry: Organisation) -> str:  # type: ignore[override]
        return ministry.name

    def link(self, ministry: Organisation) -> str:  # type: ignore[override]
        return absolute("ministry", ministry.slug)

    def feed_url(self, ministry: Organisation) -> str:  # type: ignore[override]
        return absolute("ministry-feed", ministry.slug)

    feed_guid = feed_url

    def items(self, ministry: Organisation) -> list[Item]:  # type: ignore[override]
        given = Q(transfers__giver=ministry, transfers__reply__accepted=True)
        held = Obligation.objects.of_ministry(ministry).order_by().values("pk")
        duties = Obligation.objects.filter(Q(pk__in=held) | given).select_related("consultation").distinct()
        items = [*duty_items(duties), *note_items(ministry)]
        return sorted(items, key=lambda item: item.at, reverse=True)[:ENTRIES]
