"""Sentences about optima: the default wording passes, and each word that is turned round is told."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.backproof.optimisation.parts import faults, judged, page

CORNER = {"kind": "kkt", "objective": "y**2 - x**2", "constraints": ["x <= 1", "x >= -2"]}
HIGHEST = {"kind": "kkt", "sense": "max", "objective": "x + 2*y", "constraints": ["x**2 + y**2 <= 5"]}
RATE = {"kind": "likelihood", "model": "exponential", "samples": [2, 1, 4, 3]}
LOSS = {
    "kind": "matrix_convexity",
    "definition": "mean(log(1 + exp(-y * (X @ w)))) + lam/2*norm(w)**2",
    "wrt": ["w"],
    "shapes": {"X": "n,d", "y": "n", "w": "d", "lam": ""},
    "properties": {"lam": "positive"},
}
SADDLE = {"kind": "stationary", "function": "x*y + 3*x"}
LEAST = {"kind": "stationary", "function": "x**2 - x"}
SET = {"kind": "convex_set", "conditions": ["x*y >= 1", "x >= 0"]}
PAIR = {"kind": "dual", "objective": "x**2", "constraints": ["x >= 3"]}
PROGRAM = {"kind": "linear_program", "sense": "max", "objective": "x", "constraints": ["x + y <= 4"]}
BALL = {"kind": "set_projection", "point": [3, 4], "set": "l1 ball", "radius": 2}
PIECES = {"kind": "convexity", "function": "maximum(x**2, 2*x**2 - 3)"}


@pytest.mark.parametrize(
    "part", [CORNER, HIGHEST, RATE, LOSS, SADDLE, LEAST, SET, PAIR, PROGRAM, BALL, PIECES]
)
def test_the_default_wording_is_true(part: dict[str, Any]) -> None:
    assert not faults(part)


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("part", "words", "instead"),
    [
        (CORNER, "values nearby are lower", "values nearby are higher"),
        (CORNER, "None has a lower value", "None has a higher value"),
        (CORNER, "is a global minimum.", "is a global maximum."),
        (CORNER, "is at least 0", "is at most 0"),
        (CORNER, "have no real solution", "have a real solution"),
        (CORNER, "No inequality active", "All inequalities active"),
        (CORNER, "negative along a feasible", "positive along a feasible"),
        (CORNER, "positive definite on the tangent", "negative definite on the tangent"),
        (CORNER, r"are $g\le 0$", r"are $g\ge 0$"),
        (CORNER, ": a strict local", ": a weak local"),
        (CORNER, "is a global minimum.", "is a global maximum."),
        (SADDLE, "is indefinite, as it takes", "is semidefinite, as it takes"),
        (SADDLE, "a saddle point.", "a local minimum."),
        (LEAST, "It is positive, so", "It is negative, so"),
        (SET, "second-order cone under", "second-order cone, which is concave, under"),
        (SET, "which are not negative in", "which are not positive in"),
        (SET, "is a halfspace, which", "is a hyperplane, which"),
        (PAIR, "It is concave, being", "It is convex, being"),
        (PAIR, "to maximise it", "to minimise it"),
        (PROGRAM, "program is to minimise", "program is to maximise"),
        (BALL, "is at most $", "is at least $"),
        (PIECES, "the slope does not fall", "the slope falls"),
        (RATE, "second derivative is negative", "second derivative is positive"),
        (RATE, "point is the maximum", "point is the minimum"),
        (RATE, r"is the sum of $\log p$", "is the product of $p$"),
        (LOSS, "a norm of an affine", "a norm of a convex"),
        (LOSS, "a nonnegative multiple of", "a nonpositive multiple of"),
        (LOSS, "is convex: it adds", "is concave: it adds"),
        (LOSS, "is strictly convex in", "is strongly convex in"),
        (LOSS, "curvature is at least", "curvature is at most"),
    ],
)
def test_a_word_turned_round_is_told(part: dict[str, Any], words: str, instead: str) -> None:
    text, solutions = page(part)
    spaced = re.escape(words).replace(r"\ ", r"\s+")
    assert re.search(spaced, text)
    told = judged(re.sub(spaced, lambda _: instead, text, count=1), solutions)
    assert any("does not hold" in line for line in told)
