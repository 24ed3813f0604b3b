"""All that is kept about whoever asks."""

from rest_framework import serializers

from deliberation.api.shapes.statements import STANDINGS
from deliberation.api.shapes.strict import Input
from deliberation.api.shapes.votes import SIGNS, Value
from deliberation.consultations.admission import TIERS
from deliberation.obligations.hearing import REPLIES, SAYS
from deliberation.statements.rules import DECISIONS


class ShownToMe(serializers.Serializer):
    """A statement that the server showed."""

    statement = serializers.IntegerField(help_text="Its number.")
    at = serializers.DateTimeField(help_text="When it was shown first.")


class MyVote(serializers.Serializer):
    """A line of the vote log; of several on a statement the newest counts."""

    statement = serializers.IntegerField(help_text="The statement's number.")
    text = serializers.CharField(help_text="The statement's text; empty where nobody may read it any more.")
    value = Value(help_text=SIGNS)
    counted = serializers.BooleanField(help_text="It had been shown, by a way of taking part that counts.")
    at = serializers.DateTimeField(help_text="When it was cast.")


class MyAppeal(serializers.Serializer):
    """An appeal, and what was answered."""

    reason = serializers.CharField(help_text="What you wrote.")
    made_at = serializers.DateTimeField(help_text="When.")
    state = serializers.ChoiceField(choices=["waiting", *DECISIONS], help_text="What came of it.")
    message = serializers.CharField(help_text="What was answered; else empty.")


class MyStatement(serializers.Serializer):
    """A statement that you wrote."""

    number = serializers.IntegerField(help_text="Its number.")
    text = serializers.CharField(help_text="What you wrote; empty once it is hidden.")
    written_at = serializers.DateTimeField(help_text="When.")
    standing = serializers.ChoiceField(choices=STANDINGS, help_text="waiting, accepted, rejected or hidden.")
    reason = serializers.CharField(help_text="Why it was rejected, a code of the list; else empty.")
    note = serializers.CharField(help_text="What the facilitator added for you; else empty.")
    appeals = MyAppeal(many=True, help_text="Your appeals about it.")


class MyRating(serializers.Serializer):
    """What you said of an answer; the newest of each version counts."""

    obligation = serializers.IntegerField(help_text="What was owed, by its number.")
    version = serializers.IntegerField(help_text="Of the answer.")
    answers_it = serializers.ChoiceField(choices=SAYS, help_text="Does it answer what was asked?")
    clear = serializers.ChoiceField(choices=SAYS, help_text="Are the reasons clear?")
    at = serializers.DateTimeField(help_text="When.")


class MyConfirmation(serializers.Serializer):
    """Whether you saw that a promise was kept; the newest counts."""

    obligation = serializers.IntegerField(help_text="What was owed, by its number.")
    milestone = serializers.IntegerField(help_text="The milestone, by its number.")
    said = serializers.ChoiceField(choices=REPLIES, help_text="What you said.")
    at = serializers.DateTimeField(help_text="When.")


class MyPart(serializers.Serializer):
    """All that is kept about one way in which this browser takes part."""

    joined_at = serializers.DateTimeField(help_text="When you came for the first time.")
    tier = serializers.ChoiceField(choices=list(TIERS), help_text="How you came in.")
    shown = ShownToMe(many=True, help_text="What you were shown, the newest first.")
    votes = MyVote(many=True, help_text="How you voted, the newest first.")
    statements = MyStatement(many=True, help_text="What you wrote, the newest first.")
    ratings = MyRating(many=True, help_text="What you said of answers, the newest first.")
    confirmations = MyConfirmation(many=True, help_text="What you said of promises, the newest first.")


class MyData(serializers.Serializer):
    """All that is kept about whoever asks, in one consultation."""

    consultation = serializers.CharField(help_text="Its short name.")
    question = serializers.CharField(help_text="What it asks.")
    parts = MyPart(many=True, help_text="None: nothing is kept. Two: before and after signing in with this browser.")


class ErasureInput(Input):
    """That everything is to be erased."""

    sure = serializers.BooleanField(help_text="true: you know that this cannot be undone.")
