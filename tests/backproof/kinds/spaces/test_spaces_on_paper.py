"""Every kind of space in a term file: its derivation is typeset and read back from the PDF."""

from __future__ import annotations

from pathlib import Path

import pytest

from backproof.results import pdf
from tests.conftest import Checkout, checkout

HEAD = """
course = "C1"
assignment = 1
title = "Sheet"
due = 2025-01-01T00:00:00

[author]
name = "A"
id = "1"

[[questions]]
id = "spaces"
kind = "dimension"
title = "Spaces"
"""
PARTS = {
    "system": 'homogeneous_system = ["x + 2*y - z = 0", "2*x - y + 3*w = 0"]',
    "declared": 'homogeneous_system = ["b - c = 0"]\nvariables = ["a", "b", "c", "d"]',
    "trivial": 'homogeneous_system = ["x + y = 0", "x - y = 0"]',
    "sum": "sum = [[[1, 0, 0], [0, 1, 0]], [[0, 1, 1], [1, 2, 3]]]",
    "common": "intersection = [[[1, 0, 0], [0, 1, 0]], [[0, 1, 1], [1, 2, 1]]]",
    "apart": "intersection = [[[1, 0, 0]], [[0, 1, 1]]]",
    "kernel": 'null_space = [[1, 2, 3], [2, 4, 7]]\nname = "B"',
    "matrices": "matrices = [[[1, 0], [0, 1]], [[1, 1], [1, 1]], [[2, 1], [1, 2]]]",
    "definite": 'span = [["s**2 + s*t + t**2 + 1", 0], [0, "t"]]',
    "complex": 'span = [["1 + i", 1], [1, "i"]]',
    "constants": 'span = [["sqrt(2)", "cbrt(2)", "pi"], ["1", "sqrt(2)", "pi"], ["pi", "1", "cbrt(2)"]]',
    "unequal": "sum = [[[1, 0, 0], [0, 1, 0]], [[0, 1, 1]]]",
    "lettered": 'null_space = [[1, 2, "a"], [2, 4, 3]]',
    "bars": 'functions = ["x**2", "x*abs(x)"]\ndomain = ["-1", "1"]',
    "conditions": 'space = "{p in P3 : p\'(1) = 0, p(2) = p(0)}"',
    "image": 'space = "im(A -> A + A.T on M2)"',
    "summed": 'sum = [[["t", 1]], [[1, "t"]]]',
    "quotient": 'space = "P_3 / {p : p(0) = 0, p\'(1) = 0}"',
    "line": 'space = "R^3 / span{(1,2,3)}"',
    "typed": 'space = "span{sin^2 x, cos^2 x, 1}"',
}
SAID = {
    "system": [
        "The space L holds the solutions (x, y, z, w) of",
        "x+2y−z=0, 2x−y+3w=0",
        "free variables: z, w",
        "dim L = 4 − 2 = 2",
    ],
    "declared": ["the solutions (a, b, c, d)", "free variables: a, c, d", "dim L = 4 − 1 = 3"],
    "trivial": ["dim L = 2 − 2 = 0"],
    "sum": [
        "U is spanned by u1 and u2, and W by w1 and w2, with",
        "s1 = u1 − u2 = −3w1 + w2",
        "dim U = 2 with the basis u1, u2",
        "dim U + dim W − dim(U ∩ W) = 2 + 2 − 1 = 3",
    ],
    "common": [
        "U is spanned by u1 and u2, and W by w1 and w2, with",
        "With the columns u1, u2, −w1, −w2",
        "s1 = u1 + u2 = −w1 + w2",
        "dim(U + W) = 3 with the basis u1, u2, w1",
        "dim U + dim W − dim(U + W) = 2 + 2 − 3 = 1",
    ],
    "quotient": [
        "W = { p ∈ P3 : p(0) = 0, p′(1) = 0 }",
        "a map has the kernel W",
        "q2 = x + W",
    ],
    "line": ["W = span {", "dim ℝ3/W = 2"],
    "typed": ["dim span {sin2 x, cos2 x, 1} = 2"],
    "conditions": [
        "p′(1) = 0 ⇐⇒ a1 + 2a2 + 3a3 = 0",
        "dim W = 4 − 2 = 2",
        "q2 =",
    ],
    "image": ["of a basis span the image:", "dim im T = 3"],
    "apart": [
        "Every column has a pivot: only the vector 0 lies in both.",
        "dim U + dim W − dim(U + W) = 1 + 1 − 2 = 0",
    ],
    "kernel": ["free variables: x2", "dim N(B) = 3 − 2 = 1"],
    "matrices": ["The entries of each matrix, row by row, form a column.", "M3 = M1 + M2"],
    "definite": ["Here, the parameters s, t are real.", "≥ 1 > 0 for real s, t", "2 unless t = 0 (1)"],
    "complex": ["Here, i is a real symbol, not the imaginary unit."],
    "constants": ["dim span {v1, v2, v3} = 3"],
    "unequal": ["dim(U + W) = 3"],
    "lettered": ["the parameter a is real"],
    "bars": ["x |x|"],
    "summed": ["Here, the parameter t is real.", "2 unless t = 1 (1), t = −1 (1)"],
}


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Build a sheet with all parts and return the text of the PDF by part, without spaces."""
    made: Checkout = checkout(tmp_path_factory.mktemp("spaces"))
    parts = [
        f'[[questions.parts]]\nid = "{name}"\ntitle = "Part {name}"\npoints = 1\n{data}\n'
        for name, data in PARTS.items()
    ]
    term: Path = made.root / "solutions" / "terms" / "sheet.toml"
    term.write_text("\n".join([HEAD, *parts]), encoding="utf-8")
    done = made.run("pdf", "--term", "sheet")
    assert done.returncode == 0, done.stdout + done.stderr
    (file,) = made.root.glob("out/**/C1-assignment-1.pdf")
    return _bare(pdf.text(file))


def _bare(text: str) -> str:
    return "".join(text.split())


@pytest.mark.slow
@pytest.mark.parametrize("name", PARTS)
def test_the_derivation_of_each_kind_is_on_the_page(sheet: str, name: str) -> None:
    _, _, after = sheet.partition(f"Part{name}")
    titles = [after.find(f"Part{other}") for other in PARTS if other != name]
    part = after[: min((at for at in titles if at > 0), default=len(after))]
    for said in SAID[name]:
        assert _bare(said) in part, part
