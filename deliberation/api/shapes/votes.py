"""Votes and what is shown next."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from deliberation.api.shapes.statements import Statement
from deliberation.api.shapes.strict import MOST, Input
from deliberation.statements.models import Statement as StatementRow

SIGNS = "1 agree, -1 disagree, 0 skip."
AHEAD = "Those to show after it, in this order: counted as shown, so that votes can be cast while the line is cut."


@extend_schema_field({"type": "integer", "enum": [1, -1, 0]})
class Value(serializers.IntegerField):
    """Agree, disagree or skip. A number of any size is read; the rule of the room says which are votes."""


class VoteInput(Input):
    """A vote on a statement."""

    statement = serializers.IntegerField(min_value=0, max_value=MOST, help_text="The statement's number.")
    value = Value(help_text=SIGNS)
    operation = serializers.UUIDField(
        help_text="Made anew by the client for each vote. Sending the same one again stores nothing twice."
    )
    follow = serializers.BooleanField(
        default=True,
        help_text="False: whoever holds statements to show needs none with this answer, which then comes much sooner; "
        "`next` is null and `ahead` empty.",
    )


class OwnVote(serializers.Serializer):
    """A current vote of whoever asks."""

    statement = serializers.IntegerField(help_text="The statement's number.")
    text = serializers.CharField(help_text="The statement's text; empty where others stand in its place.")
    value = Value(help_text=SIGNS)
    instead = serializers.ListField(
        child=serializers.IntegerField(), default=list, help_text="The numbers of those that stand in its place now."
    )


class ServedStatement(Statement):
    """A statement to show."""

    again = serializers.SerializerMethodField(
        help_text="Numbers of statements on which this participant voted and in whose place it stands: say so."
    )

    @extend_schema_field({"type": "array", "items": {"type": "integer"}})
    def get_again(self, statement: StatementRow) -> list[int]:
        return self.context.get("again", {}).get(statement.number, [])


class CastVote(serializers.Serializer):
    """A stored vote, and what to ask next."""

    statement = serializers.IntegerField(help_text="The statement's number.")
    value = Value(help_text=SIGNS)
    counted = serializers.BooleanField(
        help_text="False if the statement had not been served to this participant, or only votes with an "
        "invitation code or after signing in count and this is none: stored, and not counted."
    )
    next = ServedStatement(
        allow_null=True,
        help_text="The next statement to show; null when there is none, voting ended, or `follow` was false.",
    )
    ahead = ServedStatement(many=True, help_text=AHEAD)


class Next(serializers.Serializer):
    """What to show next."""

    statement = ServedStatement(allow_null=True, help_text="The next statement; null when all are answered.")
    ahead = ServedStatement(many=True, help_text=AHEAD)
    left = serializers.IntegerField(help_text="How many statements this participant has not answered, this one too.")
