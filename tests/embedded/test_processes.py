"""Children are started, watched, started again and ended, with everything they started themselves."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from deliberation.embedded import guardian
from deliberation.embedded.processes import Child, Guardian, python
from deliberation.embedded.refusals import Refusal
from deliberation.embedded.supervisor import Stopped, conclude
from tests.patience import eventually

FOREVER = "import time; time.sleep(600)"
# A parent that ignores polite requests and has a child that does, like a worker in the middle of a task.
STUBBORN_FAMILY = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import signal, time; signal.signal(15, 1); time.sleep(600)"])
open(sys.argv[1], "w").write(str(child.pid))
time.sleep(600)
"""


def child(code: str, *arguments: str | Path, name: str = "child", **more: object) -> Child:
    return Child(name=name, command=python("-c", code, *arguments), environment=dict(os.environ), **more)


def is_gone(pid: int) -> bool:
    """No such process, or one that only waits for its parent to read its status."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_leaving_ends_the_children_and_their_children(household, tmp_path):
    household.start(child(STUBBORN_FAMILY, tmp_path / "pid"))
    grandchild = eventually(lambda: (tmp_path / "pid").exists() and int((tmp_path / "pid").read_text() or 0))
    household.stop()
    eventually(lambda: is_gone(grandchild))


def test_stores_are_stopped_after_those_who_use_them(household, tmp_path):
    said = tmp_path / "said"
    farewell = "import signal, sys, time; signal.signal(15, lambda *a: (open(sys.argv[1], 'a').write(sys.argv[2]),"
    farewell += " sys.exit())); open(sys.argv[1] + sys.argv[2], 'w'); time.sleep(600)"
    household.start(child(farewell, said, "store ", is_store=True))
    household.start(child(farewell, said, "user "))
    eventually(lambda: Path(f"{said}store ").exists() and Path(f"{said}user ").exists())
    household.stop()
    assert said.read_text() == "user store "


def test_a_child_that_dies_is_started_again(household, tmp_path):
    once = "import os, sys, time; os.path.exists(sys.argv[1]) or sys.exit(open(sys.argv[1], 'w').close()); "
    household.start(child(once + "open(sys.argv[1] + '2', 'w'); time.sleep(600)", tmp_path / "ran"))
    assert household.wait_until((tmp_path / "ran2").exists, 20)


def test_a_child_that_keeps_dying_stops_the_rest(household):
    other = household.start(child(FOREVER))
    household.start(child("raise SystemExit(7)", name="worker"))
    with pytest.raises(Refusal, match=r"worker ended 3 times \(status 7\)"):
        household.watch()
    household.stop()
    assert not other.is_running()


def test_a_failed_step_is_a_sentence_and_its_words_are_heard(household, capsys):
    with pytest.raises(Refusal, match="The step 'migrate' failed with status 3"):
        household.step(child("print('because'); raise SystemExit(3)", name="migrate", quiet=True))
    assert "migrate | because" in capsys.readouterr().out


def test_a_quiet_step_that_succeeds_says_nothing(household, capsys):
    household.step(child("print('chatter')", quiet=True))
    assert capsys.readouterr().out == ""


def test_waiting_ends_when_somebody_asks_to_stop(household):
    os.kill(os.getpid(), signal.SIGTERM)
    with pytest.raises(Stopped):
        household.watch()


def test_what_never_gets_ready_is_not_waited_for_forever(household):
    assert household.wait_until(lambda: False, 0.2) is False


def test_conclusions(capsys):
    def refuse() -> int:
        raise Refusal("Port 8000 is taken.")

    def stop() -> int:
        raise Stopped

    assert conclude(refuse, when_stopped=0) == 1
    assert capsys.readouterr().err == "Port 8000 is taken.\n"
    assert conclude(stop, when_stopped=130) == 130
    assert conclude(lambda: 5, when_stopped=0) == 5


def test_the_guardian_keeps_a_list():
    assert guardian.listed(["+1\n", "+2\n", "-1\n", "-9\n"]) == {2}


def test_the_guardian_ends_what_a_killed_supervisor_leaves(tmp_path):
    watch, family = Guardian(), child(STUBBORN_FAMILY, tmp_path / "pid")
    family.start(watch)
    grandchild = eventually(lambda: (tmp_path / "pid").exists() and int((tmp_path / "pid").read_text() or 0))
    watch.dismiss()  # what it sees when the supervisor is gone
    assert family.process
    assert family.process.wait(timeout=60) == -signal.SIGKILL
    eventually(lambda: is_gone(grandchild))


@pytest.mark.skipif(sys.platform != "linux", reason="PR_SET_PDEATHSIG is Linux's")
def test_a_child_is_told_when_its_parent_is_killed():
    parent = (
        "import os, sys, time; from deliberation.embedded.processes import *\n"
        "class Nobody:\n    tell = print\n"
        f"c = Child(name='c', command=python('-c', {FOREVER!r}), environment=dict(os.environ))\n"
        "c.start(Nobody()); print(c.process.pid, flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        process.stdout.readline()
        orphan = int(process.stdout.readline())
        process.kill()
    eventually(lambda: is_gone(orphan))
