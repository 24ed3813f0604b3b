"""Reading a table of statements: every row that cannot be taken is named with its reason."""

import pytest

from deliberation.errors import Invalid
from deliberation.statements.seed_table import MOST_BYTES, MOST_ROWS, decoded, folded, preview

LATIN = "Caf\u00e9s may stay open."


def read(content, there=None):
    return preview(content, there or {})


def faults(content, there=None):
    return {row.number: row.fault for row in read(content, there).bad}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_spreadsheets_write_is_read(delimiter, mark, end):
    lines = (["id", "Statement"], ["1", f'"{LATIN} Always, or; never."'], ["2", '"Say ""yes""."'])
    content = mark + end.join(delimiter.join(line) for line in lines) + end
    found = preview(decoded(content.encode()), {})
    assert [(row.number, row.text) for row in found.good] == [(2, f"{LATIN} Always, or; never."), (3, 'Say "yes".')]
    assert found.bad == []


def test_every_fault_is_named_with_its_row():
    rows = ["statement,by", "Good one.,a", '"",b', "x" * 201, "good ONE. ", "Hidden\u202e.", "Bell\a.", "There."]
    assert faults("\n".join([*rows, "", "Good two."]), {folded("there."): 7}) == {
        3: "It is empty.",
        4: "Shorten it to 200 characters; it has 201.",
        5: "Row 2 says the same.",
        6: "Remove the invisible characters that change the direction of the text.",
        7: "Remove the control characters.",
        8: "It is there already, as statement 7.",
    }


def test_a_row_that_ends_before_the_column():
    assert faults("id,statement\n1\n2,Good.") == {2: "The row ends before the column “statement”."}


def test_half_a_sentence_is_not_taken_for_a_whole_one():
    sentence = "It has more cells than the first row. Put a text that holds commas or semicolons in quotation marks."
    assert faults("statement\nBuild cycle lanes, but not on Main Street.\nGood.,\n") == {2: sentence}


def test_other_encodings_are_named_by_row_and_taken_by_nobody():
    content = decoded(f"statement\nGood.\n{LATIN}\n".encode("latin-1"))
    assert faults(content) == {3: "It holds characters that cannot be read. Save the table as “CSV UTF-8”."}


def test_what_stands_there_can_be_shown():
    (row,) = read("statement\nHidden\u202e\a.").bad
    assert row.shown == "Hidden\ufffd\ufffd."


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("Good.\nBetter.", "The first row has to name the columns, and one of them “statement”."),
        ("", "The first row has to name the columns, and one of them “statement”."),
        ('statement\nGood.\n"Never closed\n', "Row 3 cannot be read. Look at its quotation marks."),
        (
            "statement\n" + "x\n" * (MOST_ROWS + 1),
            f"At most {MOST_ROWS} rows can be taken at once; this table has 1001.",
        ),
    ],
)
def test_what_is_no_table_is_refused_whole(content, sentence):
    with pytest.raises(Invalid) as refused:
        read(content)
    assert refused.value.detail.startswith(sentence)


@pytest.mark.parametrize("content", ["statement\nGood.".encode("utf-16"), b"x" * (MOST_BYTES + 1)])
def test_what_cannot_be_a_table_is_not_even_decoded(content):
    with pytest.raises(Invalid):
        decoded(content)


def test_the_name_of_what_is_good_depends_on_nothing_else():
    before = read("statement\nOne.\nTwo.\n?")
    assert before.these == read("id;statement\r\n1;One.\r\n2;Two.").these
    assert before.these != read("statement\nTwo.\nOne.").these
    assert before.these != read("statement\nOne.\nTwo.", {folded("one."): 0}).these
