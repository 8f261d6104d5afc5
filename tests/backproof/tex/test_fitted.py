"""Formulas fitted to a width, by the lines that TeX makes of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from backproof.results.layout.ink import pages_of
from backproof.tex.compile import compile_document
from backproof.tex.engine import find_engine
from tests.backproof.typeset import document

pytestmark = pytest.mark.usefixtures("dumped")
WIDTH_PT = 142.3  # 5 cm
# Heights of glyphs in points where nothing is scaled.
HEIGHTS = {"x": 4.5, "a": 4.5, "1": 6.6}
SUM = " + ".join("abcdefghk")


def typeset(formula: str, folder: Path, *, in_table: bool) -> tuple[float, float, str]:
    """The width of the formula's ink, its scale by the height of a known glyph, and TeX's log."""
    fitted = rf"\fitted{{5cm}}{{{formula}}}\thispagestyle{{empty}}"
    body = rf"\begin{{tabular}}{{@{{}}l@{{}}}}{fitted}\end{{tabular}}" if in_table else rf"\noindent{fitted}"
    made = compile_document(find_engine(), document(body), {}, folder)
    (folder / "page.pdf").write_bytes(made.pdf)
    glyphs = pages_of(folder / "page.pdf")[0].glyphs
    left, right = min(g.box.left for g in glyphs), max(g.box.right for g in glyphs)
    scales = [(g.box.top - g.box.bottom) / HEIGHTS[g.text] for g in glyphs if g.text in HEIGHTS]
    return right - left, max(scales), made.log


@pytest.mark.sample(1)
@pytest.mark.parametrize("in_table", [False, True])
@pytest.mark.parametrize(
    ("formula", "is_scaled"),
    [
        ("x + y", False),
        (f"F = {SUM} + {SUM} + {SUM}", False),
        (rf"F = \left({SUM} + {SUM} + \frac{{1}}{{2}}\right) \odot x", False),
        (rf"F = \frac{{{SUM} + {SUM}}}{{2}}", True),
        ("abcdefghklmnopq" * 3, True),
        (rf"\begin{{bmatrix}} {' & '.join('1234567890' * 2)} \end{{bmatrix}}", True),
    ],
)
def test_no_formula_is_wider_and_only_what_cannot_be_broken_is_scaled(
    formula: str, is_scaled: bool, in_table: bool, tmp_path: Path
) -> None:
    preamble_columns = r"\setcounter{MaxMatrixCols}{30}"
    width, scale, log = typeset(preamble_columns + formula, tmp_path, in_table=in_table)
    assert width <= WIDTH_PT + 1
    assert (scale < 0.97) is is_scaled
    assert "Overfull" not in log
