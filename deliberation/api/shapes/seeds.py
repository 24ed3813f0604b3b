"""Statements to begin with, from a table."""

from rest_framework import serializers

from deliberation.api.shapes.strict import Input
from deliberation.statements.seed_table import MOST_BYTES


class SeedTableInput(Input):
    """A table of statements to begin with, as a spreadsheet writes it."""

    content = serializers.CharField(
        max_length=MOST_BYTES,
        trim_whitespace=False,
        help_text="CSV with commas, semicolons or tabs. The first row names the columns, one of them `statement`.",
    )
    these = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        max_length=64,
        help_text="What the preview called the good rows: takes them. Empty: only look, nothing is added.",
    )


class SeedFault(serializers.Serializer):
    """A row that cannot be taken."""

    row = serializers.IntegerField(source="number", help_text="Its number in the spreadsheet; the first row is 1.")
    text = serializers.CharField(source="shown", help_text="What stands there.")
    reason = serializers.CharField(source="fault", help_text="Why it cannot be taken.")


class SeedTable(serializers.Serializer):
    """What can be taken from a table, and what not."""

    good = serializers.IntegerField(help_text="How many rows can be taken, or were.")
    faults = SeedFault(many=True, help_text="Every other row.")
    these = serializers.CharField(help_text="Names exactly the good rows; send it with the same table to take them.")
    added = serializers.ListField(child=serializers.IntegerField(), help_text="Numbers of what was added just now.")
