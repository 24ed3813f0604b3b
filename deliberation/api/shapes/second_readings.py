"""Second readings."""

from rest_framework import serializers

from deliberation.api.shapes.statements import FOR_A_REJECTION
from deliberation.api.shapes.strict import Input


class ToReadAgain(serializers.Serializer):
    """A statement whose ruling was drawn for a second reading. How it was ruled, and by whom, is not told."""

    number = serializers.IntegerField(help_text="Its stable name within the consultation.")
    text = serializers.CharField(source="shown", help_text="Plain text, as it was written.")


class ReadingInput(Input):
    """How one would have ruled."""

    outcome = serializers.CharField(max_length=20, help_text="accepted or rejected.")
    reason = serializers.CharField(required=False, allow_blank=True, max_length=40, help_text=FOR_A_REJECTION)


class ReadAgain(serializers.Serializer):
    """What came of a second reading."""

    agreed = serializers.BooleanField(help_text="It was ruled so. If not, the ruling stands until somebody rules anew.")
