"""What became of a promise: what was reported of it, through which links, and whether people saw it happen."""

from django.db import models

from deliberation.obligations.models.answers import Milestone
from deliberation.people.models import Person
from deliberation.record.models import Lasting
from deliberation.votes.models import Participant


class Report(Lasting):
    """A milestone was reached, moved to another date, or given up. `milestone`: the first that promised it."""

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=10, help_text="done, moved or withdrawn.")
    text = models.TextField(help_text="What anybody can see there, or the reason; public.")
    link = models.URLField(max_length=500, blank=True, help_text="The evidence, of what is done.")
    moved_to = models.DateField(null=True)
    reported_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", help_text="None: by a link.")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.milestone}: {self.kind}"


class CheckIn(Lasting):
    """A link by which the unit responsible can report on a milestone without an account. The last one made is good."""

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="check_ins")
    handle = models.CharField(max_length=32, unique=True)
    due_on = models.DateField(help_text="The date that it is about.")
    until = models.DateField(help_text="The last day on which it is good.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"a link to report on {self.milestone}"


class Confirmation(Lasting):
    """Whether somebody who took part saw that a promise was kept. The last one of each counts."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="confirmations")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    said = models.CharField(max_length=20, help_text="yes, no or cannot-tell.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["report", "participant"], name="seen_by_participant")]

    def __str__(self) -> str:
        return f"somebody on {self.report}"


class ConfirmationRelease(Lasting):
    """Public figures of whether people saw it: all that anybody sees of them."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="releases")
    number = models.PositiveIntegerField()
    up_to = models.BigIntegerField(help_text="The last confirmation that was read; 0: none.")
    final = models.BooleanField(help_text="Made when the time to say so was over.")
    document = models.JSONField(help_text="See hearing.confirmations_told.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="confirmation_release_once")]

    def __str__(self) -> str:
        return f"release {self.number} on {self.report}"
