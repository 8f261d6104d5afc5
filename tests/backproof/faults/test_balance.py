"""The first brace, dollar or environment without its partner is found where a reader would look."""

from __future__ import annotations

import pytest

from backproof.faults.cascades import without_consequences
from backproof.faults.lines import Lines
from backproof.faults.locate import locate
from backproof.faults.pairs.balance import unpaired
from backproof.tex.log import Entry

# The mark ^ stands before the character that is expected to be named.
BROKEN = (
    r"A ^$x is open, and $y$ is not.",
    r"A x^$ is closed, and $y$ is not.",
    "One $a$ and ^$b here.\n\nAnother $c$.",
    "One ^$word is open.\n{\\centering\n\\begin{tabular}{l}a\\end{tabular}\\par}",
    "\\begin{quote}\n^$a\n\\end{quote}",
    r"Text \textbf^{word and more.",
    r"Text word^} and more.",
    "{\\centering\n\\clear^{\\fitted{8cm}{x} & y \\\\\n\\par}",
    "{\\centering\nSome words^} and more.\n\\par}",
    "\\textbf{a ^{b c} and d.\n\n",
    "^\\begin{itemize}\n\\item a\n",
    "\\begin{quote}\n^\\begin{itemize}\n\\item a\n\\end{quote}",
    "\\begin{itemize}\n\\item a\n^\\end{itmeize}\n\\begin{itemize}\n\\item b\n\\end{itemize}",
    "^\\begin{itmeize}\n\\item a\n\\end{itemize}\n\\begin{itemize}\n\\item b\n\\end{itemize}",
    "a\n^\\end{itemize}",
    "a ^\\] b",
    "a ^\\[ b\n\nc",
    r"a ^\VAR x } b",
    "\\begin{tabular}{ll}\n\\textbf^{a & b \\\\\n\\end{tabular}",
    "\\begin^{quote\nWords.\n\\end{quote}",
    "\\begin{center}\n\\begin^{quote\nWords.\n\\end{quote}\n\\end{center}",
    "\\begin{quote}\nWords.\n\\end^{quote\n\n\\foo{a}",
    r"\textbf{\frac^{a{b + \sqrt{c}} = d}",
    r"\textbf{$\frac^{\partial q{\partial x_{k}} = 2 x_{k}$.}",
    r"\textbf{$\frac\pi^}{b_{k}} = 2 x_{k}$.}",
    "\\foo{%\nSome words.\n}{%\nIn \\texttt^{x, and more.\n\\bar\n}\nWords.",
    "\\textbf{The ^{words agree} well.\n\\foo{%\n  \\baz{a} b}\n\\bar{c\n  d}",
    "{\\small\n^\\begin{tabular}{l}\na \\\\\n\\par}\n\n\\begin{tabular}{l}b\\end{tabular}",
    "\\begin{quote}\nWords.\n^\\beginquote}\nMore.\n\\end{quote}\n\\begin{quote}\nb\n\\end{quote}\n\\end{quote}",
    "\\label{a} b\n^\\labelpart:c}\n\\label{d}",
    r"\texttt{a} and \texttt{b} and ^\texttt\textit{c}} d",
    "^{\\small Words\n\n\\foo{\\x\n  \\bar{#1}{%\n    \\baz{a}}}\n",
)
PREAMBLES = (
    "\\newcommand{\\a}[1]^{\\textbf{#1} b\n",
    "\\hypersetup{\n  pdftitle={A},\n  pdfauthor=^{B,\n  pdfsubject={C}\n}\n",
    "\\iftrue{a}^{%\n  \\def\\b{\\c}\n\\AtBeginDocument{\\let\\d\\e\n  \\def\\e{\\f{g}}}\n",
    "\\newcommand{\\a}[1]{\\textbf{#1}}\n\\newcommand{\\b}{^\\a\\emph{x}}}\n\\newcommand{\\c}{%\n  d}\n",
    "% a { in a comment, \\{ and \\} are none\n\\def\\x#1{\\bgroup}\n\\fancyhead[R]^{\\small x\n",
)
SOUND = (
    r"$x$ and $$y$$ and \(z\) and \[w\]",
    r"$\text{if $x$ is {a}}$ and \{ and \} and \$5",
    "% a { and a $ in a comment\nText.",
    r"\verb|{$| and \\ here",
    "{\\centering\n\\begin{tabular}{l}\na & b \\\\\n\\end{tabular}\\par}",
    "\\begin{verbatim}\n{ $ \\end{x}\n\\end{verbatim}",
    r"$\left\{ a \right.$ costs \$3",
    r"$\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}$",
)


def _document(body: str) -> str:
    return f"\\documentclass{{article}}\n\\begin{{document}}\n{body}\n\\end{{document}}\n"


@pytest.mark.parametrize("marked", BROKEN)
def test_the_first_without_a_partner(marked: str) -> None:
    text = _document(marked)
    at = text.index("^")
    fault = unpaired(text[:at] + text[at + 1 :])
    assert fault
    assert fault.at == at, fault


@pytest.mark.parametrize("body", SOUND)
def test_nothing_is_found_where_all_are_paired(body: str) -> None:
    assert unpaired(_document(body)) is None


@pytest.mark.parametrize("marked", PREAMBLES)
def test_a_brace_of_the_preamble_without_its_partner(marked: str) -> None:
    before, _, after = marked.partition("^")
    found = unpaired(f"{before}{after}\\begin{{document}}\nWords.\n\\end{{document}}\n")
    assert found and found.at == len(before)


@pytest.mark.parametrize(
    "line",
    [
        r"\usepackage[table]^xcolor}",
        r"\usepackage^xcolor}",
        r"\usepackage{bm,^x}",
        r"\RequirePackage[a,b]{^x}",
    ],
)
def test_a_package_that_is_not_there_is_told_where_it_is_loaded(line: str) -> None:
    """Without its brace, `\\usepackage` takes one letter; other commands may have it, too."""
    lines = Lines.of(
        f"\\newcommand{{x}}{{\\textbf{{x}}}}\n{line.replace('^', '')}\n\\newcommand\\a{{x, y}}\n"
    )
    entry = Entry("missing file", "there is no file 'x.sty'", 2, detail="x.sty")
    found = locate(entry, lines)
    assert found is not None and found == lines.start(2) + line.index("^")


@pytest.mark.parametrize(("begun", "ended"), [("beisde", "beside"), ("beside", "beisde")])
def test_a_misspelt_environment_is_told_once(begun: str, ended: str) -> None:
    text = _document(f"\\begin{{{begun}}}\nWords.\n\\end{{{ended}}}")
    fault = unpaired(text)
    assert fault
    undefined = Entry("error", "Environment beisde undefined", 3)
    told = without_consequences([undefined], fault, Lines.of(text))
    assert len(told) == 1


def test_a_tag_without_its_brace_is_told_once() -> None:
    """It stands in the document once for each round of its loop, in labels as well."""
    text = _document("\\label{a:\\VAR x }}\n\\label{a:\\VAR x }}")
    fault = unpaired(text)
    assert fault
    entries = [
        Entry("error", "Undefined control sequence \\VAR", 3, detail=r"\VAR"),
        Entry("error", "Undefined control sequence \\VAR", 4, detail=r"\VAR"),
        Entry("error", "the label 'a:x ' is given twice", None),
    ]
    (told,) = without_consequences(entries, fault, Lines.of(text))
    assert told.message == r"\VAR without its {"


def test_a_command_that_is_lost_with_a_group_is_not_told() -> None:
    """An unclosed formula ends the environment in which the preamble's definition holds."""
    text = "\\newcommand{\\task}{\\def\\taskpoints{3}}\n" + _document("Find $the value.\n\n\\taskpoints")
    fault = unpaired(text)
    assert fault
    undefined = Entry("error", "Undefined control sequence", 6, detail=r"\taskpoints")
    (told,) = without_consequences([undefined], fault, Lines.of(text))
    assert told.message == "$ is never closed"
    unknown = Entry("error", "Undefined control sequence", 6, detail=r"\points")
    assert unknown in without_consequences([unknown], fault, Lines.of(text.replace("{3}", "{3}\\points")))


def test_a_document_whose_begin_has_lost_its_brace() -> None:
    text = (
        "\\newenvironment{a}{\\begin{b}}{\\end{b}}\n\\begin{a}x\\end{a}\n\\begindocument}\n\\end{document}\n"
    )
    fault = unpaired(text)
    assert fault and fault.at == text.index(r"\begindocument")
