"""What is kept, why and how long."""

from rest_framework import serializers

from deliberation.people.data_map import BASES, KEPT, KINDS, PURPOSES


class KeptPart(serializers.Serializer):
    """What of one purpose is of the same kind and kept equally long."""

    kind = serializers.ChoiceField(choices=list(KINDS), help_text="What it is.")
    kept = serializers.ChoiceField(choices=list(KEPT), help_text="How long, as a code.")
    how_long = serializers.CharField(help_text="How long, in words.")
    fields_kept = serializers.ListField(child=serializers.CharField(), help_text="Fields, such as votes.Vote.value.")


class KeptFor(serializers.Serializer):
    """What is kept for one purpose."""

    purpose = serializers.ChoiceField(choices=list(PURPOSES), help_text="Stable, for programs.")
    title = serializers.CharField(help_text="What it is, in words.")
    why = serializers.CharField(help_text="What it is for, in words.")
    basis = serializers.ChoiceField(choices=list(BASES), help_text="consent, a public task, or running the site.")
    parts = KeptPart(many=True, help_text="Of which kinds, and how long.")


class DataMap(serializers.Serializer):
    """Every field of the database, with purpose and retention."""

    purposes = KeptFor(many=True, help_text="What is about people who take part comes first.")
