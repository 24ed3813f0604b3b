"""Django's `migrate`, for a site on which people vote meanwhile."""

import time
from typing import Any

from django.core.management.commands.migrate import Command as Migrate
from django.db import OperationalError, connections
from psycopg.errors import LockNotAvailable

LONGEST = "2s"  # a change waits so long for its lock, and whoever votes behind it
TRIES, PAUSE = 30, 1.0  # seconds between two tries, for those who waited behind it


class Command(Migrate):
    """On PostgreSQL a change that does not get its lock at once gives way, and is tried again: whoever wants to write
    to a table waits behind a change that waits for it."""

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        if connection.vendor != "postgresql":
            super().handle(*args, **options)
            return
        for left in reversed(range(TRIES)):
            with connection.cursor() as cursor:
                cursor.execute(f"SET lock_timeout = '{LONGEST}'")
            try:
                super().handle(*args, **options)
                return
            except OperationalError as error:
                if not left or not isinstance(error.__cause__, LockNotAvailable):
                    raise
                self.stderr.write(f"\nA lock was not to be had within {LONGEST}: somebody holds it. Trying again.")
                time.sleep(PAUSE)
            finally:
                with connection.cursor() as cursor:
                    cursor.execute("RESET lock_timeout")
