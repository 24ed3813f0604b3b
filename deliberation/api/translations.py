"""What statements say in other languages, beside them and never in their place."""

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.consultations import STAFF_WRITING
from deliberation.api.description import STAFF, described
from deliberation.api.endpoint import Endpoint
from deliberation.api.shapes import translations as shapes
from deliberation.api.shapes.strict import PageQuery
from deliberation.statements.actions import translate
from deliberation.statements.queries import statement_numbered
from deliberation.statements.translations import other_language, public_translations


class TranslationList(Endpoint):
    @described(
        "listTranslations",
        tag="participation",
        query=PageQuery,
        answers={200: (shapes.Translation(many=True), "A page, in the order of the statements' numbers.")},
        problems=("no-consultation", "no-language", "not-found"),
    )
    def get(self, request: Request, slug: str, language: str) -> Response:
        """List what the facilitators translated into a language

        `language` is zh-hant, es, fr, ar or en. Show a translation as one: with the original beside it.
        """
        consultation = self.consultation(slug)
        found = public_translations(consultation, other_language(consultation, language))
        return self.page([{"number": number, "text": found[number]} for number in sorted(found)], shapes.Translation)


class OneTranslation(Endpoint):
    pagination_class = None

    @described(
        "translateStatement",
        tag="moderation",
        request=shapes.TranslationInput,
        answers={204: (None, "It holds from now on.")},
        problems=(
            *STAFF_WRITING, "no-consultation", "no-statement", "no-language", "statement-text", "statement-not-open",
            "closed",
        ),
        security=STAFF,
    )  # fmt: skip
    def put(self, request: Request, slug: str, number: int, language: str) -> Response:
        """Translate a statement, or withdraw its translation

        It takes the place of the one before, until voting ends. Votes and results stay as they are. The act is an
        entry in the record.
        """
        sent, consultation = self.taken(shapes.TranslationInput), self.consultation(slug)
        statement = statement_numbered(consultation, number)
        language = other_language(consultation, language)
        translate(statement=statement, language=language, **sent, by=self.person, now=timezone.now())
        return Response(status=204)
