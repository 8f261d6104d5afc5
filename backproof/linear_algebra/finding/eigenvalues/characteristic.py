"""The characteristic polynomial as an answer: of rational matrices with its real roots in digits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import sympy as sp

from backproof.answer import Latex
from backproof.linear_algebra.finding.determinants import anywhere
from backproof.linear_algebra.finding.eigenvalues.algebraic import ROOT, decimal, in_digits
from backproof.linear_algebra.finding.eigenvalues.spectrum import characteristic, factors, in_powers
from backproof.linear_algebra.language.matrices import factored
from backproof.linear_algebra.language.result import Condition, Line, Named, Outcome, column, number
from backproof.spaces.language.printing import Matrix, number_text

_DIGITS, _SHOWN = 30, 12


def is_rational(rows: Matrix) -> bool:
    """Return whether all entries are rational numbers."""
    return all(x.is_Rational for row in rows for x in row)


def characteristic_polynomial(rows: Matrix, symbols: Sequence[str], case: Condition | None = None) -> Outcome:
    """Give the characteristic polynomial, also in a case; of a rational matrix its real roots, too.

    These are given to many digits.
    """
    p = characteristic(rows)
    coefficients = [factored(c) for c in p.all_coeffs()]
    value = sp.Add(*(c * ROOT**k for k, c in enumerate(reversed(coefficients))))
    polynomial = replace(number("p", r"p(\lambda)", value), texts=((_text(coefficients),),))
    found: tuple[Named, ...] = (polynomial, column("coefficients", "", coefficients))
    box = Latex(rf"{polynomial.latex} = {in_powers(p)}")
    under = replace(case or Condition(Latex(""), ""), samples=_samples(len(rows), symbols, case))
    if symbols or not is_rational(rows):
        text = f"p = {polynomial.text}"
        return Outcome("characteristic polynomial without roots", found, (box,), text, (), under)
    return _with_roots(p, box, found, under)


def _samples(
    size: int, symbols: Sequence[str], case: Condition | None
) -> tuple[tuple[tuple[str, str], ...], ...]:
    """Return values of lambda, with values of the symbols if there are any."""
    if not symbols:
        return tuple(((ROOT.name, str(x)),) for x in range(size + 1))
    known = case.samples if case else anywhere(symbols).samples
    return tuple((*sample, (ROOT.name, str(x))) for x, sample in enumerate(known))


def _text(coefficients: Sequence[sp.Expr]) -> str:
    """Write a polynomial by descending powers of lambda."""
    shown = ""
    for power, c in zip(range(len(coefficients) - 1, -1, -1), coefficients, strict=True):
        if c == 0:
            continue
        minus = c.could_extract_minus_sign()
        size = number_text(-c if minus else c)
        size = f"({size})" if c.is_Add and (power or minus) else size
        letter = ROOT.name if power == 1 else f"{ROOT.name}**{power}"
        addend = size if not power else letter if size == "1" else f"{size}*{letter}"
        shown += (("-" if minus else "") if not shown else " - " if minus else " + ") + addend
    return shown


def _with_roots(p: sp.Poly, first: Latex, found: tuple[Named, ...], under: Condition) -> Outcome:
    real = sorted(sp.real_roots(p, multiple=True), key=lambda root: root.evalf(_DIGITS))
    # Eigenvalues have numbers of their own, a repeated one a single number.
    letter = r"\lambda" if p.is_sqf else "r"
    roots = in_digits("roots", letter, [root.evalf(_DIGITS) for root in real])
    box = (first, *(tuple(_shown(real, letter)) or (Latex(r"\lambda \notin \mathbb{R}"),)))
    parts = factors(p)
    is_irreducible = len(parts) == 1 and parts[0][0].degree() > 2
    lines = (Line("no rational root", (), count=p.degree()),) if is_irreducible else ()
    text = f"p = {found[0].text}, roots = {roots.text}"
    return Outcome("characteristic polynomial", (*found, roots), box, text, lines, under)


def _shown(real: Sequence[sp.Expr], letter: str) -> Iterator[Latex]:
    """Yield the roots, those that are not whole numbers in digits."""
    for i, root in enumerate(real, 1):
        digits = rf"\approx {decimal(root.evalf(_SHOWN), _SHOWN)}"
        yield Latex(rf"{letter}_{{{i}}} {f'= {root}' if root.is_Integer else digits}")
