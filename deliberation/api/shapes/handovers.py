"""Handing over the votes of single people."""

from rest_framework import serializers

from deliberation.api.shapes.strict import Input


class HandoverInput(Input):
    """To whom, and what for; both are public."""

    recipient = serializers.CharField(max_length=10_000, help_text="The researcher or auditor: name and institution.")
    purpose = serializers.CharField(max_length=10_000, help_text="What it is for.")


class Handover(serializers.Serializer):
    """The file."""

    name = serializers.CharField(help_text="What to call it.")
    digest = serializers.CharField(help_text="Its SHA-256, as it stands in the record.")
    content = serializers.CharField(help_text="The zip file, in Base64.")
