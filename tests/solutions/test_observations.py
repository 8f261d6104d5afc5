"""Observations follow the output: when the numbers change, so does every statement."""

import contextlib
import functools
import io
import math
import re
from pathlib import Path

import numpy as np
import pytest

import solutions.Q3_AIE6001_A1 as script
from solutions.observations import observe


@functools.cache
def output(old="", new="", steps=3):
    """Run the script after a change in its source, by default with a short descent, and return its output."""
    source = Path(script.__file__).read_text(encoding="utf-8")
    assert old in source
    source = source.replace(old, new, 1).replace("range(11)", f"range({steps})", 1)
    with contextlib.redirect_stdout(io.StringIO()) as printed, np.errstate(invalid="ignore"):
        exec(compile(source, "script", "exec"), {"__name__": "__main__"})
    return printed.getvalue()


def table(errors, weight="W"):
    """Return a gradient check's output with one column, from {step size: error}."""
    rows = "\n".join(f"{h:.0e} {error:.3e}" for h, error in errors.items())
    return f"dF/d{weight}\n h d=2\n{rows}\n\n"


def descent(*losses):
    rows = "\n".join(f"{10 * i} {loss} {1 / (i + 1)}" for i, loss in enumerate(losses))
    return f"step loss gradient norm\n{rows}\n"


def test_the_scripts_own_output():
    seen = observe(output(steps=11))
    assert not seen.warnings
    check, training = seen.gradient_check, seen.training
    assert check.agrees
    assert check.largest_best_error == max(curve.best[1] for curve in check.curves) < 1e-9
    assert check.shapes == ("d=1,k=1,p=1", "d=3,k=2,p=4", "d=5,k=5,p=5", "d=8,k=3,p=16")
    assert (check.step_sizes.low, check.step_sizes.high) == (1e-12, 1e-1)
    assert all(len(curve.points) == 12 for curve in check.curves)
    assert [row.step for row in training.rows] == [0, *(2**n for n in range(11))]
    assert training.fell_monotonically
    assert training.factor == pytest.approx(training.first.loss / training.last.loss)
    assert training.factor > 100
    assert training.last.gradient_norm < training.first.gradient_norm / 100


def test_a_second_order_weight_and_one_in_which_the_loss_is_quadratic():
    first, second = observe(output()).gradient_check.weights
    assert (first.weight, second.weight) == ("W1", "W2")
    assert first.is_second_order
    assert not first.is_best_at_largest_step
    assert second.is_best_at_largest_step
    assert second.slopes is None
    assert not second.is_second_order
    assert first.has_roundoff
    assert second.has_roundoff


def test_slopes_are_those_of_the_power_laws_in_the_text():
    errors = {10.0**-n: 3 * 10.0 ** (-1.5 * n) for n in range(1, 6)}
    errors |= {10.0**-n: 1e-8 * 10.0 ** (n - 5) for n in range(6, 11)}
    (curve,) = observe(table(errors)).gradient_check.curves
    assert curve.slope == pytest.approx(1.5, abs=1e-3)
    assert curve.roundoff_slope == pytest.approx(-1, abs=1e-3)
    assert curve.best[0] == 1e-5
    assert curve.roundoff_from == pytest.approx(1e-7)
    (summary,) = observe(table(errors)).gradient_check.weights
    assert not summary.is_second_order
    assert summary.has_roundoff


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("z_bar @ x.T", "-z_bar @ x.T"),
        ("h_bar * phi_prime(z)", "h_bar * phi(z)"),
        ("r_bar = 2 * r", "r_bar = r"),
        ("-r_bar @ h.T", "-r_bar @ h.T * (1 + 1e-6)"),
        ("-r_bar @ h.T", "-r_bar @ h.T * np.nan"),
        ("z_bar @ x.T", "z_bar @ x.T * (1 + 1e-6 * (x.size == 1))"),
    ],
)
def test_a_wrong_gradient_does_not_agree(right, wrong):
    assert not observe(output(right, wrong)).gradient_check.agrees


def test_rounding_about_a_zero_gradient_is_no_slope():
    noise = {10.0**-n: (0.0 if n == 2 else 1e-16 * 10.0**n) for n in range(1, 13)}
    (curve,) = observe(table(noise)).gradient_check.curves
    assert curve.slope is None
    assert curve.roundoff_slope == pytest.approx(-1, abs=1e-3)
    rising = {1e-1: 1e-9, 1e-2: 1e-8, 1e-3: 1e-7, 1e-4: 1e-6, 1e-5: 1e-12}
    assert observe(table(rising)).gradient_check.curves[0].slope is None


def test_one_bad_shape_among_good_ones_is_named():
    good, bad = {1e-3: 1e-9, 1e-4: 1e-11}, {1e-3: 0.5, 1e-4: 0.5}
    check = observe(table(good, "U") + table(bad, "V") + table(good, "W")).gradient_check
    assert not check.agrees
    assert (check.worst.weight, check.largest_best_error) == ("V", 0.5)


def test_errors_without_a_number_are_never_agreement():
    check = observe(table({1e-3: math.nan, 1e-4: math.nan})).gradient_check
    assert math.isnan(check.largest_best_error)
    assert not check.agrees
    assert observe(table({1e-3: math.nan, 1e-4: 1e-11})).gradient_check.agrees


def test_a_flat_error_has_no_slope_and_no_round_off():
    (summary,) = observe(table({10.0**-n: 1.0 for n in range(1, 13)})).gradient_check.weights
    assert (summary.slopes, summary.roundoff_slopes) == (None, None)
    assert not summary.has_roundoff


def test_a_loss_that_rises():
    training = observe(descent(4.0, 2.0, 3.0, 1.0)).training
    assert training.rises == (20,)
    assert training.fell
    assert not training.fell_monotonically
    assert training.factor == 4
    assert not observe(descent(1.0, 2.0)).training.fell


def test_a_loss_that_overflows():
    training = observe(descent(1.0, "inf", "nan")).training
    assert training.rises == (10, 20)
    assert training.factor is None
    assert not training.fell


def test_a_step_in_the_wrong_direction_is_seen():
    with_ascent = output("weights[name] - rate", "weights[name] + rate")
    assert not observe(with_ascent).training.fell


def test_other_output_gives_no_observation_and_says_what_is_missing():
    seen = observe("Hello\n\n1 2 3\n", "course.py")
    assert (seen.gradient_check, seen.training) == (None, None)
    assert [warning.severity for warning in seen.warnings] == ["warning", "warning"]
    assert "no gradient check" in str(seen.warnings[0])
    assert "no gradient descent" in str(seen.warnings[1])
    assert all(warning.file == "course.py" for warning in seen.warnings)


def test_either_part_alone():
    assert observe(descent(2.0, 1.0)).gradient_check is None
    assert observe(table({1e-3: 1e-9})).training is None
    assert observe(descent(2.0)).training is None


def test_a_mangled_row_is_left_out_with_its_line():
    lines = output().splitlines()
    index = next(i for i, line in enumerate(lines) if line.startswith("  1e-05"))
    lines[index] = lines[index][:30] + "?!"
    seen = observe("\n".join(lines), "run")
    assert [(warning.file, warning.line) for warning in seen.warnings] == [("run", index + 1)]
    assert [len(curve.points) for curve in seen.gradient_check.curves] == [11] * 4 + [12] * 4
    assert seen.gradient_check.agrees


@pytest.mark.parametrize("cut", range(0, len(output()), 97))
def test_output_cut_anywhere_is_read_without_a_fault(cut):
    seen = observe(output()[:cut])
    assert seen.training is None or seen.training.rows
    assert all(warning.severity == "warning" for warning in seen.warnings)


def test_numbers_shuffled_into_text_are_no_table():
    seen = observe(re.sub(r"\d", "x", output()))
    assert (seen.gradient_check, seen.training) == (None, None)


def test_training_without_norms():
    training = observe("step loss\n0 3.0\n5 1.0\n").training
    assert (training.last.loss, training.last.gradient_norm) == (1.0, None)
