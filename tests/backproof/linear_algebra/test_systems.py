"""Linear systems: all solutions, judged by elimination in fractions that shares nothing with the program."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from backproof.diagnostic import InputError
from backproof.linear_algebra.checking.evidence import checks
from backproof.linear_algebra.finding.systems import solve_system
from backproof.linear_algebra.language.reading import read_matrix, read_vector
from tests.backproof.linear_algebra.exercises import solve, solved
from tests.backproof.linear_algebra.oracle import at, product, rank

SYSTEMS = [
    ([[1, 1], [1, -1], [2, 3]], [5, 1, 12]),
    ([[0, 1, 2], [1, 0, 3], [4, -3, 8]], [3, 4, 1]),
    ([[1, 2, 1], [2, 4, 3]], [1, 1]),
    ([[1, 2], [2, 4], [3, 6]], [1, 2, 4]),
    ([["1/2", "-2/3"], [3, 4]], ["1/6", 0]),
    ([[0, 0], [0, 0]], [0, 0]),
    ([[0, 0]], [1]),
]
WITH_SYMBOLS = [
    ([["m", 1], [4, "m"]], [2, 4]),
    ([["a", 1, 1], [1, "a", 1], [1, 1, "a"]], [1, "a", "a**2"]),
    ([[1, 1, 1], [1, 2, "t"], [1, 4, "t**2"]], [1, "s", "s**2"]),
    ([["a", "1 - a"]], [1]),
    ([["a", "b"], ["b", "a"]], [1, 1]),
]


def judge(matrix: Any, right: Any, case: dict[str, Any], point: dict[str, Fraction]) -> None:
    rows, b = at(matrix, point), [row[0] for row in at([[x] for x in right], point)]
    both = [[*row, y] for row, y in zip(rows, b, strict=True)]
    width = len(rows[0])
    if case["type"] == "none":
        (y,) = at([case["certificate_y"]], point)
        assert not any(product([y], rows)[0])
        assert product([y], [[x] for x in b]) != [[0]]
        return
    assert rank(rows) == rank(both)
    (x,) = at([case["x" if case["type"] == "unique" else "particular"]], point)
    assert product(rows, [[value] for value in x]) == [[y] for y in b]
    directions = at(case.get("directions", []), point)
    assert all(not any(row) for row in product(rows, list(zip(*directions, strict=True))) if directions)
    assert rank(directions) == len(directions) == width - rank(rows)


@pytest.mark.parametrize(("matrix", "right"), SYSTEMS)
def test_numbers(matrix: Any, right: Any) -> None:
    variables = [f"x{i + 1}" for i in range(len(matrix[0]))]
    found = solved({"task": "solve_system", "A": matrix, "b": right, "variables": variables})
    judge(matrix, right, found, {})


@pytest.mark.sample(1)
@pytest.mark.parametrize(("matrix", "right"), WITH_SYMBOLS)
def test_at_each_value_of_the_symbols_a_case_holds(matrix: Any, right: Any) -> None:
    symbols = sorted({c for row in [*matrix, right] for x in row for c in str(x) if c.isalpha()})
    task = {"task": "solve_system_param", "A": matrix, "b": right, "parameters": symbols}
    variables = [f"x{i + 1}" for i in range(len(matrix[0]))]
    found = solved({**task, "variables": variables})
    draw = random.Random(5)
    for _ in range(60):
        point = {name: Fraction(draw.randint(-4, 4), draw.choice((1, 1, 2))) for name in symbols}
        cases = [case for case in found["cases"] if eval(case["when"], {}, dict(point))]
        assert cases
        for case in cases:
            judge(matrix, right, case, point)


def test_equations_in_named_unknowns() -> None:
    answer = solve("linear_system", equations=["2*u + v = 7", "u = v - c"], unknowns=["u", "v"])
    assert answer.text == "x = [-(c - 7)/3, (2*c + 7)/3]"


def test_an_answer_with_symbols_that_has_no_cases_is_printed_without_a_condition() -> None:
    answer = solve("linear_system", matrix=[[1, 3], [2, 1]], right_side=["c", 3])
    assert "&" not in answer.latex
    assert "always" not in answer.latex + answer.text


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"matrix": [[1, 2]]}, "the system is not given"),
        ({"matrix": [[1, 2], [3, 4]], "right_side": [1]}, "the right-hand side has 1 entries"),
        ({"matrix": [["x1", 2]], "right_side": [1]}, "'x1' is an unknown"),
        ({"equations": ["x*y = 1"]}, "equation 1 is not linear"),
        ({"equations": ["x + y"]}, "equation 1 has 0 equals signs"),
        ({"matrix": [[float("nan")]], "right_side": [1]}, "nan is not an exact entry"),
    ],
)
def test_what_is_no_system_is_told(data: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told):
        solve("linear_system", **data)


@pytest.mark.parametrize(("matrix", "right"), [*SYSTEMS[:4], WITH_SYMBOLS[0]])
def test_a_planted_fault_is_noticed(matrix: Any, right: Any) -> None:
    rows = read_matrix(matrix, with_symbols=True)
    vector = read_vector(right, "b", with_symbols=True)
    symbols = sorted({s.name for row in rows for x in row for s in x.free_symbols})
    result = solve_system(rows, vector, [f"x{i}" for i in range(len(rows[0]))], symbols, ("A", "b"))
    assert all(check.passed for check in checks(result))
    for number, outcome in enumerate(result.outcomes):
        for place, item in enumerate(outcome.found):
            texts = [list(row) for row in item.texts]
            texts[-1][0] = f"{texts[-1][0]} + 1"
            wrong = replace(item, texts=tuple(map(tuple, texts)))
            found = (*outcome.found[:place], wrong, *outcome.found[place + 1 :])
            outcomes = [*result.outcomes]
            outcomes[number] = replace(outcome, found=found)
            assert not all(check.passed for check in checks(replace(result, outcomes=tuple(outcomes))))


@pytest.mark.parametrize(
    ("equations", "said"),
    [
        (["x1 + k x2 = 1", "k x1 + x2 = 1"], "k = -1: no solution"),
        (["x + y + z = 6", "x + 2y + 3z = 10", "x + 2y + lambda z = mu"], "lam = 3, mu != 10: no solution"),
        (["(a+1) x - y = 0", "x + (a-1) y = 0"], "a != 0: x = [0, 0]"),
        (["a + b = 1", "a - b = 3"], "x = [2, -1]"),
    ],
)
def test_names_that_are_no_unknowns_are_parameters(equations: list[str], said: str) -> None:
    answer = solve("linear_system", equations=equations)
    assert answer.passed
    assert said in answer.text


def test_a_product_of_unknowns_is_not_linear() -> None:
    with pytest.raises(InputError, match="equation 1 is not linear"):
        solve("linear_system", equations=["x + y*x = 1", "y = 2"])
