"""The calls of functions of a window: their whole numbers, and the formulas that they stand for."""

from __future__ import annotations

from collections.abc import Sequence

from backproof.calculus.primitives.definition import Definition
from backproof.calculus.primitives.shapes import Shape
from backproof.calculus.primitives.windows import Windowed

_LARGEST = 999


def written_out(own: Windowed, shapes: Sequence[Shape], numbers: Sequence[tuple[str, str]]) -> Definition:
    """Return the formula of a call for operands of these shapes, with its other arguments by name and text.

    Raises ValueError with what is wrong.
    """
    found = _whole_numbers(own, numbers)
    if len(shapes) < own.operands:
        raise ValueError(f"{own.name} takes {own.operands} values")
    if not all(isinstance(size, int) for shape in shapes for size in shape):
        raise ValueError(f"{own.name} needs sizes that are numbers: declare shapes such as 5 or 4,4")
    formula = own.formula(*shapes, **found)
    return Definition(own.name, ("A", "B")[: own.operands], formula, own.title, own.example)


def _whole_numbers(own: Windowed, numbers: Sequence[tuple[str, str]]) -> dict[str, int]:
    found = dict(own.numbers)
    for place, (name, text) in enumerate(numbers):
        key = name or (list(found)[place] if place < len(found) else "")
        if key not in found:
            raise ValueError(f"{own.name} has no argument '{name or text}'")
        if not text.isdecimal() or not 0 < int(text[:4]) <= _LARGEST:
            raise ValueError(f"the {key} of {own.name} is a whole number from 1 to {_LARGEST}")
        found[key] = int(text)
    if missing := [key for key, value in found.items() if value is None]:
        raise ValueError(f"{own.name} needs its {missing[0]}")
    return {key: value for key, value in found.items() if value is not None}
