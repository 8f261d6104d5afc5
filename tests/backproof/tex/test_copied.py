"""Formulas copied from the PDF have their characters, with every engine and in the eyes of two readers."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from backproof.results import pdf
from backproof.tex.compile import compile_document
from backproof.tex.engine import find_engine
from tests.backproof.typeset import document

pytestmark = pytest.mark.usefixtures("dumped")
BODY = r"""
$x\in\mathbb{R}^{d}$, $\mathbb{C}$, $\mathbb{N}$, bare R
\[\left(\sum_{i=1}^d x_i\right)^3 \quad \prod_{i} \int f\]
\[\left[\frac{a}{b}\right] \begin{bmatrix}1\\2\\3\end{bmatrix} \left\{\frac{1}{2}\right\} \lVert x\rVert\]
"""
SYSTEMS = [name for name in ("lualatex", "xelatex") if shutil.which(name)]
ENGINES = ["embedded", *(pytest.param(name, marks=pytest.mark.slow) for name in SYSTEMS)]


def copied(engine: str, folder: Path) -> dict[str, str]:
    made = folder / "page.pdf"
    made.write_bytes(compile_document(find_engine(engine), document(BODY), {}, folder).pdf)
    found = {"pdfium": pdf.text(made)}
    if shutil.which("pdftotext"):
        command = ["pdftotext", "-raw", str(made), "-"]
        found["poppler"] = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return found


@pytest.mark.parametrize("engine", ENGINES)
def test_operators_delimiters_and_blackboard_bold_are_copied(engine: str, tmp_path: Path) -> None:
    for reader, text in copied(engine, tmp_path).items():
        for character in "ℝℂℕ∑∏∫()[]{}":
            assert character in text, (reader, character)
        assert "bare R" in text.replace("\n", " ")
        assert not set("PQ!") & set(text), reader


def test_a_matrix_is_read_from_its_bracket_to_its_bracket(tmp_path: Path) -> None:
    for text in copied("embedded", tmp_path).values():
        pieces = "".join(text.split())
        assert pieces.index("⎡") < pieces.index("123") < pieces.index("⎤")


def test_a_pictogram_is_copied_as_the_sign_that_it_is(tmp_path: Path) -> None:
    made = tmp_path / "page.pdf"
    body, package = r"\faCheckCircle{} and \faCheck", r"\usepackage{fontawesome5}"
    made.write_bytes(compile_document(find_engine("embedded"), document(body, package), {}, tmp_path).pdf)
    assert pdf.text(made).split()[:3] == ["✓", "and", "✓"]


def test_the_font_of_the_reals_comes_with_its_licence() -> None:
    folder = Path(pdf.__file__).parents[1] / "tex" / "inputs" / "fonts"
    assert "SIL OPEN FONT LICENSE Version 1.1" in (folder / "OFL.txt").read_text(encoding="utf-8")
    assert b"Reserved Font Name MSBM10" in (folder / "msbm10.pfb").read_bytes()
