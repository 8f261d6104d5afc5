"""Matrices of roots next to constants such as pi, whose rank is that of residues modulo a prime.

A root is replaced by a root modulo the prime, and a constant by a residue at random: relations among the
entries that hold whatever the constants are remain, and others appear with a probability of almost 0.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from flint import nmod_mat

# 2 and 5 are squares modulo this prime, and each number is a cube.
PRIME = 2**62 - 1433
CONSTANTS = ("pi", "log(2)", "e", "sin(1)", "log(3)", "exp(sqrt(2))", "pi**(1/3)")


@dataclass(frozen=True)
class Residue:
    """A number as text, and its residue."""

    text: str
    value: int

    def __mul__(self, other: Residue) -> Residue:
        return Residue(f"({self.text})*({other.text})", self.value * other.value % PRIME)

    def __add__(self, other: Residue) -> Residue:
        return Residue(f"{self.text} + {other.text}", (self.value + other.value) % PRIME)


Rows = list[list[Residue]]


def square_root(value: int) -> int:
    """The square root of a square modulo the prime, which is 3 modulo 4."""
    return pow(value, (PRIME + 1) // 4, PRIME)


def cube_root(value: int) -> int:
    """The cube root modulo the prime, which is 2 modulo 3."""
    return pow(value, pow(3, -1, PRIME - 1), PRIME)


def alphabet(draw: random.Random) -> list[Residue]:
    """Small integers, roots, and two constants."""
    roots = [
        Residue("sqrt(2)", square_root(2)),
        Residue("cbrt(2)", cube_root(2)),
        Residue("sqrt(5)", square_root(5)),
        Residue("25**(1/3)", cube_root(25)),
    ]
    known = [Residue(name, draw.randrange(PRIME)) for name in draw.sample(CONSTANTS, 2)]
    whole = [Residue(str(n), n % PRIME) for n in (0, 0, 1, 1, 2, -1, 3)]
    return [*whole, *draw.sample(roots, 2), *known, draw.choice(roots) * draw.choice(known)]


def nested_alphabet(draw: random.Random) -> list[Residue]:
    """Small integers, and roots of which some are nested.

    1 + s and 1 - s are both squares for no square root s of 2 or 5, as -1 and -4 are none; s is chosen so
    that 1 + s is one.
    """
    outer = {n: _with_root_above(square_root(n)) for n in (2, 5)}
    roots = [
        *(Residue(f"sqrt({n})", s) for n, s in outer.items()),
        *(Residue(f"sqrt(1 + sqrt({n}))", square_root(1 + s)) for n, s in outer.items()),
        Residue("cbrt(2)", cube_root(2)),
        Residue("cbrt(1 + sqrt(2))", cube_root(1 + outer[2])),
    ]
    whole = [Residue(str(n), n % PRIME) for n in (0, 0, 1, 1, 2, -1, 3)]
    return [
        *whole,
        *draw.sample(roots[2:4], 1),
        *draw.sample(roots, 1),
        draw.choice(roots[:2]) * draw.choice(roots),
    ]


def _with_root_above(root: int) -> int:
    """The square root s, of a root and its negative, for which 1 + s is a square."""
    return root if pow(1 + root, (PRIME - 1) // 2, PRIME) == 1 else PRIME - root


def nested(draw: random.Random) -> tuple[list[list[str]], int]:
    """A matrix of nested roots, with its rank."""
    return _of(nested_alphabet(draw), draw)


def mixed(draw: random.Random) -> tuple[list[list[str]], int]:
    """A matrix of roots and constants, with its rank."""
    return _of(alphabet(draw), draw)


def _of(letters: list[Residue], draw: random.Random) -> tuple[list[list[str]], int]:
    """A matrix as text, some of whose rows are combinations of those before, with its rank."""
    high, wide, wholly = draw.randint(1, 6), draw.randint(1, 6), draw.randint(1, 5)
    rows: Rows = [[draw.choice(letters) for _ in range(wide)] for _ in range(min(high, wholly))]
    while len(rows) < high:
        factors = [draw.choice(letters), draw.choice(letters)]
        chosen = [draw.choice(rows), draw.choice(rows)]
        rows.append([factors[0] * x + factors[1] * y for x, y in zip(*chosen, strict=True)])
    return [[x.text for x in row] for row in rows], rank(rows)


def rank(rows: Rows) -> int:
    """The rank of the residues."""
    return int(nmod_mat(len(rows), len(rows[0]), [x.value for row in rows for x in row], PRIME).rank())
