"""Results of several publications side by side, described."""

from rest_framework import serializers

from deliberation.api.shapes.results import count


class GroupThen(serializers.Serializer):
    """A group in one publication."""

    label = serializers.CharField(help_text="Kept from publication to publication, by the people in the group.")
    size = count("People in the group")
    share = serializers.IntegerField(help_text="Percent of all people in groups, rounded.")


class Release(serializers.Serializer):
    """A publication, as far as it is compared with others."""

    number = serializers.IntegerField(help_text="Its number.")
    final = serializers.BooleanField(help_text="Made at closing.")
    published_at = serializers.DateTimeField(help_text="When it was published.")
    participants = count("People whose votes counted")
    groups = GroupThen(many=True, help_text="The opinion groups; none where none were clear.")


def shares(what: str) -> serializers.ListField:
    """One figure for each publication."""
    figure = serializers.IntegerField(allow_null=True)
    return serializers.ListField(
        child=figure, help_text=f"{what}, in percent of the votes on it, rounded: one for each of `releases`, or null."
    )


class StatementOverTime(serializers.Serializer):
    """The votes on a statement from publication to publication."""

    number = serializers.IntegerField(help_text="The statement's number.")
    agree = shares("Agreeing votes")
    disagree = shares("Disagreeing votes")
    skip = shares("Skips")


class OverTime(serializers.Serializer):
    """How views moved."""

    releases = Release(many=True, help_text="The publications that are compared, the earliest first.")
    statements = StatementOverTime(many=True, help_text="All statements that may be read.")
    summary = serializers.ListField(child=serializers.CharField(), help_text="What changed, in sentences.")
