"""Choices of sizes that a script is tried at: orthogonal arrays, in which every combination of few occurs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

_PAIRED, _TRIPLED = 13, 5
_LONE = 17


def size_choices(names: Sequence[str], *, thorough: bool = False) -> list[dict[str, int]]:
    """Return choices with all pairs of sizes up to 13, all triples up to 5, and each size at 17 alone.

    If `thorough`, with all triples up to 13.

    With a prime p of levels, the rows (a + k b + k² c) mod p, for all a, b and c, hold each triple of values
    of any three columns k once (Bush 1952); without the square, each pair of any two columns.
    """
    found = [*_rows(names, _PAIRED, 2), *_rows(names, _PAIRED if thorough else _TRIPLED, 3)]
    usual = dict.fromkeys(names, 3)
    found += [{**usual, name: _LONE} for name in names]
    return [dict(choice) for choice in dict.fromkeys(tuple(choice.items()) for choice in found)]


def _rows(names: Sequence[str], levels: int, strength: int) -> Iterator[dict[str, int]]:
    """Yield the rows of the array: one size for each name, from 1 up."""
    strength = min(strength, len(names))
    prime = levels
    while prime < len(names) or any(prime % divisor == 0 for divisor in range(2, prime)):
        prime += 1
    for coefficients in product(range(prime), repeat=strength):
        values = (sum(c * k**power for power, c in enumerate(coefficients)) for k in range(len(names)))
        yield dict(zip(names, (value % prime + 1 for value in values), strict=True))
