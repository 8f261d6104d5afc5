"""A script's function as a part: called with what a person would pass, and compared with its expression."""

from __future__ import annotations

from pathlib import Path

import pytest

from backproof.answer import Answer
from backproof.parts.solver import solve
from backproof.terms.loading import load

TERM = """\
course = "M1"
assignment = 1
title = "T"
due = 2026-12-01T23:59:00

[[questions]]
id = "q1"
title = "Q"
text = "A part of its own."

[[questions.parts]]
kind = "script"
points = 1
script = "own.py"
function = "own"
arguments = {arguments}
expression = "{expression}"
shapes = {shapes}
"""


def answer(folder: Path, function: str, expression: str, arguments: str, shapes: str) -> Answer:
    (folder / "own.py").write_text(f"import math\n\nimport numpy as np\n\n\n{function}\n", encoding="utf-8")
    (folder / "terms").mkdir()
    text = TERM.format(expression=expression, arguments=arguments, shapes=shapes)
    (folder / "terms" / "one.toml").write_text(text, encoding="utf-8")
    term = load(folder / "terms" / "one.toml")
    (found,) = solve(term.questions[0], term).answers
    return found


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("function", "passes"),
    [
        ("def own(t):\n    return t / (1 + math.sqrt(1 + t**2))", True),
        ("def own(t):\n    return math.tan(math.atan(t) / 2)", True),
        ("def own(t):\n    return np.tan(np.arctan(t) / 2)", True),
        ("def own(t):\n    return math.sqrt(1 + t**2) / t", False),
    ],
)
def test_a_scalar_is_a_number(tmp_path: Path, function: str, passes: bool) -> None:
    found = answer(tmp_path, function, "t / (1 + sqrt(1 + t**2))", '["t"]', '{ t = "" }')
    assert all(check.passed for check in found.checks) is passes


def test_numbers_and_matrices_stand_side_by_side(tmp_path: Path) -> None:
    function = "def own(A, x, s):\n    return float(np.sum((A @ x) ** 2) + min(s, s) * np.sum(x**2))"
    found = answer(
        tmp_path,
        function,
        "norm(A @ x)**2 + s*norm(x)**2",
        '["A", "x", "s"]',
        '{ A = "m,n", x = "n", s = "" }',
    )
    assert all(check.passed for check in found.checks)
