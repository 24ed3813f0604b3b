"""Which other sites may show the vote in a frame, and what their webmasters paste."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from deliberation.consultations.actions import allow_embedding
from deliberation.errors import Refusal
from deliberation.people.models import Person
from deliberation.web.forms import PageForm
from deliberation.web.snippet import snippet
from deliberation.web.staff.offices import staff_page, staffed


class OriginsForm(PageForm):
    """Sites, one per line; what may be one is said by the room of consultations."""

    origins = forms.CharField(
        label=gettext_lazy("Sites that may show the vote, one per line"),
        help_text=gettext_lazy("For example https://www.example.org. Leave it empty to allow none."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "ltr", "spellcheck": "false"}),
    )

    def lines(self) -> list[str]:
        return self.cleaned_data["origins"].split()

    def show(self, refusal: Refusal) -> None:
        """The room names the sites by their place: origins.0, origins.1 ..."""
        for name, text in refusal.fields.items():
            place = name.partition(".")[2]
            if place:
                text = _("“%(start)s”: %(text)s") % {"start": self.lines()[int(place)][:60], "text": text}
            self.add_error("origins", text)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def embedding(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """The list as it is, to be changed at any time; and the piece of HTML to paste."""
    consultation = staffed(slug, person, "embed")
    form = OriginsForm(request.POST or None, initial={"origins": "\n".join(consultation.embed_origins)})
    if request.method == "POST" and form.is_valid():
        try:
            allow_embedding(consultation=consultation, origins=form.lines(), by=person, now=timezone.now())
        except Refusal as refusal:
            form.show(refusal)
        else:
            messages.success(request, _("The list of sites is saved."))
            return redirect("web:consultation-embedding", slug=slug)
    context = {"consultation": consultation, "form": form, "snippet": snippet(consultation)}
    return render(request, "staff/embedding.html", context, status=400 if form.errors else 200)
