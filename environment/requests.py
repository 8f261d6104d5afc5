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


def _end(number: int, _: object) -> None:
    stop("terminated", 128 + number)
