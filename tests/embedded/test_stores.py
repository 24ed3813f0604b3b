"""The embedded Valkey and PostgreSQL: private, durable, and refused where they are not to be trusted."""

import os
import shutil
import signal
import stat
import tempfile
from pathlib import Path

import psycopg
import pytest
import redis

from deliberation.embedded import postgres, valkey
from deliberation.embedded.refusals import Refusal
from deliberation.embedded.supervisor import Supervisor
from tests.engines import own_redis


@pytest.fixture
def household():
    with Supervisor() as made:
        yield made


@pytest.fixture(autouse=True)
def restored_signals():
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_valkey_keeps_what_it_was_told(tmp_path):
    for expected in (None, b"kept"):
        with Supervisor() as household:
            url = valkey.start(household, tmp_path / "a folder", durable=True)
            with redis.Redis.from_url(url) as client:
                assert client.get("key") == expected
                client.set("key", "kept")
    assert stat.S_IMODE((tmp_path / "a folder" / "valkey.conf").stat().st_mode) == 0o600


def test_valkey_asks_for_a_password(household, tmp_path):
    url = valkey.start(household, tmp_path, durable=False)
    stranger = redis.Redis(port=int(url.split(":")[3].split("/")[0]))
    with stranger, pytest.raises(redis.AuthenticationError):
        stranger.ping()


def test_each_tester_has_a_database_of_its_own():
    assert own_redis("redis://:x@127.0.0.1:6379/0", "gw0") == "redis://:x@127.0.0.1:6379/1"
    assert own_redis("redis://:x@127.0.0.1:6379/1", "gw12") == "redis://:x@127.0.0.1:6379/13"
    assert own_redis("redis://127.0.0.1:6379", "master") == "redis://127.0.0.1:6379/1"


@pytest.fixture
def open_folder():
    """Where an account without rights may walk to."""
    folder = Path(tempfile.mkdtemp(dir=postgres.shared_folder()))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


def test_postgresql_starts_again_on_its_data(open_folder):
    for expected in ([], [("kept",)]):
        with Supervisor() as household:
            url = postgres.start(household, open_folder)
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute("CREATE TABLE IF NOT EXISTS words (word text)")
                assert connection.execute("SELECT word FROM words").fetchall() == expected
                connection.execute("INSERT INTO words VALUES ('kept')")
                assert connection.execute("SHOW fsync").fetchone() == ("on",)
                assert connection.execute("SHOW synchronous_commit").fetchone() == ("on",)
    assert not (open_folder / "postgres" / "password").exists()


def test_postgresql_asks_for_a_password(household, open_folder):
    url = postgres.start(household, open_folder, careless=True)
    secret = url.split(":")[2].split("@")[0]
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(url.replace(secret, "guess"))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root copies the programs for another account")
def test_programs_that_another_may_not_read_are_copied_once(tmp_path, monkeypatch):
    programs = tmp_path / "closed" / postgres.PACKAGE / "pginstall18"
    (programs / "bin").mkdir(parents=True)
    (programs / "bin" / "postgres").write_text("program")
    (tmp_path / "closed").chmod(0o700)
    (tmp_path / "shared").mkdir()
    monkeypatch.setattr(postgres, "shared_folder", lambda: tmp_path / "shared")
    account = postgres.Account(65534, 65534)
    copied = postgres.readable(programs, account)
    assert (copied / "bin" / "postgres").read_text() == "program"
    assert copied.is_relative_to(tmp_path / "shared")
    assert postgres.readable(programs, account) == copied
    assert len(list((tmp_path / "shared").iterdir())) == 1


def test_a_copy_that_others_may_change_is_not_trusted(tmp_path):
    (tmp_path / "copy").mkdir(mode=0o777)
    (tmp_path / "copy").chmod(0o777)
    with pytest.raises(Refusal, match="made by somebody else"):
        postgres.is_ours(tmp_path / "copy")
