"""The spaces that the values of maps lie in, from the form of their formulas alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from backproof.spaces.descriptions.ambient import MATRICES, POLYNOMIALS, VECTORS, Ambient
from backproof.spaces.descriptions.description import Described
from backproof.spaces.language.syntax import Node
from backproof.spaces.language.tokens import refuse


@dataclass(frozen=True)
class _Shape:
    """The size of a matrix, or an upper bound of a polynomial's degree; a number has the degree 0."""

    size: tuple[int, int] | None = None
    degree: int = 0


def codomain(asked: Described) -> Ambient:
    """The space that an image lies in; InputError if its elements are single numbers."""
    found = _Reader(asked).shape(asked.mapping or Node("number", "0"))
    if found.size is None:
        if not asked.argument:
            refuse("the values of the map are numbers", expected="vectors, matrices or polynomials")
        return Ambient(POLYNOMIALS, (found.degree,), asked.argument)
    rows, columns = found.size
    return Ambient(VECTORS, (rows,)) if columns == 1 else Ambient(MATRICES, (rows, columns))


class _Reader:
    """Shapes of formulas with the names of one description."""

    def __init__(self, asked: Described) -> None:
        self.known: Mapping[str, _Shape] = {}
        given = {name: self.shape(node) for name, node in asked.given}
        sizes = asked.ambient.sizes
        is_polynomial = asked.ambient.kind == POLYNOMIALS
        own = _Shape(None, sizes[0]) if is_polynomial else _Shape((sizes[0], _width(asked.ambient)))
        square = {} if is_polynomial else {name: _Shape((sizes[0], sizes[0])) for name in ("I", "Id")}
        variable = {asked.argument: _Shape(None, 1)} if asked.argument else {}
        self.known = square | variable | ({asked.unknown: own} if asked.is_named else {}) | given

    def shape(self, node: Node) -> _Shape:
        """Return the shape of a formula."""
        of = self._of.get(node.kind)
        return of(node) if of else _Shape()

    @property
    def _of(self) -> Mapping[str, Callable[[Node], _Shape]]:
        return {
            "name": lambda node: self.known.get(node.value, _Shape()),
            "sum": self._largest,
            "product": self._product,
            "negate": lambda node: self.shape(node.children[0]),
            "power": self._power,
            "applied": self._applied,
            "call": self._call,
            "list": _listed,
            "transpose": self._transposed,
        }

    def _largest(self, node: Node) -> _Shape:
        found = [self.shape(child) for child in node.children]
        sized = next((one for one in found if one.size), None)
        return sized or _Shape(None, max(one.degree for one in found))

    def _product(self, node: Node) -> _Shape:
        total = self.shape(node.children[0])
        for child in node.children[1:]:
            factor = self.shape(child)
            if total.size and factor.size:
                is_inner = total.size[1] != factor.size[0] or total.size[0] == factor.size[1] == 1
                total = _Shape() if is_inner else _Shape((total.size[0], factor.size[1]))
            elif factor.size or total.size:
                total = _Shape(total.size or factor.size)
            else:
                total = _Shape(None, total.degree + factor.degree)
        return total

    def _power(self, node: Node) -> _Shape:
        base, exponent = self.shape(node.children[0]), node.children[1]
        times = int(exponent.value) if exponent.kind == "number" else 1
        return _Shape(base.size, base.degree * times)

    def _applied(self, node: Node) -> _Shape:
        name = node.value.rstrip("'")
        degree = max(self.known.get(name, _Shape()).degree - (len(node.value) - len(name)), 0)
        if not node.children:
            return _Shape(None, degree)
        at = self.shape(node.children[0])
        return _Shape(at.size, degree * at.degree)

    def _call(self, node: Node) -> _Shape:
        if node.value not in ("rowsum", "colsum"):
            return _Shape()
        rows, columns = self.shape(node.children[0]).size or (1, 1)
        return _Shape((rows if node.value == "rowsum" else columns, 1))

    def _transposed(self, node: Node) -> _Shape:
        inner = self.shape(node.children[0])
        return _Shape((inner.size[1], inner.size[0])) if inner.size else inner


def _listed(node: Node) -> _Shape:
    rows = [child for child in node.children if child.kind == "list"]
    return _Shape((len(node.children), len(rows[0].children) if rows else 1))


def _width(ambient: Ambient) -> int:
    return ambient.sizes[1] if ambient.kind == MATRICES else 1
