"""Quotients V/W by a map T whose kernel is W: V/W is isomorphic to the image of T, which the columns span."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import sympy as sp

from backproof.answer import Latex
from backproof.spaces.described.pairs import Solve, elements_of, side_formula
from backproof.spaces.described.translated import Translated, translated
from backproof.spaces.described.values import units
from backproof.spaces.descriptions.description import IMAGE, SPAN, Described
from backproof.spaces.descriptions.quotients import Quotient
from backproof.spaces.language.printing import (
    column_latex,
    combination,
    name_latex,
    number_latex,
    number_text,
)
from backproof.spaces.language.result import Dimension, Element, Formula, Translation
from backproof.spaces.language.symbolic import number
from backproof.spaces.linear.columns import named
from backproof.spaces.linear.vectors import coordinates, homogeneous_columns, null_space_columns

_Rows = Sequence[Sequence[sp.Expr]]
Settled = Callable[[sp.Expr], sp.Expr]
_QUOTIENT = "quotient"


def quotient_part(asked: Quotient, solve: Solve | None = None, settled: Settled = lambda x: x) -> Translated:
    """The images of the standard basis under T, as vectors.

    Over another field than the real numbers `solve` finds its solutions, and `settled` its normal forms.
    """
    rows = [[settled(x) for x in row] for row in _equations(asked.part, solve)]
    columns = list(zip(*rows, strict=True))
    lines = [_map_line(asked, rows)]
    lines += [_image_line(asked, unit, x) for unit, x in zip(units(asked.whole), columns, strict=True)]
    general = asked.whole.general(asked.unknown, asked.names)
    definition = _definition(asked)
    translation = Translation(asked.text, definition, general, tuple(lines), sort=_QUOTIENT)
    data = tuple(tuple(map(number_text, column)) for column in columns)
    return Translated("span", data, (), _space(asked), translation)


def with_cosets(said: Translation, found: Dimension, asked: Quotient) -> Translation:
    """The translation with the cosets at the pivots, which are a basis of the quotient."""
    unit = list(units(asked.whole))
    cosets = list[Element]()
    for place, vector in enumerate(found.basis, 1):
        shown = asked.whole.shown(unit[vector.index or 0])
        name, coset = named("q", place), Formula(Latex(f"{shown.latex} + W"), f"{shown.text} + W")
        cosets.append(Element(name, coset.latex, coset.text, vector.entries, vector.index))
    return replace(said, elements=tuple(cosets))


def _equations(part: Described, solve: Solve | None) -> _Rows:
    """Equations of a subspace by rows of coefficients: of a span, all that its elements satisfy."""
    size = part.space.dimension
    if part.kind in (SPAN, IMAGE):
        rows = _annihilators(elements_of(part), solve)
    else:
        found = translated(part)
        rows = [list(row) for row in homogeneous_columns(found.data, found.variables)[0].matrix]
    return rows or [[sp.S.Zero] * size]


def _annihilators(elements: _Rows, solve: Solve | None) -> list[list[sp.Expr]]:
    """Rows that span the solutions of A x = 0, where the rows of A are elements."""
    if solve is None:
        solutions = sp.Matrix([list(row) for row in elements]).nullspace()
        return [_whole_numbers(list(solution)) for solution in solutions]
    columns = null_space_columns([list(map(number_text, row)) for row in elements])
    unknowns = coordinates(len(columns.given), frozenset({"i"}))
    return [[number(entry) for entry in e.entries] for e in solve(columns, unknowns).basis]


def _whole_numbers(row: list[sp.Expr]) -> list[sp.Expr]:
    """A multiple of a row without denominators, if all entries are rational."""
    if not all(x.is_Rational for x in row):
        return row
    common = sp.ilcm(*(x.q for x in row)) if len(row) > 1 else row[0].q
    return [x * common for x in row]


def _space(asked: Quotient) -> Formula:
    whole = asked.whole.formula
    return Formula(Latex(f"{whole.latex}/W"), f"{whole.text}/W")


def _definition(asked: Quotient) -> Formula:
    space, part = _space(asked), side_formula(asked.part, "S")
    return Formula(Latex(rf"{space.latex},\quad W = {part.latex}"), f"{space.text}, W = {part.text}")


def _map_line(asked: Quotient, rows: _Rows) -> Formula:
    """T(p) = [a0, a1 - a2], ker T = W."""
    unknowns = [Formula(name_latex(name), name) for name in asked.names]
    forms = [combination(list(zip(row, unknowns, strict=True))) for row in rows]
    shown, text = column_latex(form.latex for form in forms), ", ".join(form.text for form in forms)
    letter = name_latex(asked.unknown)
    return Formula(
        Latex(rf"T({letter}) = {shown},\quad \ker T = W"), f"T({asked.unknown}) = [{text}], ker T = W"
    )


def _image_line(asked: Quotient, unit: Sequence[sp.Expr], image: Sequence[sp.Expr]) -> Formula:
    before = asked.whole.shown(unit)
    shown, text = column_latex(map(number_latex, image)), ", ".join(map(number_text, image))
    return Formula(Latex(rf"T\left({before.latex}\right) = {shown}"), f"T({before.text}) = [{text}]")
