"""Exercises with answers worked out by hand or known: asked as parts, and answered in the same form."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from backproof.diagnostic import InputError
from tests.backproof.optimisation.exercises import answer_of, part_of
from tests.backproof.optimisation.parts import answer, doubts, rows


def f(text: str, *names: str, **more: Any) -> dict[str, Any]:
    return {"f": text, "variables": list(names), **more}


def at(*values: Any, **more: Any) -> dict[str, Any]:
    return {"at": [str(value) for value in values], **more}


SADDLE, LEAST = {"class": "saddle"}, {"class": "local_min", "glob": True}
EXERCISES = {
    "a minimum of a quadratic": (
        {"task": "stationary", **f("x**2 + x*y + y**2 - 3*x", "x", "y")},
        {"points": [at(2, -1, **LEAST)], "min_value": "-3"},
    ),
    "a cubic, unbounded below": (
        {"task": "stationary", **f("x**3 - 12*x + y**2", "x", "y")},
        {
            "points": [at(-2, 0, **SADDLE), at(2, 0, **{"class": "local_min", "glob": False})],
            "unbounded_below_along": ["-t", "0"],
        },
    ),
    "two wells": (
        {"task": "stationary", **f("(x**2 - 4)**2 + y**2", "x", "y")},
        {"points": [at(-2, 0, **LEAST), at(0, 0, **SADDLE), at(2, 0, **LEAST)], "min_value": "0"},
    ),
    "a line of minima": (
        {"task": "stationary", **f("(2*x - y + 3)**2", "x", "y")},
        {
            "points": [],
            "set": {
                "param": "s",
                "at": ["s/2 - 3/2", "s"],
                "class": "local_min",
                "glob": True,
                "strict": False,
            },
            "min_value": "0",
        },
    ),
    "gradient descent": (
        {
            "task": "steps",
            "method": "gd",
            **f("x**2 + 3*y**2", "x", "y"),
            "x0": [3, 1],
            "alpha": "1/4",
            "n": 2,
        },
        {"iterates": [["3/2", "-1/2"], ["3/4", "1/4"]]},
    ),
    "a Newton step": (
        {"task": "steps", "method": "newton", **f("x**4 + y**2", "x", "y"), "x0": [3, 5], "n": 1},
        {"iterates": [["2", "0"]]},
    ),
    "a Newton direction that climbs": (
        {"task": "newton_dir", **f("x**3 - 3*x", "x"), "x0": ["-1/2"]},
        {"x1": ["-5/4"], "direction": ["-3/4"], "slope": "27/16", "descent": False},
    ),
    "step sizes": (
        {"task": "step_bound", "Q": [[2, 0], [0, 6]]},
        {"interval": [0, "1/3"], "best_step": "1/4", "rate": "1/2"},
    ),
    "a linear program": (
        {
            "task": "lp",
            "sense": "max",
            "c": [5, 4],
            "A_ub": [[6, 4], [1, 2]],
            "b_ub": [24, 6],
            "bounds": "x >= 0",
        },
        {
            "status": "optimal",
            "x": ["3", "3/2"],
            "value": "21",
            "dual": [["3/4", "1/2"]],
            "vertices": [["3", "3/2"]],
        },
    ),
    "a degenerate vertex": (
        {"task": "lp", "sense": "max", "c": [1, 1], "A_ub": [[1, 0], [0, 1], [1, 1]], "b_ub": [1, 1, 2]},
        {
            "status": "optimal",
            "x": ["1", "1"],
            "value": "2",
            "dual": [["1", "1", "0"], ["0", "0", "1"]],
            "vertices": [["1", "1"]],
            "degenerate": True,
        },
    ),
    "no feasible point": (
        {"task": "lp", "sense": "min", "c": [1, 1], "A_ub": [[1, 1], [-1, -1]], "b_ub": [1, -2]},
        {"status": "infeasible", "farkas": ["1", "1"]},
    ),
    "no optimum": (
        {"task": "lp", "sense": "max", "c": [1, 0], "A_ub": [[-1, 1]], "b_ub": [1]},
        {"status": "unbounded", "point": ["0", "1"], "ray": ["1", "1"]},
    ),
    "an equality constraint": (
        {"task": "qp_eq", "Q": [[2, 0], [0, 4]], "c": [0, 0], "A": [[1, 1]], "b": [3]},
        {"x": ["2", "1"], "nu": ["-4"], "nu_directions": [], "value": "6"},
    ),
    "a KKT point that is no minimum": (
        {"task": "all_kkt", **f("y**2 - x**2", "x", "y"), "ineq": ["x - 2", "-x - 1"], "eq": []},
        {
            "points": [
                {"at": ["0", "0"], "mu": ["0", "0"], "verdict": "not_a_local_min"},
                {"at": ["2", "0"], "mu": ["4", "0"], "verdict": "global_min"},
                {"at": ["-1", "0"], "mu": ["0", "2"], "verdict": "local_min_not_global"},
            ],
            "value": "-4",
        },
    ),
    "a strongly convex quadratic": (
        {"task": "convexity", **f("x**2 + y**2 + x*y", "x", "y"), "domain": [["-inf", "inf"]] * 2},
        {
            **{"convex": True, "strict": True, "strong": True, "modulus": "1"},
            "tight_direction": {"at": ["0", "0"], "d": ["-1", "1"]},
        },
    ),
    "a function that flattens out": (
        {"task": "convexity", **f("1/x", "x"), "domain": [[0, "inf"]]},
        {"convex": True, "strict": True, "strong": False, "modulus": None, "flat_along": ["t"]},
    ),
    "a function that bends both ways": (
        {"task": "convexity", **f("x**3", "x"), "domain": [["-inf", "inf"]]},
        {
            **{"convex": False, "strict": False, "strong": False, "modulus": None},
            "not_convex": [["-2"], ["0"]],
        },
    ),
    "a kink": (
        {"task": "convexity", **f("maximum(x**2, 3*x**2 - 8)", "x"), "domain": [["-inf", "inf"]]},
        {
            **{"convex": True, "strict": True, "strong": True, "modulus": "2"},
            "tight_direction": {"at": ["0"], "d": ["1"]},
        },
    ),
    "two kinks": (
        {"task": "subdiff", **f("abs(x - 1) + 3*abs(x)", "x"), "at": [0, 1]},
        {"subdifferentials": [["-4", "2"], ["2", "4"]], "minimiser": "0", "value": "1"},
    ),
    "an exponential rate": ({"task": "mle", "model": "expon_rate", "samples": [1, 2, 3]}, {"rate": "1/2"}),
    "a normal sample": (
        {"task": "mle", "model": "normal", "samples": [2, 4, 6]},
        {"mean": "4", "variance": "8/3", "unbiased_variance": "4"},
    ),
    "a uniform sample": ({"task": "mle_boundary", "samples": ["1/2", 2, 1]}, {"theta": "2"}),
    "a beta posterior": (
        {
            "task": "posterior",
            "prior": {"family": "beta", "a": 2, "b": 2},
            "likelihood": {"family": "binomial", "n": 4, "successes": 3},
        },
        {"family": "beta", "a": "5", "b": "3", "map": "2/3"},
    ),
    "a normal posterior": (
        {
            "task": "posterior",
            "prior": {"family": "normal", "mean": 0, "var": 1},
            "likelihood": {"family": "normal_known_var", "samples": [1, 2], "var": 2},
        },
        {"family": "normal", "mean": "3/4", "var": "1/2", "map": "3/4"},
    ),
    "a linear map of a Gaussian": (
        {
            **{"task": "lin_gauss", "mode": "map", "mean": [1, 2], "cov": [[2, 1], [1, 3]]},
            **{"A": [[1, 1]], "b": [1]},
        },
        {"mean": ["4"], "cov": [["7"]], "rank": 1},
    ),
    "a condition on a Gaussian": (
        {
            **{"task": "lin_gauss", "mode": "condition", "mean": [0, 0], "cov": [[1, 0], [0, 1]]},
            **{"h": [1, 1], "value": 2},
        },
        {"mean": ["1", "1"], "cov": [["1/2", "-1/2"], ["-1/2", "1/2"]], "rank": 1},
    ),
    "a box": (
        {"task": "set_projection", "set": {"type": "box", "lo": [0, 0], "hi": [1, 2]}, "target": ["1/3", 5]},
        {"p": ["1/3", "2"]},
    ),
    "a simplex": (
        {"task": "set_projection", "set": {"type": "simplex"}, "target": [1, "1/2", -1]},
        {"p": ["3/4", "1/4", "0"]},
    ),
    "semidefinite matrices": (
        {"task": "set_projection", "set": {"type": "psd", "n": 2}, "target": [[0, 2], [2, 0]]},
        {"p": [["1", "1"], ["1", "1"]]},
    ),
}


def same(found: Any, wanted: Any) -> bool:
    """Equal as numbers where both are, in any order where they are points or dual solutions."""
    if isinstance(wanted, dict):
        return found.keys() == wanted.keys() and all(same(found[key], item) for key, item in wanted.items())
    if isinstance(wanted, list) and wanted and isinstance(wanted[0], dict | list):
        return len(found) == len(wanted) and all(any(same(x, y) for x in found) for y in wanted)
    if isinstance(wanted, list):
        return len(found) == len(wanted) and all(map(same, found, wanted))
    try:
        return Fraction(found) == Fraction(wanted)
    except (ValueError, TypeError):
        return str(found).replace(" ", "") == str(wanted).replace(" ", "")


@pytest.mark.parametrize("name", EXERCISES)
def test_an_exercise_is_answered_and_proved(name: str) -> None:
    data, wanted = EXERCISES[name]
    found = answer(**part_of(data))
    assert same(answer_of(data, found), wanted), answer_of(data, found)
    assert not doubts(found)


@pytest.mark.slow
def test_a_degenerate_minimum_is_told_by_curves() -> None:
    """The Hessian at 0 is semidefinite; f is 0 on two parabolas, and negative between them."""
    found = answer("stationary", function="(y - 2*x**2)*(y - 3*x**2)")
    (row,) = rows(found)
    assert (row["value"], row["word"]) == (["0", "0"], "saddle point")
    assert not doubts(found)


@pytest.mark.slow
def test_an_optimum_without_multipliers_is_found() -> None:
    """Two discs that touch: the feasible set is one point, where the gradients are dependent."""
    discs = ["x**2 + (y - 1)**2 <= 1", "x**2 + (y + 1)**2 <= 1"]
    found = answer("kkt", objective="x", constraints=discs)
    assert (rows(found)[0]["value"], rows(found)[0]["word"]) == (["0", "0"], "global minimum")
    assert not doubts(found)


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("kind", "data", "message"),
    [
        ("stationary", {"function": "x**2 +"}, "expression"),
        ("stationary", {"function": "x**6/6 - x**2/2 - x"}, "could be found and classified"),
        ("linear_program", {"sense": "max", "objective": "x*y", "constraints": ["x <= 1"]}, "not linear"),
        ("linear_program", {"sense": "max", "objective": "x", "constraints": ["x < 1"]}, "no constraint"),
        ("kkt", {"objective": "x", "constraints": []}, "no constraint"),
        ("descent", {"function": "x**2", "start": [1, 2], "size": 1}, "2 numbers"),
        ("descent", {"function": "x**2", "start": [1]}, "no step size"),
        ("descent", {"function": "x**3", "start": [0], "method": "Newton"}, "singular"),
        ("set_projection", {"point": [1, 2], "set": "box", "lower": 1}, "needs 'upper'"),
        ("set_projection", {"point": [1, 2], "set": "ball", "radius": 0}, "radius is not positive"),
        ("convexity", {"function": "x**4 - cos(x)"}, "could not be decided"),
        (
            "convexity",
            {"function": "t*exp(x/t)", "domain": {"t": [0, "oo"]}},
            "could not be decided",
        ),
    ],
)
def test_what_does_not_fit_is_told_at_its_line(kind: str, data: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as raised:
        answer(kind, **data)
    (fault,) = raised.value.diagnostics
    assert message in fault.message
    assert fault.line is not None
