"""What a ministry is writing: the one row here that changes, and that nobody but the ministry sees."""

from django.db import models

from deliberation.obligations.models.duties import Obligation
from deliberation.people.models import Organisation, Person
from deliberation.record.models import Lasting


class Draft(models.Model):
    """An answer that is not published; it goes when it is. Of a ministry: a duty can move on to another."""

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="drafts")
    ministry = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField(help_text="As drafts.stored gives it.")
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    writers = models.JSONField(default=list, help_text="Numbers of all who changed its words, not only files.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["obligation", "ministry"], name="one_draft_of_a_ministry")]

    def __str__(self) -> str:
        return f"{self.obligation}, draft"

    @property
    def version(self) -> str:
        """Tells what was last saved from anything before or after it."""
        return self.changed_at.isoformat()

    @property
    def authors(self) -> set[int]:
        """Numbers of those who cannot sign it: who changed its words, and who changed anything of it last."""
        return {*self.writers, self.changed_by_id}


class Assignment(Lasting):
    """Who of the ministry looks after a duty, from an instant on; the latest counts. Not in the public record."""

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="assignments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", help_text="Null: nobody.")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.obligation}, assigned"
