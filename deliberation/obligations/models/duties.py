"""What a ministry owes and by when."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models.functions import Coalesce

from deliberation.consultations.models import Consultation
from deliberation.obligations.deadlines import Span
from deliberation.people.models import Organisation, Person
from deliberation.people.queries import where_may
from deliberation.record.models import AppendOnly, Lasting
from deliberation.results.models import Publication
from deliberation.statements.models import Statement

if TYPE_CHECKING:
    from deliberation.obligations.models.meetings import MeetingHeld
    from deliberation.obligations.models.steps import Clarification


class Kind(models.TextChoices):
    ANSWER = "answer", "answer"
    MEETING = "meeting", "meeting"


class Obligations(AppendOnly):
    """The one gate to obligations. They are public; drafting belongs to the ministry."""

    def with_facts(self) -> "Obligations":
        """What lists need. The publication comes without its document, which is large and the same for many."""
        facts = self.select_related(
            "consultation__opening",
            "consultation__host",
            "statement__ruling",
            "ministry",
            "publication",
            "clarification__reply",
            "extension",
            "because_of__statement",
            "meeting_held",
            "meeting_post",
            "meeting_not_held",
        )
        transfers = ("transfers__giver", "transfers__taker", "transfers__reply")
        answers = ("answers__milestones", "answers__attachments__file__blanking")
        several = (*answers, "acknowledgements", "due_dates", "suspensions", *transfers)
        return facts.defer("publication__document", "meeting_post__minutes").prefetch_related(*several)

    def unanswered(self) -> "Obligations":
        """Without an answer; of those to hold a meeting, neither documented nor given up."""
        open_meeting = models.Q(meeting_post__isnull=True, meeting_not_held__isnull=True)
        return self.filter(open_meeting, answers__isnull=True)

    def by_date(self) -> "Obligations":
        """Each with the day on which it is due by now, `due_now`: after a meeting was held, its transcript. What is
        due first comes first."""
        return self.annotate(due_now=self._due_now()).order_by("due_now", "id")

    def _due_now(self) -> Coalesce:
        """As `Obligation.counts_now` says."""
        same = self.model._default_manager.filter(pk=models.OuterRef("pk"))
        since = same.filter(due_dates__decided_at__gt=models.F("meeting_held__entered_at"))
        moved, posting = (rows.order_by("-due_dates__pk").values("due_dates__due_on")[:1] for rows in (same, since))
        days = (models.Subquery(posting), "meeting_held__post_by", models.Subquery(moved), "due_on")
        return Coalesce(*days, output_field=models.DateField())

    def failed(self) -> "Obligations":
        """The meetings that were given up."""
        return self.filter(meeting_not_held__isnull=False)

    def held_by(self, ministries: models.QuerySet[Organisation]) -> "Obligations":
        """What these ministries have to do now: theirs from the start and not handed over, or taken over."""
        return self.with_holder().filter(holds__in=ministries.values("pk"))

    def with_holder(self) -> "Obligations":
        """Each with the key of the ministry that has it now, `holds`."""
        same = self.model._default_manager.filter(pk=models.OuterRef("pk"), transfers__reply__accepted=True)
        taken = models.Subquery(same.order_by("-transfers__pk").values("transfers__taker")[:1])
        return self.annotate(holds=Coalesce(taken, "ministry_id", output_field=models.BigIntegerField()))

    def of_ministry(self, ministry: Organisation) -> "Obligations":
        return self.held_by(Organisation.objects.filter(pk=ministry.pk)).by_date()

    def owed_by(self, person: Person | None) -> "Obligations":
        """What the ministries owe whose duties this person looks after."""
        return self.held_by(where_may("see-duties", person)).by_date()


class Obligation(Lasting):
    """A duty: to answer one consensus statement, or to hold a meeting where there is none."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="obligations")
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="obligations")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, null=True, related_name="obligations")
    direction = models.CharField(max_length=10, blank=True, help_text="agree or disagree; empty for a meeting.")
    ministry = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="obligations")
    notified_on = models.DateField()
    due_on = models.DateField(
        help_text="Fixed when it opened; a later holiday does not move it. Since then: falls_due."
    )
    because_of = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="meeting",
        help_text="The answer that is long overdue.",
    )
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

    @property
    def falls_due(self) -> date:
        """The day on which it is due by now; the clock may stand still for a question, a suspension, an extension. Once
        a meeting was held, the day by which it had to be."""
        held = self._held
        moved = [each.due_on for each in self.due_dates.all() if held is None or each.decided_at <= held.entered_at]
        return moved[-1] if moved else self.due_on

    @property
    def counts_now(self) -> date:
        """The day that the clock runs to: after a meeting was held, that of its recording and transcript, which a
        suspension may have moved since."""
        held = self._held
        if held is None:
            return self.falls_due
        moved = [each.due_on for each in self.due_dates.all() if each.decided_at > held.entered_at]
        return moved[-1] if moved else held.post_by

    @property
    def _held(self) -> "MeetingHeld | None":
        return getattr(self, "meeting_held", None) if self.kind == Kind.MEETING else None

    @property
    def holder(self) -> Organisation:
        """The ministry that has to do it now: the last one that took it over, or the one it was given to."""
        taken = [transfer.taker for transfer in self.transfers.all() if transfer.accepted]
        return taken[-1] if taken else self.ministry

    @property
    def unit(self) -> str | None:
        """Who works on it in the ministry that has it now; None until that one has acknowledged it."""
        units = [each.unit for each in self.acknowledgements.all() if each.ministry_id == self.holder.pk]
        return units[0] if units else None

    @property
    def suspended(self) -> list[Span]:
        """The days that do not count, as spans of a first and a last day."""
        return [(span.from_on, span.until_on) for span in self.suspensions.all()]

    @property
    def unanswered_statement(self) -> int | None:
        """Of a meeting: the number of the statement whose answer is long overdue, if it is owed for that."""
        return self.because_of.statement.number if self.because_of and self.because_of.statement else None

    @property
    def asked(self) -> "Clarification | None":
        """The question that the ministry asked about it, if any."""
        return getattr(self, "clarification", None)
