"""Evidence for complex elements over the real numbers: their parts are computed in pairs of fractions."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from backproof.answer import Check
from backproof.spaces.checking.descriptions.values import Polynomial, Scope, flattened
from backproof.spaces.checking.fields.scalars import Complex
from backproof.spaces.descriptions.over_reals.real_parts import RealParts, defined, shown_elements
from backproof.spaces.enclosures import exact_matrices
from backproof.spaces.language.result import Dimension
from backproof.spaces.language.syntax import Node, to_text

_UNIT = {"i": Complex(Fraction(0), Fraction(1))}


def checks(dimension: Dimension, asked: RealParts) -> Iterator[Check]:
    """Check the printed question, each element's parts, and the named basis."""
    said, space = dimension.translation, dimension.space.text
    if said is None:
        return
    own = shown_elements(asked)
    wrong = int(said.definition.text != defined(asked))
    wrong += int([line.text.rpartition(": ")[0] for line in said.lines] != own)
    yield Check("description read back", space, float(wrong), 0.0, "the question", f"{wrong} amiss")
    if asked.whole is not None and dimension.dimension is not None:
        missing = _real_dimension(asked) - dimension.dimension
        yield Check("real dimension of the whole", space, float(missing), 0.0)
    for node, item in zip(asked.elements, dimension.source.items, strict=True):
        is_other = _parts(asked, node) != [Fraction(str(x)) for x in item]
        yield Check("real and imaginary parts", to_text(node), float(is_other), 0.0)
        if asked.conditions:
            parts = _parts(asked, node)
            entries = list(map(Complex, parts[: asked.width], parts[asked.width :]))
            yield Check("conditions put in", to_text(node), float(any(_residuals(asked, entries))), 0.0)
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


def _real_dimension(asked: RealParts) -> int:
    """Return the dimension over R of a complex space, or of the matrices in it with the conditions."""
    size = asked.whole.dimension if asked.whole else 0
    rows = list[list[Fraction]]()
    for k in range(2 * size):
        unit = [Complex(Fraction(k == j), Fraction(k == j + size)) for j in range(size)]
        rows.append(_residuals(asked, unit))
    return 2 * size - (exact_matrices.rank(rows) if asked.conditions else 0)


def _residuals(asked: RealParts, entries: list[Complex]) -> list[Fraction]:
    """Return what is 0 if a matrix, by its entries row by row, has the conditions."""
    width = asked.whole.sizes[0] if asked.whole else 0
    found = list[Complex]()
    for condition in asked.conditions:
        if condition.startswith("tr"):
            found.append(sum((entries[k * width + k] for k in range(width)), Complex(Fraction(0))))
            continue
        for i in range(width):
            for j in range(width):
                here, there = entries[i * width + j], entries[j * width + i]
                starred = Complex(there.real, -there.imaginary)
                found.append(starred + here if condition.endswith("-A") else starred - here)
    return [part for x in found for part in (x.real, x.imaginary)]
