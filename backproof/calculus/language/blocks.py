"""Parts of matrices, and matrices made of parts."""

from __future__ import annotations

from dataclasses import dataclass

from backproof.calculus.language.expression import excerpt
from backproof.calculus.language.text import Printed, Strength
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.shapes import Shape, Size, describe_shape
from backproof.calculus.primitives.sizes import difference
from backproof.calculus.primitives.sizes import total as size_total
from backproof.diagnostic import Diagnostic, InputError

Stretch = tuple[Size, Size] | None


@dataclass(frozen=True, eq=False)
class Slice(Expression):
    """Some rows and columns of a value, each from a first one up to before a last one; None for all.

    They are counted from 0, as in NumPy, and printed from 1 on paper.
    """

    operand: Expression
    rows: Stretch
    columns: Stretch

    def _shape(self) -> Shape:
        found: list[Size] = []
        for size, stretch in zip(self.operand.shape, (self.rows, self.columns), strict=True):
            count = difference(stretch[1], stretch[0]) if stretch else size
            is_beyond = stretch and (
                difference(size, stretch[1]) is None
                if isinstance(size, int)
                else difference(stretch[1], size) not in (None, 0)
            )
            if count in (None, 0) or is_beyond:
                message = f"`{excerpt(self.operand)}` is {describe_shape(self.operand.shape)}"
                longer = f"with the length {size}+1 there are entries up to {size}"
                hint = longer if isinstance(size, str) else None
                raise InputError(
                    Diagnostic(message, expected=f"entries up to {size}, counted from 0", hint=hint)
                )
            found.append(size if count is None else count)
        return found[0], found[1]

    def _printed(self, *children: Printed) -> Printed:
        places = [_stretch_text(self.rows), _stretch_text(self.columns)]
        if self.operand.shape[1] == 1:
            places = places[:1]
        return Printed(f"{children[0].within(Strength.POSTFIX)}[{', '.join(places)}]", Strength.POSTFIX)


def _stretch_text(stretch: Stretch) -> str:
    """Return `:`, `0` or `0:3`."""
    if stretch is None:
        return ":"
    start, stop = stretch
    return str(start) if difference(stop, start) == 1 else f"{start}:{stop}"


@dataclass(frozen=True, eq=False)
class Blocks(Expression):
    """A matrix made of blocks, or a literal one made of numbers: row by row, with `width` blocks in each."""

    width: int
    blocks: tuple[Expression, ...]

    @property
    def grid(self) -> tuple[tuple[Expression, ...], ...]:
        """The rows of blocks."""
        return tuple(self.blocks[i : i + self.width] for i in range(0, len(self.blocks), self.width))

    def _shape(self) -> Shape:
        for row in self.grid:
            for above, block in zip(self.grid[0], row, strict=True):
                if block.shape[0] != row[0].shape[0]:
                    raise _block_error(row[0], block, "rows")
                if block.shape[1] != above.shape[1]:
                    raise _block_error(above, block, "columns")
        heights, widths = [row[0].shape[0] for row in self.grid], [block.shape[1] for block in self.grid[0]]
        return size_total(*heights), size_total(*widths)

    def _printed(self, *children: Printed) -> Printed:
        rows = (children[i : i + self.width] for i in range(0, len(children), self.width))
        return Printed(f"[{', '.join('[' + ', '.join(part.text for part in row) + ']' for row in rows)}]")


def _block_error(one: Expression, other: Expression, what: str) -> InputError:
    sides = (f"`{excerpt(side)}` is {describe_shape(side.shape)}" for side in (one, other))
    message = f"the blocks do not fit: {', '.join(sides)}"
    is_row = what == "columns" and one.shape[0] == other.shape[0]
    hint = f"side by side they are [[{excerpt(one)}, {excerpt(other)}]]" if is_row else None
    return InputError(Diagnostic(message, expected=f"as many {what}", hint=hint))
