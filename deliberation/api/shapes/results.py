"""The public document of a result, described. It is sent as it was frozen, so these shapes only describe it."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from deliberation.api.shapes.consultations import RULE_SCHEMA
from deliberation.api.shapes.statements import Statement

HIDDEN = "null: too few, or hidden so that another count cannot be found by subtraction."
DIRECTIONS = ["agree", "disagree"]
POINT = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}


def count(what: str) -> serializers.IntegerField:
    """A count after disclosure control."""
    return serializers.IntegerField(allow_null=True, help_text=f"{what}, rounded. {HIDDEN}")


class AnalysedVotes(serializers.Serializer):
    """The votes an analysis has read."""

    log_position = serializers.IntegerField(help_text="The last line of the vote log that was read.")
    digest = serializers.CharField(help_text="SHA-256 of the input.")


class Disclosure(serializers.Serializer):
    """How exact figures were made safe to show."""

    suppress_below = serializers.IntegerField(help_text="Counts under this are hidden.")
    round_to = serializers.IntegerField(help_text="Shown counts and percentages are rounded to this.")


class Representative(serializers.Serializer):
    """A statement that sets a group apart."""

    statement = serializers.IntegerField(help_text="The statement's number.")
    direction = serializers.ChoiceField(choices=DIRECTIONS, help_text="What the group says to it.")
    share = serializers.IntegerField(help_text="Percent of those of the group who voted on it.")
    at_least = serializers.IntegerField(
        required=False,
        allow_null=True,
        help_text="The share is likely so many percent or more; null: hidden. Older publications lack it.",
    )
    at_most = serializers.IntegerField(
        required=False,
        allow_null=True,
        help_text="The share is likely so many percent or fewer; null: hidden. Older publications lack it.",
    )


def told_percent(what: str) -> serializers.IntegerField:
    """A figure of resampling that is not always told."""
    return serializers.IntegerField(allow_null=True, help_text=f"{what}, in whole percent, rounded down.")


class Stability(serializers.Serializer):
    """How stable the groups are, and whether they are shown. Figures are null of too few people, and of no groups."""

    found = serializers.IntegerField(
        help_text="How many groups were looked at. 0: there were too few people, or nothing in the votes parts them."
    )
    clear = serializers.BooleanField(
        help_text="Whether they are shown. false with `found` above 0: no clear groups, which is a result of its own."
    )
    clear_from = serializers.IntegerField(help_text="Groups are shown from that `people` on, with `bits` above 0.")
    resamples = serializers.IntegerField(
        help_text="How often people were drawn anew, and how often statements were dealt into halves."
    )
    participants = count("People whom the resamples were drawn from")
    people = told_percent("Agreement with the groups that other people would have shown (adjusted Rand index)")
    statements = told_percent("Agreement between the groups that two halves of the statements show (the same index)")
    same_number = told_percent("Share of the resamples of people with as many groups")
    bits = serializers.FloatField(
        allow_null=True,
        help_text="By how many bits a vote is easier to foretell when one knows its voter's group. 0: no help.",
    )


class GroupStability(serializers.Serializer):
    """How well a group was found again: those in it both times, of those in it at least once (Jaccard)."""

    people = told_percent("Among other people")
    statements = told_percent("By half of the statements")


class ConsensusStability(serializers.Serializer):
    """How often a statement was consensus again."""

    people = told_percent("Of the resamples of people")
    statements = told_percent("Of the halves of the statements; null where there are no groups")


class Group(serializers.Serializer):
    """An opinion group."""

    label = serializers.CharField(help_text="A, B, C and so on.")
    size = count("People in the group")
    share = serializers.IntegerField(help_text="Percent of all people in groups, rounded.")
    representative = Representative(many=True, help_text="What sets it apart, strongest first.")
    stability = GroupStability(
        required=False, allow_null=True, help_text="null: too few people. Older publications lack it."
    )


class Counts(serializers.Serializer):
    """Votes on a statement."""

    agree = count("Agreeing votes")
    disagree = count("Disagreeing votes")
    skip = count("Skips")


class GroupCounts(Counts):
    """Votes of one group on a statement."""

    label = serializers.CharField(help_text="The group's label.")


class StatementCounts(Counts):
    """Votes on a statement, of everybody and by group."""

    number = serializers.IntegerField(help_text="The statement's number.")
    voters = serializers.IntegerField(
        required=False, allow_null=True, help_text="People who voted on it, rounded; null: too few. Older ones lack it."
    )
    divisiveness = serializers.IntegerField(
        required=False,
        allow_null=True,
        help_text="Percentage points, rounded, between the group that agrees most and the one that agrees least; "
        "a skip is halfway. null: of fewer than two groups a share may be told. Older publications lack it.",
    )
    groups = GroupCounts(many=True, help_text="By group.")


class Support(serializers.Serializer):
    """How strongly a group stands behind a consensus statement."""

    label = serializers.CharField(help_text="The group's label; empty where there are no groups.", allow_blank=True)
    share = serializers.IntegerField(
        allow_null=True, help_text="Percent of those who voted on it; null: too few people to name a figure."
    )
    at_least = serializers.IntegerField(
        allow_null=True, help_text="The lower end of that figure's uncertainty, in percent, rounded down; or null."
    )


class Consensus(serializers.Serializer):
    """A statement that all groups agree, or disagree, with; without groups everybody together."""

    statement = serializers.IntegerField(help_text="The statement's number.")
    direction = serializers.ChoiceField(choices=DIRECTIONS, help_text="What all groups say to it.")
    flip_margin = serializers.IntegerField(
        required=False,
        allow_null=True,
        help_text="It takes so many or more further votes the other way, by people who had not voted on it and all "
        "else unchanged, to end this; rounded down. null: fewer than may be told. Older publications lack it.",
    )
    groups = Support(many=True, help_text="Group by group.")
    stability = ConsensusStability(
        required=False, allow_null=True, help_text="null: too few people. Older publications lack it."
    )


class Cell(serializers.Serializer):
    """A square of the map with enough people of one group in it."""

    group = serializers.CharField(help_text="The group's label; empty where there are no groups.", allow_blank=True)
    x = serializers.FloatField(help_text="Its lower left corner.")
    y = serializers.FloatField(help_text="Its lower left corner.")
    people = serializers.IntegerField(help_text="People in it, rounded.")


@extend_schema_field({"type": "object", "additionalProperties": {"type": "array", "items": POINT}})
class Hulls(serializers.JSONField):
    """Outlines by label."""


class OpinionMap(serializers.Serializer):
    """Hulls and binned density of groups, or of all where there are none; nobody's position is in it."""

    extent = serializers.FloatField(help_text="Half the width of the square map, whose middle is 0, 0.")
    cell = serializers.FloatField(help_text="The width of a cell; 0 when there are none.")
    cells = Cell(many=True, help_text="Where people stand.")
    hulls = Hulls(help_text="By label the outline [[x, y], ...], anticlockwise; empty for a group that is too small.")


class Loading(serializers.Serializer):
    """What a browser needs to place its own dot on the map, with `noise` and `spread` of the publication."""

    number = serializers.IntegerField(help_text="The statement's number.")
    center = serializers.FloatField(help_text="The mean vote on it.")
    x = serializers.FloatField(help_text="Its weight to the right.")
    y = serializers.FloatField(help_text="Its weight upwards.")


@extend_schema_field(RULE_SCHEMA)
class FixedRule(serializers.JSONField):
    """The consensus rule."""


class CountsBeside(Counts):
    """Votes on a statement that do not count."""

    number = serializers.IntegerField(help_text="The statement's number.")
    voters = count("People of these who voted on it")


class Channels(serializers.Serializer):
    """How people voted; both null where one is too small to tell."""

    paper = count("People who voted on paper")
    online = count("People who voted online")


class Beside(serializers.Serializer):
    """People who took part by the open link where their votes do not count."""

    log_position = serializers.IntegerField(
        help_text="The last line of the vote log that was read. Where too few of them voted since the publication "
        "before, it is that one's, and so are the figures."
    )
    participants = count("How many they are")
    statements = CountsBeside(many=True, help_text="How they voted.")


class Publication(serializers.Serializer):
    """A frozen, numbered result: the same for ever."""

    number = serializers.IntegerField(help_text="1 for the first publication of the consultation.")
    final = serializers.BooleanField(help_text="Made at closing; it binds the ministry.")
    published_at = serializers.DateTimeField(help_text="When it was published.")
    method = serializers.CharField(help_text="The method of grouping.")
    code_version = serializers.CharField(help_text="The version of the numerics.")
    parameters = serializers.DictField(help_text="The method's parameters; their names depend on the method.")
    input = AnalysedVotes(help_text="What was read.")
    output_digest = serializers.CharField(help_text="SHA-256 of the exact output.")
    disclosure = Disclosure(help_text="The numbers of the disclosure rule that applied.")
    consensus_rule = FixedRule(help_text="The consensus rule that applied.")
    participants = count("People whose votes count")
    votes = count("Votes that count")
    stability = Stability(
        required=False,
        allow_null=True,
        help_text="How stable the result is, and whether there are clear groups. Older publications lack it.",
    )
    groups = Group(many=True, help_text="The opinion groups; none where none are clear.")
    statements = StatementCounts(many=True, help_text="The table of statements by groups.")
    consensus = Consensus(many=True, help_text="What all groups, or without groups everybody together, agree on.")
    map = OpinionMap(help_text="The map.")
    loadings = Loading(many=True, help_text="How statements lie on the map.")
    noise = serializers.FloatField(
        required=False,
        allow_null=True,
        help_text="Variance of one vote around what a place on the map foretells. null: too few people.",
    )
    spread = serializers.ListField(
        child=serializers.ListField(child=serializers.FloatField()),
        required=False,
        allow_null=True,
        help_text="How widely places are spread before anybody has voted, a 2 x 2 covariance. null: too few people.",
    )
    channels = Channels(
        required=False,
        allow_null=True,
        help_text="How many voted on paper and online. null: nobody on paper. Older publications lack it.",
    )
    beside = Beside(
        required=False,
        allow_null=True,
        help_text="People whose votes do not count here, in no other figure. null: everybody's count. Older "
        "publications lack it.",
    )


class Result(serializers.Serializer):
    """A publication with the words that belong to it."""

    publication = Publication(help_text="The frozen document. It holds numbers of statements, never texts.")
    summary = serializers.ListField(child=serializers.CharField(), help_text="The result in sentences.")
    stability = serializers.ListField(
        child=serializers.CharField(), help_text="How stable the result is, in sentences; none where it is not told."
    )
    statements = Statement(
        many=True, help_text="Texts of the statements in the document; a statement hidden later is not here any more."
    )
