"""Meetings: what was announced, that it was held, and what was said."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from deliberation.api.shapes.strict import MOST, Input
from deliberation.obligations.agenda import LONGEST_ITEM, MOST_ITEMS
from deliberation.obligations.meeting_rules import HIDDEN_FOR, LONGEST_MINUTES, MeetingPlan, PostDraft
from deliberation.obligations.transcripts import MOST_BYTES

CODES = ("to-schedule", "scheduled", "to-post", "posted", "not-held")
STEPS = ("announced", "held", "posted")


class MeetingStep(serializers.Serializer):
    """One thing that is due."""

    name = serializers.ChoiceField(choices=STEPS, help_text="announced, held or posted (recording and transcript).")
    due_on = serializers.DateField(allow_null=True, help_text="By when; null until it was held.")
    done_on = serializers.DateField(allow_null=True, help_text="The day on which it was entered here; null until then.")
    late = serializers.IntegerField(help_text="Days late.")


class AgendaItem(serializers.Serializer):
    """A statement that was left undecided, or what the ministry wrote."""

    statement = serializers.IntegerField(allow_null=True, help_text="The statement's number; null for other items.")
    text = serializers.CharField(
        allow_null=True, help_text="The words; null when those of a statement may not be read any more."
    )
    undecided = serializers.ChoiceField(
        choices=("dividing", "nearly", ""), help_text="Why the result suggested it; empty: it did not."
    )
    overdue = serializers.BooleanField(help_text="The meeting is owed because this statement's answer is long overdue.")


class Announcement(serializers.Serializer):
    """When and where, and what about."""

    version = serializers.IntegerField(help_text="1 for the first; all of them stay.")
    starts_at = serializers.DateTimeField(help_text="When it begins.")
    place = serializers.CharField(help_text="Where, in words.")
    stream = serializers.CharField(help_text="Where it can be watched; empty: there is no link yet.")
    publication = serializers.IntegerField(
        source="decided_from.publication", help_text="The publication whose undecided statements were suggested."
    )
    agenda = serializers.SerializerMethodField(help_text="Its items, in their order.")
    reason = serializers.CharField(help_text="Why it changed; empty in the first version.")
    announced_at = serializers.DateTimeField(help_text="When this version was published.")

    @extend_schema_field(AgendaItem(many=True))
    def get_agenda(self, row: Any) -> list[dict[str, Any]]:
        public = self.context["public"]
        unanswered = self.context["unanswered_statement"]
        return [_item(item, row.decided_from, public, unanswered) for item in row.agenda]


def _item(
    item: dict[str, Any], source: dict[str, Any], public: dict[int, str], unanswered: int | None
) -> dict[str, Any]:
    number = item.get("statement")
    why = next((name for name in ("dividing", "nearly") if number in source[name]), "")
    text = item["text"] if number is None else public.get(number)
    overdue = number is not None and number == unanswered
    return {"statement": number, "text": text, "undecided": why, "overdue": overdue}


class MeetingPost(serializers.Serializer):
    """What is there for the record."""

    recording = serializers.CharField(help_text="The link to it; it has captions.")
    minutes = serializers.CharField(help_text="Markdown.")
    posted_at = serializers.DateTimeField(help_text="When it was published.")


class Meeting(serializers.Serializer):
    """A meeting that is owed where no statement was consensus, or where an answer is long overdue."""

    code = serializers.ChoiceField(choices=CODES, help_text="to-schedule, scheduled, to-post, posted or not-held.")
    unanswered_statement = serializers.IntegerField(
        allow_null=True, help_text="The statement whose answer is long overdue; null where none was consensus."
    )
    steps = MeetingStep(many=True, help_text="What is due, in order.")
    announcements = Announcement(many=True, help_text="The newest first.")
    held_at = serializers.DateTimeField(allow_null=True, help_text="When it began; null while it was not held.")
    post = MeetingPost(allow_null=True, help_text="Recording and minutes; null before they are published.")
    not_held = serializers.CharField(allow_null=True, help_text="Why there is no meeting; null unless that was said.")


class Wording(serializers.Serializer):
    """One version of what somebody said."""

    version = serializers.IntegerField(help_text="1: as it was imported.")
    speaker = serializers.CharField(help_text="Who spoke; empty where nobody is named.")
    text = serializers.CharField(help_text="What was said.")
    reason = serializers.CharField(help_text="Why it was corrected; empty for the first.")
    at = serializers.DateTimeField(help_text="When this version was published.")


class Follower(serializers.Serializer):
    """A statement that was made of what somebody said."""

    consultation = serializers.CharField(help_text="The short name of the consultation.")
    number = serializers.IntegerField(help_text="The statement's number there.")


class Utterance(serializers.Serializer):
    """What somebody said in a meeting."""

    number = serializers.IntegerField(help_text="Its stable number in this meeting, from 1.")
    starts = serializers.IntegerField(help_text="Milliseconds from the beginning of the recording.")
    ends = serializers.IntegerField(help_text="The same, of its end.")
    speaker = serializers.CharField(help_text="Who spoke; empty where nobody is named, or the words are hidden.")
    text = serializers.CharField(help_text="What was said; empty where it is hidden.")
    hidden = serializers.CharField(help_text="The code of why the words are hidden; empty: they are not.")
    link = serializers.CharField(help_text="The recording from this second; empty where no such link is known.")
    versions = Wording(many=True, help_text="All versions, the first first; none where the words are hidden.")
    answers = serializers.ListField(
        child=serializers.IntegerField(), help_text="Numbers of the statements of the agenda that it answers."
    )
    followers = Follower(many=True, help_text="Statements of opened consultations that were made of it.")


class AgendaItemInput(Input):
    """A statement by its number, or words."""

    statement = serializers.IntegerField(required=False, min_value=0, max_value=MOST, help_text="A public statement.")
    text = serializers.CharField(
        required=False, max_length=LONGEST_ITEM * 5, help_text=f"Words, at most {LONGEST_ITEM} characters."
    )


class AnnouncementInput(Input):
    """An announcement, or a further version of it."""

    starts_at = serializers.DateTimeField(required=False, help_text="When it begins; in the next two years.")
    place = serializers.CharField(required=False, allow_blank=True, max_length=2000, help_text="Where, in words.")
    stream = serializers.CharField(
        required=False, allow_blank=True, max_length=2000, help_text="https; needed before the meeting begins."
    )
    agenda = serializers.ListField(
        child=AgendaItemInput(),
        required=False,
        max_length=MOST_ITEMS * 5,
        help_text="Left out: the agenda as it was; at first the unanswered statement, if any, and the undecided ones.",
    )
    reason = serializers.CharField(
        required=False, allow_blank=True, max_length=10_000, help_text="Why it changes; needed from version 2 on."
    )
    after = serializers.IntegerField(
        required=False, min_value=0, max_value=MOST, help_text="The version that was read before writing, 0 for none."
    )


def plan_of(sent: dict[str, Any], usual: list[dict[str, Any]]) -> MeetingPlan:
    """The announcement as the room takes it."""
    parts = {name: value for name, value in sent.items() if name not in {"after", "agenda"}}
    return MeetingPlan(**parts, agenda=sent.get("agenda", usual))


class HoldingInput(Input):
    """That it was held."""

    held_at = serializers.DateTimeField(help_text="When it began, on the announced day, not before the announced time.")


class PostingInput(Input):
    """What the record of a meeting needs."""

    recording = serializers.CharField(allow_blank=True, max_length=2000, help_text="https.")
    captions = serializers.BooleanField(help_text="Whether the recording has captions; it has to.")
    minutes = serializers.CharField(
        allow_blank=True, trim_whitespace=False, max_length=LONGEST_MINUTES * 2, help_text="Markdown."
    )
    transcript = serializers.CharField(
        allow_blank=True, trim_whitespace=False, max_length=MOST_BYTES * 2, help_text="WebVTT or SRT."
    )
    these = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        max_length=64,
        help_text="What the preview called the transcript: publishes. Empty: only look.",
    )


def post_of(sent: dict[str, Any]) -> PostDraft:
    return PostDraft(**{name: value for name, value in sent.items() if name != "these"})


class TranscriptPreview(serializers.Serializer):
    """How a transcript was read."""

    utterances = serializers.IntegerField(help_text="How many.")
    speakers = serializers.ListField(child=serializers.CharField(), help_text="Who is named, in order.")
    these = serializers.CharField(help_text="Names exactly this transcript; send it with the same one to publish.")


class NotHeldInput(Input):
    """Why there is no meeting."""

    reason = serializers.CharField(allow_blank=True, max_length=10_000, help_text="Everybody reads it.")


class CorrectionInput(Input):
    """What was said in truth."""

    speaker = serializers.CharField(allow_blank=True, max_length=1000, help_text="Who spoke; may be empty.")
    text = serializers.CharField(allow_blank=True, max_length=10_000, help_text="What was said.")
    reason = serializers.CharField(allow_blank=True, max_length=10_000, help_text="Why; everybody reads it.")


class UtteranceHidingInput(Input):
    """Why words are hidden."""

    reason = serializers.CharField(max_length=40, help_text=f"One of: {', '.join(HIDDEN_FOR)}.")


class AnswerMarkInput(Input):
    """Whether it answers a statement of the agenda."""

    statement = serializers.IntegerField(min_value=0, max_value=MOST, help_text="The statement's number.")
    holds = serializers.BooleanField(required=False, default=True, help_text="false: it does not, after all.")


class FollowerInput(Input):
    """A statement to begin with of a draft."""

    consultation = serializers.SlugField(help_text="The short name of a draft of the same host.")
    text = serializers.CharField(allow_blank=True, max_length=10_000, help_text="The statement.")
