"""Tables and matrices hold data cell by cell, and TeX sets them."""

from pathlib import Path

import pypdfium2
import pytest

from backproof.answer import Latex
from backproof.tex.compile import compile_document
from backproof.tex.engine import find_engine
from backproof.writing.tables import figure, matrix, table
from tests.backproof.typeset import document, ink


def test_cells_are_data_unless_they_are_latex() -> None:
    assert matrix([["a_1", Latex(r"\alpha")], [-2, 3]]) == (
        "\\begin{bmatrix}\na\\_1 & \\alpha \\\\\n-2 & 3\n\\end{bmatrix}"
    )
    assert matrix([[1, 0]], marked=[(0, 0)]) == "\\begin{bmatrix}\n\\boxed{1} & 0\n\\end{bmatrix}"
    assert r"50\%&$x$\\" in table([["50%", Latex("$x$")]], "ll", ["a & b", "c"])


def test_a_file_name_that_tex_would_read_otherwise_is_refused() -> None:
    assert figure("figures/graph.pdf", 0.5) == r"\includegraphics[width=0.5\linewidth]{figures/graph.pdf}"
    with pytest.raises(ValueError, match="file name"):
        figure(r"x}\input{y")


@pytest.mark.usefixtures("dumped")
def test_tex_sets_a_table_and_a_matrix(tmp_path: Path) -> None:
    shapes = table([["phi(x)", Latex("$d$")]], "ll", ["part", "shape"])
    body = f"{shapes}\n\\[{matrix([[1, 2], [3, 4]], [(0, 0)])}\\]"
    made = compile_document(find_engine(), document(body), {}, tmp_path)
    with pypdfium2.PdfDocument(made.pdf) as opened:
        text = ink(opened[0].get_textpage().get_text_range())
    assert text.startswith("partshapephi(x)d")
    assert made.warnings == ()
