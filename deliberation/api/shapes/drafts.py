"""Drafts of answers, and who looks after an obligation."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from deliberation.api.shapes.answer_files import AnswerFile
from deliberation.api.shapes.strict import MOST, Input
from deliberation.obligations.answering import (
    LONGEST_SENTENCE,
    LONGEST_SUMMARY,
    LONGEST_TEXT,
    MILESTONE_MONTHS,
    MOST_MILESTONES,
    REASONS,
    REVIEW_MONTHS,
    SHORTEST_EXPLANATION,
    AnswerDraft,
    MilestoneDraft,
)
from deliberation.obligations.models import Position


def words(help_text: str) -> serializers.CharField:
    """A text that may be left out; whether the answer is complete without it is the room's to say."""
    return serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_TEXT, help_text=help_text)


class MilestoneInput(Input):
    """What will be measurably true by when; whatever is left out is missing."""

    what = words("What will be true.")
    due_on = serializers.DateField(
        required=False, allow_null=True, help_text=f"By when: after today, at most {MILESTONE_MONTHS} months ahead."
    )
    evidence = words("How anybody can see that it is true.")
    unit = words("The unit responsible.")


class TogetherInput(Input):
    """Another obligation that the same text answers."""

    obligation = serializers.IntegerField(min_value=1, max_value=MOST, help_text="Its number.")
    sentence = words(f"What the answer means for its statement, at most {LONGEST_SENTENCE} characters.")


class AnswerInput(Input):
    """An answer. What its position does not ask for is kept in the draft and not published."""

    position = serializers.ChoiceField(
        required=False,
        allow_blank=True,
        choices=Position.values,
        help_text="commitment: we will do it; partly: part of it; already: it is so; not-yet: not feasible yet.",
    )
    summary = words(f"In plain language, at most {LONGEST_SUMMARY} characters.")
    explanation = words(f"Of partly and not-yet: at least {SHORTEST_EXPLANATION} characters.")
    signed_by = words("The role that signs.")
    contact = words("The unit to turn to.")
    reasons = serializers.ListField(
        child=serializers.CharField(max_length=40),
        required=False,
        max_length=len(REASONS),
        help_text=f"Of partly and not-yet, at least one of: {', '.join(REASONS)}.",
    )
    source = words("Of partly and not-yet: a law, a budget line, a study.")
    would_have_to_change = words("Of partly and not-yet: before it becomes feasible.")
    review_on = serializers.DateField(
        required=False,
        allow_null=True,
        help_text=f"Of partly and not-yet: after today, at most {REVIEW_MONTHS} months ahead.",
    )
    alternative = words("Of partly and not-yet: what is offered instead, or that nothing is, and why.")
    link = words("Of already: a page where everybody can see it; https.")
    since = words("Of already: since when.")
    usage = words("Of already: how people use it.")
    milestones = MilestoneInput(
        many=True,
        required=False,
        help_text=f"Of commitment and partly: 1 to {MOST_MILESTONES}.",
    )
    sentence = words("Where one text answers several statements: what it means for this one.")
    together = TogetherInput(many=True, required=False, help_text="The other obligations that this text answers.")


class DraftInput(AnswerInput):
    """A draft, and which one was looked at."""

    seen = serializers.CharField(
        required=False,
        max_length=60,
        help_text="The `version` that was looked at; where somebody has saved since, nothing is done. Left out: any.",
    )


class SignInput(Input):
    """What is signed."""

    seen = serializers.CharField(
        max_length=60, help_text="The `version` that was read; where somebody has saved since, nothing is published."
    )


class Draft(serializers.Serializer):
    """What a ministry has written so far."""

    saved = serializers.BooleanField(help_text="False: there is none; `content` is the last answer, or empty.")
    version = serializers.CharField(help_text="Tells what was last saved from anything before or after it; see `seen`.")
    changed_by = serializers.CharField(allow_null=True, help_text="Who changed it last, and so cannot sign it.")
    changed_at = serializers.DateTimeField(allow_null=True, help_text="When.")
    content = serializers.SerializerMethodField(help_text="Everything typed so far.")
    files = AnswerFile(many=True, help_text="Attached, to be published with it.")
    missing = serializers.DictField(
        child=serializers.CharField(), help_text="What keeps it from being published: a field, and a sentence."
    )

    @extend_schema_field(AnswerInput)
    def get_content(self, draft: Mapping[str, Any]) -> Mapping[str, Any]:
        content = draft["content"]
        together = [{"obligation": int(duty), "sentence": text} for duty, text in content["together"].items()]
        return {**{name: value for name, value in content.items() if name != "files"}, "together": together}


class AssignedPerson(serializers.Serializer):
    """Somebody of the ministry."""

    name = serializers.CharField(help_text="Their name.")
    email = serializers.EmailField(help_text="Their address.")


class Assignment(serializers.Serializer):
    """Who looks after an obligation."""

    person = AssignedPerson(allow_null=True, help_text="Null: nobody in particular.")


class AssignmentInput(Input):
    """Who is to look after it."""

    email = serializers.EmailField(allow_null=True, help_text="An official of the ministry; null: nobody.")


def draft_of(sent: Mapping[str, Any]) -> AnswerDraft:
    """The answer as the room takes it."""
    milestones = [MilestoneDraft(**milestone) for milestone in sent.get("milestones", [])]
    together = {other["obligation"]: other.get("sentence", "") for other in sent.get("together", [])}
    return AnswerDraft(**{**sent, "milestones": milestones, "together": together})
