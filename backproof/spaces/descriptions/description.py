"""A space as it was described: the space that it lies in, an unknown, and conditions or a map."""

from __future__ import annotations

from dataclasses import dataclass, replace

from backproof.spaces.descriptions.ambient import Ambient
from backproof.spaces.language.syntax import Node, names

CONDITIONS, KERNEL, IMAGE = "conditions", "kernel", "image"
EIGENSPACE, COMPLEMENT, SPAN = "eigenspace", "complement", "span"


@dataclass(frozen=True)
class Condition:
    """An equation, as the texts and as the formulas of its sides."""

    text: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Described:
    """A space as it is described.

    `names` are the coordinates of the unknown; `given` are matrices by their names; `mapping` is the image of
    the unknown under a map, whose kernel or image is meant; `elements` span a space. Values that are
    polynomials, of an unknown or of a map, are such in `argument`; it is "" where none are. An image in a
    sum or a quotient lies `within` another space than its unknown.
    """

    text: str
    kind: str
    ambient: Ambient
    unknown: str
    names: tuple[str, ...]
    conditions: tuple[Condition, ...] = ()
    given: tuple[tuple[str, Node], ...] = ()
    mapping: Node | None = None
    label: str = ""
    is_named: bool = True
    elements: tuple[Node, ...] = ()
    argument: str = ""
    within: Ambient | None = None

    @property
    def space(self) -> Ambient:
        """The space that the elements lie in, with the field of the unknown."""
        own = self.ambient
        return replace(self.within, scalars=own.scalars, is_over=own.is_over) if self.within else own

    @property
    def has_unit(self) -> bool:
        """Return whether i stands in a formula or an element, where it is no coordinate."""
        formulas = [side for c in self.conditions for side in (c.left, c.right)]
        formulas += [*(node for _, node in self.given), *([self.mapping] if self.mapping else [])]
        formulas += self.elements
        return "i" not in self.names and any("i" in names(node) for node in formulas)
