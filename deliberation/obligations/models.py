"""What a ministry owes, by when, and what it answered. Where a duty stands is worked out, never stored."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from deliberation.consultations.models import Consultation
from deliberation.people.models import Organisation, Person
from deliberation.people.queries import where_may
from deliberation.record.models import AppendOnly, Lasting
from deliberation.results.models import Publication
from deliberation.statements.models import Statement


class Kind(models.TextChoices):
    ANSWER = "answer", "answer"
    MEETING = "meeting", "meeting"


class Obligations(AppendOnly):
    """The one gate to obligations. They are public; drafting belongs to the ministry."""

    def with_facts(self) -> "Obligations":
        """What lists need. The publication comes without its document, which is large and the same for many."""
        facts = self.select_related("consultation", "statement__ruling", "ministry", "publication")
        return facts.defer("publication__document").prefetch_related(
            models.Prefetch("answers", Answer.objects.order_by("version").prefetch_related("milestones"))
        )

    def unanswered(self) -> "Obligations":
        return self.filter(answers__isnull=True)

    def of_ministry(self, ministry: Organisation) -> "Obligations":
        return self.filter(ministry=ministry).order_by("due_on", "id")

    def owed_by(self, person: Person | None) -> "Obligations":
        """What the ministries owe whose duties this person looks after."""
        return self.filter(ministry__in=where_may("see-duties", person)).order_by("due_on", "id")


class Obligation(Lasting):
    """A duty: to answer one consensus statement, or to hold a meeting where there is none."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="obligations")
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="obligations")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, null=True, related_name="obligations")
    direction = models.CharField(max_length=10, blank=True, help_text="agree or disagree; empty for a meeting.")
    ministry = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="obligations")
    notified_on = models.DateField()
    due_on = models.DateField(help_text="Fixed when it opened; a later holiday does not move it.")
    calendar_version = models.CharField(max_length=100)
    opened_at = models.DateTimeField()

    objects = Obligations.as_manager()  # type: ignore[misc]  # narrower than that of Lasting

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "statement"], name="one_duty_per_statement"),
            models.CheckConstraint(
                condition=models.Q(kind=Kind.MEETING, statement__isnull=True)
                | models.Q(kind=Kind.ANSWER, statement__isnull=False),
                name="answers_name_a_statement",
            ),
        ]

    def __str__(self) -> str:
        return f"obligation {self.pk}"


class Position(models.TextChoices):
    COMMITMENT = "commitment", _("We will do it")
    NOT_YET = "not-yet", _("Not yet feasible")


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
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
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
