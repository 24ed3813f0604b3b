"""One's own account: the second factors, recovery codes, and signing out everywhere.

Whoever finds a desk unattended must not change how its owner comes in: for that one signs in once more.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deliberation.errors import Refusal
from deliberation.people.models import Person
from deliberation.people.second_factor import codes_left, factors_of, new_codes, remove_factor
from deliberation.people.signing_in import BEGUN, change_password, leave
from deliberation.web.forms import PasswordChangeForm
from deliberation.web.signing_in import SetUpForm, again, offer, take_factor
from deliberation.web.staff.offices import Page, staff_page

FRESH = 600  # seconds after signing in


@require_safe
@staff_page
def account(request: HttpRequest, person: Person) -> HttpResponse:
    """What there is."""
    context = {
        "person": person,
        "factors": list(factors_of(person)),
        "codes_left": codes_left(person),
        "asked_for": settings.SECOND_FACTOR,
    }
    return render(request, "staff/account.html", context)


def freshly_signed_in(page: Page) -> Callable[..., HttpResponse]:
    """Only for who signed in a moment ago; others do so again, and begin here once more."""

    @wraps(page)
    def guarded(request: HttpRequest, person: Person, **address: Any) -> HttpResponse:
        if not settings.SECOND_FACTOR:
            return redirect("web:account")
        if timezone.now().timestamp() - request.session.get(BEGUN, 0) > FRESH:
            return again(request, request.path if request.method in {"GET", "HEAD"} else reverse("web:account"))
        return page(request, person, **address)

    return guarded


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
@freshly_signed_in
def further(request: HttpRequest, person: Person) -> HttpResponse:
    """Another app in place of the one there was, or a further passkey."""
    form = SetUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            take_factor(request, person, form)
        except Refusal as refusal:
            form.show(refusal)
        else:
            messages.success(request, _("The new second factor is set up."))
            return redirect("web:account")
    return render(request, "staff/factor_new.html", offer(request, person, form), status=400 if form.errors else 200)


@require_POST
@staff_page
@freshly_signed_in
def removal(request: HttpRequest, person: Person, number: int) -> HttpResponse:
    """Take one away."""
    remove_factor(person=person, number=number)
    messages.success(request, _("It is removed."))
    return redirect("web:account")


@require_POST
@staff_page
@freshly_signed_in
def recovery(request: HttpRequest, person: Person) -> HttpResponse:
    """New recovery codes, shown this once."""
    return render(request, "doors/codes.html", {"codes": new_codes(person=person), "url": reverse("web:account")})


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def password(request: HttpRequest, person: Person) -> HttpResponse:
    """Another password."""
    form, status = PasswordChangeForm(person, request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        typed = {"password": form.cleaned_data["password"], "new_password": form.cleaned_data["new_password1"]}
        try:
            change_password(request, person=person, **typed, now=timezone.now())
        except Refusal as refusal:
            form.show(refusal)
            status = refusal.status
        else:
            messages.success(request, _("Your password is changed. Everywhere else you are signed out."))
            return redirect("web:account")
    status = 400 if form.errors and status == HTTPStatus.OK else status
    return render(request, "staff/password.html", {"form": form}, status=status)


@require_POST
@staff_page
def sign_out_everywhere(request: HttpRequest, person: Person) -> HttpResponse:
    """End all sessions of the person, this one too."""
    person.end_sessions()
    response = leave(request, redirect("web:sign-in"))
    messages.success(request, _("You are signed out everywhere."))
    return response
