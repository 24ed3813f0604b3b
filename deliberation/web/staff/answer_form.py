"""The form of an answer. It reads what was typed; what is complete is decided by obligations.answering."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from deliberation.obligations.answering import (
    ALREADY,
    ALWAYS,
    LABELS,
    LONGEST_SENTENCE,
    LONGEST_SUMMARY,
    MILESTONE_MONTHS,
    MOST_MILESTONES,
    NOT_YET,
    REASONS,
    REVIEW_MONTHS,
    SHORTEST_EXPLANATION,
    AnswerDraft,
    MilestoneDraft,
    positions_with,
)
from deliberation.obligations.models import Obligation, Position
from deliberation.web.forms import PageForm

ROWS = 3
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


class TogetherForm(PageForm):
    """Another statement of the same ministry: with a sentence it is answered by the same text."""

    sentence = _line(_("What this answer means for it, in one sentence"), "")

    def __init__(self, data: Any, obligation: Obligation, sentence: str) -> None:
        super().__init__(data, prefix=f"together-{obligation.pk}", initial={"sentence": sentence})
        self.obligation = obligation


class AnswerForm(PageForm):
    """All positions' fields; what the chosen one does not ask for is kept in the draft and not published."""

    needed = ("position", "summary", "signed_by", "contact", *NOT_YET, *ALREADY)

    position = forms.CharField(
        label=LABELS["position"], required=False, widget=forms.RadioSelect(choices=Position.choices)
    )
    summary = _line(
        LABELS["summary"],
        format_lazy(_("In plain language, at most {most} characters."), most=LONGEST_SUMMARY),
    )
    explanation = _text(
        LABELS["explanation"],
        format_lazy(
            _("At least {least} characters where something is not feasible yet; otherwise as long as it helps."),
            least=SHORTEST_EXPLANATION,
        ),
        8,
    )
    signed_by = _line(LABELS["signed_by"], _("The role, for example: Director of roads."))
    contact = _line(LABELS["contact"], _("A unit, with an address or number."))
    reasons = forms.MultipleChoiceField(
        label=LABELS["reasons"],
        help_text=_("At least one."),
        choices=list(REASONS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple(),
    )
    source = _line(LABELS["source"], _("A law, a budget line, a study."))
    would_have_to_change = _text(
        LABELS["would_have_to_change"], _("So that it becomes feasible: which law, whose budget, what else."), 4
    )
    review_on = _day(LABELS["review_on"], format_lazy(_("At most {months} months ahead."), months=REVIEW_MONTHS))
    alternative = _text(LABELS["alternative"], _("Or that you offer nothing, and why."), 4)
    link = _line(LABELS["link"], _("The address of a page; it begins with https://."))
    since = _line(LABELS["since"], _("A date or a year."))
    usage = _text(LABELS["usage"], _("Who uses it, how often, what has come of it."), 4)
    sentence = _line(
        LABELS["sentence"],
        format_lazy(
            _("What this answer means for the statement above; at most {most} characters."), most=LONGEST_SENTENCE
        ),
    )

    def __init__(self, data: Any = None, *, start: AnswerDraft, others: Iterable[Obligation] = ()) -> None:
        super().__init__(data, initial={name: value for name, value in vars(start).items() if name in self.base_fields})
        starts: list[Any] = [vars(milestone) for milestone in start.milestones]
        count = min(max(ROWS, len(starts) + 1, _rows_sent(data or {})), max(MOST_MILESTONES, len(starts)))
        starts += [{}] * (count - len(starts))
        self.rows = [MilestoneForm(data, prefix=f"milestone-{row}", initial=start) for row, start in enumerate(starts)]
        self.others = {other.pk: TogetherForm(data, other, start.together.get(other.pk, "")) for other in others}

    def common(self) -> list[forms.BoundField]:
        return [self[name] for name in ALWAYS]

    def not_yet(self) -> list[forms.BoundField]:
        return [self[name] for name in NOT_YET]

    def already(self) -> list[forms.BoundField]:
        return [self[name] for name in ALREADY]

    def positions(self) -> dict[str, str]:
        """For the script that shows only what is asked for: a part, and the positions that ask for it."""
        return {name: " ".join(positions_with(name)) for name in ("milestones", "reasons", "link")}

    def is_together(self) -> bool:
        """Is anything typed for other statements, or wrong there?"""
        return any(form["sentence"].value() or form.errors for form in self.others.values())

    def filled(self) -> list[MilestoneForm]:
        return [row for row in self.rows if not row.blank()]

    def draft(self) -> AnswerDraft:
        """What was typed, as the room wants it; what could not be read is empty."""
        for form in (self, *self.rows, *self.others.values()):
            form.full_clean()
        self._forget_what_is_not_asked()
        typed = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        sentences = {pk: form.cleaned_data.get("sentence", "") for pk, form in self.others.items()}
        together = {pk: sentence for pk, sentence in sentences.items() if sentence}
        return AnswerDraft(**{**typed, "milestones": [row.draft() for row in self.filled()], "together": together})

    def _asks(self, name: str) -> bool:
        return self["position"].value() in positions_with(name)

    def _forget_what_is_not_asked(self) -> None:
        """What could not be read there does not matter; what was typed stays on the page."""
        if not self._asks("reasons"):
            for name in NOT_YET:
                self.errors.pop(name, None)
        for row in self.rows:
            if row.blank() or not self._asks("milestones"):
                row.errors.clear()

    def show_gaps(self, missing: Mapping[str, str]) -> None:
        """Put each sentence at its field, unless something there could not even be read."""
        for name, sentence in missing.items():
            form, field = self._place(name)
            vars(form).setdefault("cleaned_data", {})  # of what was saved and not sent, there is none
            if not (form.errors.get(field) if field else form.errors):
                form.add_error(field, sentence)

    def _place(self, name: str) -> tuple[PageForm, str | None]:
        """milestones.1 is the second row in which something was typed; milestones is the first row; together.7 is
        the sentence about the statement of obligation 7."""
        kind, _dot, place = name.partition(".")
        if kind == "milestones":
            return (self.filled()[int(place)] if place else self.rows[0]), (None if place else "what")
        if kind == "together" and int(place) in self.others:
            return self.others[int(place)], "sentence"
        return self, (kind if kind in self.fields else None)

    def faults(self) -> bool:
        """Is anything wrong, in what is used of it?"""
        return any(form.errors for form in (self, *self.rows, *self.others.values()))


def _rows_sent(data: Mapping[str, Any]) -> int:
    """How many rows the page had, and one to spare where the last of them is used."""
    sent = [name for name in data if re.fullmatch(r"milestone-\d{1,2}-(what|evidence|unit)", name)]
    used = [int(name.split("-")[1]) for name in sent if data[name].strip()]
    return max(max((int(name.split("-")[1]) for name in sent), default=-1), max(used, default=-2) + 1) + 1
