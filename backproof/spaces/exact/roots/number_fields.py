"""Numbers with nested roots, such as sqrt(1 + sqrt(2)), as polynomials in these whose coefficients are surds.

Each nested root t is a root of t**n = b with b in what comes before it. Nothing is assumed about degrees: the
empty element is 0, and one with an inverse is not; any other may be either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import product
from math import lcm

import sympy as sp
from sympy.polys.matrices import DomainMatrix

from backproof.spaces.exact.roots import surds
from backproof.spaces.exact.roots.surds import Surd, surd

_MOST_ROOTS = 4
_LARGEST_DEGREE = 64
_HIGHEST_POWER = 12
_Exponents = tuple[int, ...]
Number = dict[_Exponents, Surd]


@dataclass(frozen=True)
class NumberField:
    """Nested roots, the degree of each, and its power of this degree.

    `others` are nested roots that are products of a surd and the inverse of one of the roots.
    """

    roots: tuple[sp.Expr, ...]
    degrees: tuple[int, ...]
    powers: tuple[Number, ...]
    others: tuple[tuple[sp.Expr, int, Surd], ...] = ()

    @property
    def one(self) -> Number:
        """The number 1."""
        return self._of(surds.ONE)

    def _of(self, value: Surd) -> Number:
        return {(0,) * len(self.roots): value} if value else {}

    def add(self, left: Number, right: Number) -> Number:
        """The sum of two numbers."""
        total = dict(left)
        for exponents, factor in right.items():
            total[exponents] = surds.add(total[exponents], factor) if exponents in total else factor
        return {exponents: factor for exponents, factor in total.items() if factor}

    def negative(self, value: Number) -> Number:
        """The negated number."""
        return {exponents: surds.negative(factor) for exponents, factor in value.items()}

    def multiply(self, left: Number, right: Number) -> Number:
        """The product of two numbers, with powers of the roots below their degrees."""
        total: Number = {}
        for m, a in left.items():
            for n, b in right.items():
                exponents = tuple(x + y for x, y in zip(m, n, strict=True))
                addend = surds.multiply(a, b)
                total[exponents] = surds.add(total[exponents], addend) if exponents in total else addend
        return self._lowered({exponents: factor for exponents, factor in total.items() if factor})

    def _lowered(self, value: Number) -> Number:
        """The number with the power of a root in place of each root that reaches its degree."""
        for place in reversed(range(len(self.roots))):
            high = {m: f for m, f in value.items() if m[place] >= self.degrees[place]}
            if high:
                rest = {m: f for m, f in value.items() if m not in high}
                lower = {self._less(m, place): f for m, f in high.items()}
                return self._lowered(self.add(rest, self.multiply(lower, self.powers[place])))
        return value

    def _less(self, exponents: _Exponents, place: int) -> _Exponents:
        return tuple(x - self.degrees[place] if i == place else x for i, x in enumerate(exponents))

    def inverse(self, value: Number) -> Number | None:
        """The inverse; None if there is none, or the field has a high degree."""
        if len(value) == 1 and not any(next(iter(value))):
            found = surds.inverse(next(iter(value.values())))
            return None if found is None else self._of(found)
        radicals = surds.basis_of([f for x in (value, *self.powers) for f in x.values()])
        exponents = list(product(*map(range, self.degrees)))
        basis = [(m, radical) for m in exponents for radical in radicals]
        if len(basis) > _LARGEST_DEGREE:
            return None
        columns = [self.multiply(value, {m: {radical: Fraction(1)}}) for m, radical in basis]
        rows = [[column.get(m, {}).get(r, Fraction(0)) for column in columns] for m, r in basis]
        right = [Fraction(int(not any(m) and not radical)) for m, radical in basis]
        return self._combined(_solution(rows, right), basis)

    def _combined(
        self, factors: list[Fraction] | None, basis: list[tuple[_Exponents, surds.Radical]]
    ) -> Number | None:
        if factors is None:
            return None
        total: Number = {}
        for factor, (m, radical) in zip(factors, basis, strict=True):
            if factor:
                total.setdefault(m, {})[radical] = factor
        return total

    def to_expression(self, value: Number) -> sp.Expr:
        """The number as a sympy expression."""
        return sp.Add(
            *(
                sp.Mul(addend, *(root**n for root, n in zip(self.roots, exponents, strict=True)))
                for exponents, factor in value.items()
                for addend in sp.Add.make_args(surds.to_expression(factor))
            )
        )

    def size(self, value: Number) -> int:
        """The number of binary digits of all coefficients."""
        factors = (f for factor in value.values() for f in factor.values())
        return sum(f.numerator.bit_length() + f.denominator.bit_length() for f in factors)

    def read(self, expression: sp.Expr) -> Number | None:
        """The number as an element; None with other parts, or if a denominator has no inverse."""
        if (known := surd(expression)) is not None:
            return self._of(known)
        if expression.is_Add or expression.is_Mul:
            parts = [self.read(part) for part in expression.args]
            found = [part for part in parts if part is not None]
            join = self.add if expression.is_Add else self.multiply
            return reduce(join, found) if len(found) == len(parts) else None
        return self._power(*expression.as_base_exp()) if expression.is_Pow else None

    def _power(self, base: sp.Expr, exponent: sp.Expr) -> Number | None:
        if exponent.is_Integer:
            of, times = self.read(base), int(exponent)
        else:
            found = self._root(base, exponent)
            of, times = found or (None, 0)
        if of is not None and times < 0:
            of, times = self.inverse(of) if of else None, -times
        if of is None or times > _HIGHEST_POWER:
            return None
        return reduce(self.multiply, [of] * times, self.one)

    def _root(self, base: sp.Expr, exponent: sp.Expr) -> tuple[Number, int] | None:
        """The root that a power is a power of, and how often it is multiplied."""
        for place, root in enumerate(self.roots):
            times = exponent * self.degrees[place]
            if root ** self.degrees[place] == base and times.is_Integer:
                return {tuple(int(i == place) for i in range(len(self.roots))): surds.ONE}, int(times)
        for other, place, factor in self.others:
            if other**2 == base and (2 * exponent).is_Integer:
                first = {tuple(int(i == place) for i in range(len(self.roots))): surds.ONE}
                inverse = self.inverse(first)
                return (
                    None if inverse is None else (self.multiply(self._of(factor), inverse), int(2 * exponent))
                )
        return None


def number_field(expressions: Iterable[sp.Expr]) -> NumberField | None:
    """The field of all nested roots in expressions; None without any, with too many, or with other parts."""
    degrees: dict[sp.Expr, int] = {}
    for expression in expressions:
        for base, degree in _nested(expression):
            degrees[base] = lcm(degrees.get(base, 1), degree)
    field = NumberField((), (), ())
    for base, degree in sorted(degrees.items(), key=lambda pair: (sp.count_ops(pair[0]), str(pair[0]))):
        extended = _with_root(field, base, degree)
        if extended is None:
            return None
        field = extended
    return field if 0 < len(field.roots) <= _MOST_ROOTS else None


def _with_root(field: NumberField, base: sp.Expr, degree: int) -> NumberField | None:
    """The field with one more root; None if its power is no positive number there."""
    power = field.read(base)
    if power is None or not base.is_positive:
        return None
    root = base ** sp.Rational(1, degree)
    for place, other in enumerate(field.roots):
        if (
            degree == field.degrees[place] == 2
            and (factor := surd(sp.sqrt(sp.expand(base * other**2)))) is not None
        ):
            return NumberField(
                field.roots, field.degrees, field.powers, (*field.others, (root, place, factor))
            )
    powers = [{(*m, 0): f for m, f in each.items()} for each in (*field.powers, power)]
    return NumberField((*field.roots, root), (*field.degrees, degree), tuple(powers), field.others)


def _nested(expression: sp.Expr) -> Iterator[tuple[sp.Expr, int]]:
    """Yield the base and the degree of each root that is no surd, inner ones first."""
    for part in expression.args:
        yield from _nested(part)
    is_root = expression.is_Pow and expression.exp.is_Rational and not expression.exp.is_Integer
    if is_root and surd(expression) is None:
        yield expression.base, int(expression.exp.q)


def _solution(rows: list[list[Fraction]], right: list[Fraction]) -> list[Fraction] | None:
    """The solution of a square system; None if it is singular."""
    size = len(rows)
    table = [
        [sp.QQ(x.numerator, x.denominator) for x in (*row, r)] for row, r in zip(rows, right, strict=True)
    ]
    reduced, pivots = DomainMatrix(table, (size, size + 1), sp.QQ).rref()
    if pivots != tuple(range(size)):
        return None
    found = reduced.to_list()
    return [Fraction(int(row[-1].numerator), int(row[-1].denominator)) for row in found]
