"""Answers about matrices in print: each is proofread without a fault, and a changed formula is noticed."""

from __future__ import annotations

import json
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

HEAD = """\
course = "M1"
assignment = 3
title = "Matrices"
due = 2026-12-01T23:59:00

[[questions]]
id = "q1"
title = "Matrices"

[[questions.parts]]
id = "p"
points = 1
"""
PARTS: list[dict[str, Any]] = [
    {"kind": "linear_system", "equations": ["a*x + y = 1", "x + a*y = 1"], "unknowns": ["x", "y"]},
    {"kind": "linear_system", "equations": ["x + 2y - z = 1", "2x + 3y + z = a", "x + y + 2z = b"],
     "unknowns": ["x", "y", "z"]},
    {"kind": "linear_system", "equations": ["x + 2y + az = b", "x + y = 1"], "unknowns": ["x", "y", "z"]},
    {"kind": "linear_system", "equations": ["λx + y = 1", "x + λy = μ"], "unknowns": ["x", "y"]},
    {"kind": "inverse", "matrix": [["a", "b"], ["c", "d"]]},
    {"kind": "inverse", "matrix": [["v", 1], [1, "v"]]},
    {"kind": "inverse", "matrix": [[2, 1, 0], [1, 1, 1], [0, 1, 3]], "block": 1},
    {"kind": "inverse", "matrix": [[1, 2, 3], [4, 5, 6], [7, 8, 9]], "block": 2},
    {"kind": "inverse", "matrix": [[2, 0], [0, 3]], "u": [1, 0], "v": [1, 1]},
    {"kind": "inverse", "matrix": [[3, 1, 0], [1, 2, 1], [0, 1, 2]], "u": [1, 0, 2], "v": [1, -1, 1]},
    {"kind": "inverse", "matrix": [[1, 0], [0, 1]], "u": [1, 1], "v": [-1, 0]},
    {"kind": "eigenvalues", "matrix": [[1, 1], [1, 0]], "ask": ["exponential", "minimal polynomial"]},
    {"kind": "eigenvalues", "matrix": [[1, 2], [-2, 1]], "ask": ["eigenvalues", "exponential"]},
    {"kind": "eigenvalues", "matrix": [["1-p", "q"], ["p", "1-q"]]},
    {"kind": "eigenvalues", "matrix": [["1-p", "p"], ["q", "1-q"]], "ask": ["power"]},
    {"kind": "eigenvalues", "matrix": [["a", 1], [0, "b"]], "ask": ["Jordan form", "power"]},
    {"kind": "eigenvalues", "matrix": [[0, 1, 0], [0, 0, 0], [0, 0, 2]], "ask": ["power"]},
    {"kind": "four_subspaces", "matrix": [[0, 0], [0, 0]]},
    {"kind": "four_subspaces", "matrix": [[1, 2], [2, 4]]},
    {"kind": "matrix_factorisation", "matrix": [[4, 2, 0], [2, 0, 3], [0, 3, 1]], "form": "ldl"},
    {"kind": "matrix_factorisation", "matrix": [["a", "b"], ["b", "c"]], "form": "ldl"},
    {"kind": "definiteness", "matrix": [[0, 1], [-1, 0]]},
    {"kind": "definiteness", "matrix": [["t", 0], [0, "t"]]},
    {"kind": "least_squares", "matrix": [[1, 0], [1, 1]], "right_side": [1, 3], "weights": [1, 2]},
    {"kind": "projection", "normal": [1, 2, 3], "point": [1, 1, 1], "target": [3, 3, 3]},
    {"kind": "projection", "normal": [1, 2, 3]},
    {"kind": "projection", "vectors": [["a", "b"]], "target": ["c", "d"]},
    {"kind": "projection", "vectors": [[1, 0]], "target": [1, 1], "inner_product": [[2, 1], [1, 1]]},
    {"kind": "least_squares", "fitted": [[0, 1], [1, 3], [2, 4], [-1, 0]], "degree": 2},
    {"kind": "definiteness", "matrix": [["u", 1], [1, 0]]},
    {"kind": "linear_system", "matrix": [["A", 1], [1, "A"]], "right_side": [1, "b"]},
    {"kind": "definiteness", "matrix": [["lambda", 1], [1, "λ"]]},
    {"kind": "linear_system", "equations": ["2x = 4"]},
    {"kind": "linear_system", "matrix": [[1, "i"], ["1 - i", 2]], "right_side": ["1 + 2i", 0]},
    {"kind": "linear_system", "equations": ["x + i*y = 1", "i*x - y = i"]},
    {"kind": "linear_system", "equations": ["x + i*y = 1", "i*x - y = 2"]},
    {"kind": "inverse", "matrix": [[1, "i"], ["-i", 3]]},
    {"kind": "inverse", "matrix": [["sqrt(2)*i", 1, 0], ["-i", 1, 1], [0, 2, "1/(1+i)"]]},
    {"kind": "determinant",
     "matrix": [["i", "2+i", 0, 1], ["-i", 1, 1, "3i"], [0, 2, "1-i", 5], [1, 1, "i", 2]]},
    {"kind": "eigenvalues", "matrix": [[0, -1], [1, 0]], "ask": ["eigenvalues", "diagonalisation", "power"]},
    {"kind": "eigenvalues", "matrix": [[1, "1+i"], ["1-i", 2]],
     "ask": ["eigenvalues", "orthogonal diagonalisation", "spectral decomposition"]},
    {"kind": "eigenvalues", "matrix": [["i", 1], [0, "i"]], "ask": ["Jordan form", "power"]},
    {"kind": "eigenvalues", "matrix": [["2-i", 1], ["-2+i", "i"]], "ask": ["minimal polynomial"]},
    {"kind": "definiteness", "matrix": [[2, "1-i"], ["1+i", 3]]},
    {"kind": "definiteness", "matrix": [[1, "1-i"], ["1+i", 2]]},
    {"kind": "definiteness", "matrix": [[0, "i", 1], ["-i", 0, "1+i"], [1, "1-i", 0]]},
    {"kind": "gram_schmidt", "vectors": [[1, 0], [1, "i"]], "inner_product": [[2, "i"], ["-i", 1]]},
    {"kind": "gram_schmidt", "polynomials": ["1", "t", "t^2"], "interval": [0, 1]},
    {"kind": "definiteness", "matrix": [["a", "b"], ["b", "c"]]},
    {"kind": "determinant", "matrix": [["i", "2-i"], ["2+i", "3-2i"]]},
]  # fmt: skip


def written(part: dict[str, Any], folder: Path) -> tuple[str, tuple[Solution, ...], Any]:
    """Return the LaTeX of a sheet of one part, its solutions and its term."""
    path = folder / "2025-fall.toml"
    keys = "\n".join(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in part.items())
    path.write_text(f"{HEAD}{keys}\n", encoding="utf-8")
    term: Any = loading.load(path)
    answered = tuple(solve(question, term) for question in term.questions)
    writer = Writer(of_packages(ROOT, "solutions", "figures"), term, find_engine("embedded"))
    text = writer.write(answered, {solution.id: {} for solution in answered}).rendered.text
    return text, answered, term


@pytest.mark.parametrize("part", PARTS, ids=[f"{i} {part['kind']}" for i, part in enumerate(PARTS)])
def test_the_page_is_without_a_fault(part: dict[str, Any], tmp_path: Path) -> None:
    text, answered, term = written(part, tmp_path)
    assert proofread(text, answered, sheet=term).faults == ()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("place", "true", "false"),
    [
        (0, "where $y = t$ is free", "where $y = 2 t$ is free"),
        (1, "y = 2 - a + 3 z", "y = -2 - a + 3 z"),
        (4, r"a \, d - b \, c \neq 0", r"a \, d + b \, c \neq 0"),
        (11, r"e^{tA} = \begin{pmatrix}", r"e^{tA} = 2 \begin{pmatrix}"),
        (11, r"e^{tA} = S E S^{-1}", r"e^{tA} = S^{-1} E S"),
        (11, r"m(\lambda) = ", r"m(\lambda) = 2 + "),
        (14, r"A^n = S D^n S^{-1}", r"A^n = S^{-1} D^n S"),
        (48, r"definite if and only if } e_{1} < 0", r"definite if and only if } e_{1} > 0"),
        (48, r"\ge 0, e_{2} \ge 0", r"\ge 0, e_{2} > 0"),
        (22, r"> 0 \quad (x \neq 0),\quad \text{positive", r"> 0 \quad (x \neq 0),\quad \text{negative"),
        (14, r"S = \begin{pmatrix} 1 & -p", r"S = \begin{pmatrix} 1 & p"),
    ],
)
def test_a_false_formula_of_a_case_is_noticed(place: int, true: str, false: str, tmp_path: Path) -> None:
    text, answered, term = written(PARTS[place], tmp_path)
    assert true in text
    assert proofread(text.replace(true, false, 1), answered, sheet=term).faults
