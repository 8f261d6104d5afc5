"""The cases of a matrix of sines and cosines of one angle: the values where its answer is another one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import sympy as sp

from backproof.answer import Latex
from backproof.linear_algebra.finding.eigenvalues.spectrum import refuse
from backproof.linear_algebra.language.matrices import mapped
from backproof.linear_algebra.language.result import Condition
from backproof.spaces.exact.angles import angles_of, in_symbols
from backproof.spaces.exact.exact import is_zero, normal
from backproof.spaces.language.printing import Matrix, number_latex, number_text
from backproof.spaces.language.symbolic import symbol

ANSWERED = frozenset({"eigenvalues", "diagonalisation", "characteristic polynomial"})
# Multiples of pi alone are zeros that are found, so that these are none.
_SAMPLES = ("1", "2", "-1", "1/2", "5/2", "-7/3", "4")
_COS, _SIN = sp.Symbol("c", real=True), sp.Symbol("s", real=True)
_MOST_SOLVED = 2
Case = tuple[Matrix, Condition | None]


def has_angles(rows: Matrix) -> bool:
    """Return whether an entry holds a sine or a cosine of a symbol."""
    return any(angles_of(*row) for row in rows)


def cases_of_angles(
    rows: Matrix, symbols: Sequence[str], conditions: Callable[[Matrix], Iterable[sp.Expr]]
) -> list[Case]:
    """Return the matrix where no condition is 0, and at each angle at which one is, with their conditions.

    Raises an InputError for several angles or symbols, and for zeros that are no multiples of pi.
    """
    angle, multiple = _one_angle(rows, symbols)
    apart = list(dict.fromkeys(f for x in conditions(rows) for f in _factors(x, angle)))
    zeros = {f: list(_on_the_circle(f)) for f in apart}
    points = sorted({point for found in zeros.values() for point in found}, key=_place)
    if not points:
        return [(rows, _generic((), angle, symbols[0]))]
    generic = _generic([f for f in apart if zeros[f]], angle, symbols[0])
    special = [(_at(rows, angle, point), _special(angle, multiple, point, symbols[0])) for point in points]
    return [(rows, generic), *special]


def _one_angle(rows: Matrix, symbols: Sequence[str]) -> tuple[sp.Expr, sp.Rational]:
    """Return the angle, and by how much it is a multiple of its symbol."""
    angles = angles_of(*(x for row in rows for x in row))
    multiple = normal(angles[0] / symbol(symbols[0]))
    if len(angles) > 1 or len(symbols) > 1 or not multiple.is_Rational:
        refuse(
            "the eigenvalues would have cases of several symbols beside sines and cosines",
            "one angle, such as t or 2t, and numbers",
        )
    return angles[0], multiple


def _factors(value: sp.Expr, angle: sp.Expr) -> Iterator[sp.Expr]:
    """Yield the irreducible factors of a numerator, in the symbols of the cosine and the sine."""
    above = sp.fraction(sp.together(normal(value)))[0]
    found = in_symbols(above, {angle: (_COS, _SIN)})
    yield from (f for f, _ in sp.factor_list(found, _COS, _SIN)[1])


def _on_the_circle(factor: sp.Expr) -> Iterator[tuple[sp.Expr, sp.Expr]]:
    """Yield the points of the unit circle at which a polynomial is 0."""
    cosines = sp.Poly(sp.resultant(factor, _COS**2 + _SIN**2 - 1, _SIN), _COS)
    for part, _ in cosines.factor_list()[1]:
        if part.degree() > _MOST_SOLVED:
            refuse("the eigenvalues meet at angles without a simple cosine", "such as those of a rotation")
        for c in (x for x in map(normal, sp.roots(part)) if x.is_real and abs(x) <= 1):
            s = normal(sp.sqrt(1 - c**2))
            found = {(c, s), (c, normal(-s))}
            yield from (p for p in found if is_zero(normal(factor.subs({_COS: p[0], _SIN: p[1]}))))


def _place(point: tuple[sp.Expr, sp.Expr]) -> sp.Expr:
    """Return the angle of a point; InputError if it is no multiple of pi."""
    found = sp.atan2(point[1], point[0])
    if not (found / sp.pi).is_Rational:
        refuse("the eigenvalues meet at angles that are no simple multiples of pi", "as of a rotation")
    return found


def _at(rows: Matrix, angle: sp.Expr, point: tuple[sp.Expr, sp.Expr]) -> Matrix:
    c, s = point
    return mapped(lambda x: normal(x.xreplace({sp.cos(angle): c, sp.sin(angle): s})), rows)


def _generic(apart: Sequence[sp.Expr], angle: sp.Expr, name: str) -> Condition:
    samples = tuple(((name, text),) for text in _SAMPLES)
    shown = [_named(f, angle) for f in apart]
    texts = [f"{number_text(left)} != {number_text(right)}" for left, right in shown]
    latex = [rf"{number_latex(left)} \neq {number_latex(right)}" for left, right in shown]
    zero = tuple(number_text(left - right) for left, right in shown)
    return Condition(Latex(r",\; ".join(latex)), ", ".join(texts), (), zero, samples)


def _special(angle: sp.Expr, multiple: sp.Rational, point: tuple[sp.Expr, sp.Expr], name: str) -> Condition:
    (c, s), at = point, _place(point)
    samples = tuple(((name, number_text((at + turn) / multiple)),) for turn in (0, 2 * sp.pi))
    pairs = [(sp.cos(angle), c)] * (c != 0 or s == 0) + [(sp.sin(angle), s)] * (s != 0)
    texts = ", ".join(f"{number_text(left)} = {number_text(right)}" for left, right in pairs)
    latex = Latex(r",\; ".join(f"{number_latex(left)} = {number_latex(right)}" for left, right in pairs))
    zero = tuple(number_text(left - right) for left, right in pairs)
    return Condition(latex, texts, zero, (), samples)


def _named(factor: sp.Expr, angle: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """Return both sides of an equation: of a factor linear in the sine or cosine, that and its value."""
    back = {_COS: sp.cos(angle), _SIN: sp.sin(angle)}
    for letter, call in back.items():
        poly = sp.Poly(factor, letter)
        if factor.free_symbols == {letter} and poly.degree() == 1:
            return call, normal(-poly.nth(0) / poly.LC())
    return factor.xreplace(back), sp.S.Zero
