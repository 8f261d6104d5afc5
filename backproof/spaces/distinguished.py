"""A dimension that depends on symbols: the general answer, its exceptions, and a proof for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import sympy as sp

from backproof.answer import Step
from backproof.spaces.cases import Leaf, case_of, distinction
from backproof.spaces.claims import answer_text
from backproof.spaces.columns import dimension_step, step
from backproof.spaces.printing import Matrix, number_text
from backproof.spaces.result import Case, Dimension, Formula
from backproof.spaces.symbolic import number

Rework = Callable[[Matrix], Dimension]


def with_cases(dimension: Dimension, matrix: Matrix, nullity: bool, rework: Rework) -> Dimension:
    """The same dimension with its complete case distinction; `rework` answers for the matrix of one case."""
    symbols = sorted({s for row in matrix for x in row for s in x.free_symbols}, key=str)
    if not symbols:
        return dimension
    width = len(matrix[0])
    found = distinction(matrix)
    cases = tuple(case_of(leaf, width - leaf.rank if nullity else leaf.rank, symbols) for leaf in found)
    values = {case.dimension for case in cases}
    if len(values) == 1:
        found, cases = [Leaf()], (case_of(Leaf(), dimension.dimension or 0, symbols),)
    claimed = replace(dimension, cases=cases, at_least=min(values), at_most=max(values))
    answer = Formula(answer_latex(claimed), answer_text(claimed))
    steps = (
        *dimension.steps[:-1],
        *_case_steps(cases),
        dimension_step(dimension.space, answer.latex, answer.text),
    )
    parts = _parts(found, cases, matrix, rework)
    return replace(claimed, answer=answer, steps=steps, parts=parts, notes=_assumed(dimension))


def answer_latex(dimension: Dimension) -> str:
    """The general dimension and its exceptions."""
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
    """The whole derivation once more for each exception that sets every symbol."""
    parts = []
    for leaf, case in zip(found, cases, strict=False):
        if not leaf.values or leaf.zero:
            continue
        there = tuple(tuple(leaf.apply(x) for x in row) for row in matrix)
        if not any(x.free_symbols for row in there for x in row):
            part = rework(there)
            space = Formula(
                rf"{part.space.latex}\big|_{{{case.condition.latex}}}",
                f"{part.space.text} at {case.condition.text}",
            )
            parts.append(
                replace(part, space=space, steps=(*part.steps[:-1], dimension_step(space, part.answer.latex)))
            )
    return tuple(parts)


def _assumed(dimension: Dimension) -> tuple[str, ...]:
    """What the printed row operations divide by."""
    divisors: dict[str, None] = {}
    for operation in dimension.operations:
        below = sp.fraction(sp.together(number(operation.factor)))[1]
        if below.free_symbols:
            divisors[number_text(sp.factor(below))] = None
    return tuple(f"the row operations take {divisor} != 0" for divisor in divisors)
