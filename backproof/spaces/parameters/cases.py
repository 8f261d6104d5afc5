"""Matrices with symbols: the complete case distinction of the rank, without duplicates.

Elimination branches wherever it divides by an expression that may be zero. A leaf is a condition (these
polynomials vanish, those do not) with its rank. Contradictory leaves are dropped, redundant inequations
removed, and a leaf contained in another one is dropped. Symbols are real numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import sympy as sp

from backproof.spaces.exact.exact import TooLongError, UndecidedError, is_zero, normal, zero_number
from backproof.spaces.language.printing import Matrix
from backproof.spaces.language.symbolic import number
from backproof.spaces.language.tokens import refuse
from backproof.spaces.parameters.factors_of_conditions import factors, unnamed
from backproof.spaces.parameters.ideals import ideal
from backproof.spaces.parameters.sums_of_squares import (
    is_definite,
    positive,
    roots_of_squares,
    sum_of_squares,
)

_MOST_LEAVES = 120
# The work of a few seconds, counted in pairs of addends.
_MOST_EFFORT = 300_000
_IRRATIONAL = 20
_INVERSE = sp.Dummy("inverse")
Exprs = tuple[sp.Expr, ...]


@dataclass(frozen=True)
class Leaf:
    """A branch: under `values` (assigned symbols), `zero` (other equations) and `nonzero` the rank is `rank`.

    `squares` are polynomials whose sum-of-squares form decided a branch on the way here.
    """

    values: tuple[tuple[sp.Symbol, sp.Expr], ...] = ()
    zero: Exprs = ()
    nonzero: Exprs = ()
    rank: int = 0
    squares: Exprs = ()

    def apply(self, expression: sp.Expr) -> sp.Expr:
        """The normal form of an expression under the equations."""
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
    above, below = sp.fraction(sp.together(value))
    return ideal(zero, symbols, (above,)).remainder(above) / below


@dataclass
class Effort:
    """The work of case distinctions so far: the lengths of their polynomials, and how many there were."""

    most: int = _MOST_EFFORT
    most_entries: int | None = None
    spent: int = 0
    entries: int = 0

    def charge(self, work: list[list[sp.Expr]]) -> None:
        """Add the entries' squared numbers of addends; those with irrational numbers count more."""
        for row in work:
            for entry in row:
                if entry.free_symbols:
                    self.entries += 1
                    if self.most_entries is not None and self.entries > self.most_entries:
                        raise TooLongError
                    weight = _IRRATIONAL if _is_irrational(entry) else 1
                    self.spent += weight * len(sp.Add.make_args(entry)) ** 2
                    if self.spent > self.most:
                        raise TooLongError


def _is_irrational(entry: sp.Expr) -> bool:
    return any(not p.exp.is_Integer for p in entry.atoms(sp.Pow)) or entry.has(sp.Function, sp.NumberSymbol)


def _leaves(matrix: Matrix, effort: Effort, start: Leaf | None = None) -> list[Leaf]:
    """The complete case distinction from a start; InputError if it has more than `_MOST_LEAVES` cases."""
    found: list[Leaf] = []
    for leaf in _explore([list(row) for row in matrix], start or Leaf(), effort):
        found.append(leaf)
        if len(found) > _MOST_LEAVES:
            refuse("the symbols need too many case distinctions", expected=f"at most {_MOST_LEAVES}")
    return found


def _explore(rows: list[list[sp.Expr]], at: Leaf, effort: Effort) -> Iterator[Leaf]:
    """Clear one pivot at a time; branch on the simplest entry if none is known to be non-zero."""
    effort.charge(rows)
    work = [[_cleared(at.apply(x), at) for x in row] for row in (_whole(row) for row in rows)]
    work = [row for row in work if any(x != 0 for x in row)]
    effort.charge(work)
    if not work:
        yield at
        return
    places = sorted(_places(work), key=lambda place: bool(work[place[0]][place[1]].free_symbols))
    known = next((place for place in places if _known(work[place[0]][place[1]], at)), None)
    if known is not None:
        i, j = known
        squares = _sums_among(factors(work[i][j]))
        pivotal = replace(at, rank=at.rank + 1, squares=(*at.squares, *squares))
        yield from _explore(_without(work, i, j), pivotal, effort)
        return
    entry = min((x for row in work for x in row if x != 0), key=_simplicity)
    for branch in _branches(entry, at):
        yield from _explore(work, branch, effort)


def _places(work: list[list[sp.Expr]]) -> Iterator[tuple[int, int]]:
    """Yield the positions of the entries that are not literally 0."""
    yield from ((i, j) for i, row in enumerate(work) for j, entry in enumerate(row) if entry != 0)


def _whole(row: Sequence[sp.Expr]) -> list[sp.Expr]:
    """A row times the product of its denominators, which are non-zero where the row is defined."""
    denominators = [sp.fraction(sp.together(x))[1] for x in row]
    common = sp.lcm_list(denominators) if any(d.free_symbols for d in denominators) else sp.S.One
    return [sp.cancel(x * common) for x in row]


def _cleared(entry: sp.Expr, at: Leaf) -> sp.Expr:
    return sp.expand(entry) if entry.free_symbols and not at.zero else entry


def _known(entry: sp.Expr, at: Leaf) -> bool:
    """Return whether an entry is certainly non-zero: a constant, or a product of known non-zero factors."""
    if not entry.free_symbols:
        return not is_zero(entry)
    return all(_never_zero(f, at) for f in factors(entry))


def _never_zero(factor: sp.Expr, at: Leaf) -> bool:
    if not factor.free_symbols or is_definite(factor):
        return True
    if any(normal(factor / other).is_number for other in at.nonzero if other.free_symbols):
        return True
    return _contradictory(replace(at, zero=(*at.zero, factor))) if at.zero else False


def _simplicity(entry: sp.Expr) -> tuple[int, int, str]:
    symbols = sorted(entry.free_symbols, key=str)
    return (int(sp.Poly(entry, *symbols).total_degree()), int(entry.count_ops()), str(entry))


def _without(work: list[list[sp.Expr]], i: int, j: int) -> list[list[sp.Expr]]:
    """The remaining rows after elimination with the pivot at (i, j), without fractions."""
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
    """Branches: the entry is non-zero; its first factor is zero; its second is zero, the first not; etc."""
    open_factors = [f for f in factors(entry) if not _never_zero(f, at)]
    found = [replace(at, nonzero=(*at.nonzero, *open_factors))]
    for place, factor in enumerate(open_factors):
        before = replace(at, nonzero=(*at.nonzero, *open_factors[:place]))
        found += _with_zero(factor, before)
    squares = [*_sums_among(factors(entry)), *(f for leaf in found for f in _unreal(leaf))]
    for leaf in found:
        if not _contradictory(leaf):
            yield replace(leaf, squares=(*leaf.squares, *squares))


def _sums_among(found: Sequence[sp.Expr]) -> Exprs:
    return tuple(f for f in found if sum_of_squares(f) is not None)


def _unreal(leaf: Leaf) -> Exprs:
    """The factors of an equation of the leaf that has no real solution; empty if there is none."""
    split = (factors(z) for z in leaf.zero if z.free_symbols)
    return next((found for found in split if all(map(is_definite, found))), ())


def _with_zero(factor: sp.Expr, at: Leaf) -> Iterator[Leaf]:
    """Branches on which an irreducible factor is zero: a symbol is assigned if possible, else an equation."""
    symbols = sorted(factor.free_symbols, key=str)
    for symbol in reversed(symbols):
        poly = sp.Poly(factor, symbol)
        if poly.degree() == 1 and not poly.LC().free_symbols:
            yield _set(at, symbol, normal(-poly.nth(0) / poly.LC()))
            return
    if len(symbols) == 1 and sp.degree(factor) == 2:
        for root in _real_roots(sp.Poly(factor, symbols[0])):
            yield _set(at, symbols[0], root)
        return
    squares = sum_of_squares(factor)
    if squares is None:
        yield replace(at, zero=(*at.zero, factor))
    elif squares.constant == "0":
        yield from _all_zero([number(root) for root in reversed(roots_of_squares(squares))], at)


def _real_roots(quadratic: sp.Poly) -> Iterator[sp.Expr]:
    """The real roots, the smaller first; UndecidedError if the sign of the discriminant is undecided."""
    a, b, c = quadratic.all_coeffs()
    inside = normal(b**2 - 4 * a * c)
    if zero_number(inside) is None or inside.is_nonnegative is None:
        raise UndecidedError(inside)
    if positive(inside):
        for sign in (-1, 1) if positive(a) else (1, -1):
            yield sp.expand((-b + sign * sp.sqrt(inside)) / (2 * a))
    elif inside == 0:
        yield normal(-b / (2 * a))


def _all_zero(roots: Sequence[sp.Expr], at: Leaf) -> Iterator[Leaf]:
    """Branches on which all of the expressions are zero."""
    rest = [value for value in map(at.apply, roots) if value != 0]
    if not rest:
        yield at
    elif rest[0].free_symbols:
        for factor in factors(rest[0]):
            for branch in _with_zero(factor, at):
                yield from _all_zero(rest[1:], branch)


def _set(at: Leaf, symbol: sp.Symbol, value: sp.Expr) -> Leaf:
    settings = [(s, normal(v.subs(symbol, value))) for s, v in at.values]
    values = tuple(sorted((*settings, (symbol, value)), key=lambda pair: str(pair[0])))
    zero = tuple(z for z in (normal(e.subs(symbol, value)) for e in at.zero) if z != 0)
    nonzero = tuple(normal(e.subs(symbol, value)) for e in at.nonzero)
    return replace(at, values=values, zero=zero, nonzero=nonzero)


def _contradictory(leaf: Leaf) -> bool:
    """Return whether no real values satisfy a leaf, by a sum of squares or a Groebner basis of 1."""
    nonzero = [leaf.apply(e) for e in leaf.nonzero]
    zero = [z for z in leaf.zero if z != 0]
    if any(e == 0 for e in nonzero) or any(not z.free_symbols for z in zero):
        return True
    if not zero:
        return False
    if _unreal(leaf):
        return True
    if len({constant for e in (*zero, *nonzero) for constant in unnamed(e)}) > 1:
        return False  # two constants such as e and pi may depend on each other, for all that is known
    symbols = sorted({s for e in (*zero, *nonzero) for s in e.free_symbols}, key=str)
    return ideal([*zero, 1 - _INVERSE * sp.Mul(*nonzero)], [_INVERSE, *symbols]).is_whole


def distinction(matrix: Matrix, effort: Effort | None = None) -> list[Leaf]:
    """The leaves of a matrix, the generic one first, without redundant conditions or duplicates.

    Raises TooLongError if the polynomials become long; several distinctions may share one effort.
    """
    effort = effort or Effort()
    found = [_relaxed(matrix, leaf, effort) for leaf in _leaves(matrix, effort)]
    kept: list[Leaf] = []
    for leaf in sorted(found, key=lambda f: (len(f.equations), -f.rank, len(f.nonzero))):
        if not any(leaf.rank == other.rank and _inside(leaf, other) for other in kept):
            kept.append(leaf)
    return kept


def _relaxed(matrix: Matrix, leaf: Leaf, effort: Effort) -> Leaf:
    """A leaf without redundant inequations: those whose failure leaves the rank the same."""
    for factor in leaf.nonzero:
        fewer = tuple(f for f in leaf.nonzero if f != factor)
        start = replace(leaf, nonzero=fewer, rank=0)
        failing = [
            b for f in factors(leaf.apply(factor)) for b in _with_zero(f, start) if not _contradictory(b)
        ]
        if all(end.rank == leaf.rank for b in failing for end in _leaves(matrix, effort, b)):
            leaf = replace(leaf, nonzero=fewer)
    return leaf


def _inside(leaf: Leaf, other: Leaf) -> bool:
    """Return whether a leaf is contained in the other: its points satisfy all of the other's conditions."""
    if any(leaf.apply(e) != 0 for e in other.equations):
        return False
    return all(_excluded(leaf, leaf.apply(e)) for e in other.nonzero)


def _excluded(leaf: Leaf, expression: sp.Expr) -> bool:
    if not expression.free_symbols:
        return bool(expression != 0)
    return all(not list(_with_zero_possible(f, leaf)) for f in factors(expression))


def _with_zero_possible(factor: sp.Expr, leaf: Leaf) -> Iterator[Leaf]:
    yield from (b for b in _with_zero(factor, leaf) if not _contradictory(b))
