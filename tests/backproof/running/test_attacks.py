"""Scripts that reach for what is none of theirs: the kernel refuses it, also where no Python code is asked.

Each attack goes past Python's audit hook, by the C library or a raw system call where the hook would see it.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pytest

from backproof.diagnostic import ScriptError
from backproof.files.measuring import Content
from backproof.running import process
from backproof.running.failures import require_success
from backproof.running.runner import Limits, Run, call_function, isolation, run_script

_HELD = isolation() if sys.platform == "linux" else None
READS = pytest.mark.skipif(_HELD is None or not _HELD.reads, reason="this kernel has no Landlock")
CALLS = pytest.mark.skipif(
    _HELD is None or not _HELD.calls or platform.machine() != "x86_64", reason="no seccomp, or other numbers"
)
POSIX = pytest.mark.skipif(os.name != "posix", reason="such files are POSIX's")

C = "import ctypes, os; libc = ctypes.CDLL(None, use_errno=True)\n"
# A call answers -1 and sets errno to EPERM or EACCES, to ENOSYS, to EXDEV for a link across folders, or to
# ENOTTY where only terminals are asked.
REPORT = "print('REFUSED' if done == -1 and ctypes.get_errno() in (1, 13, 18, 25, 38) else ('DONE', done))"
BUFFER = f"buffer = ctypes.create_string_buffer(256); NUMPY = {np.__file__!r}.encode(); HOME = os.getcwdb()"


def said_of(folder: Path, text: str) -> str:
    path = folder / "homework.py"
    path.write_text(text, encoding="utf-8")
    return run_script(path, Limits(seconds=10), check=False).stdout.strip()


READING = (
    "libc.open({0!r}.encode(), 0)",
    "libc.open(b'/proc/self/root' + {0!r}.encode(), 0)",
    "libc.openat(-100, {0!r}.encode(), 0)",
    "libc.syscall(2, {0!r}.encode(), 0)",
    "libc.open({0!r}.rpartition('/')[0].encode(), 0o200000)",
    "libc.open(b'/etc/passwd', 0)",
    "libc.open(b'/proc/1/environ', 0)",
    "libc.open(b'/proc/self/environ', 0)",
    "libc.open(b'/proc/self/mem', 2)",
    "libc.open(b'/home', 0o200000)",
    "libc.open(b'/tmp', 0o200000)",
    "libc.open({0!r}.encode(), 1)",
    "libc.truncate({0!r}.encode(), 0)",
    "libc.unlink({0!r}.encode())",
    "libc.rename({0!r}.encode(), b'stolen')",
    "libc.link({0!r}.encode(), b'stolen')",
    "libc.symlink(b'x', {0!r}.encode() + b'2')",
    "libc.mkdir({0!r}.encode() + b'2', 0o777)",
    "libc.mkfifo({0!r}.encode() + b'2', 0o777)",
    "libc.creat(b'/tmp/backproof-attack', 0o666)",
    "libc.open(b'/dev/shm/backproof-attack', 0o102, 0o666)",
    "(libc.symlink({0!r}.encode(), b'mine'), libc.open(b'mine', 0))[1]",
    "libc.syscall(437, -100, {0!r}.encode(), bytes(24), 24)",
    "libc.open(b'/proc/self/fd/%d' % libc.open({0!r}.encode(), 0o10000000), 0)",
    "(libc.chdir({0!r}.rpartition('/')[0].encode()), libc.open(b'secret.txt', 0), libc.chdir(HOME))[1]",
    "libc.open(b'/proc/1/root', 0o200000)",
    "libc.open(b'/proc/self/maps', 0)",
    "libc.readlink(b'/proc/1/cwd', buffer, 256)",
    "libc.open(b'/proc/self/oom_score_adj', 1)",
    "libc.open(b'/proc/sys/kernel/core_pattern', 1)",
    "libc.open(b'/dev/zero', 0)",
    "libc.open(b'/dev/full', 1)",
    "libc.open(b'/dev/ptmx', 2)",
    "libc.open(b'/dev/tty', 2)",
    "libc.open(b'/etc/shadow', 0)",
    "libc.open(b'/root', 0o200000)",
    "libc.open(b'/run', 0o200000)",
    "libc.open(NUMPY, 1)",
    "libc.unlink(NUMPY)",
    "libc.creat(NUMPY + b'x.py', 0o600)",
    "libc.link(NUMPY, b'numpy.py')",
)
REACHING = (
    *(f"libc.socket({family}, {kind}, 0)" for family in (1, 2, 10, 16, 17, 40) for kind in (1, 2)),
    "libc.shmget(0, 4096, 0o1600)",
    "libc.semget(0, 1, 0o1600)",
    "libc.msgget(0, 0o1600)",
    "libc.mq_open(b'/attack', 0o102, 0o600, None)",
    "libc.ptrace(0, 0, None, None)",
    "libc.ptrace(16, 1, None, None)",
    "libc.process_vm_readv(1, None, 0, None, 0, 0)",
    *(f"libc.unshare({flag})" for flag in (0x10000000, 0x20000000, 0x00020000, 0x40000000, 0x04000000)),
    "libc.setns(0, 0)",
    "libc.mount(b'none', b'.', b'tmpfs', 0, None)",
    "libc.umount2(b'/', 2)",
    "libc.chroot(b'.')",
    "libc.chmod({0!r}.encode(), 0o777)",
    "libc.fchmodat(-100, {0!r}.encode(), 0o777, 0)",
    "libc.syscall(452, -100, {0!r}.encode(), 0o777, 0)",
    "libc.chown({0!r}.encode(), 0, 0)",
    "libc.lchown({0!r}.encode(), 0, 0)",
    "libc.utimes({0!r}.encode(), None)",
    "libc.utimensat(-100, {0!r}.encode(), None, 0)",
    "libc.setxattr({0!r}.encode(), b'user.x', b'1', 1, 0)",
    "libc.removexattr({0!r}.encode(), b'user.x')",
    "libc.syscall(250, 1, b'x')",
    "libc.syscall(321, 0, None, 0)",
    "libc.syscall(298, None, 0, -1, -1, 0)",
    "libc.syscall(323, 0)",
    "libc.syscall(425, 1, buffer)",
    "libc.syscall(434, 1, 0)",
    "libc.syscall(435, buffer, 88)",
    "libc.syscall(56, 0x10000011, 0, 0, 0, 0)",
    "libc.syscall(0x40000000 + 41, 1, 1, 0)",
    "libc.syscall(304, 0, buffer, 0)",
    "libc.fork()",
    "libc.vfork()",
    "libc.syscall(56, 17, 0, 0, 0, 0)",
    "libc.syscall(56, 0x10900, 0, 0, 0, 0)",
    "libc.execve(b'/bin/true', None, None)",
    "libc.syscall(322, 0, b'/bin/true', None, None, 0)",
    "libc.syscall(319, b'x', 0)",
    "libc.syscall(447, 0)",
    "libc.kill(os.getppid(), 0)",
    "libc.kill(0, 0)",
    "libc.syscall(200, 2, 0)",
    "libc.syscall(234, 2, 2, 0)",
    "libc.syscall(297, 2, 2, 10, buffer)",
    "libc.syscall(424, 1, 9, None, 0)",
    "libc.prctl(1, 0, 0, 0, 0)",
    "libc.prctl(0x59616D61, -1, 0, 0, 0)",
    "libc.setsid()",
    "libc.setpgid(0, 0)",
    "libc.prlimit(1, 7, None, buffer)",
    "libc.setpriority(2, 0, 19)",
    "libc.syscall(251, 3, 0, 24576)",
    "libc.sched_setaffinity(0, 8, b'\\1' + bytes(7))",
    "libc.syscall(279, 1, 0, None, None, None, 0)",
    "libc.syscall(440, 1, buffer, 1, 0, 0)",
    "libc.fcntl(1, 8, 1)",
    "libc.fcntl(1, 15, buffer)",
    "libc.fcntl(libc.open(NUMPY, 0), 1024, 1)",
    "libc.fcntl(libc.open(NUMPY.rpartition(b'/')[0], 0), 1026, 15)",
    "libc.ioctl(libc.open(NUMPY, 0), 0x80086601, buffer)",
    "libc.ioctl(libc.open(NUMPY, 0), 0x40086602, buffer)",
    "libc.ioctl(0, 0x5412, b'x')",
    "libc.ioctl(0, 0x540E, 0)",
    "libc.inotify_init()",
    "libc.fanotify_init(0x200, 0)",
    "libc.syscall(206, 128, buffer)",
    "libc.sendmsg(1, buffer, 0)",
    "libc.syscall(103, 3, buffer, 256)",
    "libc.syscall(457, buffer, buffer, 0, 0)",
    "libc.syscall(467, -100, b'/', 0, None, 0)",
    "libc.syscall(469, -100, {0!r}.encode(), buffer, 24, 0)",
)


def answered(tmp_path_factory: pytest.TempPathFactory, name: str, attacks: tuple[str, ...]) -> dict[str, str]:
    """One script tries all attacks on a file beside it, each in its turn; the file must stay as it is."""
    folder = tmp_path_factory.mktemp("attacked")
    victim = folder / name
    victim.write_text("secret", encoding="utf-8")
    before = victim.stat()
    tried = "\n".join(
        f"ctypes.set_errno(0); done = {attack.format(str(victim))}; {REPORT}" for attack in attacks
    )
    said = said_of(folder, f"{C}{BUFFER}\n{tried}").splitlines()
    after = victim.stat()
    kept = [(found.st_mode, found.st_mtime_ns, found.st_uid, found.st_size) for found in (before, after)]
    assert kept[0] == kept[1]
    assert sorted(path.name for path in folder.iterdir()) == sorted(["homework.py", name])
    return dict(zip(attacks, said, strict=True))


@pytest.fixture(scope="module")
def of_reading(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return answered(tmp_path_factory, "secret.txt", READING)


@pytest.fixture(scope="module")
def of_reaching(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return answered(tmp_path_factory, "victim.txt", REACHING)


@READS
@pytest.mark.parametrize("how", READING)
def test_files_elsewhere_are_out_of_reach(of_reading: dict[str, str], how: str) -> None:
    assert of_reading[how] == "REFUSED"


@CALLS
@pytest.mark.parametrize("how", REACHING)
def test_calls_that_reach_others_are_refused(of_reaching: dict[str, str], how: str) -> None:
    assert of_reaching[how] == "REFUSED"


def test_an_honest_script_has_all_that_it_needs(tmp_path: Path) -> None:
    work = """
import json, random, tempfile, pathlib, zoneinfo, decimal, threading, os, shutil, signal, sys
from concurrent.futures import ThreadPoolExecutor
import numpy as np, numpy.linalg, numpy.random
rng = np.random.default_rng(1)
np.save("a.npy", rng.normal(size=(3, 3))); pathlib.Path("b.txt").write_text("b")
with tempfile.TemporaryFile() as file: file.write(b"c")
thread = threading.Thread(target=lambda: print(np.load("a.npy").shape)); thread.start(); thread.join()
signal.signal(signal.SIGUSR1, lambda *_: print("signal")); signal.raise_signal(signal.SIGUSR1)
with open("d", "wb") as file: os.posix_fallocate(file.fileno(), 0, 8192)
with ThreadPoolExecutor(2) as pool: print(sum(pool.map(len, ["a", "b"])))
print(os.path.getsize("d"), sys.stdout.isatty(), shutil.get_terminal_size().lines > 0)
print(np.linalg.eigvalsh(np.eye(2)).sum(), random.Random(0).random() < 1, pathlib.Path("b.txt").read_text())
"""
    assert said_of(tmp_path, work).splitlines() == ["(3, 3)", "signal", "2", "8192 False True", "2.0 True b"]


SENDS = {
    "a pipe": "os.mkfifo(place)",
    "a device": "ctypes.CDLL(None).symlink(b'/dev/zero', place.encode())",
    "a folder": "os.mkdir(place)",
    "a link to itself": "ctypes.CDLL(None).symlink(place.encode(), place.encode())",
    "nonsense": "open(place, 'wb').write(b'nonsense')",
    "many bytes": "open(place, 'wb').truncate(60 * 2**20)",
    "a bomb": "zipfile.ZipFile(place, 'w', zipfile.ZIP_DEFLATED).writestr('0_0.npy', bytes(60 * 2**20))",
    "huge shapes": "write(b\"{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000,), }\")",
    "objects": "write(b\"{'descr': '|O', 'fortran_order': False, 'shape': (1,), }\")",
    "negative shapes": "write(b\"{'descr': '<f8', 'fortran_order': False, 'shape': (-1, -1), }\")",
    "deep headers": "write(b'(' * 9000)",
    "another call": "write(b\"{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }\", '7_0.npy')",
}  # fmt: skip
PRELUDE = """
import ctypes, os, zipfile
place = "../results.npz"
def write(header, name="0_0.npy"):
    header = header.ljust(118 + 10240 * (len(header) > 118)) + b"\\n"
    data = b"\\x93NUMPY\\x01\\x00" + len(header).to_bytes(2, "little") + header + bytes(8)
    with zipfile.ZipFile(place, "w") as z: z.writestr(name, data)
def gradient(x):
    SEND
    os._exit(0)
"""


@POSIX
@pytest.mark.parametrize("sent", SENDS)
def test_whatever_is_sent_back_the_parent_reads_within_bounds(tmp_path: Path, sent: str) -> None:
    path = tmp_path / "homework.py"
    path.write_text(PRELUDE.replace("SEND", SENDS[sent]), encoding="utf-8")
    started = time.monotonic()
    with pytest.raises(ScriptError, match="the script"):
        call_function(path, "gradient", [[np.ones(1)]], Limits(seconds=20))
    assert time.monotonic() - started < 60, "reading has hung"


@POSIX
@pytest.mark.parametrize("what", ["os.mkfifo(p)", "os.mkdir(p)", "open(p, 'w').write('[' * 4000)"])
def test_a_forged_report_claims_nothing(tmp_path: Path, what: str) -> None:
    path = tmp_path / "homework.py"
    path.write_text(f"import os; p = '../isolation.json'; os.unlink(p); {what}", encoding="utf-8")
    done = run_script(path, Limits(seconds=20), check=False)
    assert done.exit_code == 0
    assert not done.isolation.network


LEFT = {
    "a link in place of its folder": "libc.rename(b'../work', b'../own'); libc.symlink(AWAY, b'../work')",
    "a link in place of its plots": "libc.symlink(AWAY, b'../plots')",
    "a link to a file": "libc.symlink(AWAY + b'/secret.json', b'mine.json')",
    "odd names": "[open(name, 'w').close() for name in (b'a\\xff.json', 'b\\n.json', '\\u202e.txt')]",
    "a thousand files": "[libc.close(libc.creat(b'%d.json' % i, 0o600)) for i in range(1001)]",
    "a closed folder": "libc.mkdir(b'a', 0); libc.umask(0o777); libc.mkdir(b'b', 0o700)",
}


@READS
@pytest.mark.parametrize("left", LEFT)
def test_what_a_script_leaves_in_its_folder_is_its_own_or_nothing(tmp_path: Path, left: str) -> None:
    away = tmp_path / "away"
    away.mkdir()
    for name in ("secret.json", "01 secret.pdf"):
        (away / name).write_text("secret", encoding="utf-8")
    before = set(Path(tempfile.gettempdir()).glob(f"backproof-{os.getpid()}-*"))
    path = tmp_path / "homework.py"
    path.write_text(f"{C}AWAY = {str(away).encode()!r}\n{LEFT[left]}", encoding="utf-8")
    done = run_script(path, Limits(seconds=20), check=False)
    assert (done.exit_code, done.saved, done.figures) == (0, {}, ())
    assert set(Path(tempfile.gettempdir()).glob(f"backproof-{os.getpid()}-*")) == before
    assert len(list(away.iterdir())) == 2


FILLS = {
    "large files": "open(f'{i}', 'wb').write(bytes(2**20))",
    "many files": "libc.close(libc.creat(b'%d' % i, 0o600))",
    "many folders": "libc.mkdir(b'%d' % i, 0o700)",
    "folders in folders": "libc.mkdir(b'd' * 250, 0o700); libc.chdir(b'd' * 250)",
}


@POSIX
@pytest.mark.parametrize("fills", FILLS)
def test_a_script_that_fills_its_folder_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fills: str
) -> None:
    monkeypatch.setattr(process, "LEFT", Content(used=2**23, files=20, folders=20))
    path = tmp_path / "homework.py"
    again = f"import itertools, time\nfor i in itertools.count():\n    time.sleep(0.002); {FILLS[fills]}"
    path.write_text(f"{C}{again}", encoding="utf-8")
    with pytest.raises(ScriptError, match="in its folder"):
        run_script(path, Limits(seconds=20))
    assert not list(Path(tempfile.gettempdir()).glob(f"backproof-{os.getpid()}-*"))


@CALLS
def test_no_script_outlives_its_run(tmp_path: Path) -> None:
    stays = "libc.prctl(1, 0, 0, 0, 0); libc.setsid()\nimport time; time.sleep(60)"
    path = tmp_path / "homework.py"
    path.write_text(f"{C}{stays}", encoding="utf-8")
    run_script(path, Limits(seconds=0.5), check=False)
    ours = f"backproof-{os.getpid()}-".encode()
    alive = {line.parent.name for line in Path("/proc").glob("[0-9]*/cmdline") if ours in content(line)}
    assert not alive


def content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""


def test_a_signal_without_a_name_is_told_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "homework.py"
    path.write_text("", encoding="utf-8")
    with pytest.raises(ScriptError, match="stopped by signal 40"):
        require_success(path, Limits(), Run("", "", -40, 0.1))
