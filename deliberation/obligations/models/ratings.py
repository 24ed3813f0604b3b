"""What participants say of an answer, the figures that were told of it, and the reviews that came of it."""

from django.db import models

from deliberation.obligations.models.answers import Answer
from deliberation.people.models import Person
from deliberation.record.models import Lasting
from deliberation.votes.models import Participant


class Rating(Lasting):
    """What a participant says of a version of an answer. The last one of each counts."""

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="ratings")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    answers_it = models.CharField(max_length=10, help_text="Does it answer what was asked? yes, partly or no.")
    clear = models.CharField(max_length=10, help_text="Are the reasons clear? yes, partly or no.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["answer", "participant"], name="ratings_of_participant")]

    def __str__(self) -> str:
        return f"a rating of {self.answer}"


class RatingRelease(Lasting):
    """Public figures of the ratings of a version of an answer: all that anybody sees of them."""

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="rating_releases")
    number = models.PositiveIntegerField()
    up_to = models.BigIntegerField(help_text="The last rating that was read; 0: none.")
    final = models.BooleanField(help_text="Made when the time to rate was over.")
    document = models.JSONField(help_text="See hearing.ratings_told.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["answer", "number"], name="rating_release_once")]

    def __str__(self) -> str:
        return f"release {self.number} of the ratings of {self.answer}"


class Review(Lasting):
    """A version of an answer has to be looked at again."""

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="reviews")
    ground = models.CharField(max_length=20, help_text="See redress.GROUNDS.")
    reason = models.TextField(blank=True, help_text="The facilitator's, or that of the withdrawal; public.")
    opened_on = models.DateField()
    due_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"a review of {self.answer}"

    @property
    def decided(self) -> bool:
        return hasattr(self, "decision")


class ReviewDecision(Lasting):
    """How a review ended: the answer stands for new reasons, or a new version took its place."""

    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=20, help_text="upheld or new-version.")
    reasons = models.TextField(blank=True, help_text="The new reasons, public; empty for a new version.")
    version = models.ForeignKey(Answer, on_delete=models.PROTECT, null=True, related_name="+")
    signed_by = models.CharField(max_length=200, help_text="The role that signs.")
    decided_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.review}: {self.outcome}"
