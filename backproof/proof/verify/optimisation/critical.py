"""Checks of stationary points and of descent."""

from fractions import Fraction
from operator import add, mul

import numpy as np

from backproof.proof.verify.claims import CHECKS, require
from backproof.proof.verify.exact import entries, entry, said, same
from backproof.proof.verify.optimisation.jets import at_curve, check_lines_of, jet


def check_stationary(claim, answer):
    """Judge stationary points by their jets, the certificates of their classes, and Newton's method."""
    rows, names, f = said(claim, answer), claim["variables"], claim["f"]
    check_lines_of(claim, ("gradient", "Hessian"))
    known, kinds = [], {}
    for row, shown in zip(rows, claim["points"], strict=False):
        other = 3 if "k_" in "".join(shown["free"]) else Fraction(3, 7)
        for t in (0, other, -2) if shown["free"] else (0,):
            at = entries(row["value"], dict.fromkeys(shown["free"], t))
            found = jet(f, names, at)
            require(all(same(Fraction(0), x) for x in found.slope), f"no gradient of 0 at {row['value']}")
            check_class(f, names, at, found, row["word"], shown)
            kinds.setdefault(row["word"], []).append(found.value)
        known.append(row)
    for row in rows[len(known) :]:
        word = {"min": "global minimum", "max": "global maximum"}.get(row["key"])
        require(not word or all(same(entry(row["value"]), x) for x in kinds[word]), "another value")
    require(len(known) == claim["count"], "another number of points")
    pairs = list(zip(known, claim["points"], strict=True))
    starts = np.random.default_rng(1).uniform(-3, 3, (40, len(names)))
    for end in filter(None, (newton(f, names, at) for at in starts)):
        near = [row for row, x in pairs if x["free"] or np.allclose(entries(row["value"]), end, atol=1e-4)]
        require(near or is_outside(f, names, end), f"the gradient is 0 at {np.round(end, 6)}, too")
    return f"{len(known)} points exact; Newton's method from 40 starts finds no other"


CHECKS["stationary"] = check_stationary


def is_outside(f, names, end):
    """Return whether a function has no value at a point or near by: there, a gradient may tend to 0."""
    steps = [np.zeros(len(names)), *(sign * 1e-5 * row for row in np.eye(len(names)) for sign in (-1, 1))]
    for step in steps:
        try:
            value = entry(f, dict(zip(names, map(float, np.array(end, float) + step), strict=True)))
        except (ArithmeticError, ValueError):
            return True
        if not (np.isreal(value) and np.isfinite(value)):
            return True
    return False


def check_class(f, names, at, found, word, shown):  # noqa: PLR0913, PLR0917
    """Judge a class by the Hessian, or else by values near the point, on curves, or far out."""
    bends = np.linalg.eigvalsh(found.bend.astype(float))
    low, high, sense = min(bends), max(bends), (-1 if word.endswith("maximum") else 1)
    near = np.random.default_rng(2).uniform(-1, 1, (200, len(names)))

    def gap(point):
        return float(entry(f, dict(zip(names, point, strict=True))) - found.value) * sense

    if word.endswith("point"):
        ts, keys = (Fraction(1, 10), Fraction(1, 999)), {"lower", "higher"} & set(shown)
        curves = {key: [gap(at_curve(shown[key], t)) for t in ts] for key in keys}
        holds = (low < -1e-9 and high > 1e-9) or (max(curves["lower"]) < 0 < min(curves["higher"]))
        require(holds, f"no {word}")
        return
    require(min(low * sense, high * sense) > -1e-9, f"the Hessian is not that of a {word}")
    for scale in (1e-2,) if word.startswith("local") else (1e-2, 1, 10):
        gaps = [gap([float(a) + scale * x for a, x in zip(at, step, strict=True)]) for step in near]
        real = [x for x in gaps if not isinstance(x, complex)]
        require(all(not x < -1e-9 * (1 + abs(float(found.value))) for x in real), f"no {word}")
    require("better" not in shown or gap(entries(shown["better"])) < 0, "no better value")
    require("beyond" not in shown or gap(at_curve(shown["beyond"], 10**6)) < 0, "no better value far out")


def newton(f, names, at):
    """Return where Newton's method for a zero of the gradient ends; None if it does not."""
    try:
        for _ in range(60):
            found = jet(f, names, list(map(float, at)))
            step = np.linalg.solve(found.bend.astype(float), found.slope.astype(float))
            at = at - step * min(1, 3 / (np.linalg.norm(step) + 1e-300))
        is_end = np.linalg.norm(step) < 1e-9 and np.linalg.norm(at) < 1e3
        return list(at) if is_end and np.linalg.cond(found.bend.astype(float)) < 1e6 else None
    except (ArithmeticError, ValueError, TypeError, np.linalg.LinAlgError):
        return None


def check_descent(claim, answer):
    """Take the steps again, or hold a direction or step sizes against their own conditions."""
    rows, names, f = said(claim, answer), claim["variables"], claim["f"]
    check_lines_of(claim, ("gradient", "Hessian"))
    values = {row["key"]: entries(row["value"]) for row in rows}
    if claim["ask"] == "step sizes":
        bends = np.linalg.eigvalsh(jet(f, names, [Fraction(0)] * len(names)).bend.astype(float))
        low, high = float(min(bends)), float(max(bends))
        wanted = [2 / high, 2 / (low + high), (high - low) / (high + low)]
        stated = [*map(float, values.values())]
        require(low > 0 and np.allclose(stated, wanted, rtol=1e-9), "other step sizes")
        return "eigenvalues of the Hessian in floats"
    now = before = entries(claim["start"])
    if claim["ask"] == "direction":
        found, p = jet(f, names, now), values["p"]
        left = [sum(map(mul, row, p)) + g for row, g in zip(found.bend, found.slope, strict=True)]
        slope, ends = sum(map(mul, found.slope, p)), map(add, now, p)
        require(all(same(Fraction(0), x) for x in left), "H p + g is not 0")
        require(same(slope, values["slope"]) and all(map(same, ends, values["x1"])), "another slope or end")
        require(("a" if slope < 0 else "no") == rows[0]["word"].split()[0], "another verdict")
        return "H p = -g multiplied out"
    for row in rows:
        at = moved(claim, now, before) if claim["method"] == "Nesterov" else now
        found = jet(f, names, at)
        slope, bend = found.slope, found.bend
        if claim["method"] == "Newton":
            size, end = entry(claim["size"]), entries(row["value"])
            p = [(x - a) / size for x, a in zip(end, at, strict=True)]
            left = [sum(map(mul, line, p)) + g for line, g in zip(bend, slope, strict=True)]
            require(all(same(Fraction(0), x) for x in left), f"{row['key']} is no Newton step")
        else:
            exact = claim["size"] == "exact"
            size = slope @ slope / (slope @ bend @ slope or 1) if exact else entry(claim["size"])
            end = [a - size * g for a, g in zip(at, slope, strict=True)]
            if claim["method"] == "heavy ball":
                end = [a + b - c for a, b, c in zip(end, moved(claim, now, before), now, strict=True)]
            require(all(map(same, end, entries(row["value"]))), f"{row['key']} is another point")
        before, now = now, end
    return f"{len(rows)} steps taken again"


CHECKS["descent"] = check_descent


def moved(claim, now, before):
    """Return an iterate moved on by its momentum."""
    return [a + entry(claim["momentum"]) * (a - b) for a, b in zip(now, before, strict=True)]
