"""Homogeneous systems: a matrix, or equations as text such as "x + 2*y = 3*z"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import sympy as sp

from backproof.diagnostic import Diagnostic, InputError
from backproof.spaces.language.printing import Matrix
from backproof.spaces.language.reading import located, read_entry, read_list, unique
from backproof.spaces.language.symbolic import symbol, to_sympy
from backproof.spaces.language.syntax import names_in_order, to_text
from backproof.spaces.language.tokens import refuse


def read_system(
    data: object, variables: Sequence[str] = ()
) -> tuple[tuple[str, ...], Matrix, tuple[str, ...]]:
    """Return the unknowns, the coefficient matrix, and the equations as read (left - (right)).

    Names not in `variables` are parameters; without `variables` all names are unknowns, in order of first
    occurrence.
    """
    listed = enumerate(read_list(data, "the system"), 1)
    numbered = [(i, pair) for i, equation in listed for pair in _sides(equation, i)]
    sides = [pair for _, pair in numbered]
    found = [name for pair in sides for side in pair for name in names_in_order(read_entry(side, "equation"))]
    unknowns = unique(variables or found)
    if not unknowns:
        refuse("the system has no unknowns", expected="equations such as x + 2*y = 0")
    rows = tuple(_coefficients(pair, i, unknowns) for i, pair in numbered)
    return unknowns, rows, tuple(f"{left} - ({right})" if right != "0" else left for left, right in sides)


def unknowns_beside(data: object, constant: str) -> tuple[str, ...]:
    """Return the names in equations other than that of a constant, in order of first occurrence."""
    listed = enumerate(read_list(data, "the system"), 1)
    sides = [side for i, equation in listed for pair in _sides(equation, i) for side in pair]
    found = (name for side in sides for name in names_in_order(read_entry(side, "equation")))
    return unique([name for name in found if name != constant])


def _sides(equation: object, number: int) -> list[tuple[str, str]]:
    """Return both sides of each = of an equation, 0 on the right where there is none: x = y = z has two."""
    where = f"equation {number}"
    if not isinstance(equation, str):
        refuse(f"{where} is not a text", expected="an equation such as 'x + 2*y = 0'")
    typed = equation.replace("==", "=").split("=")
    if not all(part.strip() for part in typed):
        refuse(f"a side of {where} is missing", expected="an equation such as 'x + 2*y = 0'")
    parts = [to_text(read_entry(part, where)) for part in typed]
    return list(pairwise(parts if len(parts) > 1 else [*parts, "0"]))


def _coefficients(sides: tuple[str, str], number: int, unknowns: Sequence[str]) -> tuple[sp.Expr, ...]:
    left, right = (to_sympy(read_entry(side, f"equation {number}")) for side in sides)
    generators = [symbol(name) for name in unknowns]
    try:
        poly = sp.Poly(sp.expand(left - right), *generators)
    except sp.PolynomialError:
        refuse(f"equation {number} is not linear", expected=f"multiples of {', '.join(unknowns)}")
    if poly.total_degree() > 1:
        refuse(f"equation {number} is not linear", expected=f"multiples of {', '.join(unknowns)}")
    if poly.coeff_monomial(1) != 0:
        hint = "the solutions of an inhomogeneous system are no subspace"
        fault = InputError(Diagnostic("a constant stands alone", expected="0", hint=hint))
        raise located(fault, f"equation {number}", f"{sides[0]} = {sides[1]}")
    return tuple(poly.coeff_monomial(g) for g in generators)
