"""Linear algebra on one thread, so that its rounding does not depend on how many there are."""

from functools import cache
from typing import Any

from threadpoolctl import ThreadpoolController


def one_thread() -> Any:
    """A context in which the libraries of linear algebra use one thread, in the whole process.

    For whoever starts a computation, not for its parts: leaving it in one thread ends it for all.
    """
    return _libraries().limit(limits=1)


@cache
def _libraries() -> ThreadpoolController:
    """Looked for once: it means reading what the process has loaded, some milliseconds each time."""
    return ThreadpoolController()
