"""Figures for those who hear them: the PDF has the alternative texts of the page."""

from __future__ import annotations

import re
import shutil

import pytest

from backproof.results import pdf
from tests.backproof.web.test_page import FALL, page
from tests.conftest import Checkout
from tests.readers import alternatives_of_page, alternatives_of_pdf
from tests.solved import solved


@pytest.mark.slow
def test_the_pdf_says_of_each_figure_what_the_page_says(write_up: Checkout) -> None:
    told = alternatives_of_pdf(write_up.pdf)
    assert told == alternatives_of_page(page(FALL))
    assert len(told) == sum(len(solution.figures) for solution in solved(FALL))


def test_the_words_are_heard_and_not_copied_with_the_text(write_up: Checkout) -> None:
    assert "Arrows from the origin" not in pdf.text(write_up.pdf)


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("lualatex"), reason="needs a system's LuaLaTeX")
def test_another_engine_writes_them_too(sources: Checkout) -> None:
    done = sources.run("pdf", "--quiet", "--engine", "lualatex")
    assert done.returncode == 0, done.stderr
    assert alternatives_of_pdf(sources.pdf) == alternatives_of_page(page(FALL))


@pytest.mark.slow
def test_a_template_of_the_homework_words_them(sources: Checkout) -> None:
    (sources.root / "templates" / "kinds" / "dimension").mkdir(parents=True)
    own = sources.root / "templates" / "kinds" / "dimension" / "null_space.alt.j2"
    own.write_text("Größe & \\VAR{ row_labels | length } arrows_", encoding="utf-8")
    done = sources.run("pdf", "--quiet")
    assert done.returncode == 0, done.stderr
    assert any(re.fullmatch(r"Größe & \d arrows_", each) for each in alternatives_of_pdf(sources.pdf))
    own.write_text("\\VAR{ nothing }", encoding="utf-8")
    done = sources.run("pdf", "--quiet")
    assert done.returncode == 2
    assert "templates/kinds/dimension/null_space.alt.j2:1" in done.stderr
