"""Translate a described space into coordinates: its equations, or the images that span it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import sympy as sp

from backproof.answer import Latex, Step
from backproof.spaces.described.values import Formulas, Value, element, linear_form, units
from backproof.spaces.descriptions.ambient import POLYNOMIALS, VECTORS, Ambient
from backproof.spaces.descriptions.description import (
    CONDITIONS,
    EIGENSPACE,
    IMAGE,
    KERNEL,
    Condition,
    Described,
)
from backproof.spaces.fields.scalars import read_scalars
from backproof.spaces.language.printing import (
    column_latex,
    combination,
    formula,
    matrix_latex,
    name_latex,
    number_latex,
    number_text,
    rows_as_text,
    rows_latex,
    rows_text,
)
from backproof.spaces.language.result import Dimension, Element, Formula, Translation
from backproof.spaces.language.symbolic import number, symbol
from backproof.spaces.language.syntax import Node
from backproof.spaces.linear.columns import named, step

_ZERO = Node("number", "0")
_GENERAL, _LINE, _TRANSLATED = "general element", "in coordinates", "element of the basis"


@dataclass(frozen=True)
class Translated:
    """A question about coordinates: the key and the data of a part, the translation, and the space's name."""

    key: str
    data: tuple[object, ...]
    variables: tuple[str, ...]
    space: Formula
    translation: Translation


def translated(asked: Described) -> Translated:
    """The part that a description stands for; InputError if a condition is not linear."""
    at = Formulas(asked.ambient, _known(asked), asked.argument)
    return _image(asked, at) if asked.kind == IMAGE else _equations(asked, at)


def _settled(row: Sequence[sp.Expr], field: str) -> tuple[sp.Expr, ...]:
    """Coefficients as residues modulo the prime of a field, or as a + b*i over C."""
    scalars = read_scalars(field)
    is_alike = scalars is not None and all(x.free_symbols <= {symbol("i")} for x in row)
    return tuple(map(scalars.simplify, row)) if scalars is not None and is_alike else tuple(row)


def _known(asked: Described) -> dict[str, Value]:
    """The values of all names: the unknown, its coordinates, and the matrices that are given."""
    coordinates = [symbol(name) for name in asked.names]
    bare = Formulas(asked.ambient, {})
    known: dict[str, Value] = {name: bare.value(node) for name, node in asked.given}
    known |= dict(zip(asked.names, coordinates, strict=True))
    return known | {asked.unknown: element(asked.ambient, coordinates)} if asked.is_named else known


def conditions_of(asked: Described) -> tuple[Condition, ...]:
    """The conditions; of a kernel, that the image is 0."""
    if asked.mapping is None or asked.kind == IMAGE:
        return asked.conditions
    return (*asked.conditions, Condition(f"{_map_formula(asked).text} = 0", asked.mapping, _ZERO))


def _equations(asked: Described, at: Formulas) -> Translated:
    """The conditions as equations of the coordinates."""
    unknowns = [Formula(name_latex(name), name) for name in asked.names]
    lines, equations = list[Formula](), dict[str, None]()
    for condition in conditions_of(asked):
        rows = [
            _settled(linear_form(r, asked.names, condition.text), asked.ambient.scalars)
            for r in at.residuals(condition.left, condition.right)
        ]
        forms = [combination(list(zip(_scaled(row), unknowns, strict=True))) for row in _distinct(rows)]
        equations |= dict.fromkeys(form.text for form in forms)
        lines.append(_line(_shown(condition), forms))
    texts = tuple(text for text in equations if text != "0") or ("0",)
    sort = KERNEL if asked.kind == KERNEL else CONDITIONS
    translation = Translation(asked.text, definition(asked), _general(asked), tuple(lines), sort=sort)
    return Translated("homogeneous_system", texts, asked.names, _space(asked), translation)


def _scaled(row: Sequence[sp.Expr]) -> tuple[sp.Expr, ...]:
    """The equation without a sign in front."""
    first = next((x for x in row if x != 0), sp.S.One)
    return tuple(-x for x in row) if first.is_Rational and first < 0 else tuple(row)


def _distinct(rows: Sequence[tuple[sp.Expr, ...]]) -> list[tuple[sp.Expr, ...]]:
    """The equations that say something, each once, whatever its sign."""
    found = dict.fromkeys(_scaled(row) for row in rows if any(x != 0 for x in row))
    return list(found) or list(rows[:1])


def _line(shown: Formula, forms: Sequence[Formula]) -> Formula:
    latex = r",\; ".join(f"{form.latex} = 0" for form in forms)
    text = ", ".join(f"{form.text} = 0" for form in forms)
    return Formula(Latex(rf"{shown.latex} \iff {latex}"), f"{shown.text}: {text}")


def _shown(condition: Condition) -> Formula:
    left, right = formula(condition.left), formula(condition.right)
    return Formula(Latex(f"{left.latex} = {right.latex}"), f"{left.text} = {right.text}")


def _map_formula(asked: Described) -> Formula:
    shown = formula(asked.mapping or _ZERO)
    argument = _unknown(asked)
    inside = argument if argument.text.startswith("(") else Formula(
        Latex(rf"({argument.latex})"), f"({argument.text})"
    )  # fmt: skip
    letter = asked.label or "T"
    return Formula(Latex(f"{letter}{inside.latex} = {shown.latex}"), f"{letter}{inside.text} = {shown.text}")


def _unknown(asked: Described) -> Formula:
    """The unknown as it is written: p, A, or (x, y, z)."""
    if asked.is_named:
        return Formula(name_latex(asked.unknown), asked.unknown)
    latex = ", ".join(name_latex(name) for name in asked.names)
    return Formula(Latex(rf"({latex})"), f"({', '.join(asked.names)})")


def _space(asked: Described) -> Formula:
    """The short name of the space."""
    letter = asked.label or "T"
    if asked.kind == KERNEL:
        return Formula(Latex(rf"\ker {letter}"), f"ker {letter}")
    if asked.kind == IMAGE:
        return Formula(Latex(rf"\operatorname{{im}} {letter}"), f"im {letter}")
    if asked.kind == EIGENSPACE:
        right = asked.conditions[0].right.children[0]
        shown = formula(right)
        return Formula(Latex(f"E_{{{shown.latex}}}"), f"E({shown.text})")
    return Formula(Latex("W"), "W")


def definition(asked: Described, *, named: bool = True) -> Formula:
    """The space in the notation of sets, or the map; the matrices that are named follow."""
    shown, ambient, unknown = _space(asked), asked.ambient.formula, _unknown(asked)
    if asked.kind in (KERNEL, IMAGE):
        said = _map_formula(asked)
        latex, text = rf"{said.latex} \quad\text{{on }} {ambient.latex}", f"{said.text} on {ambient.text}"
        if asked.argument != asked.ambient.argument:
            letter, values, field = asked.label or "T", asked.argument, asked.ambient.field
            latex = rf"{letter} \colon {ambient.latex} \to {field.latex}[{values}],\quad {said.latex}"
            text = f"{letter}: {ambient.text} -> {field.text}[{values}], {said.text}"
        return _with_given(asked, Formula(Latex(latex), text))
    listed = [_shown(condition) for condition in asked.conditions]
    latex = rf"{shown.latex} = " if named else ""
    latex += rf"\{{ {unknown.latex} \in {ambient.latex} "
    latex += (r": " + r",\; ".join(c.latex for c in listed) if listed else "") + r" \}"
    text = f"{shown.text} = " if named else ""
    text += f"{{{unknown.text} in {ambient.text}"
    text += (" : " + ", ".join(c.text for c in listed) if listed else "") + "}"
    return _with_given(asked, Formula(Latex(latex), text))


def _with_given(asked: Described, said: Formula) -> Formula:
    shown = [(name, formula(node)) for name, node in asked.given]
    latex = [said.latex, *(f"{name} = {matrix.latex}" for name, matrix in shown)]
    text = [said.text, *(f"{name} = {matrix.text}" for name, matrix in shown)]
    return Formula(Latex(r",\quad ".join(latex)), ", ".join(text))


def _general(asked: Described) -> Formula:
    return asked.ambient.general(asked.unknown, asked.names) if asked.is_named else Formula(Latex(""), "")


def _image(asked: Described, at: Formulas) -> Translated:
    """The images of the standard basis, which span the image."""
    images = _images(asked, at)
    pairs = zip(units(asked.ambient), images, strict=True)
    lines = [_image_line(asked, unit, image) for unit, image in pairs]
    key, data = _as_data(asked, images)
    nothing = Formula(Latex(""), "")
    translation = Translation(asked.text, definition(asked), nothing, tuple(lines), sort=IMAGE)
    variables = (asked.argument,) if key == "polynomials" else ()
    return Translated(key, data, variables, _space(asked), translation)


def images_of(asked: Described) -> list[Value]:
    """The images of the standard basis under the map of a description."""
    return _images(asked, Formulas(asked.ambient, _known(asked), asked.argument))


def _images(asked: Described, at: Formulas) -> list[Value]:
    value = at.value(asked.mapping or _ZERO)
    for place, residual in enumerate(at.coordinates(value), 1):
        linear_form(sp.expand(residual), asked.names, f"entry {place} of the image")
    images = list[Value]()
    for unit in units(asked.ambient):
        there = dict(zip(map(symbol, asked.names), unit, strict=True))
        is_matrix = isinstance(value, sp.MatrixBase)
        image = sp.ImmutableMatrix(value.subs(there)) if is_matrix else sp.expand(value.subs(there))
        images.append(_without_powers_of_unit(image) if asked.ambient.scalars == "C" else image)
    return images


def _without_powers_of_unit(value: Value) -> Value:
    """Return a value with -1 for i**2."""
    if isinstance(value, sp.MatrixBase):
        return sp.ImmutableMatrix(value.applyfunc(_without_powers_of_unit))
    unit = symbol("i")
    return sp.expand(value.subs(unit, sp.I)).subs(sp.I, unit)


def _image_line(asked: Described, unit: Sequence[sp.Expr], image: Value) -> Formula:
    """T(x**2) = -x**2."""
    before, after, letter = asked.ambient.shown(unit), _value_formula(image), asked.label or "T"
    latex = rf"{letter}\left({before.latex}\right) = {after.latex}"
    return Formula(Latex(latex), f"{letter}({before.text}) = {after.text}")


def _value_formula(value: Value) -> Formula:
    """A number, a polynomial by falling powers, a column or a matrix, as it is written."""
    if not isinstance(value, sp.MatrixBase):
        return Formula(number_latex(value), number_text(value))
    rows = tuple(tuple(value.row(i)) for i in range(value.rows))
    if value.cols == 1:
        entries = list(value)
        return Formula(column_latex(map(number_latex, entries)), f"[{', '.join(map(number_text, entries))}]")
    return Formula(matrix_latex(rows_latex(rows)), rows_as_text(rows_text(rows)))


def _as_data(asked: Described, images: Sequence[Value]) -> tuple[str, tuple[object, ...]]:
    """The key and the data of the part that the images are: polynomials, matrices, or vectors."""
    first = images[0]
    if not isinstance(first, sp.MatrixBase):
        if asked.argument and any(x.has(symbol(asked.argument)) for x in images):
            return "polynomials", tuple(map(number_text, images))
        return "span", tuple((number_text(x),) for x in images)
    if first.cols == 1:
        return "span", tuple(tuple(map(number_text, image)) for image in images)
    return "matrices", tuple(rows_text(tuple(tuple(m.row(i)) for i in range(m.rows))) for m in images)


def with_translation(found: Dimension, asked: Described, translation: Translation) -> Dimension:
    """Add the description, its lines, and the basis as elements, to what was found in coordinates."""
    is_plain = asked.kind == IMAGE or asked.ambient.kind == VECTORS
    return with_elements(found, None if is_plain else asked.ambient, translation, asked.unknown)


def with_elements(
    found: Dimension, ambient: Ambient | None, translation: Translation, unknown: str = ""
) -> Dimension:
    """The same; the basis is translated unless its vectors stand for themselves (no ambient space)."""
    elements = _elements(found, ambient, unknown) if ambient else translation.elements
    whole = replace(translation, elements=elements)
    return replace(found, translation=whole, steps=(*_before(whole), *_with_elements(found, whole)))


def _before(said: Translation) -> Iterator[Step]:
    if said.general.text:
        yield step(_GENERAL, said.general.latex, said.general.text)
    yield from (step(_LINE, line.latex, line.text) for line in said.lines)


def _with_elements(found: Dimension, said: Translation) -> Iterator[Step]:
    yield from found.steps[:-1]
    for e in said.elements:
        yield step(_TRANSLATED, f"{e.name.latex} = {e.latex}", f"{e.name.text} = {e.text}")
    yield found.steps[-1]


def _elements(found: Dimension, ambient: Ambient, unknown: str) -> tuple[Element, ...]:
    """The elements of which the computed vectors are the coordinates."""
    letter = "q" if ambient.kind == POLYNOMIALS else "B" if unknown != "B" else "C"
    return tuple(_element(ambient, letter, place, e) for place, e in enumerate(found.basis, 1))


def _element(ambient: Ambient, letter: str, place: int, vector: Element) -> Element:
    shown = ambient.shown([number(entry) for entry in vector.entries])
    return Element(named(letter, place), shown.latex, shown.text, vector.entries)
