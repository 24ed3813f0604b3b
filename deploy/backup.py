"""Backups of the database and of attached files, and putting them back as they were at a chosen second.

    backup.py postgres FOLDER                     a whole copy, now; the server is named as for psql (PGHOST ...)
    backup.py sqlite   FOLDER DATABASE            a whole copy of a SQLite file, while it is being written to
    backup.py files    FOLDER FILES               what is new among the attached files
    backup.py restore-postgres FOLDER --at TIME --into DATA
    backup.py restore-sqlite   FOLDER --at TIME --into DATABASE
    backup.py restore-files    FOLDER --at TIME --into FILES
    backup.py prune FOLDER --days N               forget what is older; the window of N days stays whole
    backup.py age   FOLDER --hours N              fails where the newest copy is older: for the monitoring

TIME says its zone, as in 2026-11-22T14:05:00+01:00. docs/operations.md says what a site needs around this. Nothing but
Python's own library is used, so that it also runs where nothing else of Answerable does.
"""

import argparse
import hashlib
import json
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

STAMP = "%Y%m%dT%H%M%S-%fZ"


class Refusal(Exception):
    """Why it is not done, and what to do."""


def stamped(folder, now):
    """The name of what was complete at this moment."""
    return folder / now.astimezone(UTC).strftime(STAMP)


def moment_of(path):
    return datetime.strptime(path.name.split("Z")[0] + "Z", STAMP).replace(tzinfo=UTC)


def copies(folder):
    """All complete copies of a kind, the oldest first; what was interrupted has another name."""
    return sorted(path for path in folder.glob("*Z*") if re.fullmatch(r"\d{8}T\d{6}-\d{6}Z(\.\w+)?", path.name))


def newest_at(folder, at):
    """The newest copy that was complete at a moment."""
    known = copies(folder)
    found = [path for path in known if moment_of(path) <= at]
    if not found:
        first = f"the first is of {moment_of(known[0]).isoformat()}" if known else "there is none at all"
        raise Refusal(f"No copy in {folder} was complete at {at.isoformat()}: {first}.")
    return found[-1]


def must_be_free(path):
    """Nothing is ever written over: what stands there may be all that is left."""
    if path.exists() and (path.is_file() or any(path.iterdir())):
        raise Refusal(f"{path} holds something. Move it away first, or name another place.")


def settle(path):
    """Wait until a file or a folder is on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def settle_all(folder):
    for path in [folder, *folder.rglob("*")]:
        settle(path)


def finish(new, name):
    """Give a complete copy its name; only then does anything see it."""
    settle(new)
    new.rename(name)
    settle(name.parent)
    print(f"{name} is complete.")


# PostgreSQL


def program(name):
    return str(Path(os.environ.get("PGBIN", "")) / name)


def back_up_postgres(folder):
    """A whole copy with the WAL that it needs to be consistent; every file is checked against the list of digests."""
    bases = folder / "postgres"
    bases.mkdir(parents=True, exist_ok=True)
    new = bases / "incomplete"
    shutil.rmtree(new, ignore_errors=True)
    copy = [program("pg_basebackup"), "--pgdata", new, "--checkpoint=fast", "--wal-method=stream", "--progress"]
    subprocess.run([*copy, "--manifest-checksums=SHA256"], check=True)
    check(new)
    finish(new, stamped(bases, datetime.now(UTC)))


def check(copy):
    """Every file is as long as the server says, and has its digest."""
    for listed in json.loads((copy / "backup_manifest").read_text())["Files"]:
        path = copy / listed["Path"]
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if path.stat().st_size != listed["Size"] or digest != listed["Checksum"]:
            raise Refusal(f"{path} is not what the server sent. Look after the disk, then try again.")
    settle_all(copy)


def restore_postgres(folder, at, data):
    """A data folder that PostgreSQL, when started on it, brings up to the chosen second and then serves.

    If the archive does not reach that second the server says so and does not start: then choose an earlier one. It
    keeps no WAL itself: a rehearsal that wrote into the archive would lead the next restore away from what happened.
    """
    must_be_free(data)
    base = newest_at(folder / "postgres", at)
    print(f"From the copy {base}, with the WAL in {folder / 'wal'}, to {at.isoformat()}.")
    shutil.copytree(base, data, dirs_exist_ok=True)
    data.chmod(0o700)
    fetch = f'cp {shlex.quote(str((folder / "wal").resolve()))}/"%f" "%p"'
    said = {
        "restore_command": fetch,
        "recovery_target_time": at.isoformat(sep=" "),
        "recovery_target_action": "promote",
        "recovery_target_timeline": "current",
        "archive_mode": "off",
    }
    with (data / "postgresql.auto.conf").open("a") as settings:
        settings.writelines(f"{name} = '{value}'\n" for name, value in said.items())
    (data / "recovery.signal").touch()
    print(f"Start PostgreSQL on {data}. It is the site of that second when it says: database system is ready.")


# SQLite


def back_up_sqlite(folder, database):
    """A whole copy of one moment, made through SQLite itself, page by page beside those who write; then checked."""
    if not database.is_file():
        raise Refusal(f"There is no database at {database}.")
    kept = folder / "sqlite"
    kept.mkdir(parents=True, exist_ok=True)
    new = kept / "incomplete"
    new.unlink(missing_ok=True)
    reading = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    with closing(reading) as source, closing(sqlite3.connect(new)) as copy:
        source.backup(copy)  # in one step: it is of one moment, and no writer waits
        answer = copy.execute("PRAGMA quick_check").fetchone()[0]
    if answer != "ok":
        raise Refusal(f"The copy is damaged, and so is {database} probably: {answer}")
    finish(new, stamped(kept, datetime.now(UTC)).with_suffix(".sqlite3"))


def restore_sqlite(folder, at, database):
    for path in (database, Path(f"{database}-wal"), Path(f"{database}-shm")):
        must_be_free(path)
    copy = newest_at(folder / "sqlite", at)
    new = Path(f"{database}.incomplete")
    shutil.copyfile(copy, new)
    finish(new, database)
    made_at = moment_of(copy)
    lost = (at - made_at).total_seconds()
    print(f"It is the site of {made_at.isoformat()}: what came in the {lost:.0f} s after that is lost.")


# Attached files


def back_up_files(folder, files):
    """Copies what is not there yet, for a name is never used for other bytes, and writes down what there was."""
    kept, lists = folder / "files", folder / "lists"
    kept.mkdir(parents=True, exist_ok=True)
    lists.mkdir(exist_ok=True)
    names = names_in(files)
    earlier = copies(lists)
    if not names and earlier and earlier[-1].read_text():
        raise Refusal(f"{files} holds no file, and {earlier[-1]} names some. Is it mounted? If it is as it should be, "
                      f"remove what is in {lists} and try again.")  # fmt: skip
    for name in names:
        target = kept / name
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            new = target.with_name(f".{target.name}.incomplete")
            shutil.copyfile(files / name, new)
            settle(new)
            new.rename(target)
    settle_all(kept)
    new = lists / "incomplete"
    new.write_text("".join(f"{name}\n" for name in names))
    finish(new, stamped(lists, datetime.now(UTC)))


def names_in(files):
    """Every file below, relative to it. A folder that is not there or may not be read is no empty folder."""

    def refuse(fault):
        raise fault

    found = [Path(place) / name for place, _, names in os.walk(files, onerror=refuse) for name in names]
    return sorted(str(path.relative_to(files)) for path in found)


def restore_files(folder, at, files):
    """What there was at the copy before that second and after it: the database may name what came between."""
    must_be_free(files)
    before = newest_at(folder / "lists", at)
    after = [path for path in copies(folder / "lists") if moment_of(path) > at][:1]
    names = sorted({name for path in [before, *after] for name in path.read_text().splitlines()})
    for name in names:
        (files / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / "files" / name, files / name)
    files.mkdir(parents=True, exist_ok=True)
    settle_all(files)
    print(f"{len(names)} files are back.")


# Keeping


def prune(folder, days):
    """Forget all that no second of the last `days` days needs. The newest copy of each kind stays in any case."""
    begin = datetime.now(UTC) - timedelta(days=days)
    for kind in ("postgres", "sqlite", "lists"):
        for path in needless(copies(folder / kind), begin):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
            print(f"{path} is gone.")
    bases = copies(folder / "postgres")
    if bases:
        first = re.search(r"file ([0-9A-F]{24})\)", (bases[0] / "backup_label").read_text()).group(1)
        subprocess.run([program("pg_archivecleanup"), folder / "wal", first], check=True)
    named = {name for path in copies(folder / "lists") for name in path.read_text().splitlines()}
    for path in [path for path in (folder / "files").rglob("*") if path.is_file()]:
        if str(path.relative_to(folder / "files")) not in named:
            path.unlink()
            print(f"{path} is gone.")


def needless(found, begin):
    """What is older than the newest copy from before the window: that one is where the window's first second starts."""
    before = [path for path in found if moment_of(path) <= begin]
    return before[:-1]


def tell_age(folder, hours):
    """How old the newest copy of each kind is."""
    now, old = datetime.now(UTC), []
    for kind in ("postgres", "sqlite", "lists"):
        if (folder / kind).is_dir():
            newest = moment_of(copies(folder / kind)[-1]) if copies(folder / kind) else None
            print(f"{kind}: {f'{(now - newest).total_seconds() / 3600:.1f} hours' if newest else 'none at all'}")
            old += [kind] if newest is None or now - newest > timedelta(hours=hours) else []
    if old:
        raise Refusal(f"Older than {hours} hours: {', '.join(old)}. Look what the backup job says.")


def second(text):
    """A moment with its zone; without one nobody knows which it is."""
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError("say the zone, as in 2026-11-22T14:05:00+01:00")
    return moment


def understood(words):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    acts = parser.add_subparsers(dest="act", required=True)
    for name, places in (("postgres", ()), ("sqlite", ("database",)), ("files", ("files",))):
        act = acts.add_parser(name)
        for place in ("folder", *places):
            act.add_argument(place, type=Path)
    for name in ("restore-postgres", "restore-sqlite", "restore-files"):
        act = acts.add_parser(name)
        act.add_argument("folder", type=Path)
        act.add_argument("--at", type=second, required=True)
        act.add_argument("--into", type=Path, required=True)
    for name, limit in (("prune", "--days"), ("age", "--hours")):
        act = acts.add_parser(name)
        act.add_argument("folder", type=Path)
        act.add_argument(limit, type=int, required=True)
    return parser.parse_args(words)


def main(words):
    asked = understood(words)
    os.umask(0o077)  # whoever reads a copy reads everything
    act = {
        "postgres": lambda: back_up_postgres(asked.folder),
        "sqlite": lambda: back_up_sqlite(asked.folder, asked.database),
        "files": lambda: back_up_files(asked.folder, asked.files),
        "restore-postgres": lambda: restore_postgres(asked.folder, asked.at, asked.into),
        "restore-sqlite": lambda: restore_sqlite(asked.folder, asked.at, asked.into),
        "restore-files": lambda: restore_files(asked.folder, asked.at, asked.into),
        "prune": lambda: prune(asked.folder, asked.days),
        "age": lambda: tell_age(asked.folder, asked.hours),
    }[asked.act]
    begin = time.monotonic()
    try:
        act()
        print(f"It took {time.monotonic() - begin:.1f} s.")
    except (Refusal, subprocess.CalledProcessError, OSError, sqlite3.Error) as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
