"""Tests of matrices and vectors that are typed as one text."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
import sympy as sp

from backproof.diagnostic import InputError
from backproof.linear_algebra.checking.polynomial_maps import coefficients_check
from backproof.linear_algebra.language.reading import read_equations
from backproof.linear_algebra.language.typed_matrices import (
    augmented_of,
    listed_rows,
    rows_of,
    vector_of,
    vectors_of,
)
from backproof.terms.relations import relations_of
from benchmarks.optimisation.ask import doubts
from tests.backproof.linear_algebra.exercises import solve

SQUARE = [[1, -2], [3, 4]]
MATRICES = (
    "[1 -2; 3 4]",
    "[[1,-2],[3,4]]",
    "1 -2; 3 4",
    "1,-2;3,4",
    "[1, -2; 3, 4];",
    "A = [1 -2\n 3 4]",
    "[1,-2],[3,4]",
    r"\begin{pmatrix} 1 & -2 \\ 3 & 4 \end{pmatrix}",
    r"$A = \left[\begin{array}{rr} 1 & -2 \\ 3 & 4 \\ \end{array}\right]$",
    "np.array([[1, -2], [3, 4]])",
    "sp.Matrix([[1, -2], [3, 4]])",
    "[[1 -2]\n [3 4]]",
    "{{1, -2}, {3, 4}}",
    "((1, -2), (3, 4))",
    "(1 -2; 3 4)",
    "[1 3; -2 4]^T",
    "[1 3; -2 4]'",
    "\n1 -2\n3 4\n",
    "[1 -2] [3 4]",
    "-1*[-1 2; -3 -4]",
    "1/2 [2 -4; 6 8]",
    r"\frac12 \begin{bmatrix} 2 & -4 \\ 6 & 8 \end{bmatrix}",
    "[1, \u22122; 3, 4]",
)
VECTORS = (
    "[1;-2],[3;4]",
    "span [1;-2], [3;4]",
    "(1,-2), (3,4)",
    "{(1,-2),(3,4)}",
    "[[1,-2],[3,4]]",
    "(1,-2)^T and (3,4)^T",
    r"\begin{pmatrix}1\\-2\end{pmatrix}, \begin{pmatrix}3\\4\end{pmatrix}",
    "1 -2; 3 4",
    "v1 = (1,-2), v2 = (3,4)",
    r"\operatorname{span}\left\{\begin{bmatrix}1\\-2\end{bmatrix},\begin{bmatrix}3\\4\end{bmatrix}\right\}",
    "1/2 (2,-4), 3 (1, 4/3)",
    "[1 -2], [3 4]",
    "(1 -2), (3 4)",
    "the vectors (1,-2) and (3,4)",
)
COLUMNS = (
    "(1,2,3)",
    "[1;2;3]",
    "[1,2,3]",
    "1 2 3",
    "1, 2, 3",
    "[1,2,3]^T",
    "b = (1, 2, 3)",
    "[[1],[2],[3]]",
    "1\n2\n3",
    r"\begin{pmatrix} 1 \\ 2 \\ 3 \end{pmatrix}",
    r"\begin{bmatrix} 1 & 2 & 3 \end{bmatrix}^\top",
    "3*(1/3, 2/3, 1)",
)


def _value(found: object) -> object:
    return [_value(item) for item in found] if isinstance(found, list) else sp.Rational(sp.sympify(found))


@pytest.mark.parametrize("text", MATRICES)
def test_a_matrix_in_one_text_is_its_rows(text: str) -> None:
    assert _value(rows_of(text)) == SQUARE


@pytest.mark.parametrize("text", VECTORS)
def test_vectors_in_one_text_are_a_list_of_them_however_they_stand(text: str) -> None:
    assert _value(vectors_of(text)) == SQUARE


@pytest.mark.parametrize("text", COLUMNS)
def test_a_vector_in_one_text_is_a_list_whether_it_stands_or_lies(text: str) -> None:
    assert _value(vector_of(text)) == [1, 2, 3]


def test_entries_in_a_text_may_be_whatever_entries_may_be() -> None:
    text = r"[cos(t) -sin(t); sqrt(2)/2 1/2; \frac{1}{3} 1 - x; e^{2t} (1 - t)(2 - t)]"
    entries = [
        ["cos(t)", "-sin(t)"],
        ["sqrt(2)/2", "1/2"],
        ["((1)/(3))", "1 - x"],
        ["e^(2t)", "(1 - t)(2 - t)"],
    ]
    assert rows_of(text) == entries
    assert augmented_of(r"\begin{array}{cc|c} 1 & h & 4 \\ 3 & 6 & 8 \end{array}") == [
        ["1", "h", "4"],
        ["3", "6", "8"],
    ]
    assert vectors_of("1, x, x^2 - 1/3") == ["1", "x", "x^2 - 1/3"]
    assert listed_rows(["1 2", "[3, 4]", "(1 - x)(1 + x)", r"\frac{1}{2}x^{2}"]) == [
        *(["1", "2"], ["3", "4"]),
        "(1 - x)(1 + x)",
        r"\frac{1}{2}x^{2}",
    ]


@pytest.mark.parametrize(
    "text", ["[1 2; 3 4] * [1 0; 0 1]", "(1, 2) - 2(3, 4)", "1 - 2*[1 2; 3 4]", "f(1, 2)"]
)
def test_a_formula_of_matrices_is_not_read_as_a_matrix(text: str) -> None:
    """Its texts stay, and no reader takes them for numbers."""
    with pytest.raises(InputError):
        solve("determinant", matrix=text)


@pytest.mark.parametrize(
    ("text", "told"), [("1 " * 20_000, "40,000 characters"), ("[" * 900 + "1" + "]" * 900, "too deeply")]
)
def test_a_very_long_or_deep_text_is_told_at_once(text: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        rows_of(text)


def test_one_matrix_is_not_read_as_vectors() -> None:
    with pytest.raises(InputError, match="the rows or the columns may be meant"):
        vectors_of("[1 2; 3 4]")


@pytest.mark.parametrize(
    ("kind", "typed", "listed"),
    [
        (
            "linear_system",
            {"matrix": "[1 2; 3 4]", "right_side": "[5; 6]"},
            {"matrix": [[1, 2], [3, 4]], "right_side": [5, 6]},
        ),
        (
            "linear_system",
            {"augmented": "[1 2 | 5; 3 4 | 6]"},
            {"matrix": ["1 2", "3 4"], "right_side": [[5], [6]]},
        ),
        (
            "membership",
            {"vectors": "[1;2;3], [4;5;6]", "target": "(7,8,9)"},
            {"vectors": [[1, 2, 3], [4, 5, 6]], "target": [7, 8, 9]},
        ),
        ("inverse", {"matrix": "[0.5 a; 0 2]"}, {"matrix": [["1/2", "a"], [0, 2]]}),
        (
            "gram_schmidt",
            {"polynomials": "1, x", "interval": "[0, 1]"},
            {"polynomials": ["1", "x"], "interval": [0, 1]},
        ),
    ],
)
def test_a_text_is_answered_as_the_list_is(kind: str, typed: dict[str, Any], listed: dict[str, Any]) -> None:
    assert solve(kind, **typed).text == solve(kind, **listed).text


def test_irrational_entries_beside_a_symbol_are_no_fault() -> None:
    """Zeros of a polynomial with irrational coefficients above degree 2 are not listed, others are."""
    found = solve("determinant", matrix="[1 a -1; -2 2*sqrt(2) a-1; 1+sqrt(2) a^2 2]")
    assert found.passed and "zero for" not in found.text
    assert "zero for a in [[-2**(1/4)]" in solve("determinant", matrix="[sqrt(2), a; a, 1]").text


def test_a_fault_in_a_text_is_told_by_its_row_and_entry() -> None:
    with pytest.raises(InputError, match="row 2, entry 1: unknown function"):
        solve("inverse", matrix="[1 2; foo(3) 4]")


@pytest.mark.parametrize(
    ("equations", "unknowns"),
    [
        ("x + 2y = b1; 3x + 6y = b2", ["x", "y"]),
        (r"\begin{aligned} x_1 + x_2 &= 1 \\ x_1 - 3x_2 &= k \end{aligned}", ["x_1", "x_2"]),
        ("k = x + y, 0.5x - y = 0.25", ["x", "y"]),
        ("p + q = r\np - q = 1", ["p", "q", "r"]),
        ("x + y = 1, a = 2", ["x", "y", "a"]),
        ("x + a = y, x - y = 2", ["x", "a", "y"]),
    ],
)
def test_names_on_sides_of_their_own_are_parameters(equations: str, unknowns: list[str]) -> None:
    assert list(read_equations(relations_of(equations))[0]) == unknowns


@pytest.mark.parametrize(
    ("kind", "keys", "text"),
    [
        ("membership", {"vectors": "1 + x, x + x^2", "target": "1 - x^2"}, "member: c = [1, -1]"),
        ("membership", {"vectors": ["1 + x", "x + x^2"], "target": "1 + x^2"}, "no member: f = [1, -1, 1]"),
        ("coordinates", {"basis": "1, x - 1, (x-1)^2", "target": "x^2"}, "c = [1, 2, 1]"),
        ("coordinates", {"basis": ["2t", "t - 1/2"], "target": 3}, "c = [3, -6]"),
    ],
)
def test_polynomials_stand_in_place_of_vectors(kind: str, keys: dict[str, Any], text: str) -> None:
    answer = solve(kind, **keys)
    assert (answer.text, answer.passed) == (text, True)
    assert answer.checks[-1].method == "polynomials by FLINT"
    assert not doubts(answer)
    (claim,) = answer.claims
    wrong = replace(claim, data=claim.data | {"given": claim.data["given"] | {"p1": "7"}})  # type: ignore[operator, dict-item]
    assert doubts(replace(answer, claims=(wrong,)))


@pytest.mark.parametrize(
    ("vectors", "target", "told"),
    [
        ("1 + x, 2x", "h", "the variables h, x"),
        ("1 + y, 2y", "y", "is a name of the answer"),
        ("sqrt(2)x, 1", "x", "no fractions"),
        ("1 + x, 2x", "(1,2)", "no polynomial"),
        ("(1,2),(3,4)", "x", "not a list"),
    ],
)
def test_what_is_no_combination_of_polynomials_is_told(vectors: str, target: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        solve("membership", vectors=vectors, target=target)


def test_a_wrong_coefficient_of_a_polynomial_is_noticed() -> None:
    texts, rows = ("x + 1", "2*x", "1 - x"), [["1", "1"], ["0", "2"], ["1", "-1"]]
    assert coefficients_check(texts, rows, "x", ["1", "-1"]).passed
    assert not coefficients_check(texts, rows, "x", ["1", "1"]).passed
    assert not coefficients_check(texts, [rows[0], ["1", "2"], rows[2]], "x", []).passed


@pytest.mark.parametrize(
    ("key", "text", "dimension"),
    [
        ("span", "[1; 2; 3], [4; 5; 6], [7; 8; 9]", 2),
        ("null_space", "[1 2; 2 4]", 1),
        ("column_space", r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}", 2),
        ("homogeneous_system", "x + y - z = 0, 2x - z = 0", 1),
        ("matrices", "[1 0; 0 0], [0 1; 1 0], [1 1; 1 0]", 2),
        ("polynomials", "1 + x, 1 - x, 2", 2),
        ("functions", "sin(x)^2, cos(x)^2, 1", 2),
    ],
)
def test_a_space_is_typed_as_one_text(key: str, text: str, dimension: int) -> None:
    assert solve("dimension", **{key: text}).text == str(dimension)


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        ("determinant", {"matrix": "[a b c; d e f; g h j]"}),
        ("inverse", {"matrix": [["D", "E"], ["F", 1]]}),
        ("linear_system", {"equations": ["a x + b y = e", "c x + d y = f"], "unknowns": ["x", "y"]}),
        ("linear_system", {"matrix": [["a", "b"], ["c", "d"]], "right_side": ["e", "f"]}),
    ],
)
def test_an_e_in_a_row_of_letters_is_no_number(kind: str, keys: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="write e1 for a symbol"):
        solve(kind, **keys)
    typed = json.loads(re.sub(r"\b([eE])\b", r"\g<1>1", json.dumps(keys)))
    if kind == "determinant":
        assert "e1*j" in solve(kind, **typed).text.replace("a*", "")


def test_an_e_beside_other_letters_is_the_number() -> None:
    assert solve("determinant", matrix="[e b; a e]").text == "det A = -a*b + exp(2)"
