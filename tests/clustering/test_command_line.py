"""python -m clustering: what it prints, what it writes, how it refuses."""

import json
import re
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest

from clustering import VoteMatrix, analyse, exports, planted_votes
from clustering.__main__ import main
from clustering.exports import read_export, read_moderated_out
from clustering.progress import CLEAR_LINE, Shown
from clustering.report import report
from clustering.verification import earlier_of

ROOT = Path(__file__).resolve().parents[2]
VOTES = "timestamp,datetime,comment-id,voter-id,vote\n3,,0,1,1\n1,,0,1,-1\n2,,1,1,0\n2,,1,2,1\n"


def planted_rows(people):
    """votes.csv of made-up people in three groups."""
    planted = planted_votes(people, 30, 3, seed=1)
    rows = zip(planted.statements.tolist(), planted.participants.tolist(), planted.values.tolist(), strict=True)
    return "comment-id,voter-id,vote\n" + "".join(f"{row[0]},{row[1]},{row[2]}\n" for row in rows)


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
    assert expected.method == "default"
    assert json.loads((tmp_path / "out.json").read_text()) == report(expected)
    assert expected.digest() in printed


def test_a_dash_prints_one_document_and_nothing_else(folder, capsys):
    assert main(["analyse", str(folder), "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out) == report(analyse(read_export(folder).matrix, moderated_out=[0]))


def test_a_document_that_could_not_be_written_is_refused_before_the_work(folder, tmp_path, capsys):
    assert main(["analyse", str(folder), "--json", str(tmp_path / "nowhere" / "out.json")]) == 2
    printed = capsys.readouterr()
    assert "there is no folder" in printed.err
    assert printed.err.count("\n") == 1


def test_the_summary_says_in_words_that_nothing_is_clear(folder, capsys):
    assert main(["analyse", str(folder)]) == 0
    assert "There are no clear groups: the 2 that were found do not come back" in capsys.readouterr().out


def test_the_summary_says_how_stable_it_is(capsys):
    assert main(["simulate", "--participants", "300", "--resamples", "2", "--quiet"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert re.search(r"come back with an agreement of 0\.9\d", printed.out)
    assert re.search(r"group 2, \d+ people, stability 0\.\d\d, stands out by: (agree|disagree) \d+", printed.out)
    assert re.search(r"agree \d+: \d+ further votes against it undo it, consensus again in \d+% of", printed.out)


def test_without_resampling_nobody_looked(capsys):
    assert main(["simulate", "--participants", "60", "--resamples", "0"]) == 0
    assert "How stable this is was not looked into." in capsys.readouterr().out


def test_the_same_map_again(tmp_path, capsys):
    """A document drawn like an earlier one names it, and is the same up to what it names."""
    rows = planted_rows(80)
    (tmp_path / "votes.csv").write_text(rows)
    first, then = tmp_path / "first.json", tmp_path / "then.json"
    options = ["analyse", str(tmp_path), "--resamples", "0", "--quiet", "--json"]
    assert main([*options, str(first)]) == 0
    assert main([*options, str(then), "--previous", str(first)]) == 0
    one, other = (json.loads(path.read_text()) for path in (first, then))
    assert other["parameters"]["aligned_to"] == earlier_of(one).digest()
    assert [group["members"] for group in one["groups"]] == [group["members"] for group in other["groups"]]


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


def test_progress_is_told_by_the_quarter(capsys):
    assert main(["simulate", "--participants", "60", "--resamples", "8"]) == 0
    told = capsys.readouterr().err.splitlines()
    assert told[:3] == ["make up the votes", "place people", "find groups"]
    assert [line for line in told if line.startswith("other people")] == [
        f"other people, {done} of 8" for done in (1, 2, 4, 6, 8)
    ]


def test_a_long_file_is_read_with_progress(folder, capsys, monkeypatch):
    monkeypatch.setattr(exports, "LINES_BETWEEN", 2)
    assert main(["analyse", str(folder)]) == 0
    assert capsys.readouterr().err.startswith("read votes.csv, per cent, 100 of 100\n")


class Terminal(StringIO):
    def isatty(self):
        return True


def test_on_a_terminal_one_line_renews_itself():
    terminal = Terminal()
    shown = Shown(terminal)
    for done in (1, 3, 2):
        shown("work", done, 3)
    shown.clear()
    assert terminal.getvalue().split(CLEAR_LINE) == ["", "work, 1 of 3", "work, 3 of 3", ""]


@pytest.mark.parametrize("stream", [StringIO, Terminal])
def test_nothing_is_told_when_quiet(stream):
    shown = Shown(stream(), quiet=True)
    shown("work", 1, 3)
    shown.clear()
    assert shown.stream.getvalue() == ""


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
        (["analyse", "nowhere"], "no such file or folder; give an export"),
        (["analyse", "nowhere", "--previous", "nowhere.json"], "nowhere.json"),
        (["simulate", "--participants", "0"], "participants must be a whole number"),
        (["simulate", "--resamples", "-1"], "resamples must be a whole number"),
    ],
)
def test_bad_arguments_are_refused(arguments, message, capsys):
    assert main(arguments) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("command", [["analyse", "nowhere"], ["simulate"]])
def test_an_unknown_method_is_refused_before_anything_is_read(command, capsys):
    with pytest.raises(SystemExit) as refusal:
        main([*command, "--method", "nope"])
    assert refusal.value.code == 2
    assert re.search("invalid choice: 'nope' .*polis.*default", capsys.readouterr().err)


@pytest.mark.parametrize("command", ["analyse", "verify", "compare", "simulate"])
def test_every_option_is_explained(command, capsys):
    with pytest.raises(SystemExit):
        main([command, "--help"])
    options = re.split(r"\n(?=  -)", capsys.readouterr().out.partition("options:\n")[2])
    assert len(options) > 1
    assert [option for option in options if len(option.split()) < 5] == []


def test_a_closed_pipe_ends_quietly(folder):
    """As `| head` closes it, here before anything is written."""
    command = [sys.executable, "-m", "clustering", "analyse", str(folder), "--quiet"]
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    running.stdout.close()
    said = running.stderr.read()
    running.stderr.close()
    assert (running.wait(), said) == (141, b"")


def test_an_empty_folder_is_refused(tmp_path, capsys):
    assert main(["analyse", str(tmp_path)]) == 2
    assert "neither votes.csv nor participants-votes.csv" in capsys.readouterr().err


def test_a_real_export(export_folders, tmp_path, capsys):
    shutil.copytree(export_folders / "london.youth.policing", tmp_path / "copy")
    assert main(["analyse", str(tmp_path / "copy")]) == 0
    assert "26 participants, 36 statements, 638 votes" in capsys.readouterr().out


def test_a_real_list_of_refused_comments(export_folders):
    assert len(read_moderated_out(export_folders / "vtaiwan.uberx" / "comments.csv")) == 78
