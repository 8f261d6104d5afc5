"""A seccomp filter that refuses the system calls that no homework script needs.

They are those by which a process reaches others or what outlives it, or takes memory that its limits do not
count: sockets, shared memory and messages of System V, tracing, new namespaces, changes to the owner, mode,
times and attributes of files, other programs and processes, signals and priorities, watching files, memory
without a name. Uses only the standard library.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
from typing import NamedTuple

_SET_SECCOMP, _FILTER = 22, 2
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER_AT, _ARCHITECTURE_AT, _ARGUMENTS_AT = 0, 4, 16
_ALLOW, _ERROR = 0x7FFF0000, 0x00050000
_REFUSED = _ERROR | errno.EPERM
_ABSENT = _ERROR | errno.ENOSYS
# All flags of clone that ask for a new namespace; those of a thread, which shares the open files.
_NAMESPACES = 0x7E020080
_THREAD, _FILES = 0x10000, 0x400
# The calls of the x32 interface have this bit.
_X32 = 0x40000000
_CLONE3 = 435
_TERMINAL_OR_CLOSING = (0x5401, 0x802C542A, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
# The owner of a file's signals, leases, and notices of changes; the death signal, and who may trace.
_OWNER_OR_LEASE = (8, 10, 15, 1024, 1026)
_DEATH_SIGNAL_OR_TRACER = (1, 62, 0x59616D61)

_EVERYWHERE = (
    *(425, 426, 427),  # io_uring
    *(428, 429, 430, 431, 432, 433, 442, 457, 458, 467),  # mounting, and what is mounted
    *(424, 434, 438, 440, 448),  # pidfd, process_madvise, process_mrelease
    *(443, 452, 463, 464, 465, 466, 468, 469),  # quotas, fchmodat2, setxattrat and its neighbours
)


class _Machine(NamedTuple):
    """The numbers of system calls; `refused` in the order of the words of this module's docstring."""

    architecture: int
    clone: int
    ioctl: int
    fcntl: int
    prctl: int
    prlimit: int
    tgkill: int
    fallocate: int
    unnamed: tuple[int, ...]
    refused: tuple[int, ...]


_MACHINES = {
    "x86_64": _Machine(
        architecture=0xC000003E,
        clone=56,
        ioctl=16,
        fcntl=72,
        prctl=157,
        prlimit=302,
        tgkill=234,
        fallocate=285,
        unnamed=(319, 447),
        refused=(
            *(41, 49, 50, 46, 47, 299, 307),  # socket, bind, listen, messages that carry files
            *(29, 30, 31, 64, 65, 66, 68, 69, 70, 71, 220),  # shm, sem, msg
            *(240, 241, 242, 243),  # message queues
            *(101, 298, 310, 311, 312, 321, 323),  # ptrace, perf, process_vm, kcmp, bpf, userfaultfd
            *(155, 161, 165, 166, 272, 308),  # pivot_root, chroot, mount, umount2, unshare, setns
            *(90, 91, 92, 93, 94, 260, 268),  # chmod, chown
            *(132, 235, 261, 280),  # utime
            *(188, 189, 190, 197, 198, 199),  # xattr
            *(248, 249, 250, 303, 304),  # keys, file handles
            *(57, 58, 59, 322, 109, 112),  # fork, vfork, execve, execveat, setpgid, setsid
            *(62, 129, 200, 297),  # kill, rt_sigqueueinfo, tkill, rt_tgsigqueueinfo
            *(141, 142, 144, 203, 251, 314, 256, 279),  # priorities, processors, pages of others
            *(253, 254, 294, 300, 301),  # inotify, fanotify
            *(103, 179, 206, 207, 208, 209, 210, 333),  # syslog, quotas, asynchronous input
        ),
    ),
    "aarch64": _Machine(
        architecture=0xC00000B7,
        clone=220,
        ioctl=29,
        fcntl=25,
        prctl=167,
        prlimit=261,
        tgkill=131,
        fallocate=47,
        unnamed=(279, 447),
        refused=(
            *(198, 200, 201, 211, 212, 243, 269),
            *(186, 187, 188, 189, 190, 191, 192, 193, 194, 195, 196),
            *(180, 181, 182, 183),
            *(117, 241, 270, 271, 272, 280, 282),
            *(39, 40, 41, 51, 97, 268),
            *(52, 53, 54, 55, 88),
            *(5, 6, 7, 14, 15, 16),
            *(217, 218, 219, 264, 265),
            *(221, 281, 154, 157),
            *(129, 130, 138, 240),
            *(118, 119, 122, 140, 30, 274, 238, 239),
            *(26, 27, 262, 263),
            *(116, 60, 0, 1, 2, 3, 4, 292),
        ),
    ),
}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def refuse_unneeded(libc: ctypes.CDLL) -> bool:
    """Install the filter for this process and its descendants; False if this machine has none."""
    machine = _MACHINES.get(platform.machine())
    return machine is not None and _install(libc, _program(machine.architecture, _rules(machine)))


def _install(libc: ctypes.CDLL, instructions: list[bytes]) -> bool:
    buffer = ctypes.create_string_buffer(b"".join(instructions))
    program = _Program(len(instructions), ctypes.cast(buffer, ctypes.c_void_p))
    return bool(libc.prctl(_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0) == 0)


def _program(architecture: int, rules: list[bytes]) -> list[bytes]:
    """Return the filter's program; a jump counts the instructions that it skips."""
    return [
        _instruction(_LOAD, _ARCHITECTURE_AT),
        _instruction(_EQUAL, architecture, 1, 0),
        _instruction(_RETURN, _REFUSED),
        _instruction(_LOAD, _NUMBER_AT),
        _instruction(_AT_LEAST, _X32, 0, 1),
        _instruction(_RETURN, _REFUSED),
        *rules,
        _instruction(_RETURN, _ALLOW),
    ]


def _rules(machine: _Machine) -> list[bytes]:
    not_a_terminal = _ERROR | errno.ENOTTY
    return [
        *_answered((*machine.refused, *_EVERYWHERE), _REFUSED),
        # The C library falls back to clone, whose flags can be read here; Python to files with a name.
        *_answered((_CLONE3, *machine.unnamed), _ABSENT),
        # The C library falls back to writing, which takes its time.
        *_answered((machine.fallocate,), _ERROR | errno.EOPNOTSUPP),
        *_by_argument(machine.ioctl, 1, _TERMINAL_OR_CLOSING, _ALLOW, not_a_terminal),
        *_by_argument(machine.fcntl, 1, _OWNER_OR_LEASE, _REFUSED, _ALLOW),
        *_by_argument(machine.prctl, 0, _DEATH_SIGNAL_OR_TRACER, _REFUSED, _ALLOW),
        *_by_argument(machine.prlimit, 0, (0,), _ALLOW, _REFUSED),
        *_by_argument(machine.tgkill, 0, (os.getpid(),), _ALLOW, _REFUSED),
        *_threads_alone(machine.clone),
    ]


def _answered(numbers: tuple[int, ...], answer: int) -> list[bytes]:
    """Give the same answer to each of these calls."""
    pairs = ((_instruction(_EQUAL, number, 0, 1), _instruction(_RETURN, answer)) for number in numbers)
    return [instruction for pair in pairs for instruction in pair]


def _by_argument(number: int, place: int, values: tuple[int, ...], found: int, other: int) -> list[bytes]:
    """Give the answer `found` to a call whose argument, of 32 bits, is one of the values, else `other`."""
    tests = [_instruction(_EQUAL, value, len(values) - index) for index, value in enumerate(values)]
    answers = [_instruction(_RETURN, other), _instruction(_RETURN, found)]
    return _of_call(number, [_instruction(_LOAD, _ARGUMENTS_AT + 8 * place), *tests, *answers])


def _threads_alone(clone: int) -> list[bytes]:
    """Refuse new processes and namespaces, and threads with open files of their own."""
    body = [
        _instruction(_LOAD, _ARGUMENTS_AT),
        _instruction(_ANY_BIT, _NAMESPACES, 3, 0),
        _instruction(_ANY_BIT, _THREAD, 0, 2),
        _instruction(_ANY_BIT, _FILES, 0, 1),
        _instruction(_RETURN, _ALLOW),
        _instruction(_RETURN, _REFUSED),
    ]
    return _of_call(clone, body)


def _of_call(number: int, body: list[bytes]) -> list[bytes]:
    return [_instruction(_EQUAL, number, 0, len(body)), *body]


def _instruction(code: int, operand: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, operand)
