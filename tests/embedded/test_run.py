"""The one command, as a person uses it: a whole start, the ways it ends, and that nothing is left behind.

On a project of a few lines that stands in for the rooms: what is tested here is the starting and stopping.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from deliberation.embedded.state import free_port
from tests.house.sources import ROOT
from tests.patience import eventually

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
PROC = Path("/proc")
FILES = {
    "manage.py": (ROOT / "manage.py").read_text(),
    "deliberation/__init__.py": "",
    "deliberation/wsgi.py": (
        "import os\nfrom django.core.wsgi import get_wsgi_application\n"
        "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'deliberation.settings')\napplication = get_wsgi_application()"
    ),
    "deliberation/pulse.py": (ROOT / "deliberation" / "pulse.py").read_text(),
    "deliberation/celery.py": (
        "import os\nfrom celery import Celery\napp = Celery('tiny', broker=os.environ['REDIS_URL'])"
    ),
    "deliberation/urls.py": (
        "from django.http import HttpResponse\nfrom django.urls import path\n"
        "urlpatterns = [path('health/live', lambda request: HttpResponse('yes'))]"
    ),
    "deliberation/settings.py": (
        "import os\nSTATE = os.environ['ANSWERABLE_STATE']\nSECRET_KEY = os.environ['ANSWERABLE_SECRET_KEY']\n"
        "DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': STATE + '/data.sqlite3'}}\n"
        "INSTALLED_APPS = ['deliberation.room', 'django.contrib.staticfiles']\nUSE_TZ = True\n"
        "ROOT_URLCONF = 'deliberation.urls'\nALLOWED_HOSTS = ['*']\nSTATIC_URL = '/s/'\nSTATIC_ROOT = STATE + '/static'"
    ),
    "deliberation/room/management/commands/demo.py": (
        "import sys\nfrom django.core.management import BaseCommand\n\n\nclass Command(BaseCommand):\n"
        "    def add_arguments(self, parser):\n        parser.add_argument('--if-empty', action='store_true')\n"
        "        parser.add_argument('--stage')\n\n"
        "    def handle(self, **options):\n        print('demo', options['stage'], options['if_empty'])\n"
        "        sys.exit(5 if options['stage'] == 'broken' else 0)"
    ),
}


def read(path: Path) -> bytes:
    """What the kernel says of a process that may just have ended."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def target(link: Path) -> str:
    try:
        return os.readlink(link)
    except OSError:
        return ""


def lives(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live", timeout=2) as response:
            return response.read() == b"yes"
    except OSError:
        return False


@pytest.fixture
def tiny(tmp_path):
    """The embedded package, and just enough of a project for it to start; in a folder with a space in its name."""
    folder = tmp_path / "a tiny project"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    for package in ("room", "room/management", "room/management/commands"):
        (folder / "deliberation" / package / "__init__.py").touch()
    (folder / "static").mkdir()
    shutil.copytree(ROOT / "deliberation" / "embedded", folder / "deliberation" / "embedded")
    return folder


@pytest.fixture
def start(tiny):
    """start(*arguments) starts it; whatever a failing test leaves running is ended."""
    starts = []

    def begin(*arguments: str) -> Start:
        starts.append(Start(tiny, *arguments))
        return starts[-1]

    yield begin
    for started in starts:
        if started.process.poll() is None:
            started.process.terminate()
            started.process.wait(timeout=60)


class Start:
    """One `make run` without make."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        unwanted = re.compile("ANSWERABLE|DATABASE_URL|REDIS_URL|PYTHONDONTWRITEBYTECODE")
        kept = {name: value for name, value in os.environ.items() if not unwanted.match(name)}
        self.port = free_port()
        self.log = folder / "log"
        command = [sys.executable, "-m", "deliberation.embedded", "run", "--port", str(self.port), *arguments]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                command, cwd=folder, env=kept, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
            )
        self.folder = folder

    def said(self, words: str) -> bool:
        return words in self.log.read_text()

    def wait_for(self, words: str) -> None:
        eventually(lambda: self.said(words) or self.process.poll() is not None, timeout=60)
        assert self.said(words), self.log.read_text()

    def left(self) -> list[str]:
        """All processes of this start, known by the folder they work in."""
        return [where for path in PROC.glob("[0-9]*/cwd") if (where := target(path)).startswith(str(self.folder))]


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 0), (signal.SIGTERM, 0), (signal.SIGKILL, -9)])
def test_it_starts_and_however_it_ends_nothing_is_left(start, number, status):
    run = start()
    run.wait_for("ready | http://127.0.0.1:")
    run.wait_for("worker | ready")
    assert run.said("demo | demo None True")
    assert len(run.left()) >= 8, "supervisor, Valkey, web and its two workers, worker and its child, beat"
    run.process.send_signal(number)
    assert run.process.wait(timeout=60) == status
    eventually(lambda: run.left() == [])


def test_a_killed_web_server_comes_back(start):
    run = start()
    run.wait_for("ready | http://127.0.0.1:")
    mark, port = b"granian\0", f"--port\0{run.port}\0".encode()
    commands = {int(path.parent.name): read(path) for path in PROC.glob("[0-9]*/cmdline")}
    os.kill(min(pid for pid, command in commands.items() if mark in command and port in command), signal.SIGKILL)
    run.wait_for("web | ended with status -9; starting it again")
    eventually(lambda: lives(run.port))
    run.process.send_signal(signal.SIGTERM)
    assert run.process.wait(timeout=60) == 0


def test_a_stage_has_a_world_of_its_own_made_anew(start, tiny):
    (tiny / "var" / "demo-open").mkdir(parents=True)
    (tiny / "var" / "demo-open" / "old").touch()
    run = start("--stage", "open")
    run.wait_for("ready | http://127.0.0.1:")
    assert run.said("demo | demo open False")
    assert not (tiny / "var" / "demo-open" / "old").exists()
    assert not (tiny / "var" / "data.sqlite3").exists()
    run.process.send_signal(signal.SIGTERM)
    run.process.wait(timeout=60)


def test_a_failing_step_ends_it_with_a_sentence(start):
    run = start("--stage", "broken")
    assert run.process.wait(timeout=60) == 1
    assert run.said("The step 'demo' failed with status 5")
    eventually(lambda: run.left() == [])


@pytest.mark.parametrize("stage", ["../..", "/etc", "Open"])
def test_a_stage_is_a_word(start, stage):
    run = start("--stage", stage)
    assert run.process.wait(timeout=60) == 1
    assert run.said("name one, as in: make demo STAGE=open")
