"""Cases of an answer that depends on symbols: conditions under which it has one form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product

import sympy as sp

from backproof.answer import Latex
from backproof.linear_algebra.language.result import Condition, Outcome
from backproof.spaces.exact.exact import is_zero, normal
from backproof.spaces.language.printing import Matrix, number_text
from backproof.spaces.language.result import Rows
from backproof.spaces.language.symbolic import number, symbol
from backproof.spaces.linear.elimination import Elimination, reduce
from backproof.spaces.parameters.case_printing import case_of
from backproof.spaces.parameters.cases import Leaf, distinction
from backproof.spaces.parameters.factors_of_conditions import factors
from backproof.spaces.parameters.sums_of_squares import is_definite

_MOST_ROUNDS, _TRIALS = 4, 3


def split(divisors: Callable[[Leaf], Iterable[sp.Expr]]) -> list[Leaf]:
    """Return the complete cases of which expressions are zero, the generic one first."""
    return cases((), divisors)


def cases(matrices: Sequence[Matrix], divisors: Callable[[Leaf], Iterable[sp.Expr]]) -> list[Leaf]:
    """Return the complete cases of the ranks of matrices, the generic one first.

    `divisors` are those of the answer in a case: a case is split until none of them is 0 in it.
    """
    apart: tuple[sp.Expr, ...] = ()
    for _ in range(_MOST_ROUNDS):
        blocks = [*matrices, *(((factor,),) for factor in apart)]
        leaves = distinction(_blocks(blocks)) if blocks else [Leaf()]
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
        return (*above, *(below for item in found.found for below in denominators(item.texts)))

    return tuple(solve(leaf, condition(leaf, symbols)) for leaf in cases(ranked, divisors))


def reduced(rows: Matrix, leaf: Leaf) -> Elimination:
    """Eliminate a matrix in a case."""
    there = tuple(tuple(leaf.apply(x) for x in row) for row in rows)
    if leaf.values or leaf.zero:
        return reduce(there, lambda x: is_zero(leaf.apply(x)), leaf.apply)
    return reduce(there)


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
    """Return the condition of a case in print, with samples."""
    named = [symbol(name) for name in symbols]
    case = case_of(leaf, 0, named)
    samples = case.samples or tuple(_on_a_curve(leaf, named))
    if not case.equations and not case.inequations:
        return Condition(Latex(), "", (), (), samples)
    return Condition(case.condition.latex, case.condition.text, case.equations, case.inequations, samples)


def _on_a_curve(leaf: Leaf, symbols: Sequence[sp.Symbol]) -> Iterator[tuple[tuple[str, str], ...]]:
    """Yield points of a case with unsolved equations: all symbols but one have chosen values."""
    settings = dict(leaf.values)
    free = [s for s in symbols if s not in settings]
    for attempt, unknown in product(range(_TRIALS), free):
        others = [s for s in free if s != unknown]
        chosen = {s: sp.Rational(7 + 5 * attempt + 4 * i, 2 + attempt % 3) for i, s in enumerate(others)}
        equations = [sp.Poly(z.subs(chosen), unknown) for z in leaf.zero]
        for root in sp.roots(equations[0]) if equations[0].degree() > 0 else ():
            point = {**chosen, unknown: normal(root)}
            if (
                root.is_real
                and all(normal(z.subs(point)) == 0 for z in leaf.zero)
                and all(normal(e.subs(point)) != 0 for e in leaf.nonzero)
            ):
                whole = {s: point.get(s, normal(sp.sympify(settings.get(s, 0)).subs(point))) for s in symbols}
                yield tuple((s.name, number_text(value)) for s, value in whole.items())


def denominators(texts: Rows) -> Iterable[sp.Expr]:
    """Yield the denominators of entries that hold symbols."""
    found = (sp.fraction(sp.together(number(x)))[1] for row in texts for x in row)
    return (below for below in found if below.free_symbols)
