"""Sums of roots in canonical form, and large matrices of them: any fault in an operation is found."""

import random
from dataclasses import replace

import mpmath as mp
import pytest
import sympy as sp

from backproof.spaces.checking.verify import verify
from backproof.spaces.dimension import null_space, polynomials, span
from backproof.spaces.exact.roots.surds import ONE, inverse, multiply, surd, to_expression

# mpmath evaluates these numbers without the canonical form; ZEROS are all 0.
NUMBERS = (
    "2**(1/3)",
    "sqrt(6 + 2*sqrt(5))",
    "sqrt(3 - 2*sqrt(2))",
    "1/(1 + 2**(1/3) + 4**(1/3))",
    "1/(3**(1/4) + sqrt(2))",
    "12**(-5/6)",
    "(3 + 2*sqrt(2))**(-3/2)",
    "sqrt(7/2 - sqrt(6))",
    "(1/2)**(2/3)*3**(1/3) - 5/7",
    "1/(1 + sqrt(2) + sqrt(3) + sqrt(5))",
)
ZEROS = (
    "1/(1 + 2**(1/3) + 4**(1/3)) + 1 - 2**(1/3)",
    "sqrt(6 + 2*sqrt(5)) - 1 - sqrt(5)",
    "2**(1/3)*3**(1/3) - 6**(1/3)",
    "54**(1/3) - 3*2**(1/3)",
    "(3**(1/4))**2 - sqrt(sqrt(3))*3**(1/4)",
)


def value(text: str) -> sp.Expr:
    """Convert the text for sympy, with exact exponents."""
    return sp.sympify(text, rational=True)


@pytest.mark.parametrize("text", NUMBERS)
def test_the_canonical_form_has_the_number_and_an_inverse(text: str) -> None:
    expression = value(text)
    found = surd(expression)
    assert found
    over = inverse(found)
    assert over is not None
    assert multiply(found, over) == ONE
    assert abs(sp.N(expression, 60) - sp.N(to_expression(found), 60)) < mp.mpf(10) ** -50


@pytest.mark.parametrize("text", ZEROS)
def test_what_is_0_has_the_empty_form(text: str) -> None:
    assert surd(value(text)) == {}


def matrix(size: int, rank: int, root: str, seed: int) -> list[list[str]]:
    """Return a matrix of this rank with entries a + b root; later rows combine the first ones."""
    draw = random.Random(seed)
    rows = [[int(i == j) for j in range(size)] for i in range(rank)]
    for row in rows:
        row[rank:] = [draw.randint(-4, 4) for _ in range(size - rank)]
    texts = [[f"{x} + {draw.randint(1, 3)}*{x}*{root}" for x in row] for row in rows]
    while len(texts) < size:
        first, second = draw.sample(texts[:rank], 2)
        factor = f"({draw.randint(-3, 3)} - {root})"
        texts.append([f"{a} + {factor}*({b})" for a, b in zip(first, second, strict=True)])
    draw.shuffle(texts)
    return texts


@pytest.mark.slow
@pytest.mark.parametrize("root", ["sqrt(2)", "2**(1/3)"])
def test_large_matrices_of_surds_are_proved(root: str) -> None:
    texts = matrix(11, 6, root, 4)
    for found, dimension in ((span(texts), 6), (null_space(texts), 5)):
        assert found.is_summarised
        assert found.dimension == dimension
        assert found.passed, [check for check in found.evidence if not check.passed]


def test_large_matrices_with_a_symbol_are_proved() -> None:
    rows = [[str(int(i == j)) for j in range(11)] for i in range(11)]
    rows[4][4], rows[3][4] = "a", "a"
    found = span(rows)
    assert (found.is_summarised, found.dimension, found.at_least) == (True, 11, 10)
    assert found.passed, [check for check in found.evidence if not check.passed]
    operation = replace(found.operations[0], factor="3*a")
    failed = verify(replace(found, operations=(operation, *found.operations[1:])))
    assert "row operations replayed" in {check.method for check in failed if not check.passed}


def test_a_fault_in_any_operation_is_seen() -> None:
    found = span(matrix(11, 6, "sqrt(2)", 5))
    for place in range(0, len(found.operations), 5):
        operation = found.operations[place]
        factor = "sqrt(2)/3" if operation.kind != "swap" else operation.factor
        target = operation.target if operation.kind != "swap" else (operation.source + 1) % 11
        changed = replace(operation, factor=factor, target=target)
        operations = (*found.operations[:place], changed, *found.operations[place + 1 :])
        failed = {c.method for c in verify(replace(found, operations=operations)) if not c.passed}
        assert "row operations replayed" in failed or "replayed" in failed


def test_a_wrong_vector_of_a_null_space_fails_its_equations() -> None:
    found = null_space([["1", "sqrt(2)", "2**(1/3)"], ["2", "sqrt(8)", "16**(1/3)"]])
    assert found.dimension == 2
    place = next(i for i, step in enumerate(found.steps) if step.rule == "pivot unknown")
    wrong = replace(found.steps[place], text="x1 = -sqrt(2)*x2 + 2**(1/3)*x3")
    steps = (*found.steps[:place], wrong, *found.steps[place + 1 :])
    assert "derivation read back" in {c.method for c in verify(replace(found, steps=steps)) if not c.passed}


@pytest.mark.parametrize("tiny", ["exp(-1000)", "2**(-3000)*pi", "(exp(-700) - exp(-800))"])
def test_determinants_far_below_the_entries_are_proved(tiny: str) -> None:
    found = span([["2", "1"], ["4", f"2 + {tiny}"]])
    assert found.dimension == 2
    assert found.passed


def test_cases_of_polynomials_hold_at_irrational_parameters() -> None:
    found = polynomials(["(a**2 - 2)*x", "(a**2 + a - 1)*x**2"], ("x",))
    assert {case.condition.text: case.dimension for case in found.cases if case.equations} == {
        "a = sqrt(2)": 1,
        "a = -sqrt(2)": 1,
        "a = -1/2 + sqrt(5)/2": 1,
        "a = -sqrt(5)/2 - 1/2": 1,
    }
    assert found.passed
    wrong = tuple(replace(c, dimension=2) if c.condition.text == "a = sqrt(2)" else c for c in found.cases)
    failed = {c.method for c in verify(replace(found, cases=wrong)) if not c.passed}
    assert "rank at points of the case" in failed
