"""Spans of polynomials in one to four variables, each written in one of many ways.

A spelling is a random tree of sums, products and powers; its coefficients are computed alongside by
arithmetic on monomials. The dimension is the rank of the coefficients.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from benchmarks.spaces.case import Case
from benchmarks.spaces.number_fields import FIELDS, RATIONALS, Field, Number, plus, rank

SEED = 20260120
_MOST_POLYNOMIALS = 8
NAMES = ("x", "y", "z", "w")
Monomial = tuple[int, ...]
Coefficients = Mapping[Monomial, Number]


@dataclass(frozen=True)
class Ring:
    """A polynomial ring: a field and variables."""

    field: Field
    variables: tuple[str, ...]


@dataclass(frozen=True)
class Polynomial:
    """A spelling and its non-zero coefficients."""

    text: str
    coefficients: Coefficients


def cases(count: int, seed: int = SEED) -> Iterator[Case]:
    """Yield `count` spans, cycling through the families."""
    draw = random.Random(seed)
    families = list(FAMILIES)
    for number in range(count):
        family = families[number % len(families)]
        ring, found = FAMILIES[family](draw)
        found = [*found, *_dependent(draw, ring, found)]
        draw.shuffle(found)
        part: dict[str, object] = {"polynomials": [p.text for p in found]}
        if draw.random() < 0.5 or len(ring.variables) > 1:
            part["variables"] = list(ring.variables)
        yield Case(family, part, dimension(ring.field, [p.coefficients for p in found]))


def dimension(field: Field, found: Sequence[Coefficients]) -> int:
    """The rank of the coefficients."""
    monomials = sorted({m for p in found for m in p})
    return rank(field, [[p.get(m, field.whole(0)) for m in monomials] for p in found])


def added(left: Coefficients, right: Coefficients) -> Coefficients:
    """The sum of two polynomials."""
    total = dict(left)
    for monomial, value in right.items():
        total[monomial] = plus(total[monomial], value) if monomial in total else value
    return {m: v for m, v in total.items() if any(v)}


def multiplied(field: Field, left: Coefficients, right: Coefficients) -> Coefficients:
    """The product of two polynomials."""
    total: Coefficients = {}
    for m, a in left.items():
        shifted = {
            tuple(i + j for i, j in zip(m, n, strict=True)): field.times(a, b) for n, b in right.items()
        }
        total = added(total, shifted)
    return total


def _constant(ring: Ring, value: Number, draw: random.Random) -> Polynomial:
    coefficients = {(0,) * len(ring.variables): value} if any(value) else {}
    return Polynomial(f"({ring.field.text(value, draw)})", coefficients)


def _variable(ring: Ring, place: int) -> Polynomial:
    unit = tuple(int(k == place) for k in range(len(ring.variables)))
    return Polynomial(ring.variables[place], {unit: ring.field.whole(1)})


def _number(ring: Ring, draw: random.Random) -> Number:
    """A small number of the field."""
    values = [Fraction(draw.randint(-4, 4), draw.choice((1, 1, 1, 2, 3))) for _ in range(ring.field.degree)]
    return tuple(v if k == 0 or draw.random() < 0.3 else Fraction(0) for k, v in enumerate(values))


def _sum(draw: random.Random, left: Polynomial, right: Polynomial) -> Polynomial:
    shown = (f"{left.text} + {right.text}", f"({left.text} + {right.text})", f"{right.text}+{left.text}")
    return Polynomial(draw.choice(shown), added(left.coefficients, right.coefficients))


def _product(draw: random.Random, ring: Ring, left: Polynomial, right: Polynomial) -> Polynomial:
    shown = (f"({left.text})*({right.text})", f"({right.text})*({left.text})")
    return Polynomial(draw.choice(shown), multiplied(ring.field, left.coefficients, right.coefficients))


def _power(draw: random.Random, ring: Ring, base: Polynomial, times: int) -> Polynomial:
    coefficients: Coefficients = {(0,) * len(ring.variables): ring.field.whole(1)}
    for _ in range(times):
        coefficients = multiplied(ring.field, coefficients, base.coefficients)
    return Polynomial(f"({base.text}){draw.choice(('**', '^'))}{times}", coefficients)


def tree(draw: random.Random, ring: Ring, degree: int) -> Polynomial:
    """A polynomial of at most this degree, as a random tree."""
    if degree == 0 or draw.random() < 0.15:
        return _constant(ring, _number(ring, draw), draw)
    if degree == 1:
        scaled = _product(
            draw,
            ring,
            _constant(ring, _number(ring, draw), draw),
            _variable(ring, draw.randrange(len(ring.variables))),
        )
        return _sum(draw, scaled, tree(draw, ring, 0)) if draw.random() < 0.5 else scaled
    way = draw.choice(("sum", "product", "power"))
    if way == "sum":
        return _sum(draw, tree(draw, ring, degree), tree(draw, ring, degree - 1))
    if way == "product":
        part = draw.randint(1, degree - 1)
        return _product(draw, ring, tree(draw, ring, part), tree(draw, ring, degree - part))
    times = draw.randint(2, degree)
    return _power(draw, ring, tree(draw, ring, degree // times), times)


def expanded(draw: random.Random, ring: Ring, coefficients: Coefficients) -> Polynomial:
    """The polynomial expanded, with its monomials in random order."""
    terms = []
    for monomial in draw.sample(sorted(coefficients), len(coefficients)):
        powers = [
            name if e == 1 else f"{name}**{e}" for name, e in zip(ring.variables, monomial, strict=True) if e
        ]
        terms.append("*".join([f"({ring.field.text(coefficients[monomial], draw)})", *powers]))
    return Polynomial(" + ".join(terms) or "0", coefficients)


def _dependent(draw: random.Random, ring: Ring, found: Sequence[Polynomial]) -> list[Polynomial]:
    """Up to two combinations of the others, expanded."""
    made = []
    for _ in range(draw.choice((0, 0, 1, 2))):
        total: Coefficients = {}
        for chosen in draw.sample(list(found), min(3, len(found))):
            factor = {(0,) * len(ring.variables): ring.field.whole(draw.choice((-3, -1, 1, 2)))}
            total = added(total, multiplied(ring.field, factor, chosen.coefficients))
        made.append(expanded(draw, ring, total))
    return made


def _trees(
    field: Field, variables: int, degree: int
) -> Callable[[random.Random], tuple[Ring, list[Polynomial]]]:
    def made(draw: random.Random) -> tuple[Ring, list[Polynomial]]:
        ring = Ring(field, NAMES[:variables])
        return ring, [tree(draw, ring, degree) for _ in range(draw.randint(1, _MOST_POLYNOMIALS))]

    return made


def _shifted_powers(draw: random.Random) -> tuple[Ring, list[Polynomial]]:
    """(x + a)**n for several a and one n: n + 1 of them span all polynomials of degree at most n."""
    ring, times = Ring(RATIONALS, ("t",)), draw.randint(1, 9)
    found = []
    for a in draw.sample(range(-6, 7), draw.randint(2, times + 3)):
        base = _sum(draw, _variable(ring, 0), _constant(ring, RATIONALS.whole(a), draw))
        found.append(_power(draw, ring, base, times))
    return ring, found


def _symmetric(draw: random.Random) -> tuple[Ring, list[Polynomial]]:
    """Powers and products of linear forms in three variables, as in school algebra."""
    ring = Ring(RATIONALS, NAMES[:3])
    found = []
    for _ in range(draw.randint(3, _MOST_POLYNOMIALS)):
        sides = [
            _sum(
                draw,
                _variable(ring, i),
                _product(draw, ring, _constant(ring, RATIONALS.whole(s), draw), _variable(ring, j)),
            )
            for i, j, s in ((draw.randrange(3), draw.randrange(3), draw.choice((-1, 1))) for _ in range(2))
        ]
        found.append(_product(draw, ring, *sides))
    return ring, found


def _long(draw: random.Random) -> tuple[Ring, list[Polynomial]]:
    """Many sparse polynomials of high degree in one variable."""
    ring = Ring(RATIONALS, ("x",))
    found = []
    for _ in range(draw.randint(10, 20)):
        places = draw.sample(range(30), 3)
        found.append(expanded(draw, ring, {(k,): RATIONALS.whole(draw.randint(1, 9)) for k in places}))
    return ring, found


FAMILIES: dict[str, Callable[[random.Random], tuple[Ring, list[Polynomial]]]] = {
    "one variable": _trees(RATIONALS, 1, 5),
    "two variables": _trees(RATIONALS, 2, 4),
    "three variables": _trees(RATIONALS, 3, 3),
    "four variables": _trees(RATIONALS, 4, 2),
    "powers of x + a": _shifted_powers,
    "linear forms": _symmetric,
    "high degrees": _long,
    "coefficients with sqrt(2)": _trees(FIELDS[0], 1, 3),
    "two variables and sqrt(5)": _trees(FIELDS[1], 2, 2),
    "low degree": _trees(RATIONALS, 2, 2),
}
