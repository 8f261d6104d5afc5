"""The schema of term files, judged by an editor's own checker: right terms pass, misspelt ones do not."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from backproof.diagnostic import InputError
from backproof.terms.loading import load
from backproof.terms.schema import term_schema
from tests.backproof.parts.test_parts import SHEET
from tests.conftest import ROOT

TAPLO = shutil.which("taplo", path=str(Path(sys.executable).parent)) or "taplo"


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("schema") / "term.schema.json"
    path.write_text(json.dumps(term_schema()), encoding="utf-8")
    return path


def judged(schema: Path, *terms: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [TAPLO, "check", "--schema", schema.as_uri(), *map(str, terms)],
        cwd=schema.parent,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_every_term_that_loads_fits(schema: Path, tmp_path: Path) -> None:
    mixed = tmp_path / "mixed.toml"
    mixed.write_text(SHEET, encoding="utf-8")
    done = judged(schema, *(ROOT / "solutions" / "terms").glob("*.toml"), mixed)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("null_space =", "nul_space ="),
        ('kind = "dimension"', 'kind = "dimensoin"'),
        ("bonus = true", 'bonus = "yes"'),
        ("points = 4", "points = -4"),
        ("choose = 1", "choose = 0"),
        ('hint = "How', 'hints = "How'),
        ("assignment = 3", 'assignment = "three"'),
        ("due =", "duo ="),
    ],
)
def test_a_wrong_term_does_not(schema: Path, tmp_path: Path, written: str, instead: str) -> None:
    assert written in SHEET
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(SHEET.replace(written, instead, 1), encoding="utf-8")
    assert judged(schema, wrong).returncode != 0


VARIED = """\
course = "M1"
assignment = 1
title = "Varied"
due = 2020-01-01T00:00:00

[variants.values.A]
recipe = "matrix"
size = 2
definite = "positive semidefinite"
pivots = "whole"

[variants.difficulty]
row_operations = "in order"
answers.q1a.row_operations = "kinds"

[[questions]]
id = "q1"
title = "Choices"
[[questions.parts]]
id = "q1a"
kind = "definiteness"
points = 1
matrix = "{{ A }}"
"""


def loads(term: Path) -> bool:
    try:
        load(term)
    except InputError:
        return False
    return True


@pytest.mark.parametrize(
    ("written", "instead", "is_right"),
    [
        ("in order", "in order", True),
        ("in order", "In Order", True),
        ("in order", "IN_ORDER", True),
        ("in order", "inorder", False),
        ("kinds", "Kinds", True),
        ("positive semidefinite", "Positive-Semidefinite", True),
        ("positive semidefinite", " positive  semidefinite", True),
        ("positive semidefinite", "semidefinite positive", False),
        ("whole", "WHOLE", True),
        ("whole", "wholes", False),
        ('"matrix"', '"Matrix"', True),
        ('"matrix"', '"matrices"', False),
    ],
)
def test_words_of_a_choice_fit_as_they_are_read(
    schema: Path, tmp_path: Path, written: str, instead: str, is_right: bool
) -> None:
    assert written in VARIED
    term = tmp_path / "solutions" / "terms" / "varied.toml"
    term.parent.mkdir(parents=True)
    term.write_text(VARIED.replace(written, instead, 1), encoding="utf-8")
    assert loads(term) is is_right
    assert (judged(schema, term).returncode == 0) is is_right
