# -*- coding: utf-8 -*-
"""Makes .venv and installs the locked packages into it: python deploy/bootstrap.py [runtime|dev]

Any Python since 2.7 can parse this file, so that one which is too old is told so in a sentence.
The stamp is written last: whatever interrupts the work, the next start does it again from the beginning.
"""
from __future__ import print_function

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys

FLOOR = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "answerable-locks.json")
LOCKS = {"runtime": "requirements.txt", "dev": "requirements-dev.txt"}
CANDIDATES = ("python3", "python3.13", "python3.12", "python3.11", "python3.14")
PROBE = "import sys; print('%d.%d.%d' % sys.version_info[:3])"

# What pip says when it fails, and what a person can do about it. The first match wins.
EXPLANATIONS = (
    (
        "DO NOT MATCH THE HASHES",
        "A downloaded package is not the one that the lock file names, so it was refused.",
    ),
    ("No space left on device", "The disk is full."),
    (
        "CERTIFICATE_VERIFY_FAILED",
        "The package index's certificate was not accepted: set PIP_CERT to your organisation's certificate file.",
    ),
    (
        r"name resolution|NewConnection|(Connect|Read)Timeout|unreachable|onnection re(fused|set)|No route|ProxyError",
        "The package index cannot be reached. The first start needs the network, or a mirror (PIP_INDEX_URL).",
    ),
)


class Refusal(Exception):
    """What a person is told when we cannot go on."""


def say(text):
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def lock_path(group):
    return os.path.join(ROOT, "deploy", LOCKS[group])


def lock_digest(group):
    with open(lock_path(group), "rb") as lock:
        return hashlib.sha256(lock.read()).hexdigest()


def read_stamp():
    try:
        with open(STAMP) as stamp:
            return json.load(stamp)
    except (IOError, OSError, ValueError):
        return {}


def write_stamp(stamp):
    with open(STAMP + ".new", "w") as new:
        json.dump(stamp, new)
    os.rename(STAMP + ".new", STAMP)


def forget_stamp():
    if os.path.exists(STAMP):
        os.remove(STAMP)


def version_of(python):
    """Its version as text, or None: a pyenv shim exists on PATH and still cannot run."""
    try:
        done = subprocess.Popen([python, "-c", PROBE], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        out = done.communicate()[0].decode().strip()
    except OSError:
        return None
    return out if done.returncode == 0 and re.match(r"\d+\.\d+\.\d+$", out) else None


def new_enough(version):
    return tuple(int(part) for part in version.split(".")[:2]) >= FLOOR


def find_python():
    named = os.environ.get("PYTHON")
    found = []
    for python in [named] if named else [sys.executable] + list(CANDIDATES):
        version = version_of(python)
        if version and new_enough(version):
            return python, version
        if version:
            found.append(version)
    raise Refusal(no_python(named, found))


def no_python(named, found):
    if named and not found:
        return "PYTHON=%s does not run. Name a Python 3.11 or newer, as in: make run PYTHON=python3.12" % named
    return (
        "Answerable needs Python 3.11 or newer; this is %s. Install a newer one (on Debian or Ubuntu: "
        "apt-get install python3 python3-venv) or name one, as in: make run PYTHON=python3.12" % found[0]
    )


def clean_environment():
    """pip obeys many variables; these would make it install elsewhere than into .venv."""
    unwanted = ("PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_REQUIRE_HASHES")
    environment = dict((name, value) for name, value in os.environ.items() if name not in unwanted)
    environment.update(PIP_USER="0", PIP_DISABLE_PIP_VERSION_CHECK="1", PYTHONUNBUFFERED="1")
    return environment


def can_make_venv(python):
    with open(os.devnull, "w") as nowhere:
        return subprocess.call([python, "-c", "import ensurepip, venv"], stdout=nowhere, stderr=nowhere) == 0


def ensure_venv_module(python, version):
    if can_make_venv(python):
        return
    package = "python%s-venv" % ".".join(version.split(".")[:2])
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("This Python lacks venv; installing Debian's %s" % package)
        subprocess.call(["apt-get", "update", "-qq"])
        subprocess.call(["apt-get", "install", "-y", "-qq", "--no-install-recommends", package])
    if not can_make_venv(python):
        raise Refusal(
            "This Python %s cannot make virtual environments. Install its venv module (on Debian or Ubuntu, "
            "as root: apt-get install %s) or name another Python, as in: make run PYTHON=python3.12"
            % (version, package)
        )


def make_venv(python, version):
    ensure_venv_module(python, version)
    say("Preparing .venv with Python %s (only when something changed)" % version)
    made = subprocess.Popen(
        [python, "-m", "venv", "--clear", VENV],
        env=clean_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )
    output = made.communicate()[0].decode("utf-8", "replace")
    if made.returncode:
        raise Refusal("The virtual environment could not be made:\n" + output.strip())


def explain(output, version):
    for pattern, sentence in EXPLANATIONS:
        if re.search(pattern, output):
            return sentence
    missing = re.search(r"No matching distribution found for ([^\s=]+)", output)
    if missing:
        return (
            "There is no ready-made package of %s for Python %s on this machine (%s). Python 3.11, 3.12 and 3.13 "
            "on Linux and macOS have them all: name one, as in: make run PYTHON=python3.12"
            % (missing.group(1), version, " ".join([os.uname()[0], os.uname()[4]]))
        )
    return "pip could not install the packages; its last words:\n" + "\n".join(output.splitlines()[-15:])


def show_progress(line, count, total):
    """pip says `Collecting NAME==VERSION` (or, for a local file, `Processing PATH`) once a package."""
    name = os.path.basename(line.split()[1]).split("==")[0]
    if sys.stdout.isatty():
        sys.stdout.write("\r\033[K  %d of %d  %s" % (count, total, name))
    elif count % 20 == 0 or count == total:
        sys.stdout.write("  %d of %d packages\n" % (count, total))
    sys.stdout.flush()


def follow_pip(pip, total):
    count, output = 0, []
    for raw in iter(pip.stdout.readline, b""):
        line = raw.decode("utf-8", "replace")
        output.append(line)
        if line.startswith(("Collecting ", "Processing ")):
            count += 1
            show_progress(line, min(count, total), total)
        elif line.startswith("Installing collected"):
            say("%s  unpacking" % ("\r\033[K" if sys.stdout.isatty() else ""))
    return "".join(output)


def count_packages(group):
    with open(lock_path(group)) as lock:
        return sum(1 for line in lock if re.match(r"[a-z0-9]", line) and "win32" not in line)


def install(group, version):
    # Byte code is written when a module is first imported: compiling everything would double the wait.
    command = [VENV_PYTHON, "-m", "pip", "install", "--require-hashes", "--only-binary", ":all:", "--no-deps",
               "--no-compile", "--retries", "3", "-r", lock_path(group)]
    say("Installing %d locked packages" % count_packages(group))
    pip = subprocess.Popen(
        command, env=clean_environment(), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    output = follow_pip(pip, count_packages(group))
    if pip.wait():
        raise Refusal(explain(output, version))


def venv_fits():
    """Whether .venv is a finished one of ours, runs, and is the Python that PYTHON= asks for."""
    if not read_stamp():
        return False
    version, named = version_of(VENV_PYTHON), os.environ.get("PYTHON")
    return bool(version) and new_enough(version) and (not named or version_of(named) == version)


def up_to_date(group):
    return read_stamp().get(group) == lock_digest(group) and venv_fits()


def has_pip():
    with open(os.devnull, "w") as nowhere:
        return subprocess.call([VENV_PYTHON, "-c", "import pip"], stdout=nowhere, stderr=nowhere) == 0


def prepare(group):
    stamp = read_stamp() if venv_fits() and has_pip() else {}
    python, version = (VENV_PYTHON, version_of(VENV_PYTHON)) if stamp else find_python()
    forget_stamp()
    if not stamp:
        make_venv(python, version)
    install(group, version)
    stamp[group] = lock_digest(group)
    if group == "dev":  # holds everything of runtime, in the same versions
        stamp["runtime"] = lock_digest("runtime")
    write_stamp(stamp)


def alone():
    """Two starts at once must not build the same .venv. The lock goes when the process does."""
    descriptor = os.open(os.path.join(ROOT, "deploy"), os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (IOError, OSError):
        say("Another start is preparing .venv; waiting for it")
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    return descriptor


def main(arguments):
    group = arguments[0] if arguments else "runtime"
    if not up_to_date(group):
        descriptor = alone()
        try:
            if not up_to_date(group):
                prepare(group)
        finally:
            os.close(descriptor)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Refusal as refusal:
        sys.exit(str(refusal))
    except KeyboardInterrupt:
        sys.exit("\nInterrupted; the next start begins again.")
