"""Checks of the lines about two subspaces: common vectors, and the dimension formula with its parts."""

from __future__ import annotations

from collections.abc import Sequence

from backproof.answer import Step
from backproof.spaces.checking.fields.scalars import Arithmetic, arithmetic
from backproof.spaces.enclosures import balls
from backproof.spaces.exact.evaluate import UndefinedError, exact
from backproof.spaces.language.result import Dimension, Element, Nested
from backproof.spaces.language.syntax import Node, parse, parse_line
from backproof.spaces.linear.subspace_lines import formula_of, subspace_line


def has_formula(dimension: Dimension) -> bool:
    """Return whether the answer includes the dimensions of U, W and the third space of the formula."""
    if dimension.dimension is None or dimension.cases:
        return False
    kind = dimension.source.kind
    return kind == "intersection" or (kind == "sum" and bool(dimension.parts))


def common_basis(dimension: Dimension) -> tuple[Element, ...]:
    """Return the basis of the intersection of U and W, which for U + W is that of the third part."""
    if not has_formula(dimension):
        return ()
    return (dimension if dimension.source.kind == "intersection" else dimension.parts[2]).basis


def common_vector(dimension: Dimension, step: Step, nth: int) -> bool:
    """Return whether the line is right: both combinations, of U and of W, equal the basis vector."""
    element = common_basis(dimension)[nth]
    name, left, right, vector = step.text.split(" = ")
    written = (name, vector) == (element.name.text, element.text)
    starts = step.latex.startswith(f"{element.name.latex} = ")
    is_written = written and starts and step.latex.endswith(f" = {element.latex}")
    return is_written and all(
        _is_combination(dimension, side, stem, vectors, element.entries)
        for side, stem, vectors in zip((left, right), "uw", dimension.source.items, strict=True)
    )


def _is_combination(
    dimension: Dimension, side: str, stem: str, vectors: Nested, entries: Sequence[str]
) -> bool:
    """Return whether a combination of the given vectors u1, u2, ... has these entries."""
    node = parse_line(side)
    if dimension.source.scalars:
        return _is_combination_over(arithmetic(dimension), node, stem, vectors, entries)
    for place, entry in enumerate(entries):
        values = {f"{stem}{n}": parse(str(v[place])) for n, v in enumerate(vectors, 1)}
        try:
            point = {name: exact(value, {}) for name, value in values.items()}
            if exact(node, point) != exact(parse(entry), {}):
                return False
        except UndefinedError:
            at = {name: balls.ball(value, {}) for name, value in values.items()}
            if not balls.is_zero(balls.ball(node, at) - balls.ball(parse(entry), {})):
                return False
    return True


def _is_combination_over(
    at: Arithmetic, node: Node, stem: str, vectors: Nested, entries: Sequence[str]
) -> bool:
    """Return the same in another field than the real numbers."""
    for place, entry in enumerate(entries):
        point = {f"{stem}{n}": at.value(str(v[place])) for n, v in enumerate(vectors, 1)}
        if not at.is_zero(at.settled(exact(node, at.point | point)) - at.value(entry)):
            return False
    return True


def subspace(dimension: Dimension, step: Step, nth: int) -> bool:
    """Return whether the line is that of its part; another check verifies the part itself."""
    return (step.latex, step.text) == subspace_line(dimension.parts[nth])


def dimension_formula(dimension: Dimension, step: Step, _nth: int) -> bool:
    """Return whether the numbers are those of the parts and give the dimension."""
    first, second, third = (part.dimension or 0 for part in dimension.parts)
    is_sum = first + second - third == dimension.dimension
    said = formula_of(dimension.parts, dimension.dimension or 0)
    return is_sum and (step.latex, step.text) == said
