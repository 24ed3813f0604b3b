"""A live server that knows who is still asking."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from django.core.servers.basehttp import ThreadedWSGIServer
from django.test.testcases import LiveServerThread
from pytest_django.live_server_helper import LiveServer

from tests import patience

OPEN: set[socket.socket] = set()
CHANGING = threading.Lock()


class CountedServer(ThreadedWSGIServer):
    """Knows which connections are open, those included that wait for their thread."""

    def process_request(self, request, client_address) -> None:
        with CHANGING:
            OPEN.add(request)
        super().process_request(request, client_address)

    def close_request(self, request) -> None:
        super().close_request(request)  # the thread's database connections too
        with CHANGING:
            OPEN.discard(request)


@contextmanager
def served() -> Iterator[LiveServer]:
    """As pytest-django's, but static files come from WhiteNoise with their hashed names, as in production."""
    with (
        mock.patch("django.contrib.staticfiles.handlers.StaticFilesHandler", lambda application: application),
        mock.patch.object(LiveServerThread, "server_class", CountedServer),
    ):
        server = LiveServer("localhost")
    yield server
    server.stop()


def wait_until_nobody_asks(server: LiveServer) -> None:
    """A page that is left may still send votes: answered while the tables are emptied, each waits for the other."""
    # Connections are taken in turn: once this one is, none that a page opened before is still unseen.
    with socket.create_connection((server.thread.host, server.thread.port)) as last:
        last.shutdown(socket.SHUT_WR)
        last.recv(1)
    patience.eventually(lambda: not OPEN)
