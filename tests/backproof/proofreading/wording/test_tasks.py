"""Words of tasks and lines, and the line of the evidence: one that is left out or swapped is told."""

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
from backproof.proofreading.proofread import proofread
from backproof.proofreading.sheets import proofread_sheet
from backproof.proofreading.wording import evidence
from backproof.proofreading.wording.lines import judging as lines
from backproof.proofreading.wording.lines.judging import LINES
from backproof.proofreading.wording.lines.matrices import words as words_of_matrices
from backproof.proofreading.wording.skeletons import fits, listed, skeleton
from backproof.proofreading.wording.tasks import judging as tasks
from backproof.terms import loading
from backproof.tex.engine import find_engine
from tests.backproof.optimisation.parts import page
from tests.conftest import ROOT

# A part with several neighbours: each task is stated by its kind's template.
_PRIOR = {"family": "beta", "a": 1, "b": 2}
PARTS: tuple[dict[str, Any], ...] = (
    {"kind": "stationary", "function": "x**2 - x"},
    {"kind": "kkt", "sense": "max", "objective": "x", "constraints": ["x**2 + y**2 = 1"]},
    {"kind": "dual", "objective": "x**2", "constraints": ["x >= 3"]},
    {"kind": "convex_set", "conditions": ["x**2 <= 1"]},
    {"kind": "subgradient", "function": "abs(x)", "at": [0, 1]},
    {"kind": "descent", "function": "x**2", "start": [1], "size": "1/4", "count": 2},
    {"kind": "convexity", "function": "x*y"},
    {"kind": "set_projection", "set": "ball", "point": [3, 4], "radius": 2},
    {"kind": "likelihood", "model": "exponential", "samples": [1, 2]},
    {"kind": "linear_program", "sense": "min", "objective": "x", "constraints": ["x + y >= 2"]},
    {"kind": "gaussian", "mean": [1, 5], "covariance": [[2, 1], [1, 3]], "matrix": [[1, 4]]},
    {"kind": "likelihood", "model": "Bernoulli", "samples": [1, 0], "prior": _PRIOR},
    {"kind": "linear_system", "matrix": [["k", 1], [1, 1]], "right_side": [1, 2]},
    {"kind": "least_squares", "matrix": [[1, 1], [1, 1]], "right_side": [1, 2]},
    {"kind": "eigenvalues", "matrix": [[2, 1], [1, 2]], "ask": ["power", "diagonalisation"]},
    {"kind": "singular_values", "matrix": [[3, 0], [4, 5]], "ask": "best approximation", "rank": 1},
    {"kind": "definiteness", "matrix": [[2, "t"], ["t", 3]]},
    {"kind": "projection", "normal": [1, 2], "target": [3, 4]},
    {"kind": "inverse", "matrix": [[1, 2], [3, 4]]},
)  # fmt: skip
_NO_WORD = re.compile(
    ""
    r"\$[^$]*\$|\\begin\{(formulas|elimination)\}.*?\\end\{\1\}|\\(?:shown|paragraph)\{[^\n]*"
    r"|\\inline[^\n]*?(?=\} )|\\begin\{labelled\}\S*|\\(?:begin|end)\{[a-z]+\}|\\[A-Za-z]+",
    re.DOTALL,
)
_WORD = re.compile(r"[A-Za-z]+")
OTHERWISE = {
    "all": "some",
    "every": "some",
    "minimum": "maximum",
    "minimising": "maximising",
    "minimise": "maximise",
    "Maximise": "Minimise",
    "least": "greatest",
    "or": "and",
    "global": "local",
    "midpoint": "endpoint",
    "real": "positive",
    "are": "are not",
    "is": "is not",
}


@cache
def _solution() -> tuple[str, Any]:
    return page(*PARTS)


def test_words_of_the_templates_are_faultless() -> None:
    text, solutions = _solution()
    assert proofread(text, solutions).faults == ()


def with_another_word(latex: str) -> list[str]:
    """A text without each of its words in turn, and with others in place of them."""
    words = _NO_WORD.sub(lambda found: " " * len(found[0]), latex)
    found = []
    for word in _WORD.finditer(words):
        rest = latex[: word.start()], latex[word.end() :]
        found += ["".join(rest)] if len(word[0]) > 1 else []
        found += [OTHERWISE[word[0]].join(rest)] if word[0] in OTHERWISE else []
    return found


@pytest.mark.parametrize("number", range(len(PARTS)))
def test_each_word_of_a_task_and_of_lines_is_read_back(number: int) -> None:
    text, solutions = _solution()
    answer, kind = solutions[0].answers[number], PARTS[number]["kind"]
    (claim,) = answer.claims
    passage = next(one for one in read(text, 1).passages if one.part == answer.id and one.question)
    end = passage.latex.index(r"\answerbox")
    begin = passage.latex.index(r"\begin{labelled}")
    planted = with_another_word(passage.latex[begin:end])
    assert len(planted) > 5
    for wrong in planted:
        whole = replace(passage, latex=f"{passage.latex[:begin]}{wrong}{passage.latex[end:]}")
        found = [*tasks.judge(kind, claim.data, [whole]), *lines.judge(claim.kind, claim.data, [whole], kind)]
        assert found, wrong
        assert all(passage.start + begin < fault.at < passage.start + begin + len(wrong) for fault in found)


@pytest.mark.parametrize("kind", [kind for kind in LINES if kind != "matrix_convexity"])
def test_the_words_of_every_rule_of_a_template_are_declared(kind: str) -> None:
    source = (ROOT / "backproof" / "kinds" / kind / "solution.tex.j2").read_text(encoding="utf-8")
    rules = re.findall(r'line\.rule == "([^"]*)"', source)
    rules += re.findall(r'"([^"]*)"', "".join(re.findall(r"line\.rule in \(([^)]*)\)", source)))
    assert rules
    claim = {"variables": ["x"], "sense": "min", "inequalities": [], "equations": ["x"], "set": "ball"}
    claim |= {"strict": []}
    for rule in rules:
        assert LINES[kind](rule, "", claim), rule


def test_the_words_of_every_rule_about_matrices_are_declared() -> None:
    source = (ROOT / "backproof" / "writing" / "templates" / "matrices.tex.j2").read_text(encoding="utf-8")
    rules = re.findall(r'line\.rule == "([^"]*)"', source)
    rules += re.findall(r'"([^"]*)"', "".join(re.findall(r"line\.rule in \(([^)]*)\)", source)))
    assert len(rules) > 80
    claim = {"lines": [(rule, [], 0) for rule in rules], "cases": []}
    assert len(list(words_of_matrices("inverse", claim))) == len(rules)


def test_the_words_about_a_minimiser_are_read_back() -> None:
    part = {"definition": "norm(x - b)**2", "wrt": "x", "shapes": {"x": "n", "b": "n"}}
    text, solutions = page({"kind": "matrix_minimiser", **part})
    assert proofread(text, solutions).faults == ()
    for right, wrong in (
        ("only minimiser", "minimiser"),
        ("positive definite", "indefinite"),
        ("Is it unique?", ""),
    ):
        assert right in text
        assert proofread(text.replace(right, wrong), solutions).faults, right


def test_a_task_that_is_left_out_is_missed() -> None:
    text, solutions = _solution()
    begin = text.index(r"\begin{labelled}", text.index(r"\label{part:q1a}"))
    begin = text.index("\n", begin)
    empty = text[:begin] + "\n" + text[text.index(r"\end{labelled}", begin) :]
    assert any("states no task" in fault.message for fault in proofread(empty, solutions).faults)


def test_an_authors_template_may_say_it_in_other_words() -> None:
    text, solutions = _solution()
    reworded = text.replace("Find every stationary point of", "Where are the stationary points of")
    assert proofread(reworded, solutions).faults
    assert proofread(reworded, solutions, own=("kinds/stationary/statement.tex.j2",)).faults == ()
    assert proofread(reworded, solutions, own=("kinds/kkt/statement.tex.j2", "questions/q9.tex.j2")).faults


def test_the_line_of_the_evidence_is_missed_if_it_is_left_out() -> None:
    text, solutions = _solution()
    for found in re.finditer(r"\\checkedline\{Verified[^\n]*\n", text):
        cut = text[: found.start()] + text[found.end() :]
        (fault,) = evidence.judge(read(cut, 1), solutions, ())
        assert "does not say 'Verified by" in fault.message
        assert not list(evidence.judge(read(cut, 1), solutions, ("parts.tex.j2",)))


def test_the_words_of_an_author_are_said_to_be_unchecked() -> None:
    text, solutions = page({"kind": "text", "statement": "Why?", "answer": "Because."})
    assert proofread(text, solutions).faults == ()
    line = r"\uncheckedline{In the author's words; not machine-checked.}"
    assert proofread(text.replace(line, ""), solutions).faults


TERM = """\
course = "X1"
assignment = 1
title = "A title"
due = 2026-01-01T00:00:00

[[questions]]
title = "Q"

[[questions.parts]]
kind = "kkt"
points = 2
objective = "x + 2*y"
constraints = ["x**2 + y**2 <= 1"]

[[questions.parts]]
kind = "linear_system"
points = 1
matrix = [[1, 2], [3, 4]]
right_side = [5, 6]
"""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("Minimise", "Maximise"),
        ("x + 2 y", "x - 2 y"),
        (r"\le 1", r"\ge 1"),
        ("all solutions", "a solution"),
        (r"3 & 4", "3 & -4"),
        ("2~points", "3~points"),
        ("A title", "Another one"),
        ("January~1", "January~2"),
    ],
)
def test_a_sheet_states_the_tasks_that_were_solved(right: str, wrong: str, tmp_path: Path) -> None:
    text, solutions, term, own = _sheet(tmp_path)
    assert proofread_sheet(text, solutions, term, own) == ()
    begin = text.index(r"\begin{document}")
    assert right in text[begin:]
    assert proofread_sheet(text[:begin] + text[begin:].replace(right, wrong), solutions, term, own)


def _sheet(folder: Path) -> tuple[str, Any, Any, Any]:
    path = folder / "2025-fall.toml"
    path.write_text(TERM, encoding="utf-8")
    term: Any = loading.load(path)
    solutions = tuple(solve(question, term) for question in term.questions)
    homework = of_packages(ROOT, "solutions", "figures")
    document = Writer(homework, term, find_engine("embedded"), audience="sheet").write(solutions, {"q1": {}})
    return document.rendered.text, solutions, term, document.own_templates


def test_words_are_compared_up_to_formulas() -> None:
    said = skeleton("Find $A  x$ of\n\\shown{A = {1}.}\nand \\inline{y = 2} % why\n now.")
    assert said == "Find $Ax$ of # and $y=2$ now."
    assert fits(said, "Find $Ax$ of # and § now.")
    assert fits(said, "Find § of …")
    assert not fits(said, "Find § of # or § now.")
    assert not fits(said, "Find $Ay$ of …")
    assert listed(["a", "b", "c"]) == "a, b and c"


@pytest.mark.parametrize(
    ("model", "prior", "others"),
    [
        ("Poisson", {"family": "gamma", "shape": 2, "rate": 1}, ["exponential"]),
        ("geometric", _PRIOR, ["Bernoulli", "negative binomial"]),
    ],
)
def test_a_task_of_another_model_is_told(model: str, prior: dict[str, Any], others: list[str]) -> None:
    text, solutions = page({"kind": "likelihood", "model": model, "samples": [1, 2], "prior": prior})
    assert proofread(text, solutions).faults == ()
    (claim,) = solutions[0].answers[0].claims
    passages = [one for one in read(text, 1).passages if one.part == "q1a" and one.question]
    for other in others:
        assert list(tasks.judge("likelihood", {**claim.data, "model": other}, passages))
