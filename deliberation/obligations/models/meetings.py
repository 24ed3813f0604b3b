"""A public meeting: that it was announced, held, documented or not held; what was said, and what was made of it."""

from django.db import models

from deliberation.obligations.models.duties import Obligation
from deliberation.people.models import Person
from deliberation.record.models import Lasting
from deliberation.statements.models import Statement

LONGEST_PLACE = 300  # characters
LONGEST_LINK = 500  # characters


class Announcement(Lasting):
    """When and where it will be, and what about. What changes is a new version; the earlier ones stay."""

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="announcements")
    version = models.PositiveIntegerField()
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=LONGEST_PLACE)
    stream = models.CharField(max_length=LONGEST_LINK, blank=True, help_text="Where it can be watched; https.")
    agenda = models.JSONField(help_text='Items: {"statement": number} or {"text": words}; see agenda.py.')
    decided_from = models.JSONField(help_text="The publication, and its undecided statements; see agenda.undecided.")
    reason = models.TextField(blank=True, help_text="Why it changed; empty in the first version.")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    announced_at = models.DateTimeField()

    class Meta:
        ordering = ["version"]
        constraints = [models.UniqueConstraint(fields=["obligation", "version"], name="announcement_version_once")]

    def __str__(self) -> str:
        return f"{self.obligation}, announcement {self.version}"


class MeetingHeld(Lasting):
    """That it took place, as announced. What counts for being in time is when this was entered."""

    obligation = models.OneToOneField(Obligation, on_delete=models.PROTECT, related_name="meeting_held")
    announcement = models.ForeignKey(Announcement, on_delete=models.PROTECT, related_name="+")
    held_at = models.DateTimeField(help_text="When it began.")
    post_by = models.DateField(help_text="By when recording and transcript are due; fixed now.")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.obligation}, held"


class MeetingPost(Lasting):
    """What is there for the record: a recording with captions, minutes, and the transcript (its utterances)."""

    obligation = models.OneToOneField(Obligation, on_delete=models.PROTECT, related_name="meeting_post")
    recording = models.CharField(max_length=LONGEST_LINK)
    minutes = models.TextField(help_text="Markdown.")
    transcript_digest = models.CharField(max_length=64, help_text="Of what was imported; see transcripts.these.")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    posted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.obligation}, recording and transcript"


class MeetingNotHeld(Lasting):
    """That there will be no meeting, and why: the duty failed."""

    obligation = models.OneToOneField(Obligation, on_delete=models.PROTECT, related_name="meeting_not_held")
    reason = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.obligation}, not held"


class Utterance(Lasting):
    """What somebody said, as it was imported. `number` is its stable name within the meeting."""

    post = models.ForeignKey(MeetingPost, on_delete=models.PROTECT, related_name="utterances")
    number = models.PositiveIntegerField()
    starts = models.PositiveIntegerField(help_text="Milliseconds from the beginning of the recording.")
    ends = models.PositiveIntegerField()
    speaker = models.CharField(max_length=100, blank=True)
    text = models.TextField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["post", "number"], name="utterance_number_once")]

    def __str__(self) -> str:
        return f"{self.post}, utterance {self.number}"


class Correction(Lasting):
    """What somebody said in truth, or who it was; version 1 is what was imported."""

    utterance = models.ForeignKey(Utterance, on_delete=models.PROTECT, related_name="corrections")
    version = models.PositiveIntegerField()
    speaker = models.CharField(max_length=100, blank=True)
    text = models.TextField()
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    corrected_at = models.DateTimeField()

    class Meta:
        ordering = ["version"]
        constraints = [models.UniqueConstraint(fields=["utterance", "version"], name="correction_version_once")]

    def __str__(self) -> str:
        return f"{self.utterance}, version {self.version}"


class UtteranceHiding(Lasting):
    """That words may be read by nobody any more, in any version."""

    utterance = models.OneToOneField(Utterance, on_delete=models.PROTECT, related_name="hiding")
    reason = models.CharField(max_length=40, help_text="A code of meeting_rules.HIDDEN_FOR.")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    hidden_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.utterance}, hidden"


class AnswerMark(Lasting):
    """That an utterance answers a statement of the agenda; the newest row of the two says whether it still holds."""

    utterance = models.ForeignKey(Utterance, on_delete=models.PROTECT, related_name="marks")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+")
    holds = models.BooleanField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.utterance} answers statement {self.statement_id}"


class SaidFirst(Lasting):
    """Where a statement of a following consultation comes from: an utterance of a meeting."""

    utterance = models.ForeignKey(Utterance, on_delete=models.PROTECT, related_name="followed")
    statement = models.OneToOneField(Statement, on_delete=models.PROTECT, related_name="said_first")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.utterance}, said before {self.statement_id}"
