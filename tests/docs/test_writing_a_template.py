"""Every example of docs/writing-a-template.md gives what stands under it."""

import datetime
import re
from pathlib import Path

import pytest

from backproof.answer import Answer, Latex
from backproof.texts.markdown import read
from backproof.writing.render import environment, render

PAGE = Path(__file__).parents[2] / "docs" / "writing-a-template.md"
PAIRS = re.findall(r"```jinja\n(.*?)```\s+```latex\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
SHARED = r"\paragraph{Hint} \BLOCK{block hint}Use the chain rule.\BLOCK{endblock}" + "\n"
CONTEXT = {
    "title": "Chain rule",
    "words": ["one", "two"],
    "author": "Ada & Łukasz_2",
    "score": "95%",
    "answer": Answer("q1", "Chain rule", 20, Latex(r"\frac{x}{2}"), "x_1 / 2", ()),
    "formula": r"\alpha",
    "shape": ("p", "d"),
    "statement": read(
        "Show that *every* eigenvalue of $A^\\top A$ is at least 0:\n"
        "$$x^\\top A^\\top A x = \\lVert A x\\rVert^2.$$"
    ),
    "due": datetime.datetime(2025, 9, 22, 23, 59),
}


def test_each_template_of_the_page_has_its_result_under_it() -> None:
    assert len(PAIRS) == PAGE.read_text(encoding="utf-8").count("```jinja") > 10


@pytest.mark.parametrize(("template", "latex"), PAIRS)
def test_an_example_gives_what_stands_under_it(template: str, latex: str, tmp_path: Path) -> None:
    (tmp_path / "question.tex.j2").write_text(SHARED, encoding="utf-8")
    (tmp_path / "example.tex.j2").write_text(template, encoding="utf-8")
    assert render(environment([tmp_path]), "example.tex.j2", CONTEXT).text.strip() == latex.strip()
