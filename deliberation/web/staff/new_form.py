"""The form with which a draft begins."""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from deliberation.consultations.templates import BUILT_IN
from deliberation.errors import Invalid, Refusal
from deliberation.people.models import Organisation
from deliberation.web.forms import PageForm
from deliberation.web.staff.consultation_form import question_field, slug_field


class NewForm(PageForm):
    """The least that a draft begins with, and what it is made from."""

    question = question_field()
    slug = slug_field()
    host = forms.ModelChoiceField(label=_("Organisation that asks"), queryset=None, empty_label=None)
    start = forms.ChoiceField(
        label=_("Begin with"),
        help_text=_("It fills in rules, length and the outline of the background. You can change all of it."),
        choices=lambda: [*((name, one.words) for name, one in BUILT_IN.items()), ("", _("Nothing"))],
        initial=next(iter(BUILT_IN)),
        required=False,
        widget=forms.RadioSelect,
    )
    origin = forms.CharField(
        label=_("Or begin as an earlier consultation of any organisation"),
        help_text=_("Its short name, or the address of its page. It then counts in place of the choice above."),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"list": "origins", "dir": "ltr"}),
    )
    seeds = forms.BooleanField(
        label=_("With the statements that its facilitators wrote"), required=False, widget=forms.CheckboxInput
    )

    def __init__(self, data: Any = None, *, hosts: QuerySet[Organisation]) -> None:
        super().__init__(data, initial={"host": hosts.first()})
        self.fields["host"].queryset = hosts
        if len(hosts) == 1:
            self.fields["host"].widget = forms.HiddenInput()

    def clean_origin(self) -> str:
        """The short name that stands in an address."""
        return self.cleaned_data["origin"].rstrip("/").rpartition("/")[2]

    def clean(self) -> dict[str, Any]:
        """Suggest the short name from the question where none was typed."""
        if not self.cleaned_data.get("slug") and "slug" not in self.errors:
            self.cleaned_data["slug"] = slugify(self.cleaned_data.get("question", ""))[:80].strip("-")
        return self.cleaned_data

    def entries(self) -> dict[str, Any]:
        """What the action takes."""
        entries = dict(self.cleaned_data)
        start, origin = entries.pop("start"), entries.pop("origin")
        return {**entries, "template": origin or start, **({} if origin else {"time_zone": settings.TIME_ZONE})}

    def show(self, refusal: Refusal) -> None:
        """What is wrong with the template is wrong with the one that was typed."""
        fields = {"origin" if name == "template" else name: text for name, text in refusal.fields.items()}
        super().show(Invalid(refusal.code, refusal.detail, fields))
