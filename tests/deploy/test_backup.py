"""Backups are worth what putting them back has shown: to a chosen second, whole, and never over something else.

With `-s` it says how long each part took; ANSWERABLE_REHEARSAL_ROWS are there before the copy, and as many come after.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from deliberation.embedded import postgres
from deliberation.embedded.state import free_port
from deliberation.embedded.supervisor import Supervisor
from tests.conftest import ROOT
from tests.patience import eventually

pytestmark = pytest.mark.once
ROWS = int(os.environ.get("ANSWERABLE_REHEARSAL_ROWS", "1000"))
FILL = "INSERT INTO votes SELECT -number FROM generate_series(1, %s) AS number"


@contextmanager
def told(what):
    """Say how long it took."""
    begin = time.monotonic()
    yield
    say(f"{what}: {time.monotonic() - begin:.1f} s")


def say(words):
    print(words, flush=True)  # noqa: T201 - the figures that were asked for


def backup(*words, ok=True, **environment):
    done = subprocess.run(
        [sys.executable, ROOT / "deploy" / "backup.py", *map(str, words)],
        capture_output=True, text=True, check=False, env=environment,
    )  # fmt: skip
    assert (done.returncode == 0) is ok, done.stderr
    return done.stdout if ok else done.stderr


def wait_for_a_new_microsecond():
    begin = datetime.now(UTC)
    while datetime.now(UTC) == begin:
        pass
    return datetime.now(UTC)


# PostgreSQL


@pytest.fixture
def place():
    """A folder that the account of the server can walk to."""
    folder = Path(tempfile.mkdtemp(dir=postgres.shared_folder()))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def servers(place):
    """serve(data folder) starts a server there; with an archive of its WAL where there was none before."""
    account, backups = postgres.Account.suitable(), place / "backups"
    programs = postgres.readable(postgres.installed(), account)
    (backups / "wal").mkdir(parents=True)
    script = shutil.copy(ROOT / "deploy" / "archive-wal", place)
    for each in (backups, backups / "wal"):
        each.chmod(0o755)
        account.own(each)
    archive = {"archive_mode": "on", "archive_command": f'{script} {backups / "wal"} "%p" "%f"', "wal_level": "replica"}

    def serve(supervisor, data):
        cluster = postgres.Cluster(programs, data, account, "secret", free_port())
        if not data.exists():
            postgres.create(supervisor, cluster)
            with (data / "postgresql.conf").open("a") as settings:
                settings.writelines(f"{name} = '{value}'\n" for name, value in archive.items())
        for path in [data, *data.rglob("*")]:
            account.own(path)
        postgres.serve(supervisor, cluster, {}, quiet=True)
        return cluster

    return serve


def test_postgresql_goes_back_to_a_chosen_second(place, servers):
    backups = place / "backups"
    with Supervisor() as household:
        cluster = servers(household, place / "home" / "data")
        with psycopg.connect(cluster.url("postgres"), autocommit=True) as site:
            site.execute("CREATE TABLE votes (number int)")
            site.execute(FILL, [ROWS])
            voted(site, range(10))
            env = {"PGBIN": str(cluster.programs / "bin"), "PGHOST": "127.0.0.1", "PGPORT": str(cluster.port),
                   "PGUSER": postgres.OWNER, "PGPASSWORD": "secret", "PGDATABASE": "postgres"}  # fmt: skip
            too_early = datetime.now(UTC)
            with told(f"a copy of {size(site)}"):
                backup("postgres", backups, **env)
            voted(site, range(10, 20))
            site.execute(FILL, [ROWS])
            chosen = datetime.now(UTC)
            voted(site, range(20, 30))
            later = datetime.now(UTC)
            site.execute("TRUNCATE votes")  # what the backup is there for
            voted(site, [99])
    assert "No copy in" in backup("restore-postgres", backups, "--at", too_early, "--into", place / "x", ok=False)
    assert "holds something" in backup(
        "restore-postgres", backups, "--at", chosen, "--into", place / "home" / "data", ok=False
    )
    for name, at, expected in (("again", chosen, 20), ("rehearsed twice", later, 30)):
        with told(f"{name}, putting the copy back"):
            backup("restore-postgres", backups, "--at", at, "--into", place / name / "data", **env)
        begin = time.monotonic()
        postgres.Account.suitable().own(place / name)
        with Supervisor() as household:
            cluster = servers(household, place / name / "data")
            with psycopg.connect(cluster.url("postgres"), autocommit=True) as site:
                eventually(lambda now=site: now.execute("SELECT NOT pg_is_in_recovery()").fetchone()[0])
                say(f"{name}, catching up to the second: {time.monotonic() - begin:.1f} s")
                kept = site.execute("SELECT number FROM votes WHERE number >= 0 ORDER BY 1")
                assert [number for (number,) in kept] == list(range(expected))
                assert site.execute("SELECT count(*) FROM votes WHERE number < 0").fetchone()[0] == 2 * ROWS
                voted(site, [100])  # it takes votes again, of which the archive hears nothing


def size(site):
    return site.execute("SELECT pg_size_pretty(pg_database_size(current_database()))").fetchone()[0]


def voted(site, numbers):
    """Each in a transaction of its own."""
    for number in numbers:
        site.execute("INSERT INTO votes VALUES (%s)", [number])


def test_a_wal_file_is_kept_once_and_never_replaced(tmp_path):
    def keep(text):
        (tmp_path / "segment").write_text(text)
        words = [ROOT / "deploy" / "archive-wal", tmp_path / "kept", tmp_path / "segment", "0001"]
        return subprocess.run(words, capture_output=True, check=False).returncode

    (tmp_path / "kept").mkdir()
    assert [keep("votes"), keep("votes"), keep("other")] == [0, 0, 1]
    assert (tmp_path / "kept" / "0001").read_text() == "votes"
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["0001"]


# SQLite and files


def test_sqlite_goes_back_to_the_copy_before_a_second(tmp_path):
    database, backups = tmp_path / "site.sqlite3", tmp_path / "backups"
    with closing(sqlite3.connect(database, isolation_level=None)) as site:
        site.execute("PRAGMA journal_mode=WAL")
        site.execute("CREATE TABLE votes (number int)")
        moments = []
        for number in range(3):
            site.execute("INSERT INTO votes VALUES (?)", [number])
            site.execute("BEGIN IMMEDIATE")  # somebody is just voting: it does not wait, and is not in the copy
            site.execute("INSERT INTO votes VALUES (99)")
            backup("sqlite", backups, database)
            site.execute("ROLLBACK")
            moments.append(wait_for_a_new_microsecond())
    said = backup("restore-sqlite", backups, "--at", moments[1], "--into", tmp_path / "again.sqlite3")
    assert "is lost" in said
    with closing(sqlite3.connect(tmp_path / "again.sqlite3")) as again:
        assert again.execute("SELECT number FROM votes").fetchall() == [(0,), (1,)]
    assert "holds something" in backup("restore-sqlite", backups, "--at", moments[1], "--into", database, ok=False)
    early = moments[0] - timedelta(hours=1)
    assert "No copy in" in backup("restore-sqlite", backups, "--at", early, "--into", tmp_path / "x", ok=False)
    assert "say the zone" in backup("restore-sqlite", backups, "--at", "2026-01-01", "--into", tmp_path / "x", ok=False)
    assert "no database at" in backup("sqlite", backups, tmp_path / "nothing", ok=False)


def test_files_come_back_as_they_were(tmp_path):
    files, backups = tmp_path / "files", tmp_path / "backups"
    (files / "a").mkdir(parents=True)
    (files / "a" / "one").write_bytes(b"one")
    backup("files", backups, files)
    first = wait_for_a_new_microsecond()
    (files / "a" / "one").unlink()
    (files / "two").write_bytes(b"two")
    backup("files", backups, files)
    second = wait_for_a_new_microsecond()
    for name, at in (("before", first), ("after", second)):
        backup("restore-files", backups, "--at", at, "--into", tmp_path / name)
    assert (tmp_path / "before" / "a" / "one").read_bytes() == b"one"
    assert [path.name for path in (tmp_path / "after").iterdir()] == ["two"]
    assert sorted(path.name for path in (tmp_path / "before").iterdir()) == [
        "a",
        "two",
    ]  # two may have come before `first`
    assert not any(path.stat().st_mode & 0o077 for path in backups.rglob("*"))
    (files / "two").unlink()
    assert "Is it mounted?" in backup("files", backups, files, ok=False)
    shutil.rmtree(files)
    assert "No such file" in backup("files", backups, files, ok=False)


def test_the_window_stays_whole_and_what_is_older_goes(tmp_path):
    files, backups, now = tmp_path / "files", tmp_path / "backups", datetime.now(UTC)
    files.mkdir()
    for days in (40, 35, 20, 1):
        (files / f"{days}").write_text("x")
        backup("files", backups, files)
        newest = max((backups / "lists").iterdir(), key=lambda path: path.stat().st_mtime_ns)
        newest.rename(newest.with_name((now - timedelta(days=days)).strftime("%Y%m%dT%H%M%S-%fZ")))
        (files / f"{days}").unlink()
    backup("prune", backups, "--days", 30)
    assert sorted(path.name for path in (backups / "files").iterdir()) == [
        "1",
        "20",
        "35",
    ]  # 35: the window begins there
    assert "lists: 24.0 hours" in backup("age", backups, "--hours", 25)
    assert "Older than 23 hours: lists" in backup("age", backups, "--hours", 23, ok=False)
