"""Proofreading of an author's words around a part: what the task says of the value is held against it."""

from __future__ import annotations

from pathlib import Path

import pytest

from backproof.document import Writer
from backproof.homework import of_packages
from backproof.parts.solver import solve
from backproof.proofreading.proofread import proofread
from backproof.terms.loading import load
from backproof.tex.engine import find_engine
from tests.conftest import ROOT

TERM = """\
course = "X1"
assignment = 1
title = "T"
due = 2026-01-01T00:00:00
{introduction}

[[questions]]
id = "q1"
title = "Least squares"
{text}

[[questions.parts]]
kind = "gradient"
points = 1
definition = "f = norm(A @ x - b)**2"
wrt = ["x"]
shapes = {{ A = "m,n", x = "n", b = "m" }}
{around}

[[questions.parts]]
kind = "dimension"
points = 1
null_space = [[1, 2], [2, 4]]
{beside}
"""


def faults(
    tmp_path: Path, around: str = "", *, text: str = "", beside: str = "", introduction: str = ""
) -> list[str]:
    """The messages about a sheet with these texts; the term has the name of one that the homework has."""
    path = tmp_path / "2025-fall.toml"
    filled = TERM.format(around=around, text=text, beside=beside, introduction=introduction)
    path.write_text(filled, encoding="utf-8")
    term = load(path)
    solved = tuple(solve(question, term) for question in term.questions)
    writer = Writer(of_packages(ROOT, "solutions", "figures"), term, find_engine("embedded"))
    written = writer.write(solved, {solution.id: {} for solution in solved}).rendered.text
    return [fault.message for fault in proofread(written, solved).faults]


CONDITIONS = (
    "$A^\\top A x = A^\\top b$",
    "$x = (A^\\top A)^{-1} A^\\top b$",
    "$Ax = b$",
    "$f = 0$",
    "$\\frac{\\partial f}{\\partial x} = 0$",
    "$\\partial f / \\partial x = 0$",
    "$b = 0$",
)


@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize("key", ["statement", "approach", "remark", "hint", "lead_in"])
def test_a_condition_in_an_authors_words_is_no_claim(tmp_path: Path, key: str, condition: str) -> None:
    assert not faults(tmp_path, f"{key} = 'Consider where {condition}.'")


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("$f = \\lVert Ax - b\\rVert^2$", True),
        ("$f(x) = \\lVert Ax - b\\rVert^2$", True),
        ("$$f(x) = x^\\top A^\\top A x - 2 b^\\top A x + b^\\top b$$", True),
        ("$f = \\tfrac12 \\lVert Ax - b\\rVert^2$", False),
        ("$f(x) = \\lVert Ax + b\\rVert^2$", False),
        ("$\\frac{\\partial f}{\\partial x} = 2 A^\\top (Ax - b)$", True),
        ("$\\frac{\\partial f}{\\partial x} = A^\\top (Ax - b)$", False),
    ],
)
def test_what_a_statement_says_of_the_value_is_held_against_it(
    tmp_path: Path,
    said: str,
    right: bool,
) -> None:
    assert bool(faults(tmp_path, f"statement = 'Let {said}, and differentiate.'")) is not right


def test_words_about_other_parts_and_code_are_not_judged(tmp_path: Path) -> None:
    code = "'''\n```python\nf = norm(A @ x)\n```\n'''"
    other = "'Now let $f = x^\\top x$, with $A = I$ and $\\dim V = 7$.'"
    assert not faults(
        tmp_path,
        f"remark = {code}\nrubric = [{code}]",
        text=f"text = {other}",
        beside=f"lead_in = {other}\nstatement = 'Let $\\dim N(B) = 2$ be asked for $B = 0$.'\nhint = {code}",
        introduction=f"text = {code}",
    )
