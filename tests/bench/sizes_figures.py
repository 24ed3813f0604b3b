"""One size: `fill PEOPLE` makes the consultation, `measure FILE [ROUNDS]` writes what pages take. Run by sizes.py."""

import json
import sys
from pathlib import Path

import django

django.setup()  # before anything that knows a model

from tests.bench.sizes_filling import filled
from tests.bench.sizes_pages import measured

if __name__ == "__main__":
    if sys.argv[1] == "fill":
        filled(int(sys.argv[2]))
    else:
        Path(sys.argv[2]).write_text(json.dumps(measured(int(sys.argv[3]))))
