"""Signing in, for citizens: to the provider by a button, and back. Nobody is logged in, and no account is made."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, get_language_from_request, gettext_lazy, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from deliberation.consultations.admission import ADMISSIONS, may_sign_in
from deliberation.errors import Invalid, Refusal, enforce
from deliberation.votes.identity import remember
from deliberation.votes.verified import verify
from deliberation.web.citizens import asked, not_now
from deliberation.web.oidc import NotProved, Proved, answered, begin

CANCELLED, FAILED = "cancelled", "failed"
TROUBLES = {
    CANCELLED: gettext_lazy("You did not sign in. Nothing was stored."),
    FAILED: gettext_lazy("Signing in did not work: no answer came that we can rely on. Nothing was stored. Try again."),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest, slug: str) -> HttpResponse:
    """GET says what will be asked and what is kept of it; POST leads to the provider."""
    found, now = asked(request, slug), timezone.now()
    if not found.phase(now).allows("serve"):
        return not_now(request, found, now)
    enforce(may_sign_in(found.admission, bool(settings.OIDC)))
    trouble, status = TROUBLES.get(request.GET.get("trouble", "")), 200
    if request.method == "POST":
        try:
            return begin(request, slug=found.slug, language=get_language() or settings.LANGUAGE_CODE)
        except NotProved:
            trouble, status = TROUBLES[FAILED], 502
    context = {"consultation": found, "admission": ADMISSIONS[found.admission], "trouble": trouble}
    response = render(request, "votes/sign_in.html", context, status=status)
    # Browsers hold a form's redirects to this as well, and a provider may lead on through several sites of its own.
    issuer = urlsplit(settings.OIDC["issuer"])
    response._csp_update = {"form-action": ["https:", f"{issuer.scheme}://{issuer.netloc}"]}
    return response


@never_cache
@require_safe
def signed_in(request: HttpRequest) -> HttpResponse:
    """Where the provider sends people back to, in the language in which they left."""
    if not settings.OIDC:
        raise Http404("Nobody can sign in here, so nobody comes back from there.")
    try:
        answered(request)
    except Proved as proved:
        with override(proved.begun["language"]):
            return _welcome(request, proved)
    except NotProved as failed:
        with override(failed.begun["language"] if failed.begun else get_language_from_request(request)):
            return _back(request, failed.begun, CANCELLED if failed.cancelled else FAILED)


def _welcome(request: HttpRequest, proved: Proved) -> HttpResponse:
    try:
        found = asked(request, proved.begun["slug"])
        _participant, token = verify(
            consultation=found,
            issuer=proved.issuer,
            subject=proved.subject,
            cookies=request.COOKIES,
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _refused(request, refusal)
    messages.success(request, _("You are signed in for this consultation, and your votes count."))
    response = redirect("web:vote", found.slug)
    remember(response, token)
    return response


def _back(request: HttpRequest, begun: Mapping[str, Any] | None, trouble: str) -> HttpResponse:
    if begun:
        return redirect(f"{reverse('web:verified', args=[begun['slug']])}?trouble={trouble}")
    sentence = _(
        "This sign-in was not begun in this browser, or it took too long. Nothing was stored. "
        "Open the consultation again and sign in from there."
    )
    return _refused(request, Invalid("sign-in-lost", sentence))


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Here and not in the middleware: the address of this page says nothing of its language."""
    return render(request, "refusal.html", {"refusal": refusal}, status=refusal.status)
