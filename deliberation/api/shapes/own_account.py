"""What is kept about somebody of the staff."""

from rest_framework import serializers

from deliberation.api.shapes.strict import Input
from deliberation.people.permissions import Role


class HeldOffice(serializers.Serializer):
    """A role that one holds."""

    organisation = serializers.CharField(help_text="In which organisation.")
    role = serializers.ChoiceField(choices=Role.values, help_text="What one is there.")


class LentTo(HeldOffice):
    """A consultation of others that one works on."""

    consultation = serializers.CharField(help_text="Its short name.")


class AccountData(serializers.Serializer):
    """All that is kept about one's own account."""

    email = serializers.CharField(help_text="The address of the account.")
    name = serializers.CharField(help_text="The name of the account.")
    last_signed_in = serializers.DateTimeField(allow_null=True, help_text="When one signed in last.")
    roles = HeldOffice(many=True, help_text="What one is, and where.")
    squads = LentTo(many=True, help_text="Consultations of others that one works on.")
    accountable_for = serializers.ListField(child=serializers.CharField(), help_text="Consultations, by short name.")
    assigned = serializers.ListField(child=serializers.IntegerField(), help_text="Obligations one was to look after.")
    rows = serializers.DictField(
        child=serializers.IntegerField(), help_text="By field, such as statements.Ruling.by: how many rows name one."
    )


class AccountErasureInput(Input):
    """That the account is to be erased."""

    sure = serializers.BooleanField(help_text="true: you know that this cannot be undone.")
    password = serializers.CharField(max_length=4096, trim_whitespace=False, help_text="That of the account.")
