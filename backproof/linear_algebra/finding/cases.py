"""Cases of an answer that depends on symbols: conditions under which it has one form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice, product

import sympy as sp

from backproof.answer import Latex
from backproof.linear_algebra.language.result import Condition, Outcome
from backproof.spaces.exact.exact import NoPointError, is_zero, normal
from backproof.spaces.language.printing import Matrix, number_text
from backproof.spaces.language.result import Rows
from backproof.spaces.language.symbolic import number, symbol
from backproof.spaces.linear.elimination import Elimination, reduce_in_steps
from backproof.spaces.parameters.case_printing import case_of
from backproof.spaces.parameters.cases import Effort, Leaf, distinction
from backproof.spaces.parameters.factors_of_conditions import factors
from backproof.spaces.parameters.sums_of_squares import is_definite

# For two seconds' work at most; what sheets ask for takes half of it.
_MOST_EFFORT, _MOST_ENTRIES = 60_000, 2_500
_MOST_ROUNDS, _MOST_SOLVED, _MOST_SAMPLES = 4, 2, 8
# Large values and small ones: some curves are bounded, and through special points pass other cases.
_CHOSEN = tuple(map(sp.Rational, ("7/2", "1/3", "4", "-1/2", "17/4", "1", "0")))


def split(divisors: Callable[[Leaf], Iterable[sp.Expr]]) -> list[Leaf]:
    """Return the complete cases of which expressions are zero, the generic one first."""
    return _cases((), divisors)


def _cases(matrices: Sequence[Matrix], divisors: Callable[[Leaf], Iterable[sp.Expr]]) -> list[Leaf]:
    """Return the complete cases of the ranks of matrices, the generic one first.

    `divisors` are those of the answer in a case: a case is split until none of them is 0 in it.
    """
    apart: tuple[sp.Expr, ...] = ()
    effort = Effort(most=_MOST_EFFORT, most_entries=_MOST_ENTRIES)
    for _ in range(_MOST_ROUNDS):
        blocks = [*matrices, *(((factor,),) for factor in apart)]
        leaves = distinction(_blocks(blocks), effort) if blocks else [Leaf()]
        open_factors = {
            factor: None
            for leaf in leaves
            for factor in _factors(divisors(leaf))
            if _may_be_zero(factor, leaf)
        }
        if not open_factors:
            break
        apart += tuple(open_factors)
    return leaves


def by_cases(
    ranked: Sequence[Matrix], symbols: Sequence[str], solve: Callable[[Leaf, Condition | None], Outcome]
) -> tuple[Outcome, ...]:
    """Return the outcome in each case of the ranks of matrices; without symbols there is one case."""
    if not symbols:
        return (solve(Leaf(), None),)

    def divisors(leaf: Leaf) -> Iterable[sp.Expr]:
        found = solve(leaf, None)
        above = (sp.fraction(sp.together(number(text)))[0] for text in found.apart)
        return (*above, *(below for item in found.found for below in _denominators(item.texts)))

    return tuple(solve(leaf, condition(leaf, symbols)) for leaf in _cases(ranked, divisors))


def reduced(rows: Matrix, leaf: Leaf) -> Elimination:
    """Eliminate a matrix in a case."""
    there = tuple(tuple(leaf.apply(x) for x in row) for row in rows)
    if leaf.values or leaf.zero:
        return reduce_in_steps(there, lambda x: is_zero(leaf.apply(x)), leaf.apply)
    return reduce_in_steps(there)


def _factors(divisors: Iterable[sp.Expr]) -> Iterable[sp.Expr]:
    return (factor for divisor in divisors for factor in factors(divisor))


def _may_be_zero(factor: sp.Expr, leaf: Leaf) -> bool:
    if not factor.free_symbols or is_definite(factor):
        return False
    known = (f for other in leaf.nonzero for f in factors(other))
    return not any(normal(factor / other).is_number for other in known if other.free_symbols)


def _blocks(matrices: Sequence[Matrix]) -> Matrix:
    """Return the matrices along a diagonal: its rank is the sum of theirs.

    Of a matrix and the same with one more column it tells both ranks, as they differ by one at most.
    """
    width, rows, before = sum(len(rows[0]) for rows in matrices), [], 0
    for block in matrices:
        after = width - before - len(block[0])
        rows += [((sp.S.Zero,) * before + tuple(row) + (sp.S.Zero,) * after) for row in block]
        before += len(block[0])
    return tuple(rows)


def condition(leaf: Leaf, symbols: Sequence[str]) -> Condition:
    """Return the condition of a case in print, with samples; NoPointError if none is found."""
    named = [symbol(name) for name in symbols]
    case = case_of(leaf, 0, named)
    samples = case.samples or tuple(islice(_on_a_curve(leaf, named), _MOST_SAMPLES))
    if not samples:
        raise NoPointError(case.condition.text)
    if not case.equations and not case.inequations:
        return Condition(Latex(), "", (), (), samples)
    return Condition(case.condition.latex, case.condition.text, case.equations, case.inequations, samples)


def _on_a_curve(leaf: Leaf, symbols: Sequence[sp.Symbol]) -> Iterator[tuple[tuple[str, str], ...]]:
    """Yield points of a case with unsolved equations: all symbols but one have chosen values."""
    solved = dict(leaf.values)
    free = [s for s in symbols if s not in solved]
    # Where an equation is linear in a symbol, its value is a fraction.
    unknowns = sorted(
        (s for s in free if leaf.zero and leaf.zero[0].has(s)), key=partial(sp.degree, leaf.zero[0])
    )
    for attempt, unknown in product(range(len(_CHOSEN)), unknowns):
        others = [s for s in free if s != unknown]
        chosen = {s: _CHOSEN[(attempt + 2 * i) % len(_CHOSEN)] for i, s in enumerate(others)}
        for root in _roots_in(leaf, unknown, chosen):
            known = {s.name: number_text(value) for s, value in chosen.items()} | {unknown.name: root}
            rest = {s.name: number_text(sp.sympify(x).subs(chosen)) for s, x in solved.items()}
            yield tuple((known | rest).items())


def _roots_in(leaf: Leaf, unknown: sp.Symbol, chosen: Mapping[sp.Symbol, sp.Rational]) -> Iterator[str]:
    """Yield the real values of a symbol in a case, as texts, at chosen values of the others.

    An expression is 0 at a root of an irreducible polynomial if that divides it: no root is inserted.
    """
    zero, nonzero = (
        [sp.Poly(sp.fraction(sp.together(e.subs(chosen)))[0], unknown) for e in expressions]
        for expressions in (leaf.zero, leaf.nonzero)
    )
    for factor, _ in zero[0].factor_list()[1]:
        if all(_divides(factor, e) for e in zero) and not any(_divides(factor, e) for e in nonzero):
            yield from _real_roots(factor)


def _real_roots(irreducible: sp.Poly) -> Iterator[str]:
    """Yield the real roots of a polynomial: up to degree 2 by roots, else by index (see `tables.value`)."""
    if irreducible.degree() <= _MOST_SOLVED:
        yield from (number_text(normal(root)) for root in sp.roots(irreducible) if root.is_real)
    elif irreducible.domain.is_ZZ or irreducible.domain.is_QQ:
        coefficients = irreducible.clear_denoms(convert=True)[1].all_coeffs()[::-1]
        stated = ", ".join(map(str, coefficients))
        yield from (f"root({k}, {stated})" for k in range(irreducible.count_roots()))


def _divides(factor: sp.Poly, polynomial: sp.Poly) -> bool:
    return all(normal(c) == 0 for c in sp.rem(polynomial, factor).all_coeffs())


def _denominators(texts: Rows) -> Iterable[sp.Expr]:
    """Yield the denominators of entries that hold symbols."""
    found = (sp.fraction(sp.together(number(x)))[1] for row in texts for x in row)
    return (below for below in found if below.free_symbols)
