"""Unsupported kinds of questions are reported as such; supported ones accept common notation."""

import pytest
from click.testing import CliRunner

from backproof.commands.questions.dimension import command
from backproof.diagnostic import InputError

ABSENT = {
    ("--polynomials", "p(1)=0"): "polynomials that obey conditions",
    ("--polynomials", "p'(-1)=0, p''(1)=0"): "polynomials that obey conditions",
    ("--polynomials", "p(x)=p(-x)"): "polynomials that obey conditions",
    ("--polynomials", "p - x*p'"): "maps of polynomials",
    ("--matrices", "X + X^T = 0"): "matrices that obey conditions",
    ("--matrices", "A*B=B*A"): "matrices that obey conditions",
    ("--span", "floor(x), x"): "piece by piece",
    ("--span", "[1,1,0] mod 2, [0,1,1]"): "a field among the entries",
}


def told(*arguments: str) -> InputError:
    fault = CliRunner().invoke(command, arguments).exception
    assert isinstance(fault, InputError)
    return fault


@pytest.mark.parametrize("asked", ABSENT)
def test_a_kind_that_is_not_here_is_named(asked):
    (fault,) = told(*asked).diagnostics
    assert fault.message.startswith("there is no kind of space here for ")
    assert ABSENT[asked] in fault.message
    assert fault.hint


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (("--span", "sin(x"), "the text ends here"),
        (("--span", "x,,y"), "unexpected ','"),
        (("--span", "0.5*x, x"), "0.5 is a floating-point number"),
        (("--homogeneous-system", "x + y = 1"), "equation 1: a constant stands alone"),
        (("--functions", "gamma(x), x"), "unknown function 'gamma'"),
        (("--span", "[1,2],[3]"), "vector 2 of the list of vectors has length 1"),
        (("--functions", "log(x), 1", "--domain", "(-1,1)"), "function 1, log(x), is not defined at x = 0"),
    ],
)
def test_a_fault_of_a_kind_that_is_here_is_told_as_before(asked, message):
    assert told(*asked).diagnostics[0].message.startswith(message)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (("--span", "{(1,0,1),(0,1,1),(1,1,2)}"), 2),
        (("--span", "span{1 + x, 1 - x, x^2}"), 3),
        (("--functions", "sin²(x), cos²(x), cos(2·x)"), 2),
        (("--functions", "sin^2(x), cos^2(x), 1"), 2),
        (("--functions", "ln|x|, ln(x²)", "--domain", "(-oo,0) U (0,oo)"), 1),
        (("--functions", "tan^2(x), sec^2(x), 1", "--domain", "(−π/2, π/2)"), 2),
        (("--span", "(√(2),1),(2,√(2))"), 1),
        (("--functions", "x**3, max(x,0)**3"), 2),
        (("--functions", "max(x, 0), min(x, 0), x"), 2),
        (("--functions", "max(x, 1), min(x, 1), x, 1"), 3),
        (("--functions", "abs(x**5-x-1), x**5-x-1", "--domain", "[2,3]"), 1),
    ],
)
def test_spellings_of_textbooks(asked, expected):
    result = CliRunner().invoke(command, asked)
    assert result.exit_code == 0, result.exception
    first = result.output.splitlines()[0]
    assert f" = {expected}" in first
