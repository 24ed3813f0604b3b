"""Which sentences the sources ask to have translated. Python does it, so that nobody needs GNU gettext."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
# How many texts each function takes before anything else; `p` has a context first, `n` a plural last.
TEXTS = {
    "gettext": 1, "gettext_lazy": 1, "gettext_noop": 1, "_": 1, "ngettext": 2, "ngettext_lazy": 2,
    "pgettext": 2, "pgettext_lazy": 2, "npgettext": 3, "npgettext_lazy": 3,
}  # fmt: skip
LITERAL = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
CALL = re.compile(rf"\b(n?p?gettext|_)\(\s*({LITERAL})(?:\s*,\s*({LITERAL}))?(?:\s*,\s*({LITERAL}))?")


class Message(NamedTuple):
    """What a translator is asked for: a text, its plural if it counts something, and a context if it needs one."""

    context: str
    text: str
    plural: str


def in_python(source: str) -> Iterator[Message]:
    """The messages of a module, in their order; a call whose text is put together at run time has none."""
    for node in ast.walk(ast.parse(source)):
        name = _called(node) if isinstance(node, ast.Call) else ""
        texts = [_constant(argument) for argument in node.args[: TEXTS[name]]] if name in TEXTS else []
        if texts and all(texts):
            yield _message(name, texts)


def in_template(source: str) -> Iterator[Message]:
    """The messages of a template, read by Django's own reader of templates."""
    for name, *found in CALL.findall(templatize(source)):
        yield _message(name, [ast.literal_eval(text) for text in found[: TEXTS[name]]])


def _called(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def _constant(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _message(name: str, texts: list[str]) -> Message:
    context = texts.pop(0) if "pgettext" in name else ""
    return Message(context, texts[0], texts[1] if len(texts) > 1 else "")


def all_messages(root: Path = ROOT) -> dict[Message, list[str]]:
    """Every message and the files it stands in. The API's reference stands at one address, in English."""
    found: dict[Message, list[str]] = {}
    for path in [*sorted((root / "templates").rglob("*.html")), *sorted((root / "deliberation").rglob("*.py"))]:
        where = path.relative_to(root).as_posix()
        if where.startswith("templates/api/"):
            continue
        read = in_template if path.suffix == ".html" else in_python
        for message in read(path.read_text(encoding="utf-8")):
            files = found.setdefault(message, [])
            files += [] if where in files else [where]
    return found
