"""Who takes part, what they were shown, and how they voted.

A participant is a pseudonym within one consultation and nothing else: no account, no address, no name. The
vote log is append-only and is the truth; the current vote of a participant on a statement is derived from it
and kept for speed.
"""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, models

from deliberation.consultations.admission import OPEN, TIERS
from deliberation.consultations.models import Consultation
from deliberation.people.models import Person
from deliberation.record.models import Lasting
from deliberation.statements.models import Statement

AGREE, DISAGREE, SKIP = 1, -1, 0
VALUES = (AGREE, DISAGREE, SKIP)


# No foreign key has an index of its own where a longer one begins with it: each costs every vote a write.
class Participant(models.Model):
    """Somebody who takes part, as nobody in particular (see identity.py)."""

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="participants", db_index=False
    )
    pseudonym = models.CharField(max_length=64)
    tier = models.CharField(max_length=10, default=OPEN, choices=list(TIERS.items()), help_text="How it came in.")
    paper = models.BooleanField(default=False, help_text="It voted on a sheet of paper.")
    joined_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consultation", "pseudonym"], name="pseudonym_once")]
        indexes = [models.Index(fields=["consultation"], condition=models.Q(paper=True), name="on_paper")]

    def __str__(self) -> str:
        return f"participant in {self.consultation_id}"


class Population(models.Model):
    """Whom to compare the people who take part with; see population.py."""

    consultation = models.OneToOneField(
        Consultation, on_delete=models.CASCADE, primary_key=True, related_name="population"
    )
    source = models.CharField(max_length=200)
    shares = models.JSONField(help_text="Rows of category and share, in percent.")

    def __str__(self) -> str:
        return f"population of {self.consultation_id}"


class InvitationBatch(models.Model):
    """That so many codes were made for one category of the population; how many are left says how many were used."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="invitation_batches")
    category = models.CharField(max_length=60)
    number = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.number} codes for {self.category}"


class Invitation(models.Model):
    """A code that nobody has used yet, as a keyed hash; one that was used is deleted (see invitations.py)."""

    digest = models.CharField(max_length=64, primary_key=True)
    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="invitations")
    batch = models.ForeignKey(InvitationBatch, on_delete=models.CASCADE, null=True, related_name="left")

    def __str__(self) -> str:
        return f"invitation to {self.consultation_id}"


class Sheet(models.Model):
    """A sheet of paper that was printed to be filled in by one person; see paper.py. Nothing links it to the
    participant that it becomes: what it asked is forgotten when it is counted, and no time is kept."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="sheets")
    code = models.CharField(max_length=10, help_text="Printed on it, and typed to enter it.")
    batch = models.UUIDField(help_text="What was printed at once.")
    numbers = models.JSONField(help_text="The statements on it, in order; empty once it is counted.")
    category = models.CharField(max_length=60, blank=True, help_text="Of the population, if it was made for one.")
    typed = models.PositiveSmallIntegerField(default=0, help_text="How often it was typed in: at most twice.")
    counted = models.BooleanField(default=False)
    settled = models.BooleanField(default=False, help_text="Counted, and its two entries were not alike.")
    by_one = models.BooleanField(
        default=False, help_text="Counted, and one person typed both entries, or one of them and settled the sheet."
    )
    operation = models.UUIDField(null=True, help_text="What counted it, so that a retry is no second sheet.")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["consultation", "code"], name="sheet_code_once")]
        indexes = [models.Index(fields=["consultation", "batch"], name="sheets_of_batch")]

    def __str__(self) -> str:
        return f"sheet {self.code}"


class SheetEntry(models.Model):
    """What somebody typed off a sheet. Two must agree; then the votes are stored and both are deleted. Those that
    never counted are deleted with the final publication."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="entries")
    operation = models.UUIDField(unique=True)
    answers = models.JSONField(help_text="By statement number: 1, -1, 0, or null where no box is marked.")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"entry of {self.sheet}"


class Served(models.Model):
    """That the server showed a statement to a participant. Only votes on served statements count."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="served", db_index=False)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+")
    served_at = models.DateTimeField()
    similar = models.BooleanField(default=False, help_text="Shown because the participant wrote something similar.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["participant", "statement"], name="served_once")]
        indexes = [models.Index(fields=["statement"], condition=models.Q(similar=True), name="served_as_similar")]

    def __str__(self) -> str:
        return f"{self.statement_id} served"


class Vote(Lasting):
    """One line of the vote log; the order of `id` is the order of the votes."""

    id = models.BigAutoField(primary_key=True)
    operation = models.UUIDField(unique=True, help_text="Made by the client, so that a retry stores nothing twice.")
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="votes", db_index=False)
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="votes", db_index=False)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="votes")
    value = models.SmallIntegerField()
    counted = models.BooleanField(help_text="It had been served to this participant, whose tier counts.")
    cast_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(value__in=VALUES), name="vote_value")]
        indexes = [
            models.Index(fields=["consultation", "id"]),
            models.Index(fields=["participant", "cast_at"], name="votes_of_participant_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.value} on {self.statement_id}"

    @classmethod
    def of_line(cls, number: int, **fields: Any) -> "Vote":
        """A line that is stored, as if it had been read."""
        line = cls(id=number, **fields)
        line._state.adding, line._state.db = False, DEFAULT_DB_ALIAS
        return line


class Erasure(Lasting):
    """That lines of the log were erased here, and whose is not known any more. What is derived from the log and made
    before the newest of these holds votes that are gone."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="erasures")
    erased_at = models.DateTimeField()
    discards = models.BooleanField(
        default=True, db_default=True, help_text="What was under way then is not used; else it ends first."
    )

    def __str__(self) -> str:
        return f"erasure in {self.consultation_id}"


class CurrentVote(models.Model):
    """The last vote of a participant on a statement, by log order."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="current", db_index=False)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="current_votes")
    vote = models.BigIntegerField(help_text="The log line it comes from.")
    value = models.SmallIntegerField()
    counted = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["participant", "statement"], name="current_vote_once"),
            models.CheckConstraint(condition=models.Q(value__in=VALUES), name="current_vote_value"),
        ]

    def __str__(self) -> str:
        return f"{self.value} on {self.statement_id}"


class Tally(models.Model):
    """How many votes a statement had at the last release, rounded as that release was; none: it had too few, or came
    later. Routing reads these and never the votes themselves, so that it tells nobody what others did since."""

    statement = models.OneToOneField(Statement, on_delete=models.CASCADE, primary_key=True, related_name="tally")
    votes = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.votes} on {self.statement_id}"


class DirtyMark(models.Model):
    """That a consultation has votes newer than its last analysis. A mark to find it by, never a count."""

    consultation = models.OneToOneField(
        Consultation, on_delete=models.CASCADE, primary_key=True, related_name="dirty_mark"
    )

    def __str__(self) -> str:
        return f"{self.consultation_id} has new votes"
