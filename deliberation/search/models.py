"""Texts in the form in which they are searched. Not what is shown: that is read from where it belongs."""

from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from deliberation.consultations.models import Consultation
from deliberation.obligations.models import Answer, Obligation, Utterance
from deliberation.statements.models import Statement


class Kind(models.TextChoices):
    CONSULTATION = "consultation", "consultation"
    STATEMENT = "statement", "statement"
    OBLIGATION = "obligation", "obligation"
    ANSWER = "answer", "answer"
    UTTERANCE = "utterance", "utterance"


class Passages(models.QuerySet["Passage"]):
    """The one way into the search: what anybody may read, and nothing else."""

    def public(self) -> "Passages":
        """Asks the gates at the moment of asking: what was hidden a moment ago is not found."""
        opened = Consultation.objects.visible_to(None).filter(pk=OuterRef("consultation"))
        accepted = Statement.objects.public().filter(pk=OuterRef("statement"))
        readable = self.filter(utterance__hiding__isnull=True)
        return readable.filter(Q(statement__isnull=True) | Exists(accepted), Exists(opened))

    def holding(self, words: list[str]) -> "Passages":
        """Those in which every word stands, as `terms` gives them; none without a word."""
        found = self if words else self.none()
        for word in words:
            found = found.filter(GreaterThan(StrIndex("folded", Value(word)), 0))
        return found


class Passage(models.Model):
    """The words of one consultation, statement, obligation, answer or utterance of a meeting, folded. Of these change a
    background, who has an obligation, and what was said where it is corrected."""

    kind = models.CharField(max_length=20, choices=Kind.choices)
    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="+")
    statement = models.ForeignKey(
        Statement, on_delete=models.CASCADE, null=True, related_name="+", help_text="Has to be public itself."
    )
    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, null=True, related_name="+")
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, null=True, related_name="+")
    utterance = models.ForeignKey(Utterance, on_delete=models.CASCADE, null=True, related_name="+")
    folded = models.TextField()

    objects = Passages.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["kind", "-id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation"], condition=Q(kind="consultation"), name="passage_of_a_consultation_once"
            ),
            models.UniqueConstraint(
                fields=["statement"], condition=Q(kind="statement"), name="passage_of_a_statement_once"
            ),
            models.UniqueConstraint(
                fields=["obligation"], condition=Q(kind="obligation"), name="passage_of_an_obligation_once"
            ),
            models.UniqueConstraint(fields=["answer"], condition=Q(kind="answer"), name="passage_of_an_answer_once"),
            models.UniqueConstraint(
                fields=["utterance"], condition=Q(kind="utterance"), name="passage_of_an_utterance_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.consultation_id}"
