"""Matrices of known rank: integers, fractions, surds, huge numbers, and nearly dependent rows.

Most are products of a tall and a wide factor that both contain an identity block, so that their rank is the
inner dimension; FLINT computes the rank of the others. Each is posed as one of several spaces.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb

from benchmarks.spaces.case import Case
from benchmarks.spaces.mixed_constants import mixed, nested
from benchmarks.spaces.number_fields import FIELDS, RATIONALS, Field, Number, plus, product, rank

SEED = 20260119
LARGEST = 30
_LARGEST_OF_SURDS = 20
Texts = list[list[str]]
Entry = Callable[[random.Random], Number]


@dataclass(frozen=True)
class Matrix:
    """A matrix as text, and its rank."""

    texts: Texts
    rank: int


Maker = Callable[[random.Random], Matrix]


def cases(count: int, seed: int = SEED) -> Iterator[Case]:
    """Yield `count` spaces, cycling through the families."""
    draw = random.Random(seed)
    families = list(FAMILIES)
    for number in range(count):
        place = number % (len(families) + 1)
        yield _asked(draw, families[place]) if place < len(families) else _pair(draw)


def _asked(draw: random.Random, family: str) -> Case:
    """One of the spaces of a matrix, whose rows may also be reshaped into matrices."""
    matrix = FAMILIES[family](draw)
    rows, width = matrix.texts, len(matrix.texts[0])
    kind = draw.choice(("span", "column_space", "row_space", "null_space", "homogeneous_system", "matrices"))
    solved = kind in ("null_space", "homogeneous_system")
    expected = width - matrix.rank if solved else matrix.rank
    if kind != "matrices":
        return Case(family, {kind: rows}, expected)
    high = draw.choice([n for n in range(1, width + 1) if width % n == 0])
    wide = width // high
    cut = [[row[k * wide : (k + 1) * wide] for k in range(high)] for row in rows]
    return Case(family, {kind: cut}, expected)


def _pair(draw: random.Random) -> Case:
    """Two spans in one space, with their sum or intersection."""
    size, entry = draw.randint(2, 12), draw.choice((_digit, _fraction))
    counts = [draw.randint(1, size) for _ in range(2)]
    shared = _factors(draw, RATIONALS, entry, (sum(counts), size), draw.randint(1, size))
    sides = [shared[: counts[0]], shared[counts[0] :]]
    both = rank(RATIONALS, shared)
    single = sum(rank(RATIONALS, side) for side in sides)
    kind = draw.choice(("sum", "intersection"))
    part = {kind: [_typed(draw, RATIONALS, side) for side in sides]}
    return Case("pairs of subspaces", part, both if kind == "sum" else single - both)


def _typed(draw: random.Random, field: Field, rows: Sequence[Sequence[Number]]) -> Texts:
    return [[field.text(x, draw) for x in row] for row in rows]


def _size(draw: random.Random, largest: int) -> tuple[int, int]:
    """Numbers of rows and columns: small, square or elongated."""
    most = draw.choice((4, largest // 2, largest))
    rows, columns = draw.randint(1, most), draw.randint(1, most)
    return (rows, rows) if draw.random() < 0.4 else (rows, columns)


def _digit(draw: random.Random) -> Number:
    return RATIONALS.whole(draw.randint(-9, 9))


def _sparse(draw: random.Random) -> Number:
    return RATIONALS.whole(draw.choice((0, 0, 0, 1, -1, 2, -3)))


def _fraction(draw: random.Random) -> Number:
    return RATIONALS.whole(Fraction(draw.randint(-9, 9), draw.randint(1, 12)))


def _huge(draw: random.Random) -> Number:
    """A number with many digits, or a multiple of a prime that ranks may be computed modulo."""
    prime = draw.choice((2**61 - 1, 2**31 - 1, 2**127 - 1, 10**9 + 7, 2**63 - 25))
    long = draw.randint(-(10**60), 10**60)
    small = draw.randint(-9, 9)
    return RATIONALS.whole(draw.choice((prime * small, long, Fraction(long, prime), Fraction(small, 10**80))))


def _surd(field: Field) -> Entry:
    def entry(draw: random.Random) -> Number:
        values = [Fraction(draw.randint(-3, 3), draw.choice((1, 1, 1, 2))) for _ in range(field.degree)]
        return tuple(v if draw.random() < 0.5 else Fraction(0) for v in values)

    return entry


def _factors(
    draw: random.Random, field: Field, entry: Entry, size: tuple[int, int], between: int
) -> list[list[Number]]:
    """A product of factors of full rank `between`, each with an identity block, rows and columns shuffled."""
    tall = _with_identity(draw, field, entry, size[0], between)
    wide = _with_identity(draw, field, entry, size[1], between)
    found = product(field, tall, list(zip(*wide, strict=True)))
    order = draw.sample(range(size[1]), size[1])
    return [[row[k] for k in order] for row in draw.sample(found, len(found))]


def _with_identity(
    draw: random.Random, field: Field, entry: Entry, high: int, wide: int
) -> list[list[Number]]:
    block = [[field.whole(int(i == j)) for j in range(wide)] for i in range(min(wide, high))]
    return [*block, *([entry(draw) for _ in range(wide)] for _ in range(high - len(block)))]


def _of_known_rank(field: Field, entry: Entry, largest: int) -> Maker:
    def made(draw: random.Random) -> Matrix:
        size = _size(draw, largest)
        between = draw.randint(1, min(size))
        return Matrix(_typed(draw, field, _factors(draw, field, entry, size, between)), between)

    return made


def _at_random(field: Field, entry: Entry, largest: int) -> Maker:
    def made(draw: random.Random) -> Matrix:
        high, wide = _size(draw, largest)
        rows = [[entry(draw) for _ in range(wide)] for _ in range(high)]
        return Matrix(_typed(draw, field, rows), rank(field, rows))

    return made


def _of_surds(way: Callable[[Field, Entry, int], Maker]) -> Maker:
    """Entries from one of the fields of surds."""

    def made(draw: random.Random) -> Matrix:
        field = draw.choice(FIELDS)
        largest = _LARGEST_OF_SURDS if field.degree == 2 else _LARGEST_OF_SURDS // 2
        return way(field, _surd(field), largest)(draw)

    return made


def _nearly(draw: random.Random) -> Matrix:
    """A matrix of known rank with one entry slightly perturbed."""
    size = _size(draw, LARGEST // 2)
    rows = _factors(draw, RATIONALS, _digit, size, draw.randint(1, min(size)))
    i, j = draw.randrange(size[0]), draw.randrange(size[1])
    moved = RATIONALS.whole(Fraction(draw.choice((-1, 1, 7)), 10 ** draw.randint(9, 190)))
    rows[i][j] = plus(rows[i][j], moved)
    texts = _typed(draw, RATIONALS, rows)
    return Matrix(texts, rank(RATIONALS, rows))


def _nearly_a_root(draw: random.Random) -> Matrix:
    """sqrt(2) next to its convergents p/q, which agree with it to the required number of digits."""
    field, size = FIELDS[0], draw.randint(2, 6)
    p, q = 1, 1
    for _ in range(draw.randint(5, 250)):
        p, q = p + 2 * q, p + q
    root, near = (Fraction(0), Fraction(1)), field.whole(Fraction(p, q))
    rows = _factors(
        draw, field, lambda d: d.choice((root, near, field.whole(1))), (size, size), draw.randint(1, size)
    )
    rows.append([field.times(near, x) for x in rows[0]])
    rows.append([field.times(root, x) for x in rows[0]])
    rows[-1][0] = plus(rows[-1][0], field.whole(draw.choice((0, 1))))
    return Matrix(_typed(draw, field, rows), rank(field, rows))


def _transcendental(draw: random.Random) -> Matrix:
    """Entries a + b t with a transcendental number t: the rank is that over Q(t).

    The oracle replaces t by a random integer much larger than the entries.
    """
    name = draw.choice(("exp(-1000)", "pi", "log(2)", "e", "sin(1)", "exp(-30)", "cos(2)", "exp(sqrt(2))"))
    high, wide = _size(draw, 8)
    between = draw.randint(1, min(high, wide))
    whole = _factors(draw, RATIONALS, _sparse, (high, wide), between)
    place = draw.getrandbits(200) + 2**200
    texts = _typed(draw, RATIONALS, whole)
    for _ in range(draw.randint(1, 4)):
        i, j, factor = draw.randrange(high), draw.randrange(wide), draw.choice((-2, -1, 1, 3))
        whole[i][j] = plus(whole[i][j], RATIONALS.whole(factor * place))
        texts[i][j] += f" + ({factor})*{name}"
    return Matrix(texts, rank(RATIONALS, whole))


def _structured(draw: random.Random) -> Matrix:
    """Named matrices: Hilbert, Vandermonde, Pascal, magic, circulant, of graphs, and the like."""
    n = draw.randint(1, LARGEST // 2)
    points = [draw.randint(-4, 4) for _ in range(n)]
    first = [draw.randint(-3, 3) for _ in range(n)]
    edges = [[int(i != j and draw.random() < 0.2) for j in range(n)] for i in range(n)]
    joined = [[-max(edges[i][j], edges[j][i]) for j in range(n)] for i in range(n)]
    made: Sequence[Callable[[int, int], Fraction | int]] = (
        lambda i, j: Fraction(1, i + j + 1),
        lambda i, j: Fraction(points[i]) ** min(j, 9),
        lambda i, j: comb(i + j, i),
        lambda i, j: first[(j - i) % n],
        lambda i, j: first[abs(i - j)],
        lambda i, j: n * i + j + 1,
        lambda i, j: -sum(joined[i]) if i == j else joined[i][j],
        lambda i, j: int(i <= j),
        lambda i, j: points[i] * first[j],
        lambda i, j: points[i] + first[j],
        lambda _i, _j: 0,
        lambda i, j: points[i] * (i == j),
    )
    entry = draw.choice(made)
    rows = [[RATIONALS.whole(entry(i, j)) for j in range(n)] for i in range(n)]
    return Matrix(_typed(draw, RATIONALS, rows), rank(RATIONALS, rows))


def _powers(draw: random.Random) -> Matrix:
    """Huge numbers as typed: 2**61 - 1, 10**100 + 3, multiples of one of them."""
    n = draw.randint(2, 10)
    between = draw.randint(1, n)
    rows = _factors(draw, RATIONALS, _digit, (n, n), between)
    name = draw.choice(
        ("(2**61 - 1)", "(10**100 + 3)", "2**300", "(2**127 - 1)", "3**(-200)", "(7**50/10**40)")
    )
    return Matrix([[f"{x[0]}*{name}" if x[0] else "0" for x in row] for row in rows], between)


FAMILIES: dict[str, Maker] = {
    "whole numbers": _at_random(RATIONALS, _digit, LARGEST),
    "whole, known rank": _of_known_rank(RATIONALS, _digit, LARGEST),
    "few entries": _at_random(RATIONALS, _sparse, LARGEST),
    "fractions": _at_random(RATIONALS, _fraction, LARGEST),
    "fractions, known rank": _of_known_rank(RATIONALS, _fraction, LARGEST),
    "surds": _of_surds(_at_random),
    "huge": _at_random(RATIONALS, _huge, LARGEST // 2),
    "huge, known rank": _of_known_rank(RATIONALS, _huge, LARGEST),
    "huge, as powers": _powers,
    "surds, known rank": _of_surds(_of_known_rank),
    "nearly dependent": _nearly,
    "nearly a root": _nearly_a_root,
    "transcendental": _transcendental,
    "roots and constants": lambda draw: Matrix(*mixed(draw)),
    "nested roots": lambda draw: Matrix(*nested(draw)),
    "with a structure": _structured,
}
