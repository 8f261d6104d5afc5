"""Solutions with initial and boundary conditions: dimensions counted by hand, and planted faults."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backproof.answer import Latex
from backproof.diagnostic import InputError
from backproof.spaces.checking.verify import judged
from backproof.spaces.dimension import dimension
from backproof.spaces.language.result import Dimension, Formula

ASKED = {
    "y'' + y = 0, y(0) = 0": 1,
    "y'' + y = 0, y(0) = 0, y'(0) = 0": 0,
    "{y : y'' + y = 0, y(0) = 0}": 1,
    "solutions of y'' + y = 0 with y(0) = 0": 1,
    "y'' - y = 0 with y(0) = y(1)": 1,
    "y'' + y = 0, y(0) = y(pi) = 0": 1,
    "y'' - y = 0, y(0)=0, y(1)=0": 0,
    "y'' + y = 0, y(0) = y(2pi), y'(0) = y'(2pi)": 2,
    "y'' = 0, y(0) = y(1), y'(0) = y'(1)": 1,
    "y'' + y = 0, y(0) + 2y'(0) = 0": 1,
    "y'' + 4y = 0 with y(0) = y(pi/3) = 0": 0,
    "y''' + y'' + 2y = 0, y(0) = 0": 2,
    "y'' + k y = 0, y(0) = 0": 1,
    "y'' - y' - y = 0, y(log(2)) = 0": 1,
    "y^{(4)} = y, y(0) = y'(0) = y''(0) = 0": 1,
    "all solutions of the differential equation y'' + 9y = 0 with boundary conditions y(0) = 0, y(pi) = 0": 1,
    "solutions of y'' + y = 0 that vanish at 0 and at pi": 1,
    "{f : R -> R | f'' + f = 0, f(0) = 0}": 1,
    "functions f with f'' = f and f(0) = 0": 1,
    "a(n+2) = a(n+1) + a(n), a(5) = 0": 1,
    "a_{n+2} = 5a_{n+1} - 6a_n with a_0 = a_1": 1,
    "sequences with f(n)=f(n-1)+f(n-2) and f(0)=0": 1,
    "a_{n+3} = a_n, a_0 + a_1 + a_2 = 0": 2,
    "{(x_n)_{n>=0} : x_{n+2} = x_{n+1} + x_n for all n, x_0 = 0}": 1,
}


@pytest.mark.parametrize("text", ASKED)
def test_the_dimension_is_that_counted_by_hand(text: str) -> None:
    found = dimension({"space": text})
    assert (found.dimension, found.passed) == (ASKED[text], True)


def test_a_parameter_in_a_condition_makes_cases() -> None:
    found = dimension({"space": "y'' + y = 0, a*y(0) + b*y'(0) = 0"})
    assert {case.condition.text: case.dimension for case in found.cases}["a = 0, b = 0"] == 2


REFUSED = {
    "y'' + y = 0, y(0) = 1": "does not hold for 0",
    "y'' + y = 0, y(0)^2 = 0": "is not linear",
    "y'' + y = 0, v(0) = 0": "says nothing about y",
    "y'' + k^2*y = 0, y(0) = y(pi) = 0": "have no short formula",
    "a(n+1) = 2*a(n), a(1/2) = 0": "no member at 1/2",
    "a(n+2) = a(n+1) + 0*a(n), a(1) = 0": "a(n) has the factor 0",
}


@pytest.mark.parametrize("text", REFUSED)
def test_conditions_without_a_subspace_or_a_formula_are_refused(text: str) -> None:
    with pytest.raises(InputError) as caught:
        dimension({"space": text})
    assert REFUSED[text] in str(caught.value.diagnostics[0])


def _with_general(found: Dimension, text: str) -> Dimension:
    assert found.translation
    return replace(found, translation=replace(found.translation, general=Formula(Latex(""), text)))


def _with_definition(found: Dimension, text: str) -> Dimension:
    assert found.translation
    return replace(found, translation=replace(found.translation, definition=Formula(Latex(""), text)))


def _failed(found: Dimension) -> set[str]:
    return {check.method for check in judged(found).checks if not check.passed}


@pytest.mark.parametrize(
    ("general", "method"),
    [
        ("y(x) = c1*cos(2*x) + c2*sin(x)", "put into the equation"),
        ("y(x) = c1*cos(x) + c2*cos(x)", "all solutions are of this form"),
        ("y(x) = c1*sin(x) + c2*cos(x)", "equations against the conditions"),
    ],
)
def test_another_general_solution_is_seen(general: str, method: str) -> None:
    assert method in _failed(_with_general(dimension({"space": "y'' + y = 0, y(0) = 0"}), general))


def test_another_question_in_print_is_seen() -> None:
    found = dimension({"space": "y'' + y = 0, y(0) = 0"})
    assert "description read back" in _failed(_with_definition(found, "L = {y : y'' + y = 0, y(1) = 0}"))


def test_another_element_of_the_basis_is_seen() -> None:
    for text, other in (
        ("y'' + y = 0, y(0) = 0", "sin(x) + cos(x)"),
        ("a(n+2) = a(n+1) + a(n), a(0) = 0", "[0, 1, 1, 2, 3, 5, 8, 14], ..."),
    ):
        found = dimension({"space": text})
        assert found.translation
        element = replace(found.translation.elements[0], text=other)
        spoilt = replace(found, translation=replace(found.translation, elements=(element,)))
        assert "conditions put in" in _failed(spoilt)
