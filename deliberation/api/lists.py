"""How lists are described: what is read comes in pages, what was made just now as one list."""

from typing import Any

from drf_spectacular.openapi import AutoSchema


class InPages(AutoSchema):
    """The framework would take every list of an address to come in pages if one of them does."""

    def _get_paginator(self) -> Any:
        return super()._get_paginator() if self.method == "GET" else None
