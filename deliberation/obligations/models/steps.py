"""What a ministry and a coordinator did about a duty, and each date on which it was due since. Facts, never updated."""

from datetime import date

from django.db import models

from deliberation.obligations.course import GROUNDS
from deliberation.obligations.models.duties import Obligation
from deliberation.people.models import Organisation, Person
from deliberation.record.models import Lasting


class Moved(models.TextChoices):
    """Why a due date moved."""

    EXTENDED = "extended", "extended"
    ASKED = "clarification-asked", "clarification asked"
    REPLIED = "clarification-answered", "clarification answered"
    SUSPENDED = "suspended", "suspended"


class DueDate(Lasting):
    """From `decided_at` on the duty is due on this day. The one given at its opening stays in the duty itself."""

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="due_dates")
    due_on = models.DateField()
    because = models.CharField(max_length=30, choices=Moved.choices)
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.obligation}, due on {self.due_on}"


class Acknowledgement(Lasting):
    """The ministry that has the duty knows, and says who works on it. Whoever takes it over says so again."""

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="acknowledgements")
    ministry = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    unit = models.CharField(max_length=200, help_text="The unit responsible.")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["obligation", "ministry"], name="acknowledged_once")]

    def __str__(self) -> str:
        return f"{self.obligation}, {self.unit}"


class Transfer(Lasting):
    """A ministry offers a duty to another one. The clock goes on; without a yes in time it stays where it is."""

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="transfers")
    giver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="offered")
    reason = models.TextField()
    offered_on = models.DateField()
    lapses_after = models.DateField(help_text="The last day on which it can be accepted.")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.obligation}, offered to {self.taker}"

    @property
    def replied(self) -> bool:
        return hasattr(self, "reply")

    @property
    def accepted(self) -> bool:
        return self.replied and self.reply.accepted

    def waits(self, today: date) -> bool:
        """Can it still be accepted?"""
        return not self.replied and today <= self.lapses_after


class TransferReply(Lasting):
    """Yes or no of the ministry that a duty was offered to."""

    transfer = models.OneToOneField(Transfer, on_delete=models.PROTECT, related_name="reply")
    accepted = models.BooleanField()
    reason = models.TextField(blank=True, help_text="Why not; empty where it was accepted.")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.transfer}: {'yes' if self.accepted else 'no'}"


class Clarification(Lasting):
    """The one public question a ministry may ask about a duty. The clock stands still until the reply."""

    obligation = models.OneToOneField(Obligation, on_delete=models.PROTECT, related_name="clarification")
    question = models.TextField()
    asked_on = models.DateField()
    lapses_after = models.DateField(help_text="The last day of the pause, if nobody replies.")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.obligation}, a question"

    @property
    def replied(self) -> bool:
        return hasattr(self, "reply")

    def waits(self, today: date) -> bool:
        """Does the clock stand still for it?"""
        return not self.replied and today <= self.lapses_after


class ClarificationReply(Lasting):
    """What the facilitator replied, in public."""

    clarification = models.OneToOneField(Clarification, on_delete=models.PROTECT, related_name="reply")
    text = models.TextField()
    replied_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.clarification}, replied"


class Extension(Lasting):
    """More time, once, with what can be said already. Its badge stays for ever."""

    obligation = models.OneToOneField(Obligation, on_delete=models.PROTECT, related_name="extension")
    due_before = models.DateField()
    until = models.DateField()
    reason = models.TextField()
    interim = models.TextField(help_text="The interim reply.")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.obligation}, extended until {self.until}"


class Suspension(Lasting):
    """Days, both inclusive, that do not count."""

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="suspensions")
    ground = models.CharField(max_length=20, choices=list(GROUNDS.items()))
    reason = models.TextField()
    from_on = models.DateField()
    until_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["from_on", "id"]

    def __str__(self) -> str:
        return f"{self.obligation}, suspended until {self.until_on}"
