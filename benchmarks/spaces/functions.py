"""Spans of functions built from identities, each written in one of many ways, with known coordinates.

The atoms of a family are linearly independent on its domain by a theorem of its own (different exponentials
and waves, logarithms of different factors, partial fractions, kinks at different points). A spelling's
coordinates come from the identity that produced it. The dimension is their rank, found by elimination to 60
digits, as some coordinates are numbers such as e or sqrt(3)/2.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

import mpmath as mp

from benchmarks.spaces.case import Case

SEED = 20260118
DIGITS = 60
NOISE = 1e-40
MOST_FUNCTIONS = 6
Coordinates = Mapping[str, str]
CONSTANTS: dict[str, Callable[[], mp.mpf]] = {
    "sqrt3": lambda: mp.sqrt(3),
    "1/sqrt2": lambda: 1 / mp.sqrt(2),
    "e": lambda: mp.e,
    "1/e": lambda: 1 / mp.e,
    "pi": lambda: mp.pi,
    "log2": lambda: mp.log(2),
    "1/log2": lambda: 1 / mp.log(2),
    "1/log10": lambda: 1 / mp.log(10),
    **{f"{name}{k}": partial(getattr(mp, name), k) for name in ("sin", "cos") for k in (1, 2, 3)},
}


@dataclass(frozen=True)
class Family:
    """Spellings with their coordinates (numbers in mpmath's syntax), and the domain of the functions.

    Functions of several variables have the names of these.
    """

    name: str
    domain: str | None
    spellings: Mapping[str, Coordinates]
    variables: tuple[str, ...] = ()


def cases(count: int, seed: int = SEED) -> Iterator[Case]:
    """Yield `count` spans, cycling through the families."""
    draw = random.Random(seed)
    for number in range(count):
        family = FAMILIES[number % len(FAMILIES)]
        chosen = draw.sample(
            sorted(family.spellings), min(draw.randint(2, MOST_FUNCTIONS), len(family.spellings))
        )
        functions = [(text, _values(family.spellings[text])) for text in chosen]
        if draw.random() < 0.4:
            functions.append(_combined(draw, functions))
        draw.shuffle(functions)
        part: dict[str, object] = {"functions": [text for text, _ in functions]}
        if family.domain is not None:
            part["domain"] = family.domain
        if family.variables:
            part["variables"] = list(family.variables)
        yield Case(family.name, part, rank([row for _, row in functions]))


def _values(coordinates: Coordinates) -> dict[str, mp.mpf]:
    with mp.workdps(DIGITS):
        return {atom: _number(text) for atom, text in coordinates.items()}


def _number(text: str) -> mp.mpf:
    """A number such as -3/4 or 1/2*sqrt3: a fraction, optionally times a named constant."""
    factor, _, name = text.partition("*")
    fraction = Fraction(factor)
    return mp.mpf(fraction.numerator) / fraction.denominator * (CONSTANTS[name]() if name else 1)


def _combined(
    draw: random.Random, functions: Sequence[tuple[str, Mapping[str, mp.mpf]]]
) -> tuple[str, dict[str, mp.mpf]]:
    """A combination of two of the functions with small integer coefficients."""
    pair = draw.sample(list(functions), 2)
    factors = [draw.choice((-3, -2, -1, 1, 2, 3)) for _ in pair]
    total: dict[str, mp.mpf] = {}
    with mp.workdps(DIGITS):
        for factor, (_, row) in zip(factors, pair, strict=True):
            for atom, value in row.items():
                total[atom] = total.get(atom, mp.mpf(0)) + factor * value
    return " + ".join(f"({f})*({text})" for f, (text, _) in zip(factors, pair, strict=True)), total


def rank(rows: Sequence[Mapping[str, mp.mpf]]) -> int:
    """The rank of rows of coordinates, by elimination with the largest pivot."""
    atoms = sorted({atom for row in rows for atom in row})
    with mp.workdps(DIGITS):
        work = [[row.get(atom, mp.mpf(0)) for atom in atoms] for row in rows]
        found = 0
        while work:
            place, column = max(
                ((i, j) for i in range(len(work)) for j in range(len(atoms))),
                key=lambda at: abs(work[at[0]][at[1]]),
            )
            pivot = work.pop(place)
            if abs(pivot[column]) < NOISE:
                break
            found += 1
            work = [
                [a - row[column] / pivot[column] * b for a, b in zip(row, pivot, strict=True)] for row in work
            ]
    return found


def _alike(*groups: Sequence[str]) -> dict[str, Coordinates]:
    """Coordinates in which all spellings of a group share one atom."""
    return {text: {group[0]: "1"} for group in groups for text in group}


_TRIGONOMETRIC = {
    "3": {"1": "3"},
    "sin(x)": {"s1": "1"},
    "cos(x)": {"c1": "1"},
    "sin(2*x)": {"s2": "1"},
    "cos(2*x)": {"c2": "1"},
    "sin(x)**2": {"1": "1/2", "c2": "-1/2"},
    "cos(x)**2": {"1": "1/2", "c2": "1/2"},
    "sin(x)*cos(x)": {"s2": "1/2"},
    "(sin(x) + cos(x))**2": {"1": "1", "s2": "1"},
    "sin(x)**3": {"s1": "3/4", "s3": "-1/4"},
    "cos(x)**3": {"c1": "3/4", "c3": "1/4"},
    "sin(3*x)": {"s3": "1"},
    "cos(x)*cos(2*x)": {"c1": "1/2", "c3": "1/2"},
    "sin(x + pi/6)": {"s1": "1/2*sqrt3", "c1": "1/2"},
    "cos(x - pi/4)": {"s1": "1*1/sqrt2", "c1": "1*1/sqrt2"},
    "cos(x)**4": {"1": "3/8", "c2": "1/2", "c4": "1/8"},
    "cos(4*x)": {"c4": "1"},
}
SHIFTED: dict[str, Coordinates] = {
    **{f"sin(x + {k})": {"s": f"1*cos{k}", "c": f"1*sin{k}"} for k in (1, 2, 3)},
    **{f"cos(x + {k})": {"s": f"-1*sin{k}", "c": f"1*cos{k}"} for k in (1, 2, 3)},
    "sin(x)": {"s": "1"},
    "cos(x)": {"c": "1"},
    "1": {"1": "1"},
}
_EXPONENTIAL = {
    "2": {"1": "2"},
    "exp(x)": {"1x": "1"},
    "exp(-x)": {"-1x": "1"},
    "exp(2*x)": {"2x": "1"},
    "sinh(x)": {"1x": "1/2", "-1x": "-1/2"},
    "cosh(x)": {"1x": "1/2", "-1x": "1/2"},
    "cosh(x)**2": {"1": "1/2", "2x": "1/4", "-2x": "1/4"},
    "sinh(2*x)": {"2x": "1/2", "-2x": "-1/2"},
    "exp(x)*cosh(x)": {"1": "1/2", "2x": "1/2"},
    "exp(x + 1)": {"1x": "1*e"},
    "exp(2*x - 1)": {"2x": "1*1/e"},
    "1/exp(x)": {"-1x": "1"},
    "(exp(x) + 1)**2": {"1": "1", "1x": "2", "2x": "1"},
    "x*exp(x)": {"x1": "1"},
    "(x + 2)*exp(x)": {"x1": "1", "1x": "2"},
}
SPELT_TWICE = _alike(
    ("exp(x*log(10))", "10**x", "2**x*5**x", "100**(x/2)"),
    ("6**x", "exp(x*log(6))", "2**x*3**x", "(1/6)**(-x)"),
    ("exp(x/(1 + sqrt(2)))", "exp(x*(sqrt(2) - 1))", "exp(x*sqrt(3 - 2*sqrt(2)))", "exp(x*tan(pi/8))"),
    ("((1 + sqrt(5))/2)**x", "((sqrt(5) - 1)/2)**(-x)", "exp(x*log((1 + sqrt(5))/2))"),
    (
        "exp(x)",
        "exp(x*(sin(1)**2 + cos(1)**2))",
        "exp(x*(cosh(1)**2 - sinh(1)**2))",
        "exp(x*log(8)/log(2)/3)",
    ),
    ("exp(x*cos(pi/5))", "exp(x*(1 + sqrt(5))/4)"),
    ("exp(x*atan(1))", "exp(pi*x/4)", "exp(x*(atan(1/2) + atan(1/3)))"),
    ("exp(x*acosh(2))", "(2 + sqrt(3))**x", "(2 - sqrt(3))**(-x)"),
)
_WAVES_SPELT_TWICE = _alike(
    ("cos(x*sqrt(5 + 2*sqrt(6)))", "cos(x*(sqrt(2) + sqrt(3)))", "cos(x/(sqrt(3) - sqrt(2)))"),
    ("sin(x*log(4))", "sin(2*x*log(2))", "sin(x*log(8)*2/3)"),
    ("cos(sqrt(8)*x)", "cos(2*sqrt(2)*x)", "cos(4*x/sqrt(2))"),
    ("sin(x*sin(2))", "sin(x*(2*sin(1)*cos(1)))"),
    ("cos(x*2**(1/3))", "cos(x*4**(1/6))"),
    ("exp(-x)*cos(x*sqrt(3 + 2*sqrt(2)))", "exp(-x)*cos(x*(1 + sqrt(2)))"),
    ("sin(x)", "-sin(-x)", "cos(x - pi/2)"),
)
LOGARITHMS = {
    "1": {"1": "1"},
    "log(x)": {"log": "1"},
    "log(2*x)": {"log": "1", "1": "1*log2"},
    "log(x**3)": {"log": "3"},
    "log10(x)": {"log": "1*1/log10"},
    "log2(x**2)": {"log": "2*1/log2"},
    "log(sqrt(x))": {"log": "1/2"},
    "log(x + 1)": {"log1": "1"},
    "log(x**2 + x)": {"log": "1", "log1": "1"},
    "log(1 + 1/x)": {"log": "-1", "log1": "1"},
    "x*log(x)": {"xlog": "1"},
    "log(x**x)": {"xlog": "1"},
    "x": {"x": "1"},
}
_ROOTS = {
    "2": {"1": "2"},
    "x": {"x": "1"},
    "sqrt(x)": {"r": "1"},
    "sqrt(9*x)": {"r": "3"},
    "x*sqrt(x)": {"xr": "1"},
    "sqrt(x**3)": {"xr": "1"},
    "(1 + sqrt(x))**2": {"1": "1", "r": "2", "x": "1"},
    "x/sqrt(x)": {"r": "1"},
    "x**(1/3)": {"t": "1"},
    "cbrt(8*x)": {"t": "2"},
    "(x + 1)*sqrt(x)": {"xr": "1", "r": "1"},
    "x**(3/2)": {"xr": "1"},
}
_FRACTIONS = {
    "1": {"1": "1"},
    "1/(x - 1)": {"a": "1"},
    "1/(x + 1)": {"b": "1"},
    "1/(x**2 - 1)": {"a": "1/2", "b": "-1/2"},
    "x/(x**2 - 1)": {"a": "1/2", "b": "1/2"},
    "x**2/(x**2 - 1)": {"1": "1", "a": "1/2", "b": "-1/2"},
    "(x + 3)/(x + 1)": {"1": "1", "b": "2"},
    "1/(x - 1)**2": {"aa": "1"},
    "x/(x - 1)**2": {"aa": "1", "a": "1"},
}
_KINKED = {
    "1": {"1": "1"},
    "x": {"x": "1"},
    "abs(x)": {"k": "1"},
    "sqrt(x**2)": {"k": "1"},
    "(x + abs(x))/2": {"x": "1/2", "k": "1/2"},
    "abs(3*x)": {"k": "3"},
    "abs(x - 1)": {"k1": "1"},
    "sqrt((x - 1)**2)": {"k1": "1"},
    "abs(2 - 2*x)": {"k1": "2"},
    "x*abs(x)": {"xk": "1"},
    "x**2": {"xx": "1"},
    "abs(x)**2": {"xx": "1"},
    "abs(x**2 - x)": {"kk": "1"},
    "abs(x)*abs(x - 1)": {"kk": "1"},
}
_KINKED_ON_THE_RIGHT = {
    "1": {"1": "1"},
    "x": {"x": "1"},
    "abs(x)": {"x": "1"},
    "abs(x + 1)": {"x": "1", "1": "1"},
    "abs(1 - x)": {"x": "1", "1": "-1"},
    "x*abs(x)": {"xx": "1"},
    "sqrt(x**4)": {"xx": "1"},
    "abs(log(x))": {"log": "1"},
    "log(x**2)": {"log": "2"},
    "sqrt(log(x)**2)": {"log": "1"},
}
ARCS = {
    "1": {"1": "1"},
    "asin(x)": {"asin": "1"},
    "acos(x)": {"asin": "-1", "1": "1/2*pi"},
    "atan(x)": {"atan": "1"},
    "asinh(x)": {"asinh": "1"},
    "log(x + sqrt(x**2 + 1))": {"asinh": "1"},
    "atanh(x)": {"atanh": "1"},
    "log((1 + x)/(1 - x))": {"atanh": "2"},
    "atan(2*x/(1 - x**2))": {"atan": "2"},
    "asin(sin(x))": {"x": "1"},
    "x": {"x": "1"},
    "atan(x/sqrt(1 - x**2))": {"asin": "1"},
}
GAUSSIAN = {
    "exp(-x**2)": {"g1": "1"},
    "exp(-2*x**2)": {"g2": "1"},
    "exp(-x**2)**2": {"g2": "1"},
    "exp(1 - x**2)": {"g1": "1*e"},
    "x*exp(-x**2)": {"xg1": "1"},
    "exp(-(x - 1)**2)": {"moved": "1"},
    "exp(2*x - x**2 - 1)": {"moved": "1"},
    "1": {"1": "1"},
}
_HYPERBOLIC = {
    "1": {"1": "1"},
    "tanh(x)": {"t": "1"},
    "2/(1 + exp(-2*x)) - 1": {"t": "1"},
    "1/(1 + exp(2*x))": {"1": "1/2", "t": "-1/2"},
    "tanh(x)**2": {"tt": "1"},
    "1/cosh(x)**2": {"1": "1", "tt": "-1"},
    "sech(x)**2": {"1": "1", "tt": "-1"},
    "log(cosh(x))": {"l": "1"},
    "log(1 + exp(2*x))": {"l": "1", "1": "1*log2", "x": "1"},
    "x": {"x": "1"},
}
_TANGENTS = {
    "1": {"1": "1"},
    "tan(x)": {"t": "1"},
    "sin(x)/cos(x)": {"t": "1"},
    "tan(x)**2": {"tt": "1"},
    "1/cos(x)**2": {"1": "1", "tt": "1"},
    "sec(x)**2": {"1": "1", "tt": "1"},
    "(1 + tan(x))**2": {"1": "1", "t": "2", "tt": "1"},
    "sec(x)": {"s": "1"},
    "sin(x)": {"sin": "1"},
}
# On the plane, where products of different waves, exponentials and monomials are independent.
_OF_TWO_VARIABLES: dict[str, Coordinates] = {
    **_alike(
        ("sin(x)*cos(y)", "cos(y)*sin(x)"),
        ("cos(x)*sin(y)", "sin(y)*cos(x)"),
        ("exp(x + y)", "exp(x)*exp(y)", "exp(y)*exp(x)"),
        ("exp(2*x - y)", "exp(2*x)/exp(y)", "exp(x)**2*exp(-y)"),
        ("x*exp(y)", "exp(y)*x"),
        ("1",),
        ("x",),
        ("y",),
    ),
    "sin(x + y)": {"sin(x)*cos(y)": "1", "cos(x)*sin(y)": "1"},
    "sin(x - y)": {"sin(x)*cos(y)": "1", "cos(x)*sin(y)": "-1"},
    "cos(x)*cos(y)": {"cc": "1"},
    "sin(x)*sin(y)": {"ss": "1"},
    "cos(x + y)": {"cc": "1", "ss": "-1"},
    "cos(x - y)": {"cc": "1", "ss": "1"},
    "(x + y)**2": {"xx": "1", "xy": "2", "yy": "1"},
    "(x - y)**2": {"xx": "1", "xy": "-2", "yy": "1"},
    "x*y": {"xy": "1"},
    "x**2 - y**2": {"xx": "1", "yy": "-1"},
    "(x + y)*(x - y)": {"xx": "1", "yy": "-1"},
    "x**2 + y**2": {"xx": "1", "yy": "1"},
    "(x + 1)*(y + 1)": {"xy": "1", "x": "1", "y": "1", "1": "1"},
    "(exp(x) + 1)*(exp(y) - 1)": {"exp(x + y)": "1", "e_x": "-1", "e_y": "1", "1": "-1"},
    "exp(x)": {"e_x": "1"},
    "exp(y)": {"e_y": "1"},
}
FAMILIES = (
    Family("multiple angles", None, _TRIGONOMETRIC),
    Family("shifted waves", None, SHIFTED),
    Family("exponentials", None, _EXPONENTIAL),
    Family("frequencies spelt twice", None, SPELT_TWICE),
    Family("waves spelt twice", None, _WAVES_SPELT_TWICE),
    Family("logarithms", "(0, oo)", LOGARITHMS),
    Family("roots", "(0, oo)", _ROOTS),
    Family("partial fractions", "(1, oo)", _FRACTIONS),
    Family("kinks", None, _KINKED),
    Family("kinks on the right", "(1, oo)", _KINKED_ON_THE_RIGHT),
    Family("arcs", "(-1, 1)", ARCS),
    Family("bell curves", "[1, 20]", GAUSSIAN),
    Family("hyperbolic", None, _HYPERBOLIC),
    Family("tangents", "(-pi/2, pi/2)", _TANGENTS),
    Family("frequencies spelt twice", "[2, 3]", SPELT_TWICE),
    Family("multiple angles", "[0, pi]", _TRIGONOMETRIC),
    Family("two variables", None, _OF_TWO_VARIABLES, ("x", "y")),
)
