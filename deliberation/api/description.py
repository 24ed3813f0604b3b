"""The OpenAPI description: how each operation is described, and what is added when it is printed."""

import inspect
from collections import defaultdict
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from drf_spectacular.hooks import postprocess_schema_enum_id_removal
from drf_spectacular.renderers import OpenApiJsonRenderer2, OpenApiYamlRenderer2
from drf_spectacular.utils import OpenApiResponse, extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.codes import CODES
from deliberation.api.endpoint import Endpoint, Inputs
from deliberation.api.problems import MEDIA_TYPE
from deliberation.api.reference import in_full
from deliberation.api.shapes.statements import SimilarStatement
from deliberation.api.shapes.strict import EmptyInput, Input

PUBLIC: Sequence[dict[str, list[str]]] = ()
PARTICIPANT = ({"participation": []},)
STAFF = ({"session": []},)
WRITTEN = (
    f"Every POST, PUT, PATCH and DELETE also needs the cookie `{settings.COOKIE_PREFIX}csrftoken` and the same token "
    "in `X-CSRFToken`."
)
SECURITY_SCHEMES = {
    "participation": {
        "type": "apiKey",
        "in": "cookie",
        "name": f"{settings.COOKIE_PREFIX}participation",
        "description": "Who takes part, as nobody in particular; `POST consultations/{slug}/next` sets it. " + WRITTEN,
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": f"{settings.COOKIE_PREFIX}sessionid",
        "description": "Staff who signed in with `POST session`. " + WRITTEN,
    },
}
TAGS = {
    "consultations": "What is asked, of whom and when.",
    "participation": "Being shown statements, voting and writing. Identity comes from the cookie only.",
    "results": "Frozen publications and the public record.",
    "moderation": "For facilitators of the organisation that asks.",
    "obligations": "What ministries owe, and their answers.",
    "meetings": "Where no statement was consensus: a public meeting, and what was said there.",
    "organisations": "Who asks and who answers.",
    "session": "Signing in, and the CSRF token.",
}
PATH_PARAMETERS = {
    "code": "What is printed on a sheet of paper.",
    "batch": "What was ruled at once, as `batch` named it.",
    "slug": "The stable short name.",
    "language": "A language of the pages: zh-hant, es, fr, ar or en.",
    "number": "The number within the consultation.",
    "token": "What stands in a link.",
    "obligation": "The obligation's stable number.",
    "utterance": "The utterance's number in the meeting.",
    "version": "The version's number, from 1.",
    "attached": "The file's stable number.",
}


class Problem(serializers.Serializer):
    """What went wrong (RFC 9457)."""

    type = serializers.CharField(help_text="Where this kind of problem is described.")
    title = serializers.CharField(help_text="The name of the HTTP status.")
    status = serializers.IntegerField(help_text="The HTTP status.")
    code = serializers.ChoiceField(choices=list(CODES), help_text="Stable, for programs.")
    detail = serializers.CharField(help_text="A sentence for people that says what to do.")
    fields = serializers.DictField(  # type: ignore[assignment]
        child=serializers.CharField(),
        required=False,
        help_text='What is wrong with which input; nested names are joined by dots, as in "milestones.0.what".',
    )
    statements = SimilarStatement(
        many=True, required=False, help_text="With similar-statements-exist: the similar ones."
    )


def described(
    operation: str,
    *,
    tag: str,
    answers: dict[int, tuple[Any, str]],
    problems: Sequence[str] = (),
    security: Sequence[dict[str, list[str]]] = PUBLIC,
    query: type[Input] = EmptyInput,
    **more: Any,
) -> Callable[..., Any]:
    """Describe a view's method; its docstring becomes the summary and the description.

    `answers`: by status the shape and a sentence. `problems`: the codes it may answer with, besides those
    every operation of its kind may. `query`: the query parameters it takes; with any other it is refused.
    """
    responses: dict[Any, Any] = {
        status: OpenApiResponse(response=shape, description=sentence) for status, (shape, sentence) in answers.items()
    }

    def describe(view: Callable[..., Any]) -> Callable[..., Any]:
        view.inputs = Inputs(query, "request" in more)  # type: ignore[attr-defined]
        summary, _blank, text = (inspect.getdoc(view) or "").partition("\n")
        return extend_schema(
            operation_id=operation,
            summary=summary,
            description=text.strip(),
            tags=[tag],
            auth=list(security),
            parameters=[] if query is EmptyInput else [query],
            responses=responses | _refused(("not-valid", *problems)),
            **more,
        )(view)

    return describe


def _refused(codes: Sequence[str]) -> dict[Any, Any]:
    by_status: dict[int, list[str]] = defaultdict(list)
    for code in codes:
        by_status[CODES[code].status].append(code)
    return {
        (status, MEDIA_TYPE): OpenApiResponse(
            response=Problem,
            description=f"{HTTPStatus(status).phrase}. " + " ".join(f"`{code}`: {CODES[code].when}" for code in named),
        )
        for status, named in sorted(by_status.items())
    }


# What any request with a body may be answered with.
WRITING = ("parse-error", "too-large", "unsupported-media-type", "csrf-failed")


def finish(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """The last touches: sign-in, tags, path parameters, and that inputs take no unknown field."""
    result = postprocess_schema_enum_id_removal(result, generator)
    components = result["components"]
    components["securitySchemes"] = SECURITY_SCHEMES
    for name, schema in components["schemas"].items():
        if name.endswith("Input"):
            schema["additionalProperties"] = False
    result["tags"] = [{"name": name, "description": text} for name, text in TAGS.items()]
    for path in result["paths"].values():
        for operation in path.values():
            _finish_parameters(operation.get("parameters", []))
            if operation.get("description") == operation["summary"]:
                del operation["description"]  # the framework's stand-in where there is nothing to add
    return result


def _finish_parameters(parameters: list[dict[str, Any]]) -> None:
    for parameter in parameters:
        if parameter["in"] == "path":
            parameter["description"] = PATH_PARAMETERS[parameter["name"]]


class Yaml(OpenApiYamlRenderer2):
    """YAML under its registered name."""

    media_type = "application/yaml"


class FormatQuery(Input):
    """What the framework chooses the format by; what it may be is decided there."""

    format = serializers.CharField(required=False)


class Description(SpectacularAPIView, Endpoint):
    """The description itself: JSON, or YAML with `?format=yaml` or an Accept header."""

    renderer_classes = [OpenApiJsonRenderer2, Yaml]
    reads = Inputs(FormatQuery)

    def _get_schema_response(self, request: Request) -> Response:
        name = self._get_filename(request, "")
        said = {"Content-Disposition": f'inline; filename="{name}"'}
        return Response(in_full(get_language()), headers=said)
