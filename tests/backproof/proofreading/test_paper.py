"""Answers read back from the PDF and from the JSON file, and found where they are missing."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from backproof.proofreading import formulas, paper
from backproof.proofreading.pages import glyphs, latex
from backproof.results import pdf
from tests.conftest import Checkout
from tests.solved import solved


class Report(NamedTuple):
    """A built homework: its LaTeX, the texts of its pages, the page of each mark."""

    latex: str
    pages: list[str]
    marks: dict[str, int]

    def faults(self) -> list[str]:
        """The faults that the reader of the PDF finds."""
        return list(paper.judge(self.latex, 4, self.pages, self.marks))

    @property
    def boxes(self) -> list[formulas.Formula]:
        """The formulas in boxes."""
        return [one for one in formulas.read(self.latex, 4).formulas if one.place in ("box", "result")]


@pytest.fixture(scope="module")
def report(write_up: Checkout) -> Report:
    text = (write_up.root / "out" / "build" / "report.tex").read_text(encoding="utf-8")
    return Report(text, pdf.text(write_up.pdf).split("\f"), pdf.marks(write_up.pdf))


def letters(text: str) -> list[str]:
    return [each for each in unicodedata.normalize("NFKC", text) if each.isalnum()]


def windows(text: list[str], size: int) -> Iterator[Counter[str]]:
    yield from (Counter(text[at : at + size]) for at in range(len(text) - size + 1))


@pytest.mark.slow
def test_each_part_has_a_mark_of_the_name_that_the_page_has(report: Report) -> None:
    parts = [answer.id for solution in solved("2025-fall") for answer in solution.answers]
    pages = [report.marks[f"part:{part}"] for part in parts]
    assert pages == sorted(pages)
    for part, page in zip(parts, pages, strict=True):
        (label,) = re.findall(r"\((\w)\)", part) or [part[2:] or ""]
        assert f"({label})" in report.pages[page] if label else "Question 1" in report.pages[page]


def test_the_letters_of_each_answer_stand_together_in_the_text_of_the_pdf(report: Report) -> None:
    text = letters("".join(report.pages))
    assert len(report.boxes) == 13
    for box in report.boxes:
        wanted = letters("".join(glyphs.inked(latex.seen(f"{box.latex} {box.second}"))))
        assert Counter(wanted) in windows(text, len(wanted)), box.latex


def test_the_answers_of_the_json_file_are_those_in_the_boxes(report: Report, write_up: Checkout) -> None:
    found = {
        part: [
            "".join(glyphs.inked(latex.seen(f"{box.latex} = {box.second}" if box.second else box.latex)))
            for box in report.boxes
            if box.part == part
        ]
        for part in write_up.answers
    }
    compared = 0
    for part, answer in write_up.answers.items():
        lines = re.sub(r"\\(?:begin|end)\{aligned\}", "", answer["latex"]).replace("&", "")
        for line in re.split(r"\\\\\[4pt\]", lines) if found[part] else ():
            stated = "".join(glyphs.inked(latex.seen(line)))
            assert any(box.startswith(stated) for box in found[part]), part
            compared += 1
    assert compared == 11


def test_the_pdf_of_the_homework_is_faultless(report: Report) -> None:
    assert report.faults() == []


def test_a_document_that_ends_early_is_found(report: Report) -> None:
    end = report.marks["part:q4b"]
    marks = {name: page for name, page in report.marks.items() if page < end}
    found = report._replace(pages=report.pages[:end], marks=marks).faults()
    assert "the PDF has no mark of q4e" in found


def test_parts_in_another_order_are_found(report: Report) -> None:
    marks = {**report.marks, "part:q2a": 5}
    assert report._replace(marks=marks).faults()


@pytest.mark.parametrize("part", ["q1", "q2b", "q3a", "q4d"])
def test_an_answer_without_its_letters_on_the_page_is_found(report: Report, part: str) -> None:
    page = report.marks[f"part:{part}"]
    # The page is lost, but not its mark: a box that is white on white, or covered.
    pages = ["" if number in (page, page + 1) else text for number, text in enumerate(report.pages)]
    assert any(f" of {part}" in fault for fault in report._replace(pages=pages).faults())


def test_a_font_whose_text_cannot_be_extracted_is_no_fault(report: Report) -> None:
    pages = ["".join(chr(0xE000 + ord(each) % 256) for each in text) for text in report.pages]
    assert report._replace(pages=pages).faults() == []


def test_templates_without_marks_are_judged_by_their_text(report: Report) -> None:
    assert report._replace(marks={}).faults() == []
