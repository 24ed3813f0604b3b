"""Notices by e-mail."""

from rest_framework import serializers

from deliberation.api.shapes.strict import Input
from deliberation.notices.rules import LONGEST_ADDRESS


class NoticesInput(Input):
    """Where to write to."""

    address = serializers.CharField(
        max_length=LONGEST_ADDRESS,
        allow_blank=True,
        help_text="An e-mail address. Used for these notices only, and deleted when its owner unsubscribes.",
    )
