"""red-dwarf, installed beside our packages and never among them: the app and its tests cannot see it."""

import hashlib
import json
import os
import shutil
import subprocess
import sys

from tests.bench.votes import ROOT

LOCK = ROOT / "deploy" / "requirements-bench.txt"
FOLDER = ROOT / ".venv" / "red-dwarf"
STAMP = FOLDER / "lock.sha256"
UNWANTED = ("PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_USER", "PIP_REQUIRE_HASHES")
PIP = ("-m", "pip", "install", "--quiet", "--require-hashes", "--only-binary", ":all:", "--no-deps", "--no-compile")
PATIENCE = 300


def install() -> str:
    """Why red-dwarf cannot be had; nothing when it is there."""
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return ""
    shutil.rmtree(FOLDER, ignore_errors=True)
    why = _run(*PIP, "--target", FOLDER, "-r", LOCK)[1]
    if not why:
        STAMP.write_text(wanted)
    return why


def seconds(names: list[str]) -> tuple[list[list[float]], str]:
    """Of each round on the votes of each name; or nothing of any, and why."""
    said, why = _run("-W", "ignore", "-m", "tests.bench.red_dwarf", *names, PYTHONPATH=str(FOLDER))
    return ([[] for _ in names], why) if why else ([json.loads(line) for line in said.splitlines()], "")


def _run(*arguments: object, **environment: str) -> tuple[str, str]:
    """What this Python printed, and the last it complained of when it failed."""
    clean = {name: value for name, value in os.environ.items() if name not in UNWANTED} | environment
    command = [sys.executable, *map(str, arguments)]
    try:
        done = subprocess.run(
            command, env=clean, cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired:
        return "", f"more than {PATIENCE} s"
    return done.stdout, (done.stderr.strip().splitlines() or ["it said nothing"])[-1] if done.returncode else ""
