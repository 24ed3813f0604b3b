"""Consultations, and the public record of acts of office."""

from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from deliberation.api.shapes.organisations import Organisation
from deliberation.api.shapes.strict import Input, PageQuery
from deliberation.consultations.admission import CHOICES
from deliberation.consultations.documents import LONGEST_ADDRESS, LONGEST_TITLE
from deliberation.consultations.documents import MOST as MOST_DOCUMENTS
from deliberation.consultations.models import DEFAULT_ANSWER_DAYS, LONGEST_ANSWER_DAYS, LONGEST_TOPIC
from deliberation.consultations.models import Consultation as ConsultationRow
from deliberation.consultations.moderation import MODERATION_CHOICES
from deliberation.consultations.phases import PHASES
from deliberation.consultations.reasons import ALWAYS
from deliberation.consultations.rule_set import CONSENSUS
from deliberation.consultations.rules import LONGEST_NOTE
from deliberation.consultations.templates import BUILT_IN
from deliberation.obligations.shelves import SHELVES
from deliberation.people.models import Organisation as OrganisationRow
from deliberation.statements.readiness import ITEMS, Readiness

RULE_SCHEMA = {
    "type": "object",
    "properties": {
        name: {"type": "number", "minimum": bound.least, "maximum": bound.most, "default": bound.default}
        for name, bound in CONSENSUS.items()
    },
}


ADMISSION = (
    "Who takes part and whose votes count. everybody: all. invited-count: all take part, those with an invitation code "
    "count. invited-only: those with a code take part. verified-count, verified-only: the same with those who have "
    "signed in. invited-or-verified: all take part, those with a code or signed in count."
)


MODERATION = (
    "strict: every statement waits until a moderator has read it. trusted: those of authors whose earlier ones were "
    "accepted are shown at once."
)


@extend_schema_field(RULE_SCHEMA)
class ConsensusRule(serializers.JSONField):
    """The numbers of the consensus rule."""


GROUNDS = "Why a statement may be rejected: codes of `GET reasons`."


class Reasons(serializers.ListField):
    """Codes of reasons."""

    child = serializers.CharField(max_length=40)


class Document(Input):
    """Something to read."""

    title = serializers.CharField(max_length=LONGEST_TITLE, help_text="What it is called.")
    address = serializers.CharField(max_length=LONGEST_ADDRESS, help_text="Where it stands; begins with https://.")


class Rules(serializers.Serializer):
    """What was fixed when the consultation opened."""

    consensus_rule = ConsensusRule(help_text="The numbers that decide what counts as consensus.")
    admission = serializers.ChoiceField(choices=CHOICES, help_text=ADMISSION)
    moderation = serializers.ChoiceField(choices=MODERATION_CHOICES, help_text=MODERATION)
    reasons = Reasons(source="consultation.grounds", help_text=GROUNDS)
    answer_days = serializers.IntegerField(help_text="Days the ministry has to answer, from the day it is notified.")
    calendar_version = serializers.CharField(
        source="calendar.version", help_text="Which working-day calendar due dates are rolled forward by."
    )


class Consultation(serializers.Serializer):
    """A question put to the public."""

    slug = serializers.SlugField(help_text="Its stable short name.")
    question = serializers.CharField(help_text="What is asked.")
    background = serializers.CharField(help_text="What is decided, what is fixed, and why it is asked; Markdown.")
    documents = Document(many=True, help_text="What to read besides.")
    topic = serializers.CharField(help_text="What it is about, in a word or two; empty when nobody said.")
    language = serializers.CharField(help_text="The language it is held in, a BCP 47 tag.")
    languages = serializers.ListField(
        child=serializers.CharField(), help_text="The languages of pages that it is offered in, by their codes."
    )
    time_zone = serializers.CharField(help_text="The time zone its days are counted in.")
    phase = serializers.SerializerMethodField(help_text="Where it stands: draft, voting or closed.")
    opens_at = serializers.DateTimeField(
        allow_null=True, help_text="When it is scheduled to open; null for a draft that is opened by hand."
    )
    closes_at = serializers.DateTimeField(
        allow_null=True,
        help_text="When it is scheduled to close; at that instant it is closed. Null only for a draft.",
    )
    version = serializers.CharField(help_text="Tells what was last saved from anything before or after it; see `seen`.")
    opened_at = serializers.DateTimeField(
        source="opening.opened_at", default=None, allow_null=True, help_text="When it opened; null for a draft."
    )
    closed_at = serializers.DateTimeField(
        source="closing.closed_at", default=None, allow_null=True, help_text="When it was closed; null until then."
    )
    host = Organisation(help_text="Who asks.")
    ministry = Organisation(allow_null=True, help_text="Who has to answer; null only for a draft.")
    admission = serializers.ChoiceField(choices=CHOICES, help_text=f"{ADMISSION} Fixed at opening.")
    moderation = serializers.ChoiceField(choices=MODERATION_CHOICES, help_text=f"{MODERATION} Fixed at opening.")
    reasons = Reasons(source="grounds", help_text=GROUNDS)
    rules = Rules(
        source="opening", default=None, allow_null=True, help_text="What was fixed at opening; null for a draft."
    )

    template = serializers.CharField(
        help_text="What it was begun as: the short name of another consultation, or built-in/...; empty: nothing."
    )
    embed_origins = serializers.ListField(
        child=serializers.CharField(), help_text="Other sites that may show the vote in a frame."
    )

    @extend_schema_field({"type": "string", "enum": [phase.name for phase in PHASES]})
    def get_phase(self, consultation: ConsultationRow) -> str:
        now: datetime = self.context["now"]
        return consultation.phase(now).name


class ConsultationQuery(PageQuery):
    """Which consultations."""

    shelf = serializers.ChoiceField(
        choices=SHELVES,
        required=False,
        help_text="closing: voting ends within 7 days; open: later; overdue, or a meeting not held; waiting; answered.",
    )
    topic = serializers.CharField(required=False, max_length=LONGEST_TOPIC, help_text="Just this topic.")
    ministry = serializers.SlugField(required=False, help_text="The short name of the ministry that answers.")


class ConsultationInput(Input):
    """A draft. What it still lacks is said when it is opened."""

    host = serializers.SlugRelatedField(
        slug_field="slug", queryset=OrganisationRow.objects.all(), help_text="The organisation that asks."
    )
    ministry = serializers.SlugRelatedField(
        slug_field="slug",
        queryset=OrganisationRow.objects.all(),
        required=False,
        allow_null=True,
        help_text="The organisation that has to answer; needed before opening.",
    )
    slug = serializers.SlugField(max_length=80, help_text="A short name nobody has taken; it stays.")
    question = serializers.CharField(max_length=300, help_text="What is asked.")
    background = serializers.CharField(
        required=False, allow_blank=True, max_length=50_000, help_text="Markdown; needed before opening."
    )
    topic = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=LONGEST_TOPIC,
        help_text="What it is about; take one in use.",
    )
    language = serializers.CharField(required=False, max_length=20, help_text="A BCP 47 tag; en when not given.")
    languages = serializers.ListField(
        child=serializers.CharField(max_length=20),
        required=False,
        max_length=100,
        help_text="In which languages of pages it is offered; all when not given. Its own is added.",
    )
    time_zone = serializers.CharField(required=False, max_length=60, help_text="Such as Asia/Taipei; UTC if not given.")
    jurisdiction = serializers.CharField(
        required=False, allow_blank=True, max_length=10, help_text="Whose holidays count, for example TW."
    )
    documents = Document(many=True, required=False, help_text=f"What to read besides, at most {MOST_DOCUMENTS}.")
    opens_at = serializers.DateTimeField(
        required=False, allow_null=True, help_text="When it opens by itself; null: somebody opens it by hand."
    )
    closes_at = serializers.DateTimeField(
        required=False, allow_null=True, help_text="When it closes by itself, at least an hour later; needed to open."
    )
    answer_days = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=LONGEST_ANSWER_DAYS,
        help_text=f"Days to answer; {DEFAULT_ANSWER_DAYS} when not given.",
    )
    admission = serializers.ChoiceField(choices=CHOICES, required=False, help_text=ADMISSION)
    moderation = serializers.ChoiceField(choices=MODERATION_CHOICES, required=False, help_text=MODERATION)
    reasons = Reasons(
        required=False,
        max_length=100,
        help_text=f"{GROUNDS} {', '.join(sorted(ALWAYS))} are added.",
    )
    consensus_rule = ConsensusRule(required=False, help_text="Numbers that differ from the defaults.")

    def validate_consensus_rule(self, value: Any) -> dict[str, Any]:
        """An object of known names; whether the numbers are in range is the room's to say."""
        if not isinstance(value, dict):
            raise serializers.ValidationError("Send an object.")
        strange = sorted(set(value) - set(CONSENSUS))
        if strange:
            raise serializers.ValidationError(dict.fromkeys(strange, "There is no such number."))
        return value


class NewConsultationInput(ConsultationInput):
    """A draft, and what it is begun as. What is sent comes before what the template says."""

    template = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        max_length=100,
        help_text=f"{', '.join(BUILT_IN)}, or the short name of a consultation that has opened.",
    )
    seeds = serializers.BooleanField(
        required=False, default=False, help_text="With the statements that the facilitators of the template wrote."
    )


class ChecklistItem(serializers.Serializer):
    """Something a draft needs."""

    name = serializers.ChoiceField(choices=list(ITEMS), help_text="What it is.")
    missing = serializers.CharField(help_text="Why it cannot open, in a sentence; empty: it is there.")
    advice = serializers.CharField(help_text="What would be better; opening goes without. Empty: nothing.")


class Checklist(serializers.Serializer):
    """What a draft has, and what it lacks."""

    ready = serializers.BooleanField(help_text="Can it open now?")
    items = ChecklistItem(many=True, help_text="Everything it needs, in the order of the set-up.")
    others = serializers.SerializerMethodField(help_text="Open consultations on the same thing, by short name.")

    def get_others(self, found: Readiness) -> list[str]:
        return [other.slug for other in found.others]


class Entry(serializers.Serializer):
    """An act of office."""

    act = serializers.CharField(help_text="What was done, for example statement.rejected.")
    subject = serializers.CharField(help_text="To what, for example statement/12.")
    actor = serializers.CharField(help_text="The office that acted, never a person's name.")
    happened_at = serializers.DateTimeField(help_text="When it took effect.")
    recorded_at = serializers.DateTimeField(help_text="When it was entered.")
    details = serializers.DictField(help_text="What else the entry says; its names depend on the act.")


class Seen(Input):
    """Which version was looked at."""

    seen = serializers.CharField(
        required=False,
        max_length=40,
        help_text="The `version` that was looked at; where somebody has saved since, nothing is done. Left out: any.",
    )


class RevisionInput(ConsultationInput, Seen):
    """What changes in a draft."""


class OpeningInput(Seen):
    """What is opened."""


class EmbeddingInput(Input):
    """The whole list; it takes the place of the one before."""

    origins = serializers.ListField(
        child=serializers.CharField(max_length=300),
        max_length=1000,
        help_text="Sites such as https://www.example.org, without a path; http is for localhost only. Empty: none.",
    )


class ClosingInput(Input):
    """What is said with a closing by hand."""

    what_did_not_work = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        trim_whitespace=False,
        help_text=f"The last week note, in Markdown, at most {LONGEST_NOTE} characters; needed unless it is there.",
    )
