"""How a command says no: a sentence and a status, never a traceback."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import DatabaseError

from deliberation.errors import Refusal


@contextmanager
def told() -> Iterator[None]:
    """Refusals from inside become the command's own."""
    try:
        yield
    except Refusal as refusal:
        raise CommandError(sentence(refusal)) from refusal
    except DatabaseError as error:
        raise CommandError(f"The database refused: {error}. Nothing was stored. Has `migrate` run?") from error
    except KeyboardInterrupt as error:
        raise CommandError("Stopped; nothing was stored.") from error


def sentence(refusal: Refusal) -> str:
    """The refusal with everything that is wrong, by field."""
    fields = [f"  {name}: {wrong}" for name, wrong in refusal.fields.items() if wrong != refusal.detail]
    return "\n".join([refusal.detail, *fields])
