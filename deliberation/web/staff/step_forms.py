"""The forms of the steps about a duty, and what each of them does when it is sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from deliberation.obligations import steps
from deliberation.obligations.course import GROUNDS, SHORTEST_REASON
from deliberation.obligations.deadlines import ACCEPT_WITHIN, CLARIFY_WITHIN, EXTENSION_DAYS
from deliberation.obligations.models import Obligation
from deliberation.people.models import Organisation, Person
from deliberation.people.queries import ministries
from deliberation.web.forms import PageForm


def _text(label: str, hint: str = "") -> forms.CharField:
    least = format_lazy(_("At least {least} characters. Everybody will read it."), least=SHORTEST_REASON)
    widget = forms.Textarea(attrs={"rows": 5, "dir": "auto"})
    return forms.CharField(label=label, help_text=hint or least, required=False, widget=widget)


def _day(label: str, hint: str = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=hint, required=False, widget=widget)


class StepForm(PageForm):
    """Whether it may be sent is said by the room of obligations; here it is only read."""

    def __init__(self, data: Any = None, *, duty: Obligation) -> None:
        super().__init__(data)

    def take(self, duty: Obligation, by: Person, now: datetime) -> None:
        """Do it."""
        raise NotImplementedError


class AcknowledgeForm(StepForm):
    needed = ("unit",)

    unit = forms.CharField(
        label=_("Unit responsible"),
        help_text=_("Who works on the answer, for example: Office for school roads."),
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    def take(self, duty: Obligation, by: Person, now: datetime) -> None:
        steps.acknowledge(obligation=duty, by=by, now=now, **self.cleaned_data)


class TransferForm(StepForm):
    needed = ("ministry", "reason")

    ministry = forms.ModelChoiceField(label=_("To which ministry"), queryset=Organisation.objects.none())
    reason = _text(_("Why it is theirs"))

    def __init__(self, data: Any = None, *, duty: Obligation) -> None:
        super().__init__(data, duty=duty)
        choice: Any = self.fields["ministry"]
        choice.queryset = ministries().exclude(pk=duty.holder.pk)

    def take(self, duty: Obligation, by: Person, now: datetime) -> None:
        sent = self.cleaned_data
        steps.offer(obligation=duty, to=sent["ministry"], reason=sent["reason"], by=by, now=now)


class TakeForm(StepForm):
    needed = ("accepted",)

    accepted = forms.TypedChoiceField(
        label=_("Does your ministry take it over?"),
        choices=[("yes", _("Yes, we take it over")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect(),
    )
    reason = _text(_("If not: why"))

    def take(self, duty: Obligation, by: Person, now: datetime) -> None:
        steps.reply_to_offer(obligation=duty, by=by, now=now, **self.cleaned_data)


class AskForm(StepForm):
    needed = ("question",)

    question = _text(_("Your question"))

    def take(self, duty: Obligation, by: Person, now: datetime) -> None:
        steps.ask(obligation=duty, by=by, now=now, **self.cleaned_data)


class ReplyForm(StepForm):
    needed = ("text",)

    text = _text(_("Your reply"))

    def take(self, duty: Obligation, by: Person, now: datetime) -> None:
        steps.reply(obligation=duty, by=by, now=now, **self.cleaned_data)


class ExtendForm(StepForm):
    needed = ("until", "reason", "interim")

    until = _day(_("Until when"), format_lazy(_("A working day, at most {days} days later."), days=EXTENSION_DAYS))
    reason = _text(_("Why it takes longer"))
    interim = _text(_("Interim reply"), _("What you can say already."))

    def take(self, duty: Obligation, by: Person, now: datetime) -> None:
        steps.extend(obligation=duty, by=by, now=now, **self.cleaned_data)


class SuspendForm(StepForm):
    needed = ("ground", "reason", "from_on", "until_on")

    ground = forms.CharField(label=_("Ground"), required=False, widget=forms.RadioSelect(choices=list(GROUNDS.items())))
    from_on = _day(_("First day that does not count"))
    until_on = _day(_("Last day that does not count"))
    reason = _text(_("Reason"))

    def take(self, duty: Obligation, by: Person, now: datetime) -> None:
        steps.suspend(obligation=duty, by=by, now=now, **self.cleaned_data)


@dataclass(frozen=True)
class Step:
    """How a step is shown: its title, what it means, its form; who may take it is in permissions.py."""

    title: str
    meaning: str
    form: type[StepForm]


STEPS: dict[str, Step] = {
    "acknowledge": Step(_("Acknowledge it"), _("Say who works on it."), AcknowledgeForm),
    "transfer": Step(
        _("Offer it to another ministry"),
        format_lazy(
            _("It stays yours, and the clock goes on, until that ministry accepts: it has {days} working days."),
            days=ACCEPT_WITHIN,
        ),
        TransferForm,
    ),
    "take": Step(_("Reply to the offer"), _("If you take it over, the due date stays what it is."), TakeForm),
    "ask": Step(
        _("Ask what is meant"),
        format_lazy(
            _("Once, in public. The clock stands still until the facilitators reply, at most {days} working days."),
            days=CLARIFY_WITHIN,
        ),
        AskForm,
    ),
    "reply": Step(_("Reply to the ministry’s question"), _("From tomorrow on the clock goes on."), ReplyForm),
    "extend": Step(
        _("Take more time"),
        format_lazy(
            _("Once, before the due date, at most {days} days; the public page says so for ever."), days=EXTENSION_DAYS
        ),
        ExtendForm,
    ),
    "suspend": Step(
        _("Let the clock stand still"),
        _("Only for an election period or a court order, with an end date."),
        SuspendForm,
    ),
}
