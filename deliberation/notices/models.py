"""Who asked to be told, and which mails that makes. Nothing here leads to a participant or an account."""

from django.db import models

from deliberation.consultations.models import Consultation
from deliberation.people.models import Person
from deliberation.record.models import Entry


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


class Notice(models.Model):
    """One mail: that an entry was made or, without one, whether the address is right."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="notices")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, null=True, related_name="+")
    made_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(help_text="Not before; while somebody is trying, when others may.")
    sent_at = models.DateTimeField(null=True, help_text="When the mail server had taken it.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subscription", "entry"], name="one_notice_per_entry")]
        indexes = [models.Index(fields=["due_at"], condition=models.Q(sent_at=None), name="notices_unsent")]

    def __str__(self) -> str:
        return f"notice {self.pk}"


class Reminder(models.Model):
    """One mail to a moderator on one day: that statements wait. What it says is found when it is sent."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    day = models.DateField(help_text="In UTC.")
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(help_text="Not before; while somebody is trying, when others may.")
    sent_at = models.DateTimeField(
        null=True, help_text="When the mail server had taken it, or nothing waited any more."
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "day"], name="one_reminder_a_day")]
        indexes = [models.Index(fields=["due_at"], condition=models.Q(sent_at=None), name="reminders_unsent")]

    def __str__(self) -> str:
        return f"reminder {self.pk}"
