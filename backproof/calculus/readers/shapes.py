"""Shape inference for formulas read back: the sizes of 𝟏 and I follow from the context, or are unclear."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from backproof.calculus.readers.joint import COMPARED, JOINT, PAIRS
from backproof.calculus.readers.spelling import of_typed
from backproof.calculus.readers.tree import Compound, Node, UnclearError

_SCALARS = ("sum", "tr", "det", "logdet", "norm", "norm1", "lse", "max", "min")


@dataclass(eq=False)
class Open:
    """A length that is unknown so far, or is unified with another."""

    same: int | Open | None = None


Length = int | Open
Shape = tuple[Length, Length]


def _settled(length: Length) -> Length:
    """Return the length, or the representative of an open one."""
    while isinstance(length, Open) and length.same is not None:
        length = length.same
    return length


def _unify(one: Length, other: Length, what: str) -> None:
    """Require two lengths to be equal; raises UnclearError if they are not."""
    first, second = _settled(one), _settled(other)
    if isinstance(first, Open):
        if first is not second:
            first.same = second
    elif isinstance(second, Open):
        second.same = first
    elif first != second:
        raise UnclearError(f"{what}: {first} against {second}")


@dataclass
class Shapes:
    """The shape of each part of a formula, from those of its names and from named sizes."""

    names: Mapping[str, tuple[int, int]]
    sizes: Mapping[str, int]
    of: dict[Node, Shape] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by_spelling = {of_typed(name): length for name, length in self.sizes.items()}

    def find(self, node: Node) -> Shape:
        """Return the node's shape, after finding those of its parts."""
        parts = [self.find(part) for part in node.parts]
        self.of[node] = _RULES[node.kind](self, node, parts)
        return self.of[node]

    def length(self, node: Node) -> Length:
        """Return the length of a constant: stated, or open."""
        if node.says is None:
            return Open()
        return self.stated(node.says)

    def stated(self, size: object) -> int:
        """Return the length denoted by a printed size."""
        if isinstance(size, int):
            return size
        if isinstance(size, Compound):
            return sum(math.prod(map(self.stated, term)) for term in size.terms)
        if size not in self.by_spelling:
            raise UnclearError(f"unknown size {size}")
        return self.by_spelling[size]

    def known(self, node: Node) -> tuple[int, int]:
        """Return the shape in numbers; raises UnclearError if it is still open."""
        rows, columns = map(_settled, self.of[node])
        if isinstance(rows, Open) or isinstance(columns, Open):
            raise UnclearError(f"nothing tells the size of {node.kind}")
        return rows, columns


def _is_scalar(shape: Shape) -> bool:
    """True if the shape is known to be 1×1."""
    return tuple(map(_settled, shape)) == (1, 1)


def _same(_: Shapes, node: Node, parts: list[Shape]) -> Shape:
    for part in parts[1:]:
        for one, other in zip(parts[0], part, strict=True):
            _unify(one, other, node.kind)
    return parts[0]


def _product(_: Shapes, node: Node, parts: list[Shape]) -> Shape:
    """Allow scalars anywhere, and require all neighbours to fit, so that the grouping does not matter."""
    matrices = [part for part in parts if not _is_scalar(part)]
    for left, right in pairwise(matrices):
        _unify(left[1], right[0], node.kind)
    return (matrices[0][0], matrices[-1][1]) if matrices else (1, 1)


def _quotient(shapes: Shapes, node: Node, parts: list[Shape]) -> Shape:
    shaped = [part for part in parts if not _is_scalar(part)]
    return _same(shapes, node, shaped) if shaped else (1, 1)


def _fraction(_: Shapes, node: Node, parts: list[Shape]) -> Shape:
    for length in parts[1]:
        _unify(length, 1, node.kind)
    return parts[0]


def _power(_: Shapes, _node: Node, parts: list[Shape]) -> Shape:
    for length in parts[0]:
        _unify(length, 1, "a power that is not of a number")
    return parts[0]


def _square(_: Shapes, node: Node, parts: list[Shape]) -> Shape:
    _unify(*parts[0], node.kind)
    return parts[0]


def _applied(shapes: Shapes, node: Node, parts: list[Shape]) -> Shape:
    rows, columns = parts[0]
    if node.says in (*PAIRS.values(), *COMPARED.values(), "between"):
        return _quotient(shapes, node, parts)
    if node.says in JOINT:
        sides = [tuple(map(_settled, part)) for part in parts]
        known = [
            (rows, columns) for rows, columns in sides if isinstance(rows, int) and isinstance(columns, int)
        ]
        return JOINT[str(node.says)].shape(*known) if len(known) == 2 else (Open(), Open())
    if node.says in ("tr", "det", "logdet", "diagvec"):
        _unify(rows, columns, str(node.says))
    if node.says in ("diag", "softmax"):
        _unify(columns, 1, str(node.says))
    by_name: dict[object, Shape] = dict.fromkeys(_SCALARS, (1, 1))
    by_name |= {"diag": (rows, rows), "diagvec": (rows, 1), "rowlse": (rows, 1)}
    return by_name.get(node.says, (rows, columns))


def ends(shapes: Shapes, places: Sequence[Sequence[object]], shape: Sequence[int]) -> list[tuple[int, int]]:
    """Return where the rows and columns of a part begin, from 0, and end."""
    found = []
    for place, length in zip([*places, ()], shape, strict=False):
        first, last = (shapes.stated(place[0]), shapes.stated(place[-1])) if place else (1, length)
        if not 1 <= first <= last <= length:
            raise UnclearError(f"no entries {first} to {last} of {length}")
        found.append((first - 1, last))
    return found


def _part(shapes: Shapes, node: Node, parts: list[Shape]) -> Shape:
    rows, columns = map(_settled, parts[0])
    if isinstance(rows, Open) or isinstance(columns, Open):
        raise UnclearError("a part of a value whose size nothing tells")
    if len(node.says) == 1 and columns != 1:
        raise UnclearError("one index of a matrix")
    above, beside = ends(shapes, node.says, (rows, columns))
    return above[1] - above[0], beside[1] - beside[0]


def _blocks(_: Shapes, node: Node, parts: list[Shape]) -> Shape:
    width = node.says
    for index, (rows, columns) in enumerate(parts):
        _unify(rows, parts[index - index % width][0], "rows of blocks")
        _unify(columns, parts[index % width][1], "columns of blocks")
    heights = [_settled(rows) for rows, _ in parts[::width]]
    widths = [_settled(columns) for _, columns in parts[:width]]
    return _total(heights), _total(widths)


def _total(lengths: Sequence[Length]) -> int:
    known = [length for length in lengths if isinstance(length, int)]
    if len(known) < len(lengths):
        raise UnclearError("a block whose size nothing tells")
    return sum(known)


def _entries(shapes: Shapes, node: Node, _: list[Shape]) -> Shape:
    name, limits = node.says
    extents = [length for length in shapes.names[name] if length != 1]
    if extents != [shapes.stated(limit) for limit in limits]:
        raise UnclearError(f"the limits {limits} do not fit {name}, {extents}")
    return 1, 1


_RULES: dict[str, Callable[[Shapes, Node, list[Shape]], Shape]] = {
    "number": lambda _shapes, _node, _parts: (1, 1),
    "size": lambda shapes, node, _: (shapes.stated(node.says) and 1, 1),
    "letter": lambda _shapes, _node, _parts: (1, 1),
    "name": lambda shapes, node, _: shapes.names[str(node.says)],
    "ones": lambda shapes, node, _: (shapes.length(node), 1),
    "eye": lambda shapes, node, _: (length := shapes.length(node), length),
    "entries": _entries,
    "sum": _same,
    "negative": _same,
    "product": _product,
    "fraction": _fraction,
    "entry product": _same,
    "entry quotient": _quotient,
    "power": _power,
    "entry power": _same,
    "transpose": lambda _shapes, _node, parts: parts[0][::-1],
    "inverse": _square,
    "apply": _applied,
    "part": _part,
    "blocks": _blocks,
}
