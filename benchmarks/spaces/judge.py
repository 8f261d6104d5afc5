"""A space asked for, and the answer held against the known one."""

from __future__ import annotations

import time
from dataclasses import dataclass

from backproof.diagnostic import InputError
from backproof.spaces.dimension import dimension
from benchmarks.spaces.case import Case


@dataclass(frozen=True)
class Outcome:
    """What was said of a space, and in how many seconds of processor time."""

    case: Case
    verdict: str
    said: str
    seconds: float


def judge(case: Case) -> Outcome:
    """Ask for the dimension and hold it against the known one; bounds that exclude it are wrong."""
    started = time.process_time()
    try:
        found = dimension(case.part)
    except InputError as error:
        return Outcome(case, "refused", error.diagnostics[0].message, time.process_time() - started)
    except Exception as error:  # whatever it is, it is counted
        return Outcome(case, "crashed", f"{type(error).__name__}: {error}", time.process_time() - started)
    seconds = time.process_time() - started
    said = "; ".join((found.answer.text, *found.notes[:2]))
    if not found.at_least <= case.expected <= found.at_most:
        return Outcome(case, "wrong", said, seconds)
    if found.dimension is None:
        return Outcome(case, "open" if found.is_open else "right but failed", said, seconds)
    return Outcome(case, "right" if found.passed else "right but failed", said, seconds)
