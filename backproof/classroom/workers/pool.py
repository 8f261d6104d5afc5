"""Processes of this machine that make copies."""

from __future__ import annotations

from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import Protocol

from backproof.building import interrupts
from backproof.building.orphans import end_with_parent
from backproof.classroom.copying import Copy, make
from backproof.classroom.order import Order
from backproof.classroom.roster import Student


class Workers(Protocol):
    """Processes that make copies, on this machine or others."""

    @property
    def count(self) -> int:
        """The number of copies that they make at a time."""

    def begin(self, order: Order, student: Student) -> Future[Copy]:
        """Submit a student's copy."""

    def was_lost(self, error: BaseException) -> bool:
        """Return whether a copy failed because the process that made it has ended."""

    def renew(self) -> None:
        """Replace processes that have ended, so that copies can be submitted again."""

    def end(self) -> None:
        """End them; what is still to be made is given up."""


class LocalPool:
    """A pool of spawned processes, as Windows and macOS have them, too: they stay warm from copy to copy."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._pool = self._new()

    @property
    def count(self) -> int:
        """The number of processes."""
        return self._count

    def begin(self, order: Order, student: Student) -> Future[Copy]:
        """Submit a student's copy."""
        try:
            with interrupts.held_back():
                return self._pool.submit(make, order, student)
        except BrokenExecutor as error:
            lost: Future[Copy] = Future()
            lost.set_exception(error)
            return lost

    def was_lost(self, error: BaseException) -> bool:
        """Return whether a copy failed because a process has ended: then all that were begun have."""
        return isinstance(error, BrokenExecutor)

    def renew(self) -> None:
        """Start new processes in place of the broken pool's."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._pool = self._new()

    def end(self) -> None:
        """End the processes."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _new(self) -> ProcessPoolExecutor:
        with interrupts.held_back():
            return ProcessPoolExecutor(
                self._count, mp_context=get_context("spawn"), initializer=end_with_parent
            )
