"""The pages of every shipped term, looked at as a typographer does: by the places of glyphs and lines."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from backproof.results import layout, pdf
from backproof.results.layout.ink import Box
from tests.conftest import ROOT, Checkout, built_once

CM = 72 / 2.54
A4 = (21.0, 29.7)
MOST_PAGES = 9


def text_area() -> Box:
    """The text area of a page, from the geometry that the preamble states in cm."""
    preamble = (ROOT / "backproof" / "writing" / "templates" / "preamble.tex.j2").read_text(encoding="utf-8")
    width, top, bottom = (
        float(re.search(rf"\b{name}=([\d.]+)cm", preamble)[1])  # type: ignore[index]
        for name in ("textwidth", "top", "bottom")
    )
    left = (A4[0] - width) / 2
    return Box(left * CM, bottom * CM, (left + width) * CM, (A4[1] - top) * CM)


def faults(made: Path) -> list[str]:
    return [fault.message for fault in layout.faults(made, text_area())]


def test_the_pages_have_no_fault_and_are_nine_at_most(write_up: Checkout) -> None:
    assert faults(write_up.pdf) == []
    assert pdf.metadata(write_up.pdf).pages <= MOST_PAGES


@pytest.mark.slow
@pytest.mark.parametrize(
    "term",
    [
        *("example-tanh", "example-three-layers", "example-matrix-calculus", "example-machine-learning"),
        *("example-convex-optimization", "example-matrices"),
    ],
)
def test_the_pages_of_an_example_have_no_fault(term: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    root = built_once(tmp_path_factory, term).root
    (made,) = (root / "out" / "terms" / term).glob("*.pdf")
    assert faults(made) == []
    assert "see the answer" not in pdf.text(made)


def texts(made: Path) -> dict[str, str]:
    """The PDF's text in words, by each extractor at hand."""
    found = {"pdfium": pdf.text(made)}
    if shutil.which("pdftotext"):
        command = ["pdftotext", "-raw", str(made), "-"]
        found["poppler"] = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {reader: " ".join(text.split()) for reader, text in found.items()}


def test_tables_are_read_by_rows(write_up: Checkout) -> None:
    counts = [len(answer["checks"]) for answer in write_up.answers.values()]
    for reader, text in texts(write_up.pdf).items():
        summary, evidence = text.partition("Question 1")[0], text.rpartition("Part Checks Agrees with")[2]
        found = [int(count) for count in re.findall(r"(\d+) ?✓", summary)]
        assert found == [*counts, sum(counts)], reader
        rows = re.findall(r"(?:^|[^.\d]) ?(\d(?: ?\([a-e]\))?) (\d+) (?:complex|the |an )", evidence)
        assert [int(count) for _, count in rows] == counts, reader
        shapes = re.search(r"Part Space Dimension(.*?)✓", text)
        assert shapes, reader
        row = "ℝ ?1, ?a ?scalar"
        assert re.search(rf"ϕ\(x\) ℝ ?d d, a vector.*{row}.*{row}.*{row}", shapes[1]), (reader, shapes[1])


@pytest.mark.slow
def test_a_sheet_of_wide_and_long_answers_has_no_fault(sources: Checkout) -> None:
    shutil.copy(ROOT / "tests" / "wide-sheet.toml", sources.root / "solutions" / "terms" / "wide.toml")
    done = sources.run("pdf", "--quiet", "--term", "wide")
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    assert faults(sources.root / "out" / "WIDE-assignment-1.pdf") == []


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("lualatex"), reason="needs a system's LuaLaTeX")
@pytest.mark.parametrize("term", ["2025-fall", "example-linear-algebra"])
def test_the_pages_of_another_engine_have_no_fault(term: str, sources: Checkout) -> None:
    done = sources.run("pdf", "--quiet", "--term", term, "--engine", "lualatex")
    assert done.returncode == 0, done.stdout + done.stderr
    (made,) = (path for path in (sources.root / "out").rglob("*.pdf") if "build" not in path.parts)
    assert faults(made) == []
    if term == "2025-fall":
        assert pdf.metadata(made).pages <= MOST_PAGES
