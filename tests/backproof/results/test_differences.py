"""Differences between two sets of answers, and between two PDFs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from backproof.results import pdf, side_by_side
from backproof.results.differences import MOST_LINES, differences, readable

Rectangle = tuple[float, float, float, float]


def answer(text: str, **more: Any) -> dict[str, Any]:
    return {"title": "Title", "latex": text, "text": text, **more}


def test_answers_that_differ_stand_beside_each_other() -> None:
    old = {"a": answer("2"), "b": answer("3"), "gone": answer("1")}
    new = {"a": answer("2"), "b": answer("4"), "more": answer("5")}
    found = {item.id: (item.kind, item.lines) for item in differences(old, new)}
    assert found == {
        "b": ("changed", (("3", "4"),)),
        "more": ("added", (("", "5"),)),
        "gone": ("removed", (("1", ""),)),
    }


def test_formulas_are_paired_by_their_variable() -> None:
    old = answer("", formulas={"x": "2*x", "a": "a.T @ x"})
    new = answer("", formulas={"x": "3*x", "a": "a.T @ x"})
    (found,) = differences({"q": old}, {"q": new})
    assert found.lines == (("by x: 2x", "by x: 3x"),)


def test_of_long_texts_the_first_lines_that_differ_are_shown() -> None:
    old, new = ("\n".join(f"{mark} {i}" for i in range(20)) for mark in "ab")
    (found,) = differences({"q": answer("same\n" + old)}, {"q": answer("same\n" + new)})
    assert found.lines[0] == ("a 0", "b 0")
    assert (len(found.lines), found.left_out) == (MOST_LINES, 20 - MOST_LINES)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("r = y - W @ x; -2*(r @ x.T)", "−2(y − Wx)xᵀ"),
        ("a.T @ softplus(x)", "aᵀ softplus(x)"),
        ("y = sum(x); 4*y**3*ones(d)", "4 sum(x)³𝟏_d"),
        ("3", "3"),
        ("phi(x): d; q: 1", "phi(x): d; q: 1"),
        ("no formula at all", "no formula at all"),
    ],
)
def test_a_formula_is_shown_as_one_writes_it(text: str, shown: str) -> None:
    assert readable(text) == shown


def page(document: pypdfium2.PdfDocument, lines: list[str], *rectangles: Rectangle, down: float = 0) -> None:
    """A page with lines of text and rectangles."""
    sheet = document.new_page(300, 400)
    for number, line in enumerate(lines):
        label = pdfium.FPDFPageObj_NewTextObj(document, b"Helvetica", 10.0)
        units = (line + "\0").encode("utf-16-le")
        pdfium.FPDFText_SetText(label, (pdfium.FPDF_WCHAR * (len(units) // 2)).from_buffer_copy(units))
        pdfium.FPDFPageObj_Transform(label, 1, 0, 0, 1, 30, 350 - 30 * number - down)
        pdfium.FPDFPage_InsertObject(sheet, label)
    for left, bottom, width, height in rectangles:
        drawn = pdfium.FPDFPageObj_CreateNewRect(left, bottom - down, width, height)
        pdfium.FPDFPath_SetDrawMode(drawn, pdfium.FPDF_FILLMODE_WINDING, True)
        pdfium.FPDFPage_InsertObject(sheet, drawn)
    sheet.gen_content()


def paper(path: Path, *pages: tuple[Any, ...], down: float = 0) -> Path:
    document = pypdfium2.PdfDocument.new()
    for lines, *rectangles in pages:
        page(document, lines, *rectangles, down=down)
    document.save(path)
    return path


def test_what_has_only_moved_is_no_change(tmp_path: Path) -> None:
    content = (["alpha", "beta"], (50, 100, 40, 20))
    found = side_by_side.compare(
        paper(tmp_path / "a.pdf", content), paper(tmp_path / "b.pdf", content, down=17)
    )
    assert (found.old, found.new, found.changed_pages) == ((), (), ())


def test_a_changed_word_and_a_changed_drawing_are_found_where_they_stand(tmp_path: Path) -> None:
    old = paper(tmp_path / "a.pdf", (["alpha", "beta"], (50, 100, 40, 20)), (["gamma"],))
    new = paper(tmp_path / "b.pdf", (["alpha", "delta"], (50, 100, 40, 25)), (["gamma"],))
    found = side_by_side.compare(old, new)
    assert found.changed_pages == (1,)
    text, drawing = found.new
    assert text.content == "delta"
    assert text.box[1] == pytest.approx(320, abs=4)
    assert drawing.box == pytest.approx((50, 100, 90, 125), abs=1.5)


def test_a_page_that_was_put_in_stands_alone(tmp_path: Path) -> None:
    pages = [([f"{word} one", f"{word} two"],) for word in ("alpha", "beta", "gamma")]
    old = paper(tmp_path / "a.pdf", pages[0], pages[2])
    new = paper(tmp_path / "b.pdf", *pages)
    found = side_by_side.compare(old, new)
    assert found.pairs == ((0, 0), (None, 1), (1, 2))
    assert found.changed_pages == (2,)


def test_the_sheets_hold_both_pages_and_their_names(tmp_path: Path) -> None:
    old, new = paper(tmp_path / "a.pdf", (["alpha"],)), paper(tmp_path / "b.pdf", (["omega"],))
    sheets = tmp_path / "sheets.pdf"
    sheets.write_bytes(side_by_side.write(side_by_side.compare(old, new), old, new, ("before", "after")))
    assert {"alpha", "omega", "before, page 1", "after, page 1"} <= set(pdf.text(sheets).split("\n"))
