"""Functions of several variables by their coordinates in products of powers, exponentials and waves.

Different products x**k y**l exp(a x + b y) cos(c x + d y), and those with a sine, are linearly independent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import sympy as sp

from backproof.answer import Latex
from backproof.spaces.described.initial_values import shown_value
from backproof.spaces.described.translated import Translated
from backproof.spaces.descriptions.functions.several_variables import Several
from backproof.spaces.language.printing import formula, number_latex, number_text
from backproof.spaces.language.result import Dimension, Element, Formula, Translation
from backproof.spaces.language.symbolic import symbol, to_sympy
from backproof.spaces.language.tokens import refuse
from backproof.spaces.linear.columns import named

_COORDINATES = "coordinates"
_EXPECTED = (
    "sums and products of powers, exp, sin, cos, sinh and cosh of a*x + b*y with rational numbers a, b"
)
_MOST = 80
_Symbols = Sequence[sp.Symbol]


def coordinates_part(asked: Several) -> Translated:
    """The coordinates of each function, as vectors."""
    variables = [symbol(name) for name in asked.variables]
    tables = [_coordinates(to_sympy(node), variables) for node in asked.functions]
    basis = list(dict.fromkeys(product for table in tables for product in table)) or [sp.S.One]
    if len(basis) > _MOST:
        refuse(f"the functions have {len(basis)} coordinates", expected=f"at most {_MOST}")
    rows = [[table.get(product, sp.S.Zero) for product in basis] for table in tables]
    shown = [formula(node) for node in asked.functions]
    lines = tuple(_line(f, row) for f, row in zip(shown, rows, strict=True))
    latex = r",\; ".join(f.latex for f in shown)
    definition = Formula(
        Latex(rf"W = \operatorname{{span}}\left\{{{latex}\right\}}"),
        f"W = span{{{', '.join(f.text for f in shown)}}}",
    )
    translation = Translation(asked.text, definition, _meaning(basis), lines, sort=_COORDINATES)
    data = tuple(tuple(map(number_text, row)) for row in rows)
    return Translated("span", data, (), Formula(Latex("W"), "W"), translation)


def with_members(said: Translation, found: Dimension, asked: Several) -> Translation:
    """The translation with the functions at the pivots, which are a basis."""
    shown = [formula(node) for node in asked.functions]
    chosen = [e for e in found.basis if e.index is not None]
    pairs = [(shown[e.index or 0], e.entries) for e in chosen]
    elements = (
        Element(named("f", place), f.latex, f.text, entries) for place, (f, entries) in enumerate(pairs, 1)
    )
    return replace(said, elements=tuple(elements))


def _coordinates(function: sp.Expr, variables: _Symbols) -> dict[sp.Expr, sp.Expr]:
    """The coefficient of each product; InputError for other functions."""
    found: dict[sp.Expr, sp.Expr] = {}
    exponentials = sp.expand(sp.expand(function.rewrite(sp.exp)), power_exp=False)
    for addend in sp.Add.make_args(exponentials):
        for product, coefficient in _products(sp.powsimp(addend), variables):
            found[product] = sp.expand(found.get(product, sp.S.Zero) + coefficient)
    return {product: coefficient for product, coefficient in found.items() if coefficient != 0}


def _products(addend: sp.Expr, variables: _Symbols) -> Iterator[tuple[sp.Expr, sp.Expr]]:
    """Yield the real products whose sum is the real part of c x**k exp(m x), with their coefficients."""
    rest, slopes = _apart(addend, variables)
    growth = sp.exp(sp.Add(*(sp.re(m) * v for m, v in zip(slopes, variables, strict=True))))
    turns = [sp.im(m) for m in slopes]
    sign = next((sp.sign(turn) for turn in turns if turn != 0), sp.S.One)
    angle = sp.Add(*(sign * turn * v for turn, v in zip(turns, variables, strict=True)))
    for powers, coefficient in sp.Poly(rest, *variables).terms():
        front = sp.Mul(growth, *(v**k for v, k in zip(variables, powers, strict=True)))
        real, imaginary = sp.expand(coefficient).as_real_imag()
        yield front * sp.cos(angle), real
        if angle != 0:
            yield front * sp.sin(angle), -sign * imaginary


def _apart(addend: sp.Expr, variables: _Symbols) -> tuple[sp.Expr, list[sp.Expr]]:
    """The polynomial in front of an exponential, and the coefficients a + b*I in the exponent."""
    rest, exponent = sp.S.One, sp.S.Zero
    for factor in sp.Mul.make_args(addend):
        if isinstance(factor, sp.exp):
            exponent += factor.args[0]
        else:
            rest *= factor
    exponent = sp.expand(exponent)
    slopes = [exponent.coeff(v, 1) for v in variables]
    constant = sp.expand(exponent - sp.Add(*(m * v for m, v in zip(slopes, variables, strict=True))))
    is_linear = not constant.has(*variables) and not any(m.has(*variables) for m in slopes)
    is_rational = all(part.is_Rational for m in slopes for part in m.as_real_imag())
    if not is_linear or not is_rational or not rest.is_polynomial(*variables):
        shown = number_text(sp.simplify(addend)) if not addend.has(sp.I) else "a part of a function"
        refuse(f"{shown} is no product of powers, an exponential and waves", expected=_EXPECTED)
    return rest * sp.exp(constant), slopes


def _meaning(basis: Sequence[sp.Expr]) -> Formula:
    shown = [shown_value(product) for product in basis]
    latex, text = (", ".join(parts) for parts in ([s.latex for s in shown], [s.text for s in shown]))
    return Formula(Latex(latex), f"coordinates in ({text})")


def _line(shown: Formula, row: Sequence[sp.Expr]) -> Formula:
    latex = ",\\; ".join(map(number_latex, row))
    return Formula(
        Latex(rf"{shown.latex}:\quad \left({latex}\right)"),
        f"{shown.text}: [{', '.join(map(number_text, row))}]",
    )
