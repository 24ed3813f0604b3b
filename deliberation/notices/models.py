"""Who asked to be told, and which mails that makes; and the mails to staff. No address here leads to a participant."""

from django.db import models

from deliberation.consultations.models import Consultation
from deliberation.people.models import Person
from deliberation.record.models import Entry


class Mail(models.Model):
    """A mail, and what became of it. It waits, was sent, failed (its tries are used up), or came back."""

    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(help_text="Not before; while somebody is trying, when others may.")
    sent_at = models.DateTimeField(
        null=True, help_text="When the mail server had taken it, or nothing was left to say."
    )
    fault = models.CharField(max_length=10, blank=True, help_text="Of the last try: server, or letter: not writable.")
    bounced_at = models.DateTimeField(null=True, help_text="When we heard that it never arrived.")

    class Meta:
        abstract = True


class Subscription(models.Model):
    """An address that wants the answers of one consultation. Deleted when it no longer does."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="+")
    address = models.EmailField(max_length=254, help_text="In small letters.")
    language = models.CharField(max_length=20, help_text="That of the page where it was left.")
    handle = models.CharField(max_length=32, unique=True, help_text="By chance; signed, it is the token of its links.")
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consultation", "address"], name="one_subscription_per_address"),
        ]

    def __str__(self) -> str:
        return f"subscription {self.pk}"


class Notice(Mail):
    """One mail: what a day brought or, without one, whether the address is right."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="notices")
    day = models.DateField(null=True, help_text="Where the consultation is held; null: asks about the address.")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subscription", "day"], name="one_notice_a_day")]
        indexes = [models.Index(fields=["due_at"], condition=models.Q(sent_at=None), name="notices_unsent")]

    def __str__(self) -> str:
        return f"notice {self.pk}"


class Told(models.Model):
    """An entry of the record that a notice tells of; each once, and once more where it asks whether it happened."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="told")
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="told")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+")
    asks = models.BooleanField(default=False, help_text="Asks whether what was reported did happen.")

    class Meta:
        ordering = ["entry_id", "id"]
        constraints = [models.UniqueConstraint(fields=["subscription", "entry", "asks"], name="told_once")]

    def __str__(self) -> str:
        return f"entry {self.entry_id} in notice {self.notice_id}"


class Alarm(Mail):
    """One mail to the operator on one day: which mails did not reach staff."""

    day = models.DateField(unique=True, help_text="In UTC.")

    def __str__(self) -> str:
        return f"alarm {self.pk}"


class Reminder(Mail):
    """One mail to somebody of the staff on one day. What it says is found when it is sent."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    day = models.DateField(help_text="In UTC.")
    keys = models.JSONField(default=list, help_text="Of the matters it told of; see matters.Matter.")
    alarm = models.ForeignKey(
        Alarm, on_delete=models.SET_NULL, null=True, related_name="reminders", help_text="That told of its failure."
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "day"], name="one_reminder_a_day")]
        indexes = [models.Index(fields=["due_at"], condition=models.Q(sent_at=None), name="reminders_unsent")]

    def __str__(self) -> str:
        return f"reminder {self.pk}"
