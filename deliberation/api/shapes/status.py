"""How up to date the site is."""

from rest_framework import serializers

from deliberation.status.derived import DERIVED
from deliberation.status.words import SPANS, STATES


class DerivedThing(serializers.Serializer):
    """Something that is made of something else, and when that was done last."""

    code = serializers.ChoiceField(choices=list(DERIVED), help_text="Stable, for programs.")
    title = serializers.CharField(help_text="What it is, in words.")
    state = serializers.ChoiceField(choices=list(STATES), help_text="Is it as new as it should be?")
    made = serializers.ChoiceField(
        choices=list(SPANS), allow_null=True, help_text="In which span of time; null: not known, or without a time."
    )


class LatestFigures(serializers.Serializer):
    """An open consultation and its latest published figures."""

    slug = serializers.CharField(help_text="The stable short name.")
    figures_at = serializers.DateTimeField(allow_null=True, help_text="When they were published; null: none yet.")


class Status(serializers.Serializer):
    """How old everything derived is."""

    wanting = serializers.ListField(child=serializers.CharField(), help_text="Codes of what is not as it should be.")
    things = DerivedThing(many=True, help_text="All that is made of something else.")
    open = LatestFigures(many=True, help_text="At most 50 open consultations, the oldest figures first.")
