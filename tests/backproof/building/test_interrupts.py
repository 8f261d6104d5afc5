"""Interrupts while worker processes start, at the end of a command, and twice in a row."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from backproof.building.interrupts import held_back

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")

_TOLD = (130, "", "error: interrupted\n")
# The command line is replaced by a few lines of its own, between `entry.run` and the end of the process.
_COMMAND = """
import os, signal, sys, time
from pathlib import Path
from backproof import entry

def command(root, **_):
    from backproof.classroom.pool import LocalPool
    from backproof.prewarm.worker_pool import WorkerPool
{body}

if __name__ == "__main__":
    entry._run = command
    entry.run("", solutions="", figures="")
"""
_WORKERS_START = """
    pool = WorkerPool(Path("/"))
    pool.start(["json", "decimal"], object())
    for _ in range(2):
        pool.begin(time.sleep, 60)
    raise KeyboardInterrupt
"""
_COPIES_START = """
    pool = LocalPool(2)
    for _ in range(2):
        pool.begin(None, None)
    raise KeyboardInterrupt
"""
_THREAD_IS_AWAITED = """
    from threading import Thread
    Thread(target=time.sleep, args=(60,)).start()
    Thread(target=lambda: (time.sleep(0.3), os.kill(os.getpid(), signal.SIGINT))).start()
    sys.exit(0)
"""
_FILES_ARE_LEFT = """
    import tempfile
    from backproof.tex import scratch
    tempfile.mkdtemp(prefix=f"backproof-{os.getpid()}-")
    raise KeyboardInterrupt
"""


@pytest.mark.parametrize("body", [_WORKERS_START, _COPIES_START, _THREAD_IS_AWAITED, _FILES_ARE_LEFT])
def test_an_interrupt_is_one_line(body: str, tmp_path: Path) -> None:
    """However far workers have come, their tracebacks and files don't outlive the command."""
    (tmp_path / "command.py").write_text(_COMMAND.replace("{body}", body), "utf-8")
    # The path of a socket has at most some hundred characters.
    with tempfile.TemporaryDirectory(prefix="t") as files:
        done = subprocess.run(
            [sys.executable, "command.py"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3]), "TMPDIR": files},
            capture_output=True,
            encoding="utf-8",
            timeout=50,
            check=False,
        )
        assert (done.returncode, done.stdout, done.stderr) == _TOLD
        assert list(Path(files).iterdir()) == []


def test_an_interrupt_is_held_back() -> None:
    ran = False
    with pytest.raises(KeyboardInterrupt), held_back():
        os.kill(os.getpid(), signal.SIGINT)
        ran = True
    assert ran
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_process_started_meanwhile_gets_none() -> None:
    """As by Ctrl-C, which a terminal sends to the whole group."""
    with held_back():
        started = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    started.send_signal(signal.SIGINT)
    started.communicate(b"on\n", timeout=30)
    assert started.returncode == 0
