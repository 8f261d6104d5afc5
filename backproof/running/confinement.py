"""Confining a process with irreversible restrictions that the operating system offers to ordinary users.

Each measure is taken if it is available, and reported; none is required. On Linux the process and its
descendants lose the network and die together (namespaces), and can write only below one folder (Landlock).
On POSIX memory, processor time and file size are limited, on Linux also the number of processes. Uses only
the standard library.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

_NEW_USER, _NEW_PROCESSES, _NEW_NETWORK = 0x10000000, 0x20000000, 0x40000000
_SET_DEATH_SIGNAL, _SET_NO_NEW_PRIVILEGES = 1, 38
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_WRITE_FILE = 1 << 1
# All rights to remove, create and truncate: bits 4 to 14 of Landlock's ABI version 3.
_WRITE_ACCESS = _WRITE_FILE | sum(1 << bit for bit in range(4, 15))
_LARGEST_FILE = 64 * 2**20


@dataclass(frozen=True)
class Isolation:
    """The restrictions in force: no network, no surviving processes, no writes elsewhere, resource limits."""

    network: bool = False
    processes: bool = False
    files: bool = False
    limits: bool = False


def confine(folder: Path, seconds: float, memory_mb: int) -> Isolation:
    """Confine this process, which must be single-threaded, irreversibly; return in the confined process.

    If process namespaces are available, that is a child, and the calling process remains as its parent, which
    ends with the child's exit status.
    """
    network = processes = files = False
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_SET_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
        network, processes = _leave_namespaces(libc)
        if processes:
            _go_on_as_first_process(libc)
        files = _write_only_below(libc, folder)
    if os.name == "posix":
        _limit_resources(seconds, memory_mb)
    return Isolation(network, processes, files, os.name == "posix")


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


def _write_only_below(libc: ctypes.CDLL, folder: Path) -> bool:
    version = libc.syscall(_LANDLOCK_CREATE, None, 0, 1)
    if version < 3:
        return False
    handled = ctypes.c_uint64(_WRITE_ACCESS)
    rules = libc.syscall(_LANDLOCK_CREATE, ctypes.byref(handled), ctypes.sizeof(handled), 0)
    if rules < 0:
        return False
    for path, access in ((folder, _WRITE_ACCESS), (Path(os.devnull), _WRITE_FILE)):
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
    }
    if sys.platform == "linux":
        limits[resource.RLIMIT_NPROC] = 0
    for kind, limit in limits.items():
        try:
            resource.setrlimit(kind, (limit, limit))
        except (OSError, ValueError):
            continue
