"""The matrix of values or derivatives that proves independence: false ones fail, true ones pass."""

from dataclasses import replace

import pytest
import sympy as sp

from backproof.spaces.checking.verify import verify
from backproof.spaces.dimension import functions
from backproof.spaces.exact.exact_values import at_least
from backproof.spaces.language.result import Formula

X = sp.Symbol("x")
EXACT = [
    (["5", "cos(2*x)", "cos(x)**2"], "[-pi, pi]", "values at points", -5),
    (["exp(x)", "exp(2*x)", "x*exp(x)"], None, "Wronskian", -1),
    (["abs(x)", "x"], None, "values at points", -2),
    (["sin(x)", "cos(x)"], None, "Wronskian", -1),
]
SMALL = [
    (["exp(-x**2)", "exp(-2*x**2)"], "[10, 20]"),
    (["exp(-1000*x**2)", "1"], "[1, 2]"),
    (["x**(-20)", "x**(-21)"], "[1000, 2000]"),
    (["abs(x - 1/1000000)", "x", "1"], "[0, 1]"),
    (["exp(x)", "exp(100*x)", "exp(-100*x)"], None),
    (["sqrt(1 - cos(x))", "1"], None),
    (["exp(-3000*x)", "exp(-2000*x)", "1"], "[1, 2]"),
    (["exp(-30000*x)", "exp(-20000*x)"], "[1, 2]"),
    (["exp(-x**2)", "exp(-2*x**2)"], "[100, 200]"),
    (["exp(-1000000*x)", "1"], "[1, 2]"),
    (["x**(-200)", "x**(-210)", "1"], "[1000, 2000]"),
]


@pytest.mark.parametrize(("listed", "domain", "lower", "determinant"), EXACT)
def test_the_determinant_is_exact_and_its_matrix_is_that_of_the_functions(listed, domain, lower, determinant):
    found = functions(listed, domain)
    assert found.certificate.lower == lower
    proof = found.certificate.wronskian if lower == "Wronskian" else found.certificate.evaluation
    basis = [sp.sympify(element.text).subs(sp.Symbol("x"), X) for element in found.basis]
    if lower == "Wronskian":
        point = sp.sympify(proof.point.text)
        expected = [[sp.diff(f, X, k).subs(X, point) for f in basis] for k in range(len(basis))]
    else:
        expected = [[f.subs(X, sp.sympify(p.text)) for f in basis] for p in proof.points]
    assert sp.Matrix(proof.matrix_text) == sp.Matrix(expected)
    assert sp.Matrix(expected).det() == determinant == sp.sympify(proof.determinant.text)
    line = next(step for step in found.steps if step.rule == lower)
    assert line.text.split(" at ")[0].endswith(f"= {determinant} != 0")


@pytest.mark.parametrize(("listed", "domain"), SMALL)
def test_small_and_steep_functions_are_independent(listed, domain):
    found = functions(listed, domain)
    assert (found.dimension, found.passed) == (len(listed), True), [c for c in found.checks if not c.passed]


def _lies(found):
    """Yield false claims: an entry, the determinant, a point, the line or the kind of proof is changed."""
    certificate, values, wronskian = (
        found.certificate,
        found.certificate.evaluation,
        found.certificate.wronskian,
    )
    for proof, name in ((values, "evaluation"), (wronskian, "wronskian")):
        changed = [(("7", *proof.matrix_text[0][1:]), *proof.matrix_text[1:])]
        latex = (("7", *proof.matrix[0][1:]), *proof.matrix[1:])
        yield replace(
            found, certificate=replace(certificate, **{name: replace(proof, matrix_text=changed[0])})
        )
        both = replace(proof, matrix_text=changed[0], matrix=latex)
        yield replace(found, certificate=replace(certificate, **{name: both}))
        off = Formula("17", "17")
        yield replace(found, certificate=replace(certificate, **{name: replace(proof, determinant=off)}))
    outside = replace(values, points=(Formula("9", "9"), *values.points[1:]))
    yield replace(found, certificate=replace(certificate, evaluation=outside))
    yield replace(found, certificate=replace(certificate, evaluation=None, wronskian=None))
    yield replace(found, certificate=replace(certificate, lower="independent family"))
    for place, step in enumerate(found.steps):
        if step.rule in ("values at points", "Wronskian"):
            said = replace(step, text=step.text.replace("!= 0", "= 0"))
            yield replace(found, steps=(*found.steps[:place], said, *found.steps[place + 1 :]))
            yield replace(found, steps=(*found.steps[:place], *found.steps[place + 1 :]))


@pytest.mark.parametrize("listed", [["5", "cos(2*x)", "cos(x)**2"], ["exp(x)", "exp(2*x)"]])
def test_every_changed_number_is_caught(listed):
    right = functions(listed, "[-pi, pi]")
    assert right.passed
    lies = list(_lies(right))
    assert len(lies) == 11
    for lie in lies:
        assert not all(check.passed for check in verify(lie)), lie.certificate


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        (("4.9999", "5.0001"), "4.99"),
        (("-0.012345", "-0.012344"), "0.0123"),
        (("1234567", "1234568"), "1.23*10**(6)"),
        (("1.5e-40", "1.6e-40"), "1.50*10**(-40)"),
        (("-2.99e-400000", "-2.9812e-400000"), "2.98*10**(-400000)"),
    ],
)
def test_a_bound_is_never_above_the_determinant(ends, expected):
    assert at_least(ends).text == expected


@pytest.mark.parametrize(
    "listed",
    [
        "1; cos(x)**4; cos(2*x); cos(4*x)",
        "sin(x)**3; sin(x); sin(3*x)",
        "sin(x); cos(x); sin(x)*cos(x)",
        "tan(x); sin(x); cos(x)",
        "sin(x)**2; sin(x)**4; sin(x)**6",
        "sin(x); sin(2*x); sin(3*x); sin(4*x)",
    ],
)
def test_waves_are_told_apart_at_angles_with_exact_values(listed):
    found = functions([f.strip() for f in listed.split(";")])
    proof = (
        found.certificate.wronskian
        if found.certificate.lower == "Wronskian"
        else found.certificate.evaluation
    )
    assert found.passed
    assert sp.sympify(proof.determinant.text).is_algebraic
    assert all(sp.sympify(entry).is_algebraic for row in proof.matrix_text for entry in row)
