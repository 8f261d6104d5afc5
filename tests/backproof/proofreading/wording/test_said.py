"""Formulas of tasks and lines about optima: a number, sign or relation that is printed otherwise is told."""

from __future__ import annotations

import re
from typing import Any

import pytest

from backproof.proofreading.proofread import proofread
from tests.backproof.optimisation.parts import page

PARTS: dict[str, dict[str, Any]] = {
    "an active constraint": {"kind": "kkt", "objective": "x**2 + y", "constraints": ["y >= 2*x"]},
    "a cone": {"kind": "convex_set", "conditions": ["x*y >= 1", "x >= 0", "x + y <= 4"]},
    "a midpoint that is missing": {"kind": "convex_set", "conditions": ["x**2 + y**2 >= 1"]},
    "an ellipse": {"kind": "convex_set", "conditions": ["x**2 + 2*y**2 < 3"]},
    "slopes": {"kind": "subgradient", "function": "abs(x - 2) + 2*abs(x + 1)", "at": [2, -1]},
    "a pair": {"kind": "dual", "objective": "x**2", "constraints": ["x >= 3"]},
    "a program": {
        "kind": "linear_program",
        "sense": "max",
        "objective": "x",
        "constraints": ["x + 2*y <= 4"],
    },
    "a ray": {"kind": "linear_program", "sense": "max", "objective": "x", "constraints": ["x - y <= 1"]},
    "a contradiction": {
        "kind": "linear_program",
        "sense": "max",
        "objective": "x",
        "constraints": ["x <= 1", "x >= 2"],
    },
    "a saddle": {"kind": "stationary", "function": "x*y + 3*x"},
    "pieces": {"kind": "convexity", "function": "maximum(x**2, 2*x**2 - 3)"},
    "a segment": {"kind": "convexity", "function": "x*y"},
    "a posterior": {
        "kind": "likelihood",
        "model": "Poisson",
        "samples": [2, 5],
        "prior": {"family": "gamma", "shape": 3, "rate": 4},
    },
    "a ball": {"kind": "set_projection", "point": [3, 4], "set": "ball", "radius": 2, "centre": [1, 1]},
    "equations": {
        "kind": "set_projection",
        "point": [3, 4],
        "set": "affine",
        "matrix": [[1, 2]],
        "right": [2],
    },
    "a sum": {"kind": "gaussian", "mean": [1, 5], "covariance": [[2, 1], [1, 3]], "matrix": [[1, 4]]},
    "two steps": {
        "kind": "descent",
        "function": "x**2 + 3*x",
        "start": [2],
        "method": "heavy ball",
        "size": "1/4",
        "momentum": "1/3",
        "count": 2,
    },
    "least squares": {
        "kind": "matrix_minimiser",
        "definition": "norm(A @ x - b)**2 + 3*norm(x)**2",
        "wrt": "x",
        "shapes": {"A": "m,n", "x": "n", "b": "m"},
    },
    "a form of any sign": {
        "kind": "matrix_convexity",
        "definition": "x.T @ A @ x",
        "wrt": ["x"],
        "shapes": {"A": "n,n", "x": "n"},
    },
}
# What the default words state of all answers of a kind.
GENERAL = (
    r"4uv = (u+v)^2 - (u-v)^2",
    r"(y-p)^\top(z-p)\le 0",
    r"g\le 0",
    r"\mu\ge 0",
    r"\mu \ge 0",
    r"f - \tfrac{m}{2}\lVert x\rVert^2",
    r"AA^\top\nu = Ay - b",
    r"p = y - A^\top \nu",
    r"p = c + r\,(y-c)/\lVert y-c\rVert",
    "AX + b",
    r"\le",
    r"m_1",
    r"\Sigma_1",
    r"x \ge 0",
)
_FORMULA = re.compile(r"\\(?:listed|shown)\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}|(?<!\\)\$([^$]*)\$")
_CHANGED = re.compile(r"(?<![\d{\[.])\d(?![\d.]|pt)|\\[lg]e(?![a-z])|[<>+]")
_OTHERS = {r"\le": r"\ge", r"\ge": r"\le", "<": ">", ">": "<", "+": "-"}


def wrong(text: str) -> list[str]:
    """The document with another number, sign or relation at one place of a formula each."""
    found = []
    for formula in _FORMULA.finditer(text, text.index(r"\label{part:q1a}")):
        group = 1 if formula[1] is not None else 2
        if formula[group].strip().rstrip(".,") in GENERAL or r"\mathbb{R}" in formula[group]:
            continue
        for place in _CHANGED.finditer(formula[group]):
            new = _OTHERS.get(place[0]) or str((int(place[0]) + 1) % 10)
            at = formula.start(group) + place.start()
            found.append(text[:at] + new + text[at + len(place[0]) :])
    return found


@pytest.mark.sample(1)
@pytest.mark.parametrize("name", PARTS)
def test_each_number_sign_and_relation_is_read_back(name: str) -> None:
    text, solutions = page(PARTS[name])
    good = proofread(text, solutions)
    assert good.faults == ()
    planted = wrong(text)
    assert len(planted) > 4
    for document in planted[:: max(1, len(planted) // 10)]:
        faults = proofread(document, solutions, good.faultless).faults
        at = next(i for i, (a, b) in enumerate(zip(text, document, strict=False)) if a != b)
        assert faults, (text[at - 60 : at], document[at : at + 30])


def test_a_task_in_words_of_the_authors_need_not_state_what_the_default_one_does() -> None:
    part = {**PARTS["slopes"], "statement": "Where is it **not** smooth?"}
    text, solutions = page(part)
    assert "not" in text
    assert proofread(text, solutions).faults == ()


def test_commands_that_were_escaped_are_no_formula() -> None:
    text, solutions = page(PARTS["slopes"])
    good = proofread(text, solutions)
    formula = "$f$ is convex"
    assert formula in text
    escaped = text.replace(formula, r"$f^\{\textbackslash{}top\}$ is convex", 1)
    faults = proofread(escaped, solutions, good.faultless).faults
    assert any("shows commands" in fault.message for fault in faults)


@pytest.mark.sample(1)
@pytest.mark.parametrize("name", ["a pair", "two steps", "a saddle"])
def test_a_displayed_formula_that_is_printed_twice_is_told(name: str) -> None:
    text, solutions = page(PARTS[name])
    good = proofread(text, solutions)
    (first, *_) = re.finditer(
        r"\\(?:begin\{formulas\}.*?\\end\{formulas\}|shown\{[^#\n]*\})\n", text, re.DOTALL
    )
    doubled = text[: first.end()] + text[first.start() :]
    assert proofread(doubled, solutions, good.faultless).faults
