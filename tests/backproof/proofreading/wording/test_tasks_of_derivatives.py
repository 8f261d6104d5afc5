"""Words of tasks and lines about derivatives, numbers and identities: one left out or swapped is told."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from backproof.document import Writer
from backproof.homework import of_packages
from backproof.parts.solver import solve
from backproof.proofreading.formulas import read
from backproof.proofreading.printed_task import task_of
from backproof.proofreading.proofread import proofread
from backproof.proofreading.wording.lines import judging as lines
from backproof.proofreading.wording.lines.derivatives import KINDS
from backproof.proofreading.wording.lines.judging import LINES
from backproof.proofreading.wording.tasks import judging as tasks
from backproof.terms import loading
from backproof.tex.engine import find_engine
from tests.backproof.optimisation.parts import page
from tests.backproof.proofreading.wording.test_tasks import with_another_word
from tests.conftest import ROOT

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
    {"kind": "show", "claim": "norm(x + y) <= norm(x) + norm(y)", "shapes": {"x": "n", "y": "n"}},
    {"kind": "show", "claim": "inv(eye(n) + u @ v.T) == eye(n) - u @ v.T/(1 + v.T @ u)",
     "shapes": {"u": "n", "v": "n"}},
    {"kind": "show", "claim": "A @ B == B @ A", "given": ["A: diagonal", "B: diagonal"],
     "shapes": {"A": "n,n", "B": "n,n"}},
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


# A sentence of each line.
SENTENCES = {
    "gradient": ("Name the intermediates, then propagate", "backwards from", "to the inputs:"),
    "derivative": ("we obtain", "For\n"),
    "composition": (
        "The two derivatives are",
        "and the chain rule multiplies the scalar",
        "Line by line, writing",
    ),
    "backpropagation": (
        "Forward, from the inputs to",
        "Backward, each line from those above it:",
        "Together, with the derivative of",
        "of gradient descent:",
        "With these,",
    ),
    "computation": ("decimals in print, and computed with more.",),
    "show": (
        "The right side is not negative, so that it is enough to compare the squares of the two sides:",
        "invertible, the two sides are equal if they are equal after multiplication by it from the left:",
        "This is tested only, not proved: it holds at random values that satisfy the hypotheses.",
        "by the Cauchy--Schwarz inequality",
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_word_of_the_lines_is_read_back(kind: str) -> None:
    text, solutions = _solution()
    seen = set()
    for part, answer in zip(PARTS, solutions[0].answers, strict=True):
        if part["kind"] != kind:
            continue
        passages = [one for one in read(text, 1).passages if one.part == answer.id]
        claim = answer.claims[0]
        assert not list(lines.judge(claim.kind, claim.data, passages, kind))
        for number, passage in enumerate(passages):
            for sentence in SENTENCES[kind]:
                before, found, after = passage.latex.rpartition(sentence)
                seen |= {found} if found else set()
                for wrong in with_another_word(sentence) if found else ():
                    passages[number] = replace(passage, latex=f"{before}{wrong}{after}")
                    assert list(lines.judge(claim.kind, claim.data, passages, kind)), wrong
            passages[number] = passage
    assert seen >= {*SENTENCES[kind]}


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


@pytest.mark.parametrize("outer", ["relu(t)", "relu(t)**2", "abs(t)", "t**3"])
def test_a_composition_may_be_flat_where_its_inner_slope_is_read(outer: str) -> None:
    part = {"kind": "composition", "outer": f"g(t) = {outer}", "inner": "h(x) = a.T @ x"}
    text, solutions = page(part | {"shapes": {"x": "n", "a": "n"}})
    assert proofread(text, solutions).faults == ()
    right = r"\frac{\partial h}{\partial x}=a,"
    assert right in text
    assert proofread(text.replace(right, right.replace("=a", "=2 a")), solutions).faults


TERM = """\
course = "X1"
assignment = 1
title = "A title"
due = 2026-01-01T00:00:00
functions = ["phi(t) = t/(1 + exp(-t))"]

[[questions]]
title = "Q"

[[questions.parts]]
kind = "computation"
points = 1
formulas = ["g = phi(x)"]
ask = ["g"]
at = { x = 0 }
"""


def test_a_computation_names_its_functions_before_its_numbers(tmp_path: Path) -> None:
    path = tmp_path / "2025-fall.toml"
    path.write_text(TERM, encoding="utf-8")
    term = loading.load(path)
    solutions = (solve(term.questions[0], term),)
    homework = of_packages(ROOT, "solutions", "figures")
    text = Writer(homework, term, find_engine("embedded")).write(solutions, {"q1": {}}).rendered.text
    assert "$,\nat\n" in text
    assert proofread(text, solutions).faults == ()


def test_each_word_of_a_proof_of_convexity_is_read_back() -> None:
    text, solutions = _solution()
    answer = solutions[0].answers[-1]
    passages = [one for one in read(text, 1).passages if one.part == answer.id]
    claim = answer.claims[0]
    sentences = (
        "a norm of an affine part",
        "and in the middle between them are",
        "and on all of the segment",
    )
    for sentence in sentences:
        place, passage = next((at, one) for at, one in enumerate(passages) if sentence in one.latex)
        for wrong in with_another_word(sentence):
            changed = replace(passage, latex=passage.latex.replace(sentence, wrong))
            said = [*passages[:place], changed, *passages[place + 1 :]]
            assert list(lines.judge(claim.kind, claim.data, said, "matrix_convexity")), wrong


def test_every_reason_of_the_rules_of_convexity_is_declared() -> None:
    source = (ROOT / "backproof" / "writing" / "templates" / "rules.tex.j2").read_text(encoding="utf-8")
    reasons = re.findall(r'^  "([^"]*)": ', source, re.MULTILINE)
    assert len(reasons) > 20
    ends = re.findall(r'"([^"]*)"', "".join(re.findall(r"line.rule (?:in|==) .*", source)))
    known = {"strict", "strong", "above", "below", "flat", "hessian", "node hessian", "jointly strict"}
    assert known <= {*ends}
    for rule in (*known, *(f"node {reason}" for reason in reasons)):
        assert LINES["matrix_convexity"](rule, "convex", {})


def test_inequalities_among_the_hypotheses_are_supposed() -> None:
    parts = (
        {"claim": "t**2 <= t", "given": ["0 <= t <= 1"]},
        {"claim": "exp(a) <= exp(b)", "given": ["a <= b"]},
        {"claim": "a*b <= 1/4", "given": ["a + b <= 1", "a >= 0", "b >= 0"]},
        {"claim": "norm(x)**2 <= c**2", "given": ["norm(x) <= c"], "shapes": {"x": "n", "c": ""}},
    )
    text, solutions = page(*({"kind": "show", **part} for part in parts))
    assert not proofread(text, solutions).faults
    for right in (
        r"Suppose that $t \le 1$.",
        r"Suppose that $a \le b$.",
        r"Suppose that $\lVert x \rVert \le c$.",
    ):
        assert right in text
        assert proofread(text.replace(right, ""), solutions).faults, right
