"""Analysis runs and frozen publications."""

from django.db import models

from deliberation.consultations.models import Consultation
from deliberation.people.models import Person
from deliberation.record.models import Lasting


class Analysis(models.Model):
    """One run of the clustering over the votes up to a log position. Exact, therefore never shown to anybody:
    what people see is a Publication. One that was not published is dropped when a newer one is there."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="analyses")
    up_to_vote = models.BigIntegerField(help_text="The last log line that was read.")
    up_to_ruling = models.BigIntegerField(help_text="The last ruling that was known.")
    up_to_erasure = models.BigIntegerField(
        default=0, db_default=0, help_text="The last erasure before the log was read."
    )
    method = models.CharField(max_length=20)
    code_version = models.CharField(max_length=40)
    input_digest = models.CharField(max_length=64)
    output_digest = models.CharField(max_length=64)
    votes = models.BigIntegerField(default=0, help_text="How many were analysed.")
    figures = models.JSONField(
        help_text="The analysis without its participants; empty once a newer one is published, unless it is final."
    )
    prepared = models.JSONField(help_text="The public document, ready to be published (publication.py).")
    placements = models.BinaryField(help_text="Participants' ids and groups, packed (placements.py); empty as figures.")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "up_to_vote", "up_to_ruling", "up_to_erasure", "method", "code_version"],
                name="analysis_once_per_position",
            )
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id} up to {self.up_to_vote}"


class Publication(Lasting):
    """A frozen, numbered document: all that the public sees of an analysis, after disclosure control."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="publications")
    number = models.PositiveIntegerField()
    analysis = models.ForeignKey(Analysis, on_delete=models.PROTECT, related_name="publications")
    final = models.BooleanField(help_text="Made at closing; it binds.")
    document = models.JSONField(help_text="See publication.py.")
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "number"], name="publication_number_once"),
            models.UniqueConstraint(
                fields=["consultation"], condition=models.Q(final=True), name="one_final_publication"
            ),
        ]

    def __str__(self) -> str:
        return f"publication {self.number}"


class Handover(Lasting):
    """That the votes of single people were handed to a named researcher or auditor, and what for. The record says so
    too; who of the staff did it stands only here."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="handovers")
    recipient = models.CharField(max_length=200)
    purpose = models.TextField(max_length=1000)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file.")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    handed_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"votes of {self.consultation_id} to {self.recipient}"


class Computation(models.Model):
    """A very large analysis under way, in steps, on as many workers as there are (large.py). Gone when it is done."""

    consultation = models.OneToOneField(Consultation, on_delete=models.PROTECT, related_name="computation")
    up_to_vote = models.BigIntegerField()
    up_to_ruling = models.BigIntegerField()
    up_to_erasure = models.BigIntegerField(default=0, db_default=0)
    aligned_to = models.ForeignKey(Publication, on_delete=models.PROTECT, null=True, related_name="+")
    method = models.CharField(max_length=20)
    code_version = models.CharField(max_length=40)
    outline = models.BinaryField(help_text="Who took part and with how many votes, packed by clustering.shards.")
    begun_at = models.DateTimeField()
    moved_at = models.DateTimeField(help_text="When its last step began, or it was taken up again.")

    def __str__(self) -> str:
        return f"{self.consultation_id} up to {self.up_to_vote}"


class Shard(models.Model):
    """The votes of some of the participants of a computation."""

    computation = models.ForeignKey(Computation, on_delete=models.CASCADE, related_name="shards")
    number = models.PositiveSmallIntegerField()
    votes = models.BinaryField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["computation", "number"], name="shard_number_once")]

    def __str__(self) -> str:
        return f"shard {self.number}"


class Step(models.Model):
    """One thing that a computation asks of all shards, and what they answered together; null until all have."""

    computation = models.ForeignKey(Computation, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=20)
    answer = models.BinaryField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["computation", "number"], name="step_number_once")]

    def __str__(self) -> str:
        return f"step {self.number}: {self.name}"


class Part(models.Model):
    """What a step asks of one shard, and its answer; null until it is there."""

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="parts")
    shard = models.ForeignKey(Shard, on_delete=models.CASCADE, related_name="parts")
    question = models.BinaryField()
    answer = models.BinaryField(null=True)

    class Meta:
        ordering = ["shard__number"]
        constraints = [models.UniqueConstraint(fields=["step", "shard"], name="part_once_per_shard")]

    def __str__(self) -> str:
        return f"{self.step} of {self.shard}"


class Health(models.Model):
    """How a consultation went when stock was last taken (stock.py): for its staff, and coarse already. Only `hours` is
    exact, so that the next stock need not read the whole log; it is shown to nobody."""

    consultation = models.OneToOneField(Consultation, on_delete=models.CASCADE, primary_key=True, related_name="health")
    up_to_vote = models.BigIntegerField(help_text="The last log line that was read.")
    up_to_erasure = models.BigIntegerField(
        default=0, db_default=0, help_text="The last erasure before; `hours` holds until the next."
    )
    hours = models.JSONField(help_text="Counted votes by the hour, in UTC.")
    figures = models.JSONField(help_text="See stock.py.")
    final = models.BooleanField(default=False, help_text="Taken after voting had ended.")
    shown_until = models.BigIntegerField(
        default=0, db_default=0, help_text="The last participant of whom it is forgotten what was shown."
    )
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.consultation_id} at {self.made_at:%Y-%m-%d %H:%M}"
