"""A ministry's notes to its line of the scoreboard."""

from rest_framework import serializers

from deliberation.api.shapes.strict import Input
from deliberation.obligations.rules import LONGEST_NOTE


class BoardNote(serializers.Serializer):
    """What a ministry says to its figures."""

    number = serializers.IntegerField(help_text="From 1, of the ministry.")
    text = serializers.CharField(help_text="Plain text; empty: the ministry took its note back.")
    published_at = serializers.DateTimeField(help_text="When it was published.")


class BoardNoteInput(Input):
    """A note."""

    text = serializers.CharField(
        allow_blank=True,
        trim_whitespace=False,
        help_text=f"Plain text, at most {LONGEST_NOTE} characters; empty: takes back the one that holds.",
    )
