"""What a ministry says, in public, to its line of the scoreboard."""

from django.db import models

from deliberation.people.models import Organisation, Person
from deliberation.record.models import Lasting


class BoardNote(Lasting):
    """A ministry's note. The last one holds, an empty one takes it back; the earlier ones stay reachable."""

    ministry = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="board_notes")
    number = models.PositiveIntegerField(help_text="From 1, of the ministry.")
    text = models.TextField(blank=True, help_text="Plain text; empty: there is no note from then on.")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["ministry", "number"], name="board_note_number_once")]

    def __str__(self) -> str:
        return f"note {self.number} of {self.ministry}"
