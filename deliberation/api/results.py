"""Results: frozen publications, and nothing that moves between them."""

from django.http import HttpResponse
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.description import described
from deliberation.api.endpoint import Endpoint
from deliberation.api.shapes import over_time as course_shapes
from deliberation.api.shapes import results as shapes
from deliberation.consultations.models import Consultation
from deliberation.errors import Missing
from deliberation.kept import kept, same_for_all
from deliberation.record.queries import newest_entry
from deliberation.results.disclosure import KINDS
from deliberation.results.models import Publication
from deliberation.results.over_time import courses, moved, releases
from deliberation.results.over_time_words import over_time
from deliberation.results.queries import latest_publication, publication_numbered
from deliberation.results.stability_words import stability
from deliberation.results.words import summary
from deliberation.statements.queries import public_statements, public_texts

TAG = "results"
KEPT = 600  # seconds


def shown(publication: Publication) -> Response:
    """A publication with the texts that may be read today."""
    document = publication.document
    numbers = [row["number"] for row in document["statements"]]
    statements = public_statements(publication.consultation).filter(number__in=numbers)
    return Response(
        {
            "publication": document,
            "stability": stability(document),
            "summary": summary(document, public_texts(publication.consultation)),
            "statements": shapes.Statement(statements, many=True).data,
        }
    )


class LatestResult(Endpoint):
    @described(
        "readLatestResult",
        tag=TAG,
        answers={200: (shapes.Result, "The latest publication.")},
        problems=("no-consultation", "no-publication"),
    )
    def get(self, request: Request, slug: str) -> Response:
        """Read the latest result

        Figures move only when a new publication is made: enough people must have voted, and enough time passed.
        """
        publication = latest_publication(self.consultation(slug))
        if publication is None:
            raise Missing("no-publication", "Nothing is published yet.")
        return shown(publication)


class NumberedResult(Endpoint):
    @described(
        "readResult",
        tag=TAG,
        answers={200: (shapes.Result, "The publication.")},
        problems=("no-consultation", "no-publication"),
    )
    def get(self, request: Request, slug: str, number: int) -> Response:
        """Read a result by its number

        A permanent link: the publication in it never changes.
        """
        return shown(publication_numbered(self.consultation(slug), number))


class OverTime(Endpoint):
    @described(
        "readResultsOverTime",
        tag=TAG,
        answers={200: (course_shapes.OverTime, "Publications side by side; empty lists before the first.")},
        problems=("no-consultation",),
    )
    def get(self, request: Request, slug: str) -> HttpResponse:
        """Read how views moved

        The same figures in at most twelve publications: the first, the latest, and evenly between them. A figure that
        was hidden in a publication is null there.
        """
        consultation = self.consultation(slug)
        key = ("over-time API", consultation.pk, newest_entry(consultation.slug))
        content = kept(key, KEPT, lambda: _over_time(consultation))
        return same_for_all(request, HttpResponse(content, content_type="application/json"), consultation.public)


def _over_time(consultation: Consultation) -> bytes:
    compared, texts = releases(consultation), public_texts(consultation)
    every = courses(compared, texts)
    rows = [
        {"number": course.statement} | {kind: [shares[kind] for shares in course.shares] for kind in KINDS}
        for course in (every if compared else [])
    ]
    sentences = over_time(compared, moved(compared, every), texts)
    told = course_shapes.OverTime({"releases": compared, "statements": rows, "summary": sentences}).data
    return bytes(JSONRenderer().render(told))
