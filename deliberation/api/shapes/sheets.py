"""Sheets of paper, and what staff typed off them."""

from django.utils.translation import gettext as _
from rest_framework import serializers

from deliberation.api.shapes.strict import Input
from deliberation.results.assistance import LONGEST_PLACE, MOST_HELPED
from deliberation.votes.models import VALUES
from deliberation.votes.paper_rules import MOST_SHEETS, MOST_STATEMENTS

STATES = ("printed", "once", "differing", "counted")
STATE = "printed; once: typed in once; differing: typed in twice, not alike; counted: its votes are stored."


class SheetsInput(Input):
    """What to print."""

    sheets = serializers.IntegerField(min_value=1, max_value=MOST_SHEETS, help_text="How many sheets.")
    statements = serializers.IntegerField(
        min_value=1, max_value=MOST_STATEMENTS, default=15, required=False, help_text="How many statements on each."
    )
    numbers = serializers.ListField(
        child=serializers.IntegerField(min_value=0), default=list, required=False, max_length=MOST_STATEMENTS,
        help_text="The statements on each of them; empty: drawn for each sheet as for a newcomer online.",
    )  # fmt: skip

    category = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=60,
        help_text="A category of the population that was named, if they are for one.",
    )  # fmt: skip


class Sheet(serializers.Serializer):
    """A sheet that was printed."""

    code = serializers.CharField(help_text="Printed on it.")
    batch = serializers.UUIDField(help_text="What was printed at once.")
    numbers = serializers.ListField(
        child=serializers.IntegerField(), help_text="The statements on it, in order; none once it is counted."
    )
    counted = serializers.BooleanField(help_text="Whether its votes are stored.")
    settled = serializers.BooleanField(help_text="Whether it is counted and its entries were not alike.")
    by_one = serializers.BooleanField(
        help_text="Whether one person decided: typed both entries, or one and settled what differed."
    )


class SheetBatch(serializers.Serializer):
    """What was printed at once."""

    batch = serializers.UUIDField(help_text="Its name.")
    category = serializers.CharField(help_text="A category of the population, if it was made for one; else empty.")
    printed = serializers.IntegerField(help_text="Sheets that nobody has typed in.")
    once = serializers.IntegerField(help_text="Typed in once.")
    differing = serializers.IntegerField(help_text="Typed in twice, not alike, and not settled.")
    counted = serializers.IntegerField(help_text="Counted.")
    settled = serializers.IntegerField(help_text="Of those that are counted, settled where the entries differed.")
    by_one = serializers.IntegerField(help_text="Of those that are counted, decided by one person.")


class AskedOnPaper(serializers.Serializer):
    """A statement of the sheet that is still open for votes."""

    number = serializers.IntegerField(help_text="Its number.")
    text = serializers.CharField(help_text="Its text.")


class Unlike(serializers.Serializer):
    """A statement on which the two entries differ."""

    number = serializers.IntegerField(help_text="Its number.")
    first = serializers.ChoiceField(choices=VALUES, allow_null=True, help_text="What the first says; null: no mark.")
    second = serializers.ChoiceField(choices=VALUES, allow_null=True, help_text="What the second says.")


class SheetToEnter(Sheet):
    """A sheet with what is on it. What was typed first is not shown before there is a second entry that differs."""

    state = serializers.ChoiceField(choices=STATES, help_text=STATE)
    statements = AskedOnPaper(many=True, help_text="What is asked; of the others send null.")
    differing = Unlike(many=True, help_text="Where two entries do not agree.")


class MarkInput(Input):
    """What is marked for a statement."""

    number = serializers.IntegerField(min_value=0, help_text="The statement's number.")
    value = serializers.IntegerField(allow_null=True, help_text="1, -1, 0, or null where no box or several are marked.")


class SheetEntryInput(Input):
    """What somebody typed off a sheet."""

    marks = MarkInput(many=True, help_text="One for each statement that is asked.")
    operation = serializers.UUIDField(help_text="Made by the client; the same again is the same entry again.")

    def validate_marks(self, marks: list[dict]) -> list[dict]:
        """Each statement once."""
        if len({mark["number"] for mark in marks}) < len(marks):
            raise serializers.ValidationError(_("A statement is there twice."))
        return marks


class AssistanceInput(Input):
    """Where staff helped people to vote."""

    held_on = serializers.DateField(help_text="The day.")
    place = serializers.CharField(
        max_length=LONGEST_PLACE, help_text="For example: the public library. Public; name no person."
    )
    people = serializers.IntegerField(min_value=1, max_value=MOST_HELPED, help_text="How many; rounded, then stored.")
