"""Searching everything that is public."""

from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.description import described
from deliberation.api.endpoint import Endpoint
from deliberation.api.shapes import searching as shapes
from deliberation.search.queries import found_everywhere, matches


class Search(Endpoint):
    @described(
        "search",
        tag="consultations",
        query=shapes.SearchQuery,
        answers={200: (shapes.Match(many=True), "A page of what was found: kind by kind, each the newest first.")},
        problems=("not-found",),
    )
    def get(self, request: Request) -> Response:
        """Search everything that is public

        A match holds every word, also inside longer words; capitals, accents, Arabic points and forms of letters make
        no difference. Of each kind at most 500 are found. What became public is found after some seconds; what was
        hidden is found no more at once.
        """
        asked = self.asked()
        text = asked.get("q", "")
        everything = found_everywhere(text)
        kinds = [everything[asked["kind"]]] if "kind" in asked else everything.values()
        pages = self.pagination_class()
        chosen = pages.paginate_queryset([pk for ids in kinds for pk in ids], self.request, view=self)
        return pages.get_paginated_response(shapes.Match(matches(chosen or [], text), many=True).data)
