"""The next term's author, from a fresh checkout: a new term, three edits, one block, and the hand-in."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from backproof.results import pdf
from tests.conftest import ROOT, Checkout

pytestmark = pytest.mark.slow

SCRIPT = ROOT / "solutions" / "Q3_AIE6001_A1.py"
TERM = "solutions/terms/2026-fall.toml"
STATEMENT = r"""
\BLOCK{ block statement }
\begin{statement}
Of the spaces below, say how large each of them is.
\end{statement}
\BLOCK{ endblock }
"""


@pytest.fixture
def fresh(write_up: Checkout, tmp_path: Path) -> Checkout:
    """A checkout that has built 2025-fall, as the author of the next term finds it."""
    shutil.copytree(write_up.root, tmp_path / "clone", symlinks=True)
    return Checkout(tmp_path / "clone")


def ok(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_next_term_from_new_to_bundle(fresh: Checkout) -> None:
    before = (fresh.root / "out" / "AIE6001-assignment-1.pdf").read_bytes()
    assert TERM in ok(fresh.run("new", "2026-fall", "--from", "2025-fall", "--templates"))

    fresh.edit(TERM, 'outer = "f(y) = y**4"', 'outer = "f(y) = y**3"')
    fresh.edit(TERM, "null_space = [[1, 3, 2], [2, 1, 4], [4, 7, 8]]", "null_space = [[1, 1, 1]]")
    fresh.edit(TERM, "points = 110 ", "points = 130 ")
    fresh.edit(TERM, 'title = "Chain Rule"\npoints = 20', 'title = "Chain Rule"\npoints = 40')
    override = fresh.root / "templates" / "terms" / "2026-fall" / "kinds" / "dimension" / "question.tex.j2"
    override.write_text(
        override.read_text(encoding="utf-8") + STATEMENT,
        encoding="utf-8",
    )

    refused = fresh.run("bundle")
    assert refused.returncode == 1
    assert "the author's name or number is still the placeholder" in refused.stderr
    assert "out/AIE6001-assignment-1.pdf: error: is older than what it is made from" in refused.stderr
    (fresh.root / "author.toml").write_text('name = "Ada Lovelace"\nid = "118010001"\n', encoding="utf-8")

    ok(fresh.run("pdf"))
    text = " ".join(pdf.text(fresh.pdf).split())
    assert "Due 11:59 PM, Monday, September 21, 2026" in text
    assert "say how large each of them is" in text
    assert "Determine the dimension of each" not in text
    assert "Question 1 Chain Rule 40 points" in text
    assert "dim N(B) = 3 − 1 = 2" in text
    answers = json.loads((fresh.root / "out" / "answers.json").read_text(encoding="utf-8"))
    assert (len(answers), answers["q4c"]["text"]) == (11, "2")
    assert answers["q1"]["text"].endswith("3*y**2*ones(d)")
    assert fresh.pdf.read_bytes() != before

    assert "FAILED" not in ok(fresh.run("check"))
    shown = ok(fresh.run("diff", "2025-fall", "2026-fall", "--pdf"))
    assert "2 changed; 11 answers in all" in shown
    assert re.search(r"^ q1  Chain Rule +4 sum\(x\)³𝟏_d +3 sum\(x\)²𝟏_d *$", shown, re.MULTILINE)
    assert "out/diff/2025-fall-2026-fall.pdf: pages 1" in shown
    sheets = " ".join(pdf.text(fresh.root / "out" / "diff" / "2025-fall-2026-fall.pdf").split())
    assert "2025-fall, page 1" in sheets
    assert "2026-fall, page 1" in sheets
    assert "say how large each of them is" in sheets
    assert "Determine the dimension of each" in sheets

    override.write_text(override.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert "is older than what it is made from" in fresh.run("bundle").stderr
    override.write_text(override.read_text(encoding="utf-8").removesuffix("\n"), encoding="utf-8")
    ok(fresh.run("bundle"))
    archive = fresh.root / "out" / "AIE6001-assignment-1.zip"
    with zipfile.ZipFile(archive) as packed:
        assert packed.namelist() == [
            "AIE6001-assignment-1.pdf",
            "Q3_AIE6001_A1.py",
            "Q3_AIE6001_A1_output.txt",
            "answers.json",
            "proof.json",
            "verify.py",
        ]
        assert packed.read("Q3_AIE6001_A1.py") == SCRIPT.read_bytes()
        assert packed.read("AIE6001-assignment-1.pdf") == fresh.pdf.read_bytes()
    script = fresh.root / "out" / "Q3_AIE6001_A1.py"
    script.write_bytes(script.read_bytes() + b"\n")
    assert "Q3_AIE6001_A1.py: error: is not the file that was proved" in fresh.run("bundle").stderr
    assert pdf.metadata(fresh.pdf).author == "Ada Lovelace"
    listed = {item["term"]: item for item in json.loads(ok(fresh.run("terms", "--json")))}
    assert (listed["2026-fall"]["pdf"], listed["2026-fall"]["questions"]) == ("fresh", 4)
    assert listed["2025-fall"]["file"] == "out/terms/2025-fall/AIE6001-assignment-1.pdf"
