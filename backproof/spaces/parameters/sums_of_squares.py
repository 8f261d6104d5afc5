"""Write polynomials as weighted sums of squares plus a constant, to bound the real zeros of a condition.

p = z^T G z with z the monomials that can occur in a square. If G is positive definite, G = L D L^T writes p
as a sum of squares with positive weights. Quadratic polynomials have one G; for others, one far from singular
is searched for in floats (`gram_search`), rounded to small fractions, and then decomposed exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations_with_replacement, islice, product

import sympy as sp

from backproof.spaces.exact.exact import normal, zero_number
from backproof.spaces.language.printing import number_text
from backproof.spaces.language.result import SumOfSquares

_MOST_MONOMIALS = 15
_DENOMINATORS = (1, 2, 3, 4, 6, 8, 12, 16, 32, 64, 256, 4096, 2**20)
_PROBES = (0.0, 1.0, -1.0, 0.5, -2.0, 2.25)
_MOST_PROBED = 300
_ROUNDING = 1e-9
_Monomial = tuple[int, ...]
_Pairs = tuple[tuple[int, int], ...]
_Coefficients = Mapping[_Monomial, sp.Expr]
_Decomposed = tuple[list[tuple[sp.Expr, sp.Expr]], sp.Expr]


@lru_cache(maxsize=2048)
def sum_of_squares(polynomial: sp.Expr) -> SumOfSquares | None:
    """The polynomial or its negative as a sum of squares; None if none is found."""
    symbols = sorted(polynomial.free_symbols, key=str)
    if not symbols:
        return None
    sign = _sign_at_points(polynomial, symbols)
    if sign == 0:
        return None
    poly = sp.Poly(sp.expand(sign * polynomial), *symbols)
    found = _decomposed(dict(poly.terms()), symbols)
    if found is None:
        return None
    squares, constant = found
    written = tuple((number_text(weight), number_text(root)) for weight, root in squares)
    return SumOfSquares(number_text(poly.as_expr()), written, number_text(constant))


def roots_of_squares(found: SumOfSquares) -> tuple[str, ...]:
    """The squared polynomials: all vanish exactly where the sum of squares without its constant does."""
    return tuple(root for _, root in found.squares)


def is_definite(polynomial: sp.Expr) -> bool:
    """Return whether the polynomial is proved to have no real zero."""
    found = sum_of_squares(polynomial)
    return found is not None and found.constant != "0"


def positive(value: sp.Expr) -> bool:
    """Return whether a constant is proved positive."""
    if value.is_Rational:
        return bool(value > 0)
    return zero_number(value) is False and bool(value.is_positive)


def _sign_at_points(polynomial: sp.Expr, symbols: Sequence[sp.Symbol]) -> int:
    """The common sign (1 or -1) of the polynomial at sample points where it is not 0; 0 if both occur."""
    signs: set[int] = set()
    function = sp.lambdify(symbols, polynomial, "mpmath")
    coefficients = sp.Poly(sp.expand(polynomial), *symbols).coeffs()
    least = max(abs(c.evalf(15)) for c in coefficients) * _ROUNDING
    for point in islice(product(_PROBES, repeat=len(symbols)), _MOST_PROBED):
        value = function(*point)
        signs.update({1} if value > least else {-1} if value < -least else ())
    return signs.pop() if len(signs) == 1 else 0


def _decomposed(terms: _Coefficients, symbols: Sequence[sp.Symbol]) -> _Decomposed | None:
    monomials = _halves(terms)
    if not monomials or len(monomials) > _MOST_MONOMIALS:
        return None
    pairs = _pairs(monomials)
    if any(m not in pairs for m in terms):
        return None
    shown = [sp.Mul(*(s**e for s, e in zip(symbols, m, strict=True))) for m in monomials]
    without_constant = None
    for gram in _grams(terms, pairs, len(monomials)):
        found = _squares(gram, shown)
        if found is not None and (found[1] != 0 or sum(monomials[-1]) > 0):
            return found
        without_constant = without_constant or found
    return without_constant


def _halves(terms: _Coefficients) -> list[_Monomial]:
    """The monomials that may occur in a square, the highest first.

    A monomial whose square is neither a term nor a product of two others would have weight 0.
    """
    width = len(next(iter(terms)))
    highest, lowest = max(map(sum, terms)) / 2, min(map(sum, terms)) / 2
    tops = [max(m[i] for m in terms) // 2 for i in range(width)]
    found = {m for m in product(*(range(top + 1) for top in tops)) if lowest <= sum(m) <= highest}
    while True:
        sums = {_sum(a, b) for a in found for b in found if a != b}
        kept = {m for m in found if _sum(m, m) in terms or _sum(m, m) in sums}
        if kept == found:
            return sorted(found, key=lambda m: (sum(m), m), reverse=True)
        found = kept


def _sum(first: _Monomial, second: _Monomial) -> _Monomial:
    return tuple(a + b for a, b in zip(first, second, strict=True))


def _pairs(monomials: Sequence[_Monomial]) -> dict[_Monomial, _Pairs]:
    """Map each product of two of the monomials to the positions in G that contribute to it."""
    found: dict[_Monomial, list[tuple[int, int]]] = {}
    for i, j in combinations_with_replacement(range(len(monomials)), 2):
        found.setdefault(_sum(monomials[i], monomials[j]), []).append((i, j))
    return {m: tuple(sorted(places, key=lambda at: at[0] != at[1])) for m, places in found.items()}


def _grams(terms: _Coefficients, pairs: Mapping[_Monomial, _Pairs], size: int) -> Iterator[sp.Matrix]:
    """Symmetric matrices G with p = z^T G z, rounded ever more finely from the one in floats."""
    unspread = {at: sp.S.Zero for places in pairs.values() for at in places[1:]}
    yield _gram(terms, pairs, size, unspread)
    if not unspread:
        return
    from backproof.spaces.parameters.gram_search import interior_point  # numpy, which few answers need

    values = {m: float(terms.get(m, sp.S.Zero)) for m in pairs}
    free = interior_point(values, pairs, size)
    if free is None:
        return
    for denominator in _DENOMINATORS:
        rounded = {at: sp.Rational(round(x * denominator), denominator) for at, x in free.items()}
        yield _gram(terms, pairs, size, rounded)


def _gram(
    terms: _Coefficients,
    pairs: Mapping[_Monomial, _Pairs],
    size: int,
    free: Mapping[tuple[int, int], sp.Expr],
) -> sp.Matrix:
    """G with the entries `free`; the first position of each product is then determined by its term."""
    gram = sp.zeros(size, size)
    for monomial, places in pairs.items():
        rest = terms.get(monomial, sp.S.Zero)
        for i, j in places[1:]:
            gram[i, j] = gram[j, i] = free[i, j]
            rest -= free[i, j] * (1 if i == j else 2)
        i, j = places[0]
        gram[i, j] = gram[j, i] = normal(rest / (1 if i == j else 2))
    return gram


def _squares(gram: sp.Matrix, monomials: Sequence[sp.Expr]) -> _Decomposed | None:
    """G = L D L^T as squares with positive weights, and the constant; None if G is not semidefinite."""
    work = gram.copy()
    squares: list[tuple[sp.Expr, sp.Expr]] = []
    for k, monomial in enumerate(monomials):
        pivot = work[k, k]
        if pivot == 0:
            if any(work[k, j] != 0 for j in range(k, len(monomials))):
                return None
            continue
        if not positive(pivot):
            return None
        if monomial == 1:
            return squares, pivot
        row = [normal(work[k, j] / pivot) for j in range(len(monomials))]
        squares.append((pivot, sp.Add(*(row[j] * monomials[j] for j in range(k, len(monomials))))))
        for i, j in product(range(k + 1, len(monomials)), repeat=2):
            work[i, j] = normal(work[i, j] - pivot * row[i] * row[j])
    return squares, sp.S.Zero
