"""Evidence that coordinates answer the question as it was described.

Conditions are evaluated at the elements of the standard basis and at the printed one, in fractions or balls,
and images are computed again; nothing of the translation is used but the reader of the description.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from backproof.answer import Check, Step
from backproof.spaces.checking.descriptions.values import Polynomial, Scope, Table, added, flattened, identity
from backproof.spaces.checking.numeric_inputs import (
    Instance,
    elements_of,
    instance_in_balls,
    instances,
    is_zero,
    rank,
)
from backproof.spaces.descriptions.ambient import MATRICES, POLYNOMIALS, Ambient
from backproof.spaces.descriptions.description import IMAGE, KERNEL, Condition, Described
from backproof.spaces.descriptions.grammar import parse_formula
from backproof.spaces.descriptions.reading import read_described
from backproof.spaces.descriptions.splitting import cut
from backproof.spaces.enclosures import balls
from backproof.spaces.exact.evaluate import UndefinedError
from backproof.spaces.language.result import Dimension, Translation
from backproof.spaces.language.syntax import Node, parse_line, to_text

Row = Sequence[Any]
_ZERO = Node("number", "0")


def translation(dimension: Dimension) -> Iterator[Check]:
    """Check the translation of a description, if there is one."""
    said = dimension.translation
    if said is None:
        return
    asked = read_described(said.described)
    yield _check("description read back", dimension, int(not _is_defined(asked, said)))
    if asked.kind == IMAGE:
        wrong = sum(not _is_image(dimension, asked, at) for at in instances(dimension))
        yield _check("images computed again", dimension, wrong)
        return
    wrong = sum(not _same_rows(dimension, asked, at) for at in instances(dimension))
    yield _check("equations against the conditions", dimension, wrong)
    if dimension.dimension is not None:
        yield from _elements(dimension, asked, said)


def _check(method: str, dimension: Dimension, wrong: int) -> Check:
    return Check(method, dimension.space.text, float(wrong), 0.0, "nothing amiss", f"{wrong} amiss")


def conditions(asked: Described) -> tuple[Condition, ...]:
    """Return what an element must satisfy; of a kernel, that its image is 0."""
    kernel = asked.mapping is not None and asked.kind == KERNEL
    return (*asked.conditions, *([Condition("", asked.mapping or _ZERO, _ZERO)] if kernel else []))


def _is_defined(asked: Described, said: Translation) -> bool:
    """Return whether the printed definition, read as a description, is the question."""
    text = said.definition.text
    if asked.kind in (KERNEL, IMAGE):
        text = f"{'ker' if asked.kind == KERNEL else 'im'} {text}"
    return _key(read_described(text)) == _key(asked)


def _key(asked: Described) -> tuple[object, ...]:
    mapping = to_text(asked.mapping) if asked.mapping else ""
    sides = [(to_text(c.left), to_text(c.right)) for c in asked.conditions]
    given = [(name, to_text(node)) for name, node in asked.given]
    return asked.ambient.kind, asked.ambient.sizes, asked.names, sides, sorted(given), mapping


def _scope(asked: Described, coordinates: Row, at: Instance) -> Scope:
    """Return values for all names, with the unknown at these coordinates."""
    bare = Scope({}, at.point, at.is_exact)
    known = {name: bare.value(node) for name, node in asked.given}
    known |= dict(zip(asked.names, coordinates, strict=True))
    if asked.ambient.kind == POLYNOMIALS:
        known[asked.ambient.variable] = Polynomial((0, 1))
    elif len(set(asked.ambient.sizes)) == 1:
        known |= {name: identity(asked.ambient.sizes[0]) for name in ("I", "Id") if name not in known}
    if asked.is_named:
        known[asked.unknown] = _element(asked.ambient, coordinates)
    return Scope(known, at.point, at.is_exact)


def _element(ambient: Ambient, coordinates: Row) -> Any:
    if ambient.kind == POLYNOMIALS:
        return Polynomial(tuple(coordinates))
    width = ambient.sizes[1] if ambient.kind == MATRICES else 1
    return Table(tuple(tuple(coordinates[i : i + width]) for i in range(0, len(coordinates), width)))


def _residuals(asked: Described, coordinates: Row, at: Instance) -> list[list[Any]]:
    """Return for each condition by how much its sides differ."""
    scope = _scope(asked, coordinates, at)
    return [flattened(added(scope.value(c.left), scope.value(c.right), -1)) for c in conditions(asked)]


def _units(count: int) -> list[list[int]]:
    return [[int(i == k) for i in range(count)] for k in range(count)]


def _rows_of(columns: Sequence[list[list[Any]]]) -> list[list[Any]]:
    """Return one row for each entry of each condition, from the values at the standard basis."""
    found = list[list[Any]]()
    for values in zip(*columns, strict=True):
        width = max(map(len, values))
        padded = [[*value, *[0] * (width - len(value))] for value in values]
        found += [list(row) for row in zip(*padded, strict=True)]
    return found


def _same_rows(dimension: Dimension, asked: Described, at: Instance) -> bool:
    """Return whether the equations and the conditions have the same solutions: their rows span the same."""
    units = _units(asked.ambient.dimension)
    try:
        own = _rows_of([_residuals(asked, unit, at) for unit in units])
    except UndefinedError:
        at = instance_in_balls(dimension.source, _elements_of(dimension), at.point)
        own = _rows_of([_residuals(asked, unit, at) for unit in units])
    equations = [list(row) for row in zip(*at.vectors, strict=True)]
    return _span_alike(own or [[0] * len(units)], equations, at.is_exact)


def _elements_of(dimension: Dimension) -> Any:
    return elements_of(dimension.source)


def _span_alike(first: list[list[Any]], second: list[list[Any]], is_exact: bool) -> bool:
    if not is_exact:
        first, second = ([[_ball(x) for x in row] for row in rows] for rows in (first, second))
    return rank(first, is_exact) == rank(second, is_exact) == rank([*first, *second], is_exact)


def _ball(value: Any) -> Any:
    return balls.of_fraction(value) if isinstance(value, Fraction | int) else value


def _elements(dimension: Dimension, asked: Described, said: Translation) -> Iterator[Check]:
    """Check that each printed element of the basis has its coordinates, and satisfies the conditions."""
    shown = said.elements or dimension.basis
    for vector, element in zip(dimension.basis, shown, strict=True):
        wrong = 0
        for at in instances(dimension):
            scope = Scope({asked.ambient.variable: Polynomial((0, 1))}, at.point, at.is_exact)
            own = flattened(
                (scope if asked.ambient.kind == POLYNOMIALS else Scope({}, at.point, at.is_exact)).value(
                    parse_formula(element.text, ())
                )
            )
            own += [0] * (asked.ambient.dimension - len(own))
            wrong += sum(not is_zero(a - at.value(b)) for a, b in zip(own, vector.entries, strict=True))
            wrong += sum(not is_zero(x) for row in _residuals(asked, own, at) for x in row)
        subject = f"{element.name.text} = {element.text}"
        yield Check("conditions put in", subject, float(wrong), 0.0, "0", f"{wrong} not 0")


def _is_image(dimension: Dimension, asked: Described, at: Instance) -> bool:
    """Return whether the given elements are the images of the standard basis."""
    texts = dimension.source.items
    for unit, item in zip(_units(asked.ambient.dimension), texts, strict=True):
        image = flattened(_scope(asked, unit, at).value(asked.mapping or _ZERO))
        if not _is_item(asked, image, item, at):
            return False
    return True


def _is_item(asked: Described, image: Row, item: Any, at: Instance) -> bool:
    flat = item if isinstance(item, tuple) else (item,)
    texts = [x for part in flat for x in (part if isinstance(part, tuple) else (part,))]
    known = {asked.ambient.variable: Polynomial((0, 1))}
    scope = Scope(known if asked.ambient.kind == POLYNOMIALS else {}, at.point, at.is_exact)
    values = [x for text in texts for x in flattened(scope.value(parse_line(text)))]
    width = max(len(values), len(image))
    padded = ([*row, *[0] * (width - len(row))] for row in (values, image))
    return all(is_zero(a - b) for a, b in zip(*padded, strict=True))


def general_line(dimension: Dimension, step: Step, nth: int) -> bool:
    """Return whether the line gives the unknown by its coordinates."""
    said = dimension.translation
    if said is None or nth:
        return False
    asked = read_described(said.described)
    coordinates = [Fraction(7 * k + 3, k + 2) for k in range(asked.ambient.dimension)]
    at = Instance({}, (), True)
    left, _, right = step.text.partition(" = ")
    scope = _scope(asked, coordinates, at)
    found = scope.value(parse_formula(right, asked.names))
    expected = _element(asked.ambient, coordinates)
    return left.partition("(")[0] == asked.unknown and flattened(found) == flattened(expected)


def coordinate_line(dimension: Dimension, step: Step, nth: int) -> bool:
    """Return whether a condition and its equations have the same solutions, or an image is right."""
    said = dimension.translation
    if said is None or step.text != said.lines[nth].text:
        return False
    asked = read_described(said.described)
    return all(_line_holds(asked, step.text, nth, at) for at in instances(dimension))


def _line_holds(asked: Described, text: str, nth: int, at: Instance) -> bool:
    if asked.kind == IMAGE:
        unit = _units(asked.ambient.dimension)[nth]
        before, _, after = text.partition(") = ")
        scope = _scope(asked, unit, at)
        argument = flattened(scope.value(parse_formula(before.partition("(")[2], ())))
        argument += [0] * (len(unit) - len(argument))
        image = added(scope.value(asked.mapping or _ZERO), scope.value(parse_formula(after, ())), -1)
        return argument == unit and all(map(is_zero, flattened(image)))
    shown, _, listed = text.rpartition(": ")
    condition = conditions(asked)[nth]
    said = to_text(condition.left) if asked.kind == KERNEL and not condition.text else ""
    if said and not shown.endswith(f"{said} = 0"):
        return False
    if not said and shown != f"{to_text(condition.left)} = {to_text(condition.right)}":
        return False
    units = _units(asked.ambient.dimension)
    scopes = [_scope(asked, unit, at) for unit in units]
    own = _rows_of(
        [[flattened(added(s.value(condition.left), s.value(condition.right), -1))] for s in scopes]
    )
    forms = [parse_formula(form.partition(" = ")[0], asked.names) for form in cut(listed, ",")]
    return _span_alike(own, [[scope.value(form) for scope in scopes] for form in forms], at.is_exact)


def basis_line(dimension: Dimension, step: Step, nth: int) -> bool:
    """Return whether the line names an element of the basis, whose coordinates another check puts in."""
    said = dimension.translation
    if said is None:
        return False
    e = said.elements[nth]
    return (step.latex, step.text) == (f"{e.name.latex} = {e.latex}", f"{e.name.text} = {e.text}")
