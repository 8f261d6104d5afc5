"""Ask for the dimension of a space on the command line, and compare it with the known one."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sympy as sp
from click.testing import CliRunner, Result

from backproof.commands.questions.dimension import command
from backproof.diagnostic import InputError
from benchmarks.spaces.case import Case, Point

DIGITS = 60
NOISE = 1e-40
OPEN = "both bounds meet"
Answer = Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """The program's answer for a space, and the processor time in seconds."""

    case: Case
    verdict: str
    said: str
    seconds: float


def judge(case: Case) -> Outcome:
    """Ask for the dimension in JSON and compare it with the known one; bounds that exclude it are wrong."""
    started = time.process_time()
    result = CliRunner().invoke(command, asked(case.part))
    seconds = time.process_time() - started
    return Outcome(case, *_verdict(case, result), seconds)


def asked(part: Mapping[str, object]) -> list[str]:
    """The command-line options for a part of a term file."""
    found = ["--format", "json"]
    for key, value in part.items():
        text = ", ".join(map(_typed, value)) if isinstance(value, list | tuple) else str(value)
        found += [f"--{key.replace('_', '-')}", text]
    return found


def _typed(item: object) -> str:
    return f"[{', '.join(map(_typed, item))}]" if isinstance(item, list | tuple) else str(item)


def _verdict(case: Case, result: Result) -> tuple[str, str]:
    error = result.exception
    if isinstance(error, InputError):
        return "refused", error.diagnostics[0].message
    if error is not None and not isinstance(error, SystemExit):
        return "crashed", f"{type(error).__name__}: {error}"
    answer = json.loads(result.stdout)
    said = "; ".join((answer["answer"]["text"], *answer["notes"][:2]))
    failed = _failed(answer)
    number = answer["dimension"]
    if not _is_right(case, answer):
        return "wrong", said
    if not _agrees(answer, result.exit_code, failed):
        return "says two things", said
    if number is None:
        return ("open" if failed <= {OPEN} else "right but failed"), said
    return ("right" if not failed and result.exit_code == 0 else "right but failed"), said


def _failed(answer: Answer) -> set[str]:
    """The methods of the checks that failed, including those of derivation lines."""
    checks = [*answer["checks"], *(step["check"] for step in answer["steps"] if step["check"])]
    return {check["method"] for check in checks if not check["figure"] <= check["tolerance"]}


def _agrees(answer: Answer, exit_code: int, failed: set[str]) -> bool:
    """Return whether the number, the answer in words and the exit code agree."""
    number, words = answer["dimension"], answer["answer"]["text"]
    if number is None:
        return exit_code == 1 and words == f"between {answer['at_least']} and {answer['at_most']}"
    return str(words).split(" unless ")[0] == str(number) and (exit_code == 1 or not failed)


def _is_right(case: Case, answer: Answer) -> bool:
    """Return whether the answer is right for the known dimension, in general and at each place."""
    number = answer["dimension"]
    if number is None:
        return bool(answer["at_least"] <= case.expected <= answer["at_most"])
    return number == case.expected and all(
        _said_at(answer, point) == {dimension} for point, dimension in case.places
    )


def _said_at(answer: Answer, point: Point) -> set[int]:
    """The dimensions of all cases that hold at a point; the generic one if there are no cases."""
    found = {case["dimension"] for case in answer["cases"] if _holds(case, point)}
    return found if answer["cases"] else {answer["dimension"]}


def _holds(case: Answer, point: Point) -> bool:
    return all(_vanishes(text, point) for text in case["equations"]) and not any(
        _vanishes(text, point) for text in case["inequations"]
    )


def _vanishes(text: str, point: Point) -> bool:
    names = {name: sp.Symbol(name) for name in point}
    values = {names[name]: sp.sympify(value).evalf(DIGITS) for name, value in point.items()}
    value = sp.sympify(text, locals=names).subs(values).evalf(DIGITS)
    return bool(abs(value) < NOISE)
