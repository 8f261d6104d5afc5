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
from backproof.running.runner import Limits, call_function, isolation, run_script

_HELD = isolation() if sys.platform == "linux" else None
READS = pytest.mark.skipif(_HELD is None or not _HELD.reads, reason="this kernel has no Landlock")
CALLS = pytest.mark.skipif(
    _HELD is None or not _HELD.calls or platform.machine() != "x86_64", reason="no seccomp, or other numbers"
)
POSIX = pytest.mark.skipif(os.name != "posix", reason="such files are POSIX's")

C = "import ctypes; libc = ctypes.CDLL(None, use_errno=True)\n"
# A call answers -1 and sets errno to EPERM or EACCES, to ENOSYS, or to EXDEV for a link across folders.
REPORT = "print('REFUSED' if done == -1 and ctypes.get_errno() in (1, 13, 18, 38) else ('DONE', done))"
BUFFER = "buffer = ctypes.create_string_buffer(256); "


def said_of(folder: Path, text: str) -> str:
    path = folder / "homework.py"
    path.write_text(text, encoding="utf-8")
    return run_script(path, Limits(seconds=10), check=False).stdout.strip()


def call(folder: Path, expression: str) -> str:
    return said_of(folder, f"{C}{BUFFER}\ndone = {expression}\n{REPORT}")


@READS
@pytest.mark.parametrize(
    "how",
    [
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
    ],
)
def test_files_elsewhere_are_out_of_reach(tmp_path: Path, how: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    assert call(tmp_path, how.format(str(secret))) == "REFUSED"
    assert secret.read_text(encoding="utf-8") == "secret"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["homework.py", "secret.txt"]


@CALLS
@pytest.mark.parametrize(
    "how",
    [
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
    ],
)
def test_calls_that_reach_others_are_refused(tmp_path: Path, how: str) -> None:
    victim = tmp_path / "victim.txt"
    victim.write_text("victim", encoding="utf-8")
    before = victim.stat()
    assert call(tmp_path, how.format(str(victim))) == "REFUSED"
    after = victim.stat()
    assert (after.st_mode, after.st_mtime_ns, after.st_uid) == (
        before.st_mode,
        before.st_mtime_ns,
        before.st_uid,
    )


def test_an_honest_script_has_all_that_it_needs(tmp_path: Path) -> None:
    work = """
import json, random, tempfile, pathlib, zoneinfo, decimal, threading
import numpy as np, numpy.linalg, numpy.random
rng = np.random.default_rng(1)
np.save("a.npy", rng.normal(size=(3, 3))); pathlib.Path("b.txt").write_text("b")
with tempfile.TemporaryFile() as file: file.write(b"c")
thread = threading.Thread(target=lambda: print(np.load("a.npy").shape)); thread.start(); thread.join()
print(np.linalg.eigvalsh(np.eye(2)).sum(), random.Random(0).random() < 1, pathlib.Path("b.txt").read_text())
"""
    assert said_of(tmp_path, work).splitlines() == ["(3, 3)", "2.0 True b"]


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
    "folders without an end": "[(libc.mkdir(b'a', 0o700), libc.chdir(b'a')) for _ in range(2500)]",
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
