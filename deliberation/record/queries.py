"""Reading the record."""

from django.db.models import Max, QuerySet

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
