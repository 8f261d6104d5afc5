"""Answers of every kind about matrices: random ones by other libraries, and faults planted in them."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from backproof.answer import Answer
from backproof.diagnostic import InputError
from backproof.linear_algebra.checking import evidence
from backproof.linear_algebra.language.result import Condition, Named, Outcome, Result
from backproof.proof import verify
from backproof.results.published import answer_data
from benchmarks.linear_algebra.__main__ import campaign
from benchmarks.linear_algebra.problems import PROBLEMS
from tests.backproof.linear_algebra.exercises import solve

ASKED: list[tuple[str, dict[str, Any]]] = [
    ("linear_system", {"matrix": [[1, 2, 1], [2, 4, 3]], "right_side": [1, 1]}),
    ("linear_system", {"matrix": [[1, "i"], ["1 - i", 2]], "right_side": ["1 + 2i", 0]}),
    ("linear_system", {"equations": ["x + i*y = 1", "i*x - y = i"]}),
    ("linear_system", {"equations": ["x + i*y = 1", "i*x - y = 2"]}),
    ("inverse", {"matrix": [[1, "i"], ["-i", 3]]}),
    ("inverse", {"matrix": [[1, "i", 0], ["-i", 1, 0], [0, 0, 1]]}),
    ("determinant", {"matrix": [["sqrt(2)*i", 1, 0], ["-i", 1, 1], [0, 2, "1/(1 + i)"]]}),
    ("determinant", {"matrix": [["i", "2+i", 0, 1], ["-i", 1, 1, "3i"], [0, 2, "1-i", 5], [1, 1, "i", 2]]}),
    ("eigenvalues", {"matrix": [[0, -1], [1, 0]], "ask": ["diagonalisation", "power"]}),
    ("eigenvalues", {"matrix": [[3, -4], [4, 3]], "ask": ["power"]}),
    (
        "eigenvalues",
        {
            "matrix": [[0, -1, 1, 0], [1, 0, 0, 1], [0, 0, 0, -1], [0, 0, 1, 0]],
            "ask": ["Jordan form", "diagonalisation", "power"],
        },
    ),
    (
        "eigenvalues",
        {"matrix": [[1, "1+i"], ["1-i", 2]], "ask": ["eigenvalues", "orthogonal diagonalisation"]},
    ),
    ("eigenvalues", {"matrix": [["i", 1], [1, "i"]], "ask": ["spectral decomposition"]}),
    ("eigenvalues", {"matrix": [["i", 1], [0, "i"]], "ask": ["eigenvalues", "Jordan form", "power"]}),
    ("matrix_factorisation", {"matrix": [[0, "1"], ["1+i", 2]], "form": "plu"}),
    ("matrix_factorisation", {"matrix": [[4, "2+2i"], ["2-2i", 6]], "form": "cholesky"}),
    ("matrix_factorisation", {"matrix": [[1, "2i"], ["-2i", 2]], "form": "cholesky"}),
    ("matrix_factorisation", {"matrix": [[2, "i"], ["-i", 2]], "form": "ldl"}),
    ("matrix_factorisation", {"matrix": [[1, "i"], ["i", 1], ["1+i", 0]], "form": "qr"}),
    ("least_squares", {"matrix": [[1, "i"], ["i", 1], ["1+i", 0]], "right_side": [1, "i", 2]}),
    ("least_squares", {"matrix": [[1, "i"], ["i", -1]], "right_side": [1, 2]}),
    ("projection", {"vectors": [[1, "i", 0], [0, 1, "1-i"]], "target": [1, 2, "3i"]}),
    ("projection", {"vectors": [[1, "i", 0], ["i", -1, 0]]}),
    ("projection", {"vectors": [[1, "i", 0]], "point": [1, 0, "i"], "target": [1, 2, "3i"]}),
    ("projection", {"vectors": [[1, "i"]], "target": [1, 2], "inner_product": [[2, "i"], ["-i", 2]]}),
    ("membership", {"vectors": [[1, "i", 0], [0, 1, "1-i"]], "target": [1, 2, "3i"]}),
    ("coordinates", {"basis": [[1, "i"], ["i", 1]], "target": [1, "2+i"]}),
    ("linear_map", {"matrix": [[1, "i"], ["i", 1]], "basis": [[1, "i"], ["i", 1]]}),
    ("eigenvalues", {"matrix": [["a", "b"], ["-b", "a"]], "ask": ["eigenvalues", "power"]}),
    ("singular_values", {"matrix": [[1, "i"], ["2i", 1]], "ask": "pseudoinverse"}),
    ("singular_values", {"matrix": [[1, "i"], ["i", -1], [0, 0]], "ask": "pseudoinverse"}),
    ("singular_values", {"matrix": [[1, "i"], ["i", 1], [0, 0]], "ask": "svd"}),
    ("singular_values", {"matrix": [[1, "1+i", 0]], "ask": "svd"}),
    ("singular_values", {"matrix": [[2, "3+4i"], [0, "i"]], "ask": "norms"}),
    ("singular_values", {"matrix": [[2, "i"], ["i", 2]], "ask": "condition number", "norm": 2}),
    ("singular_values", {"matrix": [[2, "i"], ["i", 2]], "ask": "condition number", "norm": "fro"}),
    ("singular_values", {"matrix": [[2, "3+4i"], [0, "i"]], "ask": "condition number", "norm": 1}),
    ("singular_values", {"matrix": [[2, "2i"], ["i", 1]], "ask": "best approximation", "norm": "fro"}),
    ("eigenvalues", {"matrix": [[0, "2*b"], ["b", 0]], "ask": ["eigenvalues"]}),
    ("inverse", {"matrix": [[2, 1, 0], [1, 1, 1], [0, 1, 3]]}),
    ("linear_system", {"matrix": [[0.5, 0.25], [0.1, 0.2]], "right_side": [1, 1.5]}),
    ("inverse", {"matrix": [["a", "b"], ["b", "a"]]}),
    ("inverse", {"matrix": [["2*cos(t)", "-3*r*sin(t)"], ["2*sin(t)", "3*r*cos(t)"]]}),
    ("inverse", {"matrix": [["cos(t)", "-sin(t)", "2*a"], ["sin(t)", "cos(t)", 3], [0, 0, 1]]}),
    ("determinant", {"matrix": [["2*cos(t)", "-r*sin(t)"], ["sin(t)", "3*r*cos(t)"]]}),
    ("inverse", {"matrix": [[2, 1, 0], [1, 1, 1], [0, 1, 3]], "block": 2}),
    ("inverse", {"matrix": [[1, 2, 3], [4, 5, 6], [7, 8, 9]], "block": 1}),
    ("inverse", {"matrix": [[2, 0], [0, 3]], "u": [1, 0], "v": [1, 1]}),
    ("inverse", {"matrix": [[1, 0], [0, 1]], "u": [1, 1], "v": [-1, 0]}),
    ("determinant", {"matrix": [[1, 2, 0, 1], [0, 1, 3, 1], [2, 0, 1, 1], [1, 1, 1, 1]]}),
    ("matrix_factorisation", {"matrix": [[2, 1], [6, 5]], "form": "lu"}),
    ("matrix_factorisation", {"matrix": [[0, 2, 1], [1, 1, 0], [2, 4, 3]], "form": "plu"}),
    ("matrix_factorisation", {"matrix": [[4, 2], [2, 5]], "form": "cholesky"}),
    ("matrix_factorisation", {"matrix": [[1, 2], [2, 1]], "form": "cholesky"}),
    ("matrix_factorisation", {"matrix": [[1, 2, 1], [2, 4, 2]], "form": "rank"}),
    ("matrix_factorisation", {"matrix": [[4, 2, 0], [2, 0, 3], [0, 3, 1]], "form": "ldl"}),
    ("matrix_factorisation", {"matrix": [["a", "b"], ["b", "c"]], "form": "ldl"}),
    ("matrix_factorisation", {"matrix": [[0, 1], [1, 2]], "form": "ldl"}),
    ("matrix_factorisation", {"matrix": [[1, 1], [1, 0], [0, 1]], "form": "qr"}),
    ("matrix_factorisation", {"matrix": [[0, 1], [1, 0]], "form": "lu"}),
    ("eigenvalues", {"matrix": [[1, 2], [2, 1]], "ask": ["eigenvalues", "diagonalisation"]}),
    ("eigenvalues", {"matrix": [[1, 3], [2, 4]], "ask": ["eigenvalues"]}),
    (
        "eigenvalues",
        {
            "matrix": [
                *([0] * i + [1] + [0] * (5 - i) for i in range(1, 3)),
                [-1, 1, 0, 1, 0, 0],
                [0] * 4 + [1, 0],
                [0] * 5 + [1],
                [0, 0, 0, -1, 1, 0],
            ],
            "ask": ["eigenvalues"],
        },
    ),
    (
        "eigenvalues",
        {"matrix": [[0, 0, -1], [1, 0, 3], [0, 1, 0]], "ask": ["diagonalisation", "Jordan form"]},
    ),
    ("eigenvalues", {"matrix": [[0, 0, 2], [1, 0, 0], [0, 1, 0]], "ask": ["diagonalisation"]}),
    (
        "eigenvalues",
        {"matrix": [[0, 0, 2, 1], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, "1/2"]], "ask": ["eigenvalues"]},
    ),
    (
        "eigenvalues",
        {"matrix": [[3, 1], [1, 3]], "ask": ["orthogonal diagonalisation", "spectral decomposition"]},
    ),
    ("eigenvalues", {"matrix": [[3, 1], [-1, 1]], "ask": ["Jordan form", "power", "diagonalisation"]}),
    ("eigenvalues", {"matrix": [[0, 1], [1, 1]], "ask": ["power", "characteristic polynomial"]}),
    ("eigenvalues", {"matrix": [["a", "b"], ["c", "sqrt(2)"]], "ask": ["characteristic polynomial"]}),
    ("eigenvalues", {"matrix": [["i", 1], [3, 2]], "ask": ["characteristic polynomial"]}),
    ("eigenvalues", {"matrix": [[0, 1, 0], [0, 0, 0], [0, 0, 2]], "ask": ["power"]}),
    ("eigenvalues", {"matrix": [[2, 1, 0], [0, 2, 0], [0, 0, 2]], "ask": ["minimal polynomial"]}),
    ("eigenvalues", {"matrix": [[0, 0, 1], [1, 0, 0], [0, 1, 0]], "ask": ["minimal polynomial"]}),
    ("eigenvalues", {"matrix": [[0, 1], [-2, -3]], "ask": ["exponential"]}),
    ("eigenvalues", {"matrix": [[1, 2, 0], [-2, 1, 0], [0, 0, 3]], "ask": ["exponential"]}),
    ("eigenvalues", {"matrix": [["a", 1], [0, "a"]], "ask": ["exponential"]}),
    # In floats, a^2 - 2 is not 0 at the square root of 2.
    ("eigenvalues", {"matrix": [["a**2", 0], [0, 2]]}),
    ("eigenvalues", {"matrix": [["a**2", 0, 0], [0, 2, 1], [0, 0, 2]], "ask": ["diagonalisation"]}),
    ("eigenvalues", {"matrix": [["1 - p", "p"], ["q", "1 - q"]], "ask": ["power"]}),
    ("singular_values", {"matrix": [[1, 1], [0, 1], [1, 0]], "ask": "svd"}),
    ("singular_values", {"matrix": [[1, -2], [3, 4]], "ask": "norms"}),
    ("singular_values", {"matrix": [[1, 2], [3, 4]], "ask": "condition number", "norm": "inf"}),
    ("singular_values", {"matrix": [[1, 2], [3, 4]], "ask": "condition number"}),
    ("singular_values", {"matrix": [[1, 2], [2, 4], [0, 0]], "ask": "pseudoinverse"}),
    ("singular_values", {"matrix": [[0, 3], [-3, 0]], "ask": "best approximation", "norm": "fro"}),
    ("singular_values", {"matrix": [[3, 0], [4, 5]], "ask": "best approximation"}),
    ("projection", {"vectors": [[1, 2, 2]], "target": [3, -1, 4]}),
    ("projection", {"vectors": [[1, 0]], "target": [1, 1], "inner_product": [[2, 1], [1, 1]]}),
    ("projection", {"normal": [1, -2, 2]}),
    ("projection", {"vectors": [[1, 1, 0], [0, 1, 1]]}),
    ("projection", {"point": [1, 0, 2], "vectors": [[2, 1, -1]], "target": [3, 4, 1]}),
    ("least_squares", {"matrix": [[1, 0], [1, 1], [1, 2]], "right_side": [1, 3, 4]}),
    ("least_squares", {"matrix": [[1, 1], [2, 2]], "right_side": [1, 1]}),
    ("least_squares", {"matrix": [[1, 0], [1, 1], [1, 2]], "right_side": [1, 3, 4], "weights": [1, 2, 1]}),
    ("least_squares", {"fitted": [[0, 1], [1, 3], [2, 4], [-1, 0]], "degree": 2}),
    ("projection", {"normal": [1, 2, 3], "point": [1, 1, 1], "target": [3, 3, 3]}),
    ("projection", {"normal": [3, 4], "target": [1, 2]}),
    ("gram_schmidt", {"vectors": [[1, 1, 0], [2, 2, 0], [0, 1, 1]]}),
    ("gram_schmidt", {"vectors": [[0, 0], [1, 2], [2, 4]]}),
    ("gram_schmidt", {"vectors": [[1, "i", 0], ["i", -1, 0], ["1-i", 0, 2]]}),
    ("gram_schmidt", {"vectors": [[1, 0], [1, 1]], "inner_product": [[2, 1], [1, 1]]}),
    ("gram_schmidt", {"vectors": [[1, 0], [1, "i"]], "inner_product": [[2, "i"], ["-i", 1]]}),
    ("gram_schmidt", {"polynomials": ["1", "t", "t^3", "2 - t"], "interval": [0, 1]}),
    ("gram_schmidt", {"vectors": [[0, 0], [0, 0]]}),
    ("definiteness", {"matrix": [[2, -1], [-1, 2]]}),
    ("definiteness", {"matrix": [[-1, 1], [1, -1]]}),
    ("definiteness", {"matrix": [["a", "b", 1], ["b", "a", 0], [0, 0, 1]]}),
    ("definiteness", {"matrix": [[2, "1-i"], ["1+i", 3]]}),
    ("definiteness", {"matrix": [[1, "1-i"], ["1+i", 2]]}),
    ("definiteness", {"matrix": [[0, "i", 1], ["-i", 0, "1+i"], [1, "1-i", 0]]}),
    ("definiteness", {"matrix": [[0, 1], [1, 0]]}),
    ("definiteness", {"matrix": [[0, 1], [-1, 0]]}),
    ("membership", {"vectors": [[1, 0, 2], [0, 1, 1]], "target": [2, 3, 7]}),
    ("membership", {"vectors": [[1, 0, 2], [0, 1, 1]], "target": [2, 3, 8]}),
    ("coordinates", {"basis": [[1, 1], [1, -1]], "target": [3, 5]}),
    ("coordinates", {"basis": [[2, 1], [1, 1]], "new_basis": [[1, 0], [1, -1]]}),
    ("linear_map", {"map": "2*p' + p(1)*x", "basis": ["1", "x", "x**2"]}),
    ("linear_map", {"matrix": [[1, 2], [0, 1]], "basis": [[1, 1], [1, -1]]}),
    ("four_subspaces", {"matrix": [[1, 2, 1], [2, 4, 3]]}),
]
IDS = [
    f"{kind} {' '.join(str(x) for x in (keys.get('ask', ''), keys.get('form', '')) if x)}"
    for kind, keys in ASKED
]


@pytest.mark.sample(1)
@pytest.mark.parametrize("name", PROBLEMS)
def test_random_problems_are_answered_as_other_libraries_answer_them(name: str) -> None:
    verdicts, missed, _ = campaign(name, 3 if name == "symbols" else 12, seed=3)
    assert not missed
    assert verdicts["right"] >= 3


def judged(answer: Answer, claim: dict[str, Any]) -> list[tuple[str, ...]]:
    """The verifier's rows for a claim, with the formulas that the answer states."""
    return list(verify.rows_of("p", [claim], answer_data(answer)))  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(("kind", "keys"), ASKED, ids=IDS)
def test_the_answer_passes_its_checks_and_the_verifier(kind: str, keys: dict[str, Any]) -> None:
    answer = solve(kind, **keys)
    assert answer.passed
    claim = json.loads(json.dumps({"kind": "matrices", **answer.claims[0].data}))
    assert [row[2] for row in judged(answer, claim)] == ["holds"]


def test_the_verifier_multiplies_out_in_fractions() -> None:
    answer = solve("inverse", matrix=[[3, 0], [0, 1]])
    claim = json.loads(json.dumps({"kind": "matrices", **answer.claims[0].data}))
    changed = claim["cases"][0]["found"]["X"].replace("1/3", "1000000000001/3000000000000")
    claim["cases"][0]["found"]["X"] = changed
    stated = replace(answer, formulas={"X": changed})
    assert [row[2] for row in judged(stated, claim)] == ["IN DOUBT"]


def wrong(text: str) -> Iterator[str]:
    """A text of an answer with one number changed at a time: the first, and the last."""
    digits = [i for i, c in enumerate(text) if c.isdigit()]
    for at in {digits[0], digits[-1]} if digits else ():
        yield text[:at] + str((int(text[at]) + 1) % 10 or 7) + text[at + 1 :]


# No basis is the only one, and a norm may have the same square.
NOT_UNIQUE = {
    "V",
    "V1",
    "V2",
    "N",
    "n",
    "null",
    "left",
    "column",
    "row",
    "roots",
    "roots1",
    "a1",
    "b1",
    "u",
    "v",
    "z",
    "y",
    "f",
    "other",
}


@pytest.mark.parametrize(("kind", "keys"), ASKED, ids=IDS)
def test_a_changed_number_is_noticed_by_the_verifier(kind: str, keys: dict[str, Any]) -> None:
    answer = solve(kind, **keys)
    claim = json.loads(json.dumps({"kind": "matrices", **answer.claims[0].data}))
    planted, noticed = 0, 0
    for number, case in enumerate(claim["cases"]):
        for name, text in case["found"].items():
            for other in wrong(text) if name not in NOT_UNIQUE else ():
                changed = copy.deepcopy(claim)
                changed["cases"][number]["found"][name] = other
                key = f"{case['condition']}: {name}" if case["condition"] else name
                stated = replace(answer, formulas={**answer.formulas, key: other})
                planted += 1
                noticed += any(row[2] == "IN DOUBT" for row in judged(stated, changed))
                if case["task"] != "matrix by images":
                    assert noticed == planted, (case["task"], name, text, other)


@pytest.mark.parametrize(("kind", "keys"), ASKED, ids=IDS)
def test_a_changed_number_is_noticed_by_the_checks(kind: str, keys: dict[str, Any]) -> None:
    """The checks are run again on an answer with another entry; they share nothing with the verifier."""
    answer = solve(kind, **keys)
    claim: Any = answer.claims[0].data
    for number, case in enumerate(claim["cases"]):
        for name, text in case["found"].items():
            for other in wrong(text) if name not in NOT_UNIQUE else ():
                changed = copy.deepcopy(claim)
                changed["cases"][number]["found"][name] = other
                found = list(evidence.checks(as_result(changed)))
                assert not all(check.passed for check in found), (case["task"], name, text, other)


def as_result(claim: Any) -> Result:
    """A claim as the result that it was made of, without what is printed."""
    outcomes = []
    for case in claim["cases"]:
        found = tuple(named(name, text) for name, text in case["found"].items())
        samples = tuple(tuple(sample.items()) for sample in case["samples"])
        under = Condition(case["condition"], case["condition"], (), (), samples)
        outcomes.append(Outcome(case["task"], found, (), "", condition=under))
    return Result(tuple(named(name, text) for name, text in claim["given"].items()), tuple(outcomes))


def named(name: str, text: str) -> Named:
    from tests.backproof.linear_algebra.exercises import listed

    item = listed(text)
    rows = item if isinstance(item, list) else [item]
    texts = tuple(tuple(map(str, row if isinstance(row, list) else [row])) for row in rows)
    return Named(name, name, texts, texts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "keys", "told"),
    [
        ("inverse", {"matrix": [[1, 2]]}, "the matrix is 1 by 2"),
        ("matrix_factorisation", {"matrix": [[1, 2], [3, 4]], "form": "cholesky"}, "not symmetric"),
        ("matrix_factorisation", {"matrix": [[1, 2], [2, 4]], "form": "qr"}, "dependent"),
        ("eigenvalues", {"matrix": [[0, 0, "a"], [1, 0, 0], [0, 1, 0]]}, "has no simpler factors"),
        (
            "eigenvalues",
            {"matrix": [[2, 1, 0], [1, 3, 1], [0, 1, 5]], "ask": ["power"]},
            "has no simpler factors",
        ),
        ("eigenvalues", {"matrix": [["i", 1], [0, 2]], "ask": ["spectral decomposition"]}, "not normal"),
        ("definiteness", {"matrix": [[1, "i"], ["i", 1]]}, "not Hermitian"),
        (
            "projection",
            {"vectors": [[1, 0]], "target": [1, 1], "inner_product": [[2, 1], [0, 2]]},
            "no inner product",
        ),
        ("gram_schmidt", {"vectors": [[1, 0]], "inner_product": [[2, 1], [0, 2]]}, "no inner product"),
        ("gram_schmidt", {"polynomials": ["1", "x"]}, "the interval is missing"),
        ("gram_schmidt", {"polynomials": ["1", "x"], "interval": [1, 1]}, "the interval is empty"),
        ("eigenvalues", {"matrix": [["i", "a"], [0, 2]]}, "beside the imaginary unit"),
        ("determinant", {"matrix": [["1/(1 + i*i)"]]}, "divides by zero"),
        ("eigenvalues", {"matrix": [[1, 2], [3, 4]], "ask": ["spectral decomposition"]}, "not symmetric"),
        ("singular_values", {"matrix": [[1, 2], [2, 4]], "ask": "condition number"}, "singular"),
        ("projection", {"normal": [0, 0]}, "the normal vector is zero"),
        ("projection", {"normal": [0, 0], "point": [1, 0], "target": [1, 1]}, "the normal vector is zero"),
        ("inverse", {"matrix": [[1, 2], [3, 4]], "u": [1, 0]}, "'v' is missing"),
        ("inverse", {"matrix": [[1, 2], [3, 4]], "v": [1, 0]}, "'u' is missing"),
        (
            "projection",
            {"vectors": [[1, 0]], "target": [1, 1], "inner_product": [[1, 2], [2, 1]]},
            "no inner product",
        ),
        ("membership", {"vectors": [[1, 0]], "target": [1]}, "the target has 1 entries"),
        ("coordinates", {"basis": [[1, 1], [2, 2]], "target": [1, 1]}, "no basis"),
        ("linear_map", {"map": "p*p", "basis": ["1", "x"]}, "not linear"),
        ("linear_map", {"map": "x*p", "basis": ["1", "x"]}, "outside"),
        ("linear_map", {"map": "2*x", "basis": ["1", "x"]}, "p does not occur"),
    ],
)
def test_what_has_no_answer_is_told(kind: str, keys: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told):
        solve(kind, **keys)
