"""Interrupts and requests to end: while workers start, at the end of a command, and twice in a row."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from backproof.building.interrupts import held_back

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")

# The command line is replaced by a few lines of its own, between `entry.run` and the end of the process.
_COMMAND = """
import os, signal, sys, time
from pathlib import Path
from backproof import entry

def command(root, **_):
{body}

if __name__ == "__main__":
    entry._run = command
    entry.run("", solutions="", figures="")
"""
_WORKERS_START = """
    from backproof.prewarm.worker_pool import WorkerPool
    pool = WorkerPool(Path("/"))
    pool.start([["json"], ["decimal"]], object())
    for _ in range(2):
        pool.begin(time.sleep, 60)
    raise KeyboardInterrupt
"""
_COPIES_START = """
    from backproof.classroom.workers.pool import LocalPool
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
_COMES_WHILE_HELD_BACK = """
    from backproof.building import interrupts
    entry._heed_requests()
    with interrupts.held_back():
        os.kill(os.getpid(), {number})
        os.kill(os.getpid(), signal.SIGINT)
    time.sleep(60)
"""
_COMES_IN_A_FINALIZER = """
    class Value:
        def __del__(self):
            os.kill(os.getpid(), {number})
    entry._heed_requests()
    Value()
    time.sleep(60)
"""
_IS_CAUGHT = """
    entry._heed_requests()
    try:
        os.kill(os.getpid(), {number})
        time.sleep(60)
    except BaseException:
        pass
"""
_COMES_TWICE = """
    entry._heed_requests()
    try:
        os.kill(os.getpid(), {number})
    finally:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(60)
"""
_COMES_AT_THE_END = """
    from threading import Thread
    entry._heed_requests()
    Thread(target=time.sleep, args=(60,)).start()
    Thread(target=lambda: (time.sleep(0.3), os.kill(os.getpid(), {number}))).start()
    sys.exit(0)
"""
_COMES_WHILE_WORKERS_START = """
    from backproof.prewarm.worker_pool import WorkerPool
    from backproof.prewarm.worker_pool import WorkerPool
    entry._heed_requests()
    pool = WorkerPool(Path("/"))
    pool.start([["json"], ["decimal"]], object())
    [folder] = os.listdir(os.environ["TMPDIR"])
    assert folder.startswith(f"backproof-{os.getpid()}-")
    os.kill(os.getpid(), {number})
    pool.begin(time.sleep, 60)
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
    assert _told(body, tmp_path) == (130, "", "error: interrupted\n")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize(
    "body",
    [
        _COMES_WHILE_HELD_BACK,
        _COMES_IN_A_FINALIZER,
        _IS_CAUGHT,
        _COMES_TWICE,
        _COMES_AT_THE_END,
        pytest.param(_COMES_WHILE_WORKERS_START, marks=pytest.mark.slow),
    ],
)
def test_a_request_to_end_is_one_line(body: str, number: int, tmp_path: Path) -> None:
    """Also in a job in the background, for which the shell has interrupts ignored."""
    told = _told(body.replace("{number}", str(int(number))), tmp_path, ignored=signal.SIGINT)
    assert told == (128 + number, "", "error: terminated\n")


def test_nohup_is_heeded(tmp_path: Path) -> None:
    body = _IS_CAUGHT.replace("{number}", "signal.SIGHUP").replace("60", "0")
    assert _told(body, tmp_path, ignored=signal.SIGHUP) == (0, "", "")


def _told(body: str, tmp_path: Path, ignored: int | None = None) -> tuple[int, str, str]:
    (tmp_path / "command.py").write_text(_COMMAND.replace("{body}", body), "utf-8")
    # The path of a socket has at most some hundred characters.
    with tempfile.TemporaryDirectory(prefix="t") as files:
        done = subprocess.run(
            [sys.executable, "command.py"],
            preexec_fn=(lambda: signal.signal(ignored, signal.SIG_IGN)) if ignored else None,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[4]), "TMPDIR": files},
            capture_output=True,
            encoding="utf-8",
            timeout=50,
            check=False,
        )
        assert list(Path(files).iterdir()) == []
    return done.returncode, done.stdout, done.stderr


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
