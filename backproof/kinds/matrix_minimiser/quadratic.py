"""A quadratic function of a vector in matrix form: its gradient, Hessian, linear part and minimiser."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from backproof.calculus.derivation.positivity import is_definite, is_semidefinite
from backproof.calculus.derivations import Derivation, derive
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
from backproof.calculus.language.scalar_functions.elementwise import Function
from backproof.calculus.language.traversal import names_in, substitute, without_names
from backproof.calculus.language.tree import Expression, to_text

_Signed = tuple[int, Expression]
_Scaled = tuple[Fraction, Expression]


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
        terms = [(-sign, term) for sign, term in _addends(self.gradient) if self.wrt not in names_in(term)]
        return _sum(terms) if terms else Multiply(Number(Fraction(0)), Ones(self.first.variable.shape[0]))

    @property
    def matrix(self) -> Expression:
        """The Hessian without the number in front of it."""
        return _scaled(self.hessian)[1]

    @property
    def is_zero(self) -> bool:
        """True if the gradient has no terms without w, so that it is 0 at 0."""
        return all(self.wrt in names_in(term) for _, term in _addends(self.gradient))

    @cached_property
    def _reduced(self) -> tuple[Fraction, Expression, list[_Scaled]]:
        """A number c and a matrix K with H = c K, and the terms of b/c with their factors."""
        factor, matrix = _scaled(self.hessian)
        terms = [(-sign, *_scaled(t)) for sign, t in _addends(self.gradient) if self.wrt not in names_in(t)]
        return factor, matrix, [(sign * number / factor, rest) for sign, number, rest in terms]

    def _solved(self, terms: Sequence[_Scaled]) -> Expression:
        """Return K^-1 times a sum."""
        _, matrix, _ = self._reduced
        total = to_text(_sum([_signed(*term) for term in terms]))
        match matrix:
            case Eye():
                return self.parsed(total)
            case Multiply(scalar, Eye()):
                return self.parsed(f"({total})/({to_text(scalar)})")
        return self.parsed(f"inv({to_text(matrix)}) @ ({total})")

    @cached_property
    def minimiser(self) -> Expression:
        """The solution of H w = b."""
        if self.is_zero:
            return self.right
        _, matrix, terms = self._reduced
        if isinstance(matrix, Eye) or any(factor > 0 for factor, _ in terms):
            return self._solved(terms)
        return Negate(self._solved([(-factor, rest) for factor, rest in terms]))

    @cached_property
    def least(self) -> Expression:
        """The value at the minimiser: f0 - b^T K^-1 b/(2 c) with f0 the terms without w, and H = c K."""
        whole = without_names(self.first.expression)
        constant = [(s, term) for s, term in _addends(whole) if self.wrt not in names_in(term)]
        if self.is_zero:
            return _sum(constant, reorder=False) if constant else self.parsed("0")
        factor, matrix, terms = self._reduced
        # The form is even, so that a vector with minus signs alone can be turned.
        turn = -1 if all(number < 0 for number, _ in terms) else 1
        b = to_text(_sum([_signed(turn * factor * number, rest) for number, rest in terms]))
        inverse = "" if isinstance(matrix, Eye) else f" @ inv({to_text(matrix)})"
        above, below = (1 / (2 * factor)).as_integer_ratio()
        form = f"({b}).T{inverse} @ ({b})"
        half = self.parsed(f"{form}/{below}" if above == 1 else f"{above}*({form})/{below}")
        return _sum([*constant, (-1, half)], reorder=False)

    def at_minimiser(self, expression: Expression) -> Expression:
        """Return an expression with the minimiser in place of the vector."""
        return substitute(without_names(expression), {self.first.variable: self.minimiser})


def _addends(part: Expression) -> Iterator[_Signed]:
    """Yield the addends of an expression, products multiplied out."""
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


def _scaled(part: Expression) -> _Scaled:
    """Return the number in front of a product or quotient, and what is left of it."""
    match part:
        case Multiply(Number(value), rest) | Multiply(rest, Number(value)):
            factor, inner = _scaled(rest)
            return factor * value, inner
        case Divide(rest, Number(value)):
            factor, inner = _scaled(rest)
            return factor / value, inner
        case Negate(rest):
            factor, inner = _scaled(rest)
            return -factor, inner
    return Fraction(1), part


def _signed(factor: Fraction, rest: Expression) -> _Signed:
    """Return a term with its sign."""
    size = abs(factor)
    return (1 if factor > 0 else -1), rest if size == 1 else Multiply(Number(size), rest)


def _sum(terms: Sequence[_Signed], *, reorder: bool = True) -> Expression:
    """Return a sum, positive terms first."""
    ordered = sorted(terms, key=lambda item: -item[0]) if reorder else list(terms)
    sign, total = ordered[0]
    found: Expression = total if sign > 0 else Negate(total)
    for sign, term in ordered[1:]:
        found = Add(found, term) if sign > 0 else Subtract(found, term)
    return found
