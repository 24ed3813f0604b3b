"""The form of a draft. It reads what was typed; what may be is decided by the room of consultations."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import Truncator, format_lazy, slugify
from django.utils.translation import gettext_lazy as _

from deliberation.consultations.admission import USUAL, choices
from deliberation.consultations.models import DEFAULT_ANSWER_DAYS, LONGEST_ANSWER_DAYS, LONGEST_TOPIC, Consultation
from deliberation.consultations.moderation import MODERATION_CHOICES, STRICT
from deliberation.consultations.queries import topics
from deliberation.consultations.rule_set import CONSENSUS, Bound
from deliberation.errors import Invalid, Refusal
from deliberation.people.models import Organisation
from deliberation.people.queries import ministries
from deliberation.statements.content import tidy
from deliberation.statements.models import LONGEST
from deliberation.web.forms import PageForm

# The numbers of rule_set.CONSENSUS in plain words: what is asked, and what it means.
NUMBERS = {
    "min_voters": (_("People who voted on the statement"), _("Fewer votes than this, skips included, never bind.")),
    "min_group_voters": (
        _("People in each group who voted on the statement"),
        _("So that no group is spoken for by a handful."),
    ),
    "min_share": (
        _("Share of each group that must agree"),
        _("0.6 means 60 %. The same share counts for disagreeing."),
    ),
    "z": (
        _("Protection against chance"),
        _("Each group's share must lie above one half even after a margin of error. 1.2816 makes that 90 % sure."),
    ),
    "z_for_all": (
        _("Protection against chance over all statements together (1) or for each alone (0)"),
        _("With 1, the more statements there are, the clearer each must be: among many, some look clear by luck."),
    ),
    "min_group_size": (_("People a group needs to be heard as a group"), _("Smaller groups do not block a consensus.")),
    "min_group_fraction": (
        _("Part of all voters a group needs to be heard as a group"),
        _("0.05 means 5 %. The larger of this and the number above counts."),
    ),
    "at_most": (_("Longest list of consensus statements"), _("The ministry owes one answer for each of them.")),
}
LOCAL = "%Y-%m-%dT%H:%M"


def numbers_in_words(rule: Mapping[str, float]) -> list[tuple[str, float]]:
    """A complete rule as pairs of what it asks and the number."""
    return [(str(label), rule[name]) for name, (label, _hint) in NUMBERS.items()]


def _zones() -> list[tuple[str, str]]:
    return [(name, name) for name in sorted(available_timezones())]


def _moment(label: str, hint: str) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL)
    return forms.DateTimeField(label=label, help_text=hint, widget=widget, input_formats=[LOCAL, "%Y-%m-%dT%H:%M:%S"])


class ConsultationForm(PageForm):
    """Every field of a draft; the numbers of the consensus rule are added from their table."""

    question = forms.CharField(
        label=_("Question"),
        help_text=_("What people are asked, in one plain sentence."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    slug = forms.SlugField(
        label=_("Short name in the address"),
        help_text=_("Letters, digits and hyphens. Leave it empty to have it made from the question."),
        required=False,
        max_length=80,
    )
    background = forms.CharField(
        label=_("Background"),
        help_text=_(
            "What is decided, what is already fixed, and why you ask. Needed before opening. "
            "You can use Markdown: # for a heading, - for a list, [text](address) for a link."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "dir": "auto"}),
    )
    host = forms.ModelChoiceField(label=_("Organisation that asks"), queryset=None, empty_label=None)
    ministry = forms.ModelChoiceField(
        label=_("Ministry that answers"),
        help_text=_("It owes a public answer for every statement the groups agree on."),
        queryset=None,
        empty_label=_("Choose a ministry"),
    )
    topic = forms.CharField(
        label=_("Topic"),
        help_text=_("One or two words that people find it by, for example Transport. Take one in use if it fits."),
        required=False,
        max_length=LONGEST_TOPIC,
        widget=forms.TextInput(attrs={"list": "topics", "dir": "auto"}),
    )
    language = forms.RegexField(
        regex=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
        label=_("Language of the consultation"),
        help_text=_("As a language tag, for example en, nb or zh-Hant."),
        max_length=20,
        initial="en",
        error_messages={"invalid": _("Write a language tag such as en or zh-Hant.")},
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("All times and due dates of this consultation are counted in it."),
        choices=_zones,
        initial=settings.TIME_ZONE,
    )
    jurisdiction = forms.CharField(
        label=_("Country whose holidays count"),
        help_text=_("Its code, for example TW or NO. A due date never falls on a holiday. Empty: only weekends count."),
        required=False,
        max_length=10,
    )
    opens_at = _moment(
        _("Opens"), _("Local time in the time zone above. It opens by itself then, if nothing is missing.")
    )
    closes_at = _moment(_("Closes"), _("Local time in the time zone above. Voting ends by itself then."))
    answer_days = forms.IntegerField(
        label=_("Days the ministry has to answer"),
        help_text=_("Calendar days after voting has closed; if the last is not a working day, the next one counts."),
        min_value=1,
        max_value=LONGEST_ANSWER_DAYS,
        initial=DEFAULT_ANSWER_DAYS,
    )

    admission = forms.ChoiceField(
        label=_("Who takes part, and whose votes count"),
        help_text=_("Shown to everybody, and fixed at opening. You make invitation codes at the consultation’s desk."),
        choices=lambda: choices(bool(settings.OIDC)),
        initial=USUAL,
        required=False,
        widget=forms.RadioSelect,
    )

    moderation = forms.ChoiceField(
        label=_("How statements of citizens are moderated"),
        help_text=_("Shown to everybody, and fixed at opening."),
        choices=MODERATION_CHOICES,
        initial=STRICT,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any = None, *, hosts: QuerySet[Organisation], draft: Consultation | None = None) -> None:
        super().__init__(data, initial=_as_typed(draft) if draft else {"host": hosts.first()})
        self.fields["host"].queryset = hosts
        self.fields["ministry"].queryset = ministries()
        if draft:
            del self.fields["host"]
        elif len(hosts) == 1:
            self.fields["host"].widget = forms.HiddenInput()
        for name, bound in CONSENSUS.items():
            self.fields[name] = _number(name, bound)

    def topics(self) -> list[str]:
        """What is in use, to choose from."""
        return topics()

    def numbers(self) -> list[forms.BoundField]:
        """The fields of the consensus rule, which the page shows together."""
        return [self[name] for name in CONSENSUS]

    def full_clean(self) -> None:
        """Times are typed in the consultation's own zone."""
        zone = self.data.get("time_zone", "")
        with timezone.override(zone if zone in available_timezones() else "UTC"):
            super().full_clean()

    def clean_admission(self) -> str:
        return self.cleaned_data["admission"] or USUAL

    def clean_moderation(self) -> str:
        return self.cleaned_data["moderation"] or STRICT

    def clean_jurisdiction(self) -> str:
        return self.cleaned_data["jurisdiction"].strip().upper()

    def clean(self) -> dict[str, Any]:
        """Suggest the short name from the question where none was typed."""
        if not self.cleaned_data.get("slug") and "slug" not in self.errors:
            self.cleaned_data["slug"] = slugify(self.cleaned_data.get("question", ""))[:80].strip("-")
        return self.cleaned_data

    def entries(self) -> dict[str, Any]:
        """What the actions take."""
        entries = {name: value for name, value in self.cleaned_data.items() if name not in CONSENSUS}
        numbers = {name: self.cleaned_data[name] for name in CONSENSUS if self.cleaned_data.get(name) is not None}
        return {**entries, "consensus_rule": numbers}

    def show(self, refusal: Refusal) -> None:
        """The numbers of the rule are named consensus_rule.min_voters and so on by the room."""
        fields = {name.removeprefix("consensus_rule."): text for name, text in refusal.fields.items()}
        super().show(Invalid(refusal.code, refusal.detail, fields))


def _number(name: str, bound: Bound) -> forms.Field:
    label, meaning = NUMBERS[name]
    kind = forms.IntegerField if isinstance(bound.default, int) else forms.FloatField
    hint = _("%(meaning)s Usually %(default)s; from %(least)s to %(most)s.")
    words = {"meaning": meaning, **bound._asdict()}
    widget = forms.NumberInput(attrs={"class": "ds-input", "step": "any"})
    return kind(label=label, help_text=hint % words, initial=bound.default, required=False, widget=widget)


def _as_typed(draft: Consultation) -> dict[str, Any]:
    """The draft as it would be typed: times local to its zone, numbers one by one."""
    names = (
        "question",
        "slug",
        "background",
        "topic",
        "host",
        "ministry",
        "language",
        "time_zone",
        "jurisdiction",
        "answer_days",
        "admission",
        "moderation",
    )
    moments = {name: _local(getattr(draft, name), draft) for name in ("opens_at", "closes_at")}
    return {**{name: getattr(draft, name) for name in names}, **moments, **draft.consensus_rule}


def _local(moment: datetime, draft: Consultation) -> datetime:
    return moment.astimezone(draft.zone).replace(tzinfo=None)


class SeedsForm(PageForm):
    """Statements to begin with."""

    texts = forms.CharField(
        label=_("Statements, one per line"),
        help_text=format_lazy(
            _("At most {longest} characters each. Write single ideas, from different points of view."), longest=LONGEST
        ),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        error_messages={"required": _("Write at least one statement.")},
    )

    def lines(self) -> list[str]:
        """One text per line that holds anything, each once."""
        return list(filter(None, dict.fromkeys(map(tidy, self.cleaned_data["texts"].splitlines()))))

    def show(self, refusal: Refusal) -> None:
        """What is wrong with which line; the room names the texts by their place: texts.0, texts.1 ..."""
        lines = self.lines()
        self.add_error("texts", [_of_line(lines, name, text) for name, text in refusal.fields.items()])


def _of_line(lines: Sequence[str], name: str, text: str) -> str:
    start = Truncator(lines[int(name.removeprefix("texts."))]).chars(40)
    return _("“%(start)s”: %(text)s") % {"start": start, "text": text}
