"""Problems of optimisation as people type them, against the same ones in NumPy's form."""

from __future__ import annotations

from typing import Any

import pytest

from backproof.diagnostic import InputError
from tests.backproof.optimisation.parts import answer, doubts, faults

Part = dict[str, Any]
RIDGE: Part = {"kind": "matrix_minimiser", "wrt": "w", "shapes": {"X": "m,n", "y": "m", "w": "n", "lam": ""}}
NORMS: Part = {"kind": "matrix_minimiser", "wrt": "x", "shapes": {"A": "m,n", "b": "m", "x": "n"}}
# A part, and how people type its formulas.
PAIRS: dict[str, tuple[Part, Part]] = {
    "a norm of a vector": (
        {"kind": "stationary", "function": "(x - 1)**2 + y**2 + x"},
        {"function": "norm([x - 1, y])**2 + x"},
    ),
    "a norm of a vector, with a kink": (
        {"kind": "convexity", "function": "sqrt(x**2 + y**2)"},
        {"function": "norm([x, y])"},
    ),
    "a form of a matrix": (
        {"kind": "stationary", "function": "2*x**2 + 2*x*y + 2*y**2 - x"},
        {"function": "[x, y].T @ [[2, 1], [1, 2]] @ [x, y] - x"},
    ),
    "LaTeX and a name": (
        {"kind": "stationary", "function": "x**3/3 - x*y**2 - x"},
        {"function": r"\frac13 x^3 - x y^2 - x"},
    ),
    "products without a sign": (
        {"kind": "descent", "function": "x**2 + 2*y**2 - 2*x*y", "start": [1, 1], "size": "1/10", "count": 2}
        | {"method": "gradient descent"},
        {"function": "x^2 + 2y^2 - 2xy"},
    ),
    "signs of LaTeX, a chain": (
        {"kind": "kkt", "sense": "min", "objective": "x**2 + y**2"}
        | {"constraints": ["x + 2*y >= 5", "0 <= x", "x <= 1"]},
        {"constraints": [r"x + 2y \ge 5", "0 <= x <= 1"]},
    ),
    "indices, a list": (
        {"kind": "linear_program", "sense": "min", "objective": "2*x_1 + 3*x_2"}
        | {"constraints": ["x_1 + x_2 >= 2", "x_1 >= 0", "x_2 >= 0", "x_1 <= 3"]},
        {"objective": "2x_1 + 3x_2", "constraints": [r"x_1 + x_2 \geq 2", "x_1, x_2 >= 0", "x_1 ≤ 3"]},
    ),
    "Greek letters": (
        {"kind": "likelihood", "density": "theta**2*x*exp(-theta*x)", "positive": ["theta"]},
        {"density": "θ^2 x e^{-θx}", "positive": ["θ"]},
    ),
    "an identity matrix": (
        RIDGE | {"definition": "w.T @ (X.T @ X + lam*eye(n)) @ w - 2*y.T @ X @ w"}
        | {"properties": {"lam": "positive"}},
        {"definition": "w.T @ (X.T @ X + lam*I) @ w - 2*y.T @ X @ w", "properties": {}, "given": ["lam > 0"]},
    ),
    "norms of LaTeX": (
        NORMS | {"definition": "1/2*norm(x)**2", "constraint": "A @ x == b"},
        {"definition": r"\frac12 \|x\|_2^2"},
    ),
    "products of MATLAB": (
        NORMS | {"definition": "1/2*norm(x)**2", "constraint": "A @ x <= b"},
        {"definition": "0.5*norm(x)^2", "constraint": "A*x <= b"},
    ),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("case", PAIRS)
def test_what_people_type_is_the_same_problem(case: str) -> None:
    plain, changed = PAIRS[case]
    typed = plain | changed
    found, wanted = (
        answer(data["kind"], **{k: v for k, v in data.items() if k != "kind"}) for data in (typed, plain)
    )
    assert found.text == wanted.text
    assert not doubts(found)
    assert not faults(typed)


@pytest.mark.parametrize(
    "formula", ["norm(x)**2 + y**2", "x.T @ x", "x'*x", "norm(A @ x)", "log(sum(exp(x)))", "trace(X)"]
)
def test_letters_for_vectors_are_no_numbers(formula: str) -> None:
    for kind in ("stationary", "convexity"):
        with pytest.raises(InputError, match="every letter is a number here"):
            answer(kind, function=formula)
    with pytest.raises(InputError, match="every letter is a number here"):
        answer("kkt", objective="x**2", constraints=[f"{formula} <= 1"])
