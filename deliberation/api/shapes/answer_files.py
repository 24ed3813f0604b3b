"""Files of answers."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from deliberation.api.shapes.files import FileFacts
from deliberation.api.shapes.strict import Input
from deliberation.consultations.rules import LONGEST_REASON
from deliberation.obligations.models import AnswerFile as FileRow


class AnswerFile(FileFacts):
    """A file of an answer."""

    address = serializers.SerializerMethodField(help_text="Where it is saved from; null when its bytes were deleted.")
    deleted_because = serializers.CharField(
        source="blanking.reason", default=None, allow_null=True, help_text="Why its bytes were deleted; else null."
    )

    @extend_schema_field({"type": ["string", "null"], "format": "uri"})
    def get_address(self, file: FileRow) -> str | None:
        if hasattr(file, "blanking"):
            return None
        return settings.BASE_URL + reverse("web:answer-file", args=[self.context["obligation"], file.pk])


def of_duty(files: Iterable[FileRow], obligation: int) -> list[dict[str, Any]]:
    """Described with the addresses they have for this obligation."""
    return [AnswerFile(file, context={"obligation": obligation}).data for file in files]


class SeenQuery(Input):
    """Which draft somebody has before them."""

    seen = serializers.CharField(
        required=False, max_length=64, help_text="The draft's version as it was read; refused if it changed since."
    )


class AnswerFileInput(Input):
    """A file, as a part of a form."""

    title = serializers.CharField(max_length=10_000, allow_blank=True, help_text="What it is called.")
    seen = serializers.CharField(
        required=False, max_length=64, help_text="The draft's version as it was read; refused if it changed since."
    )
    file = serializers.FileField(allow_empty_file=True, use_url=False, help_text="The bytes, under their name.")


class BlankingInput(Input):
    """Why what is in a published file is deleted."""

    reason = serializers.CharField(
        max_length=10_000, allow_blank=True, help_text=f"Everybody reads it. At most {LONGEST_REASON} characters."
    )
