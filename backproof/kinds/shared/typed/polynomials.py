"""Polynomials in place of vectors: their coefficients are the entries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from backproof.answer import Latex, SolvedPart
from backproof.kinds.shared.matrices import solved_part
from backproof.linear_algebra.checking.polynomial_maps import coefficients_check
from backproof.linear_algebra.language.matrices import Vector
from backproof.linear_algebra.language.reading import read_polynomials
from backproof.linear_algebra.language.result import Condition, Line, Outcome, Result, number
from backproof.spaces.language.printing import Matrix, combination, number_latex, number_text
from backproof.spaces.language.result import Formula
from backproof.spaces.language.symbolic import number as parsed
from backproof.spaces.language.symbolic import symbol
from backproof.spaces.language.tokens import refuse
from backproof.terms.term import Part

# Names of the answer: the polynomials and their coefficients, and what is found.
_TAKEN = "bcfpqvy"


def are_polynomials(given: Sequence[Any]) -> bool:
    """Return whether entries are texts with a letter, and none is a list."""
    is_flat = not any(isinstance(item, list) for item in given)
    return is_flat and any(isinstance(item, str) and any(map(str.isalpha, item)) for item in given)


def solved_for_polynomials(
    part: Part,
    given: tuple[Sequence[Any], Any],
    keys: tuple[str, str],
    answer: Callable[[Matrix, Vector], Result],
) -> SolvedPart:
    """Answer about polynomials and a target by their coefficients, and state the answer for polynomials."""
    last = given[1] if not isinstance(given[1], list) else given[1][0] if len(given[1]) == 1 else None
    if last is None:
        raise part.error("the target is no polynomial", keys[1], expected='a text such as "1 - x^2"')
    with part.locating(keys[0]):
        variable, rows = read_polynomials([*given[0], last])
        if variable in _TAKEN:
            refuse(f"the variable '{variable}' is a name of the answer", expected="another one, as x or t")
        if not all(x.is_Rational for row in rows for x in row):
            refuse("the polynomials have coefficients that are no fractions", expected="fractions")
    result = _stated(answer(rows[:-1], rows[-1]), rows, variable)
    (outcome,) = result.outcomes
    factors = [] if outcome.task == "no member" else [text for (text,) in outcome.found[0].texts]
    texts = [[number_text(x) for x in row] for row in rows]
    named = [item.text for item in result.given[-len(rows) :]]
    check = coefficients_check(named, texts, variable, factors)
    solved = solved_part(part, result)
    return replace(solved, answer=replace(solved.answer, checks=(*solved.answer.checks, check)))


def _stated(result: Result, rows: Matrix, variable: str) -> Result:
    """Name the polynomials, and write the combination in them."""
    x = symbol(variable)
    values = [sum((c * x**k for k, c in enumerate(row)), parsed("0")) for row in rows]
    names = [f"p_{{{k}}}" for k in range(1, len(rows))] + ["q"]
    items = [
        number(name.replace("_{", "").rstrip("}"), name, value)
        for name, value in zip(names, values, strict=True)
    ]
    (outcome,) = result.outcomes
    powers = [number_latex(x**k) for k in range(len(rows[0]))]
    vectors = [
        f"{name} = {v}" for name, v in zip(result.given[0].names, result.given[0].vectors, strict=True)
    ]
    line = Line(
        "coefficients of polynomials",
        (Latex(r",\; ".join(powers)), *map(Latex, vectors), result.given[1].equation),
    )
    samples = tuple(((variable, str(k)),) for k in range(len(rows[0]) + 1))
    condition = Condition(Latex(""), "", samples=samples)
    shown: Outcome = replace(
        outcome, box=_box(outcome, names), lines=(line, *outcome.lines), condition=condition
    )
    words = {"polynomials": tuple(item.equation for item in items[:-1]), "target": items[-1].equation}
    return replace(result, given=(*result.given, *items), outcomes=(shown,), words={**result.words, **words})


def _box(outcome: Outcome, names: Sequence[str]) -> tuple[Latex, ...]:
    """Return the box with polynomials in place of their coefficients."""
    if outcome.task == "no member":
        return outcome.box
    factors = [parsed(text) for (text,) in outcome.found[0].texts]
    addends = [(x, Formula(Latex(name), "")) for x, name in zip(factors, names, strict=False)]
    return (Latex(f"q = {combination(addends).latex}"), outcome.found[0].equation)
