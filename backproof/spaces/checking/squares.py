"""Evidence that conditions have no real solution: sums of squares with positive weights, multiplied out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from backproof.answer import Check
from backproof.spaces.checking.numeric_inputs import grid_points, is_zero, number_at
from backproof.spaces.enclosures import balls
from backproof.spaces.exact.evaluate import UndefinedError
from backproof.spaces.language.result import Dimension, SumOfSquares
from backproof.spaces.language.syntax import names, parse

_CONSTANTS = frozenset({"pi", "e"})


def sums_of_squares(dimension: Dimension) -> Iterator[Check]:
    """Check p = sum of weight * root**2 + constant at points that distinguish polynomials of this degree."""
    for claimed in dimension.sums_of_squares:
        found = _faults(claimed)
        shown = "; ".join(found) or "nothing amiss"
        name = "sum of squares multiplied out"
        yield Check(name, claimed.polynomial, float(len(found)), 0.0, "nothing amiss", shown)


def _faults(claimed: SumOfSquares) -> list[str]:
    numbers = [weight for weight, _ in claimed.squares]
    texts = [claimed.polynomial, claimed.constant, *numbers, *(root for _, root in claimed.squares)]
    with balls.precision(balls.bits_for(map(parse, texts))):
        found = [f"{number} is not above 0" for number in numbers if not _is_above(number)]
        if claimed.constant != "0" and not _is_above(claimed.constant):
            found.append(f"{claimed.constant} is not above 0")
        differing = sum(not is_zero(x) for x in _differences(claimed))
        return [*found, f"differs at {differing} points"] if differing else found


def _is_above(number: str) -> bool:
    """Return whether a constant is proved to be positive."""
    return bool(balls.ball(parse(number), {}) > 0)


def _differences(claimed: SumOfSquares) -> Iterator[Any]:
    """Yield the polynomial minus the sum at the points of a grid."""
    polynomial, constant = parse(claimed.polynomial), parse(claimed.constant)
    squares = [(parse(weight), parse(root)) for weight, root in claimed.squares]
    symbols = sorted((names(polynomial) | {n for _, root in squares for n in names(root)}) - _CONSTANTS)
    degrees = [(polynomial,), *((parse(f"({root})**2"),) for _, root in claimed.squares)]
    for point in grid_points(degrees, symbols):
        for is_exact in (True, False):
            try:
                total = number_at(constant, point, is_exact)
                for weight, root in squares:
                    total += number_at(weight, point, is_exact) * number_at(root, point, is_exact) ** 2
                yield number_at(polynomial, point, is_exact) - total
                break
            except UndefinedError:
                if not is_exact:
                    raise
