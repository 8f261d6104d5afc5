"""Checks of optima under constraints."""

import math
from contextlib import suppress
from fractions import Fraction
from operator import mul

import numpy as np

from backproof.proof.verify.claims import CHECKS, require
from backproof.proof.verify.exact import entries, entry, said, same
from backproof.proof.verify.optimisation.critical import newton
from backproof.proof.verify.optimisation.jets import jet


def bounds(x):
    """Return the numbers of nested texts, infinite ones among them."""
    return (
        [bounds(part) for part in x]
        if isinstance(x, list)
        else float(x.replace("oo", "inf"))
        if "oo" in x
        else entry(x)
    )


def check_linear_program(claim, answer):
    """Judge points and multipliers of a linear program in exact fractions, or the certificate of none."""
    rows, signs, free = entries(claim["rows"]), claim["signs"], claim["free"]
    costs, right, side = (
        entries(claim["costs"]),
        entries(claim["right"]),
        1 if claim["sense"] == "max" else -1,
    )
    stated = [(row["key"], entries(row["value"])) for row in said(claim, answer) if row["value"]]
    usual = "<=" if side == 1 else ">="
    value = next((x for key, x in stated if key == claim["sense"]), None)

    def dot(a, b):
        return sum(map(mul, a, b))

    def fits(point, bounds):
        gaps = [dot(row, point) - b for row, b in zip(rows, bounds, strict=True)]
        holds = [g == 0 or (s != "==" and (g < 0) == (s == "<=")) for g, s in zip(gaps, signs, strict=True)]
        return all(holds) and all(x >= 0 or is_free for x, is_free in zip(point, free, strict=True))

    for key, x in stated:
        if key == "x":
            require(fits(x, right) and (value is None or dot(costs, x) == value), f"{x} is not such a point")
        if key == "d":
            gain = dot(costs, x) * side
            require(
                fits(x, [0] * len(rows)) and (gain > 0 if value is None else gain == 0), "no such direction"
            )
        if key == "y" and claim["status"] == "optimal":
            y = [v if s in (usual, "==") else -v for v, s in zip(x, signs, strict=True)]
            require(all(v >= 0 or s == "==" for v, s in zip(x, signs, strict=True)), "a multiplier's sign")
            gaps = [
                (dot(y, column) - c) * side for column, c in zip(zip(*rows, strict=True), costs, strict=True)
            ]
            require(all(g == 0 or (g > 0 and not f) for g, f in zip(gaps, free, strict=True)), "not feasible")
            require(dot(y, right) == value, "the values differ")
        if key == "y" and claim["status"] == "infeasible":
            turned = [v if s == "<=" else -v for v, s in zip(x, signs, strict=True) if s != "=="]
            sums = [dot(x, column) for column in zip(*rows, strict=True)]
            require(all(v >= 0 for v in turned) and dot(x, right) < 0, "no contradiction")
            require(all(g == 0 or (g > 0 and not f) for g, f in zip(sums, free, strict=True)), "a sum's sign")
    need = {"optimal": {"x", "y", claim["sense"]}, "infeasible": {"y"}, "unbounded": {"x", "d"}}
    require(need[claim["status"]] <= {key for key, _ in stated}, "a certificate is gone")
    return f"{claim['status']}, by certificates in fractions"


CHECKS["linear_program"] = check_linear_program


def check_set_projection(claim, answer):
    """Judge a projection by the set's own condition on y - p."""
    (row,), given, name = said(claim, answer), claim["given"], claim["set"]
    y, p = (np.array(entries(x), object).astype(float) for x in (claim["target"], row["value"]))
    g = y - p
    n = {key: np.array(bounds(x), object).astype(float) for key, x in given.items()}

    def small(x):
        return bool(np.max(np.abs(x), initial=0) < 1e-9 * (1 + np.max(np.abs(y))))

    def least(x):
        return bool(np.min(x) > -1e-9 * (1 + np.max(np.abs(y))))

    if name == "box":
        holds = (
            least(p - n["lower"])
            and least(n["upper"] - p)
            and all(
                abs(d) < 1e-9 or same(at, hi if d > 0 else lo)
                for d, at, lo, hi in zip(g, map(float, p), n["lower"], n["upper"], strict=True)
            )
        )
    elif name in ("ball", "halfspace"):
        a, room = (
            (p - n["centre"], n["radius"] - np.linalg.norm(p - n["centre"]))
            if name == "ball"
            else (n["normal"], n["offset"] - n["normal"] @ p)
        )
        holds = least(room) and (small(g) or (small(room) and small(g - (g @ a) / (a @ a) * a) and g @ a > 0))
    elif name == "affine":
        a = n["matrix"]
        holds = small(a @ p - n["right"]) and small(g - a.T @ np.linalg.lstsq(a.T, g, rcond=None)[0])
    elif name == "simplex":
        holds = small(np.sum(p) - n["total"]) and least(p) and small((np.max(g) - g) * p)
    elif name == "l1 ball":
        inside = n["radius"] - np.sum(np.abs(p))
        holds = (
            least(inside)
            and small(g @ p - np.max(np.abs(g)) * np.sum(np.abs(p)))
            and (small(g) or small(inside))
        )
    elif name == "second-order cone":
        holds = (
            least(p[-1] - np.linalg.norm(p[:-1])) and least(-g[-1] - np.linalg.norm(g[:-1])) and small(g @ p)
        )
    else:
        holds = (
            small(p - p.T) and small(p @ g) and least(np.linalg.eigvalsh(p)) and least(-np.linalg.eigvalsh(g))
        )
    require(holds, "p is not the nearest point")
    return "feasible, and y - p is normal to the set, in floats"


CHECKS["set_projection"] = check_set_projection


def check_kkt(claim, answer):
    """Judge KKT points by jets, and their verdicts by values at feasible points, far and near."""
    rows, names, side = said(claim, answer), claim["variables"], 1 if claim["sense"] == "min" else -1
    points = [row for row in rows if row["key"] == ", ".join(names)]
    f, best = f"{side}*({claim['f']})", []
    for row, shown in zip(points, claim["points"], strict=True):
        free = dict.fromkeys(shown["free"], Fraction(3, 7))
        at = entries(row["value"], free)
        g, h = ([jet(text, names, at) for text in claim[key]] for key in ("inequalities", "equations"))
        require(
            all(x.value <= 1e-9 for x in g) and all(same(Fraction(0), x.value) for x in h), "not feasible"
        )
        value = jet(f, names, at)
        if "mu" in shown:
            mu, nu = entries(shown["mu"], free), entries(shown["nu"], free)
            pairs = zip([*mu, *nu], [*g, *h], strict=True)
            left = sum((m * x.slope for m, x in pairs), value.slope)
            require(
                all(same(Fraction(0), x) for x in left), f"the Lagrangian is not stationary at {row['value']}"
            )
            require(
                all(m >= 0 and same(Fraction(0), m * x.value) for m, x in zip(mu, g, strict=True)),
                "slackness",
            )
        near = {scale: feasible_values(claim, f, at, scale) for scale in (1e-2, 1.0, 10.0)}
        low = {scale: min(found, default=math.inf) - float(value.value) for scale, found in near.items()}
        if row["word"].startswith("global"):
            require(min(low.values()) > -1e-6 and min(low.values()) < math.inf, "a feasible value is better")
            best.append(value.value * side)
        require(not row["word"].startswith("local") or low[1e-2] > -1e-9, "better values nearby")
        require(not row["word"].startswith("no") or low[1e-2] < -1e-9, "no better value nearby")
    stated = [entry(row["value"]) for row in rows if row["key"] == claim["sense"]]
    require(len(stated) == bool(best) and all(same(x, y) for x in stated for y in best), "another value")
    signed = ", ".join(claim["symbols"][: len(claim["inequalities"])])
    given = [row["value"] for row in rows if row["key"] == signed]
    wanted = [shown["mu"] for shown in claim["points"] if "mu" in shown]
    require(given in ([], wanted), "other multipliers")
    if factors := list(map(float, entries(claim["infeasible"]))):
        pairs = zip(claim["infeasible"], (*claim["inequalities"], *claim["equations"]), strict=True)
        whole = " + ".join(f"({factor})*({text})" for factor, text in pairs)
        signed = factors[: len(claim["inequalities"])]
        require(not points and min([*signed, 0]) >= 0, "a multiplier is negative")
        rng = np.random.default_rng(6)
        drawn = [list(map(float, rng.normal(0, 10.0 ** (i % 3), len(names)))) for i in range(60)]
        least = [at for at in (newton(whole, names, at) for at in drawn[:6]) if at]
        for at in (*drawn, *least):
            require(entry(whole, dict(zip(names, at, strict=True))) > 0, f"{at} is not excluded")
        return "their sum with multipliers is positive in floats, far out and where it is least"
    return f"{len(points)} points exact, values at feasible points; not checked: that no point is missing"


CHECKS["kkt"] = check_kkt


def feasible_values(claim, f, at, scale):
    """Return values of f at random points that were moved onto the constraints."""
    rng, names, found = np.random.default_rng(3), claim["variables"], []
    for start in rng.uniform(-1, 1, (60, len(names))):
        x = np.array([float(a) for a in at]) + scale * start
        with suppress(ArithmeticError, np.linalg.LinAlgError):  # Outside of a domain, there are no values.
            for _ in range(25):
                jets = [jet(text, names, list(x)) for text in (*claim["inequalities"], *claim["equations"])]
                off = [j for i, j in enumerate(jets) if j.value > 0 or i >= len(claim["inequalities"])]
                if max((abs(j.value) for j in off), default=0) < 1e-13 * (1 + x @ x):
                    found.append(entry(f, dict(zip(names, map(float, x), strict=True))))
                    break
                rows = np.array([j.slope for j in off], dtype=float)
                x = x - np.linalg.pinv(rows) @ np.array([j.value for j in off], dtype=float)
    return [float(v) for v in found if not isinstance(v, complex) and math.isfinite(v)]
