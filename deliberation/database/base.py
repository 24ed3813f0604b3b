"""PostgreSQL as Django knows it, but a connection that is asked whether it still works need not ask the server.

With CONN_HEALTH_CHECKS Django asks each request's connection, which costs a way to the server and back: a tenth of a
vote. While a connection does nothing the server sends nothing, so bytes that wait to be read are its farewell. Where
something between drops connections that rest, without a word, only asking finds out; that takes longer than `LATELY`.
"""

import select
from time import perf_counter

from django.db.backends.postgresql.base import DatabaseWrapper as PostgreSQL
from psycopg.pq import TransactionStatus
from psycopg.pq.abc import PGconn

LATELY = 30.0  # seconds


class DatabaseWrapper(PostgreSQL):
    """Asks the server only when the connection rested long, or when there is a sign that it is gone."""

    asked_at = 0.0

    def is_usable(self) -> bool:
        before, self.asked_at = self.asked_at, perf_counter()
        rested = self.asked_at - before > LATELY or self.connection is None or self.errors_occurred
        return (not rested and _at_rest(self.connection.pgconn)) or super().is_usable()


def _at_rest(pgconn: PGconn) -> bool:
    if pgconn.transaction_status != TransactionStatus.IDLE:
        return False
    poll = select.poll()
    poll.register(pgconn.socket, select.POLLIN)
    return not poll.poll(0)
