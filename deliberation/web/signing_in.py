"""Signing in, for staff: a password, then a second factor; whoever has none sets one up before coming in.

Between the two steps the session only remembers whose password was right, for ten minutes: nobody is signed in yet.
"""

import json
from typing import Any

import segno
from django import forms
from django.conf import settings
from django.contrib.auth import views as auth
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from deliberation.errors import Refusal
from deliberation.people import signing_in
from deliberation.people.models import Person
from deliberation.people.queries import signed_in
from deliberation.people.second_factor import (
    address_of,
    ask_passkey,
    has_passkey,
    new_codes,
    new_secret,
    offer_passkey,
    set_up_app,
    set_up_passkey,
)
from deliberation.web.forms import PageForm, PasswordAgainForm, SignInForm

HALF, SECRET = "half", "secret"  # of a session: whose password was right, and the secret of an app not yet set up
HALF_LASTS = 600  # seconds
form_page = require_http_methods(["GET", "HEAD", "POST"])


class CodeForm(PageForm):
    """The second step."""

    needed = ("code",)

    code = forms.CharField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("The six digits your app shows now, or one of your recovery codes."),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr"}),
    )
    credential = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput())

    def credential_sent(self) -> object:
        """What the browser made of a passkey, if anything."""
        try:
            return json.loads(self.cleaned_data["credential"] or "null")
        except (ValueError, RecursionError):
            return {}


class SignIn(auth.LoginView):
    """Django's own, in the site's design; it only finds out whose password it is."""

    authentication_form = SignInForm
    template_name = "doors/sign_in.html"
    redirect_authenticated_user = True

    def get_success_url(self) -> str:
        """Where to go afterwards, which is never here again."""
        url = super().get_success_url()
        return self.get_default_redirect_url() if url == self.request.path else url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # Django's own would name the site after its host.
        return super().get_context_data(**kwargs) | {
            "site_name": settings.SITE_NAME,
            "second_factor": settings.SECOND_FACTOR,
        }

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        return go_on(self.request, form.get_user(), self.get_success_url())

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        response, refused = super().form_invalid(form), form.refused
        if refused:
            response.status_code = refused.status
            response.headers["Retry-After"] = str(refused.seconds)
        return response


class SignInAgain(SignIn):
    """The same for somebody who is signed in: before something that a stolen session must not do."""

    authentication_form = PasswordAgainForm
    template_name = "doors/sign_in_again.html"
    redirect_authenticated_user = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if signed_in(request.user) is None:
            return auth.redirect_to_login(request.get_full_path())
        return super().dispatch(request, *args, **kwargs)


def go_on(request: HttpRequest, person: Person, url: str) -> HttpResponse:
    """After the password: to the second step, or in, where none is needed."""
    now = timezone.now()
    if not settings.SECOND_FACTOR:
        signing_in.enter(request, person, now)
        return redirect(url)
    if signed_in(request.user) is None:
        request.session.cycle_key()
    request.session[HALF] = {
        "person": person.pk,
        "until": int(now.timestamp()) + HALF_LASTS,
        "mark": person.get_session_auth_hash(),
        "next": url,
    }
    return redirect("web:set-up" if signing_in.lacks(person) else "web:sign-in-code")


def half_in(request: HttpRequest) -> Person | None:
    """Whose password was right here a moment ago."""
    half = request.session.get(HALF)
    if not half or half["until"] <= timezone.now().timestamp():
        return None
    person = Person.objects.filter(pk=half["person"], is_active=True).first()
    return person if person and person.get_session_auth_hash() == half["mark"] else None


def come_in(request: HttpRequest, person: Person) -> str:
    """Both steps are done: sign in, and say where to go."""
    url = request.session.pop(HALF)["next"]
    request.session.pop(SECRET, None)
    signing_in.enter(request, person, timezone.now())
    ours = url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return url if ours else resolve_url("web:desk")


@never_cache
@sensitive_post_parameters()
@form_page
def second_step(request: HttpRequest) -> HttpResponse:
    """A code, or a passkey."""
    person = half_in(request)
    if person is None or signing_in.lacks(person):
        return auth.redirect_to_login(reverse("web:desk"))
    form = CodeForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _ask(request, person, form, 400 if form.errors else 200)
    try:
        if credential := form.credential_sent():
            signing_in.by_passkey(request, person=person, credential=credential, now=timezone.now())
        else:
            signing_in.by_code(request, person=person, code=form.cleaned_data["code"], now=timezone.now())
    except Refusal as refusal:
        form.show(refusal)
        return _ask(request, person, form, refusal.status, getattr(refusal, "seconds", 0))
    return redirect(come_in(request, person))


def _ask(request: HttpRequest, person: Person, form: CodeForm, status: int, seconds: int = 0) -> HttpResponse:
    asked = ask_passkey(person) if has_passkey(person) else None
    response = render(request, "doors/code.html", {"form": form, "asked": asked and packed(asked)}, status=status)
    if seconds:
        response.headers["Retry-After"] = str(seconds)
    return response


@never_cache
@sensitive_post_parameters()
@form_page
def set_up(request: HttpRequest) -> HttpResponse:
    """The first second factor: an app or a passkey; then the recovery codes, this once."""
    person = half_in(request)
    if person is None or not signing_in.lacks(person):
        return auth.redirect_to_login(reverse("web:desk"))
    form = SetUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            take_factor(request, person, form)
        except Refusal as refusal:
            form.show(refusal)
        else:
            codes = new_codes(person=person)
            url = come_in(request, person)
            return render(request, "doors/codes.html", {"codes": codes, "url": url})
    return render(request, "doors/set_up.html", offer(request, person, form), status=400 if form.errors else 200)


class SetUpForm(CodeForm):
    """An app's first code, or what the browser made of a new passkey."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("The six digits the app shows now."),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr"}),
    )


def offer(request: HttpRequest, person: Person, form: forms.Form) -> dict[str, object]:
    """What a page needs for setting up an app or a passkey; the secret lies in the session until then."""
    secret = request.session.setdefault(SECRET, new_secret())
    address = address_of(person, secret)
    return {
        "form": form,
        "person": person,
        "picture": segno.make(address, error="m").svg_data_uri(scale=5, border=4, light="white"),
        "secret": " ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
        "asked": packed(offer_passkey(person)),
    }


def take_factor(request: HttpRequest, person: Person, form: CodeForm) -> None:
    """What came of the offer."""
    now = timezone.now()
    if credential := form.credential_sent():
        set_up_passkey(person=person, credential=credential, name="", now=now)
    else:
        secret = request.session.get(SECRET, "")
        set_up_app(person=person, secret=secret, code=form.cleaned_data["code"], now=now)
        request.session.pop(SECRET, None)


def packed(asked: dict[str, object]) -> str:
    """What a script hands to the browser's own passkeys; bytes are base64url already."""
    return json.dumps(asked)


def again(request: HttpRequest, back: str) -> HttpResponse:
    """Sign in once more, then go back there."""
    return redirect(f"{reverse('web:sign-in-again')}?next={back}")
