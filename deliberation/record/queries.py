"""Reading the record."""

from collections.abc import Collection

from django.db.models import Count, Max, QuerySet

from deliberation.record.acts import CHANGES, MODERATION
from deliberation.record.models import Entry


def entries_of(consultation: str) -> QuerySet[Entry]:
    """The entries of one consultation, newest first."""
    return Entry.objects.filter(consultation=consultation)


def newest_entry(consultation: str = "") -> int:
    """The id of the newest entry, of one consultation or of all; 0 before the first. Whatever a public page shows
    beside the clock changes with an entry, so it names what there is to be seen; no vote makes one."""
    entries = entries_of(consultation) if consultation else Entry.objects.all()
    newest: int | None = entries.order_by().aggregate(newest=Max("id"))["newest"]
    return newest or 0


def keys_entered(keys: Collection[str]) -> set[str]:
    """Those of the keys of which there is an entry."""
    return {key for key in Entry.objects.filter(key__in=keys).order_by().values_list("key", flat=True) if key}


def moderation_of(consultation: str, act: str = "") -> QuerySet[Entry]:
    """What was ruled and appealed, newest first; only one kind of act if one is named."""
    found = entries_of(consultation).filter(act__in=MODERATION)
    return found.filter(act=act) if act in MODERATION else found


def moderation_figures(consultation: str) -> dict[str, int]:
    """How often each of these acts was done, in the order of the table."""
    rows = moderation_of(consultation).order_by().values_list("act").annotate(number=Count("pk"))
    counted = dict(rows)
    return {act: counted.get(act, 0) for act in MODERATION}


def changes_of(consultation: str) -> QuerySet[Entry]:
    """What changed after opening, newest first."""
    return entries_of(consultation).filter(act__in=CHANGES)
