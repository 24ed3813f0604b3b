"""The real parts under a journey: a broker, a Celery worker, and the clock that gives it work."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.parts import Parts


@pytest.fixture
def parts(transactional_db: None, tmp_path: Path) -> Iterator[Parts]:
    """Parts on the test database; none runs until it is started."""
    made = Parts(tmp_path)
    yield made
    made.end()
    print(made.said())  # noqa: T201 - pytest shows it where a test failed
