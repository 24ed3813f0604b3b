"""What statements say in other languages."""

from rest_framework import serializers

from deliberation.api.shapes.strict import Input


class Translation(serializers.Serializer):
    """A translation by the facilitators; people vote on the statement itself."""

    number = serializers.IntegerField(help_text="The statement's number.")
    text = serializers.CharField(help_text="What it says in the language asked for.")


class TranslationInput(Input):
    """A translation."""

    text = serializers.CharField(max_length=10_000, allow_blank=True, help_text="Plain text; empty withdraws it.")
