"""The people of an organisation: who holds which role, giving roles and ending them."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from deliberation.errors import Refusal, enforce
from deliberation.people.actions import end_role, give_role, reset_second_factor
from deliberation.people.first_password import first_link
from deliberation.people.models import Membership, Organisation, Person
from deliberation.people.permissions import Role, may
from deliberation.people.queries import members_of, membership_in, organisation_called
from deliberation.web.forms import PageForm
from deliberation.web.staff.offices import staff_page

ROWS = 50
MEANINGS = {
    Role.FACILITATOR: gettext_lazy("Facilitator: runs consultations, and says who else works on them"),
    Role.MODERATOR: gettext_lazy("Moderator: rules on statements and appeals, and translates"),
    Role.OFFICIAL: gettext_lazy("Official: answers for the ministry"),
    Role.OBSERVER: gettext_lazy("Observer: sees what the others see, and changes nothing"),
}
form_page = require_http_methods(["GET", "HEAD", "POST"])


class AppointmentForm(PageForm):
    """Who is given which role."""

    needed = ("email", "role")

    email = forms.CharField(
        label=gettext_lazy("E-mail address"), required=False, widget=forms.EmailInput(attrs={"dir": "ltr"})
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("Needed where the address has no account here yet."),
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    role = forms.CharField(
        label=gettext_lazy("Role"), required=False, widget=forms.RadioSelect(choices=list(MEANINGS.items()))
    )


@form_page
@staff_page
def people(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Everybody with a role; facilitators give further ones. The link of a new account is shown this once."""
    organisation = organisation_called(slug)
    enforce(may("see-people" if request.method != "POST" else "appoint", person, organisation))
    form = AppointmentForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, person, organisation, form)
    try:
        given = give_role(organisation=organisation, **form.cleaned_data, by=person, now=timezone.now())
    except Refusal as refusal:
        form.show(refusal)
        return _page(request, person, organisation, form)
    link = first_link(given)
    if link:
        return _page(request, person, organisation, AppointmentForm(), given, link)
    messages.success(request, _("%(name)s has the role now.") % {"name": given.person.name})
    return redirect("web:people", slug=slug)


def _page(
    request: HttpRequest,
    person: Person,
    organisation: Organisation,
    form: AppointmentForm,
    given: Membership | None = None,
    link: str = "",
) -> HttpResponse:
    context = {
        "organisation": organisation,
        "page": Paginator(members_of(organisation), ROWS).get_page(request.GET.get("page")),
        "appoints": may("appoint", person, organisation) is None,
        "form": form,
        "given": given,
        "link": link,
    }
    return render(request, "staff/people.html", context, status=400 if form.errors else 200)


def _of_a_colleague(person: Person, slug: str, number: int) -> tuple[Organisation, Membership]:
    """Whose role it is and in which organisation, for those who appoint there."""
    organisation = organisation_called(slug)
    enforce(may("appoint", person, organisation))
    return organisation, membership_in(organisation, number)


@form_page
@staff_page
def end(request: HttpRequest, person: Person, slug: str, number: int) -> HttpResponse:
    """GET asks whether it is meant, POST ends the role."""
    organisation, membership = _of_a_colleague(person, slug, number)
    if request.method != "POST":
        return render(request, "staff/role_end.html", {"organisation": organisation, "membership": membership})
    end_role(membership=membership, by=person, now=timezone.now())
    messages.success(request, _("%(name)s has the role no longer.") % {"name": membership.person.name})
    return redirect("web:desk") if membership.person == person else redirect("web:people", slug=slug)


@form_page
@staff_page
def reset(request: HttpRequest, person: Person, slug: str, number: int) -> HttpResponse:
    """GET asks whether it is meant, POST resets a colleague's second factor."""
    organisation, membership = _of_a_colleague(person, slug, number)
    if request.method != "POST":
        return render(request, "staff/factor_reset.html", {"organisation": organisation, "membership": membership})
    reset_second_factor(membership=membership, by=person, now=timezone.now())
    sentence = _("%(name)s sets up a new second factor at the next sign-in.")
    messages.success(request, sentence % {"name": membership.person.name})
    return redirect("web:people", slug=slug)
