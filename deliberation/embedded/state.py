"""The folder that holds everything of one installation: its key, its data, its lock."""

import fcntl
import os
import secrets
import socket
from pathlib import Path

from deliberation.embedded.processes import ROOT
from deliberation.embedded.refusals import Refusal


def state_folder() -> Path:
    """ANSWERABLE_STATE, or `var` beside manage.py."""
    return Path(os.environ.get("ANSWERABLE_STATE") or ROOT / "var").resolve()


def prepare(folder: Path) -> None:
    """What is written here is for this account alone; others may only walk through (PostgreSQL's may have to)."""
    os.umask(0o077)
    try:
        if not folder.exists():
            folder.mkdir(parents=True)
            folder.chmod(0o711)
    except OSError as error:
        raise Refusal(f"The state folder {folder} cannot be made ({error.strerror}); set ANSWERABLE_STATE.") from error


def claim(folder: Path) -> int:
    """Keep a second start out of the same data. The claim goes when the process does."""
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        owner = os.read(descriptor, 20).decode() or "unknown"
        raise Refusal(
            f"Answerable is already running from {folder} (process {owner}). Stop it first, or name another "
            "folder for this one: make run ANSWERABLE_STATE=/some/folder PORT=8001"
        ) from error
    os.ftruncate(descriptor, 0)
    os.write(descriptor, str(os.getpid()).encode())
    return descriptor


def secret(folder: Path, name: str) -> str:
    """A random text that is made once and then stays, readable to the owner only."""
    path = folder / name
    if not path.exists():
        new = path.with_suffix(".new")
        new.unlink(missing_ok=True)
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
            file.flush()
            os.fsync(file.fileno())
        new.rename(path)
    return path.read_text().strip()


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def refuse_taken_port(host: str, port: int) -> None:
    """Say so now, in words, rather than in a server's traceback later."""
    if not 0 < port < 65536:
        raise Refusal(f"Port {port} cannot be used: ports go from 1 to 65535; try: make run PORT=8001")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except PermissionError as error:
        raise Refusal(f"Port {port} needs more rights than you have; try: make run PORT=8001") from error
    except OSError as error:
        raise Refusal(
            f"Port {port} on {host} cannot be used ({error.strerror or error}). "
            f"Something else may be using it; try: make run PORT={8001 if port == 8000 else 8000}"
        ) from error
