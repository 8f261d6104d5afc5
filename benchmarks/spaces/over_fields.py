"""Subspaces over real and complex numbers and finite fields, alone and in sums, intersections and quotients.

Each is written by an equation, vectors or an image, beside vectors that span it. Dimensions are ranks by
FLINT; a complex matrix A + iB is as large as the real one [[A, -B], [B, A]] of twice its rank.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import flint

from benchmarks.spaces.case import Case

SEED = 20261128
# A number with its real and its imaginary part.
Number = tuple[int, int]
Row = list[Number]
ZERO: Number = (0, 0)


@dataclass(frozen=True)
class _Scalars:
    """A field: "R", "C" or, with a prime, that of its residues."""

    name: str
    prime: int = 0

    def rank(self, rows: Sequence[Row]) -> int:
        """Return the dimension of the span."""
        if not rows:
            return 0
        if self.prime:
            return int(flint.nmod_mat([[a for a, _ in row] for row in rows], self.prime).rank())
        above = [[a for a, _ in row] + [-b for _, b in row] for row in rows]
        below = [[b for _, b in row] + [a for a, _ in row] for row in rows]
        return int(flint.fmpz_mat(above + below).rank()) // 2

    def number(self, draw: random.Random) -> Number:
        """Draw a small number, often 0."""
        if draw.random() < 0.3:
            return ZERO
        return draw.randint(-3, 3), draw.choice((1, -1, 2)) if self.name == "C" and draw.random() < 0.4 else 0


SCALARS = (_Scalars("R"), _Scalars("C"), _Scalars("F_2", 2), _Scalars("F_3", 3), _Scalars("F_5", 5))


@dataclass(frozen=True)
class _Ambient:
    """The space that all others of a question lie in, as it is written, with the texts of its elements."""

    scalars: _Scalars
    text: str
    size: int
    element: Callable[[Sequence[str]], str]
    variable: str


def _typed(number: Number) -> str:
    real, imaginary = number
    if imaginary:
        return f"({real} + {imaginary}*i)" if real else f"({imaginary}*i)"
    return f"({real})" if real < 0 else str(real)


def _sum(factors: Row, names: Sequence[str]) -> str:
    return " + ".join(f"{_typed(c)}*{name}" for c, name in zip(factors, names, strict=True))


def _ambient(draw: random.Random) -> _Ambient:
    scalars = draw.choice(SCALARS)
    shape = draw.choice(("vectors", "vectors", "polynomials", "matrices"))
    if shape == "vectors":
        size = draw.randint(2, 4)
        return _Ambient(scalars, f"{scalars.name}^{size}", size, _vector, "x")
    if shape == "polynomials":
        degree = draw.randint(1, 4)
        return _Ambient(scalars, f"P_{degree}({scalars.name})", degree + 1, _polynomial, "p")
    rows, columns = draw.choice(((2, 2), (2, 2), (2, 3), (3, 2)))
    element = partial(_matrix, columns=columns)
    return _Ambient(scalars, f"M_{{{rows}x{columns}}}({scalars.name})", rows * columns, element, "A")


def _vector(entries: Sequence[str]) -> str:
    return f"({', '.join(entries)})"


def _polynomial(entries: Sequence[str]) -> str:
    return " + ".join(f"({c})*x^{k}" if k else f"({c})" for k, c in enumerate(entries))


def _matrix(entries: Sequence[str], columns: int) -> str:
    rows = [entries[i : i + columns] for i in range(0, len(entries), columns)]
    return "[" + ", ".join(f"[{', '.join(row)}]" for row in rows) + "]"


def _numbers(draw: random.Random, ambient: _Ambient) -> Row:
    return [ambient.scalars.number(draw) for _ in range(ambient.size)]


def _span(draw: random.Random, ambient: _Ambient) -> tuple[str, list[Row]]:
    rows = [_numbers(draw, ambient) for _ in range(draw.randint(1, 3))]
    listed = ", ".join(ambient.element([_typed(c) for c in row]) for row in rows)
    return f"span{{{listed}}}", rows


def _image(draw: random.Random, ambient: _Ambient) -> tuple[str, list[Row]]:
    """All values of an element whose entries are linear in parameters."""
    names = ("a", "b", "c")[: draw.randint(1, 3)]
    rows = [_numbers(draw, ambient) for _ in names]
    entries = [_sum([row[k] for row in rows], names) for k in range(ambient.size)]
    scalars = ambient.scalars.name
    if ambient.variable == "p" or draw.random() < 0.5:
        return f"{{{ambient.element(entries)} : {', '.join(names)} in {scalars}}}", rows
    domain = f"{scalars}^{len(names)}"
    return f"im(({', '.join(names)}) -> {ambient.element(entries)} on {domain})", rows


def _solutions(draw: random.Random, ambient: _Ambient) -> tuple[str, list[Row]]:
    """The solutions of one equation in which some coordinate has the factor 1."""
    place, text, factors = _EQUATIONS[ambient.variable](draw, ambient)
    rows = []
    for i, (real, imaginary) in enumerate(factors):
        if i != place:
            row = [ZERO] * ambient.size
            row[i], row[place] = (1, 0), (-real, -imaginary)
            rows.append(row)
    return f"{{{ambient.variable} in {ambient.text} : {text} = 0}}", rows


def _of_coordinates(draw: random.Random, ambient: _Ambient) -> tuple[int, str, Row]:
    factors, place = _numbers(draw, ambient), draw.randrange(ambient.size)
    factors[place] = (1, 0)
    return place, _sum(factors, [f"x{k + 1}" for k in range(ambient.size)]), factors


def _of_value(draw: random.Random, ambient: _Ambient) -> tuple[int, str, Row]:
    """A value of the polynomial, in which its constant has the factor 1, or of its derivative."""
    at = draw.randint(-2, 2)
    if draw.random() < 0.5:
        return 0, f"p({at})", [(at**k, 0) for k in range(ambient.size)]
    return 1, f"p'({at})", [(k * at ** max(k - 1, 0), 0) for k in range(ambient.size)]


def _of_trace(_: random.Random, ambient: _Ambient) -> tuple[int, str, Row]:
    """The trace of a square matrix, in which the first entry has the factor 1."""
    side = math.isqrt(ambient.size)
    return 0, "tr(A)", [(int(k % (side + 1) == 0), 0) for k in range(ambient.size)]


_EQUATIONS: dict[str, Callable[[random.Random, _Ambient], tuple[int, str, Row]]] = {
    "x": _of_coordinates,
    "p": _of_value,
    "A": _of_trace,
}


def _subspace(draw: random.Random, ambient: _Ambient) -> tuple[str, list[Row]]:
    """A subspace as it is written, and vectors that span it."""
    is_oblong = ambient.variable == "A" and math.isqrt(ambient.size) ** 2 != ambient.size
    made = draw.choice((_span, _image) if is_oblong else (_span, _image, _solutions))
    return made(draw, ambient)


def cases(count: int, seed: int = SEED) -> Iterator[Case]:
    """Yield `count` questions, as many of each family."""
    draw = random.Random(seed)
    for number in range(count):
        family = FAMILIES[number % len(FAMILIES)]
        ambient = _ambient(draw)
        text, rows = _subspace(draw, ambient)
        rank = ambient.scalars.rank(rows)
        if family == "quotients":
            yield Case(family, {"space": f"{ambient.text}/{text}"}, ambient.size - rank)
            continue
        other, more = _subspace(draw, ambient)
        joint = ambient.scalars.rank(rows + more)
        whole = f"{text} {'+' if family == 'sums' else draw.choice(('&', chr(0x2229)))} {other}"
        # Numbers alone don't tell their field.
        stated = "" if f"in {ambient.scalars.name}" in whole else f" over {ambient.scalars.name}"
        common = rank + ambient.scalars.rank(more) - joint
        yield Case(family, {"space": whole + stated}, joint if family == "sums" else common)


FAMILIES = ("sums", "intersections", "quotients")
