"""Taking part with an invitation code. A link holds it behind the #, where a script takes it into the field; only the
button uses it up."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from deliberation.consultations.admission import ADMISSIONS
from deliberation.errors import Refusal
from deliberation.votes.identity import new_token, remember, token_in
from deliberation.votes.invitations import redeem
from deliberation.web.citizens import asked, not_now
from deliberation.web.forms import PageForm


class CodeForm(PageForm):
    """A code as somebody was given it."""

    needed = ("code",)

    code = forms.CharField(
        label=gettext_lazy("Invitation code"),
        help_text=gettext_lazy("16 letters and digits. Capitals, hyphens and spaces do not matter."),
        required=False,
        max_length=100,
        widget=forms.TextInput(
            attrs={"dir": "ltr", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, slug: str) -> HttpResponse:
    """GET shows the form, whoever or whatever follows the link, and gives a cookie; POST uses the code up."""
    found, now = asked(request, slug), timezone.now()
    if not found.phase(now).allows("serve"):
        return not_now(request, found, now)
    status = 200
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            code = form.cleaned_data["code"]
            _participant, token = redeem(consultation=found, code=code, cookies=request.COOKIES, now=now)
        except Refusal as refusal:
            form.show(refusal)
            status = refusal.status
        else:
            messages.success(request, _("Welcome. You are invited, and your votes count."))
            response = redirect("web:vote", found.slug)
            remember(response, token)
            return response
    context = {"consultation": found, "form": form, "admission": ADMISSIONS[found.admission]}
    response = render(request, "votes/invitation.html", context, status=status)
    # Already now: should the answer to the button be lost, the code's user is known by it when pressing again.
    remember(response, token_in(request.COOKIES) or new_token())
    return response
