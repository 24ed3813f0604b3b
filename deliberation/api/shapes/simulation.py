"""Made-up people, and what a consensus rule would make of their votes."""

from rest_framework import serializers

from deliberation.api.shapes.strict import Input
from deliberation.results.thresholds import MOST_GROUPS, MOST_STATEMENTS, MOST_VOTES


class SimulationQuery(Input):
    """How the made-up people are."""

    statements = serializers.IntegerField(
        required=False, default=30, min_value=5, max_value=MOST_STATEMENTS, help_text="How many statements there are."
    )
    groups = serializers.IntegerField(
        required=False, default=3, min_value=1, max_value=MOST_GROUPS, help_text="How many groups of opinion."
    )
    votes = serializers.IntegerField(
        required=False, default=20, min_value=1, max_value=MOST_VOTES, help_text="On how many each person votes."
    )


class Foreseen(serializers.Serializer):
    """Means over three made-up worlds of so many people."""

    people = serializers.IntegerField(help_text="How many people voted.")
    bound = serializers.FloatField(help_text="Consensus statements by the rule of the draft.")
    shared = serializers.FloatField(help_text="Those of them on which all were made to agree.")
    usual = serializers.FloatField(help_text="Consensus statements by the usual numbers.")
    united = serializers.IntegerField(help_text="On how many statements all were made to agree.")
