"""The public scoreboard."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from deliberation.obligations.models import BoardNote
from deliberation.obligations.scoreboard import CASES_FOR_PERCENT
from deliberation.obligations.scoreboard import Line as LineValue


class Share(serializers.Serializer):
    """A percentage with Wilson's interval at 95 percent."""

    percent = serializers.IntegerField(help_text="Answered on time, of those answered or past due.")
    lower = serializers.IntegerField(help_text="The lower end of the interval.")
    upper = serializers.IntegerField(help_text="The upper end of the interval.")


class Counts(serializers.Serializer):
    """How many duties each column takes in: see the page."""

    owed = serializers.IntegerField(help_text="All that the ministry has now.")
    due = serializers.IntegerField(help_text="Answered, or past due.")
    on_time = serializers.IntegerField(source="on-time", help_text="Answered by the due day.")
    late = serializers.IntegerField(help_text="Answered after it.")
    open = serializers.IntegerField(help_text="Not answered, and not past due.")
    overdue = serializers.IntegerField(help_text="Past due, not answered, and not long overdue.")
    long_overdue = serializers.IntegerField(source="long-overdue", help_text="More than 30 days past due.")
    not_held = serializers.IntegerField(source="not-held", help_text="Meetings that are not held: failed duties.")
    extended = serializers.IntegerField(help_text="With more time that the ministry took.")
    taken_over = serializers.IntegerField(source="taken-over", help_text="That another ministry handed over to it.")
    handed_over = serializers.IntegerField(source="handed-over", help_text="That it handed over; another has them now.")
    commitment = serializers.IntegerField(help_text="Latest version: we will do it.")
    partly = serializers.IntegerField(help_text="Latest version: we will do part of it.")
    already = serializers.IntegerField(help_text="Latest version: it is already so.")
    not_yet = serializers.IntegerField(source="not-yet", help_text="Latest version: not yet feasible.")
    due_again = serializers.IntegerField(
        source="due-again", help_text="Not yet feasible, and the day to look at it again has come."
    )
    late_again = serializers.IntegerField(
        source="late-again", help_text="Where no new version came within 30 days of such a day."
    )
    reviewed = serializers.IntegerField(help_text="Whose answer was reviewed, or is.")
    review_changed = serializers.IntegerField(source="review-changed", help_text="Whose answer a review changed.")
    review_upheld = serializers.IntegerField(source="review-upheld", help_text="Whose answer a review upheld.")
    on_track = serializers.IntegerField(source="on-track", help_text="With a milestone under way.")
    done = serializers.IntegerField(help_text="With a milestone reported done on time.")
    done_late = serializers.IntegerField(source="done-late", help_text="With a milestone reported done late.")
    missed = serializers.IntegerField(help_text="With a milestone whose original date passed.")
    withdrawn = serializers.IntegerField(help_text="With a milestone that was given up.")
    confirmed = serializers.IntegerField(help_text="With a milestone that people confirm.")
    disputed = serializers.IntegerField(help_text="With a milestone that people dispute.")
    adequate = serializers.IntegerField(help_text="Found adequate, once the time to rate was over.")
    not_adequate = serializers.IntegerField(source="not-adequate", help_text="Not found adequate.")


class Line(serializers.Serializer):
    """What a ministry owes and how it answered."""

    ministry = serializers.CharField(source="name", help_text="Its name.")
    slug = serializers.CharField(source="ministry", help_text="Its short name.")
    counts = Counts(help_text="How many.")
    on_time = Share(source="share", allow_null=True, help_text=f"Null below {CASES_FOR_PERCENT} cases: see the counts.")
    median_days = serializers.FloatField(allow_null=True, help_text="From being told to the first answer.")

    note = serializers.SerializerMethodField(help_text="What the ministry says to it, in plain text; null: nothing.")

    @extend_schema_field({"type": ["string", "null"]})
    def get_note(self, line: LineValue) -> str | None:
        notes: dict[str, BoardNote] = self.context["notes"]
        return notes[line.ministry].text if line.ministry in notes else None
