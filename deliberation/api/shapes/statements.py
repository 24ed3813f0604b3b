"""Statements, rulings, and the published reasons."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from deliberation.api.shapes.appeals import Appeal
from deliberation.api.shapes.strict import MOST, Input, PageQuery
from deliberation.consultations.reasons import REASONS
from deliberation.record.acts import MODERATION
from deliberation.statements.hints import HINTS
from deliberation.statements.models import LONGEST
from deliberation.statements.models import Ruling as RulingRow
from deliberation.statements.models import Statement as StatementRow
from deliberation.statements.queue import AGES, DOUBTS, ORDERS, RECORDS
from deliberation.statements.rules import MOST_AT_ONCE, MOST_PARTS, MOST_TYPED, POSTED
from deliberation.statements.second_looks import READINGS

FOR_A_REJECTION = "For a rejection one of the consultation's `reasons`."
STANDINGS = ("waiting", "accepted", "rejected", "hidden")


class Statement(serializers.Serializer):
    """One idea to agree or disagree with."""

    number = serializers.IntegerField(help_text="Its stable name within the consultation.")
    text = serializers.CharField(help_text="Plain text, as it was written.")
    seed = serializers.BooleanField(help_text="Written by the facilitators before citizens came.")
    edited = serializers.BooleanField(help_text="The facilitators put into these words what somebody else meant.")


class PublicStatement(Statement):
    """A statement that anybody may vote on, with its lineage."""

    in_place_of = serializers.SerializerMethodField(
        help_text="The numbers of statements that were retired and in whose place it stands; their votes did not move."
    )

    @extend_schema_field({"type": "array", "items": {"type": "integer"}})
    def get_in_place_of(self, statement: StatementRow) -> list[int]:
        return self.context.get("in_place_of", {}).get(statement.number, [])


class SimilarStatement(Statement):
    """A public statement like the one that was not stored."""

    votable = serializers.BooleanField(
        help_text="The server showed it: a vote on it now counts. Else it is asked later."
    )


def _appeal(ruling: RulingRow | None) -> dict[str, Any] | None:
    return Appeal(ruling.appealed).data if ruling and ruling.appealed else None


class PastRuling(serializers.Serializer):
    """What was ruled about one's own statement, and what came of an appeal against it."""

    outcome = serializers.ChoiceField(choices=STANDINGS, help_text="accepted, rejected or hidden.")
    reason = serializers.CharField(help_text="A code of the published list; empty for an acceptance.")
    note = serializers.CharField(help_text="What the facilitator added for the author; else empty.")
    made_at = serializers.DateTimeField(help_text="When it was made.")
    appeal = serializers.SerializerMethodField(help_text="One's appeal against it; null without one.")

    @extend_schema_field(Appeal(allow_null=True))
    def get_appeal(self, ruling: RulingRow) -> dict[str, Any] | None:
        return _appeal(ruling)


class OwnStatement(Statement):
    """A statement as its author sees it."""

    text = serializers.CharField(source="shown", help_text="Plain text, as it was written; empty once it is hidden.")
    standing = serializers.ChoiceField(choices=STANDINGS, help_text="waiting, accepted, rejected or hidden.")
    reason = serializers.SerializerMethodField(help_text="Why it was rejected, a code of the list; else empty.")
    hints = serializers.ListField(
        child=serializers.ChoiceField(choices=list(HINTS)), help_text="What a moderator looks at; decides nothing."
    )
    note = serializers.SerializerMethodField(help_text="What the facilitator added for the author; else empty.")

    appeal = serializers.SerializerMethodField(help_text="One's appeal against the rejection; null without one.")
    rulings = PastRuling(
        source="steps", many=True, help_text="The ruling that holds, and those one appealed against; the first first."
    )
    instead = serializers.SerializerMethodField(help_text="The public statements that stand in its place now.")

    @extend_schema_field(Statement(many=True))
    def get_instead(self, statement: StatementRow) -> Any:
        return Statement(self.context.get("instead", {}).get(statement.pk, []), many=True).data

    @extend_schema_field(Appeal(allow_null=True))
    def get_appeal(self, statement: StatementRow) -> dict[str, Any] | None:
        return _appeal(statement.ruling)

    def get_reason(self, statement: StatementRow) -> str:
        return statement.ruling.reason if statement.ruling else ""

    def get_note(self, statement: StatementRow) -> str:
        return statement.ruling.note if statement.ruling else ""


class QueuedStatement(OwnStatement):
    """A statement as a facilitator sees it; its author is not named to anybody."""

    rulings = None  # appeals have a list of their own
    written_at = serializers.DateTimeField(help_text="When it was written.")
    alike = serializers.FloatField(help_text="How alike the nearest public one was when it was written, 0 to 1.")
    rewords = serializers.SerializerMethodField(
        help_text="The number of the statement that it says more clearly and whose place it takes; null: of none."
    )
    seen = serializers.SerializerMethodField(help_text="The ruling that holds, 0 for none; to be sent with a ruling.")

    @extend_schema_field({"type": ["integer", "null"]})
    def get_rewords(self, statement: StatementRow) -> int | None:
        return statement.rewords.number if statement.rewords else None

    def get_seen(self, statement: StatementRow) -> int:
        return statement.ruling_id or 0


class Ruling(serializers.Serializer):
    """A facilitator's decision about a statement; the latest one holds."""

    statement = serializers.IntegerField(source="statement.number", help_text="The statement's number.")
    outcome = serializers.ChoiceField(choices=STANDINGS[1:], help_text="accepted, rejected or hidden.")
    reason = serializers.CharField(help_text="A code of the published list; empty for an acceptance.")
    note = serializers.CharField(help_text="What the author is told; empty if nothing. Never in public outputs.")
    made_at = serializers.DateTimeField(help_text="When it was made.")


class Reason(serializers.Serializer):
    """Why a statement may be rejected."""

    code = serializers.ChoiceField(choices=list(REASONS), help_text="Stable, for programs.")
    text = serializers.CharField(help_text="A sentence for people; it may be reworded.")
    offered = serializers.BooleanField(help_text="A facilitator may choose it; false for those of imports.")


class StatementInput(Input):
    """A citizen's statement."""

    text = serializers.CharField(max_length=10_000, help_text=f"Plain text, at most {LONGEST} characters.")
    different = serializers.BooleanField(
        required=False, default=False, help_text="It says something else than the similar statements there are."
    )


class SeedsInput(Input):
    """Statements to begin with."""

    texts = serializers.ListField(
        child=serializers.CharField(max_length=10_000),
        min_length=1,
        max_length=MOST_TYPED,
        help_text=f"Plain texts, each at most {LONGEST} characters.",
    )


class SeenInput(Input):
    """A statement, and the ruling on it that was seen."""

    number = serializers.IntegerField(min_value=0, max_value=MOST, help_text="The statement's number.")
    seen = serializers.IntegerField(min_value=0, help_text="`seen` of the queue; 0: it waited.")


class UndoInput(Input):
    """Undo the ruling that holds."""

    seen = serializers.IntegerField(
        required=False, min_value=0, help_text="`seen` of the queue: refused if somebody ruled since."
    )


class JoiningInput(UndoInput):
    """Retire a statement in favour of another that says the same."""

    into = serializers.IntegerField(
        min_value=0, max_value=MOST, help_text="The number of the accepted statement that stands in its place."
    )
    note = serializers.CharField(
        required=False, allow_blank=True, max_length=500, help_text="To the author; never public."
    )


class RewordingInput(UndoInput):
    """Put a statement into clearer words, or divide it."""

    texts = serializers.ListField(
        child=serializers.CharField(max_length=10_000, trim_whitespace=False),
        max_length=100,
        help_text=f"What is to stand in its place: one text, or up to {MOST_PARTS}; each at most {LONGEST} characters.",
    )
    note = serializers.CharField(
        required=False, allow_blank=True, max_length=500, help_text="To the author; never public."
    )


class ProposalInput(Input):
    """Clearer words for one's own statement."""

    text = serializers.CharField(
        max_length=10_000, allow_blank=True, help_text=f"Plain text, at most {LONGEST} characters."
    )


class HidingInput(UndoInput):
    """Hide a text from everybody."""

    note = serializers.CharField(
        required=False, allow_blank=True, max_length=500, help_text="To the author; never public."
    )


class RulingInput(UndoInput):
    """Accept or reject a statement."""

    outcome = serializers.CharField(max_length=20, help_text="accepted or rejected.")
    reason = serializers.CharField(required=False, allow_blank=True, max_length=40, help_text=FOR_A_REJECTION)
    note = serializers.CharField(
        required=False, allow_blank=True, max_length=500, help_text="To the author; never public."
    )


class ManyInput(Input):
    """One ruling on many statements."""

    statements = serializers.ListField(
        child=SeenInput(), max_length=MOST_AT_ONCE, help_text="Those to rule on, each with the ruling that was seen."
    )
    outcome = serializers.CharField(max_length=20, help_text="accepted or rejected.")
    reason = serializers.CharField(required=False, allow_blank=True, max_length=40, help_text=FOR_A_REJECTION)
    note = serializers.CharField(
        required=False, allow_blank=True, max_length=500, help_text="To the authors; never public."
    )


class Many(serializers.Serializer):
    """What became of many."""

    ruled = serializers.ListField(
        source="numbers", child=serializers.IntegerField(), help_text="The numbers of those that were ruled on."
    )
    left_out = serializers.ListField(
        child=serializers.IntegerField(),
        help_text="Ruled on meanwhile, hidden, or with an appeal that waits or was granted against whoever asks.",
    )
    batch = serializers.UUIDField(help_text="Names what was done at once; undo it by this.")


class QueueQuery(PageQuery):
    """Which statements a facilitator asks for. All but `standing` are for what waits."""

    standing = serializers.ChoiceField(
        choices=(*STANDINGS, POSTED),
        default="waiting",
        help_text="waiting (the default), accepted, rejected, hidden, or posted: directly, and drawn to be checked.",
    )
    text = serializers.CharField(required=False, max_length=200, help_text="Words that stand in it, in any script.")
    age = serializers.ChoiceField(
        required=False, choices=list(AGES), help_text="Waiting for less than a day (new), one to three (days), or old."
    )
    doubt = serializers.ChoiceField(
        required=False, choices=list(DOUBTS), help_text="With this hint; alike: much like a public statement."
    )
    record = serializers.ChoiceField(
        required=False,
        choices=list(RECORDS),
        help_text="Of its author. known: had statements accepted here; new: had none.",
    )
    order = serializers.ChoiceField(
        required=False, choices=list(ORDERS), help_text="age: oldest first (the default); doubt: most doubtful first."
    )


class LogQuery(PageQuery):
    """Which entries of the moderation log."""

    act = serializers.ChoiceField(required=False, choices=list(MODERATION), help_text="Only acts of this kind.")


class Acts(serializers.Serializer):
    """How often something was done."""

    act = serializers.ChoiceField(choices=[*MODERATION, *READINGS], help_text="The kind of act.")
    number = serializers.IntegerField(help_text="How often.")
