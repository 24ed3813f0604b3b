"""What follows an answer: ratings and reviews."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from deliberation.api.shapes.strict import Input
from deliberation.obligations.hearing import REPLIES, SAYS
from deliberation.obligations.models import RatingRelease
from deliberation.obligations.models import Review as ReviewRow
from deliberation.obligations.promises import KINDS, LONGEST_LINK, STATES
from deliberation.obligations.redress import (
    GROUNDS,
    LONGEST_REASON,
    LONGEST_ROLE,
    OUTCOMES,
    SHORTEST_REASON,
    SHORTEST_UPHOLDING,
)


class Says(serializers.Serializer):
    """How many said what, rounded; null where it is hidden."""

    yes = serializers.IntegerField(allow_null=True, help_text="Yes.")
    partly = serializers.IntegerField(allow_null=True, help_text="Partly.")
    no = serializers.IntegerField(allow_null=True, help_text="No.")


class GroupRating(serializers.Serializer):
    """How the people of an opinion group rated an answer."""

    group = serializers.CharField(help_text="Its name; empty for people in no group, or everybody without groups.")
    people = serializers.IntegerField(allow_null=True, help_text="How many rated, rounded; null: too few to tell.")
    share = serializers.IntegerField(
        allow_null=True,
        help_text="Percent of them who find it adequate, rounded; null where fewer than the threshold do, or do not.",
    )
    finds = serializers.BooleanField(
        default=None, allow_null=True, help_text="At least half of them find it adequate; null: too few to tell."
    )
    answers_it = Says(help_text="Does it answer what was asked?")
    clear = Says(help_text="Are the reasons clear?")


class Rating(serializers.Serializer):
    """The released figures of a version of an answer."""

    version = serializers.IntegerField(source="answer.version", help_text="The version of the answer.")
    released_at = serializers.DateTimeField(source="at", help_text="When these figures were released.")
    final = serializers.BooleanField(help_text="The time to rate is over: they change no more.")
    people = serializers.IntegerField(
        source="document.people", allow_null=True, help_text="How many rated, rounded; null: too few to tell."
    )
    adequate = serializers.BooleanField(
        source="document.adequate", allow_null=True,
        help_text="Every group with enough ratings finds it adequate; null: too few to say.",
    )  # fmt: skip
    lowest = serializers.CharField(
        source="document.lowest", allow_null=True,
        help_text="The group that certainly finds it least adequate; null: too few, or open.",
    )  # fmt: skip
    groups = GroupRating(many=True, source="document.groups", help_text="By opinion group.")


class Review(serializers.Serializer):
    """A version of an answer that has to be looked at again, and what came of it."""

    number = serializers.IntegerField(source="pk", help_text="Its number, for deciding it.")
    version = serializers.IntegerField(source="answer.version", help_text="The version under review.")
    ground = serializers.ChoiceField(choices=list(GROUNDS), help_text="people, facilitator or withdrawn.")
    reason = serializers.CharField(help_text="The facilitator's, or that of a withdrawal; else empty.")
    opened_on = serializers.DateField(help_text="When it was opened.")
    due_on = serializers.DateField(help_text="The last day on which a decision is not late.")
    outcome = serializers.SerializerMethodField(help_text="upheld or new-version; null until it is decided.")
    reasons = serializers.SerializerMethodField(help_text="Why the answer stands; else empty.")
    decided_on = serializers.SerializerMethodField(help_text="When it was decided; null until then.")

    @extend_schema_field({"type": ["string", "null"], "enum": [*OUTCOMES, None]})
    def get_outcome(self, review: ReviewRow) -> str | None:
        return review.decision.outcome if review.decided else None

    def get_reasons(self, review: ReviewRow) -> str:
        return review.decision.reasons if review.decided else ""

    @extend_schema_field({"type": ["string", "null"], "format": "date"})
    def get_decided_on(self, review: ReviewRow) -> Any:
        return review.decision.decided_on if review.decided else None


class Report(serializers.Serializer):
    """What was reported of a milestone."""

    kind = serializers.ChoiceField(choices=list(KINDS), help_text="done, moved or withdrawn.")
    on = serializers.DateField(help_text="When it was reported.")
    text = serializers.CharField(help_text="What anybody can see, or the reason.")
    link = serializers.CharField(help_text="The evidence; empty unless it is done.")
    moved_to = serializers.DateField(allow_null=True, help_text="The new date; null unless it moved.")


class SeenBy(serializers.Serializer):
    """What the people of an opinion group say of whether it happened, rounded; null where it is hidden."""

    group = serializers.CharField(help_text="Its name; empty for people in no group, or everybody without groups.")
    yes = serializers.IntegerField(allow_null=True, help_text="It happened.")
    no = serializers.IntegerField(allow_null=True, help_text="It did not.")
    cannot_tell = serializers.SerializerMethodField(help_text="They cannot tell.")

    @extend_schema_field({"type": ["integer", "null"]})
    def get_cannot_tell(self, row: Any) -> int | None:
        return row["cannot-tell"]


class Promise(serializers.Serializer):
    """A milestone in all versions that state it, and what became of it."""

    number = serializers.IntegerField(help_text="Its number within the obligation.")
    what = serializers.CharField(source="first.what", help_text="What will be true.")
    version = serializers.IntegerField(source="first.version", help_text="The version that promised it first.")
    original_due_on = serializers.DateField(source="original", help_text="The first date: it is judged by this one.")
    expected_on = serializers.DateField(source="expected", help_text="The date that was named last.")
    state = serializers.SerializerMethodField(help_text="Where it stands today.")
    reports = Report(many=True, source="told", help_text="What was reported of it, the first one first.")
    seen = serializers.SerializerMethodField(help_text="Did it happen? Released figures; empty before the first.")

    @extend_schema_field({"type": "string", "enum": list(STATES)})
    def get_state(self, promise: Any) -> str:
        return promise.state(self.context["today"])

    @extend_schema_field(SeenBy(many=True))
    def get_seen(self, promise: Any) -> Any:
        release = self.context["confirmations"].get(promise.reported.pk) if promise.reported else None
        return SeenBy(release.document["groups"] if release else [], many=True).data


class DueAgain(serializers.Serializer):
    """A "not yet" whose day of review has come."""

    version = serializers.IntegerField(help_text="The version that named the day.")
    since = serializers.DateField(help_text="That day.")
    due_on = serializers.DateField(help_text="The last day on which a new version is not late.")


class FollowUp(serializers.Serializer):
    """All that follows the answer to an obligation."""

    ratings = serializers.SerializerMethodField(help_text="The newest figures of each version that has any.")
    reviews = Review(many=True, help_text="The latest first.")
    milestones = Promise(many=True, help_text="All that was promised, in any version.")
    due_again = DueAgain(allow_null=True, help_text="Set when the ministry has to say again what changed.")
    rated_until = serializers.DateField(
        allow_null=True, help_text="The last day on which the latest version can be rated; null before the first."
    )

    @extend_schema_field(Rating(many=True))
    def get_ratings(self, found: Any) -> Any:
        newest = {row.answer_id: row for row in found["releases"]}
        return Rating(list[RatingRelease](newest.values()), many=True).data


class RatingInput(Input):
    """What somebody who took part says of an answer."""

    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1, help_text="The version that is rated.")
    answers_it = serializers.CharField(
        max_length=20, allow_blank=True, help_text=f"Does it answer what was asked? {', '.join(SAYS)}."
    )
    clear = serializers.CharField(
        max_length=20, allow_blank=True, help_text=f"Are the reasons clear? {', '.join(SAYS)}."
    )


class OwnRating(serializers.Serializer):
    """One's own rating, as it is kept."""

    version = serializers.IntegerField(source="answer.version", help_text="The version that is rated.")
    answers_it = serializers.ChoiceField(choices=SAYS, help_text="Does it answer what was asked?")
    clear = serializers.ChoiceField(choices=SAYS, help_text="Are the reasons clear?")
    at = serializers.DateTimeField(help_text="When it was said.")


class ReviewInput(Input):
    """Why an answer should be looked at again."""

    reason = serializers.CharField(
        max_length=2 * LONGEST_REASON, allow_blank=True,
        help_text=f"From {SHORTEST_REASON} to {LONGEST_REASON} characters; public.",
    )  # fmt: skip


class ReviewDecisionInput(Input):
    """Why an answer stands after a review."""

    reasons = serializers.CharField(
        max_length=2 * LONGEST_REASON, allow_blank=True,
        help_text=f"New ones, from {SHORTEST_UPHOLDING} to {LONGEST_REASON} characters; public.",
    )  # fmt: skip
    signed_by = serializers.CharField(max_length=LONGEST_ROLE, allow_blank=True, help_text="The role that signs.")
    number = serializers.IntegerField(
        required=False, min_value=1, max_value=2**31 - 1,
        help_text="The review that is decided; without it the oldest that waits.",
    )  # fmt: skip


class ReportInput(Input):
    """What became of a milestone."""

    kind = serializers.CharField(max_length=20, help_text="done, moved or withdrawn; by a link not withdrawn.")
    text = serializers.CharField(
        max_length=2 * LONGEST_REASON, allow_blank=True,
        help_text=f"What anybody can see, or the reason: from {SHORTEST_REASON} to {LONGEST_REASON} characters.",
    )  # fmt: skip
    link = serializers.CharField(
        max_length=LONGEST_LINK, required=False, allow_blank=True, help_text="https; needed when it is done."
    )
    moved_to = serializers.DateField(required=False, allow_null=True, help_text="Needed when it moves.")


class CheckInLink(serializers.Serializer):
    """A link by which the unit responsible reports without an account."""

    token = serializers.CharField(help_text="For `check-ins/{token}`. Whoever has it can report.")
    until = serializers.DateField(help_text="The last day on which it is good.")


class CheckIn(serializers.Serializer):
    """What a link is about."""

    obligation = serializers.IntegerField(help_text="The obligation's stable number.")
    milestone = Promise(help_text="The milestone.")
    until = serializers.DateField(help_text="The last day on which the link is good.")


class ReplyInput(Input):
    """Did it happen?"""

    said = serializers.CharField(max_length=20, allow_blank=True, help_text="yes, no or cannot-tell.")


class OwnReply(serializers.Serializer):
    """One's own reply, as it is kept."""

    said = serializers.ChoiceField(choices=REPLIES, help_text="yes, no or cannot-tell.")
    at = serializers.DateTimeField(help_text="When it was said.")
