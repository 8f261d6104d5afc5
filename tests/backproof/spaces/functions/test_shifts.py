"""Waves and exponentials that are shifted: numbers such as sin(1) cancel, and relations stay short."""

import random

import mpmath as mp
import pytest
import sympy as sp

from backproof.spaces.dimension import functions
from backproof.spaces.exact.angle_sums import as_quotient
from backproof.spaces.exact.constants.canonical import shortest

SHIFTED = {
    ("cos(x+3)", "sin(x+1)", "sin(x+3)", "cos(x+2)", "sin(x)", "cos(x)"): 2,
    ("sin(x+1)", "cos(x+2)", "sin(2*x+1)", "cos(2*x+1)", "sin(x+5)", "cos(2*x)", "sin(3*x+1)", "cos(3*x)"): 6,
    ("sin(x+sqrt(2))", "cos(x+1)", "sin(x)", "cos(x-sqrt(2))"): 2,
    ("sin(x+pi/7)", "cos(x+pi/5)", "sin(x)"): 2,
    ("exp(x+1)*sin(x+2)", "exp(x)*cos(x+1)", "exp(x)*sin(x)"): 2,
    ("sin(x+1)*sin(x+2)", "sin(x+3)*sin(x+4)", "cos(x+1)*cos(x+5)", "1"): 3,
    ("tan(1)*sin(x+1)", "cos(x+1)", "sin(x)", "cos(x)"): 2,
    ("sin(x)/(1+cos(1))", "sin(x+1)", "cos(x)"): 2,
    ("cosh(x)**2", "exp(x+1) - cosh(x)**2", "exp(x+1)"): 2,
}


@pytest.mark.parametrize(("listed", "known"), SHIFTED.items())
def test_shifted_functions_have_a_proved_dimension(listed: tuple[str, ...], known: int) -> None:
    found = functions(list(listed))
    assert found.passed, [check for check in found.evidence if not check.passed]
    assert found.dimension == known


def test_coefficients_are_as_short_as_by_hand() -> None:
    found = functions(["cos(x+3)", "sin(x+1)", "sin(x+3)"])
    assert [r.text for r in found.relations] == [
        "sin(x + 3) = (sin(2)/cos(2))*cos(x + 3) + (1/cos(2))*sin(x + 1)"
    ]


@pytest.mark.slow
def test_a_recurrence_of_cubes_has_the_coefficients_of_its_roots() -> None:
    """Expand (z**2 - 2 cos(1) z + 1)(z**2 - 2 cos(3) z + 1), with zeros exp(i k), k = 1, -1, 3, -3."""
    (found,) = functions([f"sin(x+{k})**3" for k in range(1, 6)]).relations
    one, three = sp.cos(1), sp.cos(3)
    known = {0: -1, 1: 2 * one + 2 * three, 2: -2 - 4 * one * three, 3: 2 * one + 2 * three}
    assert {i for i, _ in found.coefficients} == set(known)
    for i, coefficient in found.coefficients:
        assert abs((sp.sympify(coefficient) - known[i]).evalf(50)) < 1e-40
    assert len(found.text) < 160


@pytest.mark.parametrize("seed", range(12))
def test_quotients_of_waves_keep_their_value(seed: int) -> None:
    draw = random.Random(seed)
    angles = [sp.Integer(1), sp.Integer(3), sp.Rational(1, 2), sp.sqrt(2), sp.pi / 7]

    def wave() -> sp.Expr:
        return draw.choice((sp.sin, sp.cos))(draw.choice(angles) + draw.choice(angles))

    above = wave() * wave() - draw.randint(1, 3) * wave() ** 2
    below = wave() + draw.randint(1, 2) * wave() * wave()
    constant = above / below + 1 / (3 + wave())
    found = as_quotient(constant)
    assert found is not None
    for other in (found, shortest(constant)):
        with mp.workdps(50):
            assert abs(mp.mpf(str((constant - other).evalf(50)))) < mp.mpf(10) ** -40


def test_exact_quotients_divide() -> None:
    one, half = sp.Integer(1), sp.Rational(1, 2)
    assert as_quotient(sp.sin(2 * one) / sp.sin(one)) == 2 * sp.cos(1)
    assert as_quotient(sp.sin(3 * half) / sp.sin(half)) == 1 + 2 * sp.cos(1)
    assert as_quotient(sp.sin(one) ** 2 / (1 + sp.cos(one))) == 1 - sp.cos(1)
    assert as_quotient(sp.cos(one) ** 2 + sp.sin(one) ** 2) == 1
