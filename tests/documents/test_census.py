"""Sheets of the field, part by part, as term files in own words: each is solved, written and set in type."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from backproof.answer import Solution
from backproof.diagnostic import CheckError
from backproof.document import Writer
from backproof.homework import Homework, of_packages
from backproof.pipeline import compute, verify
from backproof.proofreading.proofread import proofread
from backproof.results import pdf
from backproof.terms.loading import load
from backproof.terms.term import Term
from backproof.tex.engine import find_engine
from tests.conftest import ROOT

FOLDER = ROOT / "tests" / "census"
FILES = sorted((FOLDER / "terms").glob("*.toml"))
SHEETS: list[dict[str, Any]] = tomllib.loads((FOLDER / "coverage.toml").read_text(encoding="utf-8"))["sheets"]
# A sheet with most kinds of part, and a short one.
USUAL = ("13-warm-up", "23-coins-and-dice")
CASES = [
    pytest.param(path, id=path.stem, marks=() if path.stem in USUAL else pytest.mark.slow) for path in FILES
]
# What takes a build of its own: every sixth sheet in the long tests, the others in the rest.
_SIXTH = {path.stem for path in FILES[::6]}
BUILT = [
    pytest.param(path, id=path.stem, marks=pytest.mark.slow if path.stem in _SIXTH else pytest.mark.rest)
    for path in FILES
]


def homework() -> Homework:
    return replace(of_packages(ROOT, "solutions", "figures"), term_folder=FOLDER / "terms")


@cache
def solved(path: Path) -> tuple[Term, tuple[Solution, ...]]:
    term = load(path, folder=FOLDER)
    return term, compute(homework(), term)


def written(path: Path, audience: Any = "solution") -> str:
    """The LaTeX of a sheet, without the figures."""
    term, solutions = solved(path)
    writer = Writer(homework(), term, find_engine("embedded"), audience=audience)
    return writer.write(solutions, {solution.id: {} for solution in solutions}).rendered.text


def test_every_part_of_the_field_is_set_by_one_part_or_says_why_it_is_in_words() -> None:
    assert len(SHEETS) == len(FILES) == 23
    assert sum(len(sheet["parts"]) for sheet in SHEETS) == 274
    for sheet, path in zip(SHEETS, FILES, strict=True):
        assert sheet["term"] == path.stem
        parts = [part for question in load(path, folder=FOLDER).questions for part in question.parts]
        assert [asked["id"] for asked in sheet["parts"]] == [part.id for part in parts]
        assert [bool(asked.get("reason")) for asked in sheet["parts"]] == [
            part.kind == "text" for part in parts
        ]


def test_kinds_answer_at_least_45_of_100_parts() -> None:
    parts = [
        part for path in FILES for question in load(path, folder=FOLDER).questions for part in question.parts
    ]
    assert sum(part.kind != "text" for part in parts) >= 0.45 * len(parts)


@pytest.mark.parametrize("path", CASES)
def test_a_sheet_is_solved_and_all_its_checks_pass(path: Path) -> None:
    _, solutions = solved(path)
    verify(solutions)
    for answer in (answer for solution in solutions for answer in solution.answers):
        assert answer.checks or answer.by_author


@pytest.mark.parametrize("path", BUILT)
def test_a_false_claim_in_a_sheet_is_refused(path: Path, tmp_path: Path) -> None:
    """One is added to the right side of an equation in an answer in words."""
    text = path.read_text(encoding="utf-8")
    claims = "".join(re.findall(r"(?m)^claims = \[.*(?:\n[ \]].*)*", text))
    numbers = re.findall(r'"([^"\n]* == (?:sqrt\()?[\d/.]+\)?)"', claims)
    places = [text.index(f'"{claim}"') for claim in numbers]
    for claim, at in zip(numbers[:2], places, strict=False):
        (tmp_path / "terms").mkdir(exist_ok=True)
        wrong = text[:at] + f'"{claim} + 1"' + text[at + len(claim) + 2 :]
        file = tmp_path / "terms" / path.name
        file.write_text(wrong, encoding="utf-8")
        term = load(file, folder=FOLDER)
        with pytest.raises(CheckError, match="equal values"):
            verify(compute(homework(), term))


@pytest.mark.parametrize("path", CASES)
def test_a_sheet_is_written_and_proofread(path: Path) -> None:
    _, solutions = solved(path)
    text = written(path)
    assert not proofread(text, solutions).faults
    asked = written(path, "sheet").partition(r"\begin{document}")[2]
    assert r"\answerbox" not in asked
    parts = sum(len(solution.answers) for solution in solutions)
    assert [body.count(r"\label{part:") for body in (text, asked)] == [parts, parts]


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new homework with these sheets as its terms, and their scripts beside them."""
    folder = tmp_path_factory.mktemp("field")
    command = [sys.executable, "-m", "backproof", "init", "hw"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(command, check=True, cwd=folder, env=environment, capture_output=True)
    root = folder / "hw"
    for path in (*FILES, *FOLDER.glob("*.py")):
        shutil.copy(path, root / "solutions" / ("terms" if path.suffix == ".toml" else ""))
    return root


@pytest.mark.parametrize("audience", ["solution", "sheet"])
@pytest.mark.parametrize("path", BUILT)
def test_a_sheet_is_set_in_type(path: Path, audience: str, started: Path) -> None:
    done = subprocess.run(
        [sys.executable, "build.py", "pdf", "--term", path.stem, "--audience", audience],
        cwd=started,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    name = "*-sheet.pdf" if audience == "sheet" else "*[0-9].pdf"
    (file,) = (started / "out" / "terms" / path.stem).glob(name)
    text = " ".join(pdf.text(file).split())
    for question in load(path, folder=FOLDER).questions:
        assert " ".join(question.title.split()[:3]) in text
