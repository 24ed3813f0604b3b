"""What the files of a room may not do: read the clock below the roof, act without saying when, import late."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.sources import functions, modules, shown, tree

CLOCKS = {"now", "utcnow", "today", "localtime", "localdate", "time", "time_ns", "monotonic"}
KEEPERS = {"timezone", "datetime", "date", "dt", "time"}
# The law lets views, tasks and commands read the clock; celery.py is the clock, and pulse.py
# tells when somebody was heard last.
MAY_READ_THE_CLOCK = {"web", "api", "management", "embedded"}
TIMELESS = [
    path
    for path in modules("deliberation")
    if not MAY_READ_THE_CLOCK & set(path.parts) and path.stem not in {"tasks", "celery", "pulse", "settings"}
]
ACTIONS = [path for path in modules("deliberation") if path.stem == "actions"]


def clock_reads(module: ast.Module) -> list[int]:
    """Lines that read the clock, or name it as a default to be called later."""
    imported = {
        alias.asname or alias.name
        for node in ast.walk(module)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name in CLOCKS and node.module in {"time", "django.utils.timezone"}
    }
    return sorted(node.lineno for node in ast.walk(module) if reads_clock(node, imported))


def reads_clock(node: ast.AST, imported: set[str]) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr in CLOCKS and keeper(node.value) in KEEPERS
    if isinstance(node, ast.Name):
        return node.id in imported
    return isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}


def keeper(node: ast.expr) -> str | None:
    """The last name before the dot: `timezone` in timezone.now and in django.utils.timezone.now."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None


@pytest.mark.parametrize(
    "bad",
    [
        "timezone.now()",
        "from django.utils.timezone import now\nstamp = now()",
        "models.DateTimeField(default=timezone.now)",
        "models.DateTimeField(auto_now_add=True)",
        "datetime.date.today()",
        "time.time()",
    ],
)
def test_a_look_at_the_clock_is_noticed(bad):
    assert clock_reads(ast.parse(bad))


def test_an_instant_that_was_given_is_fine():
    assert clock_reads(ast.parse("def act(*, now):\n    return now - self.now + record.time")) == []


@pytest.mark.parametrize("path", TIMELESS, ids=shown)
def test_only_views_tasks_and_commands_read_the_clock(path):
    assert clock_reads(tree(path)) == []


def public(module: ast.Module) -> Iterator[ast.FunctionDef]:
    return (node for node in module.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"))


def vague_actions(module: ast.Module) -> list[str]:
    """Actions that do not ask by keyword when they happen."""
    return [node.name for node in public(module) if "now" not in {argument.arg for argument in node.args.kwonlyargs}]


def positional(module: ast.Module) -> list[str]:
    """Actions that take arguments by position."""
    return [node.name for node in public(module) if node.args.args or node.args.posonlyargs or node.args.vararg]


def test_a_vague_action_is_noticed():
    assert vague_actions(ast.parse("def open_it(consultation, now): ...")) == ["open_it"]
    assert positional(ast.parse("def open_it(consultation, *, now): ...")) == ["open_it"]
    assert vague_actions(ast.parse("def open_it(*, consultation, by, now): ...")) == []


@pytest.mark.parametrize("path", ACTIONS, ids=shown)
def test_an_action_takes_keywords_and_is_told_when(path):
    module = tree(path)
    assert vague_actions(module) == []
    assert positional(module) == []


def late_imports(module: ast.Module) -> list[int]:
    return sorted(
        node.lineno
        for function in functions(module)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    )


def test_nothing_is_imported_inside_a_function():
    """Ruff sees these too, but a `noqa` does not silence the law."""
    assert late_imports(ast.parse("def f():\n    import os")) == [2]
    assert {shown(path): late_imports(tree(path)) for path in modules() if late_imports(tree(path))} == {}


def imports_models(module: ast.Module) -> bool:
    annotating = for_annotations(module)
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module
        and node.module.startswith("deliberation.")
        and (node.module.endswith(".models") or any(alias.name == "models" for alias in node.names))
        for node in ast.walk(module)
        if node not in annotating
    )


def for_annotations(module: ast.Module) -> set[ast.AST]:
    """All that stands under TYPE_CHECKING: names for annotations only are not knowledge at run time."""
    blocks = [node for node in ast.walk(module) if isinstance(node, ast.If) and keeper(node.test) == "TYPE_CHECKING"]
    return {node for block in blocks for node in ast.walk(block)}


def test_a_rule_that_imports_a_model_is_noticed():
    assert imports_models(ast.parse("from deliberation.votes.models import Vote"))
    assert not imports_models(ast.parse("if TYPE_CHECKING:\n    from deliberation.votes.models import Vote"))


PURE = [path for path in modules("deliberation") if path.stem in {"rules", "permissions"}]


@pytest.mark.parametrize("path", PURE, ids=shown)
def test_rules_are_pure(path: Path):
    assert not imports_models(tree(path))
