"""What operators and integrators build on is written down: commands, acts of the record, periodic jobs."""

from pathlib import Path

import pytest

from deliberation.celery import app
from deliberation.obligations.record_words import SENTENCES
from deliberation.record.acts import ACTS

ROOT = Path(__file__).resolve().parents[2]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
COMMANDS = sorted(
    path.stem for path in (ROOT / "deliberation").glob("*/management/commands/*.py") if path.stem != "__init__"
)


def test_commands_are_found():
    assert COMMANDS == [
        "backed_up",
        "board_from_record",
        "demo",
        "end_sessions",
        "hears",
        "import_polis",
        "migrate",
        "reset_second_factor",
        "simulate",
        "take_bounce",
    ]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(command):
    assert f"`manage.py {command}" in OPERATIONS


@pytest.mark.parametrize(("act", "meaning"), ACTS.items())
def test_every_act_of_the_record_is_documented(act, meaning):
    assert f"| `{act}` | {meaning} |" in OPERATIONS


def test_every_act_of_the_record_has_a_sentence_for_people():
    assert set(SENTENCES) == set(ACTS)


def test_decisions_have_numbers_of_their_own():
    names = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("0*.md"))
    assert len({name[:4] for name in names}) == len(names), names


def test_the_clock_is_documented():
    assert all(f"{line['schedule']:.0f} s" in OPERATIONS for line in app.conf.beat_schedule.values() if
               isinstance(line["schedule"], int | float))  # fmt: skip
