"""What is found."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from deliberation.api.shapes.strict import PageQuery
from deliberation.search.models import Kind
from deliberation.search.queries import Match as MatchValue
from deliberation.search.terms import LONGEST

NUMBER = {"type": ["integer", "null"]}


class SearchQuery(PageQuery):
    """What is looked for."""

    q = serializers.CharField(
        required=False, allow_blank=True, max_length=LONGEST, help_text="The words; all of them have to be found."
    )
    kind = serializers.ChoiceField(choices=Kind.values, required=False, help_text="Only this kind of thing.")


class Match(serializers.Serializer):
    """One thing found."""

    kind = serializers.ChoiceField(choices=Kind.values, help_text=", ".join(Kind.values))
    consultation = serializers.SlugField(source="consultation.slug", help_text="The consultation it belongs to.")
    question = serializers.CharField(source="consultation.question", help_text="What is asked there.")
    language = serializers.CharField(source="consultation.language", help_text="The language it is held in.")
    statement = serializers.SerializerMethodField(help_text="The statement's number; null for other kinds.")
    obligation = serializers.SerializerMethodField(help_text="Its number, also of answers and utterances; or null.")
    utterance = serializers.SerializerMethodField(help_text="The utterance's number in the meeting; null for others.")
    excerpt = serializers.CharField(help_text="The part of the text around the first word found.")
    match = serializers.CharField(help_text="The word found in the excerpt, as it is spelt there.")

    @extend_schema_field(NUMBER)
    def get_statement(self, match: MatchValue) -> int | None:
        return match.passage.statement.number if match.kind == Kind.STATEMENT and match.passage.statement else None

    @extend_schema_field(NUMBER)
    def get_obligation(self, match: MatchValue) -> int | None:
        if match.passage.utterance:
            return match.passage.utterance.post.obligation_id
        return match.passage.answer.obligation_id if match.passage.answer else match.passage.obligation_id

    @extend_schema_field(NUMBER)
    def get_utterance(self, match: MatchValue) -> int | None:
        return match.passage.utterance.number if match.passage.utterance else None
