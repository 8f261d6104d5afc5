"""Names and functions of a claim about derivatives, with their values at random points."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np

from backproof.calculus.readers.latex_reader import size_in
from backproof.calculus.readers.shapes import Shapes
from backproof.calculus.readers.tree import Node, UnclearError
from backproof.calculus.readers.values import value
from backproof.proofreading.derivatives.parsing import read, slope
from backproof.proofreading.formulas import split
from backproof.proofreading.verifier import verify

TOLERANCE = 1e-8
_ENOUGH = 2
_LARGE = 1e8
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


def _is_moderate(point: Any, formulas: Sequence[str]) -> bool:
    """Return whether formulas have moderate values: the inverse of a singular matrix has not, by rounding."""
    return all(np.max(np.abs(point.run(text)[0]), initial=0) < _LARGE for text in formulas)


@dataclass(frozen=True)
class Reading:
    """A claim's names and functions, with their values at random points."""

    claim: Mapping[str, Any]

    @cached_property
    def points(self) -> list[Any]:
        """Two points, each with the values of all lines and derivatives.

        Of a composition these are points at which the outer derivative is not 0, if there are any: there the
        inner derivative is the quotient of the whole one and the outer one.
        """
        formulas = [self.claim["definition"], *self.claim.get("derivatives", {}).values()]
        inverted = [self.claim["minimiser"]] if "minimiser" in self.claim else []
        every = verify.places(self.claim, [*formulas, *inverted])
        found = map(self._with_lines, (point for point in every if _is_moderate(point, inverted)))
        rising: list[Any] = []
        flat: list[Any] = []
        for point in found:
            is_flat = not np.all(point.names.get(f"{self._inner_name}_bar", 1))
            (flat if is_flat and self._inner_name else rising).append(point)
            if len(rising) == _ENOUGH:
                break
        return (rising + flat)[:_ENOUGH]

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
        name = self._inner_name
        if name is None or f"{name}_bar" not in self.variables:
            return None
        return name if np.size(self.points[0].names[name]) == 1 else None

    @property
    def _inner_name(self) -> str | None:
        names = re.fullmatch(r"\s*(\w+)\s*=[^;]*;\s*\w+\s*=[^;]*", self.claim["definition"])
        return names[1] if names else None

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
