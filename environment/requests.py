"""Requests to end, by `kill` or a closed terminal, while an environment is made."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from environment import stop

_REQUESTS = ("SIGTERM", "SIGHUP")


@contextmanager
def told_in_one_line() -> Iterator[None]:
    """End with one line and the shell's exit code for a request, unless the caller has it ignored."""
    numbers = [number for name in _REQUESTS if (number := getattr(signal, name, None)) is not None]
    heeded = [number for number in numbers if signal.getsignal(number) is signal.SIG_DFL]
    for number in heeded:
        signal.signal(number, _end)
    try:
        yield
    finally:
        for number in heeded:
            signal.signal(number, signal.SIG_DFL)


@contextmanager
def held_back() -> Iterator[None]:
    """Heed interrupts and requests to end when the block is left: what begins in it would outlive them."""
    came: list[int] = []
    numbers = [
        number for name in ("SIGINT", *_REQUESTS) if (number := getattr(signal, name, None)) is not None
    ]
    before = {number: signal.getsignal(number) for number in numbers}
    heeded = {number: heed for number, heed in before.items() if heed is not signal.SIG_IGN}
    for number in heeded:
        signal.signal(number, lambda number, _: came.append(number))
    try:
        yield
    finally:
        for number, heed in heeded.items():
            signal.signal(number, heed)
        for number in came:
            signal.raise_signal(number)


def _end(number: int, _: object) -> None:
    stop("terminated", 128 + number)
