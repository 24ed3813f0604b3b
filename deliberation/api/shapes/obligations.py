"""Obligations and answers."""

from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from deliberation.api.shapes.organisations import Organisation
from deliberation.api.shapes.strict import MOST, Input, PageQuery
from deliberation.obligations.answering import (
    LONGEST_SUMMARY,
    MILESTONE_MONTHS,
    REASONS,
    REVIEW_MONTHS,
    SHORTEST_EXPLANATION,
    AnswerDraft,
    MilestoneDraft,
)
from deliberation.obligations.models import Kind, Position
from deliberation.obligations.models import Obligation as ObligationRow
from deliberation.obligations.queries import standing_of
from deliberation.obligations.standing import Standing as StandingValue

CODES = ("open", "overdue", "long-overdue", "answered")
DIRECTIONS = ("agree", "disagree", "")


class Standing(serializers.Serializer):
    """Where an obligation stands, worked out from its dates."""

    code = serializers.ChoiceField(choices=CODES, help_text="open, overdue, long-overdue or answered.")
    days = serializers.IntegerField(help_text="Days left while it is open; days late otherwise.")
    late = serializers.BooleanField(help_text="It is late, or was answered late.")
    answered_on = serializers.DateField(allow_null=True, help_text="The day of the first answer; null until then.")


class Duty(serializers.Serializer):
    """The statement an obligation is about."""

    number = serializers.IntegerField(help_text="The statement's number.")
    text = serializers.SerializerMethodField(help_text="Its text; null when it may not be read any more.")

    @extend_schema_field({"type": ["string", "null"]})
    def get_text(self, statement: Any) -> str | None:
        return statement.text if statement.standing == "accepted" else None


class Milestone(serializers.Serializer):
    """What will be measurably true by when."""

    what = serializers.CharField(help_text="What will be true.")
    due_on = serializers.DateField(help_text="By when.")
    evidence = serializers.CharField(help_text="How anybody can see that it is true.")
    unit = serializers.CharField(help_text="The unit responsible.")


class Answer(serializers.Serializer):
    """A version of a ministry's answer; earlier ones stay."""

    version = serializers.IntegerField(help_text="1 for the first.")
    position = serializers.ChoiceField(choices=Position.values, help_text="commitment or not-yet.")
    summary = serializers.CharField(help_text="In plain language.")
    explanation = serializers.CharField(help_text="In full; may be empty for a commitment.")
    signed_by = serializers.CharField(help_text="The role that signs.")
    contact = serializers.CharField(help_text="The unit to turn to.")
    reasons = serializers.ListField(child=serializers.CharField(), help_text="Codes; empty for a commitment.")
    source = serializers.CharField(help_text="A law, a budget line, a study; empty for a commitment.")
    would_have_to_change = serializers.CharField(help_text="Before it becomes feasible; empty for a commitment.")
    review_on = serializers.DateField(allow_null=True, help_text="The next review; null for a commitment.")
    alternative = serializers.CharField(help_text="What is offered instead; empty for a commitment.")
    milestones = Milestone(many=True, source="milestones.all", help_text="Of a commitment, by date.")
    published_at = serializers.DateTimeField(help_text="When this version was published.")


class Obligation(serializers.Serializer):
    """A duty of a ministry: to answer a consensus statement, or to hold a meeting where there is none."""

    id = serializers.IntegerField(help_text="Its stable number.")
    consultation = serializers.SlugField(source="consultation.slug", help_text="The consultation's short name.")
    publication = serializers.IntegerField(source="publication.number", help_text="The publication it comes from.")
    ministry = Organisation(help_text="Who owes it.")
    kind = serializers.ChoiceField(choices=Kind.values, help_text="answer or meeting.")
    statement = Duty(allow_null=True, help_text="What is to be answered; null for a meeting.")
    direction = serializers.ChoiceField(choices=DIRECTIONS, help_text="agree or disagree; empty for a meeting.")
    notified_on = serializers.DateField(help_text="Day zero.")
    due_on = serializers.DateField(help_text="The last day on which an answer is not late.")
    calendar_version = serializers.CharField(help_text="The working-day calendar the date comes from.")
    standing = serializers.SerializerMethodField(help_text="Where it stands today.")
    answers = Answer(many=True, source="answers.all", help_text="All versions, the first one first.")

    @extend_schema_field(Standing)
    def get_standing(self, obligation: ObligationRow) -> dict[str, Any]:
        now: datetime = self.context["now"]
        found: StandingValue = standing_of(obligation, now)
        return Standing(found).data


class ObligationQuery(PageQuery):
    """Which obligations."""

    ministry = serializers.SlugField(required=False, help_text="Only of the ministry with this short name.")
    consultation = serializers.SlugField(required=False, help_text="Only of the consultation with this short name.")
    standing = serializers.ChoiceField(choices=CODES, required=False, help_text="Only those that stand so today.")


class MilestoneInput(Input):
    """What will be measurably true by when."""

    what = serializers.CharField(max_length=300, help_text="What will be true.")
    due_on = serializers.DateField(help_text=f"By when: after today, at most {MILESTONE_MONTHS} months ahead.")
    evidence = serializers.CharField(max_length=300, help_text="How anybody can see that it is true.")
    unit = serializers.CharField(max_length=200, help_text="The unit responsible.")


def words(most: int, help_text: str) -> serializers.CharField:
    """A text that may be left out; whether the answer is complete without it is the room's to say."""
    return serializers.CharField(required=False, allow_blank=True, max_length=most, help_text=help_text)


class AnswerInput(Input):
    """An answer. What belongs to the other position is not stored."""

    position = serializers.ChoiceField(
        required=False,
        allow_blank=True,
        choices=Position.values,
        help_text="commitment: we will do it; not-yet: not yet feasible.",
    )
    summary = words(10_000, f"In plain language, at most {LONGEST_SUMMARY} characters.")
    explanation = words(50_000, f"Of not-yet: at least {SHORTEST_EXPLANATION} characters.")
    signed_by = words(200, "The role that signs.")
    contact = words(200, "The unit to turn to.")
    reasons = serializers.ListField(
        child=serializers.CharField(max_length=40),
        required=False,
        max_length=len(REASONS),
        help_text=f"Of not-yet, at least one of: {', '.join(REASONS)}.",
    )
    source = words(500, "Of not-yet: a law, a budget line, a study.")
    would_have_to_change = words(10_000, "Of not-yet: before it becomes feasible.")
    review_on = serializers.DateField(
        required=False, help_text=f"Of not-yet: after today, at most {REVIEW_MONTHS} months ahead."
    )
    alternative = words(10_000, "Of not-yet: what is offered instead, or that nothing is, and why.")
    milestones = MilestoneInput(many=True, required=False, help_text="Of commitment, at least one.")
    after = serializers.IntegerField(
        required=False,
        min_value=0,
        max_value=MOST,
        help_text="The version that was read before writing, 0 for none: refused if a later one came meanwhile.",
    )


def draft_of(sent: dict[str, Any]) -> AnswerDraft:
    """The answer as the room takes it."""
    milestones = [MilestoneDraft(**milestone) for milestone in sent.get("milestones", [])]
    parts = {name: value for name, value in sent.items() if name not in {"milestones", "after"}}
    return AnswerDraft(**parts, milestones=milestones)
