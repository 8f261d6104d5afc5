"""Large arguments: how far a script is tested, and the consequences if it overflows before the gradients."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import mpmath
import numpy as np
import pytest

from backproof.answer import Answer, Solution
from backproof.calculus.evaluation.cases import Point
from backproof.calculus.language.parsing import parse
from backproof.numpy_scripts import filling
from backproof.numpy_scripts.large_values import rays, true_values
from backproof.terms.loading import load
from solutions import solve
from tests.conftest import ROOT

FALL = (ROOT / "solutions" / "terms" / "2025-fall.toml").read_text(encoding="utf-8")
NAME = "Q3_AIE6001_A1.py"
STABLE = ("return np.logaddexp(0.0, t)", "return np.exp(-np.logaddexp(0.0, -t))")
OVERFLOWING = ("return np.log(1 + np.exp(t))", "return np.exp(t) / (1 + np.exp(t))")

Solve = Callable[..., Solution]


@pytest.fixture
def solved(tmp_path: Path) -> Solve:
    """Solve question 3 with another policy, activation or lines of the script."""

    def solution(rule: str = "", activation: str = "", changes: dict[str, str] | None = None) -> Solution:
        source = (ROOT / "solutions" / NAME).read_text(encoding="utf-8")
        for old, new in (changes or {}).items():
            assert source.count(old) == 1
            source = source.replace(old, new)
        (tmp_path / NAME).write_text(source, encoding="utf-8")
        text = FALL.replace("fill = true", f'fill = true\nlarge_values = "{rule}"' if rule else "fill = true")
        if activation:
            text = text.replace("phi(t) = log(1 + exp(t))", f"phi(t) = {activation}")
        (tmp_path / "term.toml").write_text(text, encoding="utf-8")
        term = load(tmp_path / "term.toml", folder=tmp_path, solvers={"q3_network"})
        return solve(next(question for question in term.questions if question.id == "q3"), term)

    return solution


def code(solution: Solution) -> Answer:
    return solution.answers[1]


def subjects(answer: Answer) -> list[str]:
    return [check.subject for check in answer.checks if check.method == "derived formulas"]


def overflowing() -> dict[str, str]:
    return dict(zip(STABLE, OVERFLOWING, strict=True))


@pytest.mark.parametrize(
    ("formula", "largest"),
    [
        ("exp(x)", mpmath.log(1.7976931348623157e308)),
        ("exp(x**2)", mpmath.sqrt(mpmath.log(1.7976931348623157e308))),
        ("x**100", mpmath.root(1.7976931348623157e308, 100)),
    ],
)
def test_a_ray_ends_where_the_value_is_no_longer_a_double(formula: str, largest: float) -> None:
    (ray,) = rays([parse(formula, {"x": ""})], [Point({}, {"x": np.array([[4.0]])})])
    assert ray.overflows
    assert ray.magnitude(ray.factor) == pytest.approx(float(largest), rel=0.01)
    assert ray.magnitude(ray.factor) < largest


@pytest.mark.parametrize(
    "formula", ["log(1 + exp(x))", "sin(x)", "x**3", "exp(x)/(1 + exp(x))", "tanh(exp(x))"]
)
def test_a_ray_goes_on_where_there_are_doubles(formula: str) -> None:
    (ray,) = rays([parse(formula, {"x": ""})], [Point({}, {"x": np.array([[4.0]])})])
    assert not ray.is_cut


def test_a_ray_ends_where_the_last_bits_of_an_argument_decide() -> None:
    (ray,) = rays([parse("sin(x**4)", {"x": ""})], [Point({}, {"x": np.array([[4.0]])})])
    assert ray.is_cut
    assert not ray.overflows
    end = ray.magnitude(ray.factor)
    mpmath.mp.dps = 40
    moved = abs(
        mpmath.sin(mpmath.mpf(end) ** 4) - mpmath.sin((mpmath.mpf(end) * (1 + mpmath.mpf(2) ** -50)) ** 4)
    )
    assert 1e-11 < moved < 1e-8


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("log(exp(x) + exp(-x))", 1000.0),
        ("exp(x)/(1 + exp(x))", 1.0),
        ("exp(x)*(1 - tanh(exp(x))**2)", 0.0),
        ("log(1 + exp(exp(x/100)))", float(mpmath.exp(10))),
        ("exp(exp(exp(-x)))", float(mpmath.e)),
    ],
)
def test_true_values_where_floats_have_none(formula: str, value: float) -> None:
    found = true_values([parse(formula, {"x": ""})], Point({}, {"x": np.array([[1000.0]])}))
    assert found is not None
    assert found[0].item() == pytest.approx(value, rel=1e-15)


def test_a_tower_of_exponentials_is_infinite_and_not_computed() -> None:
    point = Point({}, {"x": np.array([[1000.0]])})
    assert true_values([parse("exp(exp(exp(exp(x))))", {"x": ""})], point) is None


@pytest.mark.slow
def test_the_page_states_no_limit_if_the_comparison_has_none(solved: Solve) -> None:
    solution = solved()
    assert code(solution).details.reach is None  # type: ignore[attr-defined]
    assert "compute_gradients, large values" in subjects(code(solution))
    assert not solution.warnings


@pytest.mark.slow
def test_a_steep_activation_is_tried_as_far_as_its_gradients_are_doubles(solved: Solve) -> None:
    solution = solved(activation="exp(t)")
    reach = code(solution).details.reach  # type: ignore[attr-defined]
    assert code(solution).passed
    assert (reach.values, reach.rounding, reach.script) == (True, False, False)
    assert 5 < reach.magnitude < 500
    assert f"compute_gradients, values up to {reach.magnitude:g}" in subjects(code(solution))


@pytest.mark.slow
def test_a_handwritten_script_that_overflows_builds_with_a_warning_at_the_line(solved: Solve) -> None:
    solution = solved(changes=overflowing())
    assert all(answer.passed for answer in solution.answers)
    reach = code(solution).details.reach  # type: ignore[attr-defined]
    assert reach.script
    assert 1 < reach.magnitude < 1000
    lines = solution.files[NAME].splitlines()
    reported = [(lines[(warning.line or 0) - 1].strip(), warning.hint) for warning in solution.warnings]
    assert [line for line, _ in reported] == list(OVERFLOWING)
    assert "write np.logaddexp(0, t) for np.log(1 + np.exp(t))" in (reported[0][1] or "")
    assert all(warning.severity == "warning" for warning in solution.warnings)
    assert all((warning.file or "").endswith(f"/{NAME}") for warning in solution.warnings)


@pytest.mark.slow
def test_if_large_values_are_required_an_overflow_stops_the_build(solved: Solve) -> None:
    failed = [check for check in code(solved("required", changes=overflowing())).checks if not check.passed]
    assert [check.subject for check in failed] == ["compute_gradients, large values"]


@pytest.mark.slow
def test_if_turned_off_no_large_argument_is_tested(solved: Solve) -> None:
    solution = solved("off", changes=overflowing())
    assert code(solution).passed
    assert not solution.warnings
    assert not any("large" in subject or "up to" in subject for subject in subjects(code(solution)))


@pytest.mark.slow
def test_an_error_at_large_arguments_is_an_overflow_as_well(solved: Solve) -> None:
    changes = {STABLE[0]: "import math; return np.array([[math.log(1 + math.exp(s))] for s in t.ravel()])"}
    solution = solved(changes=changes)
    assert code(solution).passed
    (warning,) = solution.warnings
    assert "np.logaddexp(0, s)" in (warning.hint or "")


@pytest.mark.slow
def test_an_unknown_unstable_formula_is_reported_at_the_function(solved: Solve) -> None:
    (warning,) = solved(changes={STABLE[0]: "return np.log2(1 + np.exp(t)) * np.log(2)"}).warnings
    assert "'compute_gradients' overflows" in warning.message
    assert "def compute_gradients" in (warning.source or "")


@pytest.mark.slow
@pytest.mark.sample(1)
@pytest.mark.parametrize(
    "change",
    [
        {"h = phi(z)\n    r": "h = np.minimum(phi(z), 100)\n    r"},
        {"z_bar = h_bar * phi_prime(z)": "z_bar = h_bar * phi_prime(np.clip(z, -12, 12))"},
        {"r_bar = 2 * r": "r_bar = 2 * np.clip(r, -1e4, 1e4)"},
    ],
)
def test_a_warning_does_not_excuse_a_wrong_number(solved: Solve, change: dict[str, str]) -> None:
    failed = [check for check in code(solved(changes=change)).checks if not check.passed]
    assert any("large values" in check.subject for check in failed)


@pytest.mark.slow
def test_generated_functions_must_reach_all_doubles(solved: Solve, monkeypatch: pytest.MonkeyPatch) -> None:
    activation = "log(exp(t) + exp(-t))"
    assert code(solved(activation=activation)).passed
    monkeypatch.setattr(
        "backproof.numpy_scripts.filling.bounded", lambda formula, _: filling.Bounded(formula)
    )
    monkeypatch.setattr("backproof.calculus.numpy_code.function.stabilised", lambda expression: expression)
    failed = [check for check in code(solved(activation=activation)).checks if not check.passed]
    assert [check.subject for check in failed] == ["compute_gradients, large values"]
