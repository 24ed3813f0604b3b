"""Obligations and answers."""

from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from deliberation.api.shapes import duty_steps
from deliberation.api.shapes.answer_files import AnswerFile, of_duty
from deliberation.api.shapes.organisations import Organisation
from deliberation.api.shapes.strict import PageQuery
from deliberation.obligations.course import possible
from deliberation.obligations.models import Answer as AnswerRow
from deliberation.obligations.models import Kind, Position
from deliberation.obligations.models import Obligation as ObligationRow
from deliberation.obligations.queries import acknowledge_by, course_of, standing_of
from deliberation.obligations.scoreboard import COUNTS
from deliberation.obligations.standing import Standing as StandingValue

CODES = ("open", "overdue", "long-overdue", "answered", "failed")
DIRECTIONS = ("agree", "disagree", "")


class Standing(serializers.Serializer):
    """Where an obligation stands, worked out from its dates."""

    code = serializers.ChoiceField(
        choices=CODES, help_text="open, overdue, long-overdue, answered, or failed (no meeting)."
    )
    days = serializers.IntegerField(help_text="Days left while it is open; days late otherwise.")
    late = serializers.BooleanField(help_text="It is late, or was answered late.")
    answered_on = serializers.DateField(allow_null=True, help_text="The day of the first answer; null until then.")
    paused = serializers.BooleanField(help_text="Today does not count: a question waits, or it is suspended.")
    extended = serializers.BooleanField(help_text="The ministry took more time, once.")
    transferred = serializers.BooleanField(help_text="Another ministry took it over.")


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
    """A version of a ministry's answer; earlier ones stay. What its position does not ask for is empty or null."""

    version = serializers.IntegerField(help_text="1 for the first.")
    position = serializers.ChoiceField(choices=Position.values, help_text="commitment, partly, already or not-yet.")
    summary = serializers.CharField(help_text="In plain language.")
    explanation = serializers.CharField(help_text="In full; may be empty where everything will be done or is done.")
    signed_by = serializers.CharField(help_text="The role that signs.")
    contact = serializers.CharField(help_text="The unit to turn to.")
    reasons = serializers.ListField(child=serializers.CharField(), help_text="Codes: of partly and not-yet.")
    source = serializers.CharField(help_text="A law, a budget line, a study: of partly and not-yet.")
    would_have_to_change = serializers.CharField(help_text="Before it becomes feasible: of partly and not-yet.")
    review_on = serializers.DateField(allow_null=True, help_text="The next review: of partly and not-yet.")
    alternative = serializers.CharField(help_text="What is offered instead: of partly and not-yet.")
    link = serializers.CharField(help_text="Where it is so: of already.")
    since = serializers.CharField(help_text="Since when: of already.")
    usage = serializers.CharField(help_text="How people use it: of already.")
    milestones = Milestone(many=True, source="milestones.all", help_text="By date: of commitment and partly.")
    sentence = serializers.CharField(help_text="About this statement, where one text answers several.")
    group = serializers.IntegerField(
        source="group_id", allow_null=True, help_text="The same number in all answers given with one text; else null."
    )
    files = serializers.SerializerMethodField(help_text="Published with it.")
    published_at = serializers.DateTimeField(help_text="When this version was published.")

    @extend_schema_field(AnswerFile(many=True))
    def get_files(self, answer: AnswerRow) -> list[dict[str, Any]]:
        return of_duty([attachment.file for attachment in answer.attachments.all()], answer.obligation_id)


class ChangedPart(serializers.Serializer):
    """A stretch of text."""

    kind = serializers.ChoiceField(choices=("same", "gone", "new"), help_text="same, gone or new.")
    text = serializers.CharField(trim_whitespace=False, help_text="The text, with its spaces.")


class ChangedField(serializers.Serializer):
    """A field of an answer that changed, in words."""

    field = serializers.CharField(help_text="Its name.")
    parts = ChangedPart(many=True, help_text="In reading order; what is gone stands before what is new in its place.")


class VersionChanges(serializers.Serializer):
    """What changed from one version of an answer to the next."""

    version = serializers.IntegerField(help_text="The later version.")
    before = serializers.IntegerField(allow_null=True, help_text="The earlier one; null: this is the first.")
    changes = ChangedField(many=True, help_text="Only what is not the same, in the order of the page.")


class Obligation(serializers.Serializer):
    """A duty of a ministry: to answer a consensus statement, or to hold a meeting where there is none."""

    id = serializers.IntegerField(help_text="Its stable number.")
    consultation = serializers.SlugField(source="consultation.slug", help_text="The consultation's short name.")
    publication = serializers.IntegerField(source="publication.number", help_text="The publication it comes from.")
    ministry = Organisation(source="holder", help_text="Who owes it now.")
    given_to = Organisation(source="ministry", help_text="Who owed it first.")
    kind = serializers.ChoiceField(choices=Kind.values, help_text="answer or meeting.")
    statement = Duty(allow_null=True, help_text="What is to be answered; null for a meeting.")
    direction = serializers.ChoiceField(choices=DIRECTIONS, help_text="agree or disagree; empty for a meeting.")
    notified_on = serializers.DateField(help_text="Day zero.")
    due_on = serializers.DateField(
        source="counts_now",
        help_text="The last day on which it is not late; once a meeting was held, that of its transcript.",
    )
    first_due_on = serializers.DateField(source="due_on", help_text="The last day, as it was given at the opening.")
    due_dates = duty_steps.DueDate(
        many=True, source="due_dates.all", help_text="Each day that it was moved to since, the first one first."
    )
    because_of = serializers.IntegerField(
        source="because_of_id", allow_null=True, help_text="Of a meeting: the obligation that is long overdue, if any."
    )
    calendar_version = serializers.CharField(help_text="The working-day calendar the date comes from.")
    standing = serializers.SerializerMethodField(help_text="Where it stands today.")
    unit = serializers.CharField(allow_null=True, help_text="Who works on it; null until acknowledged.")
    acknowledge_by = serializers.SerializerMethodField(help_text="The day by which that is expected.")
    possible_steps = serializers.SerializerMethodField(help_text="What the rules allow its ministry and others today.")
    transfers = duty_steps.Transfer(many=True, source="transfers.all", help_text="Offers to other ministries.")
    clarification = duty_steps.Clarification(
        default=None, allow_null=True, help_text="The ministry's question, if any."
    )
    extension = duty_steps.Extension(allow_null=True, help_text="More time that it took, if any.")
    suspensions = duty_steps.Suspension(many=True, source="suspensions.all", help_text="Days that do not count.")
    answers = Answer(many=True, source="answers.all", help_text="All versions, the first one first.")

    @extend_schema_field({"type": "string", "format": "date"})
    def get_acknowledge_by(self, obligation: ObligationRow) -> str:
        return acknowledge_by(obligation).isoformat()

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_possible_steps(self, obligation: ObligationRow) -> list[str]:
        return sorted(possible(course_of(obligation, self.context["now"])))

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
    counted = serializers.ChoiceField(
        choices=list(COUNTS), required=False, help_text="Of a ministry: those behind this number of its scoreboard."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A number is that of a ministry."""
        if "counted" in attrs and "ministry" not in attrs:
            raise serializers.ValidationError({"counted": "Name the ministry as well."})
        return attrs
