"""PostgreSQL as Django knows it, but a connection that is asked whether it still works need not ask the server.

With CONN_HEALTH_CHECKS Django asks each request's connection, which costs a way to the server and back: a tenth of a
vote. While a connection does nothing the server sends nothing, so bytes that wait to be read are its farewell.
"""

import select

from django.db.backends.postgresql.base import DatabaseWrapper as PostgreSQL
from psycopg.pq import TransactionStatus
from psycopg.pq.abc import PGconn


class DatabaseWrapper(PostgreSQL):
    """Asks the server only when there is a sign that the connection is gone."""

    def is_usable(self) -> bool:
        if self.connection is not None and not self.errors_occurred and _at_rest(self.connection.pgconn):
            return True
        return super().is_usable()


def _at_rest(pgconn: PGconn) -> bool:
    if pgconn.transaction_status != TransactionStatus.IDLE:
        return False
    poll = select.poll()
    poll.register(pgconn.socket, select.POLLIN)
    return not poll.poll(0)
