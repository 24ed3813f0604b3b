"""What citizens and facilitators wrote, and what was ruled about it."""

from django.db import models

from deliberation.consultations.models import Consultation
from deliberation.people.models import Person
from deliberation.record.models import Lasting
from deliberation.statements.rules import DECISIONS, DRAWN_FOR, LONGEST_APPEAL

LONGEST = 200  # characters a citizen may write
LONGEST_IMPORTED = 1000  # other systems allow more; their texts stay as they were


class Outcome(models.TextChoices):
    ACCEPTED = "accepted", "accepted"
    REJECTED = "rejected", "rejected"
    HIDDEN = "hidden", "hidden"  # rejected, and the text is shown to nobody any more
    WAITING = "waiting", "waiting"  # nothing holds: the only ruling was undone


class Statements(models.QuerySet["Statement"]):
    """The one gate to statements' texts: every output goes through one of these."""

    def public(self) -> "Statements":
        """What anybody may read and vote on."""
        return self.filter(ruling__outcome=Outcome.ACCEPTED)

    def waiting(self) -> "Statements":
        return self.filter(ruling__isnull=True)

    def rejected(self) -> "Statements":
        return self.filter(ruling__outcome=Outcome.REJECTED)

    def written_by(self, author: str) -> "Statements":
        """An author's own, whatever was ruled; nobody's for an empty author."""
        return self.filter(author=author) if author else self.none()


class Statement(models.Model):
    """One idea to agree or disagree with. `number` is its stable name within the consultation."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="statements")
    number = models.PositiveIntegerField()
    text = models.TextField(max_length=LONGEST_IMPORTED)
    seed = models.BooleanField(default=False, help_text="Written by the facilitators before citizens came.")
    author = models.CharField(max_length=64, blank=True, help_text="The writing participant's pseudonym.")
    written_at = models.DateTimeField()
    hints = models.JSONField(
        default=list, blank=True, help_text="Codes of hints.py, for facilitators; never a verdict."
    )
    alike = models.FloatField(default=0, help_text="How alike the nearest public one was when it was written, 0 to 1.")
    doubt = models.FloatField(default=0, help_text="How many hints, and `alike`: what to look at first.")
    folded = models.TextField(default="", blank=True, help_text="The text as the queue's search compares it.")
    rewords = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="rewordings", help_text="What it says more clearly."
    )
    edited = models.BooleanField(default=False, help_text="The words are the facilitators', the idea somebody else's.")
    # A pointer to the ruling that holds, so that the vote path need not search; None: waiting.
    ruling = models.ForeignKey("Ruling", on_delete=models.PROTECT, null=True, related_name="+")

    objects = Statements.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["consultation", "number"], name="statement_number_once")]
        indexes = [
            models.Index(fields=["consultation", "author"]),
            models.Index(
                fields=["consultation", "written_at", "id"],
                condition=models.Q(ruling=None),
                name="statements_waiting_by_age",
            ),
            models.Index(
                fields=["consultation", "-doubt", "id"],
                condition=models.Q(ruling=None),
                name="statements_waiting_by_doubt",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def standing(self) -> str:
        """waiting, accepted, rejected or hidden."""
        return self.ruling.outcome if self.ruling else "waiting"

    @property
    def steps(self) -> list["Ruling"]:
        """What its author is told of: the ruling that holds, and those there were appeals against; the first first."""
        told = [each for each in self.rulings.all() if each.appealed or each.pk == self.ruling_id]
        return sorted(told, key=lambda each: each.pk)

    @property
    def shown(self) -> str:
        """The text for those who see more than the public does; empty once it is hidden, then from them as well."""
        return "" if self.standing == Outcome.HIDDEN else self.text


class Translation(Lasting):
    """What a statement says in another language, by the facilitators. The latest in a language holds; an empty one
    withdraws those before it. People vote on the statement itself."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="translations")
    language = models.CharField(max_length=20, help_text="A code of settings.TRANSLATED, such as zh-hant.")
    text = models.TextField(max_length=LONGEST_IMPORTED, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["statement", "language"])]

    def __str__(self) -> str:
        return self.text


class Ruling(Lasting):
    """A decision about a statement; the latest one holds. One that undoes another says what holds again."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="rulings")
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    reason = models.CharField(max_length=40, blank=True, help_text="A code of reasons.py; public.")
    note = models.TextField(max_length=500, blank=True, help_text="To the author; never in public outputs.")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="undone_by")
    batch = models.UUIDField(null=True, help_text="The same for all that were made at once.")
    along = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="+", help_text="Made with that one, undone with it."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome__in=[Outcome.ACCEPTED, Outcome.WAITING]) | ~models.Q(reason=""),
                name="rejection_has_reason",
            ),
        ]
        indexes = [models.Index(fields=["by", "-id"], condition=models.Q(batch__isnull=False), name="rulings_at_once")]

    def __str__(self) -> str:
        return f"{self.statement_id} {self.outcome}"

    @property
    def appealed(self) -> "Appeal | None":
        """The appeal against it, if there is one."""
        return getattr(self, "appeal", None)


class Successor(Lasting):
    """A statement that stands in the place of one which a ruling retired, as long as that ruling holds."""

    ruling = models.ForeignKey(Ruling, on_delete=models.PROTECT, related_name="successors")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ruling", "statement"], name="successor_once")]

    def __str__(self) -> str:
        return f"{self.statement_id} since ruling {self.ruling_id}"


class Drawn(Lasting):
    """That a ruling is to be looked at by a moderator afterwards: drawn by chance when it was made, or for a hint."""

    ruling = models.OneToOneField(Ruling, on_delete=models.PROTECT, related_name="drawn")
    kind = models.CharField(max_length=20, choices=[(each, each) for each in DRAWN_FOR])
    drawn_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.ruling_id} {self.kind}"


class SecondOpinion(Lasting):
    """How another moderator, who did not see the first ruling, would have ruled. It changes nothing by itself."""

    drawn = models.OneToOneField(Drawn, on_delete=models.PROTECT, related_name="opinion")
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    reason = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.drawn_id} {self.outcome}"


class Looking(models.Model):
    """That a moderator has a statement open, so that another takes a different one. It ends by itself."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["statement", "person"], name="looking_once")]

    def __str__(self) -> str:
        return f"{self.statement_id} since {self.since}"


class Appeal(Lasting):
    """An author's objection to a rejection: once for each ruling. Its reason is for facilitators only."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="appeals")
    ruling = models.OneToOneField(
        Ruling, on_delete=models.PROTECT, related_name="appeal", help_text="What it is against."
    )
    reason = models.TextField(max_length=LONGEST_APPEAL)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.statement_id} {self.state}"

    @property
    def state(self) -> str:
        """waiting, granted or upheld (the ruling is)."""
        return self.decision.outcome if hasattr(self, "decision") else "waiting"


class AppealDecision(Lasting):
    """What another facilitator than the one who rejected decided about an appeal."""

    appeal = models.OneToOneField(Appeal, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(
        max_length=20, choices=[(each, each) for each in DECISIONS], help_text="upheld: the ruling is."
    )
    message = models.TextField(max_length=LONGEST_APPEAL, blank=True, help_text="To the author; never public.")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.outcome}"
