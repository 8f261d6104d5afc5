"""Checks of convexity and of subgradients."""

import math
from itertools import pairwise

import numpy as np

from backproof.proof.verify.claims import CHECKS, UncheckedError, require
from backproof.proof.verify.exact import entries, entry, said, same
from backproof.proof.verify.language import Scope, defined
from backproof.proof.verify.optimisation.constrained import bounds
from backproof.proof.verify.optimisation.jets import at_curve, check_lines_of, jet
from backproof.proof.verify.points import close, places


def check_convexity(claim, answer):
    """Judge verdicts by midpoints of random segments and by jets, and witnesses by their values."""
    rows = said(claim, answer)
    words, m = {row["word"] for row in rows}, [float(entry(row["value"])) for row in rows if row["value"]]
    check_lines_of(claim, ("Hessian",))
    if "convex" in words:
        judge_segments(claim, m[0] if m else 0)
    if words & {"concave", "strictly concave"}:
        judge_segments({**claim, "f": f"-({claim['f']})"}, 0)
    for key, verdict in (("segment", "not convex"), ("flat", "not strictly convex"), ("arch", "not concave")):
        if claim[key]:
            require(verdict in words and is_witness(claim, key), verdict)
    judge_curvature(claim, m)
    bent = claim["flat"] or claim["segment"]
    shown = {
        "convex": True,
        "not convex": claim["segment"],
        "strictly convex": True,
        "best modulus": m,
        "modulus": m,
    }
    shown |= {"not concave": claim["arch"], "concave": claim["segment"], "strictly concave": claim["segment"]}
    shown |= {"not strictly convex": bent, "strongly convex": m}
    shown |= {"not strongly convex": claim["vanishing"] or bent}
    require(all(shown[word] for word in words), "a witness is gone")
    strict = "strictly convex" in words
    holds = ("convex" in words) >= strict >= ("strongly convex" in words) and strict != bool(bent)
    require(holds, "verdicts that exclude each other")
    return "witnesses exact; convexity on 300 random segments, not proved here"


CHECKS["convexity"] = check_convexity


def value_at(claim, x):
    """Return the value of a claim's function at a point."""
    return float(entry(claim["f"], dict(zip(claim["variables"], x, strict=True))))


def judge_segments(claim, modulus):
    """Require the midpoints of random segments in the domain to lie as low as the modulus demands."""
    rng, ends = np.random.default_rng(12), [bounds(item) for item in claim["domain"]]
    for x, y in np.array([*drawn_in(rng, ends, 600)]).reshape(300, 2, -1):
        at, other, middle = (value_at(claim, map(float, point)) for point in (x, y, (x + y) / 2))
        least = modulus / 8 * np.sum((x - y) ** 2) - 1e-9 * (1 + abs(at))
        require((at + other) / 2 - middle > least, "a segment refutes it")


def drawn_in(rng, ends, count):
    """Yield random points of a box, near its ends and far out."""
    for _ in range(count):
        point = []
        for low, high in ends:
            a, b = (x if math.isfinite(x) else None for x in map(float, (low, high)))
            far = rng.exponential(2) + 1e-6
            between = rng.uniform(a, b) if None not in (a, b) else rng.normal(0, 2.5)
            point.append(float(between if (a is None) == (b is None) else a + far if b is None else b - far))
        yield point


def is_witness(claim, key):
    """Return whether the function lies above a claimed segment in its middle, or on all of it."""
    a, b = (np.array(entries(p), object) for p in claim[key])
    start, end = value_at(claim, a), value_at(claim, b)
    gaps = [value_at(claim, w * a + (1 - w) * b) - w * start - (1 - w) * end for w in (0.5, 0.25, 0.9)]
    flat = max(map(abs, gaps)) < 1e-9 * (1 + abs(start))
    holds = {"segment": gaps[0] > 0, "arch": gaps[0] < 0, "flat": flat}[key]
    return holds and any(x != y for x, y in zip(a, b, strict=True))


def judge_curvature(claim, m):
    """Require a curvature that vanishes along a curve, or that is the modulus at a point."""
    if claim["vanishing"]:
        texts, vector = claim["vanishing"]
        found = list(bends_along(claim, texts, np.array(entries(vector), object)))
        top = found.index(max(found, default=0)) if found else 0
        falls = all(after <= before + 1e-9 for before, after in pairwise(found[top:]))
        require(
            len(found) > 2 and falls and -1e-9 < found[-1] < 0.2 * found[top] + 1e-9, "it does not vanish"
        )
    if claim["tight"]:
        point, vector = (entries(x) for x in claim["tight"])
        require(abs(bend_at(claim, point, np.array(vector, object)) - m[0]) < 1e-6, "another curvature")


def bend_at(claim, point, vector):
    """Return the curvature at a point in a direction."""
    bend = jet(claim["f"], claim["variables"], list(map(float, point))).bend
    return float(vector @ bend @ vector / (vector @ vector))


def bends_along(claim, texts, vector):
    """Yield curvatures along a curve, as far out as floats reach: to one that is 0 beside the largest."""
    largest = 0.0
    for t in 2 ** np.arange(1, 17):
        try:
            found = bend_at(claim, at_curve(texts, int(t)), vector)
        except (ArithmeticError, ValueError):
            return
        largest = max(largest, abs(found))
        if not math.isfinite(found):
            return
        yield found
        if abs(found) < 1e-12 * largest:
            return


def check_matrix_convexity(claim, answer):
    """Judge each part's curvature at midpoints of random segments, and the witnesses by their values."""
    rows = said(claim, answer)
    pairs = pairwise(places(claim, [claim["definition"]]) if claim["nodes"] else ())
    count = sum(judge_parts(claim, rows, *pair) for pair in pairs if pair[0].sizes == pair[1].sizes)
    words = {row["word"] for row in rows}
    for key, shown in claim["witnesses"].items():
        judge_witness(claim, key, shown)
    refuted = {"neither": {"above", "below"}}.get(claim["curvature"], set())
    refuted |= {"flat"} if any(word.startswith("not strictly") for word in words) else set()
    require(refuted <= set(claim["witnesses"]), "a witness is gone")
    require(claim["curvature"] in words or refuted >= {"above"}, "the answer states another curvature")
    if not count and claim["nodes"]:
        raise UncheckedError("no segment was found on which the formula has values")
    return f"{len(claim['nodes'])} parts on {count} random segments, in floats; the rules are not proved here"


CHECKS["matrix_convexity"] = check_matrix_convexity


def on_segment(claim, ends, weights, sizes, functions):
    """Return scopes with the variables on a segment, and the constants of its first end."""
    one, two = ends
    moved = [{n: (1 - w) * one[n] + w * two[n] for n in claim["wrt"]} for w in weights]
    return [Scope(one | names, sizes, functions) for names in moved]


def judge_parts(claim, rows, one, two):
    """Require the curvature of each part on a segment; return whether the formula has values there."""
    scopes = on_segment(claim, (one.names, two.names), (0, 1, 0.5), one.sizes, one.functions)
    inside = [(kind, at.run(text)[0]) for text, kind in claim["domain"] for at in scopes]
    if any(np.min(np.linalg.eigvalsh(x + x.T) if kind == "definite" else x) <= 0 for kind, x in inside):
        return False
    for text, curvature in claim["nodes"]:
        a, b, middle = (scope.run(text)[0] for scope in scopes)
        if not np.all(np.isfinite(a + b + middle)):
            return False
        gap, room = (a + b) / 2 - middle, 1e-9 * (1 + np.max(abs(a)) + np.max(abs(b)))
        bent = {"convex": gap, "concave": -gap, "affine": -abs(gap)}[curvature]
        require(np.min(bent) >= -room, f"{text} is not {curvature}")
        if text == claim["definition"]:
            moduli = [scopes[0].run(row["value"])[0].item() for row in rows if row["word"] == "modulus"]
            apart = sum(np.sum((one.names[name] - two.names[name]) ** 2) for name in claim["wrt"])
            require(bent.item() >= sum(moduli) / 8 * apart - room, "a segment refutes the modulus")
            strict = any(row["word"].startswith(("strict", "strong")) for row in rows)
            require(not (strict and 1e-3 < apart < 1e3) or bent.item() > 0, "a segment is straight")
    return True


def judge_witness(claim, key, shown):
    """Require a segment on which the formula lies above or below its chord, or on it."""
    one, two = ({n: np.array(x, dtype=float) for n, x in end.items()} for end in shown["ends"])
    fixed = {n: np.array(x, dtype=float) for n, x in shown["constants"].items()}
    scopes = on_segment(
        claim, (fixed | one, two), (0, 1, 0.5, 0.25), shown["sizes"], defined(claim["functions"])
    )
    a, b, middle, near = (float(scope.run(claim["definition"])[0].item()) for scope in scopes)
    close(np.array([a, b, middle]), np.array(entries(shown["values"]), float), "a value of the segment")
    gaps, room = (middle - (a + b) / 2, near - (3 * a + b) / 4), 1e-9 * (1 + abs(a) + abs(b))
    is_flat = max(map(abs, gaps)) < room and any(np.any(one[n] != two[n]) for n in claim["wrt"])
    holds = {"above": gaps[0] > room, "below": gaps[0] < -room, "flat": is_flat}
    require(holds[key], f"no witness {key}")


def check_subgradient(claim, answer):
    """Judge the slopes on both sides of each point, and the minimiser by values on both sides."""
    rows, (name,), f = said(claim, answer), claim["variables"], claim["f"]

    def value(x):
        return float(entry(f, {name: x}))

    *intervals, best, least = rows
    require([row["key"].split()[-1] for row in intervals] == claim["at"], "other points")
    for row, point in zip(intervals, claim["at"], strict=True):
        at, ends = float(entry(point)), list(map(float, entries(row["value"])))
        slopes = [(value(at + h) - value(at)) / h for h in (-1e-7, 1e-7)]
        require(np.allclose(slopes, ends, atol=1e-4, rtol=1e-4), f"the slopes at {point} are {slopes}")
    at, lowest = float(entry(best["value"])), float(entry(least["value"]))
    require(same(value(at), lowest), "another value")
    near = [value(at + s * h) for h in np.geomspace(1e-3, 1e3, 60) for s in (-1, 1)]
    require(min(near) >= lowest - 1e-9 * (1 + abs(lowest)), "a value is lower")
    return f"slopes on both sides of {len(intervals)} points, in floats"


CHECKS["subgradient"] = check_subgradient


def check_convex_set(claim, answer):
    """Judge a segment that leaves a set, or its conditions in convex form at random points."""
    (row,) = said(claim, answer)
    if claim["segment"]:
        a, b = (np.array(entries(point), object) for point in claim["segment"])
        require(row["word"] == "not convex" and is_inside(claim, a) and is_inside(claim, b), "no such points")
        require(not is_inside(claim, (a + b) / 2), "the midpoint is in the set")
        return "two points of the set, and their midpoint outside"
    require(row["word"] == "convex" and len(claim["forms"]) == len(claim["conditions"]), "a proof is gone")
    rows = [(*pair, form) for pair, form in zip(claim["conditions"], claim["forms"], strict=True)]
    for text, sign, form in rows:
        judge_segments({**claim, "f": form}, 0)
        if sign == "==":
            judge_segments({**claim, "f": f"-({form})"}, 0)
            require(text == form, "another equation")
    rng, box = np.random.default_rng(13), [bounds(item) for item in claim["domain"]]
    for point in drawn_in(rng, box, 400):
        at = dict(zip(claim["variables"], point, strict=True))
        pairs = [[entry(x, at) for x in (text, form)] for text, sign, form in rows if sign != "=="]
        clear = all(min(abs(g), abs(other)) > 1e-9 for g, other in pairs)
        inside = [all(pair[i] < 0 for pair in pairs) for i in (0, 1)]
        require(not clear or inside[0] == inside[1], "the convex forms state another set")
    return "conditions in convex form, on 300 random segments each, not proved here"


CHECKS["convex_set"] = check_convex_set


def is_inside(claim, point):
    """Return whether all conditions hold at a point: exactly, or up to rounding."""
    at = dict(zip(claim["variables"], point, strict=True))
    found = [(entry(text, at), sign) for text, sign in claim["conditions"]]
    return all(same(x, 0) if s == "==" else x < 0 or (s == "<=" and same(x, 0)) for x, s in found)
