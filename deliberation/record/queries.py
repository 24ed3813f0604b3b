"""Reading the record."""

from django.db.models import QuerySet

from deliberation.record.models import Entry


def entries_of(consultation: str) -> QuerySet[Entry]:
    """The entries of one consultation, newest first."""
    return Entry.objects.filter(consultation=consultation)
