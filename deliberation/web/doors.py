"""Passwords, and going out; on a shared device the next person takes the first one's place."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from deliberation.people.signing_in import leave
from deliberation.votes.identity import forget
from deliberation.web.forms import PasswordForm

CLOSED_TO_ROBOTS = (
    "/c/*/vote/",
    "/c/*/mine/",
    "/c/*/my-data",
    "/c/*/write/",
    "/c/*/invitation/",
    "/c/*/sign-in/",
    "/embed/",
    "/sign-in/",
    "/signed-in/",
    "/password/",
    "/health/",
)


class FirstPassword(auth.PasswordResetConfirmView):
    """Django's own, in the site's design: whoever was given a role chooses a password."""

    form_class = PasswordForm
    template_name = "doors/password.html"
    success_url = reverse_lazy("web:sign-in")

    def form_valid(self, form: SetPasswordForm) -> HttpResponse:
        messages.success(self.request, _("Your password is set. Sign in with it now."))
        return super().form_valid(form)


@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    return leave(request, redirect(settings.LOGOUT_REDIRECT_URL))


@require_POST
def next_person(request: HttpRequest) -> HttpResponse:
    """Forget who took part on this device, and go back to where the next person can begin."""
    back = request.POST.get("back", "")
    ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    # Without a slash it would be taken for the name of a page.
    response = redirect(back if ours and back.startswith("/") else "web:home")
    forget(response)
    messages.success(request, _("This device has forgotten the last person. The next one starts anew."))
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Pages that make a participant are not for robots."""
    prefixes = ["", *(f"/{code}" for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)]
    closed = (f"Disallow: {prefix}{path}" for prefix in prefixes for path in CLOSED_TO_ROBOTS)
    lines = ["User-agent: *", *closed]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """For browsers that ask for the old address."""
    return redirect(static("favicon.svg"))
