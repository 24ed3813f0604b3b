"""Steps about an obligation: what is sent, and how they are shown."""

from rest_framework import serializers

from deliberation.api.shapes.organisations import Organisation
from deliberation.api.shapes.strict import Input
from deliberation.obligations.course import GROUNDS, LONGEST_REASON, LONGEST_SUSPENSION, LONGEST_UNIT, SHORTEST_REASON
from deliberation.obligations.deadlines import EXTENSION_DAYS
from deliberation.obligations.models.steps import Moved

SPOKEN = f"{SHORTEST_REASON} to {LONGEST_REASON} characters; everybody reads it."


class DueDate(serializers.Serializer):
    """A day on which the duty was due since, and why it moved."""

    due_on = serializers.DateField(help_text="The last day on which it was not late.")
    because = serializers.ChoiceField(choices=Moved.values, help_text="What moved it.")
    decided_at = serializers.DateTimeField(help_text="From when on it counted.")


class Transfer(serializers.Serializer):
    """An offer of a duty to another ministry."""

    giver = Organisation(help_text="Who offered it.")
    taker = Organisation(help_text="To whom.")
    reason = serializers.CharField(help_text="Why.")
    offered_on = serializers.DateField(help_text="When.")
    lapses_after = serializers.DateField(help_text="The last day on which it can be accepted.")
    accepted = serializers.SerializerMethodField(help_text="true or false once there is a reply; null before.")
    declined_because = serializers.CharField(
        source="reply.reason", allow_null=True, help_text="Why not; null while nobody replied."
    )

    def get_accepted(self, transfer: object) -> bool | None:
        return transfer.accepted if transfer.replied else None  # type: ignore[attr-defined]


class Clarification(serializers.Serializer):
    """The one public question about a duty."""

    question = serializers.CharField(help_text="What the ministry asked.")
    asked_on = serializers.DateField(help_text="When.")
    lapses_after = serializers.DateField(help_text="Until when the clock stands still at most.")
    reply = serializers.CharField(
        source="reply.text", default="", help_text="What the facilitators replied, if they did."
    )
    replied_on = serializers.DateField(source="reply.replied_on", allow_null=True, help_text="When; null until then.")


class Extension(serializers.Serializer):
    """More time, taken once."""

    due_before = serializers.DateField(help_text="When it was due until then.")
    until = serializers.DateField(help_text="When it was due from then on.")
    reason = serializers.CharField(help_text="Why.")
    interim = serializers.CharField(help_text="The interim reply.")


class Suspension(serializers.Serializer):
    """Days that do not count."""

    ground = serializers.ChoiceField(choices=list(GROUNDS), help_text="election or court.")
    reason = serializers.CharField(help_text="Why.")
    from_on = serializers.DateField(help_text="The first day that does not count.")
    until_on = serializers.DateField(help_text="The last one.")


class AcknowledgementInput(Input):
    """Who works on it."""

    unit = serializers.CharField(help_text=f"The unit responsible, at most {LONGEST_UNIT} characters.")


class TransferInput(Input):
    """To whom a duty is offered."""

    ministry = serializers.SlugField(help_text="The short name of the other ministry.")
    reason = serializers.CharField(help_text=SPOKEN)


class TransferReplyInput(Input):
    """Yes or no."""

    accepted = serializers.BooleanField(help_text="true: your ministry takes it over.")
    reason = serializers.CharField(required=False, allow_blank=True, default="", help_text=f"Of a no: why. {SPOKEN}")


class ClarificationInput(Input):
    """A question to the facilitators."""

    question = serializers.CharField(help_text=SPOKEN)


class ClarificationReplyInput(Input):
    """A reply to the ministry."""

    text = serializers.CharField(help_text=SPOKEN)


class ExtensionInput(Input):
    """More time."""

    until = serializers.DateField(help_text=f"A working day, at most {EXTENSION_DAYS} days after the due date.")
    reason = serializers.CharField(help_text=SPOKEN)
    interim = serializers.CharField(help_text=f"The interim reply. {SPOKEN}")


class SuspensionInput(Input):
    """Days that will not count."""

    ground = serializers.ChoiceField(choices=list(GROUNDS), help_text="election or court.")
    reason = serializers.CharField(help_text=SPOKEN)
    from_on = serializers.DateField(help_text="The first day: today at the earliest.")
    until_on = serializers.DateField(help_text=f"The last day, at most {LONGEST_SUSPENSION} days in all.")
