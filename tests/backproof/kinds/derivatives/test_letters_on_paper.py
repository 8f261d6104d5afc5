"""The letters on a page: one per function, each defined where it is first used."""

from __future__ import annotations

from pathlib import Path

import pytest

from backproof.answer import Solution
from backproof.kinds.gradient import solver
from backproof.terms.loading import load

FILE = """
course = "C1"
assignment = 1
title = "Sheet"
due = 2025-01-01T00:00:00
functions = {functions}

[[questions]]
id = "q2"
kind = "gradient"
title = "Vectors"
definition = "{definition}"
wrt = ["x", "a"]
shapes = {{ x = "n", a = "n" }}

[[questions.parts]]
id = "q2a"
title = "Dimensions"
points = 1

[[questions.parts]]
id = "q2b"
title = "Gradients"
points = 1
"""
SOFTPLUS, SIGMOID = "phi(t) = log(1 + exp(t))", "s(t) = 1/(1 + exp(-t))"
DEFINITION = "q = a.T @ phi(x)"
SIGMA = r"\sigma(t) = \frac{1}{1 + e^{-t}}"


def solved(folder: Path, definition: str, *functions: str) -> Solution:
    path = folder / "sheet.toml"
    path.write_text(FILE.format(functions=list(functions), definition=definition), encoding="utf-8")
    term = load(path)
    return solver.solve(term.questions[0], term)


def printed(solution: Solution) -> str:
    """Return all formulas of the answers: boxes, lines and the table."""
    dimensions, gradients = solution.answers
    forms = [form for function in solution.details.functions for form in function.derivative_forms]
    return " ".join(
        [
            dimensions.latex,
            gradients.latex,
            *(step.latex for step in gradients.steps),
            *forms,
            solution.details.latex,
        ]
    )


def test_a_derivative_that_the_text_names_is_not_defined_twice(tmp_path: Path) -> None:
    letters = solved(tmp_path, DEFINITION, SOFTPLUS).details.letters
    assert (letters.stated, letters.derived, letters.beside_derivatives) == ((), (SIGMA,), ())


@pytest.mark.parametrize("functions", [(SOFTPLUS, SIGMOID), (SIGMOID, SOFTPLUS)])
def test_the_users_letter_for_a_derivative_is_used_and_defined(
    tmp_path: Path, functions: tuple[str, ...]
) -> None:
    solution = solved(tmp_path, DEFINITION, *functions)
    assert r"\sigma" not in printed(solution)
    assert r"s(x)" in solution.answers[1].latex
    assert [equation.partition(" = ")[0] for equation in solution.details.letters.beside_derivatives] == [
        "s(t)"
    ]
    assert all(answer.passed for answer in solution.answers)


def test_functions_in_a_user_formula_are_defined_with_it(tmp_path: Path) -> None:
    letters = solved(tmp_path, DEFINITION, "phi(t) = t*sigmoid(t)").details.letters
    assert letters.stated == (SIGMA,)
    assert letters.derived == ()


def test_a_built_in_function_is_printed_as_the_users_letter(tmp_path: Path) -> None:
    solution = solved(tmp_path, "q = a.T @ sigmoid(x)", SIGMOID)
    assert r"\sigma" not in printed(solution)
    assert all(answer.passed for answer in solution.answers)
