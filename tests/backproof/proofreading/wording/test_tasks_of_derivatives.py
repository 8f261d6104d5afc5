"""Words of tasks about derivatives, numbers and identities: one that is left out or swapped is told."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from backproof.proofreading.formulas import read
from backproof.proofreading.optima.said import task_of
from backproof.proofreading.proofread import proofread
from backproof.proofreading.wording.tasks import judging as tasks
from tests.backproof.optimisation.parts import page
from tests.backproof.proofreading.wording.test_tasks import with_another_word

_SQUARE = {"x": "n", "A": "n,n"}
PARTS: tuple[dict[str, Any], ...] = (
    {"kind": "gradient", "definition": "f = x.T @ A @ x + norm(x)", "shapes": _SQUARE, "wrt": ["x"],
     "properties": {"A": "symmetric"}},
    {"kind": "derivative", "definition": "f = x**2*y", "shapes": {"x": "", "y": ""}, "wrt": ["x", "y"],
     "ask": ["gradient", "hessian"], "at": {"x": 1, "y": 2}},
    {"kind": "derivative", "definition": "F = A @ x * x", "shapes": _SQUARE, "wrt": ["x"]},
    {"kind": "derivative", "definition": "f = exp(a.T @ x)", "shapes": {"x": "n", "a": "n"}, "wrt": ["x"],
     "ask": ["directional"]},
    {"kind": "composition", "outer": "g(t) = t**2", "inner": "h(X) = tr(A @ X)",
     "shapes": {"X": "n,n", "A": "n,n"}, "properties": {"A": "symmetric"}},
    {"kind": "backpropagation", "definition": "z = w*x; L = z**2", "wrt": ["w"], "at": {"w": 1, "x": 2},
     "updates": 2, "step": "1/2"},
    {"kind": "computation", "formulas": ["a = x + 1/7", "b = a**2"], "ask": ["a", "b"], "at": {"x": 1},
     "decimals": 2, "exact": False},
    {"kind": "show", "claim": "norm(x - y)**2 == norm(x)**2 + norm(y)**2", "given": ["x.T @ y == 0"],
     "shapes": {"x": "n", "y": "n"}},
    {"kind": "statement", "left": "tr(A @ B)", "right": "tr(B @ A)", "argument": "Both are one sum.",
     "shapes": {"A": "n,n", "B": "n,n"}, "properties": {"A": "positive definite"}},
    {"kind": "matrix_convexity", "definition": "norm(A @ x)", "wrt": ["x"], "shapes": _SQUARE},
)  # fmt: skip


@cache
def _solution() -> tuple[str, Any]:
    return page(*PARTS)


def test_words_of_the_templates_are_faultless() -> None:
    text, solutions = _solution()
    assert proofread(text, solutions).faults == ()


@pytest.mark.parametrize("number", range(len(PARTS)))
def test_each_word_of_a_task_is_read_back(number: int) -> None:
    text, solutions = _solution()
    answer, kind = solutions[0].answers[number], PARTS[number]["kind"]
    passages = [one for one in read(text, 1).passages if one.part == answer.id]
    begin, end, _ = task_of(passages)
    passage = next(one for one in passages if one.start <= begin < one.start + len(one.latex))
    before, task = passage.latex[: begin - passage.start], text[begin:end]
    after = passage.latex[end - passage.start :]
    assert passage.latex == before + task + after
    planted = with_another_word(task)
    assert len(planted) > 2
    for wrong in planted:
        whole = replace(passage, latex=f"{before}{wrong}{after}")
        assert list(tasks.judge(kind, answer.claims[0].data, [whole])), wrong


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"$A\in \mathbb{R}^{n \times n}$ be symmetric", r"$A\in \mathbb{R}^{n \times m}$ be symmetric"),
        (r"$A\in \mathbb{R}^{n \times n}$ be symmetric", r"$B\in \mathbb{R}^{n \times n}$ be symmetric"),
        ("be symmetric.", "be diagonal."),
        ("be symmetric positive definite", "be symmetric positive semidefinite"),
        (r"$x\in \mathbb{R}^{n}$ let", r"$x\in \mathbb{R}^{m}$ let"),
        (r"Suppose that $x^\top y = 0$.", ""),
        (r"the gradient $\nabla f$", r"the gradient $\nabla^{2} f$"),
        ("2 decimals", "3 decimals"),
        ("2 steps", "3 steps"),
    ],
)
def test_declarations_and_what_is_asked_are_those_of_the_claim(right: str, wrong: str) -> None:
    text, solutions = _solution()
    assert right in text
    assert proofread(text.replace(right, wrong), solutions).faults
