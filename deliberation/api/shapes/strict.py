"""What goes out holds the named fields and nothing else; what comes in may hold no other field."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

MOST = 2**31 - 1  # the largest number that both databases keep


class Input(serializers.Serializer):
    """What is sent to us. A field that is not known is refused: it is a misspelling, or a hope we would disappoint."""

    def to_internal_value(self, data: Any) -> Any:
        strange = _strange(self, data) | _numbers_for_words(self, data)
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError({**strange, **error.detail}) from error
        if strange:
            raise serializers.ValidationError(strange)
        return value


def _strange(shape: Input, data: Any) -> dict[str, list[str]]:
    if not isinstance(data, Mapping):
        return {}
    known = ", ".join(shape.fields) or "none"
    return {str(name): [f"There is no such field. Known: {known}."] for name in data if name not in shape.fields}


def _numbers_for_words(shape: Input, data: Any) -> dict[str, list[str]]:
    """The framework would write a number out where a text belongs."""
    if not isinstance(data, Mapping):
        return {}
    wrong = [name for name, field in shape.fields.items() if _is_number_for_words(field, data.get(name))]
    return {name: ["Not a valid string."] for name in wrong}


def _is_number_for_words(field: Any, sent: Any) -> bool:
    if isinstance(field, serializers.ListField) and isinstance(sent, list):
        return any(_is_number_for_words(field.child, each) for each in sent)
    return isinstance(field, serializers.CharField | serializers.UUIDField) and isinstance(sent, int | float)


class EmptyInput(Input):
    """Nothing need be said."""


class PageQuery(Input):
    """Which page of a list."""

    page = serializers.IntegerField(required=False, min_value=1, max_value=MOST, help_text="The page, from 1.")
    page_size = serializers.IntegerField(
        required=False, min_value=1, max_value=200, help_text="Rows of a page; 50 when not given."
    )
