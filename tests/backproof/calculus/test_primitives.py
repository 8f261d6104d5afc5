"""The records of primitives: each states one function in all its fields, and a wrong field is noticed."""

from __future__ import annotations

import math
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
import pytest

from backproof.calculus import evaluate, to_latex
from backproof.calculus.language.expression import Elementwise, Variable
from backproof.calculus.language.scalar_functions.elementwise import FUNCTIONS, Function
from backproof.calculus.numpy_code.function import numpy_source
from backproof.calculus.primitives.elementwise import PRIMITIVES, Primitive
from backproof.calculus.primitives.joint_operations import JOINT_OPERATION, JointOperation
from backproof.calculus.primitives.matrix_operations import OPERATION
from backproof.calculus.printing.unicode import to_unicode
from backproof.calculus.readers.latex_reader import read_latex
from backproof.calculus.readers.values import value
from backproof.proof import verify
from tests.backproof.calculus.unicode_reader import read_unicode

ROOT = Path(__file__).parents[3]
X = Variable("x", ("n", 1))
ANYWHERE = np.array([[-2.3], [-0.4], [0.7], [1.9], [30.0]])
ABOVE_0 = np.array([[0.2], [0.7], [1.9], [30.0]])
# The primitives as mathematics defines them, in mpmath's numbers.
DEFINED: dict[str, Any] = {
    **{
        name: getattr(mpmath, name)
        for name in ("exp", "log", "sin", "cos", "sinh", "cosh", "tanh", "erf", "sqrt", "sign")
    },
    "arctan": mpmath.atan,
    "abs": lambda t: t if t > 0 else -t,
    "relu": lambda t: t if t > 0 else 0 * t,
    "sigmoid": lambda t: mpmath.exp(t) / (1 + mpmath.exp(t)),
    "softplus": lambda t: mpmath.log(1 + mpmath.exp(t)),
}


def at(primitive: Primitive) -> Any:
    return ABOVE_0 if primitive.facts.above_zero else ANYWHERE


def by_definition(primitive: Primitive) -> Any:
    with mpmath.workdps(50):
        return np.array([[float(DEFINED[primitive.name](mpmath.mpf(t)))] for (t,) in at(primitive)])


def in_numpy(function: Function, x: Any) -> Any:
    return eval(numpy_source(Elementwise(function, X)), {"np": np, "math": math, "x": x})


@pytest.mark.parametrize("primitive", PRIMITIVES, ids=lambda primitive: primitive.name)
def test_the_fields_of_a_record_agree_with_the_definition(primitive: Primitive) -> None:
    wanted, x = by_definition(primitive), at(primitive)
    applied = Elementwise(FUNCTIONS[primitive.name], X)
    assert np.allclose(evaluate(applied, {"x": x}), wanted, rtol=1e-13)
    assert np.allclose(in_numpy(applied.function, x), wanted, rtol=1e-13)
    for printed, read in ((to_latex(applied), read_latex), (to_unicode(applied), read_unicode)):
        assert np.allclose(value(read(printed, ["x"]), {"x": x + 0j}, {"n": len(x)}), wanted, rtol=1e-9)
    with mpmath.workdps(50):
        found = [primitive.number(mpmath.mp, mpmath.mpf(t)) for (t,) in x]
        assert np.allclose(np.array(found, dtype=float)[:, None], wanted, rtol=1e-14)


@pytest.mark.parametrize("primitive", PRIMITIVES, ids=lambda primitive: primitive.name)
def test_the_facts_of_a_record_hold(primitive: Primitive) -> None:
    """At many points, on both sides of 0 unless the function is defined on one alone."""
    with mpmath.workdps(50):
        above = [mpmath.mpf(t) / 7 for t in range(1, 200)]
        points = above if primitive.facts.above_zero else [*(-t for t in above), *above]
        values = {t: DEFINED[primitive.name](t) for t in points}
        at_0 = None if primitive.name == "log" else DEFINED[primitive.name](mpmath.mpf(0))
        sums = [] if primitive.facts.above_zero else [values[t] + values[-t] for t in above]
    signs, facts = primitive.signs, primitive.facts
    if signs.positive:
        assert all(found > 0 for found in values.values())
    if signs.nonnegative:
        assert all(found >= 0 for found in values.values())
    if signs.keeps_sign:
        assert all(values[t] > 0 for t in above) and at_0 is not None and at_0 >= 0
    if facts.zero_at_zero:
        assert at_0 == 0 and all(found != 0 for found in values.values())
    assert facts.odd == (bool(sums) and all(abs(both) < 1e-40 for both in sums))


@pytest.mark.parametrize("joint", JOINT_OPERATION.values(), ids=lambda joint: joint.name)
def test_the_facts_of_an_operation_on_two_matrices_hold(joint: JointOperation) -> None:
    large, small = np.random.default_rng(1).normal(size=(6, 8)), np.random.default_rng(2).normal(size=(2, 4))
    turned = joint.value(large.T, small.T)
    keeps = joint.shape((8, 6), (4, 2)) is not None and np.allclose(turned, joint.value(large, small).T)
    assert joint.keeps_transposes == keeps
    assert joint.keeps_sign == bool((joint.value(abs(large), abs(small)) > 0).all())


@pytest.mark.parametrize(
    ("name", "latex", "unicode"),
    [("arctan", r"\tan", "tan"), ("tanh", r"\sinh", "sinh"), ("sin", "\\cos", "cos")],
)
def test_wrong_notation_is_noticed(name: str, latex: str, unicode: str) -> None:
    wrong = Elementwise(replace(FUNCTIONS[name], latex=latex, unicode=unicode), X)
    wanted = evaluate(Elementwise(FUNCTIONS[name], X), {"x": ANYWHERE})
    for printed, read in ((to_latex(wrong), read_latex), (to_unicode(wrong), read_unicode)):
        found = value(read(printed, ["x"]), {"x": ANYWHERE + 0j}, {"n": 5})
        assert not np.allclose(found, wanted, rtol=1e-3)


def test_wrong_code_is_noticed() -> None:
    """The value of an expression does not come from the code that is printed for it."""
    wrong = replace(FUNCTIONS["arctan"], numpy="np.tan({})")
    wanted = evaluate(Elementwise(wrong, X), {"x": ANYWHERE})
    assert np.allclose(wanted, by_definition(next(item for item in PRIMITIVES if item.name == "arctan")))
    assert not np.allclose(in_numpy(wrong, ANYWHERE), wanted, rtol=1e-3)


def test_the_verifier_of_proofs_knows_every_name() -> None:
    """It has meanings of its own, which nothing here may be made from."""
    assert {*FUNCTIONS, *OPERATION, *JOINT_OPERATION} <= set(verify.FUNCTIONS)


PLANTED = """
import sys
from dataclasses import replace

from backproof.calculus.primitives import elementwise

name, field, wrong = sys.argv[1:]
elementwise.PRIMITIVES = tuple(
    replace(item, **{field: wrong if wrong[:6] != "lambda" else eval(wrong)}) if item.name == name else item
    for item in elementwise.PRIMITIVES
)
from backproof.calculus import derive
from backproof.calculus.checking.entries import entry_by_entry

found = derive(f"sum({name}(A @ x)**2)", "x", {"A": "m,n", "x": "n"})
by_entries = entry_by_entry(found.expression, found.variable, found.gradient)
print(*(check.method for check in (*found.checks, *by_entries) if not check.passed), sep="; ")
"""


def output_of(program: str, *arguments: str) -> str:
    """Run a program that changes the records before the rest of the package is imported."""
    ran = subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert not ran.returncode, ran.stderr
    return ran.stdout


def failed_with(name: str, field: str, wrong: str) -> list[str]:
    """Return the methods by which the evidence refuses a derivative, if a record has a wrong field."""
    ran = subprocess.run(
        [sys.executable, "-c", PLANTED, name, field, wrong],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [method for method in ran.stdout.strip().split("; ") if method]


@pytest.mark.slow
@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("name", "derivative", "wrong"),
    [
        ("tanh", "1 - tanh(t)**2", "1 + tanh(t)**2"),
        ("arctan", "1/(1 + t**2)", "1/(1 - t**2)"),
        ("sigmoid", "sigmoid(t)*(1 - sigmoid(t))", "sigmoid(t)*(1 + sigmoid(t))"),
    ],
)
def test_a_wrong_derivative_fails_every_check(name: str, derivative: str, wrong: str) -> None:
    assert not failed_with(name, "derivative", derivative)
    refused = failed_with(name, "derivative", wrong)
    assert {"complex step", "central differences", "sympy, entry by entry"} <= set(refused)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("field", "wrong", "refused_by"),
    [
        ("number", "lambda m, x: m.tanh(x)", "central differences"),
        ("sympy", "tanh", "sympy, entry by entry"),
    ],
)
def test_each_meaning_is_judged_by_the_check_that_uses_it(field: str, wrong: str, refused_by: str) -> None:
    assert refused_by in failed_with("arctan", field, wrong)


NEW_FUNCTION = r"""
from backproof.calculus.primitives import elementwise
from backproof.calculus.primitives.elementwise import Facts, Notation, Primitive, Signs

elementwise.PRIMITIVES += (
    Primitive(
        "arsinh",
        formula="arsinh(t)",
        derivative="1/sqrt(1 + t**2)",
        notation=Notation(r"\operatorname{arsinh}", "arsinh"),
        numpy="np.arcsinh({})",
        number=lambda m, x: m.asinh(x),
        array=lambda np, x: np.arcsinh(x),
        sympy="asinh",
        signs=Signs(keeps_sign=True),
        facts=Facts(zero_at_zero=True, odd=True),
        also_called=("asinh",),
    ),
)
from backproof.calculus import derive_all, parse

for order in (1, 2):
    found = derive_all("sum(arsinh(A @ x)**2)", ["x"], {"A": "m,n", "x": "n"}, order=order)
    assert found["x"].passed and all(line.check.passed for line in found.lines)
    print(found["x"].gradient, found["x"].latex, sep="\n")
print(found["x"].numpy_source.splitlines()[-1])
print(parse("phi(x)", {"x": ""}, functions=["phi(t) = arsinh(t)"]).function.same_as)
print(parse("asinh(x)", {"x": ""}))
"""


def test_a_new_function_is_one_record() -> None:
    lines = output_of(NEW_FUNCTION).splitlines()
    assert len(lines) == 7
    assert lines[0] == "2*(A.T @ (arsinh(A @ x)/sqrt(ones(m) + (A @ x)**2)))"
    assert r"\operatorname{arsinh}(A x)" in lines[1]
    assert "arcsinh" in lines[4]
    assert lines[5:] == ["arsinh", "arsinh(x)"]


NEW_OPERATION = r"""
from backproof.calculus.primitives import matrix_operations
from backproof.calculus.primitives.matrix_operations import Operation

matrix_operations.OPERATION["flip"] = Operation(
    "flip",
    title="rows in reverse",
    value=lambda x, _: x[..., ::-1, :],
    shape=lambda rows, columns: (rows, columns),
    latex=r"\operatorname{flip}",
    numpy="np.flipud({})",
    linear=True,
)
matrix_operations.STRUCTURAL += ("flip",)
from backproof.calculus.engine.rules import rule

@rule("flip")
def flip(g, y, i, adjoint):
    return g.construct("flip", adjoint)

from backproof.calculus import derive_all

found = derive_all("sum(exp(flip(A @ x)))", ["x", "A"], {"A": "m,n", "x": "n"})
assert all(found[name].passed for name in "xA") and all(line.check.passed for line in found.lines)
print(found["x"].gradient, found["x"].latex, found["x"].numpy_source.splitlines()[-1], sep="\n")
"""


@pytest.mark.slow
def test_a_new_operation_is_one_record_and_its_rule() -> None:
    assert output_of(NEW_OPERATION).splitlines() == [
        "A.T @ flip(exp(flip(A @ x)))",
        r"A^\top \operatorname{flip}(\exp(\operatorname{flip}(A x)))",
        "    return A.T @ np.flipud(np.exp(np.flipud(A @ x)))",
    ]
