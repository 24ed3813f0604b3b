"""Being told of answers by e-mail. A link in a mail only shows a page: mail programs open links by themselves."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from deliberation.errors import Missing, Refusal
from deliberation.notices.actions import confirm, subscribe, unsubscribe
from deliberation.notices.queries import subscription_by
from deliberation.web.citizens import asked
from deliberation.web.forms import AddressForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: HttpRequest, slug: str) -> HttpResponse:
    """The form; whoever sends it sees the same, whether the address was known or not."""
    found, status = asked(request, slug), 200
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            address, language = form.cleaned_data["address"], get_language() or "en"
            subscribe(consultation=found, address=address, language=language, now=timezone.now())
        except Refusal as refusal:
            form.show(refusal)
            status = refusal.status
        else:
            messages.success(request, _("Look into your inbox: the link in our e-mail confirms your address."))
            return redirect("web:consultation", found.slug)
    return render(request, "notices/ask.html", {"consultation": found, "form": form}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirmation(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the button; POST confirms."""
    subscription = subscription_by(token)
    if request.method == "POST":
        subscription = confirm(token=token, now=timezone.now())
    if subscription is None:
        raise Missing("no-subscription", _("This link is not good any more. Leave your address once more."))
    if request.method == "POST":
        messages.success(request, _("You will get an e-mail when there is an answer."))
        return redirect("web:consultation", subscription.consultation.slug)
    context = {"consultation": subscription.consultation, "address": subscription.address, "token": token}
    return render(request, "notices/confirm.html", context)


@csrf_exempt  # mail programs send this by themselves (RFC 8058); the token is what nobody else has
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the button; POST deletes the address, and says so without leading anywhere else."""
    subscription = subscription_by(token)
    if request.method == "POST":
        unsubscribe(token=token, now=timezone.now())
    context = {
        "consultation": subscription.consultation if subscription else None,
        "address": subscription.address if subscription and request.method != "POST" else "",
        "token": token,
    }
    return render(request, "notices/end.html", context)
