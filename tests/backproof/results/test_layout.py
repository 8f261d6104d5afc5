"""Faults of layout, planted in documents that are otherwise clean, and found in their PDFs."""

import re

import pytest

from backproof.results import layout
from backproof.results.layout.ink import Box
from backproof.tex.compile import compile_document
from backproof.tex.engine import find_engine

pytestmark = pytest.mark.usefixtures("dumped")
# The text area of the page below, in points from the lower left corner.
AREA = Box(70.87, 70.87, 524.41, 773.86)
PREAMBLE = r"""\documentclass[11pt,a4paper]{article}
\usepackage[T1]{fontenc}
\usepackage{backproof,amsmath,xcolor,graphicx,tikz}
\usepackage[textwidth=16cm,top=2.4cm,bottom=2.5cm]{geometry}
\usepackage[default]{sourcesanspro}\usepackage{hyperref}
\renewcommand{\familydefault}{\rmdefault}\renewcommand{\rmdefault}{lmr}
\parindent0pt \pagestyle{empty}
\newcommand\heading[1]{\par\medskip{\sffamily\Large\bfseries #1}\par\nobreak\medskip}
\newcommand\answer[1]{\par\medskip\fboxsep=9pt\fboxrule=0.9pt\fcolorbox{black}{white}{$\displaystyle #1$}\par}
\newcommand\step[2]{\par\medskip\makebox[1.6em][l]{\sffamily\footnotesize #1}$\displaystyle #2$\par}
\newcommand\prose{Every sentence of this paragraph stands in the text area, and none is alone.\par}
\newcommand\matrixrow{\[\begin{bmatrix}1&2\\3&4\\5&6\end{bmatrix}\to\begin{bmatrix}1&0\\0&1\\0&0\end{bmatrix}\]}
\newcommand\gap[1]{\par\hrule height0pt\vskip#1\hrule height0pt\relax}
"""
CLEAN = r"""
\heading{Heading} \prose \prose
\renewcommand\arraystretch{1.3}\begin{tabular}{l} Head \\ \hline $x^2$ \\ \end{tabular}
\step{1}{y = \frac{x}{2}} \step{2}{z = \sqrt{y}} \answer{z = \sqrt{\frac{x}{2}}} \matrixrow \prose
\[\int_0^1 t\,\mathrm{d}t \quad \int_{a}^{b^2} f \quad \oint_{C} g\] In a line $\int_0^1 t$. \prose
\begin{tikzpicture}\draw (0,0) -- (3,1) -- (3,0) -- cycle; \node at (3.4,.5) {$a_1$};\end{tikzpicture}
"""
REST = r"\prose\prose\prose\prose"


def found(body, folder, name="embedded"):
    text = f"{PREAMBLE}\\begin{{document}}{body}\\end{{document}}"
    compiled = compile_document(find_engine(name), text, {}, folder)
    (folder / "page.pdf").write_bytes(compiled.pdf)
    return [fault.message for fault in layout.faults(folder / "page.pdf", AREA)]


def test_a_clean_document_has_no_fault(tmp_path):
    assert found(rf"{CLEAN}\par {REST}", tmp_path) == []


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("body", "told"),
    [
        (
            r"\begin{tabular*}{9cm}{l} Head \\ \hline $\left(\sum_1^d x\right)^3$ \\ \end{tabular*}",
            "touches '3'",
        ),
        (r"\begin{tikzpicture}\draw (0,0)--(2,1); \node at (1,.5) {$v$};\end{tikzpicture}", "touches 'v'"),
        (
            r"\begin{tikzpicture}\draw (0,0)..controls (1,1)..(2,0);\node at (1,.72) {W};\end{tikzpicture}",
            "'W'",
        ),
        (
            r"\rotatebox{30}{\begin{tikzpicture}\draw (0,0)--(2,0); \node at (1,0) {W};\end{tikzpicture}}",
            "'W'",
        ),
        (r"first\par\vskip-11pt second", "printed over"),
        (r"\[\int\kern-7pt x\]", "printed over"),
        (r"\noindent\hspace*{15.8cm}\rlap{wide}\par", "outside the right margin"),
        (r"\noindent\hspace*{-1cm}wide\par", "outside the left margin"),
        (r"\noindent\hspace*{3cm}\rule{14cm}{.4pt}\par", "a line is 29 pt outside the right margin"),
    ],
)
def test_a_collision_on_a_page_is_found(body, told, tmp_path):
    messages = found(rf"{CLEAN}\par {body} {REST}", tmp_path)
    assert [message for message in messages if told in message], messages
    kinds = {re.sub(r"'.*?' in '.*?'", "", message) for message in messages}
    assert len(kinds) == 1


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("body", "told"),
    [
        (rf"\gap{{22.5cm}}\heading{{Alone}}\newpage {REST}", "the heading 'Alone' is parted from its text"),
        (rf"\gap{{22cm}}\heading{{Alone}}\prose\newpage {REST}", "the heading 'Alone' is parted"),
        (r"\gap{23cm}\prose\newpage\answer{x=1}\prose\prose", "the box 'x=1' is parted"),
        (rf"\gap{{23cm}}\prose\newpage\prose\heading{{Next}}{REST}", "stands alone at the head of the page"),
        (rf"\gap{{20cm}}\matrixrow\newpage {REST}", "the row reduction is parted from its conclusion"),
        (rf"\gap{{22cm}}\prose Reduced:\par\newpage\matrixrow {REST}", "is parted from its row reduction"),
        (
            rf"\gap{{22cm}}\step{{1}}{{x=y}}\newpage\step{{2}}{{y=z}}{REST}",
            "the derivation is broken at '2y=z'",
        ),
        (rf"{REST}\newpage{REST}", "88% of the page is empty"),
        (rf"\gap{{15cm}}\prose\newpage{REST}", "% of the page is empty"),
        (r"\gap{22cm}\prose\newpage\prose\prose", "the page has only 2 lines"),
    ],
)
def test_a_fault_at_a_page_break_is_found(body, told, tmp_path):
    messages = found(rf"\prose\prose {body}", tmp_path)
    assert [message for message in messages if told in message], messages
    assert len(messages) == 1


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    "body",
    [
        rf"\gap{{15.8cm}}\prose\newpage{REST}",
        rf"\gap{{20cm}}\heading{{Kept}}\prose\prose\newpage{REST}",
        rf"\gap{{20cm}}\matrixrow\prose\newpage{REST}",
        rf"\gap{{20cm}}\step{{1}}{{x=y}}\prose\newpage\step{{1}}{{y=z}}{REST}",
        r"\gap{20cm}\prose\newpage\prose\answer{x=1}\prose\prose",
        r"\gap{20cm}\prose\answer{x=1}\newpage\answer{y=1}\prose\prose",
    ],
)
def test_what_is_kept_together_is_no_fault(body, tmp_path):
    assert found(rf"\prose\prose {body}", tmp_path) == []
