"""Translating statements: one language at a time, each statement with its original beside it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from deliberation.consultations.models import Consultation
from deliberation.consultations.rules import allows
from deliberation.errors import Refusal
from deliberation.people.models import Person
from deliberation.statements.actions import translate
from deliberation.statements.queries import public_statements, statement_for
from deliberation.statements.translations import languages_of, other_language, public_translations
from deliberation.web.forms import PageForm
from deliberation.web.languages import tag
from deliberation.web.staff.offices import staff_page, staffed

ROWS = 50


class TranslationForm(PageForm):
    """What one statement says in the language of the page; empty takes the translation away."""

    needed = ("text",)

    text = forms.CharField(
        label=gettext_lazy("Translation"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def __init__(self, data: Any = None, *, number: int, text: str = "") -> None:
        super().__init__(data, auto_id=f"statement-{number}-%s", initial={"text": text})
        self.number = number


def choices(consultation: Consultation) -> list[dict[str, str]]:
    """The languages to translate into, by their own names."""
    return [
        {"code": code, "tag": tag(code), "name": get_language_info(code)["name_local"]}
        for code in languages_of(consultation)
    ]


@require_safe
@staff_page
def translations(request: HttpRequest, person: Person, slug: str, language: str) -> HttpResponse:
    """Every statement that people vote on, with its translation to be written or changed."""
    consultation = staffed(slug, person, "translate")
    return _list(request, consultation, other_language(consultation, language))


def _list(
    request: HttpRequest, consultation: Consultation, language: str, wrong: TranslationForm | None = None
) -> HttpResponse:
    listed = Paginator(public_statements(consultation), ROWS)
    page = listed.get_page(request.POST.get("page") or request.GET.get("page"))
    there = public_translations(consultation, language, [statement.number for statement in page])
    rows = [
        (
            statement,
            wrong
            if wrong and wrong.number == statement.number
            else TranslationForm(number=statement.number, text=there.get(statement.number, "")),
        )
        for statement in page
    ]
    chosen = {"code": language, "tag": tag(language), "name": get_language_info(language)["name_local"]}
    over = allows("translate", consultation, timezone.now())
    context = {"consultation": consultation, "target": chosen, "page": page, "rows": rows, "wrong": wrong, "over": over}
    return render(request, "staff/translations.html", context, status=400 if wrong else 200)


@require_POST
@staff_page
def translation(request: HttpRequest, person: Person, slug: str, number: int, language: str) -> HttpResponse:
    """Keep one translation and go back to its place in the list."""
    consultation = staffed(slug, person, "translate")
    language = other_language(consultation, language)
    form = TranslationForm(request.POST, number=number)
    form.full_clean()
    try:
        translate(
            statement=statement_for(consultation, number, person),
            language=language,
            text=form.cleaned_data["text"],
            by=person,
            now=timezone.now(),
        )
    except Refusal as refusal:
        if not refusal.fields:
            raise
        form.show(refusal)
        return _list(request, consultation, language, form)
    messages.success(request, _("The translation of statement %(number)s is saved.") % {"number": number})
    page = request.POST.get("page", "")
    back = redirect("web:translations", slug=slug, language=language)
    back["Location"] += (f"?page={page}" if page.isdecimal() and page != "1" else "") + f"#statement-{number}"
    return back
