"""Numbers written so that they are not negative: squares times factors, under bounds of variables.

A bound x >= a puts a + s for x with a number s that is not negative; bounds a <= x <= b put
(a r + b s)/(r + s) for x, with r + s = b - a, so that a polynomial becomes homogeneous in r and s, which is
Bernstein's form. What is found here is only a proposal, which is proved by rewriting.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import islice, product

import sympy

from backproof.calculus.checking.nonnegative import Assumed, grounds
from backproof.calculus.identities.expanding import Expander
from backproof.calculus.identities.hypotheses.ranges import Range
from backproof.calculus.identities.squares import Squares
from backproof.calculus.language.expression import Divide, Multiply, Number, Power, Variable
from backproof.calculus.language.traversal import substitute
from backproof.calculus.language.tree import Expression, fold, over, to_text
from backproof.calculus.primitives.shapes import SCALAR

# By how much the degree of a homogeneous form is raised.
_RAISED = (None, 0, 1, 2)
_MOST_WAYS = 8
_ONE = Number(Fraction(1))


def proposals(
    value: sympy.Expr, expander: Expander, ranges: Sequence[Range], assumed: Assumed
) -> Iterator[Expression]:
    """Yield expressions that may equal a number, whose forms show that it is not negative."""
    search = _Search(expander, ranges, assumed)
    yield from search.of(value)
    with suppress(sympy.PolynomialError):
        factor, factors = sympy.factor_list(value)
        if len(factors) > 1 or any(power > 1 for _, power in factors):
            found = search.product(factor, factors)
            yield from [found] if found else []


@dataclass(frozen=True)
class _Search:
    expander: Expander
    ranges: Sequence[Range]
    assumed: Assumed

    def of(self, value: sympy.Expr) -> Iterator[Expression]:
        """Yield sums of squares times factors, those first that use no ranges, then the shortest."""
        yield from self._shown(value, {}, {})
        if not self.ranges:
            return
        yield from self._shown(value, *self._signed())
        is_between = any(item.is_interval for item in self.ranges)
        for raised in _RAISED if is_between else (None,):
            forms = (
                form
                for into, back in self._shifted()
                if (changed := self._homogeneous(value.xreplace(into), raised)) is not None
                for form in self._shown(changed, {}, back)
            )
            yield from sorted(forms, key=lambda form: len(to_text(form)))

    def _shown(
        self,
        value: sympy.Expr,
        into: Mapping[sympy.Symbol, sympy.Expr],
        back: Mapping[Expression, Expression],
    ) -> Iterator[Expression]:
        """Yield a sum of squares for a number, if it is not negative by its form."""
        found = Squares(self.expander).of(value.xreplace(into) if into else value)
        if found and back:
            found = self._back(found, back)
        if found and grounds(found, self.assumed) is not None:
            yield found

    def product(self, factor: sympy.Rational, factors: Sequence[tuple[sympy.Expr, int]]) -> Expression | None:
        """Return a product of squares and of factors that are not negative; None if these are not found."""
        found = [] if abs(factor) == 1 else [self.expander.numbers.expression(abs(factor))]
        is_negative = factor < 0
        for base, power in factors:
            if power > 1:
                even = Fraction(int(power) // 2 * 2)
                found.append(Power(self.expander.numbers.expression(base), even))
            if power % 2:
                own, turned = self._factor(base), None
                if own is None:
                    own = turned = self._factor(-base)
                if own is None:
                    return None
                is_negative ^= turned is not None
                found.append(own)
        return None if is_negative or not found else reduce(Multiply, found)

    def _factor(self, value: sympy.Expr) -> Expression | None:
        """Return the first form in which a factor is not negative."""
        return next(self.of(sympy.expand(value)), None)

    def _signed(self) -> tuple[dict[sympy.Symbol, sympy.Expr], dict[Expression, Expression]]:
        """Return the variables that bounds make positive or not negative as numbers of that sign."""
        into: dict[sympy.Symbol, sympy.Expr] = {}
        back: dict[Expression, Expression] = {}
        for found in self.ranges:
            if found.variable in self.assumed.nonnegative:
                word = "positive" if found.variable in self.assumed.positive else "nonnegative"
                signed = Variable(f"{found.variable.name}_signed", SCALAR, frozenset({word}))
                into[self._symbol(found.variable)] = self._symbol(signed)
                back[signed] = found.variable
        return into, back

    def _shifted(self) -> Iterator[tuple[dict[sympy.Symbol, sympy.Expr], dict[Expression, Expression]]]:
        """Yield variables as sums of an end of their range and a distance; those between numbers stay."""
        between = [item for item in self.ranges if item.low and item.high and not item.is_interval]
        for ends in islice(product((False, True), repeat=len(between)), _MOST_WAYS):
            is_high = {item.variable: at for item, at in zip(between, ends, strict=True)}
            into: dict[sympy.Symbol, sympy.Expr] = {}
            back: dict[Expression, Expression] = {}
            for found in self.ranges:
                names = _distances(found)
                back |= {name: number for name, (number, _) in zip(names, found.distances, strict=True)}
                end = found.high if is_high.get(found.variable, found.low is None) else found.low
                if not found.is_interval and end:
                    # Earlier ranges are those that this one's end uses.
                    value = self.expander.of(end.value).scalar.xreplace(into)
                    distance = self._symbol(names[-1 if end is found.high else 0])
                    into[self._symbol(found.variable)] = value + (distance if end is found.low else -distance)
            yield into, back

    def _homogeneous(self, value: sympy.Expr, raised: int | None) -> sympy.Expr | None:
        """Return a homogeneous form in distances from both ends, unless it is None how much its degree rises.

        None for what is no polynomial.
        """
        value = sympy.expand(value)
        for found in self.ranges if raised is not None else ():
            symbol = self._symbol(found.variable)
            if not found.is_interval or not value.has(symbol):
                continue
            low, high = (self.expander.of(end.value).scalar for end in (found.low, found.high) if end)
            s, r = map(self._symbol, _distances(found))
            polynomial = value.as_poly(symbol)
            if polynomial is None:
                return None
            degree = polynomial.degree() + raised
            one, at = (r + s) / (high - low), (low * r + high * s) / (high - low)
            value = sympy.expand(
                sum(factor * at**power * one ** (degree - power) for (power,), factor in polynomial.terms())
            )
        return value

    def _back(self, found: Expression, meanings: Mapping[Expression, Expression]) -> Expression:
        """Put in what was named, and collect what is squared."""

        def visit(node: Expression, children: list[Expression]) -> Expression:
            match node:
                case Power(base, exponent) if base.is_scalar and exponent % 2 == 0:
                    value = sympy.expand(self.expander.of(substitute(base, meanings)).scalar)
                    if value.could_extract_minus_sign():
                        value = -value
                    if value.is_Rational:
                        return self.expander.numbers.expression(value**exponent)
                    return Power(self.expander.numbers.expression(value), exponent)
                case Divide(_, right):
                    value = sympy.expand(self.expander.of(substitute(right, meanings)).scalar)
                    plain = Divide(children[0], self.expander.numbers.expression(value))
                    is_plain = grounds(Divide(_ONE, plain.right), self.assumed) is not None
                    return plain if is_plain else over(node, children)
            return meanings[node] if node in meanings else over(node, children)

        return fold(found, visit)

    def _symbol(self, variable: Variable) -> sympy.Symbol:
        return self.expander.numbers.variable(variable)


def _distances(found: Range) -> list[Variable]:
    """Return numbers that stand for the distances from the ends of a range, the lower one first."""
    signs = ("positive" if is_positive else "nonnegative" for _, is_positive in found.distances)
    name = f"{found.variable.name}_from"
    return [Variable(f"{name}_{i}", SCALAR, frozenset({sign})) for i, sign in enumerate(signs)]
