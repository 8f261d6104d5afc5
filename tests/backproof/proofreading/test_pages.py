"""Pages read back: faults planted in the HTML, and in what prints it, are found."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from math_core import LatexToMathML

from backproof import webpage
from backproof.diagnostic import CheckError
from backproof.document import Document, Drawings
from backproof.homework import Homework, of_packages
from backproof.proofreading.pages import html, latex
from backproof.proofreading.pages.compare import Compared, compare
from backproof.web import formulas
from backproof.web.page import Page
from tests.conftest import ROOT
from tests.solved import solved

FALL = "2025-fall"
NAMES = sorted(path.stem for path in (ROOT / "solutions" / "terms").glob("*.toml"))


def homework() -> Homework:
    """The shipped homework."""
    return of_packages(ROOT, "solutions", "figures")


@cache
def drawn(name: str) -> Drawings:
    """The drawings of a shipped term."""
    return {
        solution.id: {
            figure.name: homework().draw(figure, f"{solution.id}-{figure.name}", Path())
            for figure in solution.figures
        }
        for solution in solved(name)
    }


@cache
def made(name: str) -> tuple[Document, Page]:
    """The LaTeX of a page, and the page."""
    term = homework().load(name)
    source = webpage.Source(homework(), term, cached=False)
    return webpage.composed(source, solved(name), drawn(name))


def compared(text: str, name: str = FALL) -> Compared:
    """A page compared with the LaTeX of a term."""
    document, page = made(name)
    sources = webpage.sources_of(drawn(name))
    return compare(text, document.rendered.text, solved(name), page.added, sources)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_every_formula_of_the_shipped_terms_is_compared_and_shown(name: str) -> None:
    found = compared(made(name)[1].html, name)
    assert not found.faults
    assert not found.unread


@pytest.mark.slow
def test_another_character_in_an_answer_a_step_or_a_row_is_found() -> None:
    text = made(FALL)[1].html
    places = [
        token.span(1)
        for held in re.finditer(
            r'<div class="(?:answer|listed)">.*?</div>|<td><math.*?</td>', text, re.DOTALL
        )
        for token in re.compile(r"<m[ino]\b[^>]*>([^<&]+)</m").finditer(text, *held.span())
        if token[1] not in "\u2062\u2063"
    ]
    assert len(places) > 500
    for start, end in random.Random(20261127).sample(places, 40):
        other = "7" if text[start:end] != "7" else "8"
        assert compared(text[:start] + other + text[end:]).faults, text[start - 60 : end + 20]


def first(pattern: str, to: str | Callable[[re.Match[str]], str], after: str = '<div class="answer">') -> str:
    """The page with one replacement behind a mark."""
    text = made(FALL)[1].html
    at = text.index(after)
    changed, count = re.subn(pattern, to, text[at:], count=1, flags=re.DOTALL)
    assert count == 1
    return text[:at] + changed


ANSWER = r'<div class="answer">.*?</div></div>'
STRUCTURES = {
    "an answer is left out": lambda: first(ANSWER, ""),
    "an answer is shown twice": lambda: first(ANSWER, lambda found: found[0] * 2),
    "answers change places": lambda: first(rf"({ANSWER})(.*?)({ANSWER})", r"\3\2\1"),
    "an answer is an ordinary line": lambda: first('<div class="answer">', "<div>"),
    "a step is left out": lambda: first("<li>.*?</li>", "", '<details class="steps">'),
    "steps change places": lambda: first("(<li>.*?</li>)(\\s*)(<li>.*?</li>)", r"\3\2\1",
    '<details class="steps">'),
    "an exponent becomes an index": lambda: first("<msup>(.*?)</msup>", r"<msub>\1</msub>"),
    "a fraction is turned over": lambda: first(
        r"<mfrac([^>]*)>(<mrow>.*?</mrow>)(<mrow>.*?</mrow>)</mfrac>", r"<mfrac\1>\3\2</mfrac>"
    ),
    "an accent is lost": lambda: first(r"<mover[^>]*>(<mi>.*?</mi>)<mo.*?</mo></mover>", r"\1"),
    "a column of a matrix is lost": lambda: first(r"<mtd[^>]*>.*?</mtd>", "", '<div class="elimination">'),
    "a row of a matrix is lost": lambda: first(r"<mtr>.*?</mtr>", "", '<div class="elimination">'),
    "rows of a matrix become one": lambda: first("</mtr><mtr>", "", '<div class="elimination">'),
    "a bold letter is not": lambda: first("𝟏", "1"),
    "a space of numbers is a letter": lambda: first("ℝ", "R"),
    "a formula is added": lambda: first("</math>", "</math><math><mi>x</mi><mo>=</mo><mn>5</mn></math>"),
    "a row of the summary is left out": lambda: first("<tr>.*?</tr>", "", "<tbody>"),
    "rows of the summary change places": lambda: first(
        r"(<td><math.*?</td>)(.*?)(<td><math.*?</td>)", r"\3\2\1", "<tbody>"
    ),
    "a digit of the program changes": lambda: first("return", "retvrn", '<pre data-name="Program">'),
    "a program is left out": lambda: first("<pre.*?</pre>", "", '<div class="code numbered">'),
    "a figure is left out": lambda: first("<svg.*?</svg>", "", "<main"),
    "a figure has no words": lambda: first('aria-label="[^"]*"', 'aria-label=""', "<svg"),
    "a corner of a path moves": lambda: first(r"L[\d.]+ ", "L3.5 ", "<svg"),
    "an arrow is turned round": lambda: first(r'd="M(\S+ \S+)L([^"LZ]*)"', r'd="M\2L\1"', "<svg"),
    "a path is left out": lambda: first("<path[^>]*>", "", "<svg"),
    "a path is filled": lambda: first(" no-fill", "", "<svg"),
    "a pen has the look of another": lambda: first('class="s2"', 'class="s1"', "<svg"),
    "labels change places": lambda: first(r"(<span><math.*?</span>)(.*?)(<span><math.*?</span>)", r"\3\2\1",
    "<svg"),
    "a label moves": lambda: first('<foreignObject x="', '<foreignObject x="9', "<svg"),
    "a label is lower": lambda: first(r'(<foreignObject x="\S+" y=")-?[\d.]+', r"\g<1>40.1", "<svg"),
    "a label on the other side": lambda: first('"label l ', '"label r ', "<svg"),
    "a number on an axis changes": lambda: first(r"(<foreignObject.*?<mn>)\d", r"\g<1>7", "<svg"),
    "a part has another name": lambda: first('<section class="part" id="part:q2b"', '<section class="part"',
    "<main"),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("fault", STRUCTURES)
def test_a_fault_of_structure_is_found(fault: str) -> None:
    assert compared(STRUCTURES[fault]()).faults


def written() -> str:
    """The page of the homework, written with the printers as they are now."""
    term = homework().load(FALL)
    return webpage.write(homework(), term, solved(FALL), drawn(FALL), cached=False).html


def no_transpose(latex: str) -> str:
    """A printer of formulas that loses every transpose."""
    return latex.replace(r"\top", "{}")


def other_sign(latex: str) -> str:
    """A printer of formulas that loses the first minus."""
    return latex.replace("-", "+", 1)


def swapped(latex: str) -> str:
    """A printer of formulas that takes one number for another."""
    return latex.replace("(1)", "(2)")


@pytest.mark.slow
@pytest.mark.parametrize("printer", [no_transpose, other_sign, swapped])
def test_a_fault_of_the_printer_of_formulas_stops_the_page_at_a_template(
    printer: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formulas, "plain", printer)
    with pytest.raises(CheckError) as stopped:
        written()
    assert any(told.file and told.file.endswith(".j2") for told in stopped.value.diagnostics)


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the homework's templates, a copy."""
    folder = tmp_path / "templates"
    shutil.copytree(ROOT / "templates", folder)
    monkeypatch.setattr(Homework, "templates", property(lambda _: folder))
    return folder


MACRO = "\\BLOCK{{ macro {} }}{}\\BLOCK{{ endmacro }}\n"
KEPT = {
    "boxes of another class": MACRO.format("answerbox(latex)", '<p class="mine">\\VAR{ latex.display }</p>'),
    "results by their values": MACRO.format("result(symbol, value)", "\\VAR{ value.display }"),
    "spaces before lines": MACRO.format(
        "stepline(equation, space, rule)", "<li>\\VAR{ space.formula }\\VAR{ equation.formula }</li>"
    ),
    "no derivations": MACRO.format("steps(body)", ""),
}


@pytest.mark.sample(1)
@pytest.mark.parametrize("override", KEPT)
def test_a_layout_of_the_homework_is_no_fault(override: str, own: Path) -> None:
    (own / "elements.html.j2").write_text(KEPT[override])
    assert "<main" in written()


LOST = {
    "no boxes": MACRO.format("answerbox(latex)", "") + MACRO.format("answerlines(results)", ""),
    "another value": MACRO.format("result(symbol, value)", "\\VAR{ value.raw.replace('^', '_') | display }"),
    "another sign": MACRO.format("answerbox(latex)", "\\VAR{ latex.raw.replace('=', '<') | display }"),
}


@pytest.mark.slow
@pytest.mark.parametrize("override", LOST)
def test_a_layout_that_loses_or_changes_an_answer_is_a_fault(override: str, own: Path) -> None:
    (own / "elements.html.j2").write_text(LOST[override])
    with pytest.raises(CheckError):
        written()


@pytest.mark.slow
def test_an_html_template_in_place_of_a_solution_is_held_against_its_values(own: Path) -> None:
    text = (
        "<p>Mine</p>\\BLOCK{ for answer in question.answers }\\VAR{ answer.latex | formula }\\BLOCK{ endfor }"
    )
    (own / "kinds" / "dimension").mkdir(parents=True)
    (own / "kinds" / "dimension" / "question.html.j2").write_text(text)
    assert "<p>Mine</p>" in written()


# Pairs of what TeX and a browser show alike.
SAME = [
    r"\frac{\partial F}{\partial W^{(1)}} = -2\,(W^{(2)\top} r) \odot \sigma(z)\,x^\top",
    r"f''(x)^2 + f'_{1}(y)",
    r"\begin{pmatrix} 1 & -\frac{1}{2} \\ 0 & \sqrt[3]{2} \end{pmatrix}", r"\left.\frac{1}{2}\right|_{x=0}",
    r"\begin{cases} 1 & x > 0 \\ 0 & \text{otherwise} \end{cases}", r"\sum_{i=1}^{n} x_i^2",
    r"\hat{\beta}_{0}",
    r"\left[\begin{array}{cc|c} 1 & 2 & 3 \\ 0 & \pivot{12} & 0 \end{array}\right]",
    r"\overline{ab} + \bar h",
    r"A \xrightarrow[R_1]{R_2 - 3 R_1} B", r"\begin{aligned} a &= b \\ &= c \end{aligned}",
    r"a \ne b \notin C",
    r"\lVert x \rVert_2^2 + \lvert y \rvert + |z|", r"\operatorname{span}\{v_1, v_2\}",
    r"1{,}000.5 \times 10^{-3}",
    r"\mathbf{1}_{d} \boldsymbol{\mu} \mathbb{R} \mathcal{L} \mathrm{d}x \mathfrak{g}", r"\binom{n}{k}",
    r"\max_{x \in X} f(x)", r"\log\det A", r"\underbrace{a+b}_{c}",
    r"\overset{!}{=} \stackrel{a}{=} \underset{x}{y}",
    r"\not= \mid \ast \star \prime * -", r"\phi\varphi\epsilon\varepsilon\theta\Omega\Lambda",
    r"\langle x, y\rangle",
    r"\lfloor x \rfloor \lceil y \rceil", r"\texttt{a\_b}(x)",
    r"x\mapsto y\to z\Rightarrow w\iff v\implies u",
    r"\emptyset\subseteq A\cup B\cap C\setminus D", r"\forall x\exists y\colon x\le y\ge z\approx w",
    r"\dots\cdots",
    r"\tilde{x}\vec{y}\dot{z}\ddot{w}\widehat{ab}", r"\nabla^{2} f\succeq 0", r"\ell(\theta)\propto\pi",
    r"\det\begin{vmatrix} a & b \\ c & d \end{vmatrix}", r"x \equiv 3", r"\sqrt{1+\sqrt{2}}",
]  # fmt: skip


def in_mathml(text: str) -> tuple[str, ...]:
    """Read the MathML that a converter makes of LaTeX."""
    converter = LatexToMathML(macros={"pivot": r"\mathbf{#1}"})
    (found,) = html.read(
        f"<main>{converter.convert_with_local_state(text, displaystyle=True)}</main>"
    ).formulas
    return found.seen


@pytest.mark.parametrize("text", SAME)
def test_two_readers_see_the_same_in_latex_and_in_mathml(text: str) -> None:
    assert latex.seen(text) == in_mathml(text)


DIFFERENT = [
    (r"x^2", r"x_2"), (r"x^{2}y", r"x^{2y}"), (r"\frac{a}{b}", r"\frac{b}{a}"), (r"\frac{a}{b}", "a/b"),
    (r"\bar{ab}", r"\bar{a}b"), (r"\hat{x}", r"\tilde{x}"), (r"\sqrt{a}b", r"\sqrt{ab}"), (r"\phi",
    r"\varphi"),
    (r"\mathbf{x}", "x"), (r"\mathbb{R}", r"\mathbf{R}"), (r"a-b", "ab"), (r"\lvert x\rvert",
    r"\lVert x\rVert"),
    (r"\begin{pmatrix}1&2\\3&4\end{pmatrix}", r"\begin{pmatrix}1&2&3&4\end{pmatrix}"), (r"f'", "f"), (r"f'",
    "f''"),
    (r"\begin{pmatrix}1&2\end{pmatrix}", r"\begin{bmatrix}1&2\end{bmatrix}"), (r"\sqrt[3]{x}", r"\sqrt{x}"),
    (r"\begin{pmatrix}1&&2\end{pmatrix}", r"\begin{pmatrix}1&2\end{pmatrix}"), (r"\cdot", r"\odot"), ("1.5",
    "15"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_looks_different_is_read_as_different(one: str, other: str) -> None:
    assert latex.seen(one) != latex.seen(other)
    assert in_mathml(one) != in_mathml(other)
