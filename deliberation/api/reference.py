"""The OpenAPI description as rows for a page that people read: no script, the same words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Field:
    """A parameter, or a field of a body."""

    name: str
    kind: str
    required: bool
    text: str


@dataclass(frozen=True)
class Operation:
    """One method of one address."""

    name: str
    method: str
    path: str
    summary: str
    text: str
    identity: str
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    answers: tuple[tuple[str, str, tuple[Field, ...]], ...]


@dataclass(frozen=True)
class Chapter:
    """The operations about one thing."""

    name: str
    text: str
    operations: tuple[Operation, ...]


@lru_cache(maxsize=len(settings.TRANSLATED))
def in_full(language: str) -> Json:
    """The whole description, as a program reads it; it changes only with the code, and to make it takes a while."""
    with translation.override(language):
        whole: Json = SchemaGenerator().get_schema(request=None, public=True)
        return whole


@lru_cache(maxsize=1)
def chapters() -> tuple[Chapter, ...]:
    """The same for people."""
    whole = in_full(settings.LANGUAGE_CODE)
    operations = list(_operations(whole))
    return tuple(
        Chapter(tag["name"], tag["description"], tuple(row for name, row in operations if name == tag["name"]))
        for tag in whole["tags"]
    )


def _operations(described: Json) -> Iterator[tuple[str, Operation]]:
    """Each operation with the chapter it belongs to."""
    shapes = described["components"]["schemas"]
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield operation["tags"][0], _operation(path, method, operation, shapes)


def _operation(path: str, method: str, operation: Json, shapes: Json) -> Operation:
    return Operation(
        name=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        text=operation.get("description", ""),
        identity=", ".join(name for scheme in operation.get("security", []) for name in scheme),
        parameters=tuple(_parameter(row) for row in operation.get("parameters", [])),
        body=_fields(operation.get("requestBody", {}), shapes),
        answers=tuple(
            (status, answer["description"], _fields(answer, shapes) if status < "3" else ())
            for status, answer in sorted(operation["responses"].items())
        ),
    )


def _parameter(row: Json) -> Field:
    return Field(row["name"], _kind(row["schema"]), row.get("required", False), row.get("description", ""))


def _fields(message: Json, shapes: Json) -> tuple[Field, ...]:
    """The fields of a body, JSON or with a file; of a page or a list, those of its rows."""
    content = message.get("content", {})
    schema = (content.get("application/json") or content.get("multipart/form-data") or {}).get("schema", {})
    shape = _resolved(schema, shapes)
    if "results" in shape.get("properties", {}):
        shape = shape["properties"]["results"]
    shape = _resolved(shape.get("items", shape), shapes)
    required = shape.get("required", [])
    return tuple(
        Field(name, _kind(inner), name in required, inner.get("description", ""))
        for name, inner in shape.get("properties", {}).items()
    )


def _resolved(schema: Json, shapes: Json) -> Json:
    name = schema.get("$ref", "").rpartition("/")[2]
    return shapes[name] if name else schema


def _kind(schema: Json) -> str:
    """A type in a few words."""
    if "enum" in schema:
        return "one of " + ", ".join(str(value) for value in schema["enum"] if value is not None)
    if "items" in schema:
        return f"list of {_kind(schema['items'])}"
    if "$ref" in schema:
        return schema["$ref"].rpartition("/")[2]
    inner = schema.get("oneOf") or schema.get("anyOf") or schema.get("allOf")
    if inner:
        return " or ".join(dict.fromkeys(_kind(each) for each in inner))
    kinds = schema.get("type", "any")
    return schema.get("format") or (kinds if isinstance(kinds, str) else " or ".join(kinds))
