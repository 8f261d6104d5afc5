"""Evidence for complex elements over the real numbers: their parts are computed in pairs of fractions."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from backproof.answer import Check
from backproof.spaces.checking.descriptions.values import Polynomial, Scope, flattened
from backproof.spaces.checking.fields.scalars import Complex
from backproof.spaces.descriptions.real_parts import RealParts, name_of, shown_elements
from backproof.spaces.language.result import Dimension
from backproof.spaces.language.syntax import Node, to_text

_UNIT = {"i": Complex(Fraction(0), Fraction(1))}


def checks(dimension: Dimension, asked: RealParts) -> Iterator[Check]:
    """Check the printed question, each element's parts, and the named basis."""
    said, space = dimension.translation, dimension.space.text
    if said is None:
        return
    own = shown_elements(asked)
    wrong = int(said.definition.text != f"W = {name_of(asked)[1]}span_R{{{', '.join(own)}}}")
    wrong += int([line.text.rpartition(": ")[0] for line in said.lines] != own)
    yield Check("description read back", space, float(wrong), 0.0, "the question", f"{wrong} amiss")
    if asked.whole is not None and dimension.dimension is not None:
        missing = 2 * asked.whole.dimension - dimension.dimension
        yield Check("twice the complex dimension", space, float(missing), 0.0)
    for node, item in zip(asked.elements, dimension.source.items, strict=True):
        is_other = _parts(asked, node) != [Fraction(str(x)) for x in item]
        yield Check("real and imaginary parts", to_text(node), float(is_other), 0.0)
    named = [e.text for e in said.elements]
    wrong = int(named != [own[e.index or 0] for e in dimension.basis])
    yield Check("elements of the basis", space, float(wrong), 0.0)


def _parts(asked: RealParts, node: Node) -> list[Any]:
    known = {asked.variable: Polynomial((0, 1))} if asked.variable else {}
    found = [_complex(x) for x in flattened(Scope(known, _UNIT, True).value(node))]
    found += [_complex(0)] * (asked.width - len(found))
    return [x.real for x in found] + [x.imaginary for x in found]


def _complex(value: Any) -> Complex:
    return value if isinstance(value, Complex) else Complex(Fraction(value))
