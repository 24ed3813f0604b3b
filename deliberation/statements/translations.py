"""Reading what statements say in other languages: only through the gate that the statements themselves pass."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from deliberation.consultations.languages import speaks
from deliberation.consultations.models import Consultation
from deliberation.errors import Missing
from deliberation.statements.models import Translation
from deliberation.statements.queries import public_statements


def languages_of(consultation: Consultation) -> list[str]:
    """The languages that its statements can be translated into: those it is offered in, without its own."""
    return [code for code in consultation.languages if not speaks(consultation.language, code)]


def other_language(consultation: Consultation, language: str) -> str:
    """The language, if there can be translations into it."""
    if language not in languages_of(consultation):
        raise Missing("no-language", _("Statements of this consultation are not translated into this language."))
    return language


def public_translations(
    consultation: Consultation, language: str, numbers: Iterable[int] | None = None
) -> dict[int, str]:
    """Text by number of the statements that anybody may read and that are translated; `numbers`: only of these."""
    if language not in languages_of(consultation):
        return {}
    statements = public_statements(consultation)
    if numbers is not None:
        statements = statements.filter(number__in=list(numbers))
    rows = Translation.objects.filter(statement__in=statements, language=language).order_by("id")
    latest = dict(rows.values_list("statement__number", "text"))
    return {number: text for number, text in latest.items() if text}
