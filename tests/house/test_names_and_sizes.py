"""Names that say what is inside, and pieces that fit on a screen."""

import ast
from pathlib import Path

from tests.house.sources import ROOT, functions, modules, shown, tree

VAGUE = {"utils", "util", "helpers", "helper", "common", "base", "services", "mixins", "misc", "lib", "core"}
DJANGO_ASKS = Path("deliberation/database/base.py")  # the name by which it finds a database backend
LONGEST_FUNCTION, LONGEST_FILE, USUAL_FUNCTION = 60, 300, 25


def vague(paths: list[Path]) -> list[str]:
    """Folders and modules whose name says nothing about the field."""
    return [str(path) for path in paths if path != DJANGO_ASKS and VAGUE & set(path.with_suffix("").parts)]


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    assert node.end_lineno
    return node.end_lineno - node.lineno + 1


def lengths() -> dict[str, int]:
    return {
        f"{shown(path)}:{node.lineno} {node.name}": length(node) for path in modules() for node in functions(tree(path))
    }


def test_no_module_has_a_vague_name():
    assert vague([Path("deliberation/votes/utils.py")]), "the check sees nothing"
    assert vague([path.relative_to(ROOT) for path in modules("deliberation", "clustering", "tests")]) == []


def test_no_function_is_longer_than_a_screen():
    assert length(next(functions(ast.parse("def f():\n    a\n    b\n")))) == 3
    assert {name: lines for name, lines in lengths().items() if lines > LONGEST_FUNCTION} == {}


def test_nine_functions_in_ten_are_short():
    measured = lengths()
    long = {name: lines for name, lines in measured.items() if lines >= USUAL_FUNCTION}
    assert len(long) <= len(measured) / 10, long


def test_no_file_is_too_long():
    counted = {shown(path): len(path.read_text().splitlines()) for path in modules()}
    assert {path: lines for path, lines in counted.items() if lines > LONGEST_FILE} == {}
