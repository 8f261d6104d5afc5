"""The generated NumPy code: correct values, readable form, no overflow."""

from __future__ import annotations

import ast
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings

from backproof.calculus.checking.points.sampling import points
from backproof.calculus.derivations import derive_all
from backproof.calculus.evaluation.evaluate import evaluate
from backproof.calculus.language.declare import declare
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.scalar_functions.functions import define
from backproof.calculus.language.traversal import variables
from backproof.calculus.numpy_code.function import numpy_function, numpy_source
from backproof.diagnostic import InputError
from tests.backproof.calculus.expressions import expressions

SHAPES = {
    "x": "d",
    "y": "k",
    "a": "d",
    "b": "",
    "W1": "p,d",
    "W2": "k,p",
    "A": "n,n",
    "B": "n,n",
    "C": "n,m",
    "X": "m,n",
    "u": "n",
    "v": "n",
}
SIDES = {"u": "n", "v": "m"}
PHI = define("phi(t) = log(1 + exp(t))")
FORWARD = "z = W1 @ x; h = phi(z); r = y - W2 @ h; "


def read(text):
    return parse(text, SHAPES, functions=[PHI])


def run(source, **values):
    namespace = {"np": np}
    exec(compile(source, "<generated>", "exec"), namespace)
    return next(value for name, value in reversed(namespace.items()) if callable(value))(**values)


def body(text, name="f"):
    """Return the statements of the function for `text`, after the docstring and the shape check."""
    source = numpy_function(name, {"value": read(text)})
    statements = ast.parse(source).body[-1].body
    checks = [i for i, statement in enumerate(statements) if isinstance(statement, ast.If)]
    first = statements[checks[0] + 1 if checks else 1].lineno
    return [line.strip() for line in source.splitlines()[first - 1 :]]


def test_a_network_reads_as_a_person_would_write_it():
    r = {
        "loss": read(FORWARD + "norm(r)**2"),
        "d_W1": read(FORWARD + "-2*(W2.T @ r*sigmoid(z)) @ x.T"),
        "d_W2": read(FORWARD + "-2*r @ h.T"),
    }
    assert numpy_function("compute_gradients", r, ["x", "y", "W1", "W2"]) == (
        "def compute_gradients(x, y, W1, W2):\n"
        '    """Return loss, d_W1 (p, d) and d_W2 (k, p).\n'
        "\n"
        "    The arguments are x (d, 1), y (k, 1), W1 (p, d), W2 (k, p).\n"
        '    """\n'
        "    d, k, p = x.shape[0], y.shape[0], W1.shape[0]\n"
        "    shapes = x.shape, y.shape, W1.shape, W2.shape\n"
        "    if shapes != ((d, 1), (k, 1), (p, d), (k, p)):\n"
        '        raise ValueError("x must be (d, 1), y (k, 1), W1 (p, d), W2 (k, p)")\n'
        "    z = W1 @ x\n"
        "    h = np.logaddexp(0, z)\n"
        "    r = y - W2 @ h\n"
        "    loss = np.sum(r**2)\n"
        "    d_W1 = np.outer(-2 * (W2.T @ r * np.exp(z - h)), x)\n"
        "    d_W2 = np.outer(-2 * r, h)\n"
        "    return loss, d_W1, d_W2\n"
    )


@pytest.mark.parametrize("quick", [False, True])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    ("rows", "columns"), [(1, 1), (1, 5), (5, 1), (3, 200), (40, 600), (600, 40), (3, 9000)]
)
def test_an_outer_product_is_exact_and_leaves_numpy_unchanged(rows, columns, dtype, quick):
    generator = np.random.default_rng(rows + columns)
    u, v = (generator.standard_normal((size, 1)).astype(dtype) for size in (rows, columns))
    returns = {"one": parse("u @ v.T", SIDES), "two": parse("-v @ u.T", SIDES)}
    source = numpy_function("f", returns, quick=quick)
    buffer, errors = np.getbufsize(), np.geterr()
    one, two = run(source, u=u, v=v)
    assert (np.getbufsize(), np.geterr()) == (buffer, errors)
    assert one.dtype == two.dtype == dtype
    np.testing.assert_array_equal(one, u * v.T, strict=True)
    np.testing.assert_array_equal(two, -v * u.T, strict=True)


def test_helpers_are_functions_of_their_own():
    gradient = read(FORWARD + "-2*(W2.T @ r*sigmoid(z)) @ x.T")
    source = numpy_function("gradient", {"d_W1": gradient}, ["x", "y", "W1", "W2"], functions=[PHI])
    assert source.startswith("def phi(t):\n    return np.logaddexp(0, t)\n\n\ndef phi_prime(t):\n")
    assert "    h = phi(z)\n" in source
    assert "phi_prime(z)" in source
    values = {"x": np.ones((2, 1)), "y": np.ones((3, 1)), "W1": np.ones((4, 2)), "W2": np.ones((3, 4))}
    assert run(source, **values) == pytest.approx(evaluate(gradient, values))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("inv(A) @ u", ["return np.linalg.solve(A, u)"]),
        ("inv(A).T @ u", ["return np.linalg.solve(A.T, u)"]),
        ("u.T @ inv(A) @ v", ["return np.vdot(u, np.linalg.solve(A, v))"]),
        ("diag(u) @ A", ["return u * A"]),
        ("A @ diag(u)", ["return A * u.T"]),
        ("C.T @ diag(u) @ C", ["return C.T @ (u * C)"]),
        ("inv(A) @ C", ["return np.linalg.solve(A, C)"]),
        ("C.T @ inv(A)", ["return np.linalg.solve(A.T, C).T"]),
        ("inv(A) @ B @ inv(A)", ["return np.linalg.solve(A, np.linalg.solve(A.T, B.T).T)"]),
        ("-(inv(A) @ B @ inv(A)).T", ["return -np.linalg.solve(A.T, np.linalg.solve(A, B).T)"]),
        ("tr(inv(A) @ B)", ["return np.trace(np.linalg.solve(A, B))"]),
        ("tr(B @ inv(A))", ["return np.trace(np.linalg.solve(A, B))"]),
        ("(inv(A) + inv(A).T) @ u", ["return np.linalg.solve(A, u) + np.linalg.solve(A.T, u)"]),
        ("P = inv(A); P @ u", ["return np.linalg.solve(A, u)"]),
        ("inv(A @ A.T + b*eye(n)).T @ u", ["return np.linalg.solve(A @ A.T + b * np.eye(n), u)"]),
        ("u - A @ inv(A.T @ A) @ A.T @ u", ["return u - A @ np.linalg.solve(A.T @ A, A.T @ u)"]),
        ("(eye(n) - A @ inv(A.T @ A) @ A.T) @ u", ["return u - A @ np.linalg.solve(A.T @ A, A.T @ u)"]),
        ("inv(A) + B", ["return np.linalg.inv(A) + B"]),
        ("(eye(n) - ones(n, n)/4) @ C", ["return C - np.sum(C, axis=0, keepdims=True) / 4"]),
        ("C.T @ (eye(n) - ones(n, n)/4)", ["return (C - np.sum(C, axis=0, keepdims=True) / 4).T"]),
        (
            "H = eye(n) - 1/4*ones(n, n); H @ A @ H",
            [
                "U = A - np.sum(A, axis=0, keepdims=True) / 4",
                "return U - np.sum(U, axis=1, keepdims=True) / 4",
            ],
        ),
        ("C + ones(n, n) @ C", ["return C + np.sum(C, axis=0, keepdims=True)"]),
        ("M = ones(n) @ (v.T @ C); C - M", ["return C - v.T @ C"]),
        ("u @ ones(1, n) - ones(n) @ v.T", ["return u - v.T"]),
        ("(A + b*eye(n)) @ C", ["return A @ C + b * C"]),
        ("(A + diag(u)) @ C", ["return A @ C + u * C"]),
        ("(A @ B + B @ A) @ u", ["return A @ (B @ u) + B @ (A @ u)"]),
        ("tr(C.T @ A @ C)", ["return np.sum(C * (A @ C))"]),
        ("tr(C.T @ C)", ["return np.sum(C**2)"]),
        ("u.T @ diag(v) @ u", ["return np.vdot(u, v * u)"]),
        ("diag(u) @ v", ["return u * v"]),
        ("A @ B @ u", ["return A @ (B @ u)"]),
        ("u @ v.T @ A", ["return np.outer(u, v.T @ A)"]),
        ("2*A @ u @ v.T", ["return np.outer(A @ (2 * u), v)"]),
        ("tr(A @ B)", ["return np.sum(A * B.T)"]),
        ("diagvec(A @ B)", ["return np.sum(A * B.T, axis=1, keepdims=True)"]),
        ("ones(n).T @ A", ["return np.sum(A, axis=0, keepdims=True)"]),
        ("ones(n) - tanh(u)**2", ["return 1 - np.tanh(u)**2"]),
        ("C + u @ ones(1, m)", ["return C + u"]),
        ("C + ones(n) @ ones(1, m)", ["return C + 1"]),
        ("b*ones(n) + u", ["return b + u"]),
        ("(diag(u) - u @ u.T) @ C", ["return u * C - np.outer(u, u.T @ C)"]),
        ("C.T @ (diag(u) - u @ u.T) @ v", ["return C.T @ (u * v - u * np.vdot(u, v))"]),
        ("(u @ v.T + v @ u.T) @ C", ["return np.outer(u, v.T @ C) + np.outer(v, u.T @ C)"]),
        ("(eye(n) - 2*u @ u.T) @ C", ["return C - np.outer(2 * u, u.T @ C)"]),
        ("(A + u @ v.T) @ C", ["return (A + np.outer(u, v)) @ C"]),
        ("norm(u)**2", ["return np.sum(u**2)"]),
        ("norm(u)", ["return np.linalg.norm(u)"]),
        ("u**3", ["return u**2 * u"]),
        ("softmax(u)", ["e = np.exp(u - np.max(u))", "return e / np.sum(e)"]),
        ("log(1 + exp(b))", ["return np.logaddexp(0, b)"]),
        ("log(sum(exp(u)))", ["top = np.max(u)", "return top + np.log(np.sum(np.exp(u - top)))"]),
        ("u/u", ["return np.ones_like(u)"]),
        ("log(ones(n) + u)", ["return np.log1p(u)"]),
        ("exp(u) - ones(n)", ["return np.expm1(u)"]),
        ("log(1 + exp(2*b))", ["return np.logaddexp(0, 2 * b)"]),
        ("log(exp(u) + exp(v))", ["return np.logaddexp(u, v)"]),
        ("log(sigmoid(u))", ["return -np.logaddexp(0, -u)"]),
        ("sqrt(ones(n) + u**2)", ["return np.hypot(1, u)"]),
        ("log(1 + b**2)", ["return 2 * np.log(np.hypot(1, b))"]),
        ("(exp(u) - exp(-u))/(exp(u) + exp(-u))", ["return np.tanh(u)"]),
        ("z = ones(n) + exp(u); log(z)*v", ["return np.logaddexp(0, u) * v"]),
        ("exp(u)/(ones(n) + exp(u))", ["return np.exp(-np.logaddexp(0, -u))"]),
        ("sigmoid(-b*u)", ["return np.exp(-np.logaddexp(0, b * u))"]),
        ("-(b*sigmoid(-u)*v)", ["return -b * np.exp(-np.logaddexp(0, u)) * v"]),
        ("A @ v/(-(b*norm(u)))", ["return A @ v / (-b * np.linalg.norm(u))"]),
        ("ones(n)", ["return np.ones((n, 1))"]),
        ("u.T @ v*ones(n)", ["return np.vdot(u, v) * np.ones_like(u)"]),
        ("u.T @ v", ["return np.vdot(u, v)"]),
        ("-u/2", ["return -u / 2"]),
    ],
)
def test_spelling(text, code):
    assert body(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "{} @ v",
        "v.T @ {}",
        "{} @ C",
        "C.T @ {}",
        "C.T @ {} @ C",
        "-b*{} @ u @ v.T",
        "{} @ (diag(v) + v @ u.T)",
        "u.T @ {} @ v",
        "tr({} @ A)",
        "diagvec({} @ A)",
        "inv({}) @ v",
        "{} @ A + {}",
        "(A @ {} @ B).T",
        "({}).T @ v",
        "({} @ C).T @ u @ v.T",
    ],
)
@pytest.mark.parametrize(
    "thin",
    [
        "(diag(u) - u @ u.T)",
        "(-b*u @ v.T - diag(v)/b + eye(n))",
        "(eye(n) - (ones(n) @ u.T - u @ v.T @ A))",
        "(-diag(u) - (-(u @ v.T)))",
    ],
)
def test_products_with_sums_of_diagonal_and_outer_ones(text, thin):
    expression = read(text.format(thin, thin))
    generator = np.random.default_rng(5)
    sizes = {"A": (4, 4), "B": (4, 4), "C": (4, 3), "u": (4, 1), "v": (4, 1)}
    values = {name: generator.standard_normal(shape) for name, shape in sizes.items()} | {"b": 0.75}
    names = [variable.name for variable in variables(expression)]
    got = run(numpy_function("f", {"value": expression}, names), **{name: values[name] for name in names})
    expected = evaluate(expression, {name: np.asarray(value) for name, value in values.items()})
    np.testing.assert_allclose(np.reshape(got, expected.shape), expected, rtol=1e-11, atol=1e-13)


def test_shared_parts_are_computed_once():
    source = numpy_source(read("tanh(A @ u)*(ones(n) - tanh(A @ u)**2)"))
    assert source.count("np.tanh") == source.count("A @ u") == 1


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
@given(expressions(depth=3))
def test_generated_code_computes_the_expression(expression):
    where = points([expression])
    assume(where)
    source = numpy_function("f", {"value": expression})
    names = [argument.arg for argument in ast.parse(source).body[-1].args.args]
    for point in where:
        expected = evaluate(expression, point.values, point.sizes)
        values = {name: point.values.get(name, point.sizes.get(name)) for name in names}
        with np.errstate(all="ignore"):
            got = np.asarray(run(source, **values))
        assert got.shape == expected.shape or (expected.shape == (1, 1) and got.ndim == 0)
        assert got.reshape(expected.shape) == pytest.approx(expected, rel=1e-7, abs=1e-7)


@pytest.mark.parametrize("scale", [1000.0, -1000.0])
@pytest.mark.parametrize(
    "text",
    [
        "sum(phi(u))",
        "phi(u)*sigmoid(u)",
        "sigmoid(u)",
        "softmax(u)",
        "lse(u)",
        "rowsoftmax(u @ v.T)",
        "rowlse(u @ v.T)",
        "log(ones(n) + exp(u))",
        "v*exp(u)/(ones(n) + exp(u))",
        "v/(ones(n) + exp(-u))",
        "exp(u)/sum(exp(u))",
    ],
)
def test_nothing_overflows_at_a_thousand(text, scale):
    expression = read(text)
    source = numpy_function("f", {"value": expression}, ["u", "v"])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        got = run(source, u=scale * np.array([[1.0], [0.25], [-1]]), v=np.array([[1.0], [2], [3]]))
    assert np.all(np.isfinite(got))


TINY = (5e-324, 1e-310, 1e-300, 1e-20, 1e-8)
RANGE = np.array(
    [
        *np.linspace(-745, 745, 299),
        *np.linspace(-40, 40, 401),
        *(sign * size for sign in (1, -1) for size in (0.0, *TINY, 1e3, 1e5, 1e308)),
    ]
)[:, None]


def exact_softplus(t):
    return mpmath.log1p(mpmath.exp(t)) if t < 1000 else t


def exact_sigmoid(t):
    return 1 / (1 + mpmath.exp(-t)) if t > -1000 else mpmath.mpf(0)


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("phi(u)", exact_softplus),
        ("log(ones(n) + exp(u))", exact_softplus),
        ("sigmoid(u)", exact_sigmoid),
        ("exp(u)/(ones(n) + exp(u))", exact_sigmoid),
        ("h = phi(u); sigmoid(u) + 0*h", exact_sigmoid),
    ],
)
def test_values_are_right_to_the_last_digits_from_the_smallest_number_to_the_largest(text, exact):
    source = numpy_function("f", {"value": read(text)}, ["u"])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        found = run(source, u=RANGE)
    with mpmath.workdps(40):
        for t, value in zip(RANGE[:, 0], found[:, 0], strict=True):
            expected = exact(mpmath.mpf(float(t)))
            # At t = -33 the sigmoid is exp(-33) with the 33 rounded to 16 times the precision of 1.
            # Below the smallest normal number, floats are 2^-1074 apart.
            error = abs(mpmath.mpf(float(value)) - expected)
            assert error <= max(20 * 2.0**-52 * expected, mpmath.mpf(2) ** -1073), t


def test_sizes_come_from_arguments():
    ones = {"d_x": read("ones(d)")}
    assert numpy_function("f", ones).startswith("def f(d):\n")
    with_shape = numpy_function("f", ones, [declare(SHAPES, {})["x"]])
    assert with_shape.startswith("def f(x):\n")
    assert with_shape.endswith("    return np.ones_like(x)\n")
    with pytest.raises(InputError, match="no argument has the size 'd'"):
        numpy_function("f", ones, ["x"])


def test_the_code_keeps_single_precision():
    values = {name: np.ones((2, 1), dtype=np.float32) for name in "uv"}
    assert (
        run(numpy_function("f", {"value": read("phi(u)*sigmoid(u) + 1/2*v")}), **values).dtype == np.float32
    )


def test_a_part_of_one_name_but_another_value_is_written_out():
    first, second = parse("z = A @ u; norm(z)", SHAPES), parse("z = B @ u; norm(z)", SHAPES)
    source = numpy_function("f", {"one": first, "two": second}, ["A", "B", "u"])
    got = run(source, A=np.eye(2), B=2 * np.eye(2), u=np.array([[3.0], [4.0]]))
    assert got == pytest.approx((5, 10))


@pytest.mark.parametrize(
    ("returns", "arguments", "message"),
    [
        ({"value": "A @ u"}, ["A"], "'u' is used by f"),
        ({"u": "A @ u"}, ["A", "u"], "cannot both take and return 'u'"),
        ({"lambda": "u"}, ["u"], "not a name in Python"),
    ],
)
def test_an_impossible_function_is_refused(returns, arguments, message):
    with pytest.raises(InputError, match="error") as caught:
        numpy_function("f", {name: read(text) for name, text in returns.items()}, arguments)
    assert message in str(caught.value)


def test_only_numpy_is_used():
    everything = numpy_function(
        "f", {"value": read(FORWARD + "norm(r)**2 + lse(h) + logdet(A) + tr(inv(B))")}
    )
    loaded = {node.id for node in ast.walk(ast.parse(everything)) if isinstance(node, ast.Name)}
    known = {"z", "h", "r", "top", "d", "k", "p", "n", "shapes", *declare(SHAPES, {})}
    assert loaded - known == {"np", "ValueError"}


def test_np_always_means_numpy():
    source = numpy_function("f", {"value": parse("lambda1*np + x", {"np": "n", "lambda1": "", "x": "n"})})
    assert source.startswith("def f(lambda1, np_, x):\n")
    got = run(source, lambda1=2.0, np_=np.ones((3, 1)), x=np.ones((3, 1)))
    np.testing.assert_array_equal(got, 3 * np.ones((3, 1)))


def test_a_size_has_a_name_of_its_own_beside_a_number_of_that_name():
    source = numpy_function("f", {"value": parse("x/n + A @ x", {"x": "n", "n": "", "A": "n,n"})})
    assert "    size_n = x.shape[0]\n" in source
    got = run(source, x=np.ones((3, 1)), n=4.0, A=np.eye(3))
    np.testing.assert_array_equal(got, 1.25 * np.ones((3, 1)))
    with pytest.raises(ValueError, match=r"x must be \(n, 1\), A \(n, n\), n a number"):
        run(source, x=np.ones((3, 1)), n=np.ones(3), A=np.eye(3))


def test_long_signatures_and_results_are_broken():
    shapes = {f"argument_number_{i}": "n" for i in range(9)}
    returns = {f"twice_{name}": parse(f"2*{name}", shapes) for name in shapes}
    source = numpy_function("f", returns)
    assert max(map(len, source.splitlines())) <= 79
    ones = {name: i * np.ones((2, 1)) for i, name in enumerate(shapes)}
    for i, got in enumerate(run(source, **ones)):
        np.testing.assert_array_equal(got, 2 * i * np.ones((2, 1)))


def test_squares_are_divided_beside_other_factors():
    text = "b**2/(exp(-b)/3 - 1)/(sigmoid(b - 1)/(b**2 + 2)**2)**(-1)"
    t, got = 0.7, run(numpy_function("f", {"value": read(text)}), b=0.7)
    logistic = 1 / (1 + np.exp(1 - t))
    assert got == pytest.approx(t**2 / (np.exp(-t) / 3 - 1) * logistic / (t**2 + 2) ** 2, rel=1e-12)


def test_a_variable_called_e_is_not_a_number():
    """The transpose of e is not e itself: a row next to a column would broadcast to a matrix."""
    shapes = {"W": "k,m", "e": "m", "s": "m", "M": "m,n"}
    found = derive_all("sum(((colsum(W) + e.T)*s.T) @ tanh(M))", ["M"], shapes)
    names: dict[str, Any] = {"np": np}
    exec(found.numpy_function("f", ["W", "e", "s", "M"]), names)
    draw = np.random.default_rng(3)
    W, e, s, M = (draw.standard_normal(shape) for shape in ((2, 3), (3, 1), (3, 1), (3, 4)))
    expected = ((W.sum(0) + e[:, 0]) * s[:, 0])[:, None] * (1 - np.tanh(M) ** 2)
    assert names["f"](W, e, s, M) == pytest.approx(expected)


@pytest.mark.parametrize("size", [1, 3])
def test_an_outer_product_with_a_row(size):
    """The Jacobian of (xᵀA x) x has a second factor that is written as a row."""
    found = derive_all("(x.T @ A @ x)*x", ["x"], {"x": "n", "A": "n,n"})
    names: dict[str, Any] = {"np": np}
    exec(found.numpy_function("f", ["x", "A"]), names)
    draw = np.random.default_rng(4)
    x, A = draw.standard_normal((size, 1)), draw.standard_normal((size, size))
    expected = (x.T @ A @ x) * np.eye(size) + x @ x.T @ (A + A.T)
    assert names["f"](x, A) == pytest.approx(expected)
