"""How a consultation goes, described."""

from rest_framework import serializers

from deliberation.api.shapes.strict import Input
from deliberation.consultations.admission import TIERS


def coarse(what: str) -> serializers.IntegerField:
    """A count for staff."""
    return serializers.IntegerField(allow_null=True, help_text=f"{what}, rounded; null: under the threshold.")


class Rounding(serializers.Serializer):
    """How counts are hidden and rounded."""

    suppress_below = serializers.IntegerField(help_text="Counts under it are null.")
    round_to = serializers.IntegerField(help_text="Others are rounded to it.")


class Way(serializers.Serializer):
    """A way of coming in."""

    tier = serializers.ChoiceField(choices=list(TIERS), help_text="By the open link, invited, or signed in.")
    people = coarse("People who came in by it")


class Stretch(serializers.Serializer):
    """An hour, a day or a week."""

    at = serializers.DateTimeField(source="from", help_text="When it begins.")
    votes = coarse("Votes that count")
    participants = coarse("People who came")
    statements = serializers.IntegerField(help_text="Statements that citizens wrote.")


class Bin(serializers.Serializer):
    """People who cast so many votes."""

    first = serializers.IntegerField(help_text="From so many votes.")
    last = serializers.IntegerField(allow_null=True, help_text="To so many; null: or more.")
    people = coarse("How many people")


class Retained(serializers.Serializer):
    """People who went on so far."""

    votes = serializers.IntegerField(help_text="So many votes or more.")
    share = serializers.IntegerField(help_text="Percent of those who voted, rounded.")


class Burst(serializers.Serializer):
    """An hour with many times the usual votes."""

    at = serializers.DateTimeField(help_text="When the hour begins.")
    votes = coarse("Votes in it")
    usual = coarse("Votes of a usual hour")


class Alike(serializers.Serializer):
    """People with many votes who voted alike on all the same statements."""

    sets = serializers.IntegerField(help_text="How many sets of enough such people there are.")
    people = coarse("People in them")
    largest = coarse("People in the largest")


class Steadiness(serializers.Serializer):
    """The groups of a publication."""

    number = serializers.IntegerField(help_text="The publication's number.")
    published_at = serializers.DateTimeField(help_text="When it was published.")
    groups = serializers.IntegerField(help_text="Clear opinion groups.")
    people = serializers.IntegerField(
        allow_null=True, help_text="How well they were found again among people drawn anew, in percent; null: untold."
    )


class MissingCategory(serializers.Serializer):
    """A category of the population."""

    category = serializers.CharField(help_text="Its name.")
    population = serializers.FloatField(help_text="Its share of the population, in percent.")
    people = coarse("People who came by a code or sheet that was made for it")
    share = serializers.IntegerField(
        allow_null=True, help_text="Their share of all who came by such, in percent; null: too few came at all."
    )


class Mails(serializers.Serializer):
    """Mails to those who asked to be told."""

    waiting = serializers.IntegerField(help_text="To be sent or tried again.")
    sent = serializers.IntegerField(help_text="Taken by the mail server.")
    failed = serializers.IntegerField(help_text="Given up after five tries.")
    bounced = serializers.IntegerField(help_text="Came back.")


class Health(serializers.Serializer):
    """How a consultation goes. Without who, and without how anybody voted."""

    made_at = serializers.DateTimeField(help_text="When stock was taken.")
    disclosure = Rounding(help_text="How coarse the counts are.")
    participants = coarse("People whose votes count and who voted")
    votes = coarse("Votes that count")
    ways = Way(many=True, help_text="How everybody came in.")
    paper = coarse("People who voted on paper, who are among these")
    population = MissingCategory(
        many=True, help_text="Compared with the population that was named; empty without one. Nothing is weighted."
    )
    unit = serializers.ChoiceField(choices=["hour", "day", "week"], help_text="What `times` goes by.")
    times = Stretch(many=True, help_text="Stretch by stretch, the earliest first.")
    half = serializers.IntegerField(allow_null=True, help_text="Votes after which half have stopped; null: too few.")
    bins = Bin(many=True, help_text="People by how many votes they cast.")
    retention = Retained(many=True, help_text="Who went on how far.")
    bursts = Burst(many=True, help_text="Sudden bursts of votes, the latest first. Advice: nothing is left out.")
    alike = Alike(help_text="Look-alikes. Advice: nothing is left out.")
    stability = Steadiness(many=True, help_text="The groups from publication to publication.")
    mails = Mails(help_text="What became of the notices by e-mail.")
    summary = serializers.ListField(child=serializers.CharField(), help_text="The same in sentences.")


class Coverage(serializers.Serializer):
    """How many saw a statement and voted on it."""

    number = serializers.IntegerField(help_text="The statement's number.")
    seen = coarse("People it was shown to")
    voters = coarse("People who voted on it")
    below = serializers.BooleanField(help_text="Whether it has fewer votes than are asked for before others.")


class CategoryShare(serializers.Serializer):
    """A category and its part of the population."""

    category = serializers.CharField(help_text="Its name.")
    share = serializers.FloatField(help_text="Percent.")


class Population(serializers.Serializer):
    """Whom the people who take part are compared with."""

    source = serializers.CharField(help_text="Where the figures are from.")
    shares = CategoryShare(many=True, help_text="Its categories.")


class CategoryShareInput(Input):
    """A category and its part of the population."""

    category = serializers.CharField(max_length=200, help_text="Its name.")
    share = serializers.FloatField(min_value=0, max_value=100, help_text="Percent.")


class PopulationInput(Input):
    """Whom to compare with."""

    source = serializers.CharField(max_length=1000, help_text="Where the figures are from. Public.")
    shares = CategoryShareInput(many=True, help_text="From 2 to 30 categories that add up to 100.")
