"""A seccomp filter that refuses the system calls that no homework script needs.

They are those by which a process reaches others or what outlives it: sockets, shared memory and messages of
System V, tracing, new namespaces, and changes to the owner, mode, times and attributes of files. Uses only
the standard library.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct

_SET_SECCOMP, _FILTER = 22, 2
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER_AT, _ARCHITECTURE_AT, _FIRST_ARGUMENT_AT = 0, 4, 16
_ALLOW, _ERROR = 0x7FFF0000, 0x00050000
_REFUSED = _ERROR | errno.EPERM
# All flags of clone that ask for a new namespace.
_NAMESPACES = 0x7E020080
# The calls of the x32 interface have this bit.
_X32 = 0x40000000

_EVERYWHERE = (
    *(425, 426, 427),  # io_uring
    *(428, 429, 430, 431, 432, 433, 442),  # mounting
    *(434, 438),  # pidfd_open, pidfd_getfd
    *(452, 463, 464, 465, 466),  # fchmodat2, setxattrat and its neighbours
)
# Architecture, clone, the calls refused: in the order of the words of this module's docstring.
_TABLES = {
    "x86_64": (
        0xC000003E,
        56,
        (
            *(41, 49, 50),  # socket, bind, listen
            *(29, 30, 31, 64, 65, 66, 68, 69, 70, 71, 220),  # shm, sem, msg
            *(240, 241, 242, 243),  # message queues
            *(101, 298, 310, 311, 312, 321, 323),  # ptrace, perf, process_vm, kcmp, bpf, userfaultfd
            *(155, 161, 165, 166, 272, 308),  # pivot_root, chroot, mount, umount2, unshare, setns
            *(90, 91, 92, 93, 94, 260, 268),  # chmod, chown
            *(132, 235, 261, 280),  # utime
            *(188, 189, 190, 197, 198, 199),  # xattr
            *(248, 249, 250, 303, 304),  # keys, file handles
        ),
    ),
    "aarch64": (
        0xC00000B7,
        220,
        (
            *(198, 200, 201),
            *(186, 187, 188, 189, 190, 191, 192, 193, 194, 195, 196),
            *(180, 181, 182, 183),
            *(117, 241, 270, 271, 272, 280, 282),
            *(39, 40, 41, 51, 97, 268),
            *(52, 53, 54, 55, 88),
            *(5, 6, 7, 14, 15, 16),
            *(217, 218, 219, 264, 265),
        ),
    ),
}
_CLONE3 = 435


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def refuse_unneeded(libc: ctypes.CDLL) -> bool:
    """Install the filter for this process and its descendants; False if this machine has none."""
    table = _TABLES.get(platform.machine())
    if table is None:
        return False
    instructions = _instructions(*table)
    buffer = ctypes.create_string_buffer(b"".join(instructions))
    program = _Program(len(instructions), ctypes.cast(buffer, ctypes.c_void_p))
    return bool(libc.prctl(_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0) == 0)


def _instructions(architecture: int, clone: int, refused: tuple[int, ...]) -> list[bytes]:
    """Return the filter's program; a jump counts the instructions that it skips."""
    program = [
        _instruction(_LOAD, _ARCHITECTURE_AT),
        _instruction(_EQUAL, architecture, 1, 0),
        _instruction(_RETURN, _REFUSED),
        _instruction(_LOAD, _NUMBER_AT),
        _instruction(_AT_LEAST, _X32, 0, 1),
        _instruction(_RETURN, _REFUSED),
        # The C library falls back to clone, whose flags can be read here.
        _instruction(_EQUAL, _CLONE3, 0, 1),
        _instruction(_RETURN, _ERROR | errno.ENOSYS),
    ]
    for number in (*refused, *_EVERYWHERE):
        program += [_instruction(_EQUAL, number, 0, 1), _instruction(_RETURN, _REFUSED)]
    return [
        *program,
        _instruction(_EQUAL, clone, 0, 3),
        _instruction(_LOAD, _FIRST_ARGUMENT_AT),
        _instruction(_ANY_BIT, _NAMESPACES, 0, 1),
        _instruction(_RETURN, _REFUSED),
        _instruction(_RETURN, _ALLOW),
    ]


def _instruction(code: int, operand: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, operand)
