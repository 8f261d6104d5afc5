"""The hypotheses of a derivative: declared properties, conditions that its form needs, conventions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from typing import Literal

import sympy

from backproof.calculus.derivation.positivity import (
    congruence,
    is_definite,
    is_nonnegative,
    is_positive,
    split,
)
from backproof.calculus.engine.canonical.simplify import Algebra
from backproof.calculus.engine.graph import Node
from backproof.calculus.engine.lowering import lower
from backproof.calculus.evaluation.evaluate import evaluate
from backproof.calculus.evaluation.size_bounds import Bound, size_bounds
from backproof.calculus.language.expression import (
    SYMMETRIC_PROPERTIES,
    Divide,
    Elementwise,
    MatMul,
    Multiply,
    Named,
    Negate,
    Number,
    Power,
    Reduce,
    Structural,
    Transpose,
    Variable,
)
from backproof.calculus.language.scalar_functions.elementwise import FUNCTIONS, Function, facts_of
from backproof.calculus.language.scalar_functions.user_functions import derivative_of, formula_of, in_words
from backproof.calculus.language.traversal import variables, without_names
from backproof.calculus.language.tree import Expression, walk
from backproof.calculus.primitives.shapes import Shape

Kind = Literal[
    "symmetric", "positive definite", "positive semidefinite", "skew-symmetric", "orthogonal",
    "orthonormal columns", "projection", "idempotent", "diagonal", "unit", "sums to 1", "rows sum to 1",
    "positive", "nonnegative", "above 0", "not 0", "no entry 0", "invertible", "full column rank",
    "full row rank", "entry by entry", "slope at 0",
]  # fmt: skip
_DECLARED: tuple[Kind, ...] = (
    "symmetric", "positive definite", "positive semidefinite", "skew-symmetric", "orthogonal",
    "orthonormal columns", "projection", "idempotent", "diagonal", "invertible", "unit", "sums to 1",
    "rows sum to 1", "positive", "nonnegative",
)  # fmt: skip
NEEDED: tuple[Kind, ...] = (
    "above 0", "not 0", "no entry 0", "invertible", "full column rank", "full row rank",
)  # fmt: skip
AGREED: tuple[Kind, ...] = ("entry by entry", "slope at 0")
_NEAR = 1e-9


@dataclass(frozen=True)
class Hypothesis:
    """One assumption, as data for the functions that put it into words.

    Declared of a variable: its properties. Needed of a part, because the function
    or its derivative has no value otherwise: above 0 (each entry), not 0 (as a whole), no entry 0,
    invertible, full column or row rank; `at_least` are the pairs of sizes n ≥ k that follow. By convention:
    a symmetric variable is varied entry by entry; a function's slope at 0 is `value`.
    """

    kind: Kind
    part: Expression | None = None
    function: Function | None = None
    value: Fraction | None = None
    at_least: tuple[Bound, ...] = ()


def hypotheses(expression: Expression, wrt: Variable, result: Expression) -> tuple[Hypothesis, ...]:
    """Return the hypotheses of `result`, the derivative of `expression` with respect to `wrt`."""
    found = (
        *_conventions(expression, wrt),
        *_variation(wrt),
        *declared(variables(expression)),
        *_needed(without_names(expression), without_names(result)),
    )
    return tuple(dict.fromkeys(found))


def _variation(wrt: Variable) -> Iterator[Hypothesis]:
    if "symmetric" in wrt.properties:
        yield Hypothesis("entry by entry", wrt)


def declared(known: Iterable[Variable]) -> Iterator[Hypothesis]:
    """Yield the properties of the variables; one that implies the symmetry stands for it."""
    for variable in known:
        for kind in _DECLARED:
            if kind in variable.properties and not (
                kind == "symmetric" and variable.properties & SYMMETRIC_PROPERTIES
            ):
                yield Hypothesis(kind, variable)


def _conventions(expression: Expression, wrt: Variable) -> Iterator[Hypothesis]:
    """Yield the slopes used at 0 by functions not differentiable there, if they affect the derivative."""
    for node in walk(expression):
        if wrt in walk(node):
            match node:
                case Elementwise(function):
                    yield from _slopes_at_zero(function)
                case Reduce("norm1"):
                    yield from _slopes_at_zero(FUNCTIONS["abs"])


def _slopes_at_zero(function: Function) -> Iterator[Hypothesis]:
    """Yield the slope that the function is given at 0, after those of the functions in its formula."""
    if function.smooth:
        return
    if function.known_as in FUNCTIONS:
        value = function.relu_at_zero if function.known_as == "relu" else Fraction(0)
        yield Hypothesis("slope at 0", function=function, value=value)
        return
    for node in walk(formula_of(function)):
        if isinstance(node, Elementwise):
            yield from _slopes_at_zero(node.function)
    below, at, above = (_slope(function, place) for place in (-_NEAR, 0.0, _NEAR))
    if abs(above - below) > 1e-6 and abs(at) < float("inf"):
        yield Hypothesis("slope at 0", function=function, value=Fraction(at).limit_denominator(10**6))


def _slope(function: Function, place: float) -> float:
    return float(evaluate(derivative_of(function), {function.parameter: place}).item())


def _needed(stated: Expression, result: Expression) -> Iterator[Hypothesis]:
    """Yield the conditions for the operations to have a value, without duplicates, on parts as stated."""
    sides = (in_words(stated), in_words(result))
    found = [need for side in sides for node in walk(side) for need in _of_operation(node)]
    found.sort(key=lambda need: need.kind != "above 0")
    names = _Canonical(stated) if found else None
    said: set[tuple[Kind, Node]] = set()
    for need in found:
        assert need.part is not None and names is not None
        signed = need.kind == "above 0"
        if (need.kind, names.node(need.part)) not in said:
            yield replace(need, part=names.as_stated(need.part, signed))
        said |= {(kind, node) for kind in _implied(need.kind) for node in names.alike(need.part, kind)}


class _Canonical:
    """Equality of values regardless of their form, and lookup of the parts of an expression as stated."""

    def __init__(self, stated: Expression) -> None:
        self.g = Algebra()
        self.stated: dict[Node, Expression] = {}
        for part in walk(stated):
            self.stated.setdefault(self.node(part), part)

    def node(self, part: Expression) -> Node:
        """Return the value's node."""
        return lower(self.g, part)

    def alike(self, part: Expression, kind: Kind) -> set[Node]:
        """Return the value and those that share the property: its negative, the transpose of a matrix."""
        found = {self.node(part)}
        if kind in ("not 0", "no entry 0", "invertible"):
            found |= {self.g.scale(sympy.S.NegativeOne, node) for node in found}
        return found | {self.g.transpose(node) for node in found if kind == "invertible"}

    def as_stated(self, part: Expression, signed: bool) -> Expression:
        """Return the part (or its negative, unless `signed`) in its stated form, if it has one."""
        node = self.node(part)
        other = node if signed else self.g.scale(sympy.S.NegativeOne, node)
        return self.stated.get(node) or self.stated.get(other, part)


def _implied(kind: Kind) -> tuple[Kind, ...]:
    return ("above 0", "not 0", "no entry 0") if kind == "above 0" else (kind,)


def _of_operation(node: Expression) -> Iterator[Hypothesis]:
    """Yield the conditions that one operation puts on its operand."""
    match node:
        case Elementwise(function, inner) if facts_of(function).above_zero:
            yield from _above_zero(inner)
        case Power(inner, exponent) if exponent.denominator != 1:
            yield from _above_zero(inner)
        case Power(inner, exponent) if exponent < 0:
            yield from _not_zero(inner)
        case Divide(_, inner):
            yield from _not_zero(inner)
        case Structural("inv", inner) | Reduce("logdet", inner):
            yield from _invertible(inner)


def _above_zero(part: Expression) -> Iterator[Hypothesis]:
    match part:
        case _ if is_nonnegative(part):
            yield from _not_zero(part)
        case Multiply(left, right) | Divide(left, right) if is_positive(right):
            yield from _above_zero(left)
        case Multiply(left, right) if is_positive(left):
            yield from _above_zero(right)
        case Power(inner, exponent) if exponent.denominator == 1:
            yield from _above_zero(inner)
        case _:
            yield Hypothesis("above 0", part)


def _not_zero(part: Expression) -> Iterator[Hypothesis]:
    """Yield the conditions for every entry to be nonzero, on the simplest parts."""
    if is_positive(part) or isinstance(part, Number):
        return
    match part:
        case Multiply(left, right) | Divide(left, right):
            yield from (*_not_zero(left), *_not_zero(right))
        case Power(inner, _) | Negate(inner) | Transpose(inner) | Named(_, inner):
            yield from _not_zero(inner)
        case Elementwise(function, inner) if facts_of(function).zero_at_zero:
            yield from _not_zero(inner)
        case Reduce("norm" | "norm1", inner):
            yield from _not_zero(inner) if inner.is_scalar else [Hypothesis("not 0", inner)]
        case Reduce("det", inner):
            yield from _invertible(inner)
        case Elementwise(function, inner) if function.known_as == "relu":
            yield from _above_zero(inner)
        case MatMul() if part.is_scalar:
            column = _right_of_definite(part)
            yield Hypothesis("not 0", column or part)
        case _:
            yield Hypothesis("not 0" if part.is_scalar else "no entry 0", part)


def _right_of_definite(product: Expression) -> Expression | None:
    """Return B if the product is written BᵀB, or BᵀSB with a definite S."""
    halves = congruence(product)
    if halves is None or not (halves[0] is None or is_definite(halves[0])):
        return None
    return reduce(MatMul, halves[1])


def _invertible(part: Expression) -> Iterator[Hypothesis]:
    """Yield the conditions for a square matrix to be invertible, on the simplest parts."""
    if part.is_scalar:
        yield from _not_zero(part)
    elif is_definite(part):
        return
    match part:
        case _ if part.is_scalar:
            return
        case Transpose(inner) | Negate(inner) | Structural("inv", inner) | Named(_, inner):
            yield from _invertible(inner)
        case Structural("diag", inner):
            yield from _not_zero(inner)
        case Multiply(left, right) if left.is_scalar or right.is_scalar:
            scalar, matrix = (left, right) if left.is_scalar else (right, left)
            yield from (*_not_zero(scalar), *_invertible(matrix))
        case Divide(inner, _):
            yield from _invertible(inner)
        case MatMul():
            yield from _invertible_product(part)
        case _:
            yield Hypothesis("invertible", part)


def _invertible_product(product: Expression) -> Iterator[Hypothesis]:
    """Yield the conditions for a product to be invertible.

    Square factors must be invertible, and B in BᵀSB with a definite S must have full rank; any other
    product must be invertible as a whole.
    """
    scalars, factors = split(product)
    yield from (need for scalar in scalars for need in _not_zero(scalar))
    if all(_is_square(factor.shape) for factor in factors):
        yield from (need for factor in factors for need in _invertible(factor))
        return
    at_least = size_bounds(Structural("inv", product))
    found = _right_of_definite(product)
    match found:
        case None:
            yield Hypothesis("invertible", product, at_least=at_least)
        case Transpose(inner):
            yield Hypothesis("full row rank", inner, at_least=at_least)
        case _:
            yield Hypothesis("full column rank", found, at_least=at_least)


def _is_square(shape: Shape) -> bool:
    return shape[0] == shape[1]


def merged(found: Iterable[Iterable[Hypothesis]]) -> tuple[Hypothesis, ...]:
    """Merge the hypotheses of several derivatives, without duplicates."""
    return tuple(dict.fromkeys(item for group in found for item in group))
