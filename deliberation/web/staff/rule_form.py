"""The numbers of the consensus rule as a form, in the words that every page uses for them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.consultations.models import Consultation
from deliberation.consultations.rule_set import CONSENSUS, Bound
from deliberation.errors import Invalid, Refusal
from deliberation.web.staff.consultation_form import StepForm

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


def numbers_in_words(rule: Mapping[str, float]) -> list[tuple[str, float]]:
    """A complete rule as pairs of what it asks and the number."""
    return [(str(label), rule[name]) for name, (label, _hint) in NUMBERS.items()]


class RuleForm(StepForm):
    """The numbers of the consensus rule, from the table of the rule."""

    def __init__(self, data: Any = None, *, draft: Consultation) -> None:
        super().__init__(data, draft=draft)
        for name, bound in CONSENSUS.items():
            self.fields[name] = _number(name, bound)

    def as_typed(self, draft: Consultation) -> dict[str, Any]:
        return dict(draft.consensus_rule)

    def entries(self) -> dict[str, Any]:
        numbers = {name: self.cleaned_data[name] for name in CONSENSUS if self.cleaned_data.get(name) is not None}
        return {"consensus_rule": numbers}

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
