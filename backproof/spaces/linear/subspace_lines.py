"""Lines of the dimension formula: U, W and the third space with their bases, and the numbers inserted."""

from __future__ import annotations

from collections.abc import Sequence

from backproof.spaces.language.result import Dimension


def subspace_line(part: Dimension) -> tuple[str, str]:
    """dim U = 2 with the basis u1, u2."""
    latex, text = rf"\dim {part.space.latex} = {part.dimension}", f"dim {part.space.text} = {part.dimension}"
    if not part.basis:
        return latex, text
    names = [element.name for element in part.basis]
    return (
        rf"{latex} \text{{ with the basis }} {', '.join(name.latex for name in names)}",
        f"{text} with the basis {', '.join(name.text for name in names)}",
    )


def formula_of(parts: Sequence[Dimension], result: int) -> tuple[str, str]:
    """dim U + dim W - dim (U + W) = 2 + 2 - 3 = 1, or with U & W instead of U + W."""
    first, second, third = parts
    numbers = f"{first.dimension} + {second.dimension} - {third.dimension} = {result}"
    latex = rf"\dim U + \dim W - \dim {third.space.latex} = {numbers}"
    return latex, f"dim U + dim W - dim {third.space.text} = {numbers}"
