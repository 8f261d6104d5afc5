"""Spaces with one or two parameters, of known dimension in general and at points where it may drop.

Most are P D Q with unimodular P and Q and polynomials with known zeros on the diagonal of D. FLINT computes
the rank at each place, and the generic rank at large numbers.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from benchmarks.spaces.case import Case, Point
from benchmarks.spaces.number_fields import RATIONALS, rank

SEED = 20260121
Values = Mapping[str, Fraction]
# Powers of the two parameters, with a coefficient: 2*a - b**2 is {(1, 0): 2, (0, 2): -1}.
Polynomial = Mapping[tuple[int, int], int]


@dataclass(frozen=True)
class Diagonal:
    """A polynomial as text and as numbers, and points at which it is 0."""

    text: str
    polynomial: Polynomial
    zeros: tuple[Point, ...] = ()


ONE = Diagonal("1", {(0, 0): 1})
ZERO = Diagonal("0", {})
_IN_ONE = (
    Diagonal("a", {(1, 0): 1}, ({"a": "0"},)),
    Diagonal("a - 1", {(1, 0): 1, (0, 0): -1}, ({"a": "1"},)),
    Diagonal("2*a + 3", {(1, 0): 2, (0, 0): 3}, ({"a": "-3/2"},)),
    Diagonal("a**2 - 4", {(2, 0): 1, (0, 0): -4}, ({"a": "2"}, {"a": "-2"})),
    Diagonal("(a + 1)**2", {(2, 0): 1, (1, 0): 2, (0, 0): 1}, ({"a": "-1"},)),
    Diagonal("a**2 - 2", {(2, 0): 1, (0, 0): -2}, ({"a": "sqrt(2)"}, {"a": "-sqrt(2)"})),
    Diagonal(
        "a**2 + a - 1",
        {(2, 0): 1, (1, 0): 1, (0, 0): -1},
        ({"a": "(sqrt(5) - 1)/2"}, {"a": "(-1 - sqrt(5))/2"}),
    ),
    Diagonal("a**2 + 1", {(2, 0): 1, (0, 0): 1}),
    Diagonal("a**2 + a + 1", {(2, 0): 1, (1, 0): 1, (0, 0): 1}),
    Diagonal("a**3 - a", {(3, 0): 1, (1, 0): -1}, ({"a": "0"}, {"a": "1"}, {"a": "-1"})),
)
_IN_TWO = (
    Diagonal("a - b", {(1, 0): 1, (0, 1): -1}, ({"a": "3", "b": "3"}, {"a": "1/2", "b": "1/2"})),
    Diagonal("a*b", {(1, 1): 1}, ({"a": "0", "b": "7"}, {"a": "5", "b": "0"}, {"a": "0", "b": "0"})),
    Diagonal("a*b - 1", {(1, 1): 1, (0, 0): -1}, ({"a": "2", "b": "1/2"}, {"a": "-1", "b": "-1"})),
    Diagonal(
        "a + 2*b - 1", {(1, 0): 1, (0, 1): 2, (0, 0): -1}, ({"a": "1", "b": "0"}, {"a": "-1", "b": "1"})
    ),
    Diagonal("a**2 - b", {(2, 0): 1, (0, 1): -1}, ({"a": "2", "b": "4"}, {"a": "0", "b": "0"})),
    Diagonal("a**2 + b**2", {(2, 0): 1, (0, 2): 1}, ({"a": "0", "b": "0"},)),
    Diagonal("a**2 - b**2", {(2, 0): 1, (0, 2): -1}, ({"a": "2", "b": "-2"}, {"a": "3", "b": "3"})),
    Diagonal("a**2 + b**2 + 1", {(2, 0): 1, (0, 2): 1, (0, 0): 1}),
    Diagonal("a", {(1, 0): 1}, ({"a": "0", "b": "3"},)),
    Diagonal("b - 2", {(0, 1): 1, (0, 0): -2}, ({"a": "5", "b": "2"},)),
)


def cases(count: int, seed: int = SEED) -> Iterator[Case]:
    """Yield `count` spaces with one or two parameters, some with known zeros and some random."""
    draw = random.Random(seed)
    for number in range(count):
        two = number % 2 == 1
        names = ("a", "b") if two else ("a",)
        if number % 5 < 3:
            rows, zeros = _with_known_zeros(draw, _IN_TWO if two else _IN_ONE)
            family = f"known zeros, {len(names)}"
        else:
            rows, zeros = _at_random(draw, names), ()
            family = f"at random, {len(names)}"
        yield _case(draw, family, rows, [*zeros, *_places(draw, names)])


def _case(
    draw: random.Random, family: str, rows: Sequence[Sequence[Polynomial]], places: Sequence[Point]
) -> Case:
    """One of the spaces of a matrix, with its generic dimension and that at each place."""
    kind = draw.choice(("span", "column_space", "null_space", "row_space", "polynomials"))
    width = len(rows[0])
    general = {"a": Fraction(draw.getrandbits(90)), "b": Fraction(draw.getrandbits(90))}
    solved = kind == "null_space"
    here = _rank_at(rows, general)
    known = [(point, r) for point in places if (r := _rank_at_point(rows, point)) is not None]
    texts = [[text_of(x) for x in row] for row in rows]
    part: dict[str, object] = {kind: texts}
    if kind == "polynomials":
        part = {kind: [_sum(row) for row in texts], "variables": ["x"]}
    places_known = tuple((point, width - r if solved else r) for point, r in known)
    return Case(family, part, width - here if solved else here, places_known)


def _sum(row: Sequence[str]) -> str:
    return " + ".join(f"({c})*x**{k}" for k, c in enumerate(row))


def _with_known_zeros(
    draw: random.Random, diagonals: Sequence[Diagonal]
) -> tuple[list[list[Polynomial]], list[Point]]:
    size, width = draw.randint(2, 4), draw.randint(2, 4)
    special = draw.sample(diagonals, min(draw.randint(1, 2), size, width))
    diagonal = [*special, *(draw.choice((ONE, ONE, ZERO)) for _ in range(min(size, width) - len(special)))]
    rows: list[list[Polynomial]] = [
        [diagonal[i].polynomial if i == j else {} for j in range(width)] for i in range(size)
    ]
    for _ in range(draw.randint(1, 3)):
        _mixed(draw, rows)
        rows = [list(column) for column in zip(*rows, strict=True)]
        _mixed(draw, rows)
        rows = [list(column) for column in zip(*rows, strict=True)]
    return rows, [zero for d in special for zero in d.zeros]


def _mixed(draw: random.Random, rows: list[list[Polynomial]]) -> None:
    """Add an integer multiple of a row to another, which leaves the rank unchanged at every place."""
    if len(rows) > 1:
        target, source = draw.sample(range(len(rows)), 2)
        factor = draw.choice((-2, -1, 1, 2, 3))
        rows[target] = [_plus(x, y, factor) for x, y in zip(rows[target], rows[source], strict=True)]


def _plus(left: Polynomial, right: Polynomial, factor: int) -> Polynomial:
    total = dict(left)
    for monomial, value in right.items():
        total[monomial] = total.get(monomial, 0) + factor * value
    return {m: v for m, v in total.items() if v}


def _at_random(draw: random.Random, names: Sequence[str]) -> list[list[Polynomial]]:
    """Small numbers, with occasional parameters."""
    size, width = draw.randint(2, 3), draw.randint(2, 3)
    units = [(1, 0), (0, 1)][: len(names)]

    def entry() -> Polynomial:
        number = {(0, 0): draw.randint(-2, 3)}
        number = _plus(number, {draw.choice(units): draw.choice((-1, 1, 2))}, int(draw.random() < 0.4))
        return {m: v for m, v in number.items() if v}

    return [[entry() for _ in range(width)] for _ in range(size)]


def _places(draw: random.Random, names: Sequence[str]) -> list[Point]:
    """Small numbers, at which exceptions are likely."""
    points = [
        {name: str(Fraction(draw.randint(-4, 4), draw.choice((1, 1, 2)))) for name in names}
        for _ in range(20)
    ]
    return [{name: str(k) for name in names} for k in range(-3, 4)] + points


def text_of(polynomial: Polynomial) -> str:
    """A polynomial in the parameters as text."""
    terms = []
    for (i, j), factor in polynomial.items():
        powers = [name if e == 1 else f"{name}**{e}" for name, e in (("a", i), ("b", j)) if e]
        shown = str(factor) if factor > 0 else f"({factor})"
        terms.append("*".join([shown, *powers] if factor != 1 or not powers else powers))
    return " + ".join(terms) or "0"


def _rank_at(rows: Sequence[Sequence[Polynomial]], at: Values) -> int:
    """The rank with the parameters set to fractions."""
    whole = [
        [
            RATIONALS.whole(
                sum(
                    (c * at["a"] ** i * at.get("b", Fraction(0)) ** j for (i, j), c in x.items()), Fraction(0)
                )
            )
            for x in row
        ]
        for row in rows
    ]
    return rank(RATIONALS, whole)


def _rank_at_point(rows: Sequence[Sequence[Polynomial]], point: Point) -> int | None:
    """The rank at a point of fractions or surds; for surds modulo primes in which 2 or 5 is a square."""
    try:
        return _rank_at(rows, {name: Fraction(text) for name, text in point.items()})
    except ValueError:
        return _rank_at_surd(rows, point["a"])


_SURDS = {
    "sqrt(2)": (2, (0, 1)),
    "-sqrt(2)": (2, (0, -1)),
    "(sqrt(5) - 1)/2": (5, (-1, 1)),
    "(-1 - sqrt(5))/2": (5, (-1, -1)),
}


def _rank_at_surd(rows: Sequence[Sequence[Polynomial]], text: str) -> int:
    """The rank at p + q sqrt(n), represented by the matrix of multiplication by it."""
    n, (p, q) = _SURDS[text]
    half = 2 if n == 5 else 1
    unit = [[Fraction(1), Fraction(0)], [Fraction(0), Fraction(1)]]
    value = [[Fraction(p, half), Fraction(n * q, half)], [Fraction(q, half), Fraction(p, half)]]
    powers = [unit]
    for _ in range(6):
        powers.append(
            [
                [sum(a * b for a, b in zip(r, c, strict=True)) for c in zip(*value, strict=True)]
                for r in powers[-1]
            ]
        )
    wide = [
        [
            RATIONALS.whole(sum((c * powers[i][k][m] for (i, _), c in x.items()), Fraction(0)))
            for x in row
            for m in (0, 1)
        ]
        for row in rows
        for k in (0, 1)
    ]
    return rank(RATIONALS, wide) // 2
