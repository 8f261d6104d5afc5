"""Scalar functions in floats: detecting formulas that overflow, and rewriting or bounding them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import reduce

import numpy as np

from backproof.calculus.evaluation.arithmetic import FLOAT, Array
from backproof.calculus.evaluation.evaluate import run
from backproof.calculus.language.expression import Divide, Multiply, Variable
from backproof.calculus.language.traversal import substitute, variables
from backproof.calculus.language.tree import Expression, over
from backproof.calculus.stable.rewriting import stabilised
from backproof.numpy_scripts.large_values import steady_values

_BOUNDS = (5.0, 10.0, 20.0, 30.0, 40.0, 50.0, 100.0, 200.0, 300.0, 350.0, 500.0, 700.0)
_SIZES = np.unique(
    [*np.geomspace(1e-3, 1.0, 4), *np.geomspace(1.0, 1e3, 50), *np.geomspace(1e3, 1e7, 9), *_BOUNDS]
)
_ARGUMENTS = np.concatenate([-_SIZES[::-1], [0.0], _SIZES]).reshape(-1, 1, 1)
_MOST_FACTORS, _MOST_FORMS = 5, 60
_RIGHT = 1e-9
_SAME, _NOTHING = 1e-15, 1e-100


@dataclass(frozen=True)
class Bounded:
    """A formula some parts of which use `variable`, the parameter clamped to [low, high].

    Outside the bounds these parts are constant to working precision, but their subexpressions would overflow.
    """

    formula: Expression
    variable: Variable | None = None
    low: float = -np.inf
    high: float = np.inf


def overflows(formula: Expression) -> bool:
    """Return whether the formula, evaluated as written, misses a value that is a double."""
    return not _Trial(formula).is_right(formula)


def bounded(formula: Expression, name: str) -> Bounded:
    """Rewrite the formula so that it can be evaluated at all arguments; `name` is the clamped parameter's.

    Where no bounds help, the result is the stabilised formula without any.
    """
    safe = stabilised(formula)
    plain = _Trial(safe)
    wrong = _ARGUMENTS[plain.faults(safe)]
    if not wrong.size:
        return Bounded(safe)
    inside = Variable(name, (1, 1))
    sides = (-1.0 if np.any(wrong < 0) else -np.inf, 1.0 if np.any(wrong > 0) else np.inf)
    for (below, above), bound in itertools.product(dict.fromkeys((sides, (-1.0, 1.0))), _BOUNDS):
        low, high = below * bound, above * bound
        found = replace(plain, inside=inside, low=low, high=high).with_bounds(safe)
        if found is not None:
            return Bounded(found, inside, low, high)
    return Bounded(safe)


@dataclass
class _Trial:
    """A formula at arguments of all magnitudes: its true values, and its values in floats."""

    formula: Expression
    inside: Variable | None = None
    low: float = -np.inf
    high: float = np.inf
    known: dict[Expression, Array] = field(default_factory=dict)

    @property
    def parameter(self) -> Variable:
        """The formula's variable."""
        return next(iter(variables(self.formula)), Variable("t", (1, 1)))

    def with_bounds(self, part: Expression) -> Expression | None:
        """Clamp the parameter in the parts that need it; None where that does not help."""
        if self.is_right(part):
            return part
        if len(self.known) > _MOST_FORMS:
            return None
        if self.keeps_its_value(part):
            assert self.inside is not None
            return substitute(part, {self.parameter: self.inside})
        return next((found for form in _forms(part) if (found := self._by_parts(form)) is not None), None)

    def _by_parts(self, part: Expression) -> Expression | None:
        children = [self.with_bounds(child) for child in part.children]
        if not children or None in children:
            return None
        rebuilt = over(part, [child for child in children if child is not None])
        return rebuilt if self.is_right(part, rebuilt) else None

    def is_right(self, part: Expression, computed: Expression | None = None) -> bool:
        """Return whether floats give the part's true values wherever these are doubles."""
        return not np.any(self.faults(part, computed))

    def faults(self, part: Expression, computed: Expression | None = None) -> Array:
        """Return a mask of the arguments at which the true value is a double and floats miss it."""
        truth = self._truth(part)
        got = self._in_floats(computed or part, _ARGUMENTS)
        with np.errstate(all="ignore"):
            right = np.abs(got - truth) <= _RIGHT * np.maximum(1, np.abs(truth))
        return np.asarray(np.isfinite(truth) & ~right)

    def keeps_its_value(self, part: Expression) -> bool:
        """Return whether the part is constant beyond the bounds, either exactly or in floats."""
        truth = self._truth(part)
        known = np.isfinite(truth)
        at_bounds = self._in_floats(part, np.clip(_ARGUMENTS, self.low, self.high))
        plain = self._in_floats(part, _ARGUMENTS)

        def same(reference: Array) -> Array:
            return np.asarray(np.abs(at_bounds - reference) <= _SAME * np.abs(reference) + _NOTHING)

        with np.errstate(all="ignore"):
            usable = np.abs(plain - truth) <= _RIGHT * np.maximum(1, np.abs(truth))
            return bool(np.all((same(truth) | (same(plain) & usable))[known]))

    def _truth(self, part: Expression) -> Array:
        if part not in self.known:
            self.known[part] = steady_values(part, self.parameter.name, _ARGUMENTS)
        return self.known[part]

    def _in_floats(self, part: Expression, at: Array) -> Array:
        values = {self.parameter.name: at}
        if self.inside is not None:
            values[self.inside.name] = np.clip(at, self.low, self.high)
        with np.errstate(all="ignore"):
            return np.asarray(np.broadcast_to(run(part, values, {}, FLOAT), at.shape))


def _forms(part: Expression) -> Iterator[Expression]:
    """Yield the part, and if it is a product, its regroupings with one factor or divisor split off."""
    yield part
    above, below = _factors(part)
    if not 2 < len(above) + len(below) <= _MOST_FACTORS:
        return
    for index, factor in enumerate(above if len(above) > 1 else ()):
        rest = reduce(Multiply, [*above[:index], *above[index + 1 :]])
        yield Multiply(factor, reduce(Divide, below, rest))
    for index, divisor in enumerate(below):
        yield Divide(reduce(Divide, [*below[:index], *below[index + 1 :]], reduce(Multiply, above)), divisor)


def _factors(part: Expression) -> tuple[list[Expression], list[Expression]]:
    """Return the factors of the numerator and of the denominator."""
    match part:
        case Multiply(left, right):
            (above, below), (more, others) = _factors(left), _factors(right)
            return above + more, below + others
        case Divide(left, right):
            (above, below), (divisors, inverted) = _factors(left), _factors(right)
            return above + inverted, below + divisors
    return [part], []
