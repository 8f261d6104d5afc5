"""Minimisers in matrix form, held against NumPy's own solutions; planted faults are found."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from backproof.diagnostic import InputError
from tests.backproof.optimisation.exercises import answer_of, part_of
from tests.backproof.optimisation.parts import answer, doubts, faults, judged, page, with_claim

RIDGE: dict[str, Any] = {
    **{"task": "matrix_minimiser", "objective": "norm(X@w - y)**2 + lam*norm(w)**2", "minimise_over": "w"},
    **{"shapes": {"X": ["n", "d"], "y": ["n"], "w": ["d"], "lam": []}, "hypotheses": ["lam > 0"]},
}
PRIOR: dict[str, Any] = {
    **{"task": "matrix_minimiser", "objective": "norm(y - X@w)**2/(2*s) + (w - m).T@inv(S)@(w - m)/2"},
    **{"minimise_over": "w", "hypotheses": ["s > 0", "S symmetric positive definite"]},
    "shapes": {"X": ["n", "d"], "y": ["n"], "w": ["d"], "m": ["d"], "S": ["d", "d", "pd"], "s": []},
}
DUAL: dict[str, Any] = {
    **{"task": "dual_matrix", "f": "x.T@Q@x/2 + c.T@x", "constraint": "A@x <= b", "multiplier": "mu"},
    **{"shapes": {"Q": ["n", "n", "pd"], "c": ["n"], "A": ["m", "n"], "b": ["m"], "x": ["n"]}},
    "hypotheses": ["Q symmetric positive definite"],
}
RNG = np.random.default_rng(3)
X, Y, M = RNG.standard_normal((5, 3)), RNG.standard_normal((5, 1)), RNG.standard_normal((3, 1))
ROOT = RNG.standard_normal((3, 3))
S = ROOT @ ROOT.T + np.eye(3)


def value(text: str, **names: Any) -> Any:
    given = {"inv": np.linalg.inv, "eye": np.eye, "d": 3, "n": 5, **names}
    return eval(text, {"__builtins__": {}}, given)


def test_ridge_regression_is_that_of_stacked_least_squares() -> None:
    found = answer_of(RIDGE, answer(**part_of(RIDGE)))
    rows = np.vstack([X, np.sqrt(0.7) * np.eye(3)])
    wanted = np.linalg.lstsq(rows, np.vstack([Y, np.zeros((3, 1))]), rcond=None)[0]
    assert found["unique"]
    assert np.allclose(value(found["minimiser"], X=X, y=Y, lam=0.7), wanted)


def test_a_prior_is_that_of_whitened_least_squares() -> None:
    found = answer_of(PRIOR, answer(**part_of(PRIOR)))
    half = np.linalg.cholesky(np.linalg.inv(S)).T
    rows, right = np.vstack([X / np.sqrt(0.3), half]), np.vstack([Y / np.sqrt(0.3), half @ M])
    assert np.allclose(value(found["minimiser"], X=X, y=Y, m=M, S=S, s=0.3), np.linalg.lstsq(rows, right)[0])


def test_a_dual_function_is_the_least_value_of_the_lagrangian() -> None:
    found = answer_of(DUAL, answer(**part_of(DUAL)))
    mu, b = np.abs(RNG.standard_normal((5, 1))), RNG.standard_normal((5, 1))
    x = np.linalg.solve(S, -(M + X.T @ mu))
    least = x.T @ S @ x / 2 + M.T @ x + mu.T @ (X @ x - b)
    assert np.allclose(value(found["g"], Q=S, c=M, A=X, b=b, mu=mu), least)


@pytest.mark.sample(1)
@pytest.mark.parametrize("data", [RIDGE, PRIOR, DUAL], ids=["ridge", "prior", "dual"])
def test_an_answer_is_proved_and_another_one_is_in_doubt(data: dict[str, Any]) -> None:
    found = answer(**part_of(data))
    assert not doubts(found)
    claimed: Any = found.claims[0].data
    for old, new in ((" + ", " - "), ("inv(", "2*inv(")):
        wrong = claimed["answer"].replace(old, new, 1)
        minimiser = claimed["minimiser"] if claimed["key"] == "g" else wrong
        changed = with_claim(found, answer=wrong, minimiser=minimiser)
        changed = replace(changed, text=f"{claimed['key']} = {wrong}")
        assert wrong == claimed["answer"] or any(said.startswith("IN DOUBT") for said in doubts(changed))


def test_the_box_is_read_back() -> None:
    text, solutions = page(part_of(RIDGE))
    assert not judged(text, solutions)
    box = text.index(r"\answerbox{w^{*}")
    wrong = text[:box] + text[box:].replace(r"X^\top y", r"X^\top X y", 1)
    assert wrong != text
    assert judged(text[:box] + text[box:].replace("lambda I", "lambda 2 I", 1), solutions)


@pytest.mark.parametrize(
    ("definition", "message"),
    [("norm(x)", "not quadratic"), ("norm(x)**2 - (a.T @ x)**2", "does not show"), ("norm(x", "closed")],
)
def test_what_has_no_minimiser_is_told(definition: str, message: str) -> None:
    with pytest.raises(InputError) as raised:
        answer("matrix_minimiser", definition=definition, wrt="x", shapes={"x": "n", "a": "n"})
    assert message in str(raised.value)


def test_a_matrix_has_no_minimiser_in_this_form() -> None:
    shapes = {"X": "n,d", "Y": "n,k", "W": "d,k"}
    with pytest.raises(InputError, match="W is a matrix"):
        answer("matrix_minimiser", definition="norm(Y - X @ W)**2", wrt="W", shapes=shapes)


def test_a_form_without_linear_terms_is_least_at_0() -> None:
    part = {"kind": "matrix_minimiser", "definition": "w.T @ P @ w/2 + norm(w)**2", "wrt": "w"}
    part |= {"shapes": {"P": "d,d", "w": "d"}, "properties": {"P": "positive definite"}}
    text, solutions = page(part)
    assert r"\answerbox{w^{*} = 0}" in text
    assert not judged(text, solutions)
    assert judged(text.replace("{w^{*} = 0}", "{w^{*} = 1}"), solutions)


@pytest.mark.parametrize(
    ("definition", "constraint", "text"),
    [
        ("norm(X @ w - y)**2 + lam*norm(w)**2", "", "w = inv(lam*eye(d) + X.T @ X) @ (X.T @ y)"),
        ("w.T @ S @ w/2 + m.T @ w", "", "w = -(inv(S) @ m)"),
        ("norm(w - m)**2/2 + lam/2*norm(w - v)**2", "", "w = (lam*v + m)/(1 + lam)"),
        ("2*norm(w - m)**2 + 3*norm(w - v)**2", "", "w = 2/5*m + 3/5*v"),
        ("norm(w)**2", "X @ w == y", "g = -(mu.T @ y) - (X.T @ mu).T @ (X.T @ mu)/4"),
    ],
)
def test_factors_are_cancelled(definition: str, constraint: str, text: str) -> None:
    shapes = {"X": "n,d", "y": "n", "w": "d", "m": "d", "v": "d", "S": "d,d", "lam": ""}
    properties = {"S": "positive definite", "lam": "positive"}
    given = {name: words for name, words in properties.items() if name in definition}
    found = answer(
        "matrix_minimiser",
        **{"definition": definition, "wrt": "w", "shapes": shapes, "properties": given},
        constraint=constraint,
    )
    assert found.text == text
    assert not doubts(found)


def test_a_hessian_that_need_not_be_invertible_is_assumed_to_be() -> None:
    shapes = {"X": "n,d", "y": "n", "w": "d"}
    found = answer("matrix_minimiser", definition="norm(X @ w - y)**2", wrt="w", shapes=shapes)
    assert found.text == "w = inv(X.T @ X) @ (X.T @ y), if X.T @ X is invertible"
    assert not doubts(found)
    assert doubts(with_claim(found, assumption=""))


def test_the_dual_of_a_support_vector_machine_is_the_least_value_of_its_lagrangian() -> None:
    part = {"definition": "norm(w)**2/2", "wrt": "w", "constraint": "y * (X @ w) >= 1", "multiplier": "alpha"}
    part |= {"shapes": {"X": "n,d", "y": "n", "w": "d"}}
    found = answer("matrix_minimiser", **part)
    rng = np.random.default_rng(3)
    X, y, alpha = rng.normal(size=(5, 3)), rng.normal(size=(5, 1)), rng.normal(size=(5, 1))
    stated = eval(
        found.claims[0].data["answer"],
        {"X": X, "y": y, "alpha": alpha, "ones": lambda n: np.ones((n, 1)), "n": 5},
    )
    w = X.T @ (alpha * y)
    least = w.T @ w / 2 + alpha.T @ (1 - y * (X @ w))
    assert stated.item() == pytest.approx(least.item())
    assert not doubts(found)
    assert not faults({"kind": "matrix_minimiser", **part})


def test_least_squares_under_equations_are_read_back_where_the_inverse_exists() -> None:
    part = {"definition": "norm(A @ x - b)**2", "wrt": "x", "constraint": "C @ x == d"}
    shapes = {"A": "m,n", "b": "m", "x": "n", "C": "p,n", "d": "p"}
    assert not faults({"kind": "matrix_minimiser", **part, "shapes": shapes})


def test_a_multiplier_with_a_name_of_the_problem_is_told() -> None:
    with pytest.raises(InputError, match="of its multiplier"):
        answer(
            "matrix_minimiser",
            definition="x.T @ x - mu.T @ x",
            wrt="x",
            constraint="sum(x) == 1",
            shapes={"x": "n", "mu": "n"},
        )
