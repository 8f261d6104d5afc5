"""Matrices with symbols: cases on curves are tried at points, and long answers are told before the work."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from importlib import import_module
from typing import Any

import numpy as np
import pytest
import sympy as sp

from backproof.diagnostic import InputError
from backproof.linear_algebra.checking.evidence import checks
from backproof.linear_algebra.checking.tables import value
from backproof.linear_algebra.finding.inverses.inverses import invert
from backproof.linear_algebra.language.matrices import most_addends
from backproof.linear_algebra.language.result import Outcome
from backproof.proof import verify
from backproof.spaces.enclosures import balls
from backproof.spaces.exact import timed_work
from backproof.spaces.language.symbolic import number
from backproof.spaces.language.walks import NoValueError
from backproof.terms.kinds import KINDS
from backproof.terms.lone import part_of
from tests.backproof.linear_algebra.exercises import solve

LONG = [["a**2", 1], ["2*c", "sqrt(2)*a"], ["b", "a**2"], ["b", -4]]
CURVES = ["a**3 - 3*a + 1", "a**4 - a - 1", "a**5 - 4*a + 2", "a**4 + a*b + b**4 - 2", "a**3 + b**3 - c"]


def answer_of(kind: str, matrix: list[list[Any]], **data: Any) -> Any:
    part, term = part_of(kind, {"matrix": matrix, **data})
    return import_module(KINDS[kind].part_solver).solve(part, term).answer


def full(size: int) -> list[list[str]]:
    return [[f"a{i}{j}" for j in range(size)] for i in range(size)]


@pytest.mark.sample(1)
@pytest.mark.parametrize("curve", CURVES)
def test_a_case_on_a_curve_is_tried_at_points_of_it(curve: str) -> None:
    found = invert(*_read([[curve, "1"], ["0", "2"]]), "A")
    assert all(check.passed for check in checks(found))
    (singular,) = (o for o in found.outcomes if o.task == "singular")
    assert singular.condition is not None
    assert singular.condition.samples
    with balls.precision(640):
        for sample in singular.condition.samples:
            point: dict[str, Any] = {}
            for name, text in sample:
                point[name] = value(text, point)
            at = {name: _float(x) for name, x in point.items()}
            assert abs(float(sp.sympify(curve).evalf(30, subs=at))) < 1e-9


def _read(rows: list[list[str]]) -> tuple[Any, list[str]]:
    matrix = tuple(tuple(map(number, row)) for row in rows)
    return matrix, sorted({s.name for row in matrix for x in row for s in x.free_symbols})


def _float(x: Any) -> sp.Expr:
    return (
        sp.Float(x.str(60, radius=False), 50)
        if hasattr(x, "str")
        else sp.Rational(x.numerator, x.denominator)
    )


def test_a_point_of_another_curve_is_noticed() -> None:
    found = invert(*_read([["a**3 - 3*a + 1", "1"], ["0", "2"]]), "A")
    outcomes = tuple(map(_moved, found.outcomes))
    assert outcomes != found.outcomes
    assert not all(check.passed for check in checks(replace(found, outcomes=outcomes)))


def _moved(outcome: Outcome) -> Outcome:
    if outcome.task != "singular" or outcome.condition is None:
        return outcome
    samples = ((("a", "root(0, -1, -1, 0, 0, 1)"),),)
    return replace(outcome, condition=replace(outcome.condition, samples=samples))


def test_real_roots_by_index() -> None:
    expected = sorted(x.real for x in np.roots([1, 0, -3, 1]))
    with balls.precision(200):
        found = [float(value(f"root({k}, 1, -3, 0, 1)", {}).mid()) for k in range(3)]
        with pytest.raises(NoValueError):
            value("root(2, -1, -1, 0, 0, 1)", {})
    with pytest.raises(verify.DoubtError):
        verify.sampled("root(2, -1, -1, 0, 0, 1)", {})
    assert found == pytest.approx(expected)


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("kind", "matrix", "data"),
    [
        ("determinant", full(8), {}),
        ("inverse", full(4), {}),
        ("inverse", full(8), {}),
        ("linear_system", full(4), {"right_side": [1, 1, 1, 1]}),
        ("least_squares", LONG, {"right_side": [4, -3, "a + 1", -3]}),
        ("eigenvalues", full(5), {}),
    ],
)
def test_a_long_answer_is_told_in_one_line(
    kind: str, matrix: list[list[str]], data: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timed_work, "_SECONDS", 0.8)
    with pytest.raises(InputError, match=r"takes too long to be computed.*fewer symbols"):
        answer_of(kind, matrix, **data)


@pytest.mark.parametrize("size", [3, 4])
def test_the_bound_is_not_below_the_number_of_addends(size: int) -> None:
    for rows in (
        full(size),
        [[f"x{j}**{i}" for j in range(size)] for i in range(size)],
        [["t" if i == j else str(i + 2 * j) for j in range(size)] for i in range(size)],
    ):
        matrix = tuple(tuple(map(sp.sympify, row)) for row in rows)
        addends = sp.Add.make_args(sp.expand(sp.Matrix(matrix).det(method="laplace")))
        assert most_addends(matrix) >= len(addends)


def test_a_large_matrix_with_one_symbol_has_its_determinant() -> None:
    rows = [["t" if i == j else str((i * 7 + j * 3) % 5) for j in range(9)] for i in range(9)]
    answer = answer_of("determinant", rows)
    assert answer.passed
    stated = sp.sympify(answer.text.split("=")[1].split(";")[0])
    at = np.array([[2.5 if x == "t" else float(x) for x in row] for row in rows])
    assert float(stated.subs("t", 2.5)) == pytest.approx(np.linalg.det(at))


SYMBOLIC: list[tuple[str, dict[str, Any]]] = [
    ("least_squares", {"matrix": [[1, 0], [1, 1], [1, 2]], "right_side": ["b1", "b2", "b3"]}),
    ("least_squares", {"matrix": [[1, "a"], [1, 1], [1, 2]], "right_side": [1, 2, "b1"]}),
    ("least_squares", {"matrix": [["s", 1], ["s", 1]], "right_side": ["t", 2]}),
    ("projection", {"vectors": [["s", 1]], "target": ["a", "b"]}),
    ("projection", {"vectors": [["s", "t"]]}),
    ("coordinates", {"basis": [[1, 1], [1, -1]], "target": ["a", "c"]}),
    ("membership", {"vectors": [[1, 0, 2], [0, 1, 1]], "target": ["a", "b", "c"]}),
    ("membership", {"vectors": [[1, "k"], ["k", 1]], "target": [1, "m"]}),
    ("matrix_factorisation", {"matrix": [["a", "b"], ["c", "d"]], "form": "lu"}),
    ("matrix_factorisation", {"matrix": [["a", "b"], ["c", "d"]], "form": "plu"}),
    ("matrix_factorisation", {"matrix": [["a", 2], ["b", 1]], "form": "rank"}),
    (
        "matrix_factorisation",
        {"matrix": [[1, "a", "a**2"], [1, "b", "b**2"], [1, "c", "c**2"]], "form": "lu"},
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "keys"), SYMBOLIC)
def test_an_answer_in_symbols_is_that_in_numbers_at_each_point(kind: str, keys: dict[str, Any]) -> None:
    """At small points exactly one case holds, and its answer is what numpy finds for the numbers there."""
    answer = _solved(kind, keys)
    assert answer.passed
    cases = answer.claims[0].data["cases"]
    entries = _leaves([item for key, item in keys.items() if key != "form"])
    names = sorted(set(re.findall(r"[a-z]\d?", " ".join(map(str, entries)))))
    draw = random.Random(5)
    points = [{name: draw.choice((-2, -1, 0, 0, 1, 2, 3)) for name in names} for _ in range(40)]
    points += [dict.fromkeys(names, x) for x in (0, 1)]
    for point in points:
        (case,) = [case for case in cases if _holds(case["condition"], point)]
        data = {key: _at(item, point) for key, item in keys.items() if key not in ("form",)}
        found = {
            name: np.array(_at(sp.sympify(text), point), dtype=float) for name, text in case["found"].items()
        }
        assert _is_right(kind, keys.get("form", ""), case["task"], data, found), (point, case)


def _solved(kind: str, keys: dict[str, Any]) -> Any:
    part, term = part_of(kind, keys)
    return import_module(KINDS[kind].part_solver).solve(part, term).answer


def _leaves(item: Any) -> list[Any]:
    return [x for part in item for x in _leaves(part)] if isinstance(item, list) else [item]


def _at(item: Any, point: dict[str, int]) -> Any:
    if isinstance(item, list | tuple):
        return [_at(part, point) for part in item]
    return float(sp.sympify(item).subs(point))


def _holds(condition: str, point: dict[str, int]) -> bool:
    parts = [part.strip() for part in condition.split(",") if part.strip()]
    return all(
        bool(sp.sympify(f"({left}) - ({right})").subs(point) == 0) == (sign == "=")
        for part in parts
        for left, sign, right in [re.split(r"\s(!?=)\s", part)]
    )


def _is_right(kind: str, form: str, task: str, data: dict[str, Any], found: dict[str, Any]) -> bool:
    same = np.allclose
    match kind:
        case "least_squares":
            return same(found["x"], np.linalg.lstsq(data["matrix"], data["right_side"], rcond=None)[0])
        case "projection":
            columns = np.array(data["vectors"]).T
            onto = columns @ np.linalg.pinv(columns)
            return same(found["P"], onto) if "P" in found else same(found["p"], onto @ data["target"])
        case "coordinates":
            return same(np.array(data["basis"]).T @ found["c"], data["target"])
        case "membership":
            columns, target = np.array(data["vectors"]).T, np.array(data["target"])
            rest = target - columns @ np.linalg.lstsq(columns, target, rcond=None)[0]
            is_member = same(rest, 0)
            return is_member == (task == "member") and (
                same(columns @ found["c"], target) if is_member else bool(abs(found["f"] @ target) > 1e-9)
            )
    return _are_factors(np.array(data["matrix"]), form, task, found)


def _are_factors(a: Any, form: str, task: str, found: dict[str, Any]) -> bool:
    same = np.allclose
    if task == "no LU":
        k = int(found["k"])
        return bool(np.linalg.matrix_rank(a[:k, :k]) < np.linalg.matrix_rank(a[:, :k]))
    if form == "rank":
        rank = np.linalg.matrix_rank(a)
        return same(found["C"] @ found["F"], a) and found["C"].shape[1] == rank == int(found["r"])
    left = found["P"] @ a if form == "plu" else a
    lower, upper = found["L"], found["U"]
    return same(lower @ upper, left) and same(np.triu(lower, 1), 0) and same(np.tril(upper, -1), 0)


def test_a_symbol_named_as_a_vector_of_the_answer_is_told() -> None:
    with pytest.raises(InputError, match="'S' is the name of something else"):
        _solved("eigenvalues", {"matrix": [["S", 1], [1, "S"]], "ask": ["diagonalisation"]})


def test_the_right_side_has_another_letter_if_its_own_is_a_symbol() -> None:
    answer = _solved("least_squares", {"matrix": [[1], [1]], "right_side": ["a", "b"]})
    assert answer.claims[0].data["printed"]["b"] == "d"


def test_a_large_diagonal_matrix_is_not_refused() -> None:
    size = 12
    rows = [[f"d{i}" if i == j else "0" for j in range(size)] for i in range(size)]
    assert answer_of("determinant", rows).text.count("*") == size - 1


_GAPS = {
    "determinant": {},
    "definiteness": {},
    "eigenvalues": {},
    "inverse": {},
    "matrix_factorisation": {"form": "LU"},
    "linear_system": {"right_side": [1, 2]},
    "least_squares": {"right_side": [1, 2]},
}


@pytest.mark.parametrize("kind", _GAPS)
@pytest.mark.parametrize("entry", ["1/(a - 1)", "(a - 1)/(a - 1)", "(a - 1)**-1", "2/(3/(a - 1))"])
def test_a_matrix_without_value_somewhere_is_refused(kind: str, entry: str) -> None:
    with pytest.raises(InputError, match=r"may have no value where a - 1 = 0.*such as c1"):
        answer_of(kind, [[entry, 1], [1, "a - 1"]], **_GAPS[kind])


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("linear_system", {"matrix": [[1, 1], [0, 1]], "right_side": ["1/a", 2]}),
        ("linear_system", {"equations": ["x/a + y = 1", "x - y = 2"], "unknowns": ["x", "y"]}),
        ("least_squares", {"matrix": [[1, 1], [0, 1]], "right_side": ["1/a", 2]}),
        ("coordinates", {"basis": [[1, 1], [0, 1]], "target": ["1/a", 2]}),
        ("projection", {"vectors": [["1/a", 1]], "target": [1, 2]}),
        ("membership", {"vectors": [["1/a", 1], [1, 0]], "target": [1, 2]}),
        ("membership", {"vectors": [["b", 1], [1, 0]], "target": [1, "b/a"]}),
    ],
)
def test_a_vector_or_an_equation_without_value_somewhere_is_refused(kind: str, data: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="may have no value where a = 0"):
        _solved(kind, data)


def test_a_denominator_without_real_zeros_has_an_answer_for_all_values() -> None:
    answer = answer_of("linear_system", [["1/(a**2 + 1)", 1], [0, "1/(a**2 + a + 1)"]], right_side=[1, 2])
    assert all(check.passed for check in answer.checks)
    assert len(answer.claims[0].data["cases"]) == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["a", "b"], ["-b", "a"]], "b != 0: a +- b i: "),
        ([[0, "w"], ["-w", 0]], "w != 0: 0 +- w i: "),
        ([["a", "b - 1"], ["1 - b", "a"]], "b != 1: a +- (b - 1) i: "),
        ([["a", "b", "c"], ["c", "a", "b"], ["b", "c", "a"]], "c = b, b != 0: a + 2*b (multiplicity 1)"),
    ],
)
def test_eigenvalues_that_are_real_in_some_cases_alone(rows: list[list[object]], said: str) -> None:
    answer = solve("eigenvalues", matrix=rows, ask=["eigenvalues"])
    assert answer.passed
    assert said in answer.text


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ([["a", "b"], ["c", "d"]], "p = lam**2 - (a + d)*lam + a*d - b*c"),
        ([["0", "1", "0"], ["0", "0", "1"], ["-a", "-b", "-c"]], "p = lam**3 + c*lam**2 + b*lam + a"),
        ([["sqrt(2)", "1"], ["3", "1"]], "p = lam**2 - (1 + sqrt(2))*lam - (3 - sqrt(2))"),
        ([["0", "0"], ["k", "0"]], "p = lam**2"),
    ],
)
def test_the_characteristic_polynomial_of_symbols_is_that_of_numbers(
    rows: list[list[str]], text: str
) -> None:
    answer = answer_of("eigenvalues", rows, ask=["characteristic polynomial"])
    assert answer.text == text
    draw = random.Random(24)
    for _ in range(5):
        at = {name: draw.uniform(-2, 2) for name in "abcdk"}
        matrix = np.array([[float(sp.sympify(x).evalf(subs=at)) for x in row] for row in rows])
        x = draw.uniform(-3, 3)
        stated = float(sp.sympify(text.partition(" = ")[2]).evalf(subs={**at, "lam": x}))
        assert stated == pytest.approx(np.linalg.det(x * np.eye(len(rows)) - matrix))
