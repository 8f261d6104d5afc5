"""Relations among functions are printed with their justification, and false lines fail their check."""

import re
from dataclasses import replace

import mpmath as mp
import pytest
import sympy as sp

from backproof.answer import Latex
from backproof.spaces.checking.printed.steps import step_checks
from backproof.spaces.checking.verify import verify
from backproof.spaces.dimension import functions
from backproof.spaces.report import as_latex, as_text

GROUNDS = {
    (
        "atan(x); atan(1/x); 1",
        "(0, oo)",
    ): "(atan(1/x))' = -1/(x**2 + 1) = (pi/2 - atan(x))'; both sides are pi/4",
    (
        "asin(x); acos(x); 1",
        "[-1, 1]",
    ): "(acos(x))' = -1/sqrt(1 - x**2) = (pi/2 - asin(x))'; both sides are 0",
    ("acos(x); asin(sqrt(1 - x**2))", "[0, 1]"): "= -1/sqrt(1 - x**2) =",
    ("asin(x/sqrt(1 + x**2)); atan(x)", "R"): "= 1/(x**2 + 1) =",
    ("atan(tan(x)); x; 1", "[2, 3]"): "(atan(tan(x)))' = 1 = (x - pi)'",
    ("acosh(cosh(x)); abs(x)", "R"): "(abs(x))' = -1 = (acosh(cosh(x)))' on (-oo, 0); (abs(x))' = 1",
    (
        "log(x); log(2*x); 1",
        "(0, oo)",
    ): "(log(2*x))' = 1/x = (log(x) + log(2))'; both sides are 0 at x = 1/2",
    ("sqrt(1 + x) + sqrt(1 - x); sqrt(2 + 2*sqrt(1 - x**2))", "[-1, 1]"): (
        "(sqrt(2 + 2*sqrt(1 - x**2)))**2 = 2 + 2*sqrt(1 - x**2) = (sqrt(1 + x) + sqrt(1 - x))**2"
    ),
    ("sqrt(x + 2*sqrt(x - 1)); sqrt(x - 1); 1", "[1, oo)"): "= x + 2*sqrt(x - 1) = (sqrt(x - 1) + 1)**2",
    ("sin(x + 1); sin(x + 2); sin(x + 3)", "R"): "sin(x + 3) = sin(3)*cos(x) + cos(3)*sin(x) = 2*cos(1)*",
}
# Replacing the first text with the second makes the line false.
FAULTS = {
    ("atan(x); atan(1/x); 1", "(0, oo)"): [
        ("-1/(x**2 + 1)", "1/(x**2 + 1)"),
        ("x**2 + 1)", "x**2 + 1 + 1/10**90)"),
        ("pi/4", "pi/3"),
        ("x = 1", "x = -1"),
        ("; both sides are pi/4 at x = 1", ""),
    ],
    ("acosh(cosh(x)); abs(x)", "R"): [("= -1 =", "= 1 ="), ("(-oo, 0)", "(-oo, -1)"), ("(0, oo)", "(1, oo)")],
    ("sqrt(x + 2*sqrt(x - 1)); sqrt(x - 1); 1", "[1, oo)"): [
        ("x + 2*sqrt(x - 1) =", "x + 3*sqrt(x - 1) ="),
        ("(sqrt(x - 1) + 1)**2", "(-sqrt(x - 1) - 1)**2"),
        ("(sqrt(x - 1) + 1)**2", "(sqrt(x - 1) - 1)**2"),
    ],
    ("sin(x + 1); sin(x + 2); sin(x + 3)", "R"): [("cos(3)", "cos(2)"), ("2*cos(1)", "2*cos(2)")],
}


def found(asked):
    listed, domain = asked
    return functions([f.strip() for f in listed.split(";")], domain)


def line(dimension):
    (step,) = [step for step in dimension.steps if step.rule == "identity"]
    return step


@pytest.mark.parametrize("asked", GROUNDS)
def test_a_relation_comes_with_what_it_rests_on(asked):
    dimension = found(asked)
    step = line(dimension)
    assert GROUNDS[asked] in step.text
    assert dimension.passed, [c for c in dimension.evidence if not c.passed]
    assert f"  because {step.text}" in as_text(dimension).splitlines()
    assert step.latex in as_latex(dimension)


@pytest.mark.parametrize("asked", [a for a in GROUNDS if "'" in GROUNDS[a]])
def test_derivatives_are_those_of_mpmath(asked):
    x = sp.Symbol("x", real=True)
    for side, slope, other, where in re.findall(
        r"\(([^']+)\)' = (.+?) = \((.+?)\)'(?: on (\S+ \S+))?(?:; |$)", line(found(asked)).text
    ):
        at = mp.mpf("-0.71") if where.startswith("(-oo") else mp.mpf("0.71") if "tan(tan" not in side else 2.3
        with mp.workdps(40):
            known = sp.lambdify(x, sp.sympify(slope, {"x": x}), "mpmath")(at)
            for text in (side, other):
                f = sp.lambdify(x, sp.sympify(text, {"x": x}), "mpmath")
                assert abs(mp.diff(f, at) - known) < mp.mpf(10) ** -15


@pytest.mark.parametrize(
    ("asked", "old", "new"), [(asked, *fault) for asked, faults in FAULTS.items() for fault in faults]
)
def test_a_line_that_says_something_else_fails(asked, old, new):
    dimension = found(asked)
    step = line(dimension)
    assert old in step.text
    shown = replace(step, text=step.text.replace(old, new), latex=Latex(step.latex))
    planted = replace(dimension, steps=tuple(shown if s is step else s for s in dimension.steps))
    assert not all(check.passed for check in step_checks(planted))


def test_a_line_said_twice_fails():
    dimension = found(("atan(x); atan(1/x); 1", "(0, oo)"))
    step = line(dimension)
    place = dimension.steps.index(step)
    doubled = replace(dimension, steps=(*dimension.steps[:place], step, *dimension.steps[place:]))
    assert not all(check.passed for check in step_checks(doubled))


def test_arithmetic_alone_needs_no_ground():
    dimension = found(("x; 2*x; 1", "R"))
    assert not [step for step in dimension.steps if step.rule == "identity"]


@pytest.mark.parametrize("asked", GROUNDS)
def test_a_line_that_is_left_out_is_missed(asked):
    right = found(asked)
    silent = replace(right, steps=tuple(step for step in right.steps if step.rule != "identity"))
    failed = {check.method for check in verify(silent) if not check.passed}
    assert right.passed and failed == {"derivation read back"}
