"""Results of first and second order in print: formulas anywhere, and numbers at a stated point."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import islice
from typing import Any

import numpy as np

from backproof.calculus.readers.tree import UnclearError
from backproof.proofreading import scalars
from backproof.proofreading.derivatives.parsing import read
from backproof.proofreading.derivatives.reading import APPLIED, TOLERANCE, Reading
from backproof.proofreading.faults import Fault
from backproof.proofreading.formulas import Formula, split, statements
from backproof.proofreading.verifier import verify
from backproof.proofreading.wording.sentences import states

_MATRIX = re.compile(r"\\begin\{pmatrix\}((?:(?!\\begin\{pmatrix\}).)*?)\\end\{pmatrix\}", re.DOTALL)
_UPRIGHT = re.compile(r"\\mathrm\{d\}\s*(?:\\mathit\{(?P<word>\w+)\}|\\?(?P<letter>[A-Za-z]+))")
_SECOND = re.compile(r"\\frac\{\\partial\^\{2\} (?P<f>.+?)\}\{\\partial \(?(?P<x>.+?)\)?\^\{2\}\}")
_DECIMAL = re.compile(r"\d+\.\d+")
# What may be added to a bound of first order.
_CURVED = 1.02
_IN = r"\\in(?![A-Za-z])"
_ABOUT = r"\\approx(?![A-Za-z])"
_ERRORS = (UnclearError, scalars.UnreadableError, KeyError, TypeError, ValueError, IndexError)


@dataclass(frozen=True)
class _AtRow(Reading):
    """A claim's names with their values at random points, or at the point that one of its rows states."""

    row: Mapping[str, Any]

    @cached_property
    def points(self) -> list[Any]:
        """Points where the row has a value, with the values of all lines of the derivation."""
        claim = {**self.claim, **{key: self.row[key] for key in ("at", "sizes") if key in self.row}}
        claim["at"] = {name: value for name, value in claim.get("at", {}).items() if name in claim["shapes"]}
        texts = [self.claim["definition"], self.row["text"]]
        return [self._with_lines(point) for point in islice(verify.places(claim, texts), 2)]

    @property
    def derivatives(self) -> Mapping[str, str]:
        """No derivative has a name but those of the lines."""
        return {}

    def expected(self) -> list[Any]:
        """Return the claimed values."""
        return [point.run(self.row["text"])[0] for point in self.points]

    def read(self, latex: str) -> list[Any]:
        """Return the value of a formula at each point, matrices of formulas among its parts."""
        if second := _SECOND.fullmatch(latex.strip()):
            return self.read(rf"\mathit{{d2{self.name}_d{second['x']}2}}") if second["f"] else []
        if whole := _MATRIX.fullmatch(latex.strip()):
            lines = re.split(r"\\\\(?:\[\d+pt\])?", whole[1])
            rows = [line.split("&") for line in lines if line.strip()]
            blocks = [[self.read(entry) for entry in row] for row in rows]
            count = range(len(self.points))
            return [np.block([[entry[i] for entry in row] for row in blocks]) for i in count]
        applied = APPLIED.fullmatch(latex.strip())
        if applied and self.is_own_name(applied["name"]):
            return [point.names[self.name] for point in self.points]
        numbered = self._with_matrices(latex)
        return [self._at(point, *numbered, place) for place, point in enumerate(self.points)]

    def _with_matrices(self, latex: str) -> tuple[str, dict[str, list[Any]]]:
        """Replace the matrices in a formula by names of their own."""
        found: dict[str, list[Any]] = {}

        def named(match: re.Match[str]) -> str:
            name = f"numbers{chr(ord('a') + len(found) // 26)}{chr(ord('a') + len(found) % 26)}"
            found[name] = self.read(match[0])
            return rf"\mathit{{{name}}}"

        return _MATRIX.sub(named, _UPRIGHT.sub(_typed, latex)), found

    def _at(self, point: Any, latex: str, matrices: Mapping[str, list[Any]], place: int) -> Any:
        more = {name: values[place] for name, values in matrices.items()}
        known = {**point.names, **more}
        if partial := self.partial(latex):
            return point.names[partial]
        try:
            own = (*self.own, *(f"{name}_prime" for name in self.own))
            node = read(latex, tuple(known), own, tuple(point.sizes))
            return self._value(node, verify.Scope(known, point.sizes, point.functions))
        except UnclearError:
            # Numbers such as log 2, and polynomials with such coefficients.
            numbers = {name: value.item() for name, value in known.items() if np.size(value) == 1}
            return np.full((1, 1), float(scalars.evaluate(latex, numbers)))


@dataclass(frozen=True)
class Network(_AtRow):
    """A network by hand: the numbers of all lines at its point, and the derivatives by name."""

    @property
    def derivatives(self) -> Mapping[str, str]:
        """The claimed derivatives by variable."""
        return {
            wrt: text for row in self.claim["results"] for wrt, text in row.get("derivatives", {}).items()
        }

    def states(self, name: str, latex: str) -> bool:
        """Return whether a printed number, or matrix of numbers, is the value of a name."""
        try:
            values = self.read(_as_matrix(latex))
            return _agrees(self, [point.names[name] for point in self.points], _as_matrix(latex), values)
        except _ERRORS:
            return False


def network(claim: Mapping[str, Any]) -> Network | None:
    """Return a claim's numbers as those of one network, if it is about one at a single point."""
    lines = claim.get("lines", ())
    rows = [row for row in claim["results"] if "derivatives" in row]
    return Network(claim, rows[0]) if lines and rows and "at" in rows[0] else None


def _as_matrix(latex: str) -> str:
    """Return a row that is listed in parentheses, or the column of one that is transposed, as a matrix."""
    listed = re.fullmatch(r"\((?P<entries>.*, .*)\)(?P<column>\^\{\\top\})?", latex.strip())
    if not listed:
        return latex
    between = r" \\ " if listed["column"] else " & "
    return rf"\begin{{pmatrix}}{listed['entries'].replace(', ', between)}\end{{pmatrix}}"


def _typed(match: re.Match[str]) -> str:
    """Return the differential's name as it is printed without an upright d."""
    letter = match["word"] or match["letter"]
    return rf"\mathit{{d{'lam' if letter == 'lambda' else letter}}}"


def judge(claim: Mapping[str, Any], formulas: Sequence[Formula]) -> Iterator[Fault]:
    """Yield a fault for each result that is not boxed once and in order, and each line that does not hold."""
    rows = [row for row in claim["results"] if row["is_boxed"]]
    boxed = [f for f in formulas if f.place == "result"]
    wanted, found = [_bare(row["symbol"]) for row in rows], [_bare(f.latex) for f in boxed]
    if wanted != found:
        at = boxed[0].start if boxed else formulas[0].start if formulas else 0
        yield Fault(at, f"the boxes state {', '.join(found) or 'nothing'}, not {', '.join(wanted)}")
        return
    for row, formula in zip(rows, boxed, strict=True):
        if fault := _fault(_AtRow(claim, row), formula.second):
            yield Fault(formula.start, fault)
    if rows:
        yield from _lines(claim, rows, formulas)


def _fault(reading: _AtRow, latex: str) -> str:
    """Return what is wrong with a printed result, or ""."""
    whole, *spaces = split(latex, _IN)
    right, *about = split(whole, _ABOUT)
    try:
        values = reading.read(_trimmed(right))
    except _ERRORS as error:
        return f"{right.strip()} cannot be read back: {error}"
    if not _agrees(reading, reading.expected(), _trimmed(right), values):
        return f"{right.strip()} is not the claimed result"
    if not _are_rounded(about, values):
        return f"{right.strip()} is not about {about[0].strip()}"
    for space in spaces:
        match = re.fullmatch(r"\\math(?:bf|bb)\{R\}(?:\^(?P<sizes>\{.*\}|\w))?", _trimmed(space))
        sizes = match["sizes"] or "" if match else ""
        if not match or any(
            reading.shape(sizes, point) != np.shape(value)
            for point, value in zip(reading.points, reading.expected(), strict=True)
        ):
            return f"{right.strip()} does not lie in {space.strip()}"
    return ""


def _lines(
    claim: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], formulas: Sequence[Formula]
) -> Iterator[Fault]:
    """Yield a fault for each line of the derivation, and each value of a variable, that does not hold."""
    somewhere = _AtRow(claim, next((row for row in rows if "sizes" not in row), rows[0]))
    at_point = _AtRow(claim, _with_all_values(rows))
    general = [row for row in claim["results"] if "sizes" not in row]
    symbols = {_bare(row["symbol"]): _AtRow(claim, row) for row in general}
    for formula in formulas:
        if formula.place not in ("step", "line"):
            continue
        for statement in statements(formula.latex):
            body, *about = split(split(statement, _IN)[0], _ABOUT)
            sides = split(body, r"(?<![<>])=")
            if len(sides) < 2 and not about:
                continue
            in_numbers = _MATRIX.search(statement) or any(map(_is_number, sides)) or about
            reading = at_point if in_numbers else somewhere
            stated = symbols.get(_bare(sides[0]))
            try:
                left = stated.expected() if stated else reading.read(_trimmed(sides[0]))
                others = [reading.read(_trimmed(side)) for side in sides[1:]]
            except _ERRORS as error:
                if formula.place == "step":
                    yield Fault(formula.start, f"{statement} cannot be read back: {error}")
                continue
            texts = list(map(_trimmed, sides[1:]))
            agree = all(_agrees(reading, left, *pair) for pair in zip(texts, others, strict=True))
            if not _are_rounded(about, left) or not agree:
                yield Fault(formula.start, f"{statement} does not hold")


def _are_rounded(about: Sequence[str], values: Sequence[Any]) -> bool:
    """Return whether each text is every one of the values, rounded."""
    return all(states(_trimmed(text), float(np.real(value).item())) for text in about for value in values)


def _with_all_values(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return a row at the point with the values of all variables and directions."""
    stated = [row for row in rows if "sizes" in row]
    at = {name: value for row in stated for name, value in row["at"].items()}
    return {**rows[0], **({"at": at, "sizes": stated[0]["sizes"]} if stated else {})}


def _is_number(latex: str) -> bool:
    try:
        scalars.evaluate(_trimmed(latex), {})
    except scalars.UnreadableError:
        return False
    return True


def _agree(expected: Sequence[Any], values: Sequence[Any]) -> bool:
    """Return whether values are equal; a printed 0 is the zero of any space."""
    return all(
        (np.shape(a) == np.shape(b) or (np.size(b) == 1 and not np.any(b)))
        and np.max(np.abs(a - b)) <= TOLERANCE * max(1.0, np.max(np.abs(a)))
        for a, b in zip(expected, values, strict=True)
    )


def _agrees(reading: _AtRow, expected: Sequence[Any], latex: str, values: Sequence[Any]) -> bool:
    """Return whether a formula has the expected values; where a claim says so, up to its rounded numbers.

    Each of these may be off by half of its last place, and what follows from that is added up.
    """
    if "decimals" not in reading.claim or _agree(expected, values):
        return _agree(expected, values)
    off = [np.zeros_like(value, dtype=float) for value in values]
    for number in _DECIMAL.finditer(latex):
        unit = Decimal(1).scaleb(-len(number[0].partition(".")[2])) / 2
        moved = f"{latex[: number.start()]}{Decimal(number[0]) + unit}{latex[number.end() :]}"
        changes = (np.abs(a - b) for a, b in zip(reading.read(moved), values, strict=True))
        off = [one + change for one, change in zip(off, changes, strict=True)]
    return all(
        np.shape(a) == np.shape(b) and np.all(np.abs(a - b) <= _CURVED * bound + TOLERANCE)
        for a, b, bound in zip(expected, values, off, strict=True)
    )


def _trimmed(latex: str) -> str:
    return re.sub(r"^(?:\\[;, ]|\s)+|(?:\\[;, ]|[.,\s])+$", "", latex)


def _bare(latex: str) -> str:
    return re.sub(r"\s+", "", latex)


def judge_summary(claim: Mapping[str, Any], formulas: Sequence[Formula]) -> Iterator[Fault]:
    """Yield a fault unless the summary's row states the results in order: in numbers where there are any."""
    rows = [row for row in claim["results"] if row["is_boxed"]]
    rows = [row for row in rows if "sizes" in row] or rows
    found = [text for formula in formulas for text in statements(formula.latex)]
    if len(found) != len(rows):
        yield Fault(formulas[0].start, f"the summary states {len(found)} results, not {len(rows)}")
        return
    for row, text in zip(rows, found, strict=True):
        if fault := _fault(_AtRow(claim, row), text):
            yield Fault(formulas[0].start, fault)
