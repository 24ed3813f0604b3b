"""The migrations of the votes, and after them one of each kind that may come while people vote."""

from pathlib import Path

from deliberation.votes import migrations

__path__ = [*migrations.__path__, str(Path(__file__).parent)]
NEWEST = sorted(path.stem for path in Path(migrations.__path__[0]).glob("0*.py"))[-1]
