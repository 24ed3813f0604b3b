"""Whatever is sent to anything that reads a format of its own, it is read or refused with a sentence.

`make soak EXAMPLES=20` tries each so many times as often, and prints how often that was. Transcripts have their own
file, tests/obligations/test_transcripts.py.
"""

import io
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rest_framework.exceptions import ParseError

from clustering import exports, verification
from deliberation.api.endpoint import Json
from deliberation.consultations.attachments import examined, safe_name
from deliberation.consultations.documents import is_address
from deliberation.consultations.embedding import canonical
from deliberation.errors import Refusal
from deliberation.notices.links import handle_in
from deliberation.notices.tokens import mails_in
from deliberation.obligations import transcripts
from deliberation.results.cells import FORMULA_STARTS, safe_cell
from deliberation.search.terms import terms
from deliberation.statements.content import tidy
from deliberation.statements.seed_table import decoded, preview
from deliberation.votes.export_tables import read_table
from deliberation.votes.identity import COOKIE, token_in
from deliberation.votes.paper import as_printed
from deliberation.votes.polis_export import read_export
from deliberation.votes.population import read_table as read_population
from deliberation.web.markdown import to_html
from deliberation.web.signing_in import CodeForm
from tests.cast import NOON
from tests.web.hostile import texts

TIMES = int(os.environ.get("ANSWERABLE_SOAK_EXAMPLES", "1"))
TRIED: Counter[str] = Counter()
TABLE = st.lists(
    st.one_of(st.sampled_from(['"', ",", ";", "\t", "\n", "\r\n", "=", "\ufeff", "\0", "é", "50", "%", "statement"]),
              st.text(max_size=6)), max_size=40,
).map("".join)  # fmt: skip
HEADS = (
    b"%PDF-1.7\n",
    b"PK\x03\x04",
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff\xe0",
    b"GIF89a",
    b"RIFF",
    b"\xef\xbb\xbf",
    b"",
)
FILE = st.tuples(st.sampled_from(HEADS), st.binary(max_size=200)).map(b"".join)
ANYTHING = st.one_of(st.text(max_size=80), st.sampled_from(texts()))


@pytest.fixture(autouse=True, scope="module")
def told() -> Iterator[None]:
    yield
    if TIMES > 1:
        print(f"\n{TRIED.total()} contents over {len(TRIED)} parsers: {dict(TRIED)}")  # noqa: T201 - for `make soak`


def read_or_refused(read: Callable[[], object]) -> object:
    """What was read; None where it was refused with a sentence. Any other fault is one of ours."""
    try:
        return read()
    except Refusal as refused:
        sentence = refused.detail
    assert sentence
    return None


def or_error(read: Callable[[], object], kind: type[Exception]) -> object:
    """What was read; None where it was refused with words, in an error of this kind."""
    try:
        return read()
    except kind as error:
        words = str(error)
    assert words
    return None


def json_body(text: str) -> object:
    return or_error(lambda: Json().parse(io.BytesIO(text.encode("utf-8", "surrogatepass"))), ParseError)


def pass_key(text: str) -> object:
    form = CodeForm({"credential": text})
    return form.credential_sent() if form.is_valid() else None


READERS: dict[str, Callable[[str], object]] = {
    "seed table": lambda text: preview(text, {}),
    "population": read_population,
    "cookie": lambda text: token_in({COOKIE: text}),
    "link": handle_in,
    "origin": canonical,
    "address": is_address,
    "search": terms,
    "sheet code": as_printed,
    "statement": tidy,
    "markdown": lambda text: to_html(text.encode(errors="replace").decode()),  # no half of a pair comes in
    "file name": lambda text: safe_name(text, "txt"),
    "transcript": lambda text: transcripts.read(transcripts.decoded(text.encode("utf-8", "surrogatepass"))),
    "body of the API": json_body,
    "pass key": pass_key,
}


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=100 * TIMES)
@given(text=st.one_of(TABLE, ANYTHING))
@example(text='"' * 10_001)
@example(text="[" * 5_000)
@example(text="\n" * 5_000)
@example(text="statement\n" + "=a," * 5_000)
def test_text_is_read_or_refused(name, text):
    TRIED[name] += 1
    read_or_refused(lambda: READERS[name](text))


@settings(max_examples=200 * TIMES)
@given(content=st.one_of(FILE, TABLE.map(lambda text: text.encode("utf-8", "surrogatepass"))), name=ANYTHING)
def test_a_file_is_taken_for_what_its_bytes_are_or_refused(content, name):
    TRIED["file"] += 1
    read_or_refused(lambda: decoded(content))
    mails_in(content)
    found = read_or_refused(lambda: examined(name, content))
    if found:
        assert not any(each in found.name for each in '/\\\0\r\n"<>')


@settings(max_examples=100 * TIMES)
@given(content=st.one_of(FILE, TABLE.map(lambda text: text.encode("utf-8", "surrogatepass"))))
def test_a_table_of_another_system_is_read_or_refused(tmp_path_factory, content):
    TRIED["table of an export"] += 1
    path: Path = tmp_path_factory.getbasetemp() / "fuzzed.csv"
    path.write_bytes(content)
    table = read_or_refused(lambda: read_table(path))
    if table:
        assert all(len(row.cells) == len(table.header) for row in table.rows)
        assert all(one.line < other.line for one, other in pairwise(table.rows))


@given(text=st.one_of(ANYTHING, st.sampled_from(FORMULA_STARTS), TABLE))
def test_no_cell_is_a_formula_and_nothing_else_is_changed(text):
    made = safe_cell(text)
    assert not made.lstrip(" ").startswith(FORMULA_STARTS)
    assert made.removeprefix("'") in {text, text.removeprefix("'")}


CELL = st.one_of(st.integers(-2, 3).map(str), st.sampled_from(["", "topic", "1700000000000", "9" * 30, "=1", "1e9"]),
                 st.text(max_size=4))  # fmt: skip
HEADERS = {
    "summary.csv": [],
    "comments.csv": [
        "timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body",
    ],
    "votes.csv": ["timestamp", "datetime", "comment-id", "voter-id", "vote"],
    "participants-votes.csv": ["participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree", "0", "1"],
}  # fmt: skip
ROWS = st.lists(st.lists(CELL, max_size=8).map(",".join), max_size=6).map("\n".join)


@settings(max_examples=100 * TIMES)
@given(rows=st.fixed_dictionaries({}, optional=dict.fromkeys(HEADERS, ROWS)))
def test_an_export_of_another_system_is_read_or_refused(tmp_path_factory, rows):
    """By the program that imports it, and by the numerics, which know no sentences in other languages."""
    TRIED["export"] += 1
    folder = tmp_path_factory.mktemp("export")
    for name, told in rows.items():
        text = "\n".join([",".join(HEADERS[name]), told]) if HEADERS[name] else f"topic,Streets\n{told}"
        (folder / name).write_text(text, encoding="utf-8", errors="replace")
    read_or_refused(lambda: read_export(folder, NOON))
    or_error(lambda: exports.read_export(folder), ValueError)


KEYS = st.sampled_from(["document", "people", "map", "statements"])
DOCUMENT = st.recursive(
    st.none() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner),
).map(lambda made: json.dumps(made).encode())


@settings(max_examples=100 * TIMES)
@given(content=st.one_of(FILE, TABLE.map(lambda text: text.encode("utf-8", "surrogatepass")), DOCUMENT))
def test_a_document_to_verify_is_read_or_refused(tmp_path_factory, content):
    TRIED["document to verify"] += 1
    path: Path = tmp_path_factory.getbasetemp() / "fuzzed.json"
    path.write_bytes(content)
    or_error(lambda: verification.read_document(path), ValueError)
