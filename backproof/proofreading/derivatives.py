"""Questions about derivatives: every equation in print, evaluated and held against the claim."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from itertools import islice
from typing import Any

import numpy as np

from backproof.calculus.readers.latex_reader import read_latex, size_in
from backproof.calculus.readers.shapes import Shapes
from backproof.calculus.readers.tree import Node, UnclearError
from backproof.calculus.readers.values import value
from backproof.proofreading import entries
from backproof.proofreading.faults import Fault
from backproof.proofreading.formulas import Formula, split, statements
from backproof.proofreading.verifier import verify

TOLERANCE = 1e-8
_PARTIAL = re.compile(
    r"\\[td]?frac\{\\partial (?P<f>.+?)\}\{\\partial (?P<x>.+)\}|\\partial (?P<g>[^/]+)/\\partial (?P<y>.+)"
)
APPLIED = re.compile(
    r"(?P<name>(?:\\[A-Za-z]+(?:\{[^{}]*\})?|[A-Za-z]\w*)(?:[_^](?:\{[^{}]*\}|\w))*)\([^()]*(?:\([^()]*\)[^()]*)*\)"
)
_PRIMED = re.compile(r"(?P<name>\\?\w+)'\((?P<x>[a-z])\)")
# Of q(x) = f(g(x)), whose letters f and g stand for no variable: f(y), g(x), f'(y) or f'(g(x)), and dg/dx.
_LETTERED = re.compile(r"(?P<letter>[a-z])(?P<prime>'?)\((?P<of>[a-z]|[a-z]\([a-z]\))\)")
_INNER_SLOPE = re.compile(r"\\[td]?frac\{\\partial (?P<letter>[a-z])\}\{\\partial (?P<x>[a-z])\}")
_SPACE = re.compile(r"\\math(?:bf|bb)\{R\}(?:\^(?P<sizes>\{.*\}|\w))?")
_SIZED_FRACTION = re.compile(r"\\[td]frac(?![A-Za-z])")
_COMMAND = re.compile(r"\\[A-Za-z]+")
_STATED_AS_ANSWER = ("box", "result", "step")


@dataclass(frozen=True)
class Reading:
    """A claim's names and functions, with their values at random points."""

    claim: Mapping[str, Any]

    @cached_property
    def points(self) -> list[Any]:
        """Points of different sizes, each with the values of all lines and derivatives."""
        formulas = [self.claim["definition"], *self.claim.get("derivatives", {}).values()]
        found = list(islice(verify.places(self.claim, formulas), 2))
        return [self._with_lines(point) for point in found]

    def _with_lines(self, point: Any) -> Any:
        program = "\n".join(self.claim.get("lines") or [self.claim["definition"]])
        names = point.run(program)[1]
        found = {f"d{self.name}_d{wrt}": point.run(text)[0] for wrt, text in self.derivatives.items()}
        parameter = {} if "t" in names else {"t": np.full((1, 1), 0.37)}
        return verify.Scope(parameter | names | found, point.sizes, point.functions)

    @property
    def name(self) -> str:
        """The name of the value that is differentiated."""
        return str(
            self.claim.get("name") or self.claim["definition"].rpartition("=")[0].rpartition(";")[2].strip()
        )

    @property
    def derivatives(self) -> Mapping[str, str]:
        """The claimed derivatives by variable."""
        found: Mapping[str, str] = self.claim.get("derivatives", {})
        return found

    @property
    def own(self) -> list[str]:
        """The names of the user's functions."""
        return [text.partition("(")[0].strip() for text in self.claim["functions"]]

    @property
    def relu_at_zero(self) -> float:
        """The value of ReLU'(0) that the term states."""
        return float(self.claim.get("relu_at_zero", 0.5))

    @cached_property
    def variables(self) -> list[str]:
        """All names that a formula may use."""
        return list(self.points[0].names)

    def values(self, latex: str) -> list[Any]:
        """Return the value of a formula at each point; raises UnclearError if it has none."""
        if partial := self.partial(latex):
            return [point.names[partial] for point in self.points]
        if (composed := self.composed(latex)) is not None:
            return composed
        if primed := _PRIMED.fullmatch(latex):
            return self._slopes(primed["name"], primed["x"])
        applied = APPLIED.fullmatch(latex)
        if applied and self.is_own_name(applied["name"]):
            self._require_arguments(latex[applied.end("name") + 1 : -1])
            return [point.names[self.name] for point in self.points]
        if applied and (defined := self.defined(applied["name"], latex[applied.end("name") + 1 : -1])):
            return [point.names[defined] for point in self.points]
        primes = [f"{name}_prime" for name in self.own]
        node = read(latex, tuple(self.variables), (*self.own, *primes), tuple(self.points[0].sizes))
        return [self._value(node, point) for point in self.points]

    @property
    def known(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The names of variables and of the user's functions."""
        return tuple(self.variables), tuple(self.own)

    @cached_property
    def inner(self) -> str | None:
        """The name of the inner function's value, a number, if the definition is a composition q = f(y)."""
        names = re.fullmatch(r"\s*(\w+)\s*=[^;]*;\s*\w+\s*=[^;]*", self.claim["definition"])
        if names is None or f"{names[1]}_bar" not in self.variables:
            return None
        return names[1] if np.size(self.points[0].names[names[1]]) == 1 else None

    def composed(self, latex: str) -> list[Any] | None:
        """Return the values of f(y), g(x), their slopes, in a composition; None for anything else."""
        found = _LETTERED.fullmatch(latex) or _INNER_SLOPE.fullmatch(latex)
        if found is None or self.inner is None or found["letter"] in (*self.variables, *self.own):
            return None
        y, outer = self.inner, f"{self.inner}_bar"
        if found.re is _INNER_SLOPE:
            key = f"d{self.name}_d{found['x']}"
            return [at.names[key] / at.names[outer] for at in self.points] if key in self.variables else None
        is_outer = found["of"] == y or "(" in found["of"]
        key = outer if found["prime"] else self.name if is_outer else y
        return [at.names[key] for at in self.points] if is_outer or not found["prime"] else None

    def is_own_name(self, latex: str) -> bool:
        """Return whether this is the name of the value that is differentiated."""
        try:
            node = read(latex, tuple(self.variables), tuple(self.own))
        except UnclearError:
            return False
        return (node.kind, node.says) == ("name", self.name)

    def defined(self, latex: str, inside: str) -> str | None:
        """Return the name of a line's value that is written with its variables, such as u in u(p)."""
        try:
            node, *arguments = (
                read(text.strip(), tuple(self.variables), tuple(self.own))
                for text in (latex, *split(inside, "[,;]"))
            )
        except UnclearError:
            return None
        given = self.claim["shapes"]
        is_defined = node.kind == "name" and node.says not in given and node.says in self.variables
        return str(node.says) if is_defined and all(name.says in given for name in arguments) else None

    def _require_arguments(self, inside: str) -> None:
        """Raise UnclearError unless a signature such as F(x; W) names every variable once."""
        found = [read(text.strip(), tuple(self.variables), ()).says for text in split(inside, "[,;]")]
        if sorted(map(str, found)) != sorted(self.claim["shapes"]) and len(set(map(str, found))) < len(found):
            raise UnclearError("an argument is named twice")

    def _value(self, node: Node, point: Any) -> Any:
        own = {name: _of_real(point.functions[name]) for name in self.own}
        own |= {
            f"{name}_prime": partial(slope, function, self.relu_at_zero) for name, function in own.items()
        }
        return value(node, point.names, point.sizes, own)

    def _slopes(self, name: str, at: str) -> list[Any]:
        function = name.removeprefix("\\")
        if function not in self.own or at not in self.variables:
            raise UnclearError(f"{name}' is not known")
        return [slope(point.functions[function], self.relu_at_zero, point.names[at]) for point in self.points]

    def partial(self, latex: str) -> str | None:
        """Return the name of the claimed derivative that a symbol such as ∂F/∂W denotes, if it is one."""
        match = _PARTIAL.fullmatch(latex)
        if match is None:
            return None
        if not self.is_own_name((match["f"] or match["g"]).strip()):
            return None
        node = read((match["x"] or match["y"]).strip(), tuple(self.variables), tuple(self.own))
        key = f"d{self.name}_d{node.says}"
        if node.kind != "name" or key not in self.variables:
            raise UnclearError(f"no derivative by {latex} is claimed")
        return key

    def shape(self, sizes: str, point: Any) -> tuple[int, ...]:
        """Return the shape that the exponent of a space states."""
        inner = sizes[1:-1] if sizes.startswith("{") else sizes
        words = re.split(r"\\times(?![A-Za-z])", inner or "1")
        shapes = Shapes({}, point.sizes)
        return (*(shapes.stated(size_in(word.strip())) for word in words), 1)[:2]


def _of_real(function: Any) -> Any:
    """Return a function that takes complex numbers without an imaginary part as real ones.

    The reader computes with complex numbers, which logaddexp, for one, does not take.
    """
    return lambda x: function(np.real(x) if np.isrealobj(x) or not np.any(np.imag(x)) else x)


def slope(function: Any, relu_at_zero: float, x: Any) -> Any:
    """Return the derivative of a function of real numbers, by differences of fourth order.

    At a kink, it is the convention for ReLU'(0) times the slope where the function is not constant.
    Raises UnclearError at any other kink.
    """
    h, x = 1e-3, np.real(x)
    before, after = ((function(x + k) - function(x)) / k for k in (-1e-7, 1e-7))
    kinks = np.abs(before - after) > 1e-3 * np.maximum(1.0, np.abs(before + after))
    if np.any(kinks):
        if np.size(x) > 1 or np.min(np.abs([before, after])) > 0:
            raise UnclearError("the slope at a kink is a convention")
        return relu_at_zero * (before + after)
    near, far = (function(x + k * h) - function(x - k * h) for k in (1, 2))
    return (8 * near - far) / (12 * h)


@lru_cache(maxsize=4096)
def read(latex: str, variables: tuple[str, ...], own: tuple[str, ...], sizes: tuple[str, ...] = ()) -> Node:
    """Parse a formula; raises UnclearError."""
    try:
        return read_latex(_SIZED_FRACTION.sub(r"\\frac", latex), variables, own, sizes)
    except (ValueError, IndexError, KeyError) as error:
        raise UnclearError(str(error)) from error


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
