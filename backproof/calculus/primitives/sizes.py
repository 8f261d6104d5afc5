"""Sizes: numbers, symbols, and sums of products of these in one canonical text, such as `2*m + m*p`."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from backproof.calculus.primitives.shapes import Size

# A polynomial in symbols with positive coefficients, by the symbols of each term in alphabetical order.
_Terms = Mapping[tuple[str, ...], int]


def product(*sizes: Size) -> Size:
    """Return the product: `m*p` for m and p."""
    found: _Terms = {(): 1}
    for size in sizes:
        factor = _terms(size)
        joined: Counter[tuple[str, ...]] = Counter()
        for one, count in found.items():
            for other, times in factor.items():
                joined[tuple(sorted((*one, *other)))] += count * times
        found = joined
    return _written(found)


def total(*sizes: Size) -> Size:
    """Return the sum: `m + n` for m and n."""
    joined: Counter[tuple[str, ...]] = Counter()
    for size in sizes:
        joined.update(_terms(size))
    return _written(joined)


def difference(size: Size, other: Size) -> Size | None:
    """Return the size d with other + d = size; None if there is none for all values of the symbols."""
    rest = Counter(_terms(size))
    rest.subtract(_terms(other))
    return None if min(rest.values(), default=0) < 0 else _written(rest)


def quotient(size: Size, divisor: Size) -> Size | None:
    """Return the size q with q*divisor = size; None if there is none."""
    rest, by = Counter(_terms(size)), _terms(divisor)
    names = sorted({*symbols(size), *symbols(divisor)})

    def order(term: tuple[str, ...]) -> tuple[int, ...]:
        return len(term), *map(term.count, names)

    lead = max(by, key=order)
    found: Counter[tuple[str, ...]] = Counter()
    while +rest:
        first = max(+rest, key=order)
        left = Counter(first)
        left.subtract(lead)
        count, remainder = divmod(rest[first], by[lead])
        if remainder or min(left.values(), default=0) < 0:
            return None
        term = tuple(sorted(left.elements()))
        found[term] += count
        for other, times in by.items():
            rest[tuple(sorted((*term, *other)))] -= count * times
        if min(rest.values()) < 0:
            return None
    return _written(found)


@lru_cache(maxsize=1024)
def symbols(size: Size) -> tuple[str, ...]:
    """Return the symbols in a size, in order."""
    return tuple(dict.fromkeys(name for term in _terms(size) for name in term))


def substituted(size: Size, value: Callable[[str], Size]) -> Size:
    """Replace every symbol in a size."""
    return total(*(product(count, *map(value, term)) for term, count in _terms(size).items()))


def is_compound(size: Size) -> bool:
    """True for a sum or product, which is neither a number nor a symbol."""
    return isinstance(size, str) and ("*" in size or "+" in size)


def terms(size: Size) -> list[tuple[int, tuple[str, ...]]]:
    """Return the terms of a size as printed, each with its coefficient and its symbols."""
    found = _terms(size)
    return [(found[term], term) for term in sorted(found, key=lambda term: (-len(term), term))]


def length(size: Size, lengths: Mapping[str, int]) -> int:
    """Return a size as a number; raises KeyError for an unknown symbol."""
    if isinstance(size, int):
        return size
    if size in lengths:
        return lengths[size]
    return sum(count * math.prod(lengths[name] for name in term) for term, count in _terms(size).items())


def written(parts: Iterable[tuple[int, tuple[str, ...]]], times: str, plus: str) -> str:
    """Join the terms of a size, whose symbols are letters of any notation."""
    return plus.join(
        times.join([*([str(count)] if count != 1 or not names else []), *names]) for count, names in parts
    )


@lru_cache(maxsize=1024)
def _terms(size: Size) -> _Terms:
    if isinstance(size, int):
        return {(): size}
    found: Counter[tuple[str, ...]] = Counter()
    for term in size.split("+"):
        factors = [factor.strip() for factor in term.split("*")]
        count = math.prod(int(factor) for factor in factors if factor.isdigit())
        found[tuple(sorted(factor for factor in factors if not factor.isdigit()))] += count
    return found


def _written(found: _Terms) -> Size:
    found = {term: count for term, count in found.items() if count}
    if set(found) <= {()}:
        return found.get((), 0)
    ordered = sorted(found, key=lambda term: (-len(term), term))
    return written(((found[term], term) for term in ordered), "*", " + ")
