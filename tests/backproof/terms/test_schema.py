"""The schema of term files, judged by an editor's own checker: right terms pass, misspelt ones do not."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from backproof.terms.schema import term_schema
from tests.backproof.parts.test_parts import SHEET
from tests.conftest import ROOT

TAPLO = shutil.which("taplo", path=str(Path(sys.executable).parent)) or "taplo"


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("schema") / "term.schema.json"
    path.write_text(json.dumps(term_schema()), encoding="utf-8")
    return path


def judged(schema: Path, term: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [TAPLO, "check", "--schema", schema.as_uri(), str(term)],
        cwd=schema.parent,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_every_term_that_loads_fits(schema: Path, tmp_path: Path) -> None:
    mixed = tmp_path / "mixed.toml"
    mixed.write_text(SHEET, encoding="utf-8")
    for term in (*(ROOT / "solutions" / "terms").glob("*.toml"), mixed):
        done = judged(schema, term)
        assert done.returncode == 0, (term, done.stderr)


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
