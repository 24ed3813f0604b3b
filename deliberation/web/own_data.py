"""All that is kept about a visitor in one consultation: to read, to take along, and to have erased."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from deliberation.consultations.admission import TIERS
from deliberation.errors import Refusal
from deliberation.obligations.erasing import erase_participant
from deliberation.obligations.own_data import own_data
from deliberation.votes.identity import remember
from deliberation.votes.queries import WORDS
from deliberation.web.citizens import asked
from deliberation.web.forms import PageForm
from deliberation.web.framing import pages

SHOWN = 200  # rows of a list on the page; the file has all


class ErasureForm(PageForm):
    """The one question before everything goes."""

    needed = ("sure",)

    sure = forms.BooleanField(label=gettext_lazy("I know that this cannot be undone."), required=False)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def my_data(request: HttpRequest, slug: str) -> HttpResponse:
    """What is kept, in words, and the form by which it goes."""
    found, sent, status = asked(request, slug), request.method == "POST", 200
    form = ErasureForm(request.POST if sent else None)
    if sent:
        try:
            sure = form.is_valid() and form.cleaned_data["sure"]
            token = erase_participant(consultation=found, cookies=request.COOKIES, sure=sure, now=timezone.now())
        except Refusal as refusal:
            form.show(refusal)
            status = refusal.status
        else:
            messages.success(request, _("Everything that was kept about you in this consultation has been erased."))
            response = redirect(pages(request)["my_data"], slug=found.slug)
            if token:
                remember(response, token)
            return response
    parts = [_worded(part) for part in own_data(found, request.COOKIES)]
    context = {"consultation": found, "parts": parts, "form": form, "most": SHOWN}
    return render(request, "votes/my_data.html", context, status=status)


def _worded(part: dict[str, Any]) -> dict[str, Any]:
    """With words in the place of values, and no list longer than a page holds."""
    votes = [{**each, "word": WORDS[each["value"]]} for each in part["votes"][:SHOWN]]
    longest = max(len(each) for each in part.values() if isinstance(each, list))
    return {**part, "votes": votes, "way": TIERS[part["tier"]], "shown_to": len(part["shown"]), "cut": longest > SHOWN}


@never_cache
@require_safe
def my_data_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The same, whole, as a file."""
    found = asked(request, slug)
    told = {"consultation": found.slug, "question": found.question, "parts": own_data(found, request.COOKIES)}
    response = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="{found.slug}-my-data.json"'
    return response
