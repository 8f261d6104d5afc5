"""Whole sheets that are set from term files alone: as a solution, and as a sheet without any answer."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backproof.results import pdf
from tests.conftest import ROOT, Checkout

TERMS = ROOT / "solutions" / "terms"
NAMES = ("example-matrix-calculus", "example-machine-learning", "example-convex-optimization")
ANSWERS = ("answer", "approach", "remark")
# Words between formulas, in a row, that no other text of a sheet has by chance.
ENOUGH_WORDS = 4


def parts_of(term: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The parts of a term file, each with its question's key `bonus`."""
    for question in term["questions"]:
        for part in question.get("parts", [question]):
            yield {**part, "bonus": part.get("bonus", False) or question.get("bonus", False)}


def runs(text: str) -> Iterator[str]:
    """The runs of plain words in a Markdown text: between formulas, marks, tables and line breaks."""
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)|\|.*\|", "$$", text)
    for piece in re.split(r"\$\$.*?\$\$|\$.*?\$|[^A-Za-z ,\n]+", text, flags=re.DOTALL):
        words = piece.replace(",", " , ").split()
        if len([word for word in words if word.isalpha()]) >= ENOUGH_WORDS:
            yield " ".join(words).strip(" ,")


def squeezed(text: str) -> str:
    """The letters of a text, so that hyphens, ligatures and line breaks of a PDF make no difference."""
    ligatures = {"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl"}
    for sign, letters in ligatures.items():
        text = text.replace(sign, letters)
    return re.sub(r"[^A-Za-z]", "", text)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_whole_sheet_is_set_with_and_without_its_answers(name: str, sources: Checkout) -> None:
    term = tomllib.loads((TERMS / f"{name}.toml").read_text(encoding="utf-8"))
    parts = list(parts_of(term))
    for audience in ("solution", "sheet"):
        done = sources.run("pdf", "--quiet", "--term", name, "--audience", audience)
        assert done.returncode == 0, done.stdout + done.stderr
    folder = sources.root / "out" / "terms" / name
    stem = f"{term['course']}-assignment-{term['assignment']}"
    solution, sheet = (squeezed(pdf.text(folder / f"{stem}{end}.pdf")) for end in ("", "-sheet"))

    answers = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    assert len(answers) == len(parts)
    assert sum(part["points"] for part in parts if not part["bonus"]) == term["points"]
    judged = subprocess.run(
        [sys.executable, str(folder / "verify.py")], cwd=folder, capture_output=True, text=True, check=False
    )
    assert judged.returncode == 0, judged.stdout + judged.stderr

    for part in parts:
        for run in runs(part["statement"]):
            assert squeezed(run) in sheet, run
            assert squeezed(run) in solution, run
        told = [*(part.get(key, "") for key in ANSWERS), *part.get("rubric", [])]
        for run in (run for text in told for run in runs(text)):
            assert squeezed(run) in solution, run
            assert squeezed(run) not in sheet, run
    for words in ("Verified by", "Grading", "In the author’s words", "Appendix"):
        assert squeezed(words) in solution
        assert squeezed(words) not in sheet


def test_an_answer_on_a_sheet_would_be_seen() -> None:
    sheet = squeezed("Show it.\nA number is its own trans-\npose, $x$")
    assert [squeezed(run) in sheet for run in runs("As $x$: a number is its own transpose.")] == [False]
    assert [squeezed(run) in sheet for run in runs("$x$ number is its own transpose.")] == [True]


HEAD = """\
course = "M1"
assignment = 1
title = "Six parts"
due = 2026-12-01T23:59:00

[[questions]]
id = "q1"
title = "Mixed"

"""
BONUS = """\
[[questions.parts]]
kind = "dimension"
points = 2
bonus = true
functions = ["sin(x)", "cos(x)", "sin(x + 1)"]
"""
# The parts of a teaching assistant, who has pasted what `new-part` prints and changes the data in it.
CHANGES = {
    "gradient": {
        "norm(A @ x - b)**2 / 2": "c * sum(exp(A @ x))",
        'A = "m,n", x = "n", b = "m"': 'A = "m,n", x = "n", c = ""',
    },
    "dimension": {"[[1, 2, 3], [2, 4, 7]]": "[[1, 2, 0, 1], [2, 4, 0, 2], [0, 1, 1, 1]]"},
    "statement": {"x.T @ S @ x + 2*x.T @ S @ y + y.T @ S @ y": "(y + x).T @ S @ (y + x)"},
    "composition": {"t**2": "exp(t)"},
    "text": {'"norm(c*x)**2 == c**2 * norm(x)**2"': '"norm(c*x)**2 == c**2 * norm(x)**2", "2*3 == 6"'},
}


def assert_is_gradient(formula: str) -> None:
    """Hold a formula for the gradient of c sum(exp(A x)) against differences."""
    rng = np.random.default_rng(1)
    matrix, x, direction = rng.normal(size=(3, 2)), rng.normal(size=(2, 1)), 1e-6 * rng.normal(size=(2, 1))
    found = eval(formula, {"A": matrix, "x": x, "c": 0.7, "exp": np.exp})
    ahead, behind = (0.7 * np.sum(np.exp(matrix @ (x + step))) for step in (direction, -direction))
    assert np.sum(found * direction) == pytest.approx((ahead - behind) / 2, rel=1e-6)


def of_the_assistant(*arguments: str, root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=root, capture_output=True, encoding="utf-8", check=False
    )


@pytest.mark.slow
def test_a_teaching_assistant_writes_six_parts_from_what_new_part_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    root = tmp_path / "hw"
    made = of_the_assistant("-m", "backproof", "init", str(root), root=tmp_path)
    assert made.returncode == 0, made.stderr
    before = {path: path.read_bytes() for path in root.rglob("*") if path.suffix in (".py", ".j2")}

    sheet = HEAD
    for kind, changes in CHANGES.items():
        printed = of_the_assistant("build.py", "new-part", kind, root=root)
        assert printed.returncode == 0, printed.stderr
        part = printed.stdout
        for old, new in changes.items():
            assert part.count(old) == 1, (old, part)
            part = part.replace(old, new)
        sheet += f"{part}\n"
    sheet += BONUS
    (root / "solutions" / "terms" / "six.toml").write_text(sheet, encoding="utf-8")

    for audience in ("solution", "sheet"):
        done = of_the_assistant("build.py", "pdf", "--term", "six", "--audience", audience, root=root)
        assert done.returncode == 0, done.stdout + done.stderr
    folder = root / "out" / "terms" / "six"
    answers = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    assert list(answers) == [f"q1{letter}" for letter in "abcdef"]
    assert_is_gradient(answers["q1a"]["formulas"]["x"])
    # Two of the rows are independent, so two of the four columns are free; sin(x + 1) depends on sin and cos.
    assert (answers["q1b"]["text"], answers["q1f"]["text"]) == ("2", "2")
    assert "Verified" in pdf.text(folder / "M1-assignment-1.pdf")
    assert "Verified" not in pdf.text(folder / "M1-assignment-1-sheet.pdf")
    assert before == {path: path.read_bytes() for path in before}
