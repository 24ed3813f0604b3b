"""Appeals against rejections."""

from rest_framework import serializers

from deliberation.api.shapes.strict import Input
from deliberation.statements.models import Appeal as AppealRow
from deliberation.statements.rules import DECISIONS, LONGEST_APPEAL


class Appeal(serializers.Serializer):
    """An author's objection to a rejection. Only its author and facilitators see it."""

    reason = serializers.CharField(help_text="What its author says.")
    state = serializers.ChoiceField(
        choices=["waiting", *DECISIONS], help_text="waiting, granted, or upheld (the rejection stands)."
    )
    message = serializers.SerializerMethodField(help_text="What was answered to the author; else empty.")
    made_at = serializers.DateTimeField(help_text="When it was made.")

    def get_message(self, appeal: AppealRow) -> str:
        return appeal.decision.message if hasattr(appeal, "decision") else ""


class QueuedAppeal(Appeal):
    """An appeal as a facilitator sees it."""

    statement = serializers.IntegerField(source="statement.number", help_text="The statement's number.")
    text = serializers.CharField(source="statement.shown", help_text="The statement's text; empty once hidden.")
    rejected_for = serializers.CharField(source="ruling.reason", help_text="The reason of the rejection, a code.")
    note = serializers.CharField(source="ruling.note", help_text="What its author was told then; may be empty.")


class AppealInput(Input):
    """An appeal."""

    reason = serializers.CharField(
        max_length=10_000,
        allow_blank=True,
        help_text=f"Why it should be accepted, at most {LONGEST_APPEAL} characters.",
    )


class AppealDecisionInput(Input):
    """What is decided about an appeal."""

    outcome = serializers.CharField(max_length=20, help_text="granted, or upheld (the rejection stands).")
    message = serializers.CharField(
        required=False, allow_blank=True, max_length=10_000,
        help_text=f"To the author, at most {LONGEST_APPEAL} characters; needed when upheld. Never public.",
    )  # fmt: skip
