"""Words of tasks and lines about spaces: one left out or swapped is told, and what is right passes."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from backproof.document import Writer
from backproof.homework import of_packages
from backproof.pipeline import compute
from backproof.proofreading.formulas import read
from backproof.proofreading.proofread import proofread
from backproof.proofreading.wording.lines import judging as lines
from backproof.proofreading.wording.tasks import judging as tasks
from backproof.terms.loading import load
from backproof.tex.engine import find_engine
from tests.backproof.optimisation.parts import page
from tests.backproof.proofreading.wording.test_tasks import with_another_word

# A space of each kind, and descriptions of each sort.
WORDED: tuple[dict[str, Any], ...] = (
    {"span": [[1, "k"], ["k", 1]]},
    {"span": [[0, 0]]},
    {"column_space": [[1, 0, 0, 2], [0, 1, 1, 3]]},
    {"row_space": [[1, 2, 3], [2, 4, 6]]},
    {"null_space": [[1, 2, 3], [2, 4, 7]]},
    {"null_space": [[0, 0]]},
    {"homogeneous_system": ["x + y = 0", "x + y + z = 0"]},
    {"matrices": [[[1, 0], [0, 1]], [[1, 1], [1, 1]], [[2, 1], [1, 2]]]},
    {"sum": [[[1, 0, 0], [0, 1, 0]], [[0, 1, 1], [1, 2, 1]]]},
    {"intersection": [[[1, 0, 0]], [[0, 1, 1]]]},
    {"polynomials": ["x", "x**2", "x + x**2"]},
    {"functions": ["sin(x)**2", "cos(x)**2", "1"]},
    {"space": "{p in P3 : p'(1) = 0, p(2) = p(0)}"},
    {"space": "im(A -> A + A.T on M2)"},
    {"space": "P_3 / {p : p(0) = 0, p'(1) = 0}"},
    {"space": "{y : y'' + y = 0, y(0) = 0}"},
    {"space": "y'' + y = 0"},
    {"space": "span{1, i, 1 + i} over R"},
)
# Pages that are right, with lines that look like others: values like cases, logarithms, products with signs.
RIGHT: tuple[dict[str, Any], ...] = (
    {"space": "y' - 2*y = 0"},
    {"functions": ["log10(x)", "log(x)", "1"]},
    {"functions": ["atanh(x)", "log((1 + x)/(1 - x))"], "domain": "(-1, 1)"},
    {"functions": ["sec(x)*x", "sin(x)*x"]},
    {"functions": ["sech(x)**2", "x", "tanh(x)"]},
    {"polynomials": ["x*(-1)*y + 3", "x*(-2)", "x + (-3)*y"]},
    {"column_space": [["log(2)", 0], ["sin(1)", "log(3)"]]},
    {"span": [["a**2 + b**2", 0], ["a", "a - b"]]},
    {"null_space": [[-1, 3, "2 + b"], ["3 + 2*a", -1, "2*a - 1"], ["-1 - a", 3, "-1 - a"]]},
    {"row_space": [["a**2 - 2", "4 - 2*a**2", 0], ["3*a**2 + 3", "-5*a**2 - 5", 2], [0, 0, 1]]},
)


@cache
def _solution() -> tuple[str, Any]:
    return page(*({"kind": "dimension", **part} for part in (*WORDED, *RIGHT)))


def test_pages_about_spaces_are_faultless() -> None:
    text, solutions = _solution()
    assert proofread(text, solutions).faults == ()


@pytest.mark.parametrize("number", range(len(WORDED)))
def test_each_word_about_a_space_is_read_back(number: int) -> None:
    text, solutions = _solution()
    answer = solutions[0].answers[number]
    (claim,) = answer.claims
    passage = next(one for one in read(text, 1).passages if one.part == answer.id and one.question)
    begin, end = passage.latex.index(r"\begin{labelled}"), passage.latex.index(r"\answerbox")
    planted = with_another_word(passage.latex[begin:end])
    assert len(planted) > 10
    for wrong in planted:
        whole = replace(passage, latex=f"{passage.latex[:begin]}{wrong}{passage.latex[end:]}")
        found = [
            *tasks.judge("dimension", claim.data, [whole]),
            *lines.judge(claim.kind, claim.data, [whole], "dimension"),
        ]
        assert found, wrong


QUESTION = """\
course = "C1"
assignment = 1
title = "Sheet"
due = 2025-01-01T00:00:00
[[questions]]
id = "q1"
kind = "dimension"
title = "Spaces"
[[questions.parts]]
id = "a"
title = "Span"
points = 1
span = [[1, 2], [2, 4]]
"""


def test_words_of_a_whole_question_are_read_back(tmp_path: Path) -> None:
    file = tmp_path / "sheet.toml"
    file.write_text(QUESTION, encoding="utf-8")
    term = load(file, folder=tmp_path, solvers=set())
    homework = replace(of_packages(tmp_path, "solutions", "figures"), term_folder=tmp_path)
    solutions = tuple(compute(homework, term))
    writer = Writer(homework, term, find_engine("embedded"), audience="solution")
    text = writer.write(solutions, {"q1": {}}).rendered.text
    assert proofread(text, solutions).faults == ()
    (fault,) = proofread(text.replace("preserve the linear", "change the linear"), solutions).faults
    assert "change the linear" in text.replace("preserve", "change")[fault.at :]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("$U$ is spanned by $u_1$ and", "$U$ is spanned by $w_1$ and"),
        (r"of $\operatorname{span}\{v_1, v_2\}$", r"of $span\{v1, v2\}$"),
        (r"\shown{A = \left[", r"\shown{A = -\left["),
    ],
)
def test_a_name_or_a_sign_in_a_task_is_read_back(right: str, wrong: str) -> None:
    text, solutions = _solution()
    text = text.replace("of\n$", "of $")
    assert proofread(text, solutions).faults == ()
    assert right in text
    assert proofread(text.replace(right, wrong, 1), solutions).faults
