"""Lists come in pages."""

from typing import Any

from rest_framework.pagination import PageNumberPagination

LINK = {"type": ["string", "null"], "format": "uri"}


class Pages(PageNumberPagination):
    """Fifty rows, or what is asked for up to two hundred."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    page_query_description = "The page, from 1."
    page_size_query_description = "Rows of a page, at most 200; 50 when not given."

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """As OpenAPI 3.1 says it; the framework still says "nullable", which 3.1 does not know."""
        return {
            "type": "object",
            "description": "One page of a list.",
            "required": ["count", "next", "previous", "results"],
            "properties": {
                "count": {"type": "integer", "description": "Rows of all pages."},
                "next": {**LINK, "description": "The next page; null on the last one."},
                "previous": {**LINK, "description": "The page before; null on the first one."},
                "results": {**schema, "description": "The rows of this page."},
            },
        }
