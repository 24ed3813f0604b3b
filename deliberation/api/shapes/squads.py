"""Who works on a consultation."""

from rest_framework import serializers

from deliberation.api.shapes.organisations import Organisation
from deliberation.api.shapes.strict import Input
from deliberation.people.models import Organisation as OrganisationRow
from deliberation.people.permissions import SQUAD


class Owner(serializers.Serializer):
    """The one person who is accountable for a consultation."""

    name = serializers.CharField(help_text="The person's name.")
    email = serializers.EmailField(help_text="The person's address.")


class Accountable(serializers.Serializer):
    """Who is accountable for a consultation, if anybody."""

    owner = Owner(allow_null=True, help_text="The person; null when that person facilitates for the host no longer.")


class OwnerInput(Input):
    """Who is accountable from now on."""

    email = serializers.CharField(max_length=254, help_text="The address of a facilitator of the host.")


class SquadMember(serializers.Serializer):
    """Somebody of another organisation who works on a consultation."""

    number = serializers.IntegerField(source="pk", help_text="Its number, for ending it.")
    name = serializers.CharField(source="person.name", help_text="The person's name.")
    organisation = Organisation(help_text="Whom the person acts for.")
    role = serializers.ChoiceField(choices=SQUAD, help_text="facilitator, moderator or observer.")


class SquadInput(Input):
    """Who lends a hand, for whom, as what."""

    email = serializers.CharField(max_length=254, help_text="The address of somebody with a role in the organisation.")
    organisation = serializers.SlugRelatedField(
        slug_field="slug", queryset=OrganisationRow.objects.all(), help_text="The short name of that organisation."
    )
    role = serializers.CharField(max_length=20, help_text="facilitator, moderator or observer.")
