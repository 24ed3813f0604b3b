"""A bad export is refused with file, line and reason, and nothing of it is stored."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from deliberation.consultations.models import Consultation
from deliberation.people.models import Organisation
from deliberation.record.models import Entry
from deliberation.votes import polis_import
from deliberation.votes.models import Participant, Vote
from tests.commands.exports import FILES, T, export, with_line

pytestmark = pytest.mark.django_db
COMMENTS, VOTES, PARTICIPANTS = "comments.csv", "votes.csv", "participants-votes.csv"
FUTURE = 99_999_999_999_999

FAULTS = {
    "no summary": ({"summary.csv": None}, "summary.csv: There is no such file in"),
    "no comments": ({COMMENTS: None}, "comments.csv: There is no such file in"),
    "no votes": ({VOTES: None, PARTICIPANTS: None}, "votes.csv: Neither it nor participants-votes.csv is in"),
    "empty file": ({COMMENTS: b""}, "comments.csv, line 1: The file is empty"),
    "no rows": ({COMMENTS: FILES[COMMENTS][:1]}, "comments.csv: There is no comment in it."),
    "no column": (with_line(VOTES, 1, "timestamp,datetime,comment-id,voter,vote"),
                  "votes.csv, line 1: These columns are missing: voter-id."),
    "column twice": (with_line(PARTICIPANTS, 1, "participant,group-id,n,n-votes,n-agree,n-disagree,0,1,2,3,3"),
                     "participants-votes.csv, line 1: The column '3' is there twice."),
    "summary of three": ({"summary.csv": ["topic,a,b"]}, "summary.csv, line 1: Each row is a name and a value"),
    "no topic": ({"summary.csv": ["url,x"]}, "summary.csv: A row named topic is missing."),
    "no number": (with_line(VOTES, 3, f"{T},x,zero,0,1"), "votes.csv, line 3: comment-id is 'zero'"),
    "a fraction": (with_line(VOTES, 3, f"{T},x,0,1.5,1"), "votes.csv, line 3: voter-id is '1.5'"),
    "negative": (with_line(COMMENTS, 3, f"{T},x,-1,0,2,1,0,Dogs"), "comments.csv, line 3: comment-id is '-1'"),
    "too large": (with_line(COMMENTS, 3, f"{T},x,9999999999,0,2,1,0,Dogs"), "comments.csv, line 3: comment-id is"),
    "no vote": (with_line(VOTES, 10, f"{T},x,2,0,2"), "votes.csv, line 10: The vote is '2': 1, 0 or -1"),
    "no vote in the table": (with_line(PARTICIPANTS, 3, "1,0,2,2,1,0,yes,0,,,"), "line 3: The vote is 'yes'"),
    "unknown comment": (with_line(VOTES, 4, f"{T},x,77,1,1"), "votes.csv, line 4: There is no comment 77"),
    "unknown column": (with_line(PARTICIPANTS, 1, "participant,group-id,n,n-votes,n-agree,n-disagree,0,1,2,3,8"),
                       "participants-votes.csv, line 1: There is no comment 8"),
    "comment twice": (with_line(COMMENTS, 4, f"{T},x,1,9,2,1,1,Twice"), "line 4: The comment 1 is there already."),
    "participant twice": (with_line(PARTICIPANTS, 5, "2,,0,0,0,0,,,,,"), "line 5: The participant 2 is there already"),
    "not UTF-8": ({COMMENTS: "\n".join(FILES[COMMENTS]).replace("Dogs", "Hündchen").encode("latin-1")},
                  "comments.csv, line 3: It is not UTF-8"),
    "open quote": (with_line(VOTES, 10, f'{T},"x,2,0,0'), "votes.csv, line 10: It is not CSV"),
    "empty body": (with_line(COMMENTS, 3, f"{T},x,1,0,2,1,0,  "), "comments.csv, line 3: comment-body: Write your"),
    "long body": (with_line(COMMENTS, 3, f"{T},x,1,0,2,1,0,{'x' * 1001}"), "line 3: comment-body: Shorten it to 1000"),
    "null in what was moderated out": (with_line(COMMENTS, 2, f"{T},x,3,,0,0,-1,a\0"), "comments.csv, line 2:"),
    "moderated otherwise": (with_line(COMMENTS, 3, f"{T},x,1,0,2,1,2,Dogs"), "line 3: moderated is '2'"),
    "ragged row": (with_line(VOTES, 5, f"{T},x,1,1"), "votes.csv, line 5: The row has 4 cells, the header 5."),
    "after a row of two lines": (with_line(COMMENTS, 6, f"{T},x,4,1,0,0,5,Shut up"), "comments.csv, line 7: moderated"),
    "no time": (with_line(VOTES, 2, "yesterday,x,0,0,-1"), "votes.csv, line 2: timestamp is 'yesterday'"),
    "seconds": (with_line(VOTES, 2, f"{T // 1000},x,0,0,-1"), "votes.csv, line 2: timestamp is '1400000000'"),
    "the future": (with_line(VOTES, 2, f"{FUTURE},x,0,0,-1"), "votes.csv, line 2: timestamp is"),
    "beyond dates": (with_line(COMMENTS, 3, f"{'9' * 18},x,1,0,2,1,0,Dogs"), "comments.csv, line 3: timestamp is"),
    "signs turned round": (with_line(PARTICIPANTS, 2, "0,1,1,2,0,1,1,,0,,"),
                           "participants-votes.csv, line 2: The vote on comment 0 is 1 here, but the last in"),
    "a vote that is not in the log": (with_line(PARTICIPANTS, 5, "7,,0,0,0,0,1,,,,"), "line 5: The vote on comment 0"),
    "no question": (with_line("summary.csv", 1, "topic,"), "question: "),
    "a question too long": (with_line("summary.csv", 1, f"topic,{'long ' * 70}"), "question: "),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "sentence"), FAULTS.values(), ids=FAULTS.keys())
def test_refused_with_file_line_and_reason(tmp_path, changes, sentence):
    with pytest.raises(CommandError) as refused:
        call_command("import_polis", str(export(tmp_path, changes)), stdout=StringIO(), stderr=StringIO())
    assert sentence in str(refused.value)
    nothing_is_stored()


def nothing_is_stored():
    for model in (Consultation, Organisation, Participant, Vote, Entry):
        assert not model.objects.exists()


def test_the_export_that_is_spoiled_is_sound(tmp_path):
    call_command("import_polis", str(export(tmp_path)), stdout=StringIO(), stderr=StringIO())
    assert Vote.objects.count() == 9


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="nowhere: There is no such folder"):
        call_command("import_polis", str(tmp_path / "nowhere"))


def test_what_fails_at_the_very_end_leaves_nothing(tmp_path, monkeypatch):
    def fail(**what):
        raise KeyboardInterrupt

    monkeypatch.setattr(polis_import, "enter", fail)
    with pytest.raises(CommandError, match="Stopped; nothing was stored"):
        call_command("import_polis", str(export(tmp_path)), stdout=StringIO(), stderr=StringIO())
    nothing_is_stored()


@pytest.mark.parametrize("wrong", [("--time-zone", "Mars"), ("--jurisdiction", "XX"), ("--language", "x" * 30)])
def test_options_that_make_no_sense(tmp_path, wrong):
    with pytest.raises(CommandError):
        call_command("import_polis", str(export(tmp_path)), *wrong, stdout=StringIO(), stderr=StringIO())
    nothing_is_stored()
