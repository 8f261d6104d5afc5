"""Independence of polynomials in one variable by their degrees: no two of a basis have the same."""

from __future__ import annotations

import re

import sympy

from backproof.answer import Check
from backproof.spaces.language.result import Dimension

_POWER = re.compile(r"[A-Za-z]\w*(?:\*\*(\d+))?")


def degrees(found: Dimension) -> tuple[int, ...]:
    """Return the degrees of the basis, if it has several polynomials in one variable and all differ; else ().

    They are read off the matrix of coefficients, whose columns are the polynomials.
    """
    is_plain = found.source.kind == "polynomials" and len(found.source.variables) == 1 and not found.cases
    is_plain = is_plain and not found.source.scalars
    powers = [_power(power.text) for power in found.coordinates]
    if not is_plain or None in powers or len(found.basis) < 2 or len(found.basis) != len(found.pivots):
        return ()
    rows = list(zip(filter(lambda power: power is not None, powers), found.matrix_text, strict=True))
    of_basis = tuple(max(power or 0 for power, row in rows if row[at] != "0") for at in found.pivots)
    return of_basis if len(set(of_basis)) == len(of_basis) else ()


def degrees_check(found: Dimension, stated: tuple[int, ...]) -> Check:
    """Check the stated degrees against those of the basis' texts, expanded by sympy."""
    variable = sympy.Symbol(found.source.variables[0])
    actual = tuple(
        int(sympy.Poly(sympy.sympify(element.text, {variable.name: variable}), variable).degree())
        for element in found.basis
    )
    is_right = actual == stated and len(set(stated)) == len(stated)
    return Check("degrees that differ", "the basis", float(not is_right), 0.0, str(actual), str(stated))


def _power(text: str) -> int | None:
    """Return the exponent of a power of one variable: 0 for 1; None for anything else."""
    if text == "1":
        return 0
    found = _POWER.fullmatch(text)
    return int(found[1] or 1) if found else None
