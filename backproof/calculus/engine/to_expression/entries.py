"""Bodies of pointwise nodes as expressions: sums, products, quotients and powers in the usual order."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce

import sympy

from backproof.calculus.engine import limits
from backproof.calculus.engine.canonical.pointwise import simplest_ratio
from backproof.calculus.engine.canonical.scalars import FUNCTION_OF
from backproof.calculus.engine.to_expression.base import RaisingBase
from backproof.calculus.language import expression as surface
from backproof.calculus.language.scalar_functions.elementwise import FUNCTIONS
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.constants import LETTERS
from backproof.calculus.primitives.shapes import SCALAR, Shape

_LETTERS = {getattr(sympy, letter.sympy): letter.name for letter in LETTERS}


class EntryForms(RaisingBase):
    """Raises what stands in every entry of a pointwise node."""

    def _entries(self, body: sympy.Expr, shape: Shape) -> Expression:
        """Raise a body to an expression of the given shape."""
        if shape != SCALAR and self.g.is_number(body):
            ones = surface.Ones(*shape)
            return ones if body == 1 else self.scaled(body, ones)
        return self._entry(body, shape)

    def _entry(self, body: sympy.Expr, shape: Shape) -> Expression:  # noqa: PLR0911 (one per kind of body)
        """Raise a body; a part that consists of scalars alone stays a scalar."""
        if self.g.is_number(body):
            shape = SCALAR
        if (body, shape) in self._named:
            return self._named[body, shape]
        if body.is_Symbol:
            return self(self.g.operand(body))
        if body.is_Rational:
            return limits.rational(body)
        if body in _LETTERS:
            return surface.Constant(_LETTERS[body])
        if body is sympy.E:
            return surface.Elementwise(FUNCTIONS["exp"], surface.Number(Fraction(1)))
        if body.is_Add:
            return self._added(body, shape)
        if body.is_Mul:
            return self._multiplied(body, shape)
        if body.is_Pow:
            return self._power(body, shape)
        function = FUNCTION_OF.get(type(body))
        if function is None:
            limits.no_value()
        return surface.Elementwise(function, self._node_or_entry(body.args[0], shape))

    def _node_or_entry(self, body: sympy.Expr, shape: Shape) -> Expression:
        """Raise a part of a body as a node of its own, so that its sums are factored too."""
        shape = SCALAR if self.g.is_number(body) else shape
        return self.part(body, shape) if body.is_Add else self._entry(body, shape)

    def _added(self, body: sympy.Expr, shape: Shape) -> Expression:
        scalars = sympy.Add(*(addend for addend in body.args if self.g.is_number(addend)))
        if shape != SCALAR and scalars.is_Add:
            spread = self.scaled(self.g.symbol(self.g.pointwise(scalars, SCALAR)), surface.Ones(*shape))
            return surface.Add(self._entries(body - scalars, shape), spread)
        addends = sorted(body.args, key=self._addend_order)
        total: Expression | None = None
        for addend in addends:
            negative = addend.could_extract_minus_sign() and addend.as_coeff_Mul()[0].is_negative
            if total is None:
                total = self._entries(addend, shape)
            elif negative:
                total = surface.Subtract(total, self._entries(-addend, shape))
            else:
                total = surface.Add(total, self._entries(addend, shape))
        assert total is not None
        return total

    def _addend_order(self, addend: sympy.Expr) -> tuple[bool, bool, int, int]:
        negative = bool(addend.as_coeff_Mul()[0].is_negative)
        operands = self.g.operands_of(addend)
        newest = max((node.id for node in operands), default=-1)
        return negative, bool(operands) and self.g.is_number(addend), newest, len(operands)

    def _factor_order(self, factor: sympy.Expr) -> tuple[int, str, int, int]:
        """Return the sort key of a factor: variables by name, then structural parts and functions by age."""
        base = factor.as_base_exp()[0]
        operands = self.g.operands_of(factor)
        newest = max((node.id for node in operands), default=-1)
        name = self.g.operand(base).name if base.is_Symbol else ""
        kind = 0 if name else 1 if base.is_Symbol else 3 if base.is_Add else 2
        return kind, name, newest, len(operands)

    def _multiplied(self, body: sympy.Expr, shape: Shape) -> Expression:
        factors = sympy.Mul.make_args(body)
        scalars = sympy.Mul(*(factor for factor in factors if self.g.is_number(factor)))
        others = sorted((f for f in factors if not self.g.is_number(f)), key=self._factor_order)
        if not others:
            return self._scalar_product(scalars)
        return self.scaled(scalars, self._quotient(others, shape))

    def _quotient(self, factors: list[sympy.Expr], shape: Shape) -> Expression:
        above = [self._node_or_entry(f, shape) for f in factors if exponent_of(f) >= 0]
        below = [self._node_or_entry(1 / f, shape) for f in factors if exponent_of(f) < 0]
        numerator = reduce(surface.Multiply, above) if above else surface.Number(Fraction(1))
        return surface.Divide(numerator, reduce(surface.Multiply, below)) if below else numerator

    def scaled(self, scalar: sympy.Expr, value: Expression) -> Expression:
        """Write c/d · value as (c·value)/d, with a bare minus if c is −1."""
        number, rest = simplest_ratio(self.g, scalar).as_coeff_Mul()
        if rest.is_Add and all(addend.as_coeff_Mul()[0].is_negative for addend in rest.args):
            number, rest = -number, -rest
        factors = sorted(sympy.Mul.make_args(rest), key=self._factor_order) if rest != 1 else []
        above = [self._node_or_entry(f, SCALAR) for f in factors if exponent_of(f) >= 0]
        below = [self._node_or_entry(1 / f, SCALAR) for f in factors if exponent_of(f) < 0]
        if not number.is_Rational:
            limits.no_value()
        p, q = number.p, number.q
        if abs(p) != 1:
            above.insert(0, limits.rational(sympy.Integer(p)))
        if q != 1:
            below.insert(0, limits.rational(sympy.Integer(q)))
        one = surface.Number(Fraction(1))
        top = surface.Multiply(reduce(surface.Multiply, above), value) if above else value
        if isinstance(value, surface.Divide) and value.left == one:
            top, below = reduce(surface.Multiply, above or [one]), [*below, value.right]
        top = surface.Negate(top) if p == -1 else top
        return surface.Divide(top, reduce(surface.Multiply, below)) if below else top

    def _scalar_product(self, body: sympy.Expr) -> Expression:
        number, rest = body.as_coeff_Mul()
        if not number.is_Rational:
            number, rest = sympy.S.One, body
        factors = sorted(sympy.Mul.make_args(rest), key=self._factor_order)
        above = [self._node_or_entry(f, SCALAR) for f in factors if exponent_of(f) >= 0]
        below = [self._node_or_entry(1 / f, SCALAR) for f in factors if exponent_of(f) < 0]
        if abs(number.p) != 1 or not above:
            above.insert(0, limits.rational(sympy.Integer(number.p)))
        if number.q != 1:
            below.insert(0, limits.rational(sympy.Integer(number.q)))
        top = reduce(surface.Multiply, above)
        top = (
            surface.Negate(top)
            if number == -1 / sympy.Integer(number.q) and len(factors) > len(below) - (number.q != 1)
            else top
        )
        return surface.Divide(top, reduce(surface.Multiply, below)) if below else top

    def _power(self, body: sympy.Expr, shape: Shape) -> Expression:
        base, exponent = body.as_base_exp()
        if not exponent.is_Rational:
            return self._entry_exponential(base, exponent, shape)
        if exponent < 0:
            return surface.Divide(surface.Number(Fraction(1)), self._node_or_entry(1 / body, shape))
        norm = self._norm_power(base, exponent)
        if norm is not None:
            return norm
        inner = self._node_or_entry(base, shape)
        if exponent == sympy.S.Half:
            return surface.Elementwise(FUNCTIONS["sqrt"], inner)
        return surface.Power(inner, limits.exponent(exponent))

    def _norm_power(self, base: sympy.Expr, exponent: sympy.Rational) -> Expression | None:
        """Write (Σ u²)^(n/2) as ‖u‖ⁿ."""
        node = self.g.operand(base) if base.is_Symbol else None
        if node is None or node.kind != "sum" or node.operands[0].body is None:
            return None
        root = square_root(node.operands[0].body)
        if root is None or (exponent.q == 1 and exponent.p == 1):
            return None
        norm = surface.Reduce("norm", self.part(root, node.operands[0].shape))
        return norm if exponent == sympy.S.Half else surface.Power(norm, limits.exponent(2 * exponent))

    def _entry_exponential(self, base: sympy.Expr, exponent: sympy.Expr, shape: Shape) -> Expression:
        """Write aᵇ as exp(b log a), because exponents in the language are numbers."""
        inner = surface.Elementwise(FUNCTIONS["log"], self._node_or_entry(base, shape))
        return surface.Elementwise(
            FUNCTIONS["exp"], surface.Multiply(self._node_or_entry(exponent, shape), inner)
        )


def exponent_of(factor: sympy.Expr) -> sympy.Expr:
    """Return a factor's exponent as a number (1 if it is symbolic)."""
    exponent = factor.as_base_exp()[1]
    return exponent if exponent.is_Rational else sympy.S.One


def square_root(body: sympy.Expr) -> sympy.Expr | None:
    """Return u if the body is u² with no square root left in u."""
    roots = []
    for factor in sympy.Mul.make_args(body):
        base, exponent = factor.as_base_exp()
        if not exponent.is_Integer or exponent % 2 or base is sympy.E:
            return None
        roots.append(base ** (exponent / 2))
    return sympy.Mul(*roots)
