"""Where one request ends and the next begins: nobody hides a second request in the body of a first."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deliberation.embedded.processes import die_with_parent
from tests.patience import eventually

APPLICATION = """
def application(environ, start):
    body = environ["wsgi.input"].read()
    start("200 OK", [("Content-Type", "text/plain")])
    return [f"{environ['PATH_INFO']} {len(body)}".encode()]
"""
HEAD = b"POST /first HTTP/1.1\r\nHost: x\r\n"
HIDDEN = b"GET /hidden HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


@pytest.fixture(scope="module")
def port(tmp_path_factory) -> Iterator[int]:
    """Of granian, with the words of deploy/ that matter here, and an application that says what it was asked."""
    folder: Path = tmp_path_factory.mktemp("served")
    (folder / "answering.py").write_text(APPLICATION)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    words = ["--interface", "wsgi", "--no-ws", "--host", "127.0.0.1", "--port", str(number), "answering:application"]
    process = subprocess.Popen(
        [sys.executable, "-m", "granian", *words],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=die_with_parent,  # noqa: PLW1509 - one prepared system call, which takes no lock
    )
    with process:
        eventually(lambda: _listens(number))
        yield number
        process.terminate()


def _listens(number: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", number)) == 0


def answered(port: int, sent: bytes) -> bytes:
    """All that comes back until the server ends the line."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        line.sendall(sent)
        return b"".join(iter(lambda: line.recv(65536), b""))


def test_one_request_is_one_answer(port):
    whole = answered(port, HEAD + b"Content-Length: 3\r\n\r\nabc" + HIDDEN)
    assert (whole.count(b"HTTP/1.1 200"), b"/first 3" in whole, b"/hidden 0" in whole) == (2, True, True)


def test_with_two_bounds_the_chunks_count_and_nothing_behind_them_is_a_request(port):
    length, chunks = b"Content-Length: 40\r\n", b"Transfer-Encoding: chunked\r\n"
    for names in (length + chunks, chunks + length):
        whole = answered(port, HEAD + names + b"\r\n0\r\n\r\n" + HIDDEN)
        assert (whole.count(b"HTTP/1.1 "), b"/hidden" in whole) == (1, False)


@pytest.mark.parametrize(
    "names",
    [
        b"Content-Length: 3\r\nContent-Length: 4\r\n",
        b"Content-Length: +3\r\n",
        b"Transfer-Encoding : chunked\r\n",
        b"Transfer-Encoding: xchunked\r\nContent-Length: 3\r\n",
        b"Content-Length: 3\r\n\tContent-Length: 4\r\n",
    ],
)
def test_bounds_that_can_be_read_in_two_ways_are_refused(port, names):
    whole = answered(port, HEAD + names + b"\r\nabc" + HIDDEN)
    assert whole.startswith(b"HTTP/1.1 400 ")
    assert b"/hidden" not in whole
