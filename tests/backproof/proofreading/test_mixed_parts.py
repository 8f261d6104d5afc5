"""Questions of mixed parts: the author's words are passed over, claims beside them are judged."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from backproof.answer import Solution
from backproof.document import Writer
from backproof.homework import of_packages
from backproof.proofreading.proofread import proofread
from backproof.terms import loading
from backproof.tex.engine import find_engine
from solutions import solve
from tests.conftest import ROOT

FALSE_WORDS = "Show $W x = 0$ for $1$ points, 1 points in 14 check.\\n\\n$$W = x, \\\\dim N(A) = 7$$"
SHEET = f"""\
course = "M1"
assignment = 3
title = "A mixed sheet"
due = 2026-12-01T23:59:00
text = "{FALSE_WORDS}"

[[questions]]
id = "q1"
title = "Mixed"
text = "{FALSE_WORDS}"

[[questions.parts]]
kind = "gradient"
points = 4
definition = "f = norm(W @ x)**2"
wrt = ["W"]
shapes = {{ x = "n", W = "m,n" }}
lead_in = "{FALSE_WORDS}"
statement = "{FALSE_WORDS}"
hint = "{FALSE_WORDS}"
remark = "{FALSE_WORDS}\\n\\n```python\\nx = 3\\n```"
rubric = ["2 points where $W x = 0$", "1 points"]

[[questions.parts]]
kind = "dimension"
points = 3
name = "A"
null_space = [[2, 1, 0], [1, 3, 1]]
hint = "Every column has a pivot, and $\\\\dim N(A) = 2$."

[[questions.parts]]
kind = "text"
points = 5
bonus = true
statement = "Why does $W = x$ hold?"
answer = "As $W x = 0$ and $\\\\lVert x \\\\rVert^2 = 3 x^\\\\top x$."
claims = ["norm(x)**2 == x.T @ x", "2*x == x + x"]
shapes = {{ x = "n" }}

[[questions.parts]]
kind = "statement"
points = 2
left = "x.T @ S @ x"
right = "x.T @ S.T @ x"
shapes = {{ x = "n", S = "n,n" }}
properties = {{ S = "symmetric" }}
argument = "A number is its own transpose."
remark = "So $S = 0$."

[[questions]]
id = "q2"
title = "Words"
choose = 1
kind = "text"

[[questions.parts]]
points = 3
statement = "Say $1 = 2$."
answer = "It is $3 = 4$."

[[questions.parts]]
points = 3
statement = "Say $2 + 2$."
answer = "It is $4$."
"""


@cache
def _written(folder: Path) -> tuple[str, tuple[Solution, ...], Any]:
    path = folder / "2025-fall.toml"
    path.write_text(SHEET, encoding="utf-8")
    term: Any = loading.load(path)
    answered = tuple(solve(question, term) for question in term.questions)
    writer = Writer(of_packages(ROOT, "solutions", "figures"), term, find_engine("embedded"))
    text = writer.write(answered, {solution.id: {} for solution in answered}).rendered.text
    return text, answered, term


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, tuple[Solution, ...], Any]:
    """The sheet's LaTeX, its solutions and its term."""
    return _written(tmp_path_factory.mktemp("mixed"))


def test_what_the_author_says_is_passed_over(written: tuple[str, tuple[Solution, ...], Any]) -> None:
    text, answered, term = written
    assert text.count("Wx=0") >= 8
    assert proofread(text, answered, sheet=term).faults == ()


@pytest.mark.parametrize(
    ("true", "false"),
    [
        (r"\answerbox{x^\top S x = ", r"\answerbox{x^\top S x = -"),
        (r"\answerbox{x^\top S x = x^\top S^\top x}", r"\answerbox{x^\top x = x^\top x}"),
        (r"\lVert x \rVert^{2} = x^\top x", r"\lVert x \rVert^{2} = 2 x^\top x"),
        (r"2 x = x + x", r"x = x"),
        (r"\result{\frac{\partial f}{\partial W}}{2 ", r"\result{\frac{\partial f}{\partial W}}{-2 "),
        (r"\dim N(A) = 1}", r"\dim N(A) = 2}"),
        ("{4~points}", "{5~points}"),
        ("{5~points, bonus}", "{6~points, bonus}"),
        ("{9~points}", "{14~points}"),
        ("{3~points}", "{6~points}"),
        ("There are 2 pivots", "There are 3 pivots"),
    ],
)
def test_what_was_claimed_beside_it_is_judged(
    true: str, false: str, written: tuple[str, tuple[Solution, ...], Any]
) -> None:
    text, answered, term = written
    assert true in text
    head, body = text[: text.index("Question 1")], text[text.index("Question 1") :]
    assert proofread(head + body.replace(true, false, 1), answered, sheet=term).faults
