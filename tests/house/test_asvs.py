"""The judgement by OWASP ASVS 5.0.0 is whole, and what it points to is there. Whether it is right, people judge."""

import ast
import re
from collections import Counter
from datetime import date
from functools import cache

import pytest

from deliberation import settings
from tests.asvs import TABLE, VERDICTS, Row, counts, rows
from tests.house.sources import ROOT

# By chapter of the standard: how many requirements of level 1 and of level 2 it has. A number that has nothing of
# these levels (V1.2.10, say) is one of level 3.
NUMBERS = {
    1: (8, 19), 2: (4, 7), 3: (8, 11), 4: (2, 8), 5: (4, 5), 6: (13, 22), 7: (6, 12), 8: (4, 3), 9: (4, 3),
    10: (5, 24), 11: (3, 11), 12: (3, 6), 13: (1, 12), 14: (2, 7), 15: (3, 10), 16: (0, 16), 17: (0, 7),
}  # fmt: skip
LEVEL_3 = set(
    re.findall(
        r"[\d.]+",
        """1.2.10 1.3.12 1.5.3 2.3.5 2.4.2 3.1.1 3.2.3 3.3.5 3.4.7 3.4.8 3.5.6 3.5.7 3.5.8 3.6.1 3.7.3 3.7.4 3.7.5
        4.1.4 4.1.5 4.2.2 4.2.3 4.2.4 4.2.5 5.2.4 5.2.5 5.2.6 5.3.3 6.3.5 6.3.6 6.3.7 6.3.8 6.4.5 6.4.6
        6.5.6 6.5.7 6.5.8 6.6.4 6.7.1 6.7.2 7.5.3 8.1.3 8.1.4 8.2.4 8.3.2 8.3.3 8.4.2 10.2.3 10.3.5
        10.4.12 10.4.13 10.4.14 10.4.15 10.4.16 11.1.3 11.1.4 11.2.4 11.2.5 11.3.4 11.3.5 11.5.2 11.6.2
        11.7.1 11.7.2 12.1.4 12.1.5 12.3.5 13.1.2 13.1.3 13.1.4 13.2.6 13.3.3 13.3.4 13.4.6 13.4.7
        14.2.5 14.2.6 14.2.7 14.2.8 15.1.4 15.1.5 15.2.4 15.2.5 15.4.1 15.4.2 15.4.3 15.4.4 16.5.4
        17.1.2 17.2.5 17.2.6 17.2.7 17.2.8""",
    )
)
OWNERS = {"maintainers", "operator"}
HEADINGS = re.compile(r"^#+ (.+)$", re.MULTILINE)


@cache
def text_of(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def defined_in(path: str) -> set[str]:
    """Functions, classes and names of a Python file."""
    nodes = list(ast.walk(ast.parse(text_of(path))))
    named = {each.name for each in nodes if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
    return named | {each.id for each in nodes if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}


def is_there(evidence: str) -> bool:
    """Does it name something that is there: a test, a setting, a heading of a document, a place in the code?"""
    if setting := re.fullmatch(r"setting ([A-Z_]+)", evidence):
        return hasattr(settings, setting[1]) or f"| `{setting[1]}` |" in text_of("docs/operations.md")
    path, mark, inner = re.fullmatch(r"([\w./@-]+?)(::|#|:|$)(.*)", evidence).groups()
    if not (ROOT / path).is_file():
        return False
    if mark == "::":
        return inner.startswith("test_") and inner in defined_in(path)
    if mark == "#":
        return inner in HEADINGS.findall(text_of(path))
    return not mark or inner in defined_in(path)


def faults(row: Row) -> list[str]:
    """What is missing or does not fit in a row."""
    promised = row.verdict in {"partly", "not met"}
    found = {
        "level": row.level in {"1", "2"},
        "asks": bool(row.asks.strip()) and len(row.asks) < 120,
        "verdict": row.verdict in VERDICTS,
        "evidence": all(is_there(each) for each in row.shown_by) and (row.verdict != "met" or bool(row.shown_by)),
        "owner": (row.owner in OWNERS) if promised else not row.owner,
        "due": bool(promised and _is_day(row.due)) or (not promised and not row.due),
        "note": bool(row.note.strip()) or row.verdict == "met",
    }
    return [name for name, right in found.items() if not right]


def _is_day(words: str) -> bool:
    try:
        return date.fromisoformat(words).isoformat() == words
    except ValueError:
        return False


def test_every_requirement_of_both_levels_is_judged_once():
    judged = rows()
    assert (len(judged), len({row.id for row in judged})) == (253, 253)
    by_chapter = Counter((row.chapter, row.level) for row in judged)
    assert {chapter: (by_chapter[chapter, "1"], by_chapter[chapter, "2"]) for chapter in range(1, 18)} == NUMBERS
    assert sum(sum(levels) for levels in NUMBERS.values()) == len(judged)
    assert Counter(row.level for row in judged) == {"1": 70, "2": 183}


def test_with_those_of_level_3_no_number_of_the_standard_is_left_out():
    """In each of its sections numbers run from 1 without a gap."""
    numbers = [row.id.removeprefix("V") for row in rows()]
    every = set(numbers) | LEVEL_3
    assert (len(LEVEL_3), len(every)) == (92, 345)
    sections = {number.rpartition(".")[0] for number in every}
    for section in sections:
        of = sorted(int(number.rpartition(".")[2]) for number in every if number.rpartition(".")[0] == section)
        assert of == list(range(1, len(of) + 1)), section


def test_each_row_says_what_shows_it_or_who_does_it_by_when():
    assert {row.id: missing for row in rows() if (missing := faults(row))} == {}


GOOD = Row("V1.1.1", "1", "x", "met", "tests/asvs.py:rows", "", "", "")


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"evidence": ""}, "evidence"),
        ({"evidence": "tests/house/test_asvs.py::test_that_is_not_there"}, "evidence"),
        ({"evidence": "tests/house/test_asvs.py::faults"}, "evidence"),
        ({"evidence": "docs/security/README.md#No such heading"}, "evidence"),
        ({"evidence": "deliberation/nowhere.py"}, "evidence"),
        ({"evidence": "tests/asvs.py:nothing"}, "evidence"),
        ({"evidence": "setting ANSWERABLE_NOTHING"}, "evidence"),
        ({"verdict": "surely", "note": "x"}, "verdict"),
        ({"verdict": "partly", "due": "2027-01-01", "note": "x"}, "owner"),
        ({"verdict": "not met", "owner": "maintainers", "due": "soon", "note": "x"}, "due"),
        ({"verdict": "not met", "owner": "somebody", "due": "2027-01-01", "note": "x"}, "owner"),
        ({"verdict": "not applicable"}, "note"),
    ],
)
def test_what_is_missing_is_noticed(changed, fault):
    assert faults(GOOD) == []
    assert faults(GOOD._replace(**changed)) == [fault]


def test_the_document_tells_the_counts_that_the_command_prints():
    assert "\n".join(f"    {line}".rstrip() for line in counts()) in (TABLE.parent / "README.md").read_text()
