"""What a ministry answered, in versions."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from deliberation.obligations.models.duties import Obligation
from deliberation.people.models import Person
from deliberation.record.models import Lasting


class Position(models.TextChoices):
    COMMITMENT = "commitment", _("We will do it")
    PARTLY = "partly", _("We will do part of it")
    ALREADY = "already", _("It is already so")
    NOT_YET = "not-yet", _("Not yet feasible")


class AnswerGroup(Lasting):
    """One text for several statements, declared as such and signed once."""

    published_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"answers together, {self.pk}"


class Answer(Lasting):
    """A ministry's published answer; a better one is a new version, the earlier ones stay."""

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="answers")
    version = models.PositiveIntegerField()
    position = models.CharField(max_length=20, choices=Position.choices)
    summary = models.CharField(max_length=200)
    explanation = models.TextField(blank=True)
    signed_by = models.CharField(max_length=200, help_text="The role that signs.")
    contact = models.CharField(max_length=200, help_text="The unit to turn to.")
    reasons = models.JSONField(default=list, help_text="Codes of answering.REASONS.")
    source = models.CharField(max_length=500, blank=True)
    would_have_to_change = models.TextField(blank=True)
    review_on = models.DateField(null=True)
    alternative = models.TextField(blank=True)
    link = models.CharField(max_length=500, blank=True, help_text="Where it is so already.")
    since = models.CharField(max_length=200, blank=True)
    usage = models.TextField(blank=True, help_text="How people use what is there already.")
    group = models.ForeignKey(AnswerGroup, on_delete=models.PROTECT, null=True, related_name="answers")
    sentence = models.CharField(max_length=300, blank=True, help_text="About this statement, of a text for several.")
    drafted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", help_text="Who signed it off.")
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["version"]
        constraints = [models.UniqueConstraint(fields=["obligation", "version"], name="answer_version_once")]

    def __str__(self) -> str:
        return f"{self.obligation}, version {self.version}"


class Milestone(Lasting):
    """What will be measurably true by when."""

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="milestones")
    what = models.CharField(max_length=300)
    due_on = models.DateField()
    evidence = models.CharField(max_length=300, help_text="How anybody can see that it is true.")
    unit = models.CharField(max_length=200, help_text="The unit responsible.")

    class Meta:
        ordering = ["due_on", "id"]

    def __str__(self) -> str:
        return self.what
