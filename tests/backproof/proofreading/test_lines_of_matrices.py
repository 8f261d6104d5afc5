"""Lines of answers about matrices: forms, norms, residuals and determinants in print are evaluated."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest

from backproof.proofreading.proofread import proofread
from tests.backproof.optimisation.parts import page

FORM = {"kind": "definiteness", "matrix": [[2, -1], [-1, 2]]}
FLAT = {"kind": "definiteness", "matrix": [[1, 1], [1, 1]]}
HERMITIAN = {"kind": "definiteness", "matrix": [[2, "i"], ["-i", 3]]}
FRAME = {"kind": "gram_schmidt", "vectors": [[1, 1, 0], [1, 0, 1]]}
FIT = {"kind": "least_squares", "matrix": [[1, 0], [1, 1], [1, 2]], "right_side": [1, 3, 4]}
WEIGHED = {"kind": "gram_schmidt", "vectors": [[1, 0], [1, 1]], "inner_product": [[2, 1], [1, 2]]}
REPEATED = {
    "kind": "eigenvalues",
    "matrix": [[1, 1, 0], [0, 1, 0], [0, 0, 2]],
    "ask": ["characteristic polynomial", "Jordan form"],
}
SYSTEM = {"kind": "linear_system", "matrix": [["k", 3], [2, "k - 1"]], "right_side": [6, 4]}
PARTS = {
    "a form": FORM,
    "a semidefinite form": FLAT,
    "a Hermitian form": HERMITIAN,
    "a frame": FRAME,
    "a fit": FIT,
    "another inner product": WEIGHED,
    "a system with cases": SYSTEM,
    "roots beside eigenvalues": REPEATED,
}


@cache
def written(name: str) -> tuple[str, tuple[Any, ...], frozenset[str]]:
    text, solutions = page(PARTS[name])
    good = proofread(text, solutions)
    assert good.faults == ()
    return text, solutions, good.faultless


@pytest.mark.sample(1)
@pytest.mark.parametrize("name", PARTS)
def test_true_lines_pass(name: str) -> None:
    written(name)


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("name", "printed", "instead"),
    [
        ("a form", "2 x_{1}^2 - 2 x_{1} x_{2}", "2 x_{1}^2 + 2 x_{1} x_{2}"),
        ("a form", "2 x_{1}^2 -", "3 x_{1}^2 -"),
        ("a form", r"\frac{3}{2} x_{2}^2", r"\frac{2}{3} x_{2}^2"),
        ("a form", r"\frac{1}{2} x_{2}\right)", r"\frac{1}{3} x_{2}\right)"),
        ("a form", r"A x > 0", r"A x < 0"),
        ("a semidefinite form", r"A x \ge 0", r"A x \le 0"),
        ("a form", "All squares have positive factors", "All squares have negative factors"),
        ("a semidefinite form", "No square has a negative factor", "No square has a positive factor"),
        ("a frame", r"\rVert = \sqrt{2}", r"\rVert = \sqrt{3}"),
        ("a frame", r"\rVert = \frac{\sqrt{6}}{2}", r"\rVert = \frac{\sqrt{6}}{3}"),
        ("a fit", r"b - A \hat{x} = \begin{pmatrix} -", r"b - A \hat{x} = \begin{pmatrix} "),
        ("a fit", r"b - A \hat{x}", r"b + A \hat{x}"),
    ],
)
def test_a_line_with_another_value_is_told(name: str, printed: str, instead: str) -> None:
    text, solutions, faultless = written(name)
    assert printed in text
    assert proofread(text.replace(printed, instead, 1), solutions, faultless).faults


def test_a_stage_without_a_matrix_is_a_fault() -> None:
    text, solutions, faultless = written("a fit")
    at = text.index(r"\begin{array}", text.index(r"\eliminationstage"))
    end = text.index(r"\end{array}", at) + len(r"\end{array}")
    assert proofread(text[:at] + "0" + text[end:], solutions, faultless).faults


@pytest.mark.parametrize(
    ("printed", "instead", "told"),
    [
        # True where k = -2, or k = 3, or in the last two cases.
        (
            r"\left(k - 3\right) \left(k + 2\right).",
            r"\left(k - 4\right) \left(k + 2\right).",
            "in each case",
        ),
        (r"\left(k - 3\right) \left(k + 2\right).", r"0 k + \left(k - 3\right).", "in each case"),
        (r"\left(k - 3\right) \left(k + 2\right).", "0.", "in each case"),
        (r"x_{1} = 2 - x_{2}", r"x_{1} = \frac{6}{k + 2}", "in the case k = 3"),
        (r"\listed{y^{\top} b = 10.}", r"\listed{k = 3.}", "in the case k = -2"),
        (r"\paragraph{Case $k = -2$.}", "", "left out"),
        (r"\paragraph{Case $k = -2$.}", r"\paragraph{Case $k = -3$.}", "no case"),
        (r"\paragraph{Case $k = -2$.}", r"\paragraph{Case $k = 3$.}", "left out"),
        (r"\paragraph{Case $k = -2$.}", r"If $k = -2$, then", "left out"),
    ],
)
def test_a_line_holds_in_the_case_that_it_stands_in(printed: str, instead: str, told: str) -> None:
    text, solutions, faultless = written("a system with cases")
    assert printed in text
    faults = proofread(text.replace(printed, instead, 1), solutions, faultless).faults
    assert any(told in fault.message for fault in faults)


def test_cases_in_the_words_of_an_author_are_those_of_the_lines() -> None:
    text, solutions, _ = written("a system with cases")
    reworded = re.sub(r"\\paragraph\{Case (\$.*?\$)\.\}", r"Suppose that \1.", text)
    assert reworded != text
    own = ("matrices.tex.j2",)
    assert proofread(reworded, solutions, own=own).faults == ()
    moved = reworded.replace("k = -2$", "k = 3$", 1)
    assert proofread(moved, solutions, own=own).faults
