"""Confining a process with irreversible restrictions that the operating system offers to ordinary users.

Each measure is taken if it is available, and reported; none is required. On Linux the process and its
descendants lose the network and die together (namespaces), can write only below one folder and read only that
and Python's own files (Landlock), and are refused the system calls that they don't need (seccomp).
On POSIX memory, processor time, file size and open files are limited, on Linux also the number of processes.
Uses only the standard library.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

from backproof.running.system_calls import refuse_unneeded

_NEW_USER, _NEW_PROCESSES, _NEW_NETWORK = 0x10000000, 0x20000000, 0x40000000
_SET_DEATH_SIGNAL, _SET_NO_NEW_PRIVILEGES = 1, 38
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_WRITE_FILE = 1 << 1
_READ_FILE = 1 << 2
_READ_ACCESS = _READ_FILE | 1 << 3
# All rights to remove, create and truncate: bits 4 to 14 of Landlock's ABI version 3.
_WRITE_ACCESS = _WRITE_FILE | sum(1 << bit for bit in range(4, 15))
_LARGEST_FILE = 64 * 2**20
_OPEN_FILES = 64


@dataclass(frozen=True)
class Isolation:
    """The restrictions in force: no network, no surviving processes, no writes elsewhere, resource limits,
    no reads elsewhere, and only the system calls that scripts need.
    """

    network: bool = False
    processes: bool = False
    files: bool = False
    limits: bool = False
    reads: bool = False
    calls: bool = False


def confine(folder: Path, seconds: float, memory_mb: int) -> Isolation:
    """Confine this process, which must be single-threaded, irreversibly; return in the confined process.

    If process namespaces are available, that is a child, and the calling process remains as its parent, which
    ends with the child's exit status.
    """
    network = processes = files = calls = False
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_SET_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
        network, processes = _leave_namespaces(libc)
        if processes:
            _go_on_as_first_process(libc)
        files = _stay_below(libc, folder)
    if os.name == "posix":
        _limit_resources(seconds, memory_mb)
    if sys.platform == "linux":
        calls = refuse_unneeded(libc)
    return Isolation(network, processes, files, os.name == "posix", files, calls)


def _leave_namespaces(libc: ctypes.CDLL) -> tuple[bool, bool]:
    user, group = os.geteuid(), os.getegid()
    for flags in (_NEW_USER | _NEW_NETWORK | _NEW_PROCESSES, _NEW_NETWORK | _NEW_PROCESSES):
        if libc.unshare(flags) == 0:
            if flags & _NEW_USER:
                _keep_identity(user, group)
            return True, True
    return False, False


def _keep_identity(user: int, group: int) -> None:
    own = Path("/proc/self")
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        try:
            (own / name).write_text(text, encoding="ascii")
        except OSError:
            return


def _go_on_as_first_process(libc: ctypes.CDLL) -> None:
    """Continue in a child, PID 1 of the new namespace, whose end kills all other processes in it."""
    child = os.fork()
    if child == 0:
        libc.prctl(_SET_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
        return
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        os.kill(os.getpid(), os.WTERMSIG(status))
    os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


def _readable() -> list[Path]:
    """Return Python's own files, the system's libraries, and what numpy asks about the processor."""
    packages = [path for path in sys.path if Path(path).name in {"site-packages", "dist-packages"}]
    own = [sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix, *packages]
    # A Python in the root folder or the user's home would open everything to the script.
    wide = {folder for home in _homes() for folder in (home, *home.parents)}
    system = "/usr /lib /lib64 /lib32 /nix/store /etc/ld.so.cache /etc/ld.so.conf /etc/localtime"
    machine = "/proc/cpuinfo /proc/meminfo /proc/stat /sys/devices/system/cpu /dev/urandom /dev/random"
    found = [Path(path).resolve() for path in (*own, *system.split(), *machine.split())]
    return [path for path in dict.fromkeys(found) if path.exists() and path not in wide]


def _homes() -> set[Path]:
    """Return the user's home by the system's table, and the one that the environment names."""
    import pwd  # exists on POSIX only

    named = {Path("/"), Path.home().resolve()}
    with contextlib.suppress(KeyError):
        named.add(Path(pwd.getpwuid(os.getuid()).pw_dir).resolve())
    return named


def _stay_below(libc: ctypes.CDLL, folder: Path) -> bool:
    version = libc.syscall(_LANDLOCK_CREATE, None, 0, 1)
    if version < 3:
        return False
    handled = ctypes.c_uint64(_WRITE_ACCESS | _READ_ACCESS)
    rules = libc.syscall(_LANDLOCK_CREATE, ctypes.byref(handled), ctypes.sizeof(handled), 0)
    if rules < 0:
        return False
    readable = [(path, _READ_ACCESS if path.is_dir() else _READ_FILE) for path in _readable()]
    everything = (folder, _WRITE_ACCESS | _READ_ACCESS), (Path(os.devnull), _WRITE_FILE | _READ_FILE)
    for path, access in (*everything, *readable):
        beneath = os.open(path, os.O_PATH | os.O_CLOEXEC)
        rule = access.to_bytes(8, sys.byteorder) + beneath.to_bytes(4, sys.byteorder)
        libc.syscall(_LANDLOCK_ADD, rules, 1, rule, 0)
        os.close(beneath)
    libc.prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    restricted = bool(libc.syscall(_LANDLOCK_RESTRICT, rules, 0) == 0)
    os.close(rules)
    return restricted


def _limit_resources(seconds: float, memory_mb: int) -> None:
    import resource  # exists on POSIX only

    limits = {
        resource.RLIMIT_AS: memory_mb * 2**20,
        resource.RLIMIT_CPU: int(seconds) + 1,
        resource.RLIMIT_FSIZE: _LARGEST_FILE,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: _OPEN_FILES,
    }
    if sys.platform == "linux":
        limits[resource.RLIMIT_NPROC] = 0
    for kind, limit in limits.items():
        try:
            resource.setrlimit(kind, (limit, limit))
        except (OSError, ValueError):
            continue
