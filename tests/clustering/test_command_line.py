"""python -m clustering: what it prints, what it writes, how it refuses."""

import json
import re
import shutil

import pytest

from clustering import VoteMatrix, analyse
from clustering.__main__ import main
from clustering.exports import read_export, read_moderated_out

VOTES = "timestamp,datetime,comment-id,voter-id,vote\n3,,0,1,1\n1,,0,1,-1\n2,,1,1,0\n2,,1,2,1\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "votes.csv").write_text(VOTES)
    (tmp_path / "comments.csv").write_text('comment-id,moderated,comment-body\n0,-1,"a, b"\n1,1,c\n2,0,d\n')
    return tmp_path


def test_votes_are_read_in_order_of_time(folder):
    expected = VoteMatrix.from_events([1, 1, 2], [0, 1, 1], [1, 0, 1])
    assert read_export(folder).matrix.digest() == expected.digest()


def test_refused_comments_are_moderated_out(folder):
    assert read_export(folder).moderated_out == (0,)
    assert read_export(folder / "votes.csv").moderated_out == ()


def test_analyse_prints_and_writes(folder, tmp_path, capsys):
    assert main(["analyse", str(folder), "--json", str(tmp_path / "out.json")]) == 0
    printed = capsys.readouterr().out
    assert "2 participants, 2 statements, 3 votes" in printed
    expected = analyse(read_export(folder).matrix, moderated_out=[0])
    assert json.loads((tmp_path / "out.json").read_text()) == expected.to_json()
    assert expected.digest() in printed


def test_analyse_takes_a_file(folder, capsys):
    assert main(["analyse", str(folder / "votes.csv"), "--method", "polis"]) == 0
    assert "method polis" in capsys.readouterr().out


def test_without_an_event_log_the_rows_are_read(folder, capsys):
    (folder / "votes.csv").unlink()
    (folder / "participants-votes.csv").write_text("participant,group-id,0,1\n1,0,1,0\n2,,,1\n3,,,\n")
    assert main(["analyse", str(folder)]) == 0
    assert "2 participants, 2 statements, 3 votes" in capsys.readouterr().out


def test_simulate(capsys):
    assert main(["simulate", "--participants", "60", "--statements", "30", "--seed", "3"]) == 0
    assert re.search(r"adjusted Rand index 0\.\d+, of at most about 0\.\d+", capsys.readouterr().out)


def test_the_default_method_on_the_command_line(folder, capsys):
    assert main(["analyse", str(folder), "--method", "default"]) == 0
    assert "method default" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("votes.csv", "comment-id,voter-id\n1,1\n", "no column 'vote'"),
        (
            "votes.csv",
            "comment-id,voter-id,vote\n1,1,yes\n",
            "votes.csv:2: vote is 'yes', not a whole number",
        ),
        ("votes.csv", "comment-id,voter-id,vote\n1,1\n", "votes.csv:2: vote is ''"),
        ("votes.csv", "comment-id,voter-id,vote\n1,1,5\n", "a vote is +1, -1 or 0, got 5"),
        ("votes.csv", "comment-id,voter-id,vote\n", "no votes in it"),
        ("votes.csv", "", "no column 'comment-id'"),
        ("comments.csv", "comment-id\n1\n", "no column 'moderated'"),
        ("comments.csv", "comment-id,moderated\nx,1\n", "comments.csv:2: comment-id is 'x'"),
    ],
)
def test_bad_files_are_refused_in_one_line(folder, capsys, name, text, message):
    (folder / name).write_text(text)
    assert main(["analyse", str(folder)]) == 2
    printed = capsys.readouterr()
    assert message in printed.err
    assert printed.err.count("\n") == 1
    assert printed.out == ""


def test_what_is_not_text_is_refused(folder, capsys):
    (folder / "votes.csv").write_bytes(b"comment-id,voter-id,vote\n\xff\xfe\x00,1,1\n")
    assert main(["analyse", str(folder)]) == 2
    assert "UTF-8" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["analyse", "nowhere"], "no such file or folder"),
        (["simulate", "--participants", "0"], "participants must be a whole number"),
        (["simulate", "--method", "magic"], "unknown method"),
    ],
)
def test_bad_arguments_are_refused(arguments, message, capsys):
    assert main(arguments) == 2
    assert message in capsys.readouterr().err


def test_an_empty_folder_is_refused(tmp_path, capsys):
    assert main(["analyse", str(tmp_path)]) == 2
    assert "neither votes.csv nor participants-votes.csv" in capsys.readouterr().err


def test_a_real_export(export_folders, tmp_path, capsys):
    shutil.copytree(export_folders / "london.youth.policing", tmp_path / "copy")
    assert main(["analyse", str(tmp_path / "copy")]) == 0
    assert "26 participants, 36 statements, 638 votes" in capsys.readouterr().out


def test_a_real_list_of_refused_comments(export_folders):
    assert len(read_moderated_out(export_folders / "vtaiwan.uberx" / "comments.csv")) == 78
