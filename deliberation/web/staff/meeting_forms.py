"""The forms about a meeting. They read what was typed; what is complete is decided by obligations.meeting_rules."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from deliberation.consultations.models import Consultation
from deliberation.consultations.reasons import REASONS
from deliberation.errors import Refusal
from deliberation.obligations.meeting_rules import HIDDEN_FOR, MeetingPlan, PostDraft
from deliberation.obligations.models import Announcement
from deliberation.obligations.transcript_lines import Line
from deliberation.obligations.transcripts import MOST_BYTES, decoded
from deliberation.statements.models import LONGEST
from deliberation.web.forms import PageForm
from deliberation.web.staff.changing import reason_field
from deliberation.web.staff.consultation_form import local, moment_field

STATEMENT = re.compile(r"#\s*([0-9]{1,9})\b.*")


class InZone(PageForm):
    """A form whose times are those of the consultation."""

    def __init__(self, data: Any = None, *, consultation: Consultation, **more: Any) -> None:
        self.zone = consultation.zone
        super().__init__(data, **more)

    def full_clean(self) -> None:
        with timezone.override(self.zone):
            super().full_clean()


class AnnouncementForm(InZone):
    """When and where, and what about: a line for each item."""

    needed = ("starts_at", "place", "agenda", "reason")

    starts_at = moment_field(_("When"), _("Local time in the time zone of the consultation."))
    place = forms.CharField(
        label=_("Where"),
        help_text=_("In words that lead people there, and how it can be reached without steps."),
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    stream = forms.CharField(
        label=_("Link to watch it live"),
        help_text=_("It has to stand here before the meeting begins; without it the meeting does not count as held."),
        required=False,
        widget=forms.URLInput(attrs={"dir": "ltr"}),
    )
    agenda = forms.CharField(
        label=_("Agenda, one item per line"),
        help_text=_("A line that begins with # and a number is that statement. Add items, and change the order."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
    )
    reason = reason_field()

    def __init__(
        self,
        data: Any = None,
        *,
        consultation: Consultation,
        latest: Announcement | None,
        proposed: Sequence[Mapping[str, Any]],
        public: Mapping[int, str],
    ) -> None:
        typed = {"agenda": _as_lines(latest.agenda if latest else proposed, public)}
        if latest:
            starts_at = local(latest.starts_at, consultation)
            typed |= {"starts_at": starts_at, "place": latest.place, "stream": latest.stream}
        super().__init__(data, consultation=consultation, initial=typed)
        if latest is None:
            del self.fields["reason"]

    def plan(self) -> MeetingPlan:
        sent = self.cleaned_data
        items = [_item(line) for line in sent["agenda"].splitlines()]
        return MeetingPlan(sent["starts_at"], sent["place"], sent["stream"], items, sent.get("reason", ""))


def _as_lines(items: Sequence[Mapping[str, Any]], public: Mapping[int, str]) -> str:
    return "\n".join(_as_line(item, public) for item in items)


def _as_line(item: Mapping[str, Any], public: Mapping[int, str]) -> str:
    number = item.get("statement")
    return str(item["text"]) if number is None else f"#{number} {public.get(number, '')}".strip()


def _item(line: str) -> dict[str, Any]:
    found = STATEMENT.fullmatch(line.strip())
    return {"statement": int(found[1])} if found else {"text": line}


class HeldForm(InZone):
    """When it began."""

    needed = ("held_at",)

    held_at = moment_field(_("When it began"), _("Local time in the time zone of the consultation."))

    def __init__(self, data: Any = None, *, consultation: Consultation, announced_for: datetime | None) -> None:
        starts_at = local(announced_for, consultation) if announced_for else None
        super().__init__(data, consultation=consultation, initial={"held_at": starts_at})
        self.fields["held_at"].required = True


class PostForm(PageForm):
    """What the record of a meeting needs."""

    needed = ("recording", "minutes", "captions", "transcript")

    recording = forms.CharField(
        label=_("Link to the recording"), required=False, widget=forms.URLInput(attrs={"dir": "ltr"})
    )
    captions = forms.BooleanField(
        label=_("The recording has captions"),
        help_text=_("The record needs them, for people who cannot hear it."),
        required=False,
        widget=forms.CheckboxInput(),
    )
    minutes = forms.CharField(
        label=_("Minutes"),
        help_text=_("What was said to each item, and what follows. Markdown works."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "dir": "auto"}),
    )
    file = forms.FileField(
        label=_("The transcript as a file (WebVTT or SRT)"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".vtt,.srt,text/vtt"}),
    )
    transcript = forms.CharField(
        label=_("Or paste it here"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )

    def clean(self) -> dict[str, Any]:
        """The text of the file, or what was pasted, as `transcript`."""
        file, pasted = self.cleaned_data.pop("file", None), self.cleaned_data.get("transcript", "")
        try:
            self.cleaned_data["transcript"] = decoded(
                file.read(MOST_BYTES + 1) if file else pasted.encode(errors="replace")
            )
        except Refusal as refusal:
            self.show(refusal)
        return self.cleaned_data

    def draft(self) -> PostDraft:
        return PostDraft(**self.cleaned_data)


class NotHeldForm(PageForm):
    """Why there is no meeting."""

    needed = ("reason",)
    reason = reason_field()


class CorrectionForm(PageForm):
    """What was said in truth, and by whom."""

    needed = ("text", "reason")

    speaker = forms.CharField(label=_("Who spoke"), required=False, widget=forms.TextInput(attrs={"dir": "auto"}))
    text = forms.CharField(
        label=_("What was said"), required=False, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"})
    )
    reason = reason_field()

    def __init__(self, data: Any = None, *, line: Line) -> None:
        super().__init__(data, prefix="correct", initial={"speaker": line.speaker, "text": line.text})


class HidingForm(PageForm):
    """Why words are hidden."""

    reason = forms.ChoiceField(label=_("Why"), choices=[(code, REASONS[code]) for code in HIDDEN_FOR])

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="hide")


class FollowForm(PageForm):
    """A statement to begin with of a draft."""

    needed = ("text",)

    consultation = forms.ModelChoiceField(
        label=_("Draft"), queryset=Consultation.objects.none(), to_field_name="slug", empty_label=None
    )
    text = forms.CharField(
        label=_("The statement"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto", "data-longest": LONGEST}),
    )

    def __init__(self, data: Any = None, *, line: Line, drafts: Any) -> None:
        super().__init__(data, prefix="follow", initial={"text": Truncator(line.text).chars(LONGEST)})
        self.fields["consultation"].queryset = drafts
