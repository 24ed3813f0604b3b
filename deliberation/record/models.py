"""The public record of acts of office: append-only, readable by everybody."""

from typing import Any, NoReturn

from django.db import models


class Unchangeable(Exception):
    """An append-only row was about to be changed or deleted."""


class AppendOnly(models.QuerySet):
    """Rows that are only ever added."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise Unchangeable(f"{self.model.__name__} rows are never updated.")

    def delete(self) -> NoReturn:
        raise Unchangeable(f"{self.model.__name__} rows are never deleted.")

    def erase(self) -> None:
        """Delete the rows after all, because somebody has asked for what is about them to be erased. For that alone."""
        super().delete()

    def blank(self, **fields: Any) -> None:
        """Empty fields of the rows, for the same reason."""
        super().update(**fields)


class Lasting(models.Model):
    """What stays as it was written."""

    objects = AppendOnly.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Unchangeable(f"{type(self).__name__} rows are never updated.")
        # Without it Django would update the row that has this key already.
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Unchangeable(f"{type(self).__name__} rows are never deleted.")


class Entry(Lasting):
    """One act. `key` is set where the same fact must never be entered twice."""

    consultation = models.SlugField(max_length=80, blank=True, help_text="The consultation's short name, if any.")
    act = models.CharField(max_length=60, help_text="For example statement.rejected.")
    subject = models.CharField(max_length=80, help_text="For example statement/12.")
    actor = models.CharField(max_length=200, help_text="The office that acted, never a person's name.")
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    key = models.CharField(max_length=120, unique=True, null=True)  # noqa: DJ001 - many rows have none, and '' is only unique once
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["-happened_at", "-id"]
        indexes = [models.Index(fields=["consultation", "-happened_at"])]

    def __str__(self) -> str:
        return f"{self.happened_at:%Y-%m-%d} {self.act} {self.subject}"
