"""Files of answers: attached while one is drafted, and fixed in each version that is published with them."""

from django.db import models

from deliberation.consultations.attachments import Attachment
from deliberation.obligations.models.answers import Answer
from deliberation.obligations.models.duties import Obligation
from deliberation.people.models import Organisation, Person
from deliberation.record.models import Lasting


class AnswerFiles(models.QuerySet):
    def present(self) -> "AnswerFiles":
        """Those whose bytes are still there."""
        return self.filter(blanking__isnull=True)

    def drop(self) -> None:
        """Delete those that no answer carries, with their bytes."""
        for file in AnswerFile.objects.filter(pk__in=self.values("pk"), carried__isnull=True):
            file.forget_bytes()
            file.delete()


class AnswerFile(Attachment):
    """A file that a ministry attached for what it owes. A draft names it by its key (`Draft.content`)."""

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="files")
    ministry = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    attached_at = models.DateTimeField()

    objects = AnswerFiles.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title


class AnswerAttachment(Lasting):
    """A version of an answer carries a file, for ever. One text for several statements: each of its answers does."""

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="attachments")
    file = models.ForeignKey(AnswerFile, on_delete=models.PROTECT, related_name="carried")

    class Meta:
        ordering = ["file"]
        constraints = [models.UniqueConstraint(fields=["answer", "file"], name="file_of_an_answer_once")]

    def __str__(self) -> str:
        return f"{self.answer}, {self.file}"


class FileBlanking(Lasting):
    """The bytes of a published file are gone: it held what nobody should read. Its title and digest stay."""

    file = models.OneToOneField(AnswerFile, on_delete=models.PROTECT, related_name="blanking")
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    blanked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.file}, blanked"
