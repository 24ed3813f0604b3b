"""Who works on a consultation: who is accountable, and who of other organisations lends a hand."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from deliberation.consultations.models import Consultation
from deliberation.consultations.squads import dismiss, hand_over, lend, may_own, squad_member, squad_of
from deliberation.errors import Refusal
from deliberation.people.models import Organisation, Person
from deliberation.people.permissions import SQUAD, may
from deliberation.web.forms import PageForm
from deliberation.web.staff.offices import staff_page, staffed
from deliberation.web.staff.people import MEANINGS


class OwnerForm(PageForm):
    """Who is accountable from now on."""

    needed = ("email",)

    email = forms.CharField(label=gettext_lazy("Accountable"), required=False)

    def __init__(self, data: Any = None, *, consultation: Consultation) -> None:
        able = list(may_own(consultation))
        owner = consultation.accountable
        super().__init__(data, auto_id="owner-%s", initial={"email": owner.email if owner else ""})
        nobody = [] if owner else [("", _("Choose somebody"))]
        self.fields["email"].widget = forms.Select(
            choices=[*nobody, *((one.email, f"{one.name} ({one.email})") for one in able)], attrs={"class": "ds-input"}
        )


class SquadForm(PageForm):
    """Who lends a hand, for whom, as what."""

    needed = ("email", "role")

    email = forms.CharField(
        label=gettext_lazy("E-mail address"), required=False, widget=forms.EmailInput(attrs={"dir": "ltr"})
    )
    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Works for"), queryset=Organisation.objects.none(), to_field_name="slug",
        empty_label=gettext_lazy("Choose an organisation"),
    )  # fmt: skip
    role = forms.CharField(
        label=gettext_lazy("Role"),
        required=False,
        widget=forms.RadioSelect(choices=[(role.value, MEANINGS[role]) for role in SQUAD]),
    )

    def __init__(self, data: Any = None, *, consultation: Consultation) -> None:
        super().__init__(data, auto_id="squad-%s")
        self.fields["organisation"].queryset = Organisation.objects.exclude(pk=consultation.host_id)


@require_safe
@staff_page
def squad(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Everybody who works on it; its facilitators change that."""
    return _page(request, person, staffed(slug, person, "see-desk"))


@require_POST
@staff_page
def owner(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Make somebody else accountable."""
    consultation = staffed(slug, person, "staff")
    form = OwnerForm(request.POST, consultation=consultation)

    def save(email: str) -> str:
        hand_over(consultation=consultation, email=email, by=person, now=timezone.now())
        return _("It is saved who is accountable.")

    return _saved(request, person, consultation, form, save)


@require_POST
@staff_page
def lending(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Take somebody into the squad."""
    consultation = staffed(slug, person, "staff")
    form = SquadForm(request.POST, consultation=consultation)

    def save(**entries: Any) -> str:
        lent = lend(consultation=consultation, **entries, by=person, now=timezone.now())
        return _("%(name)s has the role now.") % {"name": lent.person.name}

    return _saved(request, person, consultation, form, save)


@require_POST
@staff_page
def dismissal(request: HttpRequest, person: Person, slug: str, number: int) -> HttpResponse:
    """End somebody's work in the squad."""
    member = squad_member(staffed(slug, person, "staff"), number)
    dismiss(member=member, by=person, now=timezone.now())
    messages.success(request, _("%(name)s has the role no longer.") % {"name": member.person.name})
    return redirect("web:desk") if member.person == person else redirect("web:consultation-squad", slug=slug)


def _saved(
    request: HttpRequest, person: Person, consultation: Consultation, form: PageForm, save: Callable[..., str]
) -> HttpResponse:
    if form.is_valid():
        try:
            said = save(**form.cleaned_data)
        except Refusal as refusal:
            form.show(refusal)
        else:
            messages.success(request, said)
            return redirect("web:consultation-squad", slug=consultation.slug)
    return _page(request, person, consultation, form)


def _page(
    request: HttpRequest, person: Person, consultation: Consultation, wrong: PageForm | None = None
) -> HttpResponse:
    context = {
        "consultation": consultation,
        "owner": consultation.accountable,
        "squad": squad_of(consultation),
        "changes": may("staff", person, consultation) is None,
        "owner_form": wrong if isinstance(wrong, OwnerForm) else OwnerForm(consultation=consultation),
        "squad_form": wrong if isinstance(wrong, SquadForm) else SquadForm(consultation=consultation),
        "form": wrong,
    }
    return render(request, "staff/squad.html", context, status=400 if wrong else 200)
