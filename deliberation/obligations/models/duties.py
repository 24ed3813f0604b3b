"""What a ministry owes and by when."""

from django.db import models

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
        return facts.defer("publication__document").prefetch_related("answers__milestones")

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
