"""Week notes."""

from rest_framework import serializers

from deliberation.api.shapes.strict import Input
from deliberation.consultations.rules import LONGEST_NOTE


class WeekNote(serializers.Serializer):
    """What the facilitators told the public."""

    number = serializers.IntegerField(help_text="From 1, in the order of publication.")
    text = serializers.CharField(help_text="Markdown, in the consultation's language.")
    last = serializers.BooleanField(help_text="Whether this is the last one: what did not work.")
    published_at = serializers.DateTimeField(help_text="When it was published.")


class WeekNoteInput(Input):
    """A note."""

    text = serializers.CharField(
        allow_blank=True, trim_whitespace=False, help_text=f"Markdown, at most {LONGEST_NOTE} characters."
    )
