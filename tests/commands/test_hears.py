"""`manage.py hears`: what units ask before they start a worker again."""

import os

import pytest
from django.core.management import CommandError, call_command

from deliberation import pulse

NAME = "work@here"


@pytest.fixture
def told(settings, tmp_path, capsys):
    settings.STATE = tmp_path

    def ask(*arguments):
        call_command("hears", NAME, *arguments)
        return capsys.readouterr().out

    return ask


def test_it_succeeds_after_a_sign_of_life(told):
    pulse.sign(NAME)
    assert "0 s ago" in told()


def test_it_fails_without_one_while_the_broker_answers(told, monkeypatch):
    monkeypatch.setattr("deliberation.results.management.commands.hears._broker_answers", lambda: True)
    with pytest.raises(CommandError, match="no sign of life"):
        told()
    pulse.sign(NAME)
    os.utime(pulse.file_of(NAME), (0, 0))
    with pytest.raises(CommandError, match="no sign of life"):
        told("--within", "60")


def test_without_a_broker_nobody_is_blamed(told, settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    assert "nothing to hear" in told()
