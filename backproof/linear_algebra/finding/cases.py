"""Cases of an answer that depends on symbols: conditions under which it has one form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import sympy as sp

from backproof.linear_algebra.language.result import Condition
from backproof.spaces.exact.exact import normal
from backproof.spaces.language.printing import Matrix
from backproof.spaces.language.result import Rows
from backproof.spaces.language.symbolic import number, symbol
from backproof.spaces.parameters.case_printing import case_of
from backproof.spaces.parameters.cases import Leaf, distinction
from backproof.spaces.parameters.factors_of_conditions import factors
from backproof.spaces.parameters.sums_of_squares import is_definite

_MOST_ROUNDS = 4
Found = tuple[Leaf, Matrix]


def cases(matrices: Sequence[Matrix], divisors: Callable[[Leaf], Iterable[sp.Expr]]) -> list[Leaf]:
    """Return the complete cases of the ranks of matrices, the generic one first.

    `divisors` are those of the answer in a case: a case is split until none of them is 0 in it.
    """
    apart: tuple[sp.Expr, ...] = ()
    for _ in range(_MOST_ROUNDS):
        leaves = distinction(_blocks([*matrices, *(((factor,),) for factor in apart)]))
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
    case = case_of(leaf, 0, [symbol(name) for name in symbols])
    return Condition(
        case.condition.latex, case.condition.text, case.equations, case.inequations, case.samples
    )


def denominators(texts: Rows) -> Iterable[sp.Expr]:
    """Yield the denominators of entries that hold symbols."""
    found = (sp.fraction(sp.together(number(x)))[1] for row in texts for x in row)
    return (below for below in found if below.free_symbols)
