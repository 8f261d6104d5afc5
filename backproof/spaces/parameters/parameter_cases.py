"""A dimension that depends on symbols: the generic answer, its exceptions, and a proof for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import sympy as sp

from backproof.answer import Latex, Step
from backproof.spaces.language.printing import Matrix, number_latex, number_text
from backproof.spaces.language.result import Case, Dimension, Formula, SumOfSquares
from backproof.spaces.language.symbolic import number
from backproof.spaces.linear.claims import answer_text
from backproof.spaces.linear.columns import dimension_step, step
from backproof.spaces.parameters.case_printing import case_of
from backproof.spaces.parameters.cases import Leaf, distinction
from backproof.spaces.parameters.factors_of_conditions import factors
from backproof.spaces.parameters.square_lines import square_line
from backproof.spaces.parameters.sums_of_squares import is_definite, sum_of_squares

Rework = Callable[[Matrix], Dimension]


def with_cases(dimension: Dimension, matrix: Matrix, nullity: bool, rework: Rework) -> Dimension:
    """Add the complete case distinction; `rework` computes the dimension for the matrix of one case."""
    symbols = sorted({s for row in matrix for x in row for s in x.free_symbols}, key=str)
    if not symbols:
        return dimension
    width = len(matrix[0])
    found = distinction(matrix)
    divisors = _divisors(dimension)
    squares = _sums_of_squares((*(f for leaf in found for f in leaf.squares), *divisors))
    cases = tuple(case_of(leaf, width - leaf.rank if nullity else leaf.rank, symbols) for leaf in found)
    values = {case.dimension for case in cases}
    if len(values) == 1:
        found, cases = [Leaf()], (case_of(Leaf(), dimension.dimension or 0, symbols),)
    bounds = min(values), max(values)
    claimed = replace(dimension, cases=cases, sums_of_squares=squares, at_least=bounds[0], at_most=bounds[1])
    answer = Formula(Latex(answer_latex(claimed)), answer_text(claimed))
    steps = (
        *dimension.steps[:-1],
        *(_square_step(square) for square in squares),
        *_case_steps(cases),
        dimension_step(dimension.space, answer.latex, answer.text),
    )
    parts = _parts(found, cases, matrix, rework)
    return replace(claimed, answer=answer, steps=steps, parts=parts, readings=_assumed(divisors))


def answer_latex(dimension: Dimension) -> str:
    """The generic dimension and its exceptions."""
    exceptions = [c for c in dimension.cases if c.dimension != dimension.dimension]
    general = str(dimension.dimension)
    if not exceptions:
        return general
    listed = ", ".join(rf"{c.condition.latex}\ ({c.dimension})" for c in exceptions)
    return rf"{general} \text{{ unless }} {listed}"


def _case_steps(cases: Sequence[Case]) -> tuple[Step, ...]:
    return tuple(
        step("case", rf"{c.condition.latex}:\quad {c.dimension}", f"{c.condition.text}: {c.dimension}")
        for c in cases
    )


def _parts(
    found: Sequence[Leaf], cases: Sequence[Case], matrix: Matrix, rework: Rework
) -> tuple[Dimension, ...]:
    """The whole derivation again for each exception that fixes every symbol."""
    parts = []
    for leaf, case in zip(found, cases, strict=False):
        if not leaf.values or leaf.zero:
            continue
        there = tuple(tuple(leaf.apply(x) for x in row) for row in matrix)
        if not any(x.free_symbols for row in there for x in row):
            part = rework(there)
            if part.dimension is None:
                continue
            space = Formula(
                Latex(rf"{part.space.latex}\big|_{{{case.condition.latex}}}"),
                f"{part.space.text} at {case.condition.text}",
            )
            parts.append(
                replace(part, space=space, steps=(*part.steps[:-1], dimension_step(space, part.answer.latex)))
            )
    return tuple(parts)


def _sums_of_squares(polynomials: Sequence[sp.Expr]) -> tuple[SumOfSquares, ...]:
    """Sums of squares that show polynomials to have no or few real zeros, each once."""
    found = (sum_of_squares(polynomial) for polynomial in polynomials)
    return tuple(dict.fromkeys(square for square in found if square is not None))


def _square_step(found: SumOfSquares) -> Step:
    shown = square_line(found)
    return step("sum of squares", shown.latex, shown.text)


def _divisors(dimension: Dimension) -> tuple[sp.Expr, ...]:
    """The irreducible factors of the divisors in the printed row operations, each once."""
    below = (sp.fraction(sp.together(number(o.factor)))[1] for o in dimension.operations)
    return tuple(dict.fromkeys(f for divisor in below for f in factors(divisor)))


def _assumed(divisors: Sequence[sp.Expr]) -> tuple[Formula, ...]:
    """The divisors of the printed row operations that may be 0, as assumptions."""
    found = [d for d in divisors if not is_definite(d)]
    if not found:
        return ()
    latex = ", ".join(rf"${number_latex(d)} \neq 0$" for d in found)
    text = ", ".join(f"{number_text(d)} != 0" for d in found)
    return (Formula(Latex(f"the row operations assume {latex}"), f"the row operations assume {text}"),)
