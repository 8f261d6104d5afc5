"""Distribution of students to workers: few at a time, each until there is one outcome."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from itertools import islice

from backproof.classroom.copying import Copy
from backproof.classroom.order import Order, seed_of
from backproof.classroom.roster import Student
from backproof.classroom.workers.pool import Workers
from backproof.diagnostic import Diagnostic

# While a worker sends its copy, the next one is already there.
_EACH = 2


def copies(workers: Workers, order: Order, students: Iterable[Student]) -> Iterator[Copy]:
    """Yield each student's copy once, in the order of completion.

    If a process ends, the students whose copies it may have been making are tried again alone, one after the
    other: so it is known which of them ends it, and that copy is faulty.
    """
    coming = iter(students)
    suspects: deque[Student] = deque()
    begun: dict[Future[Copy], Student] = {}
    while begun := begun | _begun(workers, order, coming, suspects, len(begun)):
        alone = len(begun) == 1
        done = wait(begun, return_when=FIRST_COMPLETED).done
        if any(_is_lost(workers, future) for future in done):
            # A broken pool takes all that was begun with it; what was finished before is not lost.
            done = wait(begun).done
        lost = [begun[future] for future in done if _is_lost(workers, future)]
        for future in done:
            student = begun.pop(future)
            if student not in lost or alone:
                yield _outcome(order, student, future)
        if lost:
            suspects.extend([] if alone else lost)
            workers.renew()


def _begun(
    workers: Workers, order: Order, coming: Iterator[Student], suspects: deque[Student], already: int
) -> dict[Future[Copy], Student]:
    """Submit as many students as there is room for; suspects first, and each alone."""
    if suspects:
        chosen = [] if already else [suspects.popleft()]
    else:
        chosen = list(islice(coming, max(0, _EACH * workers.count - already)))
    return {workers.begin(order, student): student for student in chosen}


def _is_lost(workers: Workers, future: Future[Copy]) -> bool:
    error = _error(future)
    return error is not None and workers.was_lost(error)


def _outcome(order: Order, student: Student, future: Future[Copy]) -> Copy:
    """Return a finished copy, or one whose only fault is the error."""
    error = _error(future)
    if error is None:
        return future.result()
    said = f": {error}" if str(error) else ""
    fault = Diagnostic(f"the process that made the copy has ended ({type(error).__name__}{said})")
    return Copy(student, seed_of(order.term, student), faults=(fault,))


def _error(future: Future[Copy]) -> BaseException | None:
    try:
        return future.exception()
    except CancelledError as error:
        return error
