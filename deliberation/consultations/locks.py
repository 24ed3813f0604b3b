"""Who waits for whom within one consultation.

Votes share the lock and run side by side. Whoever must know that no vote is half-way (an analysis that reads
the log's position, a closing, a change to which statements exist) excludes them for that moment. Without it a
vote with a lower number could be stored after the position was read, and never be counted.
"""

from django.db import connection

SHARE = "SELECT pg_advisory_xact_lock_shared(%s, %s)"
SPACE = 7401  # our own corner of the advisory locks, so that nobody else's numbers meet ours


def share(consultation_id: int) -> None:
    """Until the transaction ends: others may share, nobody may exclude."""
    _take("pg_advisory_xact_lock_shared", consultation_id)


def exclude(consultation_id: int) -> None:
    """Until the transaction ends: nobody else."""
    _take("pg_advisory_xact_lock", consultation_id)


def _take(function: str, consultation_id: int) -> None:
    # SQLite needs nothing: its transactions are IMMEDIATE, so there is only ever one writer.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s, %s)", [SPACE, consultation_id])
