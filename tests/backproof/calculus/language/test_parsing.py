"""The expression language: accepted input, rejected input, and the position of the caret."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backproof.calculus.evaluation.evaluate import evaluate
from backproof.calculus.inference.shapes import infer_shapes
from backproof.calculus.language.expression import (
    Add,
    Divide,
    Elementwise,
    Eye,
    MatMul,
    Multiply,
    Named,
    Negate,
    Number,
    Ones,
    Power,
    Reduce,
    Transpose,
    Variable,
)
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.scalar_functions.functions import define
from backproof.diagnostic import InputError

SHAPES = {"x": "d", "y": "p", "W": "p,d", "c": "", "S": "n,n"}
X, Y, W, C = (
    Variable("x", ("d", 1)),
    Variable("y", ("p", 1)),
    Variable("W", ("p", "d")),
    Variable("c", (1, 1)),
)
HALF, TWO = Number(Fraction(1, 2)), Number(Fraction(2))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("W @ x", MatMul(W, X)),
        ("W @ x + y", Add(MatMul(W, X), Y)),
        ("-x", Negate(X)),
        ("-2", Number(Fraction(-2))),
        ("-x**2", Negate(Power(X, Fraction(2)))),
        ("-2**2", Negate(Power(TWO, Fraction(2)))),
        ("x**-1", Power(X, Fraction(-1))),
        ("x**(1/2)", Power(X, Fraction(1, 2))),
        ("x**2**3", Power(X, Fraction(8))),
        ("1/2*x", Multiply(HALF, X)),
        ("-W @ x", MatMul(Negate(W), X)),
        ("c*W @ x", MatMul(Multiply(C, W), X)),
        ("W.T.T", Transpose(Transpose(W))),
        ("x / c", Divide(X, C)),
        ("1 / x", Divide(Number(Fraction(1)), X)),
        ("0.1*c", Multiply(Number(Fraction(1, 10)), C)),
        ("sum(W @ x)", Reduce("sum", MatMul(W, X))),
        ("ones(p, d)", Ones("p", "d")),
        ("ones(3)", Ones(3, 1)),
        ("eye(n)", Eye("n")),
        ("(\n x\n)", X),
        ("z = W @ x; z", Named("z", MatMul(W, X))),
        ("z = W @ x\nz  # the forward pass\n", Named("z", MatMul(W, X))),
        ("z = W @ x", Named("z", MatMul(W, X))),
    ],
)
def test_text_is_read_with_pythons_precedence(text, expected):
    assert parse(text, SHAPES) == expected


def test_numpy_means_the_same():
    text = "-c**2*x + (W.T @ y)/c - 1/2*x*x"
    values = {"x": [[0.5], [2.0]], "y": [[1.0], [-1], [3]], "W": [[1.0, 2], [3, 4], [5, 6]], "c": 1.5}
    arrays = {name: np.asarray(value) for name, value in values.items()}
    assert evaluate(parse(text, SHAPES), values) == pytest.approx(eval(text, {"__builtins__": {}}, arrays))


def test_shapes_and_properties():
    parsed = parse("S @ eye(n)", {"S": "n,n"}, {"S": "positive definite"})
    assert parsed.shape == ("n", "n")
    assert parsed.children[0].properties == {"positive definite", "symmetric"}
    assert parse("x", {"x": "3"}).shape == (3, 1)
    assert parse("x", {"x": "1"}).shape == parse("x", {"x": ""}).shape == (1, 1)
    assert parse("x", {"x": ["p", 2]}).shape == ("p", 2)


DEEP = "(" * 5_000 + "x" + ")" * 5_000


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("W @ y", 3, "left is a p×d matrix, the right is a column vector of length p"),
        ("x + W", 3, "only numbers and rows are spread"),
        ("c @ W", 3, "a scalar multiplies with *"),
        ("inv(W)", 1, "expected a square matrix"),
        ("softmax(W)", 1, "rowsoftmax"),
        ("xx", 1, "did you mean 'x'?"),
        ("softpluss(x)", 1, "did you mean 'softplus'?"),
        ("expm(W)", 1, "exp(A) acts on each entry"),
        ("cumsum(x)", 1, "with a matrix of your own"),
        ("tank(x)", 1, "define it"),
        ("sum(ones(q))", 10, "unknown size 'q'"),
        ("x.sum", 2, "write sum(...)"),
        ("x.__class__", 2, "'.__class__' is not in the language"),
        ("__import__('os')", 1, "unknown function"),
        ("[x for x in y]", 4, "a loop is not in the language"),
        ("x: x", 2, "unexpected ':'"),
        ("x if x else x", 3, "word of Python"),
        ("x == x", 3, "'==' is not in the language"),
        ("W ^ 2", 3, "write .^ or **"),
        ("S ^ 0.5", 3, "the power 1/2 of a matrix"),
        ("W.T @ 2y", 8, "a product is written with *"),
        ("W.T @ y y", 9, "an operator is missing"),
        ("x x", 3, "transpose the left with .T"),
        ("(x", 1, "never closed"),
        ("x)", 2, "unexpected ')'"),
        ("x +", 4, "ends too early"),
        ("norm()", 6, "needs an argument"),
        ("norm(x, x)", 9, "takes one argument"),
        ("norm", 1, "is a function"),
        ("W.T @ W(x)", 7, "is not a function"),
        ("W.T()", 4, "is not called"),
        ("x**1e300", 4, "beyond 1000"),
        ("x**2**2**2**2**2", 7, "beyond 1000"),
        ("x/0", 2, "division by zero"),
        ("x/(1 - 1)", 2, "division by zero"),
        ("c*0**(-1)", 4, "no value"),
        ("log(0)*x", 1, "no value"),
        ("sqrt(2 - 3)*x", 1, "no value"),
        ("z = -8; z**(1/3)*x", 10, "no value"),
        ("((3**1000)**1000)**1000*x", 4, "beyond floating point"),
        ("exp(exp(exp(9)))*x", 5, "beyond floating point"),
        ("1e-300*1e-300*x", 7, "beyond floating point"),
        ("1e400", 1, "beyond floating point"),
        ("1e-400", 1, "beyond floating point"),
        ("1e999999999*c", 1, "beyond floating point"),
        ("", 1, "there is no expression"),
        ("x; x", 4, "without a name"),
        ("x = W", 1, "already a variable"),
        ("z = x; z = x", 8, "already defined above"),
        ("None", 1, "word of Python"),
        ("\x00", 1, "U+0000"),
        ("\ud800", 1, "U+D800"),
        (DEEP, 101, "more than 100 levels"),
        ("-" * 9_000 + "x", 8801, "more than 200 operations"),
        ("+".join("x" * 9_000), 400, "more than 200 operations"),
        ("x+" * 500_000 + "x", 1, "1,000,001 characters"),
    ],
)
def test_a_fault_is_one_line_with_its_place(text, column, message):
    with pytest.raises(InputError) as caught:
        parse(text, SHAPES)
    (diagnostic,) = caught.value.diagnostics
    assert message in str(diagnostic)
    assert diagnostic.column == column
    assert diagnostic.source is not None
    assert len(diagnostic.message) < 200


def test_a_fault_on_the_second_line_shows_that_line():
    with pytest.raises(InputError) as caught:
        parse("z = W @ x\nnorm(zz)", SHAPES)
    (diagnostic,) = caught.value.diagnostics
    assert (diagnostic.line, diagnostic.column, diagnostic.source) == (2, 6, "norm(zz)")


@pytest.mark.slow
@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text):
    try:
        parse(text, SHAPES)
    except InputError as error:
        (diagnostic,) = error.diagnostics
        assert diagnostic.column is not None
        assert diagnostic.source is not None


@pytest.mark.parametrize(
    ("shapes", "properties", "message"),
    [
        ({"x": "a,b,c"}, {}, "3 sizes"),
        ({"x": "0"}, {}, "not a size"),
        ({"class": ""}, {}, "word of Python"),
        ({"_x": ""}, {}, "not a name"),
        ({"A": "m,n"}, {"A": "symmetric"}, "cannot be symmetric"),
        ({"A": "n,n"}, {"A": "symetric"}, "did you mean 'symmetric'?"),
        ({"A": "n,n"}, {"B": "symmetric"}, "no shape"),
    ],
)
def test_declarations_are_checked(shapes, properties, message):
    with pytest.raises(InputError, match="error") as caught:
        parse("1", shapes, properties)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "known_as", "derivative"),
    [
        ("phi(t) = log(1 + exp(t))", "softplus", "sigmoid(t)"),
        ("phi(s) = log(exp(-s) + 1) + s", "softplus", "sigmoid(s)"),
        ("s(u) = 1/(1 + exp(-u))", "sigmoid", "sigmoid(u)*(1 - sigmoid(u))"),
        ("s(u) = exp(u)/(1 + exp(u))", "sigmoid", "sigmoid(u)*(1 - sigmoid(u))"),
        ("f(t) = (exp(t) - exp(-t))/(exp(t) + exp(-t))", "tanh", "1 - tanh(t)**2"),
        ("f(t) = 2*sigmoid(2*t) - 1", "tanh", "1 - tanh(t)**2"),
        ("f(t) = (t + abs(t))/2", "relu", "1/2*(sign(t) + 1)"),
        ("f(y) = y**4", "f", "4*y**3"),
        ("f(t) = t*tanh(softplus(t))", "f", None),
    ],
)
def test_a_formula_is_recognised(text, known_as, derivative):
    function = define(text)
    assert function.known_as == known_as
    assert derivative in (None, function.derivative)


def test_functions_may_use_those_before_them():
    parsed = parse("psi(x)", {"x": "d"}, functions=["phi(t) = t**2", "psi(t) = phi(t) + 1"])
    assert isinstance(parsed, Elementwise)
    assert evaluate(parsed, {"x": [1, 2]}).ravel() == pytest.approx([2, 5])


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("phi(t) = lg(t)", 10),
        ("phi = 2", 1),
        ("tanh(t) = t", 1),
        ("phi(t) = s", 10),
        ("sum(t) = t", 1),
        ("phi(t) = t @ t", 9),
        ("phi(t) = sum(t)", 9),
    ],
)
def test_a_bad_definition_is_refused(text, column):
    with pytest.raises(InputError) as caught:
        parse("x", {"x": "d"}, functions=[text])
    assert caught.value.diagnostics[0].column == column


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        ("norm(y - W2 @ softplus(W1 @ x))**2", {"x": "d", "W1": "p,d"}, {"y": "n", "W2": "n,p"}),
        ("b*softplus(a.T @ softplus(x))", {}, {"b": "", "a": "n", "x": "n"}),
        ("x.T @ A @ x", {}, {"x": "n", "A": "n,n"}),
        ("norm(X @ w - y)**2 + l*w.T @ w", {}, {"X": "n,m", "w": "m", "y": "n", "l": ""}),
        ("sum(x*y)", {}, {"x": "n", "y": "n"}),
        ("z = A @ x; z.T @ z", {}, {"A": "n,m", "x": "m"}),
    ],
)
def test_shapes_left_out_are_inferred(text, known, expected):
    shapes, notes = infer_shapes(text, known)
    assert shapes == known | expected
    assert len(notes) == len(expected)
    parse(text, shapes)


def test_shapes_that_cannot_fit_are_refused():
    with pytest.raises(InputError) as caught:
        infer_shapes("A @ x + A.T @ x", {"A": "m,n"})
    assert caught.value.diagnostics[0].column == 13


def test_diag_of_a_square_matrix_is_its_diagonal() -> None:
    assert str(parse("diag(diag(S)) @ x", {"S": "n,n", "x": "n"})) == "diag(diagvec(S)) @ x"
    with pytest.raises(InputError):
        parse("diag(A)", {"A": "m,n"})
