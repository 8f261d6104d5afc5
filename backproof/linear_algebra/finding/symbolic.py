"""Answers for numbers, asked again in each case of the values of symbols."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from backproof.linear_algebra.finding.cases import by_cases
from backproof.linear_algebra.finding.eigenvalues.spectrum import refuse
from backproof.linear_algebra.language.complex_numbers import is_complex
from backproof.linear_algebra.language.letters import refuse_shared_names
from backproof.linear_algebra.language.matrices import Vector, mapped
from backproof.linear_algebra.language.reading import symbols_of
from backproof.linear_algebra.language.result import Condition, Outcome, Result
from backproof.spaces.exact.exact import UndecidedError
from backproof.spaces.language.printing import Matrix
from backproof.spaces.parameters.cases import Leaf


def by_symbols(
    matrices: Sequence[Matrix], answer: Callable[[Sequence[Matrix]], Result], ranked: Sequence[Matrix] = ()
) -> Result:
    """Answer in each case of the symbols of matrices; `ranked` have the same rank throughout a case.

    The answer has one outcome, whose pivots and denominators are not 0 as long as they are not 0 as formulas.
    """
    symbols = symbols_of(*matrices)
    if symbols and is_complex(*matrices):
        refuse(
            f"the symbol '{symbols[0]}' stands beside complex numbers",
            "complex numbers alone, or real symbols alone",
        )

    def solve(leaf: Leaf, under: Condition | None) -> Outcome:
        if leaf.zero:
            raise UndecidedError(leaf.zero[0])
        (found,) = answer([mapped(leaf.apply, rows) for rows in matrices]).outcomes
        return replace(found, condition=under)

    if not symbols:
        return answer(matrices)
    whole = replace(answer(matrices), outcomes=by_cases(ranked, symbols, solve), symbols=symbols)
    refuse_shared_names(whole, symbols)
    return whole


def as_row(vector: Vector) -> Matrix:
    """Return a vector as a matrix of one row."""
    return (tuple(vector),)
