"""What counting costs a request and a vote: `python -m tests.bench.counting`, with and without a folder of counts."""

import os
import subprocess
import sys
import tempfile
import timeit

REQUEST = """
from deliberation.metrics import Measured
def answering(environ, start_response):
    start_response("302 Found", [])
    return ()
environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/c/streets/vote/"}
silent, bare, measured = (lambda *given: None), answering, Measured(answering)
"""
COMMIT = "from deliberation import metrics"
TIMES = 200_000


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for named, more in (("one process", {}), ("several processes", {"PROMETHEUS_MULTIPROC_DIR": folder})):
            subprocess.run([sys.executable, "-m", "tests.bench.counting", named], env=os.environ | more, check=True)


def tell(named: str) -> None:
    def cost(statement: str, setup: str) -> float:
        return min(timeit.repeat(statement, setup, number=TIMES, repeat=3)) / TIMES * 1e6

    request = cost("measured(environ, silent)", REQUEST) - cost("bare(environ, silent)", REQUEST)
    commit = cost("metrics.TOGETHER.observe(8); metrics.STORED.inc(8)", COMMIT)
    print(f"{named}: {request:.1f} µs a request, {commit:.1f} µs a commit")


if __name__ == "__main__":
    tell(sys.argv[1]) if sys.argv[1:] else main()
