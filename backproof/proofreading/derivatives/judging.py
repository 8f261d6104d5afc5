"""Every equation in print of a question about derivatives, evaluated and held against the claim."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from backproof.calculus.readers.tree import UnclearError
from backproof.proofreading.derivatives import entries
from backproof.proofreading.derivatives.parsing import read
from backproof.proofreading.derivatives.reading import APPLIED, TOLERANCE, Reading
from backproof.proofreading.faults import Fault
from backproof.proofreading.formulas import Formula, split, statements
from backproof.proofreading.verifier import verify

_SPACE = re.compile(r"\\math(?:bf|bb)\{R\}(?:\^(?P<sizes>\{.*\}|\w))?")
_COMMAND = re.compile(r"\\[A-Za-z]+")
_STATED_AS_ANSWER = ("box", "result", "step")


def judge(reading: Reading, formulas: Sequence[Formula]) -> Iterator[Fault]:
    """Yield a fault for each equation of a question that does not hold, and each derivative without a box."""
    boxed: list[str] = []
    left = ""
    for formula in formulas:
        for statement, place in _statements(formula):
            if formula.place == "result":
                left = formula.latex.strip() or left
                statement = f"{left} = {statement}"  # noqa: PLW2901 (a further form of the same result)
            if formula.place == "summary":
                continue
            if formula.place == "stated" and not _tells_a_value(reading, statement):
                continue
            fault, first = _judged(reading, statement, place)
            if fault:
                yield Fault(formula.start, fault)
            if place in ("box", "result") and first and first not in boxed:
                boxed.append(first)
    wanted = [f"d{reading.name}_d{wrt}" for wrt in reading.derivatives]
    answers = [f for f in formulas if f.place in ("box", "result")]
    if boxed != wanted:
        at = next((f.start for f in answers), formulas[0].start if formulas else 0)
        yield Fault(at, f"the box states {_listed(boxed)}, not {_listed(wanted)}")
    stated = [f.latex for f in answers if f.place == "box" or f.latex.strip()]
    if len(stated) > (1 if answers and answers[0].place == "box" else len(wanted)):
        yield Fault(answers[-1].start, "a result is boxed twice")


def _statements(formula: Formula) -> Iterator[tuple[str, str]]:
    if formula.place == "result":
        yield from ((text, "result") for text in statements(formula.second))
    elif formula.place == "step":
        yield f"{formula.latex.strip()} \\in {formula.second.strip()}", "step"
    else:
        yield from ((text, formula.place) for text in statements(formula.latex))


def _defines(reading: Reading, statement: str, place: str) -> bool:
    """Return whether a displayed equation says what a name stands for."""
    left = split(re.split(r"\\in(?![A-Za-z])", statement)[0], r"=")[0].strip()
    applied = APPLIED.fullmatch(left)
    if place != "line" or (applied and not reading.is_own_name(applied["name"])):
        return False
    try:
        return applied is not None or read(left, tuple(reading.variables), tuple(reading.own)).kind == "name"
    except UnclearError:
        return False


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "nothing"


def _judged(reading: Reading, statement: str, place: str) -> tuple[str, str | None]:
    """Return what is wrong with a statement, or "", and the derivative that it begins with."""
    is_answer = place in _STATED_AS_ANSWER
    strict = is_answer or _defines(reading, statement, place)
    body, *spaces = split(statement, r"\\in(?![A-Za-z])")
    sides = _sides(body)
    if fault := entries.equation(reading, sides):
        return fault, None
    values, first = [], None
    for number, side in enumerate(sides):
        try:
            partial = reading.partial(side)
            found = reading.values(side)
        except (UnclearError, KeyError, TypeError, ValueError) as error:
            if strict:
                return f"{side} cannot be read back: {error}", None
            continue
        first = partial if number == 0 else first
        values.append((side, found))
    for side, found in values[1:]:
        if not _equal(values[0][1], found):
            return f"{values[0][0]} = {side} does not hold", first
    if is_answer and (len(sides) < 2 or (not spaces and first is None)):
        return f"{statement} is no equation", first
    for space in spaces if values else ():
        # A printed 0 is the zero of any space: what it equals says which.
        sized = [item for item in values if not _is_zero(item[1])]
        if fault := _outside(reading, (sized or values)[-1], re.sub(r"\\[;, ]|[.,\s]+$", "", space).strip()):
            return fault, first
    return "", first


def _sides(equation: str) -> list[str]:
    return [re.sub(r"(?:\\[;, ]|\s)+$", "", side).strip() for side in split(equation, r"(?<![<>])=")]


def _tells_a_value(reading: Reading, statement: str) -> bool:
    """Return whether an author's equation says what the value or a derivative is, as F = 0 does not."""
    first, *others = _sides(split(statement, r"\\in(?![A-Za-z])")[0])
    applied = APPLIED.fullmatch(first)
    try:
        is_told = reading.is_own_name(applied["name"] if applied else first) or reading.partial(first)
    except UnclearError:
        return False
    return bool(is_told) and all(re.search(r"[A-Za-z]", _COMMAND.sub("", side)) for side in others)


def _outside(reading: Reading, side: tuple[str, list[Any]], space: str) -> str:
    """Return a message unless the value lies in the space, if that is one of real matrices."""
    match = _SPACE.fullmatch(space)
    if match is None:
        return ""
    try:
        shapes = [reading.shape(match["sizes"] or "", point) for point in reading.points]
    except UnclearError as error:
        return str(error)
    return "" if shapes == [np.shape(found) for found in side[1]] else f"{side[0]} does not lie in {space}"


def _is_zero(values: Sequence[Any]) -> bool:
    return all(np.size(value) == 1 and not np.any(value) for value in values)


def _equal(left: Sequence[Any], right: Sequence[Any]) -> bool:
    """Return whether all pairs are equal; a printed 0 is the zero of any space."""
    return all(
        (np.shape(a) == np.shape(b) or _is_zero([b]))
        and np.max(np.abs(a - b)) <= TOLERANCE * max(1.0, np.max(np.abs(b)))
        for a, b in zip(left, right, strict=True)
    )


def judge_summary(reading: Reading, formulas: Sequence[Formula]) -> Iterator[Fault]:
    """Yield a fault unless the summary's row states the claimed derivatives, in order."""
    found = [text for formula in formulas for text in statements(formula.latex)]
    wanted = [
        [point.names[f"d{reading.name}_d{wrt}"] for point in reading.points] for wrt in reading.derivatives
    ]
    start = formulas[0].start
    if len(found) != len(wanted):
        yield Fault(start, f"the summary states {len(found)} derivatives, not {len(wanted)}")
        return
    for text, expected in zip(found, wanted, strict=True):
        try:
            holds = _equal(expected, reading.values(split(text, r"=")[-1].strip()))
        except (UnclearError, KeyError, TypeError, ValueError) as error:
            yield Fault(start, f"{text} cannot be read back: {error}")
            continue
        if not holds:
            yield Fault(start, f"the summary states {text}, which is not the derivative")


def judge_shapes(
    claim: Mapping[str, Any], formulas: Sequence[Formula], *, are_paired: bool
) -> Iterator[Fault]:
    """Yield a fault for each part whose space in print, or whose formula, is not the claimed one.

    In a table, each part is followed by its space; otherwise there are spaces alone, or "part in space".
    """
    reading = Reading({**claim, "derivatives": {}})
    flat = [
        side.strip()
        for f in formulas
        for text in statements(f.latex)
        for side in split(text, r"\\in(?![A-Za-z])")
    ]
    rows = [(flat[i - 1] if i else "", text, i) for i, text in enumerate(flat) if _SPACE.fullmatch(text)]
    start = formulas[0].start if formulas else 0
    if len(rows) != len(claim["parts"]):
        yield Fault(start, f"{len(rows)} spaces are stated for {len(claim['parts'])} parts")
        return
    for (latex, space, _), (text, extent) in zip(rows, claim["parts"], strict=True):
        for point in reading.points:
            shape = verify.shape_of(extent.replace(" x ", ","), point.sizes)
            match = _SPACE.fullmatch(space)
            if match and reading.shape(match["sizes"] or "", point) != shape:
                yield Fault(start, f"{space} is stated for {text}, which has the shape {extent}")
                break
        if are_paired:
            expected = [point.run(text)[0] for point in reading.points]
            try:
                if not _equal(expected, reading.values(latex)):
                    yield Fault(start, f"{latex} is printed for {text}")
            except (UnclearError, KeyError, TypeError, ValueError) as error:
                yield Fault(start, f"{latex} cannot be read back: {error}")
