"""Workers of a Dask cluster, reached by their scheduler's address."""

from __future__ import annotations

from concurrent.futures import CancelledError, Future
from importlib import import_module
from typing import Any

from backproof.classroom.copying import Copy, make
from backproof.classroom.order import Order
from backproof.classroom.roster import Student
from backproof.diagnostic import BackproofError, Diagnostic, InputError

_SECONDS_TO_CONNECT = 10


class Cluster:
    """The cluster of a scheduler; what a lost worker had begun, the scheduler gives to another."""

    def __init__(self, address: str) -> None:
        self._distributed = _library()
        try:
            self._client: Any = self._distributed.Client(
                address, timeout=_SECONDS_TO_CONNECT, set_as_default=False
            )
        except (OSError, ValueError) as error:
            message = f"there is no scheduler at {address}: {str(error).splitlines()[0]}"
            hint = "start one with: dask scheduler; its first lines state the address"
            raise InputError(
                Diagnostic(message, expected="an address like tcp://10.0.0.1:8786", hint=hint)
            ) from None
        if not self.count:
            self.end()
            hint = f"start some with: dask worker {address} --nthreads 1"
            raise InputError(Diagnostic(f"the scheduler at {address} has no workers", hint=hint))
        # Each copy is computed once for each time that it is submitted, whatever was computed before.
        self._executor: Any = self._client.get_executor(pure=False, retries=0)

    @property
    def count(self) -> int:
        """The number of threads of all workers."""
        return sum(self._client.nthreads().values())

    def begin(self, order: Order, student: Student) -> Future[Copy]:
        """Submit a student's copy."""
        begun: Future[Copy] = self._executor.submit(make, order, student)
        return begun

    def was_lost(self, error: BaseException) -> bool:
        """Return whether the cluster dropped a copy; one that ends its workers again and again is faulty."""
        return isinstance(error, CancelledError)

    def renew(self) -> None:
        """Raise BackproofError if the scheduler is gone: all else is its own work."""
        if self._client.status != "running":
            hint = "start it again, and go on with --resume"
            raise BackproofError(Diagnostic("the cluster's scheduler is gone", hint=hint))

    def end(self) -> None:
        """Leave the cluster, which others may use."""
        self._client.close()


def _library() -> Any:
    try:
        return import_module("distributed")
    except ModuleNotFoundError:
        message = "--scheduler needs Dask's library distributed, which is not installed"
        raise InputError(Diagnostic(message, hint='pip install "backproof[cluster]"')) from None
