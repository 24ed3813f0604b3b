"""The forms of a draft, a step each. They read what was typed; what may be is decided by the room of consultations."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from deliberation.consultations.admission import choices
from deliberation.consultations.calendars import zones
from deliberation.consultations.models import LONGEST_ANSWER_DAYS, LONGEST_TOPIC, Consultation
from deliberation.consultations.moderation import MODERATION_CHOICES
from deliberation.consultations.queries import topics
from deliberation.consultations.reasons import CHOICES
from deliberation.errors import Invalid, Refusal
from deliberation.people.queries import ministries
from deliberation.web.forms import PageForm

LOCAL = "%Y-%m-%dT%H:%M"


def _zones() -> list[tuple[str, str]]:
    return [(name, name) for name in sorted(zones())]


def moment_field(label: str, hint: str) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL)
    formats = [LOCAL, "%Y-%m-%dT%H:%M:%S"]
    return forms.DateTimeField(label=label, help_text=hint, widget=widget, input_formats=formats, required=False)


class StepForm(PageForm):
    """A part of a draft. Anything but the question may still be missing."""

    def __init__(self, data: Any = None, *, draft: Consultation) -> None:
        super().__init__(data, initial=self.as_typed(draft))

    def as_typed(self, draft: Consultation) -> dict[str, Any]:
        return {name: getattr(draft, name, None) for name in self.base_fields}

    def entries(self) -> dict[str, Any]:
        """What the action takes."""
        return dict(self.cleaned_data)


def question_field() -> forms.CharField:
    return forms.CharField(
        label=_("Question"),
        help_text=_("What people are asked, in one plain sentence."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )


def slug_field() -> forms.SlugField:
    return forms.SlugField(
        label=_("Short name in the address"),
        help_text=_("Letters, digits and hyphens. Leave it empty to have it made from the question."),
        required=False,
        max_length=80,
    )


def documents_field() -> forms.CharField:
    return forms.CharField(
        label=_("Documents to read besides"),
        help_text=_(
            "One per line: an address that begins with https://, a space, and the title. Files are attached on a "
            "page of their own."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )


class QuestionForm(StepForm):
    """What is asked, and what people need to know before they vote."""

    question = question_field()
    slug = slug_field()
    topic = forms.CharField(
        label=_("Topic"),
        help_text=_("One or two words that people find it by, for example Transport. Take one in use if it fits."),
        required=False,
        max_length=LONGEST_TOPIC,
        widget=forms.TextInput(attrs={"list": "topics", "dir": "auto"}),
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
    documents = documents_field()

    def as_typed(self, draft: Consultation) -> dict[str, Any]:
        return {**super().as_typed(draft), "documents": documents_as_typed(draft.documents)}

    def topics(self) -> list[str]:
        """What is in use, to choose from."""
        return topics()

    def clean_slug(self) -> str:
        return self.cleaned_data["slug"] or self.initial["slug"]

    def clean_documents(self) -> list[dict[str, str]]:
        return documents_from_lines(self.cleaned_data["documents"])

    def show(self, refusal: Refusal) -> None:
        super().show(with_lines_named(refusal))


def documents_as_typed(documents: Sequence[Mapping[str, str]]) -> str:
    """One per line: the address, then the title."""
    return "\n".join(f"{each['address']} {each['title']}" for each in documents)


def documents_from_lines(typed: str) -> list[dict[str, str]]:
    lines = [line.split(maxsplit=1) for line in typed.splitlines() if line.strip()]
    return [{"address": words[0], "title": words[1] if len(words) > 1 else ""} for words in lines]


def with_lines_named(refusal: Refusal) -> Refusal:
    """What the room calls documents.0 is the first line that was typed."""
    fields: dict[str, str] = {}
    for name, text in refusal.fields.items():
        first, _dot, place = name.partition(".")
        if first == "documents" and place:
            text = gettext("Line %(number)s: %(text)s") % {"number": int(place) + 1, "text": text}
            fields["documents"] = " ".join(filter(None, [fields.get("documents", ""), text]))
        else:
            fields[name] = text
    return Invalid(refusal.code, refusal.detail, fields)


class ScheduleForm(StepForm):
    """When, by whose clocks, and in which language."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("All times and due dates of this consultation are counted in it."),
        choices=_zones,
    )
    opens_at = moment_field(
        _("Opens"),
        _(
            "Local time in the time zone above. It opens by itself then, if nothing is missing. "
            "Empty: you open it by hand."
        ),
    )
    closes_at = moment_field(_("Closes"), _("Local time in the time zone above. Voting ends by itself then."))
    jurisdiction = forms.CharField(
        label=_("Country whose holidays count"),
        help_text=_("Its code, for example TW or NO. A due date never falls on a holiday. Empty: only weekends count."),
        required=False,
        max_length=10,
    )
    language = forms.CharField(
        label=_("Language of the consultation"),
        help_text=_("The one that statements are written in, as a language tag: for example en, nb or zh-Hant."),
        max_length=20,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages it is offered in"),
        help_text=_(
            "The chooser on its pages leads to these, and you can translate statements into them. Its own language "
            "is added, if there are pages in it."
        ),
        choices=[(code, get_language_info(code)["name_local"]) for code in settings.TRANSLATED],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def as_typed(self, draft: Consultation) -> dict[str, Any]:
        moments = {name: local(getattr(draft, name), draft) for name in ("opens_at", "closes_at")}
        return {**super().as_typed(draft), **moments}

    def full_clean(self) -> None:
        """Times are typed in the consultation's own zone."""
        zone = self.data.get("time_zone", "")
        with timezone.override(zone if zone in zones() else "UTC"):
            super().full_clean()

    def clean_jurisdiction(self) -> str:
        return self.cleaned_data["jurisdiction"].strip().upper()


def local(moment: datetime | None, draft: Consultation) -> datetime | None:
    return moment.astimezone(draft.zone).replace(tzinfo=None) if moment else None


class AdmissionForm(StepForm):
    """Who may take part, and which of them count."""

    admission = forms.ChoiceField(
        label=_("Who takes part, and whose votes count"),
        help_text=_("Shown to everybody, and fixed at opening. You make invitation codes at the consultation’s desk."),
        choices=lambda: choices(bool(settings.OIDC)),
        widget=forms.RadioSelect,
    )


class MinistryForm(StepForm):
    """Who answers, and by when."""

    ministry = forms.ModelChoiceField(
        label=_("Ministry that answers"),
        help_text=_("It owes a public answer for every statement the groups agree on."),
        queryset=None,
        required=False,
        empty_label=_("Choose a ministry"),
    )
    answer_days = forms.IntegerField(
        label=_("Days the ministry has to answer"),
        help_text=_("Calendar days after voting has closed; if the last is not a working day, the next one counts."),
        min_value=1,
        max_value=LONGEST_ANSWER_DAYS,
    )

    def __init__(self, data: Any = None, *, draft: Consultation) -> None:
        super().__init__(data, draft=draft)
        self.fields["ministry"].queryset = ministries()


class ModerationForm(StepForm):
    """Whether statements wait to be read."""

    moderation = forms.ChoiceField(
        label=_("How statements of citizens are moderated"),
        help_text=_("Shown to everybody, and fixed at opening."),
        choices=MODERATION_CHOICES,
        widget=forms.RadioSelect,
    )
    reasons = forms.MultipleChoiceField(
        label=_("Reasons for which a statement may be rejected"),
        help_text=_(
            "Only for these; its author is told which. Shown to everybody, and fixed at opening. Duplicates, several "
            "ideas, personal data and abuse belong to every list and are added to whatever you choose."
        ),
        choices=list(CHOICES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
