"""Matrices with symbols: for which values of the symbols the rank is what, completely and with nothing twice.

Elimination branches wherever it divides by something that may be zero. A leaf says: where these
polynomials are 0 and those are not, the rank is this. Leaves that cannot occur are dropped, needless
inequations are taken out again, and a leaf inside of another one is left to it. Symbols are real numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import sympy as sp

from backproof.spaces.exact import normal
from backproof.spaces.printing import Matrix, number_latex, number_text
from backproof.spaces.result import Case, Formula
from backproof.spaces.syntax import refuse

MOST_LEAVES = 120
Exprs = tuple[sp.Expr, ...]


@dataclass(frozen=True)
class Leaf:
    """Under `values` (symbols that are set), `zero` (other equations) and `nonzero` the rank is `rank`."""

    values: tuple[tuple[sp.Symbol, sp.Expr], ...] = ()
    zero: Exprs = ()
    nonzero: Exprs = ()
    rank: int = 0

    def apply(self, expression: sp.Expr) -> sp.Expr:
        """An expression under the equations, in normal form."""
        value = expression
        for symbol, setting in self.values:
            value = value.subs(symbol, setting)
        value = normal(value)
        if self.zero and value.free_symbols:
            return _remainder(value, self.zero)
        return value

    @property
    def equations(self) -> Exprs:
        """All equations, as polynomials that vanish."""
        return (*(sp.fraction(sp.together(s - v))[0] for s, v in self.values), *self.zero)


def _remainder(value: sp.Expr, zero: Exprs) -> sp.Expr:
    symbols = sorted({s for z in (*zero, value) for s in z.free_symbols}, key=str)
    basis = sp.groebner(zero, *symbols, order="grevlex")
    return sp.expand(basis.reduce(sp.fraction(sp.together(value))[0])[1])


def leaves(matrix: Matrix, start: Leaf | None = None) -> list[Leaf]:
    """The complete distinction below a start; InputError where it has more than `MOST_LEAVES` cases."""
    found: list[Leaf] = []
    for leaf in _explore([list(row) for row in matrix], start or Leaf()):
        found.append(leaf)
        if len(found) > MOST_LEAVES:
            refuse("the symbols need too many case distinctions", expected=f"at most {MOST_LEAVES}")
    return found


def _explore(rows: list[list[sp.Expr]], at: Leaf) -> Iterator[Leaf]:
    """Clear one pivot at a time; branch on the simplest entry where none is known not to be zero."""
    work = [[_cleared(at.apply(x), at) for x in row] for row in (_whole(row) for row in rows)]
    work = [row for row in work if any(x != 0 for x in row)]
    if not work:
        yield at
        return
    known = next(((i, j) for i, row in enumerate(work) for j, x in enumerate(row) if _known(x, at)), None)
    if known is not None:
        yield from _explore(_without(work, *known), replace(at, rank=at.rank + 1))
        return
    entry = min((x for row in work for x in row if x != 0), key=_simplicity)
    for branch in _branches(entry, at):
        yield from _explore(work, branch)


def _whole(row: Sequence[sp.Expr]) -> list[sp.Expr]:
    """A row times the product of its denominators, which are not zero where the row is defined."""
    denominators = [sp.fraction(sp.together(x))[1] for x in row]
    common = sp.lcm_list(denominators) if any(d.free_symbols for d in denominators) else sp.S.One
    return [sp.cancel(x * common) for x in row]


def _cleared(entry: sp.Expr, at: Leaf) -> sp.Expr:
    return sp.expand(entry) if entry.free_symbols and not at.zero else entry


def _known(entry: sp.Expr, at: Leaf) -> bool:
    """Whether an entry is certainly not zero: a constant, or a product of what is known not to be."""
    if entry == 0:
        return False
    return all(_never_zero(f, at) for f in factors(entry))


def _never_zero(factor: sp.Expr, at: Leaf) -> bool:
    if not factor.free_symbols or _definite(factor):
        return True
    if any(normal(factor / other).is_number for other in at.nonzero if other.free_symbols):
        return True
    return contradictory(replace(at, zero=(*at.zero, factor))) if at.zero else False


def factors(expression: sp.Expr) -> list[sp.Expr]:
    """The irreducible factors with symbols of a polynomial, each once."""
    if not expression.free_symbols:
        return []
    extension = bool(expression.atoms(sp.Pow) and any(not p.exp.is_Integer for p in expression.atoms(sp.Pow)))
    symbols = sorted(expression.free_symbols, key=str)
    poly = sp.Poly(sp.expand(expression), *symbols, extension=True if extension else None)
    return [f.as_expr() for f, _ in poly.factor_list()[1]]


def _simplicity(entry: sp.Expr) -> tuple[int, int, str]:
    symbols = sorted(entry.free_symbols, key=str)
    return (int(sp.Poly(entry, *symbols).total_degree()), int(entry.count_ops()), str(entry))


def _without(work: list[list[sp.Expr]], i: int, j: int) -> list[list[sp.Expr]]:
    """The rows that are left when the pivot at (i, j) has been used, without fractions."""
    pivot = work[i]
    rest = []
    for k, row in enumerate(work):
        if k != i:
            rest.append(
                [
                    sp.expand(pivot[j] * x - row[j] * y)
                    for c, (x, y) in enumerate(zip(row, pivot, strict=True))
                    if c != j
                ]
            )
    return rest


def _branches(entry: sp.Expr, at: Leaf) -> Iterator[Leaf]:
    """The entry is not zero; or the first of its factors is zero; or the second, and the first not."""
    open_factors = [f for f in factors(entry) if not _never_zero(f, at)]
    yield from _possible(replace(at, nonzero=(*at.nonzero, *open_factors)))
    for place, factor in enumerate(open_factors):
        before = replace(at, nonzero=(*at.nonzero, *open_factors[:place]))
        for branch in _with_zero(factor, before):
            yield from _possible(branch)


def _possible(leaf: Leaf) -> Iterator[Leaf]:
    if not contradictory(leaf):
        yield leaf


def _with_zero(factor: sp.Expr, at: Leaf) -> Iterator[Leaf]:
    """The branches on which an irreducible factor is zero: a symbol set where it can be, else an equation."""
    symbols = sorted(factor.free_symbols, key=str)
    for symbol in reversed(symbols):
        poly = sp.Poly(factor, symbol)
        if poly.degree() == 1 and not poly.LC().free_symbols:
            yield _set(at, symbol, normal(-poly.nth(0) / poly.LC()))
            return
    if len(symbols) == 1 and sp.degree(factor) == 2:
        for root in sp.roots(sp.Poly(factor, symbols[0]), multiple=True):
            if root.is_real:
                yield _set(at, symbols[0], root)
        return
    if _sum_of_powers(factor, symbols):
        for symbol in symbols:
            at = _set(at, symbol, sp.S.Zero)
        yield at
        return
    yield replace(at, zero=(*at.zero, factor))


def _set(at: Leaf, symbol: sp.Symbol, value: sp.Expr) -> Leaf:
    settings = tuple((s, normal(v.subs(symbol, value))) for s, v in at.values)
    rest = (*settings, (symbol, value))
    zero = tuple(z for z in (normal(e.subs(symbol, value)) for e in at.zero) if z != 0)
    return Leaf(rest, zero, tuple(normal(e.subs(symbol, value)) for e in at.nonzero), at.rank)


def _sum_of_powers(factor: sp.Expr, symbols: Sequence[sp.Symbol]) -> bool:
    """c_1 s^2 + c_2 t^4 + ... with all c of one sign: zero only where all symbols are."""
    terms = sp.Poly(factor, *symbols).terms()
    even = all(sum(e > 0 for e in m) == 1 and sum(m) % 2 == 0 for m, _ in terms)
    return even and (all(c.is_positive for _, c in terms) or all(c.is_negative for _, c in terms))


def _definite(factor: sp.Expr) -> bool:
    """Whether a polynomial has no real zero: by counting in one symbol, by even powers in several."""
    symbols = sorted(factor.free_symbols, key=str)
    poly = sp.Poly(factor, *symbols)
    if len(symbols) == 1 and poly.domain.is_QQ | poly.domain.is_ZZ:
        return bool(sp.count_roots(poly) == 0)
    even = all(e % 2 == 0 for m in poly.monoms() for e in m) and poly.nth(*[0] * len(symbols)) != 0
    return even and (all(c.is_positive for c in poly.coeffs()) or all(c.is_negative for c in poly.coeffs()))


def contradictory(leaf: Leaf) -> bool:
    """Whether no values satisfy a leaf, real or complex; decided by a Groebner basis that is 1."""
    nonzero = [leaf.apply(e) for e in leaf.nonzero]
    zero = [z for z in leaf.zero if z != 0]
    if any(e == 0 for e in nonzero) or any(not z.free_symbols for z in zero):
        return True
    if not zero:
        return False
    inverse = sp.Dummy("inverse")
    symbols = sorted({s for e in (*zero, *nonzero) for s in e.free_symbols}, key=str)
    return bool(sp.groebner([*zero, 1 - inverse * sp.Mul(*nonzero)], inverse, *symbols).exprs == [1])


def distinction(matrix: Matrix) -> list[Leaf]:
    """The leaves of a matrix, the general one first, with no needless condition and no leaf twice."""
    found = [_relaxed(matrix, leaf) for leaf in leaves(matrix)]
    kept: list[Leaf] = []
    for leaf in sorted(found, key=lambda f: (len(f.equations), -f.rank, len(f.nonzero))):
        if not any(leaf.rank == other.rank and _inside(leaf, other) for other in kept):
            kept.append(leaf)
    return kept


def _relaxed(matrix: Matrix, leaf: Leaf) -> Leaf:
    """A leaf without the inequations that do not matter: where they fail the rank is the same."""
    for factor in leaf.nonzero:
        fewer = tuple(f for f in leaf.nonzero if f != factor)
        start = replace(leaf, nonzero=fewer, rank=0)
        failing = [
            b for f in factors(leaf.apply(factor)) for b in _with_zero(f, start) if not contradictory(b)
        ]
        if all(end.rank == leaf.rank for b in failing for end in leaves(matrix, b)):
            leaf = replace(leaf, nonzero=fewer)
    return leaf


def _inside(leaf: Leaf, other: Leaf) -> bool:
    """Whether each point of a leaf lies in the other: its equations hold there and its inequations too."""
    if any(leaf.apply(e) != 0 for e in other.equations):
        return False
    return all(_excluded(leaf, leaf.apply(e)) for e in other.nonzero)


def _excluded(leaf: Leaf, expression: sp.Expr) -> bool:
    if not expression.free_symbols:
        return bool(expression != 0)
    return all(not list(_with_zero_possible(f, leaf)) for f in factors(expression))


def _with_zero_possible(factor: sp.Expr, leaf: Leaf) -> Iterator[Leaf]:
    for branch in () if _definite(factor) else _with_zero(factor, leaf):
        yield from _possible(branch)


def case_of(leaf: Leaf, dimension: int, symbols: Sequence[sp.Symbol]) -> Case:
    """A leaf in print, with points that lie in it."""
    parts = [_equal(s, v) for s, v in leaf.values] + [_compared(z, "=", "=") for z in leaf.zero]
    parts += [_compared(sp.factor(e), r"\neq", "!=") for e in dict.fromkeys(leaf.nonzero)]
    latex = r",\; ".join(p.latex for p in parts) or r"\text{always}"
    condition = Formula(latex, ", ".join(p.text for p in parts) or "always")
    zero, nonzero = map(number_text, leaf.equations), map(number_text, dict.fromkeys(leaf.nonzero))
    return Case(condition, dimension, tuple(zero), tuple(nonzero), tuple(_samples(leaf, symbols)))


def _equal(symbol: sp.Symbol, value: sp.Expr) -> Formula:
    return Formula(f"{number_latex(symbol)} = {number_latex(value)}", f"{symbol} = {number_text(value)}")


def _compared(expression: sp.Expr, latex: str, text: str) -> Formula:
    """p = 0 or p /= 0, solved for a symbol where that is a linear matter."""
    symbols = sorted(expression.free_symbols, key=str)
    for symbol in reversed(symbols):
        poly = sp.Poly(expression, symbol)
        if poly.degree() == 1 and not poly.LC().free_symbols:
            value = normal(-poly.nth(0) / poly.LC())
            return Formula(
                f"{number_latex(symbol)} {latex} {number_latex(value)}",
                f"{symbol} {text} {number_text(value)}",
            )
    return Formula(f"{number_latex(expression)} {latex} 0", f"{number_text(expression)} {text} 0")


def _samples(leaf: Leaf, symbols: Sequence[sp.Symbol]) -> Iterator[tuple[tuple[str, str], ...]]:
    """Up to three points of the leaf, as texts; none where its equations are not solved for symbols."""
    if leaf.zero:
        return
    settings = dict(leaf.values)
    free = [s for s in symbols if s not in settings]
    for attempt in range(3 if free else 1):
        chosen = {s: sp.Rational(7 + 6 * attempt + 4 * i, 3 + i) for i, s in enumerate(free)}
        if all(e.subs(chosen) != 0 for e in leaf.nonzero):
            point = {s: chosen.get(s, normal(sp.sympify(settings.get(s, 0)).subs(chosen))) for s in symbols}
            yield tuple((s.name, number_text(value)) for s, value in point.items())
