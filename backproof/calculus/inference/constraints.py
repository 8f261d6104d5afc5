"""Constraints of an expression on its variables' sizes: equalities, and products with a possible scalar."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from backproof.calculus.primitives.shapes import SCALAR, Shape, Size
from backproof.calculus.primitives.sizes import is_compound, substituted, symbols, total
from backproof.calculus.spelling.token import Token


class ConflictError(Exception):
    """Two sizes that conflict, and the operation that requires them to be equal."""

    def __init__(self, token: Token, one: Size, other: Size) -> None:
        super().__init__(token, one, other)
        self.token, self.sizes = token, (one, other)


@dataclass(frozen=True)
class Product:
    """An operation of which one side may be a scalar; decided once more is known.

    It acts entry by entry, or, if `of_matrices`, is the product of matrices unless one side is a scalar;
    if `is_dotted`, two columns have their inner product; if `is_row_beside`, the vector on the right is
    added to each row of a matrix on the left. With `is_threshold`, only the right side may be a scalar.
    """

    left: Shape
    right: Shape
    result: Shape
    token: Token
    of_matrices: bool = False
    is_dotted: bool = False
    is_row_beside: bool = False
    is_threshold: bool = False


@dataclass
class Sizes:
    """Union-find over sizes; a class with a symbol or an integer is known, a wide one is not 1."""

    parents: dict[str, Size] = field(default_factory=dict)
    wide: set[Size] = field(default_factory=set)
    numbers: Iterator[int] = field(default_factory=itertools.count)
    compounds: dict[str, Size] = field(default_factory=dict)
    stacks: dict[str, tuple[Size, ...]] = field(default_factory=dict)

    def fresh(self) -> Size:
        """Return a new unknown size."""
        return f"?{next(self.numbers)}"

    def of(self, size: Size) -> Size:
        """Return the unknown size that stands for a sum or product of unknown ones."""
        known = substituted(size, self.find)
        if not any(map(self.is_open, symbols(known))) or not is_compound(known):
            return known
        self.compounds[name := str(self.fresh())] = known
        return name

    def stacked(self, parts: Sequence[Size]) -> Size:
        """Return the sum of sizes; two sums of as many unknown sizes are equal term by term."""
        found = self.of(total(*map(self.find, parts)))
        if isinstance(found, str) and self.is_open(found) and len(parts) > 1:
            self.stacks[found] = tuple(parts)
        return found

    def find(self, size: Size) -> Size:
        """Return the representative of the size's class."""
        while isinstance(size, str) and size in self.parents:
            size = self.parents[size]
        return size

    def is_open(self, size: Size) -> bool:
        """True if the size is unknown."""
        return str(self.find(size)).startswith("?")

    def is_wide(self, size: Size) -> bool:
        """True if the size is known not to be 1."""
        root = self.find(size)
        parts = self.stacks.get(str(root), ())
        return root in self.wide or any(map(self.is_wide, parts)) if self.is_open(root) else root != 1

    def unify(self, one: Size, other: Size) -> bool:
        """Make two sizes equal; return False if they are known to differ."""
        one, other = self.find(one), self.find(other)
        if one == other:
            return True
        if not self.is_open(one):
            one, other = other, one
        if not self.is_open(one) or (one in self.wide and other == 1):
            return False
        if one in self.stacks and other in self.stacks:
            pairs = zip(self.stacks[str(one)], self.stacks[str(other)], strict=False)
            if not all(self.unify(*pair) for pair in pairs):
                return False
        self.parents[str(one)] = other
        return one not in self.wide or self.widen(other)

    def widen(self, size: Size) -> bool:
        """Record that a size is not 1; return False if it is."""
        root = self.find(size)
        if self.is_open(root):
            self.wide.add(root)
        return root != 1


@dataclass
class Constraints:
    """The sizes, the products that are still undecided, and sums of which one side is a computed number."""

    sizes: Sizes = field(default_factory=Sizes)
    products: list[Product] = field(default_factory=list)
    sums: tuple[Product, ...] = ()

    @property
    def spreads(self) -> int:
        """The number of sums of a computed number and an array."""
        sides = [(self._is_scalar(item.left), self._is_scalar(item.right)) for item in self.sums]
        return sum(left != right for left, right in sides)

    def branch(self) -> Constraints:
        """Return a copy for backtracking."""
        sizes = replace(self.sizes, parents=dict(self.sizes.parents), wide=set(self.sizes.wide))
        return Constraints(sizes, list(self.products), self.sums)

    def equate(self, token: Token, one: Shape, other: Shape) -> None:
        """Make two shapes equal; raises ConflictError."""
        for left, right in zip(one, other, strict=True):
            if not self.sizes.unify(left, right):
                raise ConflictError(token, self.sizes.find(left), self.sizes.find(right))

    def decide(self) -> None:
        """Decide products until no further one can be decided; raises ConflictError."""
        undecided = None
        while undecided != len(self.products):
            undecided = len(self.products)
            self.products = [item for item in self.products if not self._decided(item)]

    def _decided(self, item: Product) -> bool:
        if self._is_scalar(item.left):
            self.equate(item.token, item.result, item.right)
            if item.is_threshold:
                self.equate(item.token, item.left, item.right)
        elif self._is_scalar(item.right):
            self.equate(item.token, item.result, item.left)
        elif not self._is_decidable(item):
            return False
        elif item.is_row_beside and self.sizes.is_wide(item.left[1]):
            self.equate(item.token, (item.left[1], 1), item.right)
            self.equate(item.token, item.result, item.left)
        elif item.is_dotted and self._is_column(item.left) and self._is_column(item.right):
            self.equate(item.token, item.left, item.right)
            self.equate(item.token, item.result, SCALAR)
        elif item.of_matrices:
            self.equate(item.token, (item.left[1], 1), (item.right[0], 1))
            self.equate(item.token, item.result, (item.left[0], item.right[1]))
        else:
            self.equate(item.token, item.left, item.right)
            self.equate(item.token, item.result, item.right)
        return True

    def _is_decidable(self, item: Product) -> bool:
        if not (self._is_no_scalar(item.left) and self._is_no_scalar(item.right)):
            return False
        if item.is_row_beside:
            return self._is_known(item.left[1])
        return not item.is_dotted or (self._is_known(item.left[1]) and self._is_known(item.right[1]))

    def _is_scalar(self, shape: Shape) -> bool:
        return all(self.sizes.find(size) == 1 for size in shape)

    def _is_column(self, shape: Shape) -> bool:
        return self.sizes.find(shape[1]) == 1

    def _is_known(self, size: Size) -> bool:
        return self.sizes.is_wide(size) or self.sizes.find(size) == 1

    def _is_no_scalar(self, shape: Shape) -> bool:
        return any(map(self.sizes.is_wide, shape))
