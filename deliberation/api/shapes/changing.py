"""What may still change after opening."""

from rest_framework import serializers

from deliberation.api.shapes.consultations import Document, Seen
from deliberation.api.shapes.strict import Input
from deliberation.consultations.models import LONGEST_TOPIC
from deliberation.consultations.rules import LONGEST_REASON


class ClosingTimeInput(Seen):
    """A later end of voting."""

    closes_at = serializers.DateTimeField(help_text="Later than the one that was announced.")
    reason = serializers.CharField(
        allow_blank=True, max_length=10_000, help_text=f"Why; everybody reads it. At most {LONGEST_REASON} characters."
    )


class BackgroundInput(Seen):
    """What takes the place of background and documents."""

    background = serializers.CharField(max_length=100_000, allow_blank=True, help_text="Markdown.")
    documents = Document(many=True, help_text="All of them; those that are not sent are taken off.")
    reason = serializers.CharField(
        allow_blank=True, max_length=10_000, help_text=f"Why; everybody reads it. At most {LONGEST_REASON} characters."
    )


class TopicInput(Input):
    """What it is about."""

    topic = serializers.CharField(
        allow_blank=True,
        max_length=10_000,
        help_text=f"At most {LONGEST_TOPIC} characters; empty: none.",
    )
    reason = serializers.CharField(
        allow_blank=True, max_length=10_000, help_text=f"Why; everybody reads it. At most {LONGEST_REASON} characters."
    )
