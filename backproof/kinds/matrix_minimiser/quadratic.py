"""A quadratic function of a vector in matrix form: its gradient, Hessian, linear part and minimiser."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from backproof.calculus.derivation.positivity import is_definite, is_semidefinite
from backproof.calculus.derivations import Derivation, derive
from backproof.calculus.language.elementwise import Function
from backproof.calculus.language.expression import (
    Add,
    Divide,
    Eye,
    MatMul,
    Multiply,
    Negate,
    Number,
    Ones,
    Power,
    Reduce,
    Subtract,
    Transpose,
)
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.traversal import names_in, substitute, without_names
from backproof.calculus.language.tree import Expression, to_text

Signed = tuple[int, Expression]


@dataclass(frozen=True)
class Quadratic:
    """A function by its text, the vector to minimise over, and the declarations."""

    text: str
    wrt: str
    shapes: Mapping[str, str]
    properties: Mapping[str, str]
    functions: Sequence[Function]

    def parsed(self, text: str) -> Expression:
        """Return a text as an expression of the same variables."""
        return parse(text, self.shapes, self.properties, functions=self.functions)

    @cached_property
    def first(self) -> Derivation:
        """The gradient with its derivation."""
        return derive(self.text, self.wrt, self.shapes, self.properties, functions=self.functions)

    @cached_property
    def second(self) -> Derivation:
        """The Hessian with its evidence."""
        return derive(self.text, self.wrt, self.shapes, self.properties, order=2, functions=self.functions)

    @cached_property
    def gradient(self) -> Expression:
        """The gradient."""
        return without_names(self.first.gradient)

    @cached_property
    def hessian(self) -> Expression:
        """The Hessian."""
        return without_names(self.second.gradient)

    @property
    def is_quadratic(self) -> bool:
        """True if the Hessian is the same everywhere."""
        return self.wrt not in names_in(self.hessian)

    @property
    def is_definite(self) -> bool:
        """True if the form of the Hessian shows that it is positive definite."""
        return is_definite(self.hessian)

    @property
    def is_semidefinite(self) -> bool:
        """True if the form of the Hessian shows that it is positive semidefinite."""
        return is_semidefinite(self.hessian)

    @cached_property
    def right(self) -> Expression:
        """The vector b of the equation H w = b: the terms of the gradient without w, with the other sign."""
        terms = [(-sign, term) for sign, term in addends(self.gradient) if self.wrt not in names_in(term)]
        return _sum(terms) if terms else Multiply(Number(Fraction(0)), Ones(self.first.variable.shape[0]))

    @property
    def is_zero(self) -> bool:
        """True if the gradient has no terms without w, so that it is 0 at 0."""
        return all(self.wrt in names_in(term) for _, term in addends(self.gradient))

    @cached_property
    def minimiser(self) -> Expression:
        """The solution of H w = b."""
        if isinstance(self.hessian, Eye) or self.is_zero:
            return self.right
        return self.parsed(f"inv({to_text(self.hessian)}) @ ({to_text(self.right)})")

    @cached_property
    def least(self) -> Expression:
        """The value at the minimiser: c - b^T H^-1 b/2 with c the terms of the function without w."""
        whole = without_names(self.first.expression)
        constant = [(s, term) for s, term in addends(whole) if self.wrt not in names_in(term)]
        # The form is even, so that a vector with minus signs alone can be turned.
        terms = [(-sign, term) for sign, term in addends(self.gradient) if self.wrt not in names_in(term)]
        turned = all(sign < 0 for sign, _ in terms)
        b = to_text(_sum([(-sign, term) for sign, term in terms]) if terms and turned else self.right)
        half = self.parsed(f"({b}).T @ inv({to_text(self.hessian)}) @ ({b})/2")
        return _sum([*constant, (-1, half)], reorder=False)

    def at_minimiser(self, expression: Expression) -> Expression:
        """Return an expression with the minimiser in place of the vector."""
        return substitute(without_names(expression), {self.first.variable: self.minimiser})


def addends(expression: Expression) -> list[Signed]:
    """Return the addends of an expression, products multiplied out."""
    return list(_addends(expression))


def _addends(part: Expression) -> Iterator[Signed]:
    match part:
        case Add(left, right):
            yield from (*_addends(left), *_addends(right))
        case Subtract(left, right):
            yield from _addends(left)
            yield from ((-sign, term) for sign, term in _addends(right))
        case Negate(inner):
            yield from ((-sign, term) for sign, term in _addends(inner))
        case Power(Reduce("norm", inner), exponent) if exponent == 2:
            yield from _addends(MatMul(Transpose(inner), inner))
        case Transpose(inner):
            yield from ((sign, Transpose(term)) for sign, term in _addends(inner))
        case Divide(left, right):
            yield from ((sign, Divide(term, right)) for sign, term in _addends(left))
        case MatMul(left, right) | Multiply(left, right):
            kind = MatMul if isinstance(part, MatMul) else Multiply
            for s, a in _addends(left):
                yield from ((s * t, kind(a, b)) for t, b in _addends(right))
        case _:
            yield 1, part


def _sum(terms: Sequence[Signed], *, reorder: bool = True) -> Expression:
    """Return a sum, positive terms first."""
    ordered = sorted(terms, key=lambda item: -item[0]) if reorder else list(terms)
    sign, total = ordered[0]
    found: Expression = total if sign > 0 else Negate(total)
    for sign, term in ordered[1:]:
        found = Add(found, term) if sign > 0 else Subtract(found, term)
    return found
