"""Invitation codes."""

from rest_framework import serializers

from deliberation.api.shapes.strict import Input
from deliberation.consultations.admission import TIERS
from deliberation.votes.invitations import MOST_AT_ONCE


class InvitationsInput(Input):
    """How many codes to make."""

    number = serializers.IntegerField(min_value=1, max_value=MOST_AT_ONCE, help_text="How many codes.")
    category = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=60,
        help_text="A category of the population that was named, if they are for one.",
    )  # fmt: skip


class Codes(serializers.Serializer):
    """Codes that were just made."""

    codes = serializers.ListField(
        child=serializers.CharField(), help_text="One use each. Nobody can read them again: keep them now."
    )


class InvitationInput(Input):
    """A code that somebody was given."""

    code = serializers.CharField(
        max_length=100, allow_blank=True, help_text="As it was given; capitals, hyphens and spaces do not matter."
    )


class Tier(serializers.Serializer):
    """How whoever asks takes part now."""

    tier = serializers.ChoiceField(choices=list(TIERS), help_text="By the open link, invited, or signed in.")


class SignIn(serializers.Serializer):
    """Where to sign in, and how whoever asks takes part until then."""

    address = serializers.URLField(help_text="The page to open in a browser that holds the same cookies.")
    provider = serializers.CharField(help_text="Its name, as pages show it.")
    tier = serializers.ChoiceField(
        choices=list(TIERS), allow_null=True, help_text="How whoever asks takes part now; null: has not joined."
    )
