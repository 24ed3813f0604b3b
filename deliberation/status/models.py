"""When each job last did its work."""

from django.db import models


class Run(models.Model):
    """A periodic job, or one of the operator's such as a backup: when it last ended well, and when it last failed."""

    job = models.CharField(max_length=100, primary_key=True, help_text="See derived.py.")
    done_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.job
