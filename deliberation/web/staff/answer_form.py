"""The form of an answer. It reads what was typed; what is complete is decided by obligations.answering."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from deliberation.obligations.answering import (
    LONGEST_SUMMARY,
    MILESTONE_MONTHS,
    REASONS,
    REVIEW_MONTHS,
    SHORTEST_EXPLANATION,
    AnswerDraft,
    MilestoneDraft,
)
from deliberation.obligations.models import Answer, Milestone, Position
from deliberation.web.forms import PageForm

ROWS = 3
ALWAYS = ("summary", "explanation", "signed_by", "contact")
NOT_YET = ("reasons", "source", "would_have_to_change", "review_on", "alternative")
PARTS = ("what", "due_on", "evidence", "unit")


def _line(label: str, hint: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"dir": "auto"})
    return forms.CharField(label=label, help_text=hint, required=False, widget=widget)


def _text(label: str, hint: str, rows: int) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(label=label, help_text=hint, required=False, widget=widget)


def _day(label: str, hint: str) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=hint, required=False, widget=widget)


class MilestoneForm(PageForm):
    """One row; a row in which nothing was typed is not there."""

    needed = PARTS

    what = _line(_("What will be true"), _("Something that can be measured."))
    due_on = _day(_("By when"), format_lazy(_("At most {months} months ahead."), months=MILESTONE_MONTHS))
    evidence = _line(_("How anybody can see it"), _("A publication, a count, a place."))
    unit = _line(_("Unit responsible"), "")

    def blank(self) -> bool:
        return not any(str(self[name].value() or "").strip() for name in PARTS)

    def draft(self) -> MilestoneDraft:
        return MilestoneDraft(**{name: self.cleaned_data.get(name) or EMPTY[name] for name in PARTS})


EMPTY: dict[str, Any] = {"what": "", "due_on": None, "evidence": "", "unit": ""}


class AnswerForm(PageForm):
    """Both positions' fields; only those of the chosen one are used."""

    needed = ("position", "summary", "signed_by", "contact", *NOT_YET)

    position = forms.CharField(label=_("Position"), required=False, widget=forms.RadioSelect(choices=Position.choices))
    summary = _line(
        _("Summary"),
        format_lazy(_("In plain language, at most {most} characters."), most=LONGEST_SUMMARY),
    )
    explanation = _text(
        _("Explanation"),
        format_lazy(
            _("For “not yet feasible” at least {least} characters; otherwise as long as it helps."),
            least=SHORTEST_EXPLANATION,
        ),
        8,
    )
    signed_by = _line(_("Who signs"), _("The role, for example: Director of roads."))
    contact = _line(_("Whom people can turn to"), _("A unit, with an address or number."))
    reasons = forms.MultipleChoiceField(
        label=_("Why it is not feasible yet"),
        help_text=_("At least one."),
        choices=list(REASONS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple(),
    )
    source = _line(_("Source"), _("A law, a budget line, a study."))
    would_have_to_change = _text(
        _("What would have to change"), _("So that it becomes feasible: which law, whose budget, what else."), 4
    )
    review_on = _day(
        _("When you will look at it again"), format_lazy(_("At most {months} months ahead."), months=REVIEW_MONTHS)
    )
    alternative = _text(_("What you offer instead"), _("Or that you offer nothing, and why."), 4)

    def __init__(self, data: Any = None, *, earlier: Answer | None = None) -> None:
        super().__init__(data, initial=_as_typed(earlier) if earlier else {})
        planned = list(earlier.milestones.all()) if earlier else []
        starts: list[Any] = [_milestone_as_typed(milestone) for milestone in planned]
        count = max(ROWS, len(starts), _rows_sent(data or {}))
        starts += [{}] * (count - len(starts))
        self.rows = [MilestoneForm(data, prefix=f"milestone-{row}", initial=start) for row, start in enumerate(starts)]

    def common(self) -> list[forms.BoundField]:
        return [self[name] for name in ALWAYS]

    def not_yet(self) -> list[forms.BoundField]:
        return [self[name] for name in NOT_YET]

    def filled(self) -> list[MilestoneForm]:
        return [row for row in self.rows if not row.blank()]

    def draft(self) -> AnswerDraft:
        """What was typed, as the room wants it; what could not be read is empty."""
        for form in (self, *self.rows):
            form.full_clean()
        self._forget_the_other_position()
        typed = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        milestones = [row.draft() for row in self.filled()] if self.commits() else []
        return AnswerDraft(**{**typed, "milestones": milestones})

    def commits(self) -> bool:
        return self["position"].value() == Position.COMMITMENT

    def _forget_the_other_position(self) -> None:
        """What could not be read there does not matter; what was typed stays on the page."""
        if self.commits():
            for name in NOT_YET:
                self.errors.pop(name, None)
        for row in self.rows:
            if row.blank() or not self.commits():
                row.errors.clear()

    def show_gaps(self, missing: Mapping[str, str]) -> None:
        """Put each sentence at its field, unless something there could not even be read."""
        for name, sentence in missing.items():
            form, field = self._place(name)
            if not (form.errors.get(field) if field else form.errors):
                form.add_error(field, sentence)

    def _place(self, name: str) -> tuple[PageForm, str | None]:
        """milestones.1 is the second row in which something was typed; milestones is the first row."""
        kind, _dot, place = name.partition(".")
        if kind == "milestones":
            return (self.filled()[int(place)] if place else self.rows[0]), (None if place else "what")
        return self, (kind if kind in self.fields else None)

    def faults(self) -> bool:
        """Is anything wrong, in what is used of it?"""
        return bool(self.errors or any(row.errors for row in self.rows))


def _rows_sent(data: Mapping[str, Any]) -> int:
    """How many rows the page had: an earlier answer may have had more than usual."""
    numbers = [int(name.split("-")[1]) for name in data if re.fullmatch(r"milestone-\d{1,2}-what", name)]
    return max(numbers, default=-1) + 1


def _as_typed(earlier: Answer) -> dict[str, Any]:
    names = ("position", *ALWAYS, *NOT_YET)
    return {name: getattr(earlier, name) for name in names}


def _milestone_as_typed(milestone: Milestone) -> dict[str, str | date]:
    return {name: getattr(milestone, name) for name in PARTS}
