"""What is kept about one's own account, and erasing it."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from deliberation.errors import Refusal
from deliberation.obligations.own_account import account_data, erase_account
from deliberation.people.models import Person
from deliberation.people.permissions import Role
from deliberation.people.signing_in import count_password, leave
from deliberation.web.own_data import ErasureForm
from deliberation.web.staff.offices import staff_page


class AccountErasureForm(ErasureForm):
    """The same question, and who asks."""

    needed = ("sure", "password")

    password = forms.CharField(
        label=gettext_lazy("Your password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def account(request: HttpRequest, person: Person) -> HttpResponse:
    """All of it, and the form by which it goes."""
    form, status = AccountErasureForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST" and form.is_valid():
        try:
            count_password(request, person, now := timezone.now())
            erase_account(person=person, **form.cleaned_data, now=now)
        except Refusal as refusal:
            form.show(refusal)
            status = refusal.status
        else:
            response = leave(request, redirect("web:home"))
            messages.success(request, _("Your account has been erased."))
            return response
    kept = account_data(person)
    roles = [(Role(held["role"]).label, held["organisation"]) for held in (*kept["roles"], *kept["squads"])]
    return render(request, "staff/account_data.html", {"kept": kept, "roles": roles, "form": form}, status=status)


@require_safe
@staff_page
def account_file(request: HttpRequest, person: Person) -> HttpResponse:
    """The same as a file."""
    response = JsonResponse(account_data(person), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="my-account.json"'
    return response
