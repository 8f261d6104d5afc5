"""Random parts of each kind, each with an oracle that says what is wrong with an answer, or nothing."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from scipy import optimize

from benchmarks.optimisation.polynomials import NAMES, Polynomial, drawn, quadratic

Rows = list[dict[str, Any]]
CLOSE = 1e-6


@dataclass(frozen=True)
class Case:
    """A part, and the oracle for the results that its answer claims."""

    part: dict[str, Any]
    wrong: Callable[[Rows], str]


def _number(text: str) -> float:
    try:
        return float(Fraction(text))
    except ValueError:
        import sympy

        return float(sympy.sympify(text))


def _point(row: dict[str, Any]) -> list[float]:
    return [_number(text) for text in row["value"]]


def stationary(draw: random.Random) -> Case:
    """A polynomial; stationary points by scipy's root finder from many starts, classes by eigenvalues."""
    size = draw.choice((1, 2, 2, 2, 3))
    f = drawn(draw, size, 2 if size == 3 else draw.choice((2, 2, 3, 3, 4)), 0.5)

    def wrong(rows: Rows) -> str:  # noqa: PLR0911 (one for each way to be wrong)
        if any("[" in str(row["value"]) for row in rows):
            return ""
        points = [row for row in rows if row["key"] not in ("min", "max") and row["value"]]
        if any(any(n in text for n in NAMES) for row in points for text in row["value"]):
            return ""
        known = [_point(row) for row in points]
        for row, at in zip(points, known, strict=True):
            bends = np.linalg.eigvalsh(np.array(f.hessian(at), float))
            word = row["word"]
            if min(bends) > 1e-7 and not word.endswith("minimum"):
                return f"{at} is a minimum, not a {word}"
            if max(bends) < -1e-7 and not word.endswith("maximum"):
                return f"{at} is a maximum, not a {word}"
            if min(bends) < -1e-7 and max(bends) > 1e-7 and word != "saddle point":
                return f"{at} is a saddle, not a {word}"
            if fault := _extreme(f, at, word):
                return fault
        return _missed(f, known)

    return Case({"kind": "stationary", "function": f.text, "variables": list(NAMES[:size])}, wrong)


def _extreme(f: Polynomial, at: list[float], word: str) -> str:
    """Judge a global optimum, or one that is only local, by minimising from many starts."""
    sense = -1 if word.endswith("maximum") else 1
    if word.endswith("point"):
        return ""
    rng = np.random.default_rng(1)
    starts = [rng.uniform(-s, s, f.size) for s in (1, 3, 10, 50) for _ in range(4)]
    ends = [optimize.minimize(lambda x: sense * f.at(list(x)), x, method="Nelder-Mead").fun for x in starts]
    lower = min(ends) < sense * f.at(at) - 1e-4 * (1 + abs(f.at(at)))
    if word.startswith("global") and lower:
        return f"{at} is no {word}"
    return f"{at} is global" if word.startswith("local") and not lower and f.size < 3 else ""


def _missed(f: Polynomial, known: list[list[float]]) -> str:
    rng = np.random.default_rng(2)
    for _ in range(40):
        found = optimize.root(
            lambda x: np.array(f.gradient(list(x)), float), rng.uniform(-5, 5, f.size), tol=1e-12
        )
        flat = (
            np.linalg.norm(found.fun) < 1e-10
            and np.linalg.cond(np.array(f.hessian(list(found.x)), float)) < 1e6
        )
        if found.success and flat and not any(np.allclose(found.x, at, atol=1e-4) for at in known):
            return f"{found.x} is stationary, too"
    return ""


def descent(draw: random.Random) -> Case:
    """Steps on a polynomial, repeated in fractions; step sizes by eigenvalues."""
    size = draw.choice((1, 2, 2, 3))
    kind = draw.choice(("gradient descent", "heavy ball", "Nesterov", "Newton", "exact", "step sizes"))
    f = (
        quadratic(draw, size, is_convex=True)
        if kind in ("exact", "step sizes", "Newton")
        else drawn(draw, size, 3)
    )
    part: dict[str, Any] = {"kind": "descent", "function": f.text, "variables": list(NAMES[:size])}
    if kind == "step sizes":
        return Case({**part, "ask": kind}, lambda rows: _sizes(f, rows))
    start = [Fraction(draw.randint(-4, 4), draw.choice((1, 2))) for _ in range(size)]
    step, push = Fraction(1, draw.choice((2, 4, 8))), Fraction(draw.randint(0, 3), 4)
    part |= {"start": [str(x) for x in start], "count": 2}
    part |= {"method": "gradient descent" if kind == "exact" else kind}
    part |= {"size": "exact" if kind == "exact" else str(step)} if kind != "Newton" else {}
    part |= {"momentum": str(push)} if kind in ("heavy ball", "Nesterov") else {}

    def wrong(rows: Rows) -> str:
        before, now = start, start
        for row in rows:
            after = _stepped(f, kind, (before, now), step, push)
            if not np.allclose([float(x) for x in after], _point(row), atol=1e-9):
                return f"{row['key']} is {after}"
            before, now = now, after
        return ""

    return Case(part, wrong)


def _stepped(f: Polynomial, kind: str, places: tuple[Any, Any], step: Fraction, push: Fraction) -> list[Any]:
    before, now = places
    pushed = [push * (a - b) for a, b in zip(now, before, strict=True)]
    at = [a + b for a, b in zip(now, pushed, strict=True)] if kind == "Nesterov" else now
    g = f.gradient(at)
    if kind == "Newton":
        p = np.linalg.solve(np.array(f.hessian(at), float), np.array(g, float))
        return [Fraction(float(a - b)) for a, b in zip(at, p, strict=True)]
    if kind == "exact":
        bend = sum(
            x * y * h for x, row in zip(g, f.hessian(at), strict=True) for y, h in zip(g, row, strict=True)
        )
        step = sum(x * x for x in g) / bend if bend else Fraction(0)
    end = [a - step * x for a, x in zip(at, g, strict=True)]
    return [a + b for a, b in zip(end, pushed, strict=True)] if kind == "heavy ball" else end


def _sizes(f: Polynomial, rows: Rows) -> str:
    bends = np.linalg.eigvalsh(np.array(f.hessian([0.0] * f.size), float))
    low, high = min(bends), max(bends)
    wanted = [2 / high, 2 / (low + high), (high - low) / (high + low)]
    return (
        "" if np.allclose([_number(row["value"]) for row in rows], wanted, atol=1e-8) else f"wanted {wanted}"
    )


@dataclass(frozen=True)
class _Program:
    """A linear program in numbers, with the names of variables that may be negative."""

    sense: str
    names: list[str]
    costs: list[int]
    table: list[list[int]]
    signs: list[str]
    right: list[int]
    free: list[str]

    @property
    def part(self) -> dict[str, Any]:
        """The part that asks for its optimum."""
        rows = zip(self.table, self.signs, self.right, strict=True)
        return {
            "kind": "linear_program",
            "sense": self.sense,
            "objective": self._text(self.costs),
            "constraints": [f"{self._text(row)} {sign} {bound}" for row, sign, bound in rows],
            "free": self.free,
        }

    def _text(self, row: list[int]) -> str:
        return " + ".join(f"({c})*{name}" for c, name in zip(row, self.names, strict=True))

    def solved(self) -> tuple[str, float | None]:
        """Return its status and optimal value, by HiGHS."""
        side = -1 if self.sense == "max" else 1
        rows = [*zip(self.table, self.signs, self.right, strict=True)]
        upper = [(row, b) for row, sign, b in rows if sign == "<="]
        upper += [([-x for x in row], -b) for row, sign, b in rows if sign == ">="]
        equal = [(row, b) for row, sign, b in rows if sign == "=="]
        found = optimize.linprog(
            [side * c for c in self.costs],
            A_ub=[row for row, _ in upper] or None,
            b_ub=[b for _, b in upper] or None,
            A_eq=[row for row, _ in equal] or None,
            b_eq=[b for _, b in equal] or None,
            bounds=[(None, None) if name in self.free else (0, None) for name in self.names],
            options={"presolve": False},
        )
        status = {0: "optimal", 2: "infeasible", 3: "unbounded"}[found.status]
        return status, side * found.fun if status == "optimal" else None

    def wrong(self, rows: Rows) -> str:
        """Say what is wrong with an answer, or nothing."""
        status, optimum = self.solved()
        said = next((row["word"] for row in rows if row["key"] == "program"), "optimal")
        if said != status:
            return f"it is {status}"
        value = [_number(row["value"]) for row in rows if row["key"] == self.sense]
        return "" if optimum is None or abs(value[0] - optimum) < CLOSE else f"the value is {optimum}"


def linear_program(draw: random.Random) -> Case:
    """A small program, judged by HiGHS."""
    size, count = draw.randint(1, 4), draw.randint(1, 5)
    names = [f"x{i + 1}" for i in range(size)]
    costs = [draw.randint(-4, 5) for _ in names]
    table = [[draw.randint(-2, 4) for _ in names] for _ in range(count)]
    table = [row if any(row) else [1] * size for row in table]
    signs = [draw.choice(("<=", "<=", "<=", ">=", "==")) for _ in table]
    right = [draw.randint(-1, 9) for _ in table]
    free = [name for name in names if draw.random() < 0.15]
    program = _Program(draw.choice(("max", "min")), names, costs, table, signs, right, free)
    return Case(program.part, program.wrong)


_Conditions = list[dict[str, Any]]


def _drawn_set(draw: random.Random, size: int) -> tuple[dict[str, Any], _Conditions]:
    """Return the keys of a set, and what holds on it, as SLSQP takes it (none for the l1 ball)."""
    kind = draw.choice(("box", "ball", "halfspace", "affine", "simplex", "l1 ball", "second-order cone"))
    a, b = [draw.choice((-2, -1, 1, 2, 3)) for _ in range(size)], draw.randint(-3, 5)
    lower = [draw.randint(-3, 1) for _ in range(size)]
    upper = [x + draw.randint(0, 4) for x in lower]
    radius = draw.randint(1, 5)

    def at_least_0(function: Callable[[Any], Any]) -> dict[str, Any]:
        return {"type": "ineq", "fun": function}

    def at_0(function: Callable[[Any], Any]) -> dict[str, Any]:
        return {"type": "eq", "fun": function}

    found: dict[str, tuple[dict[str, Any], _Conditions]] = {
        "box": (
            {"lower": lower, "upper": upper},
            [at_least_0(lambda x: x - lower), at_least_0(lambda x: upper - x)],
        ),
        "ball": ({"radius": radius, "centre": a}, [at_least_0(lambda x: radius**2 - np.sum((x - a) ** 2))]),
        "halfspace": ({"normal": a, "offset": b}, [at_least_0(lambda x: b - np.dot(a, x))]),
        "affine": ({"matrix": [a], "right": [b]}, [at_0(lambda x: b - np.dot(a, x))]),
        "simplex": ({"total": radius}, [at_0(lambda x: radius - np.sum(x)), at_least_0(lambda x: x)]),
        "l1 ball": ({"radius": radius}, []),
        "second-order cone": ({}, [at_least_0(lambda x: x[-1] - np.sqrt(np.sum(x[:-1] ** 2) + 1e-18))]),
    }
    keys, conditions = found[kind]
    return {"set": kind, **keys}, conditions


def set_projection(draw: random.Random) -> Case:
    """A point and a set, projected by SLSQP."""
    size = draw.randint(2, 4)
    y = [draw.randint(-6, 6) for _ in range(size)]
    keys, conditions = _drawn_set(draw, size)

    def wrong(rows: Rows) -> str:
        p = np.array(_point(rows[0]))
        if keys["set"] == "l1 ball":
            return _smooth(p, y, [np.array(s) for s in np.ndindex(*([2] * size))], keys["radius"])
        found = optimize.minimize(
            lambda x: np.sum((x - y) ** 2), p + 0.1, constraints=conditions, method="SLSQP", tol=1e-12
        )
        best = found.fun if found.success else np.inf
        return "" if np.sum((p - y) ** 2) <= best + 1e-5 else f"{found.x} is nearer"

    return Case({"kind": "set_projection", "point": y, **keys}, wrong)


def _smooth(p: Any, y: list[int], signs: list[Any], radius: int) -> str:
    """Judge the projection on the l1 ball as one on the intersection of its halfspaces."""
    rows = np.array([2 * s - 1 for s in signs])
    if np.max(rows @ p) > radius + 1e-9:
        return "it lies outside"
    held = [{"type": "ineq", "fun": lambda x: radius - rows @ x}]
    found = optimize.minimize(
        lambda x: np.sum((x - y) ** 2), p * 0.9, constraints=held, method="SLSQP", tol=1e-12
    )
    return "" if np.sum((p - y) ** 2) <= found.fun + 1e-5 else f"{found.x} is nearer"


def kkt(draw: random.Random) -> Case:
    """A quadratic with linear constraints or a disc, whose global optimum SLSQP finds from many starts."""
    size = draw.choice((1, 2, 2))
    f = quadratic(draw, size, is_convex=draw.random() < 0.5)
    g = [drawn(draw, size, 1, 0.9) for _ in range(draw.randint(1, 2))]
    bounds = [draw.randint(1, 5) for _ in g]
    is_disc = draw.random() < 0.4
    texts = [f"{item.text} <= {b}" for item, b in zip(g, bounds, strict=True)]
    texts += [" + ".join(f"{n}**2" for n in NAMES[:size]) + " <= 4"] if is_disc else []
    sense = draw.choice(("min", "max"))
    side = 1 if sense == "min" else -1

    def wrong(rows: Rows) -> str:
        value = [_number(row["value"]) for row in rows if row["key"] == sense]
        held: list[dict[str, Any]] = [
            {"type": "ineq", "fun": lambda x, item=item, b=b: b - item.at(list(x))}
            for item, b in zip(g, bounds, strict=True)
        ]
        held += [{"type": "ineq", "fun": lambda x: 4 - np.sum(x**2)}] if is_disc else []
        rng, best = np.random.default_rng(3), np.inf
        for _ in range(12):
            found = optimize.minimize(
                lambda x: side * f.at(list(x)), rng.uniform(-2, 2, size), constraints=held, method="SLSQP"
            )
            feasible = all(np.min(item["fun"](found.x)) > -1e-7 for item in held)
            best = min(best, found.fun) if feasible and np.isfinite(found.fun) else best
        if value and best < side * value[0] - 1e-4 * (1 + abs(value[0])):
            return f"there is a value of {side * best}"
        if is_disc and not value and best < np.inf:
            return "an optimum exists"
        return ""

    return Case({"kind": "kkt", "sense": sense, "objective": f.text, "constraints": texts}, wrong)


KINDS: dict[str, Callable[[random.Random], Case]] = {
    "stationary": stationary,
    "descent": descent,
    "linear_program": linear_program,
    "set_projection": set_projection,
    "kkt": kkt,
}


def cases(kind: str, count: int, seed: int) -> Iterator[Case]:
    """Yield random cases of a kind."""
    draw = random.Random(f"{kind} {seed}")
    return (KINDS[kind](draw) for _ in range(count))
