"""The state folder: one key, one owner, one installation at a time."""

import os
import socket
import stat

import pytest

from deliberation.embedded import state
from deliberation.embedded.refusals import Refusal


def test_the_secret_is_made_once_for_the_owner_only(tmp_path):
    first = state.secret(tmp_path, "secret-key")
    assert len(first) >= 50
    assert state.secret(tmp_path, "secret-key") == first
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["secret-key"]


def test_an_interrupted_secret_is_made_again(tmp_path):
    (tmp_path / "secret-key.new").write_text("half")
    assert len(state.secret(tmp_path, "secret-key")) >= 50


def test_a_second_start_in_the_same_folder_is_refused(tmp_path):
    claim = state.claim(tmp_path)
    with pytest.raises(Refusal, match=rf"already running from .* \(process {os.getpid()}\)"):
        state.claim(tmp_path)
    os.close(claim)
    os.close(state.claim(tmp_path))


def test_a_taken_port_is_a_sentence_with_a_way_out():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Refusal, match=rf"Port {port} on 127\.0\.0\.1 cannot be used .* make run PORT=8000"):
            state.refuse_taken_port("127.0.0.1", port)


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 99999), ("no-such-host.invalid", 8000)])
def test_nonsense_is_a_sentence_too(host, port):
    with pytest.raises(Refusal, match="cannot be used"):
        state.refuse_taken_port(host, port)


def test_a_free_port_passes():
    state.refuse_taken_port("127.0.0.1", state.free_port())
