"""Whatever is sent to anything that reads a format of its own, it is read or refused with a sentence."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from deliberation.consultations.attachments import examined, safe_name
from deliberation.consultations.documents import is_address
from deliberation.consultations.embedding import canonical
from deliberation.errors import Refusal
from deliberation.notices.links import handle_in
from deliberation.notices.tokens import mails_in
from deliberation.results.cells import FORMULA_STARTS, safe_cell
from deliberation.search.terms import terms
from deliberation.statements.content import tidy
from deliberation.statements.seed_table import decoded, preview
from deliberation.votes.export_tables import read_table
from deliberation.votes.identity import COOKIE, token_in
from deliberation.votes.paper import as_printed
from deliberation.votes.population import read_table as read_population
from deliberation.web.markdown import to_html
from tests.web.hostile import texts

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


def read_or_refused(read: Callable[[], object]) -> object:
    """What was read; None where it was refused with a sentence. Any other fault is one of ours."""
    try:
        return read()
    except Refusal as refused:
        sentence = refused.detail
    assert sentence
    return None


@pytest.mark.parametrize(
    "read",
    [
        lambda text: preview(text, {}),
        read_population,
        lambda text: token_in({COOKIE: text}),
        handle_in,
        canonical,
        is_address,
        terms,
        as_printed,
        tidy,
        lambda text: to_html(text.encode(errors="replace").decode()),  # nothing that comes in is half a surrogate
        lambda text: safe_name(text, "txt"),
    ],
    ids=["seed table", "population", "cookie", "link", "origin", "address", "search", "sheet code", "statement",
         "markdown", "file name"],
)  # fmt: skip
@settings(max_examples=100)
@given(text=st.one_of(TABLE, ANYTHING))
@example(text='"' * 10_001)
@example(text="[" * 5_000)
@example(text="\n" * 5_000)
@example(text="statement\n" + "=a," * 5_000)
def test_text_is_read_or_refused(read, text):
    read_or_refused(lambda: read(text))


@settings(max_examples=200)
@given(content=st.one_of(FILE, TABLE.map(lambda text: text.encode("utf-8", "surrogatepass"))), name=ANYTHING)
def test_a_file_is_taken_for_what_its_bytes_are_or_refused(content, name):
    read_or_refused(lambda: decoded(content))
    mails_in(content)
    found = read_or_refused(lambda: examined(name, content))
    if found:
        assert not any(each in found.name for each in '/\\\0\r\n"<>')


@settings(max_examples=100)
@given(content=st.one_of(FILE, TABLE.map(lambda text: text.encode("utf-8", "surrogatepass"))))
def test_a_table_of_another_system_is_read_or_refused(tmp_path_factory, content):
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
