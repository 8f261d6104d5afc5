"""Eigenvalues of degree above 2: roots of an irreducible polynomial, with vectors in powers of a root."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import lcm
from typing import Any

import sympy as sp
from sympy.polys.matrices import DomainMatrix

from backproof.answer import Latex
from backproof.linear_algebra.finding.eigenvalues.spectrum import (
    LAMBDA,
    Eigenvalue,
    characteristic,
    factors,
    refuse,
)
from backproof.linear_algebra.language.matrices import Vector, transposed
from backproof.linear_algebra.language.result import (
    VECTORS,
    Condition,
    Line,
    Named,
    Outcome,
    column,
    number,
    unprinted,
    vectors,
)
from backproof.spaces.language.printing import Matrix

# The symbol as it is typed; it is printed as a lambda.
ROOT = sp.Symbol("lam", real=True)
_DIGITS, _SHOWN = 30, 12


@dataclass(frozen=True)
class Factor:
    """An irreducible factor of the characteristic polynomial, with the null space over the field of a root.

    Each vector is given by its coefficients: those of 1, lambda, ..., up to the power below the degree.
    """

    polynomial: sp.Poly
    multiplicity: int
    vectors: tuple[tuple[Vector, ...], ...]

    @property
    def degree(self) -> int:
        """The degree of the polynomial: the number of its roots."""
        return int(self.polynomial.degree())

    @property
    def whole(self) -> tuple[sp.Expr, ...]:
        """The coefficients of a multiple without denominators, the constant one first."""
        return tuple(reversed(self.polynomial.clear_denoms()[1].all_coeffs()))

    @property
    def independent(self) -> int:
        """The number of independent eigenvectors of all roots together."""
        return self.degree * len(self.vectors)

    def at(self, root: sp.Expr) -> Matrix:
        """Return the vectors as polynomials in a root."""
        return tuple(
            tuple(sp.Add(*(c * root**k for k, c in enumerate(entry))) for entry in transposed(vector))
            for vector in self.vectors
        )

    @cached_property
    def roots(self) -> list[sp.Expr]:
        """The roots in digits, the real ones first: as many as Sturm's sequence counts."""
        found = self.polynomial.nroots(n=_DIGITS + 10, maxsteps=1000)
        return sorted(found, key=lambda x: abs(sp.im(x)))

    @cached_property
    def real(self) -> list[sp.Expr]:
        """The real roots in digits, in increasing order."""
        return sorted(sp.re(x) for x in self.roots[: self.polynomial.count_roots()])

    @cached_property
    def above(self) -> list[tuple[sp.Expr, sp.Expr]]:
        """The real and imaginary parts of the roots above the real line, in digits."""
        parts = ((sp.re(x), sp.im(x)) for x in self.roots[self.polynomial.count_roots() :])
        # Digits beyond these do not tell whether real parts are equal.
        return sorted(
            ((a, b) for a, b in parts if b > 0), key=lambda pair: (round(float(pair[0]), 9), pair[1])
        )


def algebraic_factors(rows: Matrix) -> list[Factor]:
    """Return the factors of degree above 2; InputError if the matrix is not rational and has such factors."""
    found = [(factor, count) for factor, count in factors(characteristic(rows)) if factor.degree() > 2]
    if found and not all(x.is_Rational for row in rows for x in row):
        refuse(
            f"the eigenvalues are roots of {found[0][0].as_expr()}, which has no simpler factors",
            "a rational matrix, or eigenvalues of degree 2 at most",
        )
    return [Factor(factor, count, _null_space(rows, factor)) for factor, count in found]


def _null_space(rows: Matrix, factor: sp.Poly) -> tuple[tuple[Vector, ...], ...]:
    """Return a basis of the null space of A - lambda I over the field of a root lambda."""
    field = sp.QQ.alg_field_from_poly(factor)
    entries = [
        [field.convert(x) - (field.unit if i == j else field.zero) for j, x in enumerate(row)]
        for i, row in enumerate(rows)
    ]
    found = DomainMatrix(entries, (len(rows), len(rows)), field).nullspace().to_list()
    return tuple(_shortest(v, int(factor.degree())) for v in found)


def _shortest(vector: Sequence[Any], degree: int) -> tuple[Vector, ...]:
    """Return the coefficients of a multiple that has an entry 1, the one with the fewest digits."""
    multiples = ([x / entry for x in vector] for entry in vector if entry)
    written = [_whole([_coefficients(x.to_list(), degree) for x in v]) for v in multiples]
    return min(written, key=lambda w: sum(len(str(c)) for row in w for c in row if c))


def _coefficients(descending: Sequence[object], degree: int) -> list[sp.Rational]:
    ascending = [sp.Rational(str(c)) for c in reversed(descending)]
    return ascending + [sp.S.Zero] * (degree - len(ascending))


def _whole(entries: Sequence[Sequence[sp.Rational]]) -> tuple[Vector, ...]:
    """Return the coefficients by powers, as whole numbers without a common factor."""
    numbers = [c for entry in entries for c in entry]
    below = lcm(*(int(c.q) for c in numbers))
    common = sp.gcd([c * below for c in numbers])
    first = next(c for c in reversed(entries[-1] if any(entries[-1]) else numbers) if c)
    factor = (below if first > 0 else -below) / common
    return transposed(tuple(tuple(c * factor for c in entry) for entry in entries))


def with_factors(answer: Outcome, found: Sequence[Factor], size: int, letter: str) -> Outcome:
    """Add the eigenvalues that are roots of irreducible polynomials to those of degree 1 and 2."""
    items, box, texts = list(answer.found), list(answer.box), [answer.text] if answer.text else []
    lines = [line for line in answer.lines if "diagonalisable" not in line.rule]
    for place, factor in enumerate(found, 1):
        named = _items(factor, place, items)
        items += named
        box += _box(named)
        lines += _lines(factor, named, letter)
        texts.append(f"roots of {named[0].text} (multiplicity {factor.multiplicity}): {named[2].text}")
    total = _independent(answer) + sum(factor.independent for factor in found)
    lines.append(Line("diagonalisable" if total == size else "not diagonalisable", count=total))
    # Polynomials up to the degree are equal if they are at one point more.
    samples = tuple(((ROOT.name, str(x)),) for x in range(max(factor.degree for factor in found) + 1))
    return replace(
        answer,
        task="algebraic eigenvalues",
        found=tuple(items),
        box=tuple(box),
        text="; ".join(texts),
        lines=tuple(lines),
        condition=Condition(Latex(""), "", samples=samples),
    )


def _independent(answer: Outcome) -> int:
    """Return how many independent eigenvectors an answer states: those of pairs count twice."""
    return sum(len(item.texts) for item in answer.found if item.name[0] in "VUW")


def _items(factor: Factor, place: int, before: Sequence[Named]) -> list[Named]:
    """Name the polynomial, its roots, the vectors, and what proves them, with numbers that go on."""
    q = factor.polynomial
    pairs = sum((item.name[0] == "b") * len(item.texts) + item.name.startswith("im") for item in before)
    count = 2 * pairs + sum(item.latex.startswith(r"\lambda") * len(item.texts) for item in before)
    known = sum(len(item.texts) for item in before if item.name[0] in "VX")
    real, above = factor.real, factor.above
    return [
        number(f"q{place}", rf"q_{{{place}}}(\lambda)", q.as_expr().subs(LAMBDA, ROOT)),
        number(f"multiplicity{place}", "", sp.Integer(factor.multiplicity)),
        replace(vectors(f"X{place}", "v", factor.at(ROOT)), first=known + 1),
        column(f"coefficients{place}", "", factor.whole),
        unprinted(f"C{place}", tuple(row for vector in factor.vectors for row in vector)),
        in_digits(f"roots{place}", r"\lambda", real, count + 1),
        in_digits(f"a{place}", "a", [a for a, _ in above], pairs + 1),
        in_digits(f"b{place}", "b", [b for _, b in above], pairs + 1),
    ]


def in_digits(name: str, latex: str, values: Sequence[sp.Expr], first: int = 1) -> Named:
    """Return rounded numbers with a name that is numbered."""
    texts = tuple((decimal(value),) for value in values)
    return Named(name, Latex(latex), texts, tuple((Latex(x),) for (x,) in texts), VECTORS, first)


def decimal(value: sp.Expr, digits: int = _DIGITS) -> str:
    """Write a number with a decimal point."""
    shown = format(sp.Float(value, digits), "f") if value else "0.0"
    return shown if "." in shown else f"{shown}.0"


def _approximations(item: Named) -> list[Latex]:
    return [
        Latex(rf"{name} \approx {decimal(sp.Float(text, _DIGITS).evalf(_SHOWN), _SHOWN)}")
        for name, (text,) in zip(item.names, item.texts, strict=True)
    ]


def _box(items: Sequence[Named]) -> list[Latex]:
    """State the polynomial with its roots in digits, and the vectors for each of its roots."""
    q, _, space, _, _, real, a, b = items
    found = [q.equation, *_approximations(real)]
    first = real.first + len(real.texts)
    for place, parts in enumerate(zip(a.names, b.names, _approximations(a), _approximations(b), strict=True)):
        at = first + 2 * place
        found.append(Latex(rf"\lambda_{{{at}}},\, \lambda_{{{at + 1}}} = {parts[0]} \pm i \, {parts[1]}"))
        found += parts[2:]
    return found + [
        Latex(rf"{name} = {value}") for name, value in zip(space.names, space.vectors, strict=True)
    ]


def _lines(factor: Factor, items: Sequence[Named], letter: str) -> list[Line]:
    """State the roots, and that each vector is sent to its multiple by a root: a multiple of q is left."""
    q, space = items[0], items[2]
    left = [
        Latex(rf"{letter} {name} - \lambda {name} = -{q.latex} {column('', '', vector[-1]).value}")
        for name, vector in zip(space.names, factor.vectors, strict=True)
    ]
    return [
        Line("irreducible factor", (q.equation, *items[5].names), count=factor.degree),
        Line("algebraic vectors", (q.latex, *left), count=len(factor.vectors)),
    ]


def as_eigenvalues(
    found: Sequence[Factor], count: int
) -> tuple[list[Eigenvalue], tuple[tuple[str, str], ...]]:
    """Return the roots as named eigenvalues, the first numbered count + 1, and the roots they name.

    Of each polynomial the real ones are first, as in the list of the eigenvalues.
    """
    items: list[Eigenvalue] = []
    sample: list[tuple[str, str]] = []
    for factor in found:
        numbers = ", ".join(map(str, factor.whole))
        for index in range(factor.degree):
            name = f"{ROOT.name}{count + len(items) + 1}"
            kind = "root" if index < len(factor.real) else "complex_root"
            sample.append((name, f"{kind}({index}, {numbers})"))
            value = sp.Symbol(name, real=index < len(factor.real))
            items.append(Eigenvalue(value, factor.multiplicity, factor.at(value)))
    return items, tuple(sample)
