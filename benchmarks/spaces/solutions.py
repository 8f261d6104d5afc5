"""Solutions with conditions, and functions of two variables, whose dimensions are ranks of numbers.

Solutions of an equation with known roots are combinations of x**k exp(m x), whose derivatives are computed to
forty digits; members of sequences are computed in fractions. Functions of two variables are combinations of
products that are independent, with a known matrix.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

import mpmath as mp
import sympy as sp

from benchmarks.spaces.case import Case

_SEED = 20261128
_DIGITS = 40
_SMALL = mp.mpf(10) ** -25
# Factors of a characteristic polynomial, each with its roots.
_FACTORS: dict[str, tuple[complex, ...]] = {
    "r": (0,),
    "(r - 1)": (1,),
    "(r + 1)": (-1,),
    "(r - 2)": (2,),
    "(r**2 + 1)": (1j, -1j),
    "(r**2 + 4)": (2j, -2j),
    "(r**2 - 2*r + 2)": (1 + 1j, 1 - 1j),
}
_POINTS = ("0", "1", "-1", "pi", "1/2", "2*pi")
_IN_X = ("1", "x", "exp(x)", "exp(2*x)", "sin(x)", "cos(x)", "exp(x)*cos(x)")
_IN_Y = ("1", "y", "exp(-y)", "sin(2*y)", "cos(2*y)")


def cases(count: int, seed: int = _SEED) -> Iterator[Case]:
    """Yield `count` spaces, cycling through the families."""
    draw = random.Random(seed)
    families = list(_FAMILIES)
    for number in range(count):
        family = families[number % len(families)]
        yield Case(family, *_FAMILIES[family](draw))


def _rank(rows: Sequence[Sequence[mp.mpc]]) -> int:
    return sum(abs(value) > _SMALL for value in mp.svd_c(mp.matrix(rows), compute_uv=False))


def _derivative(power: int, slope: complex, order: int, at: mp.mpf) -> mp.mpc:
    """A derivative of x**k exp(m x) by Leibniz' rule."""
    total = mp.mpc(0)
    for i in range(min(order, power) + 1):
        front = mp.binomial(order, i) * mp.ff(power, i) * (at ** (power - i) if power > i else 1)
        total += front * (mp.mpc(slope) ** (order - i) if order > i else 1) * mp.exp(mp.mpc(slope) * at)
    return total


def _term(factor: int, name: str) -> str:
    return name if factor == 1 else f"({factor})*{name}"


def _boundary(draw: random.Random) -> tuple[dict[str, object], int]:
    """A differential equation with constant coefficients, and conditions at points."""
    chosen = [draw.choice(list(_FACTORS)) for _ in range(draw.randint(1, 3))]
    roots = [root for factor in chosen for root in _FACTORS[factor]]
    solutions = [(Counter(roots[:k])[root], root) for k, root in enumerate(roots)]
    coefficients = sp.Poly(sp.expand(sp.sympify("*".join(chosen))), sp.Symbol("r")).all_coeffs()[::-1]
    names = ["y" + "'" * k if k < 4 else f"y^({k})" for k in range(len(coefficients))]
    addends = [f"({c})*{name}" for c, name in zip(coefficients, names, strict=True) if c != 0]
    texts, rows = [f"{' + '.join(addends)} = 0"], []
    with mp.workdps(_DIGITS):
        for _ in range(draw.randint(1, 3)):
            terms = [
                (draw.choice((1, -1, 2, 3)), draw.randint(0, 2), draw.choice(_POINTS))
                for _ in range(draw.choice((1, 1, 2)))
            ]
            texts.append(" + ".join(_term(c, f"y{chr(39) * k}({p})") for c, k, p in terms) + " = 0")
            places = [(c, k, mp.mpf(str(sp.sympify(p).evalf(_DIGITS)))) for c, k, p in terms]
            rows.append([sum(c * _derivative(n, m, k, p) for c, k, p in places) for n, m in solutions])
        return {"space": ", ".join(texts)}, len(roots) - _rank(rows)


def _sequences(draw: random.Random) -> tuple[dict[str, object], int]:
    """A recurrence, and conditions on members, which follow from the first ones."""
    order = draw.randint(1, 4)
    factors = [draw.choice((-2, -1, 1, 2, 3)), *(draw.randint(-2, 3) for _ in range(order - 1))]
    shown = " + ".join(f"({c})*a(n+{k})" if k else f"({c})*a(n)" for k, c in enumerate(factors))
    texts, rows = [f"a(n+{order}) = {shown}"], []
    sequences = [[Fraction(i == k) for i in range(order)] for k in range(order)]
    for own in sequences:
        for k in range(12):
            own.append(sum((c * x for c, x in zip(factors, own[k:], strict=False)), Fraction(0)))
    for _ in range(draw.randint(1, 3)):
        terms = [(draw.choice((1, -1, 2)), draw.randint(0, 9)) for _ in range(draw.choice((1, 2, 3)))]
        texts.append(" + ".join(_term(c, f"a({k})") for c, k in terms) + " = 0")
        rows.append([sum(c * own[k] for c, k in terms) for own in sequences])
    rank = sp.Matrix([[sp.Rational(x.numerator, x.denominator) for x in row] for row in rows]).rank()
    return {"space": ", ".join(texts)}, order - int(rank)


def _two_variables(draw: random.Random) -> tuple[dict[str, object], int]:
    """Combinations of products of a function of x and one of y, some of them factored."""
    products = draw.sample([f"{a}*{b}" for a in _IN_X for b in _IN_Y], draw.randint(2, 4))
    rows = [[draw.choice((0, 0, 1, -1, 2)) for _ in products] for _ in range(draw.randint(2, 5))]
    texts = [" + ".join(f"({c})*{p}" for c, p in zip(row, products, strict=True) if c) or "0" for row in rows]
    shown = [str(sp.factor(sp.expand(sp.sympify(t)))) if draw.random() < 0.4 else t for t in texts]
    return {"functions": shown, "variables": ["x", "y"]}, int(sp.Matrix(rows).rank())


_FAMILIES: dict[str, Callable[[random.Random], tuple[dict[str, object], int]]] = {
    "boundary conditions": _boundary,
    "conditions on members": _sequences,
    "functions of two variables": _two_variables,
}
