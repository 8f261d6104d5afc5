"""Checks of optima under constraints."""

import math
from contextlib import suppress
from fractions import Fraction
from itertools import islice
from operator import mul

import numpy as np

from backproof.proof.verify.claims import CHECKS, require
from backproof.proof.verify.exact import entries, entry, said, same
from backproof.proof.verify.optimisation.critical import newton
from backproof.proof.verify.optimisation.jets import jet


def bounds(x):
    """Return the numbers of nested texts, infinite ones among them."""
    if isinstance(x, list):
        return [bounds(part) for part in x]
    return float(x.replace("oo", "inf")) if "oo" in x else entry(x)


def check_linear_program(claim, answer):
    """Judge points and multipliers of a linear program in exact fractions, or the certificate of none."""
    stated = [(row["key"], entries(row["value"])) for row in said(claim, answer) if row["value"]]
    value = next((x for key, x in stated if key == claim["sense"]), None)
    for key, x in stated:
        if key == "x":
            holds = fits(claim, x, entries(claim["right"]))
            require(holds and (value is None or dot(entries(claim["costs"]), x) == value), "no such point")
        if key == "d":
            gain = dot(entries(claim["costs"]), x) * (1 if claim["sense"] == "max" else -1)
            holds = fits(claim, x, [0] * len(claim["rows"])) and (gain > 0 if value is None else gain == 0)
            require(holds, "no such direction")
        if key == "y" and claim["status"] != "unbounded":
            check_multipliers(claim, x, value)
    need = {"optimal": {"x", "y", claim["sense"]}, "infeasible": {"y"}, "unbounded": {"x", "d"}}
    require(need[claim["status"]] <= {key for key, _ in stated}, "a certificate is gone")
    return f"{claim['status']}, by certificates in fractions"


CHECKS["linear_program"] = check_linear_program


def dot(a, b):
    """Return the inner product of two lists."""
    return sum(map(mul, a, b))


def fits(claim, point, right):
    """Return whether a point satisfies the rows of a linear program with other right sides."""
    gaps = [dot(row, point) - b for row, b in zip(entries(claim["rows"]), right, strict=True)]
    pairs = zip(gaps, claim["signs"], strict=True)
    holds = [gap == 0 or (sign != "==" and (gap < 0) == (sign == "<=")) for gap, sign in pairs]
    return all(holds) and all(x >= 0 or is_free for x, is_free in zip(point, claim["free"], strict=True))


def check_multipliers(claim, x, value):
    """Judge multipliers of the rows: of the value's bound, or of a contradiction."""
    costs, right = entries(claim["costs"]), entries(claim["right"])
    columns = zip(*entries(claim["rows"]), strict=True)
    if claim["status"] == "optimal":
        side, usual = (1, "<=") if claim["sense"] == "max" else (-1, ">=")
        y = [v if s in (usual, "==") else -v for v, s in zip(x, claim["signs"], strict=True)]
        signed = [v for v, s in zip(x, claim["signs"], strict=True) if s != "=="]
        gaps = [(dot(y, column) - c) * side for column, c in zip(columns, costs, strict=True)]
        require(dot(y, right) == value, "the values differ")
    else:
        signed = [v if s == "<=" else -v for v, s in zip(x, claim["signs"], strict=True) if s != "=="]
        gaps = [dot(x, column) for column in columns]
        require(dot(x, right) < 0, "no contradiction")
    require(all(v >= 0 for v in signed), "a multiplier's sign")
    require(all(g == 0 or (g > 0 and not f) for g, f in zip(gaps, claim["free"], strict=True)), "no bound")


class Projected:
    """A point p, the step g from it to y, and comparisons with 0 relative to the size of y."""

    def __init__(self, y, p):
        self.p, self.g, self.room = p, y - p, 1e-9 * (1 + np.max(np.abs(y)))

    def small(self, x):
        """Return whether all entries are 0."""
        return bool(np.max(np.abs(x), initial=0) < self.room)

    def least(self, x):
        """Return whether no entry is negative."""
        return bool(np.min(x) > -self.room)


def in_box(at, lower, upper):
    """Return whether p is within, and at a bound wherever g points out of the box."""
    ends = zip(at.g, map(float, at.p), lower, upper, strict=True)
    outer = all(abs(d) < 1e-9 or same(x, hi if d > 0 else lo) for d, x, lo, hi in ends)
    return at.least(at.p - lower) and at.least(upper - at.p) and outer


def along(at, a, room):
    """Return whether p is within, and g is 0 or points out along a where there is no room."""
    return at.least(room) and (
        at.small(at.g) or (at.small(room) and at.small(at.g - (at.g @ a) / (a @ a) * a) and at.g @ a > 0)
    )


def in_affine_set(at, matrix, right):
    """Return whether p solves the equations, and g is a combination of their rows."""
    across = at.g - matrix.T @ np.linalg.lstsq(matrix.T, at.g, rcond=None)[0]
    return at.small(matrix @ at.p - right) and at.small(across)


def in_l1_ball(at, radius):
    """Return whether p is in the l1 ball, and g attains its largest product with the ball there."""
    inside, reached = radius - np.sum(np.abs(at.p)), at.g @ at.p - np.max(np.abs(at.g)) * np.sum(np.abs(at.p))
    return at.least(inside) and at.small(reached) and (at.small(at.g) or at.small(inside))


# The condition on p and g = y - p of each set: p is in it, and g normal to it there.
NEAREST = {
    "box": in_box,
    "ball": lambda at, centre, radius: along(at, at.p - centre, radius - np.linalg.norm(at.p - centre)),
    "halfspace": lambda at, normal, offset: along(at, normal, offset - normal @ at.p),
    "affine": in_affine_set,
    "simplex": lambda at, total: at.least(at.p) and at.small([sum(at.p) - total, *(max(at.g) - at.g) * at.p]),
    "l1 ball": in_l1_ball,
    "second-order cone": lambda at: (
        at.small(at.g @ at.p) and all(at.least(x[-1] - np.linalg.norm(x[:-1])) for x in (at.p, -at.g))
    ),
    "semidefinite": lambda at: (
        at.small([at.p - at.p.T, at.p @ at.g]) and at.least([*map(np.linalg.eigvalsh, (at.p, -at.g))])
    ),
}


def check_set_projection(claim, answer):
    """Judge a projection by the set's own condition on y - p."""
    (row,) = said(claim, answer)
    y, p = (np.array(entries(x), object).astype(float) for x in (claim["target"], row["value"]))
    given = {key: np.array(bounds(x), object).astype(float) for key, x in claim["given"].items()}
    require(NEAREST[claim["set"]](Projected(y, p), **given), "p is not the nearest point")
    return "feasible, and y - p is normal to the set, in floats"


CHECKS["set_projection"] = check_set_projection


def check_kkt(claim, answer):
    """Judge KKT points by jets, and their verdicts by values at feasible points, far and near."""
    rows, names, side = said(claim, answer), claim["variables"], 1 if claim["sense"] == "min" else -1
    points = [row for row in rows if row["key"] == ", ".join(names)]
    f, pairs = f"{side}*({claim['f']})", zip(points, claim["points"], strict=True)
    values = [(row["word"], side * check_point(claim, row, shown, f)) for row, shown in pairs]
    best = [value for word, value in values if word.startswith("global")]
    stated = [entry(row["value"]) for row in rows if row["key"] == claim["sense"]]
    require(len(stated) == bool(best) and all(same(x, y) for x in stated for y in best), "another value")
    mu = claim["symbols"][: len(claim["inequalities"])]
    given = [row["value"] for row in rows if row["key"] == ", ".join(mu)]
    require(given in ([], [x["mu"] for x in claim["points"] if "mu" in x]), "other multipliers")
    if factors := list(map(float, entries(claim["infeasible"]))):
        require(not points, "points of an empty set")
        return check_exclusion(claim, factors)
    return f"{len(points)} points exact, values at feasible points; not checked: that no point is missing"


CHECKS["kkt"] = check_kkt


def check_point(claim, row, shown, f):
    """Judge one KKT point with its multipliers and its verdict; return the value of f."""
    free, names = dict.fromkeys(shown["free"], Fraction(3, 7)), claim["variables"]
    at = entries(row["value"], free)
    g, h = ([jet(text, names, at) for text in claim[key]] for key in ("inequalities", "equations"))
    holds = [x.value < 0 if i in claim["strict"] else x.value <= 1e-9 for i, x in enumerate(g)]
    require(all(holds) and all(same(Fraction(0), x.value) for x in h), "not feasible")
    value = jet(f, names, at)
    if "mu" in shown:
        mu, nu = entries(shown["mu"], free), entries(shown["nu"], free)
        left = sum((m * x.slope for m, x in zip([*mu, *nu], [*g, *h], strict=True)), value.slope)
        require(all(same(Fraction(0), x) for x in left), f"not stationary at {row['value']}")
        slack = [m >= 0 and same(Fraction(0), m * x.value) for m, x in zip(mu, g, strict=True)]
        require(all(slack), "slackness")
    near = {scale: feasible_values(claim, f, at, scale) for scale in (1e-2, 1.0, 10.0)}
    low = {scale: min(found, default=math.inf) - float(value.value) for scale, found in near.items()}
    if row["word"].startswith("global"):
        require(min(low.values()) > -1e-6 and min(low.values()) < math.inf, "a feasible value is better")
    require(not row["word"].startswith("local") or low[1e-2] > -1e-9, "better values nearby")
    require(not row["word"].startswith("no") or low[1e-2] < -1e-9, "no better value nearby")
    return value.value


def check_exclusion(claim, factors):
    """Judge multipliers with which the constraints' sum is positive everywhere."""
    pairs = zip(claim["infeasible"], (*claim["inequalities"], *claim["equations"]), strict=True)
    whole = " + ".join(f"({factor})*({text})" for factor, text in pairs)
    signed, names = factors[: len(claim["inequalities"])], claim["variables"]
    require(min([*signed, 0]) >= 0, "a multiplier is negative")
    rng = np.random.default_rng(6)
    drawn = [list(map(float, rng.normal(0, 10.0 ** (i % 3), len(names)))) for i in range(60)]
    for at in (*drawn, *filter(None, (newton(whole, names, at) for at in drawn[:6]))):
        require(entry(whole, dict(zip(names, at, strict=True))) > 0, f"{at} is not excluded")
    return "their sum with multipliers is positive in floats, far out and where it is least"


def feasible_values(claim, f, at, scale):
    """Return values of f at random points that were moved onto the constraints."""
    rng, names, found = np.random.default_rng(3), claim["variables"], []
    for start in rng.uniform(-1, 1, (60, len(names))):
        x = np.array([float(a) for a in at]) + scale * start
        with suppress(ArithmeticError, np.linalg.LinAlgError):  # Outside of a domain, there are no values.
            for _ in range(25):
                jets = [jet(text, names, list(x)) for text in (*claim["inequalities"], *claim["equations"])]
                off = [j for i, j in enumerate(jets) if not j.value <= 0 or i >= len(claim["inequalities"])]
                if max((abs(j.value) for j in off), default=0) < 1e-13 * (1 + x @ x):
                    found.append(entry(f, dict(zip(names, map(float, x), strict=True))))
                    break
                rows = np.array([j.slope for j in off], dtype=float)
                x = x - np.linalg.pinv(rows) @ np.array([j.value for j in off], dtype=float)
    return [float(v) for v in found if not isinstance(v, complex) and math.isfinite(v)]


def check_dual(claim, answer):
    """Judge a dual function by values of the Lagrangian, and a pair of optimal points by the constraints."""
    rows, rng = [row["value"] for row in said(claim, answer)], np.random.default_rng(8)
    dual, (point, multipliers, *optima) = rows[0], entries(rows[1:5])
    require(rows[5:] == claim["slopes"], "other conditions")
    names, symbols, count = claim["variables"], claim["symbols"], len(claim["inequalities"])
    sides, turned = [*claim["inequalities"], *claim["equations"]], 1 if claim["sense"] == "min" else -1

    def gap(x, m):
        at = dict(zip(names, x, strict=True))
        whole = entry(claim["f"], at) - entry(dual, dict(zip(symbols, m, strict=True)))
        return turned * whole + dot(m, [entry(text, at) for text in sides])

    for drawn in islice(drawn_multipliers(claim, rng), 20):
        m = bounded_below(claim, drawn, gap) if claim["slopes"] else drawn
        least = entries(claim["inner"], dict(zip(symbols, m, strict=True)))
        require(same(0, gap(least, m)), "the dual function is not taken where it is stated")
        moves = rng.integers(-16, 17, (10, len(names)))
        near = [[x + Fraction(int(k), 8) for x, k in zip(least, ks, strict=True)] for ks in moves]
        require(all(x > -1e-9 for x in real(gap, near, m)), "the Lagrangian has a better value")
    at, own = dict(zip(names, point, strict=True)), dict(zip(symbols, multipliers, strict=True))
    held = [entry(text, at) for text in sides]
    holds = all(x <= 0 or same(0, x) for x in held[:count]) and all(same(0, x) for x in held[count:])
    holds = holds and all(same(0, x) for x in entries(claim["slopes"], own))
    holds = holds and all(x > 0 for x in entries(claim["positive"], own))
    require(holds and min([0, *multipliers[:count]]) == 0, "the pair is not feasible")
    require(all(same(entry(*x), y) for x in ((claim["f"], at), (dual, own)) for y in optima), "values differ")
    return "a feasible pair with equal values; the dual function against 10 values each of 20 Lagrangians"


CHECKS["dual"] = check_dual


def drawn_multipliers(claim, rng):
    """Yield multipliers at random, those of inequalities above 0, where the dual function is stated."""
    symbols, count = claim["symbols"], len(claim["inequalities"])
    for _ in range(2000):
        drawn = [Fraction(int(k), 4) for k in rng.integers(-20, 21, len(symbols))]
        m = [abs(x) + Fraction(1, 8) if i < count else x for i, x in enumerate(drawn)]
        if all(x > 0 for x in entries(claim["positive"], dict(zip(symbols, m, strict=True)))):
            yield m


def real(gap, points, m):
    """Yield the gaps at those points at which the functions have values."""
    for x in points:
        with suppress(ArithmeticError, ValueError):
            found = complex(gap(x, m))
            if found.imag == 0 and math.isfinite(found.real):
                yield found.real


def bounded_below(claim, m, gap):
    """Demand affine Lagrangians with the slopes; return multipliers near m at which these are 0."""
    symbols, size, zero = claim["symbols"], len(m), [Fraction(0)] * len(claim["variables"])
    side = 1 if claim["sense"] == "min" else -1

    def slopes(at):
        return entries(claim["slopes"], dict(zip(symbols, at, strict=True)))

    for vector, slope in zip(entries(claim["directions"]), slopes(m), strict=True):
        rises = [gap([k * x for x in vector], m) - gap(zero, m) for k in (1, -1, 1000)]
        pairs = zip((side, -side, 1000 * side), rises, strict=True)
        require(all(same(k * slope, x) for k, x in pairs), "another slope")
    start = np.array(slopes([0] * size), dtype=float)
    rows = [np.array(slopes([int(i == j) for j in range(size)]), dtype=float) - start for i in range(size)]
    point = np.array(m, dtype=float)
    return list(map(float, point - np.linalg.pinv(np.transpose(rows)) @ (np.transpose(rows) @ point + start)))
