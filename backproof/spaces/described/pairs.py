"""Sums and intersections of described spaces: vectors that span each, in coordinates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import sympy as sp

from backproof.answer import Latex
from backproof.spaces.described.translated import definition, images_of, translated
from backproof.spaces.described.values import Formulas, coordinates_of
from backproof.spaces.descriptions.ambient import POLYNOMIALS, VECTORS
from backproof.spaces.descriptions.description import IMAGE, KERNEL, SPAN, Described
from backproof.spaces.descriptions.pairs import Pair
from backproof.spaces.language.printing import column_latex, formula, number_text, text_latex
from backproof.spaces.language.result import Dimension, Formula, Translation
from backproof.spaces.language.tokens import refuse
from backproof.spaces.linear.columns import Columns
from backproof.spaces.linear.vectors import homogeneous_columns, null_space_of

Rows = tuple[tuple[str, ...], ...]
Solve = Callable[[Columns, tuple[Formula, ...]], Dimension]


def pair_data(pair: Pair, solve: Solve = null_space_of) -> tuple[tuple[Rows, Rows], Translation]:
    """The two lists of spanning vectors, and how they came from the descriptions; `solve` is of the field."""
    first, second = (_spanning(side, solve) for side in pair.sides)
    names = [f"{name} = " for name in "UW"]
    shown = [side_formula(side, letter) for letter, side in zip("TS", pair.sides, strict=True)]
    both = Formula(
        Latex(r",\quad ".join(name + side.latex for name, side in zip(names, shown, strict=True))),
        ", ".join(name + side.text for name, side in zip(names, shown, strict=True)),
    )
    lines = tuple(_line(name, rows) for name, rows in zip("UW", (first, second), strict=True))
    ambient = pair.ambient
    letters = ambient.coordinates("a")
    unknown = "p" if ambient.kind == POLYNOMIALS else "A"
    is_plain = ambient.kind == VECTORS
    general = Formula(Latex(""), "") if is_plain else ambient.general(unknown, letters)
    return (first, second), Translation(pair.text, both, general, lines, sort="pair")


def side_formula(side: Described, letter: str) -> Formula:
    """A set of solutions, the kernel of a map with this letter, or a span with its elements."""
    if side.kind in (KERNEL, IMAGE):
        said, text = definition(replace(side, label=letter)), "ker" if side.kind == KERNEL else "im"
        name = r"\ker" if side.kind == KERNEL else r"\operatorname{im}"
        return Formula(Latex(rf"{name}\left({said.latex}\right)"), f"{text}({said.text})")
    if side.kind != SPAN:
        return definition(side, named=False)
    shown = [formula(node) for node in side.elements]
    latex = r",\; ".join(e.latex for e in shown)
    return Formula(
        Latex(rf"\operatorname{{span}}\{{{latex}\}}"), f"span{{{', '.join(e.text for e in shown)}}}"
    )


def _line(name: str, rows: Rows) -> Formula:
    """U is spanned by the vectors with these coordinates."""
    latex = r",\; ".join(column_latex(map(text_latex, row)) for row in rows)
    text = ", ".join(f"[{', '.join(row)}]" for row in rows)
    return Formula(Latex(rf"{name}:\quad {latex}"), f"{name}: {text}")


def _spanning(side: Described, solve: Solve) -> Rows:
    """The coordinates of vectors that span a space; the zero vector for the zero space."""
    if side.kind in (SPAN, IMAGE):
        return tuple(tuple(map(number_text, row)) for row in elements_of(side))
    found = translated(side)
    columns, unknowns = homogeneous_columns(found.data, found.variables)
    basis = solve(columns, unknowns).basis
    return tuple(e.entries for e in basis) or (("0",) * side.ambient.dimension,)


def elements_of(side: Described) -> Sequence[Sequence[sp.Expr]]:
    """The coordinates of the elements that span a space; of an image, the images of the standard basis."""
    at, size = Formulas(side.ambient, {}), side.space.dimension
    elements = images_of(side) if side.kind == IMAGE else [at.value(node) for node in side.elements]
    rows = [coordinates_of(element, side.argument) for element in elements]
    if any(len(row) > size for row in rows):
        refuse(f"an element is not in {side.space.formula.text}")
    return [[*row, *[sp.S.Zero] * (size - len(row))] for row in rows]
