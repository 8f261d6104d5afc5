"""Spaces by conditions and maps, written in many ways, each condition beside a function that computes it.

The functions take coefficients or entries as fractions; the dimension is a rank of their values at a standard
basis, by elimination in fractions.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from benchmarks.spaces.case import Case
from benchmarks.spaces.number_fields import RATIONALS, rank

SEED = 20261127
Vector = list[Fraction]
Matrix = list[Vector]
# A condition as it is typed, and what is 0 if it holds.
Condition = tuple[str, Callable[[Vector], Vector]]


def cases(count: int, seed: int = SEED) -> Iterator[Case]:
    """Yield `count` spaces, cycling through the families."""
    draw = random.Random(seed)
    families = list(FAMILIES)
    for number in range(count):
        family = families[number % len(families)]
        text, expected = FAMILIES[family](draw)
        yield Case(family, {"space": text}, expected)


def _units(count: int) -> list[Vector]:
    return [[Fraction(i == k) for i in range(count)] for k in range(count)]


def _rank_of(columns: Sequence[Vector]) -> int:
    width = max(map(len, columns), default=0)
    rows = [[RATIONALS.whole(0)] * width for _ in columns]
    for row, column in zip(rows, columns, strict=True):
        for i, x in enumerate(column):
            row[i] = (x,)
    return rank(RATIONALS, rows) if width else 0


# Polynomials by their coefficients, from the constant on.
def _at(p: Vector, x: Fraction) -> Fraction:
    return sum((c * x**k for k, c in enumerate(p)), Fraction(0))


def _slope(p: Vector, times: int) -> Vector:
    for _ in range(times):
        p = [k * c for k, c in enumerate(p)][1:]
    return p


def _integral(p: Vector, low: Fraction, high: Fraction) -> Fraction:
    return sum((c / (k + 1) * (high ** (k + 1) - low ** (k + 1)) for k, c in enumerate(p)), Fraction(0))


def _shifted(p: Vector, by: Fraction) -> Vector:
    """The coefficients of p(x + by), by Horner's rule."""
    found: Vector = []
    for c in reversed(p):
        raised = [Fraction(0), *found]
        found = [a + by * b for a, b in zip(raised, [*found, Fraction(0)], strict=True)]
        found[0] += c
    return found


def _number(draw: random.Random) -> Fraction:
    return Fraction(draw.randint(-4, 4), draw.choice([1, 1, 1, 2, 3]))


def _typed(value: Fraction) -> str:
    return str(value)


def _value(draw: random.Random) -> Condition:
    """A multiple of a value of p or of a derivative."""
    order, at, factor = draw.choice([0, 0, 1, 2]), _number(draw), draw.choice([1, 1, 2, -3])
    primes = "'" * order if draw.random() < 0.8 or not order else f"^({order})"
    head = {1: "", 2: draw.choice(["2*", "2"]), -3: "-3*"}[factor]
    return f"{head}p{primes}({_typed(at)})", lambda p: [factor * _at(_slope(p, order), at)]


def _point_condition(draw: random.Random) -> Condition:
    (first, left), (second, right) = _value(draw), _value(draw)
    if draw.random() < 0.5:
        return f"{first} = 0", left
    return f"{first} = {second}", lambda p: [left(p)[0] - right(p)[0]]


def _integral_condition(draw: random.Random) -> Condition:
    low, high, times = Fraction(draw.randint(-2, 0)), Fraction(draw.randint(1, 3)), draw.random() < 0.5
    inside = draw.choice(["x*p(x)", "x*p"]) if times else draw.choice(["p", "p(x)"])
    return (
        f"{draw.choice(['integral', 'int'])}({inside}, {low}, {high}) = 0",
        lambda p: [_integral([Fraction(0), *p] if times else p, low, high)],
    )


def _identity_condition(draw: random.Random) -> Condition:
    def padded(a: Vector, b: Vector) -> Vector:
        size = max(len(a), len(b))
        return [
            x - y
            for x, y in zip(
                a + [Fraction(0)] * (size - len(a)), b + [Fraction(0)] * (size - len(b)), strict=True
            )
        ]

    factor, by = draw.randint(1, 3), Fraction(draw.choice([-1, 1, 2]))
    shown = f"x + {by}" if by > 0 else f"x - {-by}"
    return draw.choice(
        [
            ("p(-x) = p(x)", lambda p: [2 * c for c in p[1::2]]),
            ("p odd", lambda p: [2 * c for c in p[::2]]),
            ("p is even", lambda p: p[1::2]),
            (f"x*p' = {factor}*p", lambda p: [(k - factor) * c for k, c in enumerate(p)]),
            (f"p({shown}) = p(x)", lambda p: padded(_shifted(p, by), p)),
            ("p'' = 0", lambda p: _slope(p, 2)),
            (f"deg p <= {factor}", lambda p: p[factor + 1 :]),
        ]
    )


def _polynomials(draw: random.Random) -> tuple[str, int]:
    degree = draw.randint(1, 7)
    makers = draw.choices(
        [_point_condition, _integral_condition, _identity_condition], [5, 1, 1], k=draw.randint(1, 4)
    )
    conditions = [make(draw) for make in makers]
    listed = ", ".join(text for text, _ in conditions)
    images = [[x for _, of in conditions for x in of(unit)] for unit in _padded_units(conditions, degree)]
    head = draw.choice(
        [f"p in P{degree}", f"p in P_{degree}", f"p \u2208 P_{{{degree}}}", f"p in R[x]_{degree}"]
    )
    text = draw.choice(
        [
            f"{{{head} : {listed}}}",
            f"{{{head} | {listed}}}",
            f"{head}: {listed}",
            f"W = {{{head} : {listed}}}",
        ]
    )
    return text, degree + 1 - _rank_of(images)


def _padded_units(_: object, degree: int) -> list[Vector]:
    return _units(degree + 1)


# Matrices row by row.
def _table(entries: Vector, rows: int) -> Matrix:
    width = len(entries) // rows
    return [entries[i * width : (i + 1) * width] for i in range(rows)]


def _product(a: Matrix, b: Matrix) -> Matrix:
    return [
        [
            sum((x * y for x, y in zip(row, column, strict=True)), Fraction(0))
            for column in zip(*b, strict=True)
        ]
        for row in a
    ]


def _turned(a: Matrix) -> Matrix:
    return [list(row) for row in zip(*a, strict=True)]


def _flat(a: Matrix, b: Matrix | None = None, sign: int = 1) -> Vector:
    first = [x for row in a for x in row]
    return first if b is None else [x + sign * y for x, y in zip(first, _flat(b), strict=True)]


def _random_matrix(draw: random.Random, rows: int, columns: int) -> Matrix:
    return [[Fraction(draw.randint(-2, 2)) for _ in range(columns)] for _ in range(rows)]


def _shown(a: Matrix) -> str:
    return "[" + ", ".join("[" + ", ".join(map(str, row)) + "]" for row in a) + "]"


def _matrices(draw: random.Random) -> tuple[str, int]:
    size, name = draw.randint(2, 3), draw.choice("AXM")
    given = _random_matrix(draw, size, size)
    vector = _random_matrix(draw, size, 1)
    shown, column = _shown(given), "(" + ", ".join(str(row[0]) for row in vector) + ")"
    letter = name.lower()
    known: list[tuple[str, Callable[[Matrix], Vector]]] = [
        (
            draw.choice([f"{name}.T = {name}", f"{name}^T = {name}", "symmetric"]),
            lambda a: _flat(a, _turned(a), -1),
        ),
        (draw.choice([f"{name} + {name}^T = 0", f"{name}' = -{name}"]), lambda a: _flat(a, _turned(a))),
        (
            draw.choice([f"tr({name}) = 0", f"trace({name}) = 0", "trace zero"]),
            lambda a: [sum((a[i][i] for i in range(size)), Fraction(0))],
        ),
        (f"{name}*{shown} = {shown}*{name}", lambda a: _flat(_product(a, given), _product(given, a), -1)),
        (f"{name}*{column} = 0", lambda a: _flat(_product(a, vector))),
        (f"{shown}*{name} = 0", lambda a: _flat(_product(given, a))),
        (f"{letter}11 = {letter}12", lambda a: [a[0][0] - a[0][1]]),
        ("upper triangular", lambda a: [a[i][j] for i in range(size) for j in range(i)]),
        ("diagonal", lambda a: [a[i][j] for i in range(size) for j in range(size) if i != j]),
        ("row sums equal", lambda a: [sum(a[0], Fraction(0)) - sum(row, Fraction(0)) for row in a[1:]]),
        (f"{name} = {name}.T*{shown}", lambda a: _flat(a, _product(_turned(a), given), -1)),
    ]
    chosen = draw.sample(known, draw.randint(1, 2))
    listed = ", ".join(text for text, _ in chosen)
    images = [[x for _, of in chosen for x in of(_table(unit, size))] for unit in _units(size * size)]
    space = draw.choice([f"M{size}", f"M_{size}(R)", f"R^{{{size}x{size}}}", f"M_{{{size}x{size}}}"])
    text = draw.choice([f"{{{name} in {space} : {listed}}}", f"{name} in {space}: {listed}"])
    return text, size * size - _rank_of(images)


def _vectors(draw: random.Random) -> tuple[str, int]:
    names = draw.choice([("x", "y", "z"), ("x1", "x2", "x3", "x4"), ("a", "b", "c", "d"), ("x", "y")])
    rows = _random_matrix(draw, draw.randint(1, 3), len(names))
    sides = [" + ".join(f"{c}*{n}" for c, n in zip(row, names, strict=True)) for row in rows]
    listed = ", ".join(f"{side} = 0" for side in sides).replace("+ -", "- ")
    head = f"({', '.join(names)}) in R^{len(names)}"
    return draw.choice([f"{{{head} : {listed}}}", f"{head}: {listed}"]), len(names) - _rank_of(_turned(rows))


def _maps_of_polynomials(draw: random.Random) -> tuple[str, int]:
    degree, factor = draw.randint(1, 5), draw.randint(-2, 3)
    known: list[Condition] = [
        (
            f"p -> p - {factor}*x*p'" if factor >= 0 else "p -> p + x*p'",
            lambda p: [(1 - max(factor, -1) * k) * c for k, c in enumerate(p)],
        ),
        ("p -> p''", lambda p: _slope(p, 2)),
        ("p -> x*p(x)", lambda p: [Fraction(0), *p]),
        (
            "T(p) = p(x+1) - p(x)",
            lambda p: [a - b for a, b in zip(_shifted(p, Fraction(1)), p, strict=True)],
        ),
        (
            f"p -> (p({factor}), p'(0))",
            lambda p: [_at(p, Fraction(factor)), _at(_slope(p, 1), Fraction(0))],
        ),
        ("T(p) = x^2*p'' - 2*p", lambda p: [(k * (k - 1) - 2) * c for k, c in enumerate(p)]),
    ]
    text, of = draw.choice(known)
    images = _rank_of([of(unit) for unit in _units(degree + 1)])
    if draw.random() < 0.5:
        return f"{draw.choice(['ker', 'kernel of'])} {text} on P{degree}", degree + 1 - images
    return f"{draw.choice(['im', 'image of', 'range of'])} {text} on P{degree}", images


def _maps_of_matrices(draw: random.Random) -> tuple[str, int]:
    size = draw.randint(2, 3)
    given = _random_matrix(draw, size, size)
    shown = _shown(given)
    known: list[tuple[str, Callable[[Matrix], Vector]]] = [
        ("A -> A + A.T", lambda a: _flat(a, _turned(a))),
        ("A -> A - A^T", lambda a: _flat(a, _turned(a), -1)),
        (f"A -> {shown}*A - A*{shown}", lambda a: _flat(_product(given, a), _product(a, given), -1)),
        (f"A -> {shown}*A", lambda a: _flat(_product(given, a))),
        ("A -> tr(A)", lambda a: [sum((a[i][i] for i in range(size)), Fraction(0))]),
    ]
    text, of = draw.choice(known)
    images = _rank_of([of(_table(unit, size)) for unit in _units(size * size)])
    if draw.random() < 0.5:
        return f"ker({text} on M{size})", size * size - images
    return f"im({text} on M{size})", images


def _eigenspaces(draw: random.Random) -> tuple[str, int]:
    """A matrix made from its eigenvalues, by a change of basis with a product of elementary matrices."""
    size = draw.randint(2, 4)
    values = [Fraction(draw.choice([-1, 0, 2, 2, 3])) for _ in range(size)]
    matrix = [[values[i] if i == j else Fraction(0) for j in range(size)] for i in range(size)]
    for _ in range(3):
        i, j = draw.sample(range(size), 2)
        c = Fraction(draw.choice([-1, 1, 2]))
        for row in matrix:
            row[j] += c * row[i]
        matrix[i] = [a - c * b for a, b in zip(matrix[i], matrix[j], strict=True)]
    value = draw.choice(values)
    end = draw.choice([f"for {value}", f"to the eigenvalue {value}", f"for lambda = {value}"])
    return f"eigenspace of {_shown(matrix)} {end}", values.count(value)


def _pairs(draw: random.Random) -> tuple[str, int]:
    """Two spaces of vectors, each by an equation or by spanning vectors; the dimension is one of ranks."""
    size = draw.randint(2, 4)
    sides = [_side(draw, size) for _ in range(2)]
    spanning = [vectors for _, vectors in sides]
    joint = _rank_of([*spanning[0], *spanning[1]])
    if draw.random() < 0.5:
        return " + ".join(text for text, _ in sides), joint
    common = sum(map(_rank_of, spanning)) - joint
    return draw.choice([" & ", " \u2229 "]).join(text for text, _ in sides), common


def _side(draw: random.Random, size: int) -> tuple[str, list[Vector]]:
    """A space and vectors that span it: one equation solved for an unknown, or the vectors themselves."""
    names = ("x", "y", "z", "w")[:size]
    if draw.random() < 0.5:
        vectors = _random_matrix(draw, draw.randint(1, 3), size)
        listed = ", ".join("(" + ", ".join(map(str, v)) + ")" for v in vectors)
        return f"span{{{listed}}}", vectors
    place = draw.randrange(size)
    factors = [Fraction(draw.randint(-2, 2)) for _ in names]
    pairs = list(zip(factors, names, strict=True))
    others = " + ".join(f"{c}*{n}" for i, (c, n) in enumerate(pairs) if i != place)
    text = f"{{({', '.join(names)}) in R^{size} : {names[place]} = {others}}}".replace("+ -", "- ")
    vectors = [list(unit) for i, unit in enumerate(_units(size)) if i != place]
    for vector in vectors:
        vector[place] = sum(
            (c * x for i, (c, x) in enumerate(zip(factors, vector, strict=True)) if i != place), Fraction(0)
        )
    return text, vectors


def _pairs_of_polynomials(draw: random.Random) -> tuple[str, int]:
    spans = [_random_matrix(draw, draw.randint(1, 3), 3) for _ in range(2)]
    shown = [", ".join(f"{a} + {b}*x + {c}*x^2".replace("+ -", "- ") for a, b, c in span) for span in spans]
    joint = _rank_of([*spans[0], *spans[1]])
    if draw.random() < 0.5:
        return f"span{{{shown[0]}}} + span{{{shown[1]}}}", joint
    return f"span{{{shown[0]}}} & span{{{shown[1]}}}", sum(map(_rank_of, spans)) - joint


def _equations(draw: random.Random) -> tuple[str, int]:
    """An equation of known order, from random coefficients or from random roots."""
    order = draw.randint(1, 4)
    coefficients = [draw.randint(-4, 4) for _ in range(order)] + [1]
    if draw.random() < 0.6:
        coefficients = [1]
        for _ in range(order):
            root = draw.randint(-2, 2)
            coefficients = [b - root * a for a, b in zip([*coefficients, 0], [0, *coefficients], strict=True)]
    if draw.random() < 0.5:
        y = draw.choice("yuf")
        terms = [f"{c}*{y}" + "'" * k for k, c in enumerate(coefficients)]
    else:
        coefficients[0] = coefficients[0] or 1
        terms = [f"{c}*a(n+{k})" if k else f"{c}*a(n)" for k, c in enumerate(coefficients)]
    return f"{' + '.join(terms[::-1])} = 0".replace("+ -", "- "), order


FAMILIES: dict[str, Callable[[random.Random], tuple[str, int]]] = {
    "polynomials": _polynomials,
    "matrices": _matrices,
    "vectors": _vectors,
    "maps of polynomials": _maps_of_polynomials,
    "maps of matrices": _maps_of_matrices,
    "eigenspaces": _eigenspaces,
    "pairs": _pairs,
    "pairs of polynomials": _pairs_of_polynomials,
    "equations": _equations,
}
