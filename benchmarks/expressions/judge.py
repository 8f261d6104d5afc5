"""A case derived by the project, and what is wrong with what it says."""

from __future__ import annotations

import re
import signal
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import numpy as np

from backproof.answer import Check, Step
from backproof.calculus import Derivation, Derivations, derive_all
from backproof.diagnostic import InputError
from benchmarks.expressions.cases import Case
from benchmarks.expressions.code import code_faults
from benchmarks.expressions.language import Line, MisreadError, lines_of, nodes
from benchmarks.expressions.points import Point, points
from benchmarks.expressions.truth import OPEN, TRUE, UNTRUE, Told, kind_of, line_verdicts, result_verdict

SECONDS, MOST_SECONDS = 20, 5.0
# What the project may refuse: values that no float holds, and sizes of formulas that it states as its bounds.
LIMITS = (
    "beyond floating point",
    "exponent in the result is beyond",
    "too long to be",
    "nested too deeply",
    "operations deep",
)
WRONG, WRONG_TOLD = "wrong value passes", "wrong value, told"
LIE, LIE_TOLD = "untrue line passes", "untrue line, told"
ALARM, RESULT_ALARM, PROGRAM_ALARM = "true line failed", "true result failed", "true program failed"
# A number at the end keeps it from a name that the user has given.
ADJOINT = re.compile(r"(\w+)_bar(?:_\d+)?")
CODE, CRASH, REFUSED, SLOW, UNREAD = "wrong code", "crash", "refused", "above 5 s", "line of no known kind"


class OverdueError(BaseException):
    """A case took too long; not an Exception, so that nobody on the way catches it."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: its kind, and what was said."""

    kind: str
    says: str


@dataclass(frozen=True)
class Outcome:
    """The outcome of a case: processor seconds by phase, the size of the results, verdicts, findings."""

    case: Case
    state: str
    findings: tuple[Finding, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)
    nodes: int = 0
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Written:
    """All that the project says about a case."""

    found: Derivations
    steps: tuple[Step, ...]
    program: Check
    code: str


def judged(case: Case) -> Outcome:
    """The case derived, its derivation written down, and all of it judged."""
    seconds: dict[str, float] = {}
    try:
        with _bounded(SECONDS):
            written = written_for(case, seconds)
    except InputError as error:
        return _refused(case, str(error))
    except OverdueError:
        return Outcome(case, "overdue", (Finding(SLOW, f"stopped after {SECONDS} s"),), seconds)
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{place.filename.rpartition('/')[2]}:{place.name}"
        says = f"{type(error).__name__}: {str(error)[:100]} ({where})"
        return Outcome(case, "crash", (Finding(CRASH, says),), seconds)
    size = sum(nodes(str(item.gradient)) for item in written.found.of.values())
    slow = [Finding(SLOW, f"{phase}: {time:.1f} s") for phase, time in seconds.items() if time > MOST_SECONDS]
    with np.errstate(all="ignore"):
        return held(case, written, Outcome(case, "judged", tuple(slow), seconds, size))


def held(case: Case, written: Written, outcome: Outcome) -> Outcome:
    """The outcome with the oracle's verdicts on the results, the lines and the code."""
    where = points(case)
    if not where:
        return replace(outcome, state="nowhere")
    items = written.found.of.values()
    results = [finding for item in items for finding in _of_result(case, item, where)]
    lines, verdicts = _of_lines(case, written, where)
    kinds = {item.wrt: kind_of(case, item.wrt) for item in items}
    code = [Finding(CODE, fault) for fault in code_faults(case, written.code, kinds, where)]
    return replace(outcome, findings=(*results, *lines, *code[:1], *outcome.findings), lines=verdicts)


def written_for(case: Case, seconds: dict[str, float]) -> Written:
    """Return the project's output; adds each phase's processor seconds to `seconds`."""
    with _timed(seconds, "derive"):
        found = derive_all(
            case.text, case.wrt, case.shapes, case.properties, case.order, functions=case.functions
        )
    with _timed(seconds, "steps"):
        steps = found.steps
    with _timed(seconds, "program"):
        program = found.program
    with _timed(seconds, "code"):
        code = found.numpy_function("derivatives")
    return Written(found, steps, program, code)


@contextmanager
def _timed(seconds: dict[str, float], phase: str) -> Iterator[None]:
    """Processor time, which other processes on the machine do not lengthen."""
    started = time.process_time()
    yield
    seconds[phase] = time.process_time() - started


@contextmanager
def _bounded(most: float) -> Iterator[None]:
    """Stop what takes more processor time."""

    def overdue(*_: object) -> None:
        raise OverdueError

    if not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGPROF, overdue)
    signal.setitimer(signal.ITIMER_PROF, most)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _refused(case: Case, message: str) -> Outcome:
    """A refusal is a finding where the oracle finds a value, unless a stated bound is behind it."""
    stated = any(limit in message for limit in LIMITS)
    findings = () if stated or not _has_value(case) else (Finding(REFUSED, message),)
    return Outcome(case, "refused", findings, lines=(message,))


def _has_value(case: Case) -> bool:
    with np.errstate(all="ignore"):
        return bool(points(case))


def _of_result(case: Case, item: Derivation, where: Sequence[Point]) -> list[Finding]:
    kind = kind_of(case, item.wrt)
    text = str(item.gradient)
    verdict = UNTRUE if kind != item.kind else result_verdict(case, text, item.wrt, kind, where)
    says = f"{item.kind} by {item.wrt}: {text}"
    failed = [check for check in item.checks if not check.passed]
    if verdict == UNTRUE:
        return [Finding(WRONG_TOLD if failed else WRONG, says)]
    return [Finding(RESULT_ALARM, f"{says} | {_fault(check)}") for check in failed if verdict == TRUE]


def _of_lines(case: Case, written: Written, where: Sequence[Point]) -> tuple[list[Finding], tuple[str, ...]]:
    """Return the findings on the lines and on their evidence, and the verdict on each line."""
    found, program = written.found, written.program
    try:
        told = [_told_by(step, found.named.name, case) for step in written.steps]
    except MisreadError as error:
        return [Finding(UNREAD, str(error))], ()
    verdicts = tuple(line_verdicts(case, told, found.named.name, where))
    pairs = zip(written.steps, verdicts, strict=True)
    findings = [
        finding for step, verdict in pairs if (finding := _of_line(step, verdict, program)) is not None
    ]
    if not program.passed and set(verdicts) == {TRUE}:
        findings.append(Finding(PROGRAM_ALARM, _fault(program)))
    return findings, verdicts


def _of_line(step: Step, verdict: str, program: Check) -> Finding | None:
    passed = step.check is not None and step.check.passed
    if verdict == UNTRUE:
        return Finding(LIE if passed and program.passed else LIE_TOLD, f"{step.text}  [{step.rule}]")
    if passed or verdict == OPEN:
        return None
    fault = _fault(step.check) if step.check is not None else "no evidence"
    return Finding(ALARM, f"{step.text}  [{step.rule}] | {fault}")


def _fault(check: Check) -> str:
    return f"{check.method}: {check.figure:.1e}, expected {check.expected[:120]}, got {check.got[:120]}"


def _told_by(step: Step, whole: str, case: Case) -> Told:
    """Return the claim of a printed line, by its left side. Raises MisreadError if it has no meaning."""
    left, _, right = step.text.partition(" = ")
    line = Line(left, lines_of(right)[-1].value)
    if step.rule == "definition":
        return Told(line, step.shape)
    for name in case.wrt:
        if left == f"d2{whole}_d{name}2":
            return Told(line, step.shape, name, "hessian")
        if left == f"d{whole}_d{name}":
            return Told(line, step.shape, name, "gradient" if case.order == 2 else "first")
    adjoint = ADJOINT.fullmatch(left)
    if adjoint is None:
        raise MisreadError(f"{step.text}  [{step.rule}]")
    return Told(line, step.shape, adjoint[1], "gradient")
