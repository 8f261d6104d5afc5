"""Sentences that state facts: a false one, a left-out line and a doubled caption are found on the page."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from backproof.answer import Solution
from backproof.document import Writer
from backproof.homework import of_packages
from backproof.proofreading.proofread import proofread
from backproof.proofreading.wording.sentences import states
from backproof.terms import loading
from backproof.tex.engine import find_engine
from solutions import load, solve
from tests.conftest import ROOT, Checkout
from tests.solved import solved


@pytest.fixture(scope="module")
def page(write_up: Checkout) -> str:
    """The LaTeX of the first homework."""
    return (write_up.root / "out" / "build" / "report.tex").read_text(encoding="utf-8")


FALSE = (
    ("gradients agree with", "gradients do not agree with"),
    (r"falls like \$\\delta\^\{2\}", r"falls like $\\delta^{3}"),
    (r"fitted slope \$2\.00", r"fitted slope $2.50"),
    (r"at most \$5\.0", r"at most $4.0"),
    (r", below the", ", above the"),
    (r"the largest \$\\delta\$ is the best", r"the largest $\\delta$ is the best"),
    (r"of the 4 choices", "of the 5 choices"),
    (r"lowers the loss", "does not lower the loss"),
    (r"from \$2\.73\$ to \$0\.00948\$", r"from $0.00948$ to $2.73$"),
    (r"in 1024 steps", "in 1023 steps"),
    (r"factor of \$288", r"factor of $289"),
    (r"loss decreases at every printed step", "loss does not decrease at step 2"),
    (r"gradient ends at \$0\.012", r"gradient ends at $0.013"),
    (r"error\} \\le 5\.0", r"error} \\le 6.0"),
    (r"colon\\ 2\.73 \\to 0\.00948", r"colon\\ 0.00948 \\to 2.73"),
    (r"There are 2 pivots in 3", "There are 3 pivots in 3"),
    (r"There are 2 pivots in 3", "There are 2 pivots in 4"),
    (r"basis \$a_1\$ and \$a_3", r"basis $a_1$ and $a_2"),
    (r"basis \$a_1\$ and \$a_3\$", "basis $a_1$"),
    (r"degrees, 2 and 6", "degrees, 2 and 4"),
    (r"All of the vectors lie in the plane spanned by the two in blue", "All of the vectors lie on one line"),
    (r"span \$\\mathbb\{R\}\^3\$", r"span $\\mathbb{R}^2$"),
    (r"span \$\\mathbb\{R\}\^3\$", r"span $\\mathbb{R}_3$"),
    (r"The pivot columns \(in blue\) give the basis \$a_1\$ and \$a_3\$", "Every column has a pivot"),
    (r"Verified by 14 checks", "Verified by 15 checks"),
    (r"Verified by 14 checks", "Verified by 14 check"),
    (r"All (\d+) checks", r"All \1 check"),
    (r"\\points\{20~points\}\}\n\\label", r"\\points{21~points}}\n\\label"),
    (r"\\points\{8~points\}", r"\\points{9~points}"),
    (r"\\points\{50~points\}", r"\\points{40~points}"),
    (r"\{4~points\}", "{4~point}"),
    (r"& 20 & 14~", "& 20 & 15~"),
    (r"& 8 & 3~", "& 9 & 3~"),
    (r"& 110 & (\d+)~", r"& 100 & \1~"),
    (r"capped at 100", "capped at 90"),
    (r"September~22", "September~23"),
    (r"11:59~PM", "11:59~AM"),
    (r"Monday", "Tuesday"),
    (r"Calculating Gradient", "Gradient"),
    (r"Student Name", "Somebody Else"),
    (r"lines 42 to 52", "lines 41 to 52"),
    (r"\\shown\{\\det.*\n", ""),
    (r"\\shown\{a_2 = -2 a_1.*?\}\n", ""),
    (r"\\figureof\{q3-graph\}", r"\\figureof{q3-net}"),
    (r"(\\figurecaption\{q4c\}\{[^{}]*\n\})", r"\1\1"),
    (r"(The vectors are independent and span \$.*?\$\.)", r"\1 \1"),
    (r"(\\begin\{tikzpicture\}.*?\\end\{tikzpicture\})", r"\1\1"),
    (r"(\\checkedline\{[^\n]*\n)", r"\1\1"),
    (r"The rows \$r_i\$ of.*\n", ""),
    (r"-2 x_\{j\}", "2 x_{j}"),
    (r"-2 r_\{i\} h_\{j\}", "-2 r_{j} h_{i}"),
    (r"W\^\{\(2\)\}_\{li\}", "W^{(2)}_{il}"),
    (r"= f'\(g\(x\)\)", "= -f'(g(x))"),
    (r"f'\(y\)=4", "f'(y)=5"),
    (r"f\(y\)=y\^\{4\}", "f(y)=y^{3}"),
    (r"g\(x\)=\\sum", r"g(x)=-\\sum"),
    (r"-5 \\neq 0", r"-5 \\neq -5"),
    (r"(\\stepline\{\\bar\{z\}[^\n]*\n)(\\stepline[^\n]*\n)", r"\2\1"),
    (r"\\stepline\{\\bar\{r\}[^\n]*\n", ""),
    (r"\\listed\{r = y[^\n]*\n", ""),
    (r"(\\listed\{z = [^\n]*\n)(\\listed[^\n]*\n)", r"\2\1"),
    (r"(?:(?:\\nobreak)?\\bpline\{\}[^\n]*\n)+", r"\\bpline{}{}%\n\\bpline{}{}%\n"),
    (r"basis \\within\{5\} and", r"basis \\within{\\cos 2 x} and \\within{5} and"),
    (r"f_\{2\} = \\cos\^2 x\} are", r"f_{2} = 5} are"),
    (r"remaining polynomial:", "remaining polynomials:"),
    (r"The columns \$a_1, \\dots, a_4", r"The columns $a_1, \\dots, a_3"),
    (r"The equations (\$x_1[^$]*\$) and", r"The equations $\\begin{pmatrix} 1 \\end{pmatrix}$ and"),
    (r"The equations (\$x_1[^$]*\$) and (\$[^$]*\$)", r"The equations \2 and \1"),
    (r"variables: \} x_3", "variables: } x_2"),
    (r"The rows \$r_i\$ of \$B", r"The rows $r_i$ of $A"),
)


@pytest.mark.sample(1)
@pytest.mark.parametrize(("words", "false"), FALSE)
def test_a_false_statement_is_found(words: str, false: str, page: str) -> None:
    start = page.index(r"\begin{document}")
    end = page.index(r"\madefrom", start)
    places = re.finditer(words, page, re.DOTALL if "tikz" in words else 0)
    inside = [found for found in places if start < found.start() < end]
    assert inside
    found = inside[0]
    planted = page[: found.start()] + found.expand(false) + page[found.end() :]
    faults = proofread(planted, solved("2025-fall"), sheet=load("2025-fall")).faults
    assert bool(faults) == (planted != page), faults


def test_the_largest_step_is_claimed_for_no_other_curve(page: str) -> None:
    planted = re.sub(
        r"for large (\$\\delta\$) the error falls like [^;]*", r"the largest \1 is the best", page
    )
    assert planted != page
    assert proofread(planted, solved("2025-fall")).faults


@pytest.mark.parametrize(
    ("latex", "value", "is_true"),
    [
        ("5.0 \\times 10^{-11}", 4.97e-11, True),
        ("5.0 \\times 10^{-11}", 5.06e-11, False),
        ("10^{-8}", 1e-8, True),
        ("10^{-8}", 1e-7, False),
        ("$2.73$", 2.731418, True),
        ("-0.5", -0.5, True),
        ("288", 287.99, True),
        ("288", 288.6, False),
        ("10", 10.2, True),
        ("10", 1, False),
        ("h", 1, False),
    ],
)
def test_a_printed_number_states_a_value_to_its_digits(latex: str, value: float, is_true: bool) -> None:
    assert states(latex, value) is is_true


SPACES = (
    "sum = [[[1, 0, 0], [0, 1, 0]], [[0, 1, 1], [1, 1, 1]]]",
    "intersection = [[[1, 0, 0], [0, 1, 0]], [[0, 1, 1], [1, 1, 1]]]",
    'span = [["a", 1], [1, "a"]]',
    'matrices = [[[1, "t"], [0, 1]], [["t", 1], [1, 0]]]',
    'null_space = [["alpha", "b"], [1, 1]]',
    'polynomials = ["x + a", "a*x + 1"]\nvariables = ["x"]',
    "intersection = [[[1, 0, 0]], [[0, 1, 1]]]",
    'sum = [[[1, "a"]], [["a", 1]]]',
)
WRONG = (
    (r"u_1 = \\begin\{pmatrix\} 1", r"u_1 = \\begin{pmatrix} 2"),
    (r"w_2 = u_1 \+ w_1", "w_2 = u_1 - w_1"),
    (r"\\dim U = 2", r"\\dim U = 1"),
    (r"basis \} u_1, u_2", "basis } u_1"),
    (r"2 \+ 2 - 1 = 3", "2 + 2 - 3 = 1"),
    (r"2 \+ 2 - 3", "2 + 2 - 2"),
    (r"unless \} a = 1", r"unless } a = 2"),
    (r", a = -1\\ \(1\)", ""),
    (r"R_2 - a R_1", "R_2 + a R_1"),
    (r"1 - a\^2", "1 + a^2"),
    (r"\\shown\{a = 1:", r"\\shown{a = 3:"),
    (r"a = -1:\\quad 1", r"a = -1:\\quad 2"),
    (r"\\shown\{a = -1:.*\n", ""),
    (r"1 & t", "1 & -t"),
    (r"\\alpha & b", r"b & \\alpha"),
    (r"b \\neq \\alpha", r"b = \\alpha"),
    (r"a \\, x \+ 1", r"a \\, x - 1"),
    (r"only the vector \$0\$", "only the vector $0$"),
    (r"u_1\$, \$-w_1", r"u_1$, $w_1"),
    (r"s_1 = u_1 = -w_1", "s_1 = u_1 = w_1"),
)


@cache
def spaces_on_a_page() -> tuple[str, tuple[Solution, ...]]:
    """The page of spaces with symbols, of sums and of intersections, with its solutions."""
    homework = of_packages(ROOT, "solutions", "figures")
    lines = ['course = "X1"\nassignment = 1\ntitle = "T"\ndue = 2025-01-01T00:00:00']
    lines.append('[[questions]]\nid = "d"\nkind = "dimension"\ntitle = "D"')
    for number, space in enumerate(SPACES):
        lines.append(f'[[questions.parts]]\nid = "s{number}"\ntitle = "S"\npoints = 1\n{space}')
    path = Path(_folder()) / "2025-fall.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    term: Any = loading.load(path)
    solved = tuple(solve(question, term) for question in term.questions)
    writer = Writer(homework, term, find_engine("embedded"))
    text = writer.write(solved, {solution.id: {} for solution in solved}).rendered.text
    return text, solved


@cache
def _folder() -> str:
    import tempfile

    return tempfile.mkdtemp()


def test_spaces_with_symbols_and_pairsspaces_on_a_page_have_no_fault() -> None:
    text, solved = spaces_on_a_page()
    assert not proofread(text, solved).faults


@pytest.mark.parametrize(("at", "wrong"), WRONG)
def test_a_fault_about_symbols_or_two_spaces_is_found(at: str, wrong: str) -> None:
    text, solved = spaces_on_a_page()
    head = text.index("Question 1")
    for found in re.finditer(at, text):
        if found.start() > head:
            planted = text[: found.start()] + found.expand(wrong) + text[found.end() :]
            faults = proofread(planted, solved).faults
            assert bool(faults) == (planted != text), planted[found.start() - 50 : found.end() + 30]
