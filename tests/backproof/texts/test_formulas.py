"""Formulas of texts: what is refused and where, what is accepted, and that nothing unlisted comes through."""

import re

import pytest

from backproof.diagnostic import InputError
from backproof.texts.commands import COMMANDS, ENVIRONMENTS, typed_characters
from backproof.texts.formulas import formula

# Each with the column of what is refused.
ATTACKS = [
    (r"x\input{/etc/passwd}", 2),
    (r"\write18{ls}", 1),
    (r"\immediate\write18{ls}", 1),
    (r"a+\catcode`\%=12", 3),
    (r"x^^5cinput", 2),
    (r"^^41", 1),
    (r"\csname input\endcsname", 1),
    (r"\def\x{1}", 1),
    (r"\gdef\answerbox#1{42}", 1),
    (r"\edef\x{}", 1),
    (r"\let\alpha\beta", 1),
    (r"\newcommand{\x}{1}", 1),
    (r"\renewcommand\top{T}", 1),
    (r"\special{pdf: x}", 1),
    (r"\pdfliteral{q}", 1),
    (r"\pdfextension literal{q}", 1),
    (r"\directlua{os.exit()}", 1),
    (r"\latelua{os.exit()}", 1),
    (r"\openin5=x", 1),
    (r"\openout5=x", 1),
    (r"\read5 to\x", 1),
    (r"\include{x}", 1),
    (r"\includegraphics{x.png}", 1),
    (r"\verb|x|", 1),
    (r"x % comment", 3),
    ("x#1", 2),
    ("x$$y", 2),
    ("a $b", 3),
    (r"x\end{document}", 2),
    (r"\begin{document}x\end{document}", 8),
    (r"\begin{verbatim}x\end{verbatim}", 8),
    (r"\begin{tabular}{c}x\end{tabular}", 8),
    (r"\begin{matrix}x\end{pmatrix}", 1),
    (r"\begin{matrix}x", 1),
    (r"\begin{matrix}{x\end{matrix}", 15),
    (r"\begin x", 1),
    ("{x", 1),
    ("x}", 2),
    (r"x\]", 2),
    (r"\(x", 1),
    (r"\left(x", 1),
    (r"x\right)", 2),
    (r"\left(x\right", 8),
    (r"\left x\right)", 7),
    (r"{\left(x}\right)", 9),
    (r"a\middle|b", 2),
    ("a & b", 3),
    (r"a \\ b", 3),
    (r"{a & b}", 4),
    (r"\begin{matrix}{a & b}\end{matrix}", 18),
    (r"\begin{cases}a & b & c\end{cases}", 20),
    (r"\begin{array}{c}a & b\end{array}", 19),
    (r"\begin{array}{p{3cm}}a\end{array}", 1),
    (r"\begin{array}{@{\input x}c}a\end{array}", 1),
    ("x^a^b", 4),
    ("x_a_b", 4),
    ("x^", 2),
    ("{x_}", 3),
    (r"\frac{1}", 1),
    (r"\frac\sqrt2 3", 6),
    (r"\text{a \input{x}}", 9),
    (r"\text{$x$}", 7),
    (r"\text{a % b}", 9),
    (r"\text x", 7),
    (r"\operatorname{\input{x}}", 15),
    (r"\sqrt[\input{x}]{2}", 7),
    (r"\label{a}", 1),
    (r"x\tag{1}", 2),
    (r"\ref{a}", 1),
    (r"\hspace{99cm}", 1),
    (r"\kern99cm", 1),
    (r"\rule{9cm}{9cm}", 1),
    (r"\loop\iftrue\repeat", 1),
    (r"\expandafter\x", 1),
    (r"\the\day", 1),
    (r"\char`a", 1),
    (r"\mathchar`a", 1),
    (r"\mathbb{1}", 9),
    (r"\mathcal{\input x}", 10),
    (r"\not\alpha", 1),
    (r"\boxed{x}", 1),
    (r"\bp@literal{q}", 1),
    (r"\begingroup x", 1),
    (r"\bgroup x", 1),
    (r"\limits", 1),
    (r"x\limits_a", 2),
    (r"\hline", 1),
    (r"x\par y", 2),
    (r"\color{red}x", 1),
    (r"\href{x}{y}", 1),
    ("x\\", 2),
    ('x"', 2),
    ("x`", 2),
    ("xé", 2),
    ("x\x00", 2),
    ("x王", 2),
    ("{" * 60 + "}" * 60, 41),
    ("", 1),
    ("  ", 1),
]


@pytest.mark.parametrize(("text", "column"), ATTACKS)
def test_whatever_is_not_listed_is_refused_at_its_column(text: str, column: int) -> None:
    with pytest.raises(InputError) as refused:
        formula(text)
    (found,) = refused.value.diagnostics
    assert (found.line, found.column) == (1, column), str(found)
    assert "\n" not in str(found)


def test_a_fault_in_a_later_line_is_told_there() -> None:
    with pytest.raises(InputError) as refused:
        formula("a +\n  b \\foo")
    (found,) = refused.value.diagnostics
    assert (found.line, found.column) == (2, 5)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"x_i^2", "x_{i}^{2}"),
        (r"x'^2", r"x^{\prime2}"),
        (r"x''_a", r"x_{a}^{\prime\prime}"),
        (r"\frac12", r"\frac{1}{2}"),
        (r"\alpha x", r"\alpha x"),
        (r"x^\frac12", r"x^{\frac{1}{2}}"),
        ("ℝ^{n×d} ∋ αᵀx₁₂ ≤ 3", r"\mathbb{R}^{n\times d}\ni\alpha^{\top}x_{12}\leq3"),
        ("a − b", "a-b"),
        (r"\text{50\% of it's}", r"\text{50\% of it\textquotesingle{}s}"),
        (r"\mathbb R", r"\mathbb{R}"),
        (r"\hat{x_i}_j", r"{}\hat{{x_{i}}}_{j}"),
        (r"\ ", r"\ {}"),
    ],
)
def test_a_formula_is_written_anew(text: str, expected: str) -> None:
    assert formula(text) == expected


def test_what_is_written_is_a_formula_again() -> None:
    """Commands that set themselves come back as they are: nothing changes the second time."""
    for text in (
        r"\sum_{i=1}^n x_i",
        r"\left\{x \middle| y\right.",
        r"\sqrt[3]{\frac ab}",
        r"\begin{cases}a&b\\c&d\end{cases}",
    ):
        once = formula(text)
        assert formula(once).replace("[{{3}}]", "[{3}]") == once


def test_only_listed_commands_are_ever_written() -> None:
    allowed = {name for one in COMMANDS.values() for name in re.findall(r"\\([A-Za-z]+)", one.set_as)}
    allowed |= {"begin", "end", "left", "right", "middle", "not", "prime", "mathbb"}
    for one in COMMANDS.values():
        if one.arguments or one.kind in ("structure", "size"):
            continue
        written = set(re.findall(r"\\([A-Za-z]+)", formula(f"\\{one.name} x")))
        assert written <= allowed


def test_every_typed_character_is_a_command() -> None:
    assert set(typed_characters().values()) <= set(COMMANDS)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (r"\alhpa", r"did you mean '\alpha'?"),
        (r"{\bf x}", r"\mathbf"),
        (r"a \over b", r"\frac"),
        (r"\begin{align}x\end{align}", "aligned"),
        (r"\begin{pmatrx}x\end{pmatrx}", "pmatrix"),
        ("a & b", "aligned"),
        ("50%", r"\%"),
    ],
)
def test_a_hint_names_what_works(text: str, hint: str) -> None:
    with pytest.raises(InputError) as refused:
        formula(text)
    assert hint in (refused.value.diagnostics[0].hint or "")


def test_environments_are_listed_without_a_star() -> None:
    assert all(name.isalpha() for name in ENVIRONMENTS)
