"""Checks of estimates, posteriors and Gaussian vectors."""

import math
from contextlib import suppress
from fractions import Fraction
from itertools import pairwise
from statistics import variance

import numpy as np

from backproof.proof.verify.claims import CHECKS, require
from backproof.proof.verify.exact import entries, entry, equal, rank, said, same
from backproof.proof.verify.optimisation.jets import jet


def check_likelihood(claim, answer):
    """Judge an estimate by its score, or a posterior by prior times likelihood at many places."""
    rows, rng = said(claim, answer), np.random.default_rng(6)
    if claim["ask"] == "edge":
        judge_edge(claim, *rows)
        return "the likelihood rises along a curve, in floats"
    if claim["ask"] == "posterior":
        for samples in map(entries, claim["samples"]):
            at, _, known = at_samples(claim, rows, samples)
            judge_posterior(claim, dict(zip((row["key"] for row in rows), at, strict=True)), known, samples)
        return "prior times likelihood over posterior is constant"
    # Of several estimates of a parameter, the last ones are taken, then the first.
    for turn in ({row["key"]: row for row in listed} for listed in (rows, rows[::-1])):
        for samples in map(entries, claim["samples"]):
            chosen = [turn[name] for name in claim["variables"]]
            judge_estimate(claim, *at_samples(claim, chosen, samples), rng)
            require("s2" not in turn or same(entry(turn["s2"]["value"]), variance(samples)), "another s^2")
    return "for each list of samples, score 0 or an end, and no other parameters of 40 more likely"


CHECKS["likelihood"] = check_likelihood


def judge_posterior(claim, values, known, samples):
    """Require a posterior in proportion to prior times likelihood, with its mean and mode."""
    a, b = list(map(float, values.values()))[:2]
    family, (name, *_) = claim["family"], claim["variables"]
    top = 0.9 if family == "beta" else 4
    stated = {
        "beta": lambda x: (a - 1) * math.log(x) + (b - 1) * math.log(1 - x),
        "gamma": lambda x: (a - 1) * math.log(x) - b * x,
        "inverse gamma": lambda x: -(a + 1) * math.log(x) - b / x,
        "normal": lambda x: -((x - a) ** 2) / 2 / b,
    }[family]
    at = [known | {name: float(x)} for x in np.random.default_rng(6).uniform(0.1, top, 12)]
    of = [[entry(claim["prior"], k), *(entry(claim["density"], k | {"x": y}) for y in samples)] for k in at]
    logs = [sum(math.log(float(y)) for y in each) - stated(k[name]) for each, k in zip(of, at, strict=True)]
    require(max(logs) - min(logs) < 1e-8 * (1 + max(map(abs, logs))), "the posterior is another one")
    mode = float(values.get("mode", 0))
    if "mode" in values and (family == "normal" or mode > 0) and (top > 1 or mode < 1):
        require(max(stated(mode * k) for k in (1 - 1e-4, 1 + 1e-4)) <= stated(mode), "no mode")
    mean = values.get("posterior mean")
    above, below = {"beta": (a, a + b), "gamma": (a, b), "inverse gamma": (b, a - 1)}.get(family, (a, 1))
    require(mean is None or (below > 0 and same(float(mean), above / below)), "another mean")


def judge_edge(claim, row):
    """Require a likelihood that rises along a curve, in all of the range or far out, to where it ends."""
    logs = []
    for t in np.geomspace(0.1 if claim["is_monotone"] else 10, 1e5, 40):
        curve = [float(entry(x, {"t": float(t)})) for x in claim["curve"]]
        at = dict(zip(claim["variables"], curve, strict=True))
        every = [entry(claim["density"], {**at, "x": x}) for x in entries(claim["samples"])]
        logs.append(sum(math.log(float(x)) for x in every))
    require(all(b > a - 1e-12 for a, b in pairwise(logs)) and logs[0] < logs[-1], "it does not rise")
    is_bounded = logs[-1] - logs[-9] < 0.1
    require(is_bounded == (row["word"] == "at the edge"), "it has a bound, or none")
    require(not is_bounded or abs(entry(row["value"]) - at[row["key"]]) < 1e-4, "another edge")


def at_samples(claim, rows, samples):
    """Return an estimate in letters for given samples, these, and the known numbers."""
    known = {letter: Fraction(5 + i, 3) for i, letter in enumerate(claim["letters"])}
    sums = {s: sum(entry(text, {**known, "x": x}) for x in samples) for s, text in claim["statistics"]}
    sums |= {"n": Fraction(len(samples)), "m": min(samples), "M": max(samples), "a": max(map(abs, samples))}
    scope = {**sums, **known}
    return [entry(row["value"], scope) for row in rows], samples, known


def judge_estimate(claim, at, samples, known, rng):
    """Require a score of 0 at the estimate, and that no other parameters are more likely."""
    names, support, ends = claim["variables"], claim.get("support", []), claim.get("ends", [])
    every = [jet(claim["density"], [*names, "x", *known], [*at, x, *known.values()]) for x in samples]
    scores = np.array([j.slope[: len(names)] / j.value for j in every], dtype=float)
    # The samples' scores cancel, up to the rounding of the largest.
    sizes = np.abs(scores).sum(axis=0)
    holds = [
        same(n, n + x) or name in ends for n, x, name in zip(sizes, scores.sum(axis=0), names, strict=True)
    ]
    require(all(holds), "the score is not 0")

    def likelihood(point):
        scope = {**dict(zip(names, point, strict=True)), **known}
        if any(entry(g, {**scope, "x": x}) > 0 for g in support for x in samples):
            return -math.inf
        return sum(math.log(float(entry(claim["density"], {**scope, "x": x}))) for x in samples)

    best = likelihood(at)
    require(best > -math.inf, "samples beyond the support")
    for factors in np.exp(rng.uniform(-0.5, 0.5, (40, len(names)))):
        pairs = zip(at, factors, names, strict=True)
        near = [float(a) * k if n in claim["positive"] or a else k - 1 for a, k, n in pairs]
        if any(a >= 1 for a, n in zip(near, names, strict=True) if n in claim["unit"]):
            continue
        with suppress(ValueError, TypeError):  # The density may have no value there.
            require(likelihood(near) <= best + 1e-9, "another value is more likely")


def check_gaussian(claim, answer):
    """Judge mean and covariance by products in exact numbers."""
    stated = {row["key"]: np.array(entries(row["value"]), object) for row in said(claim, answer)}
    given = {key: np.array(entries(x), object) for key, x in claim["given"].items()}
    mean, new, m, s = stated["mean"][:, 0], stated["covariance"], given["mean"], given["covariance"]
    require(int(stated["rank"]) == rank(new.tolist()), "another rank")
    if claim["mode"] == "map":
        a = given["matrix"]
        mapped = list(a @ m + given["shift"])
        holds = equal([list(mean)], [mapped]) and equal(new.tolist(), (a @ s @ a.T).tolist())
    else:
        # (X - m1) given H X = c lies in the kernel of H; S - S1 and m1 - m in the range of S H^T.
        h = given["matrix_of_condition"]
        side = (s @ h.T).T.tolist()
        gone = [*(h @ mean - given["value"]), *(h @ new).ravel(), *(new - new.T).ravel()]
        holds = all(same(Fraction(0), x) for x in gone)
        holds = holds and all(rank([*side, row]) == len(h) for row in [*(s - new).tolist(), list(mean - m)])
    require(holds, "another mean or covariance")
    return "multiplied out"


CHECKS["gaussian"] = check_gaussian
