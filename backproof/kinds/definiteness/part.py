"""Classify a quadratic form, with the squares or vectors that prove it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from backproof.answer import SolvedPart
from backproof.kinds.shared.matrices import decided, solved_part
from backproof.kinds.shared.typed.entries import Rows
from backproof.linear_algebra.checking.zeros import zeros_check
from backproof.linear_algebra.finding.definite import classify
from backproof.linear_algebra.finding.definite_cases import classify_by_cases, classify_by_signs
from backproof.linear_algebra.finding.eigenvalues.spectrum import refuse
from backproof.linear_algebra.language.reading import read_square, require_polynomials, symbols_of
from backproof.terms.reading import Data
from backproof.terms.term import Part, Term


class Matrix(Data, frozen=True, kw_only=True):
    """The rows of a matrix."""

    matrix: Rows


DATA = Matrix


@decided
def solve(part: Part, term: Term) -> SolvedPart:  # noqa: ARG001 (a solver's signature)
    """Classify a quadratic form; InputError for what is no square matrix."""
    data = part.data_as(Matrix)
    with part.locating("matrix"):
        rows = read_square(data.matrix, with_symbols=True, with_complex=True)
        require_polynomials(rows)
        symbols, name = symbols_of(rows), part.names.get("matrix", "A")
        if not symbols:
            return solved_part(part, classify(rows, name))
        if "x" in symbols:
            refuse("the symbol 'x' is the vector of the quadratic form here", "another name, such as x1")
        if len(symbols) > 1:
            _refuse_sums(symbols)
            return solved_part(part, classify_by_signs(rows, name, symbols))
        result = classify_by_cases(rows, name, symbols[0])
        solved = solved_part(part, result)
        borders: Any = result.words["borders"]
        coefficients = result.outcomes[0].found[0].texts
        check = zeros_check([text for (text,) in coefficients], symbols[0], borders)
        return replace(solved, answer=replace(solved.answer, checks=(*solved.answer.checks, check)))


def _refuse_sums(symbols: tuple[str, ...]) -> None:
    """Raise an InputError for a symbol that is printed as a coefficient of the answer is."""
    for name in symbols:
        if re.fullmatch(r"e_?\d+", name):
            refuse(f"the symbol '{name}' is a coefficient of the answer here", "another name, such as s1")
