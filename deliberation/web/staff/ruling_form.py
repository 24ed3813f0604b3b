"""The small form beside each statement of the queue."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.statements.models import Ruling
from deliberation.web.forms import PageForm

LONGEST_NOTE = Ruling._meta.get_field("note").max_length


def reason_field() -> forms.CharField:
    """What it may be, the room of statements says."""
    return forms.CharField(label=_("Reason, which is public"), required=False, widget=forms.Select)


def offer(form: forms.Form, grounds: Mapping[str, Any]) -> None:
    """Let a reason be chosen from the list of the consultation."""
    form.fields["reason"].widget.choices = [("", _("Choose a reason")), *grounds.items()]


class RulingForm(PageForm):
    """The outcome comes from the button that was pressed."""

    needed = ("reason",)

    outcome = forms.CharField(widget=forms.HiddenInput())
    reason = reason_field()
    note = forms.CharField(
        label=_("Note to the author"),
        help_text=_("Only the author sees it."),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def __init__(self, data: Any = None, *, number: int, grounds: Mapping[str, Any]) -> None:
        super().__init__(data, auto_id=f"statement-{number}-%s")
        self.number = number
        offer(self, grounds)


class RewordingForm(PageForm):
    """What is to stand in a statement's place, a statement in each line."""

    needed = ("texts",)

    texts = forms.CharField(
        label=_("What is to stand in its place"),
        help_text=_("One statement in each line: one says it more clearly, several divide it."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    note = forms.CharField(
        label=_("Note to the author"),
        help_text=_("Only the author sees it."),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="words-%s")

    @property
    def lines(self) -> list[str]:
        return [line for line in self.cleaned_data["texts"].splitlines() if line.strip()]
