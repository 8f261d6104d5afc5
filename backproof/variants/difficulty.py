"""Comparison of two profiles: the same derivation and row operations, and numbers of like size."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from backproof.variants.declaration import Band
from backproof.variants.profile import Profile

# Below these, all are equally easy: numbers of one digit, and a few operations or fractions.
_EASY_NUMBER, _FEW = 10, 4
_SEQUENCES = {
    "rules": "rule",
    "operations": "row operation",
    "verdicts": "outcome",
    "results": "result",
}


def differences(found: Profile, reference: Profile, band: Band) -> tuple[str, ...]:
    """Return how an answer is harder or easier than the band allows, a line for each; none if it is not."""
    return tuple(_differences(found, reference, band))


def _differences(found: Profile, reference: Profile, band: Band) -> Iterator[str]:
    for key, word in _SEQUENCES.items():
        here, there = getattr(found, key), getattr(reference, key)
        if key == "operations" and band.row_operations == "kinds":
            here, there = (tuple(sorted({*kinds})) for kinds in (here, there))
        yield from _first_difference(word, here, there)
    if found.has_roots != reference.has_roots:
        yield "roots" if found.has_roots else "no roots"
    sizes = (
        ("largest number", found.number, reference.number, _EASY_NUMBER, band.numbers),
        ("largest denominator", found.denominator, reference.denominator, 1, band.numbers),
        ("fractions", found.fractions, reference.fractions, _FEW, band.fractions),
        ("row operations", len(found.operations), len(reference.operations), 1, band.operations),
        ("operations", found.length, reference.length, _FEW, band.operations),
    )
    for word, size, expected, least, factor in sizes:
        low, high = sorted((max(size, least), max(expected, least)))
        if high > factor * low:
            yield f"{word}: {size}, in the reference {expected}"


def _first_difference(word: str, found: tuple[str, ...], expected: tuple[str, ...]) -> Iterator[str]:
    for number, (here, there) in enumerate(zip_longest(found, expected, fillvalue="missing"), start=1):
        if here != there:
            yield f"{word} {number} is '{here}', in the reference '{there}'"
            return
