"""FLINT checks matrices: unused by the engine, and exact for entries of any size."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import sympy as sp

from backproof.spaces.checking.verify import verify
from backproof.spaces.dimension import dimension
from backproof.spaces.enclosures import balls
from backproof.spaces.language.command_line import read_part
from backproof.spaces.language.syntax import parse

ROOT = Path(__file__).parents[4]
LAYERS = ("exact", "linear", "parameters", "domains", "functions")
ENGINE = [
    f"backproof.spaces.{layer}.{file.stem}"
    for layer in LAYERS
    for file in sorted((ROOT / "backproof" / "spaces" / layer).glob("[a-z]*.py"))
]
MERSENNE = 2**61 - 1


def run(program: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={"PATH": "", **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_no_module_that_finds_answers_reaches_flint() -> None:
    assert len(ENGINE) > 30
    imported = ", ".join(ENGINE)
    assert (
        run(f"import sys, {imported}; print('flint' in sys.modules, 'sympy' in sys.modules)") == "False True"
    )


@pytest.mark.slow
@pytest.mark.parametrize("environment", [{}, {"SYMPY_GROUND_TYPES": "flint"}], ids=["unset", "asked for"])
def test_sympy_does_not_compute_with_flint_while_checks_run(environment: dict[str, str]) -> None:
    program = (
        "import sys; from backproof.spaces.dimension import span; found = span([[1, 2], [2, 4]]);"
        "from sympy.external.gmpy import GROUND_TYPES; print('flint' in sys.modules, GROUND_TYPES,"
        "found.passed)"
    )
    assert run(program, **environment) == "True python True"


def test_an_answer_of_sympy_on_flint_is_not_judged_by_flint() -> None:
    program = (
        "import sympy; from backproof.spaces.dimension import span; found = span([[1, 2], [2, 4]]);"
        "print(found.passed, *{c.got for c in found.checks if not c.passed})"
    )
    told = run(program, SYMPY_GROUND_TYPES="flint")
    assert told.startswith("False") and "sympy computes with FLINT" in told


RIGHT = {
    "[2**(1/3)]": 1,
    "[8**(1/3), 1], [2, 1]": 1,
    "[(27/8)**(2/3), 1], [9/4, 1]": 1,
    "[5**(1/3), 1], [25**(1/3), 5**(1/3)]": 1,
    "[(3/2)**(2/3), 1], [4**(1/5), 2]": 2,
    "[1, 2], [2, 4 + 1/10**190]": 2,
    "[1, 2], [2, 4 + 1/10**2000]": 2,
    "[sqrt(2) + 1/10**100, 1], [sqrt(2), 1]": 2,
    f"[{MERSENNE}, 0], [0, {MERSENNE}]": 2,
    f"[{MERSENNE}, 1], [1, {MERSENNE}]": 2,
    f"[1/{MERSENNE}, 1], [1, 0]": 2,
    "[10**150 + 1, 10**149 + 3], [10**148 + 9, 10**150 + 7]": 2,
    "[exp(-1000), 1], [0, 1]": 2,
    "[exp(-1000), 0], [0, exp(-1000)]": 2,
    "[exp(-400), 1], [1, exp(400)]": 1,
    "[exp(-5000), exp(-4000)], [exp(-4000), exp(-3000)]": 1,
    "[sqrt(10**150), 1], [0, 1]": 2,
    "[exp(1000), 1], [0, 1]": 2,
}


@pytest.mark.parametrize("text", RIGHT)
def test_right_answers_pass_at_any_size_of_the_entries(text: str) -> None:
    found = dimension(read_part("span", text))
    assert found.dimension == RIGHT[text]
    assert found.passed, [check for check in found.evidence if not check.passed]


@pytest.mark.parametrize("text", ["[1, 2], [2, 4 + 1/10**190]", "[sqrt(2) + 1/10**100, 1], [sqrt(2), 1]"])
def test_a_rank_too_low_is_refused_for_nearly_dependent_vectors(text: str) -> None:
    found = dimension(read_part("span", text))
    low = verify(replace(found, dimension=1, at_least=1, at_most=1))
    refused = {check.method for check in low if not check.passed}
    assert refused & {"rank over the rationals", "rank in many digits"}


@pytest.mark.parametrize(
    "text", ["exp(2)/3", "sqrt(7) - cbrt(-5)", "(2/3)**(5/7)", "acosh(3)*sec(1)", "log2(10)"]
)
def test_balls_hold_the_value(text: str) -> None:
    with balls.precision(400):
        found = balls.ball(parse(text), {})
        spelt = text.replace("cbrt(-5)", "(-5**Rational(1, 3))").replace("log2(10)", "log(10, 2)")
        known = sp.sympify(spelt, rational=True).evalf(100)
        assert abs(float(str(found.mid().str(60, radius=False))) - float(known)) < 1e-12
        assert abs(sp.Float(found.mid().str(100, radius=False), 100) - known) < 1e-90
        assert balls.is_apart(found) and balls.is_zero(found - found)


def test_values_that_are_kept_belong_to_their_precision_and_argument() -> None:
    """The same text at growing precision, and near arguments, have values of their own."""
    widths = []
    for bits in (2000, 4000, 2000):
        with balls.precision(bits):
            widths.append(balls.ball(parse("exp(1/3)"), {}).rad())
    assert widths[0] == widths[2] > widths[1]
    with balls.precision(2000):
        near = balls.ball(parse("exp(1/3 + 1/10**400)"), {}) - balls.ball(parse("exp(1/3)"), {})
        other = balls.ball(parse("sin(1/3)"), {}) - balls.ball(parse("cos(1/3)"), {})
        assert balls.is_apart(near)
        assert balls.is_apart(other)
