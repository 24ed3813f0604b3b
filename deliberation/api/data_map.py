"""What is kept, why and how long."""

from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.description import described
from deliberation.api.endpoint import Endpoint
from deliberation.api.shapes import data_map as shapes
from deliberation.people.data_map import by_purpose


class DataMap(Endpoint):
    @described(
        "readDataMap",
        tag="consultations",
        answers={200: (shapes.DataMap, "The table, by purpose.")},
    )
    def get(self, request: Request) -> Response:
        """What is kept, why and how long

        Every field of every table stands in it once.
        """
        purposes = [
            {
                "purpose": code,
                "title": purpose.title,
                "why": purpose.why,
                "basis": purpose.basis,
                "parts": [
                    {"kind": part.kind, "kept": part.kept, "how_long": part.how_long, "fields_kept": part.fields}
                    for part in parts
                ],
            }
            for code, purpose, parts in by_purpose()
        ]
        return Response(shapes.DataMap({"purposes": purposes}).data)
