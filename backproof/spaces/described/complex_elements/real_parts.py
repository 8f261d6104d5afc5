"""Complex elements over the real numbers by the real parts, then the imaginary parts, of their entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import sympy as sp

from backproof.answer import Latex
from backproof.spaces.described.translated import Translated
from backproof.spaces.described.values import Formulas, coordinates_of
from backproof.spaces.descriptions.ambient import VECTORS, Ambient
from backproof.spaces.descriptions.over_reals.real_parts import RealParts, defined, whole_name
from backproof.spaces.language.printing import formula, number_latex, number_text
from backproof.spaces.language.result import Dimension, Element, Formula, Translation
from backproof.spaces.language.symbolic import symbol
from backproof.spaces.language.syntax import Node
from backproof.spaces.language.tokens import refuse
from backproof.spaces.linear.columns import named

_REAL_PARTS, _COMPLEX_SPACE = "real parts", "complex space"


def real_part(asked: RealParts) -> Translated:
    """The real and imaginary parts of each element, as vectors."""
    rows = [_parts(asked, node) for node in asked.elements]
    shown = [formula(node) for node in asked.elements]
    lines = tuple(_line(f, row) for f, row in zip(shown, rows, strict=True))
    definition = Formula(_defined(asked, shown), defined(asked))
    sort = _REAL_PARTS if asked.whole is None else _COMPLEX_SPACE
    translation = Translation(asked.text, definition, Formula(Latex(""), ""), lines, sort=sort)
    data = tuple(tuple(map(number_text, row)) for row in rows)
    return Translated("span", data, (), Formula(Latex("W"), "W"), translation)


def _defined(asked: RealParts, shown: Sequence[Formula]) -> Latex:
    whole = whole_name(asked)[0]
    if whole:
        return Latex(rf"W = {whole} \quad\text{{over }} \mathbb{{R}}")
    latex = r",\; ".join(f.latex for f in shown)
    return Latex(rf"W = \operatorname{{span}}_{{\mathbb{{R}}}}\left\{{{latex}\right\}}")


def with_complex_elements(said: Translation, found: Dimension, asked: RealParts) -> Translation:
    """The translation with the elements at the pivots, which are a basis."""
    shown = [formula(node) for node in asked.elements]
    pairs = [(shown[e.index], e.entries) for e in found.basis if e.index is not None]
    elements = (
        Element(named("b", place), f.latex, f.text, entries) for place, (f, entries) in enumerate(pairs, 1)
    )
    return replace(said, elements=tuple(elements))


def _parts(asked: RealParts, node: Node) -> list[sp.Expr]:
    value = Formulas(Ambient(VECTORS, (asked.width,)), {}).value(node)
    entries = [*coordinates_of(sp.expand(value) if asked.variable else value, asked.variable)]
    entries += [sp.S.Zero] * (asked.width - len(entries))
    parts = [sp.expand(entry.subs(symbol("i"), sp.I)).as_real_imag() for entry in entries]
    if not all(part.is_Rational for both in parts for part in both):
        refuse("complex elements over R", expected="entries a + b*i with rational a and b")
    return [real for real, _ in parts] + [imaginary for _, imaginary in parts]


def _line(shown: Formula, row: list[sp.Expr]) -> Formula:
    latex = ",\\; ".join(map(number_latex, row))
    text = ", ".join(map(number_text, row))
    return Formula(Latex(rf"{shown.latex}:\quad \left({latex}\right)"), f"{shown.text}: [{text}]")
