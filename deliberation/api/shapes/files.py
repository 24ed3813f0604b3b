"""Attached files."""

from django.conf import settings
from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from deliberation.api.shapes.consultations import Seen
from deliberation.consultations.models import ConsultationFile
from deliberation.consultations.rules import LONGEST_REASON


class FileFacts(serializers.Serializer):
    """What is told of every attached file."""

    number = serializers.IntegerField(source="pk", help_text="Its stable name.")
    title = serializers.CharField(help_text="What it is called.")
    name = serializers.CharField(help_text="The name under which it is saved; its ending says what it is.")
    media_type = serializers.CharField(help_text="What its bytes are.")
    size = serializers.IntegerField(help_text="Bytes.")
    sha256 = serializers.CharField(help_text="The digest of its bytes, as in the record.")


class File(FileFacts):
    """A file to read."""

    address = serializers.SerializerMethodField(help_text="Where it is saved from.")

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_address(self, file: ConsultationFile) -> str:
        return settings.BASE_URL + reverse("web:consultation-file", args=[file.consultation.slug, file.pk])


class WithdrawalInput(Seen):
    """Why a file is withdrawn."""

    reason = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        max_length=10_000,
        help_text=f"Needed after opening; everybody reads it. At most {LONGEST_REASON} characters.",
    )


class FileInput(WithdrawalInput):
    """A file, as a part of a form."""

    title = serializers.CharField(max_length=10_000, allow_blank=True, help_text="What it is called.")
    file = serializers.FileField(allow_empty_file=True, use_url=False, help_text="The bytes, under their name.")
