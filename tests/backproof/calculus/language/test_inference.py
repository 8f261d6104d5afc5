"""Undeclared shapes: inferred, reported together with the alternatives, or asked for."""

from __future__ import annotations

import itertools
import re
from contextlib import suppress

import numpy as np
import pytest

from backproof.calculus.derivations import derive_all
from backproof.calculus.evaluation.evaluate import evaluate
from backproof.calculus.inference.conventions import Oddness, kind_of_shape
from backproof.calculus.inference.readings import Problem, readings_of
from backproof.calculus.inference.remedies import rewritings
from backproof.calculus.inference.shapes import infer_shapes, settle
from backproof.calculus.language.expression import Count, Multiply, Ones, Structural
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.syntax import grammar
from backproof.calculus.language.syntax.spreading import Spreading
from backproof.calculus.language.tree import walk
from backproof.diagnostic import InputError

FUNCTIONS = ("phi(t) = log(1 + exp(t))",)


def problem(text, wrt, shapes=None, properties=None, order=1):
    return Problem(text, shapes or {}, properties or {}, FUNCTIONS, tuple(wrt.split()), order)


SILENT = [
    ("norm(y - W2 @ tanh(W1 @ x))**2", "W1", {"y": "n", "W2": "n,m", "W1": "m,k", "x": "k"}),
    ("x.T @ S @ x", "x", {"x": "n", "S": "n,n"}),
    ("norm(X @ w - y)**2/2 + l*w.T @ w", "w", {"X": "n,m", "w": "m", "y": "n", "l": ""}),
    ("norm(X @ w - y)**2/2 + l*norm1(w)", "w", {"X": "n,m", "w": "m", "y": "n", "l": ""}),
    ("norm(y - w.T @ x)**2", "w", {"y": "", "w": "n", "x": "n"}),
    ("norm(Y - X @ w)**2", "w", {"Y": "n", "X": "n,m", "w": "m"}),
    ("norm(y - x @ W)**2", "W", {"y": "n", "x": "m", "W": "m,n"}),
    ("norm(X - U @ V)**2 + l*norm(U)**2", "U", {"X": "n,m", "U": "n,k", "V": "k,m", "l": ""}),
    ("C*sum(relu(ones(n) - X @ w)) + norm(w)**2/2", "w", {"C": "", "X": "n,m", "w": "m"}),
    ("-log(sigmoid(w.T @ x + b))", "w", {"w": "n", "x": "n", "b": ""}),
    ("norm(X - ones(n) @ m.T)**2", "m", {"X": "n,k", "m": "k"}),
    ("x/norm(x)", "x", {"x": "n"}),
    ("exp(x)/sum(exp(x))", "x", {"x": "n"}),
    ("sum(x)", "x", {"x": "n"}),
    ("sum(A**2)", "A", {"A": "n,m"}),
    ("sum(A*B)", "A", {"A": "n,m", "B": "n,m"}),
    ("tr(2*A)", "A", {"A": "n,n"}),
    ("norm(A - A.T)**2", "A", {"A": "n,n"}),
    ("logdet(eye(n) + X @ X.T)", "X", {"X": "n,m"}),
    ("det(s)", "s", {"s": "n,n"}),
    ("diag(x) @ y", "x", {"x": "n", "y": "n"}),
    ("p.T @ log(p)", "p", {"p": "n"}),
    ("z = W @ x + b; norm(y - sigmoid(z))**2", "b W", {"W": "n,m", "x": "m", "b": "n", "y": "n"}),
]


@pytest.mark.parametrize(("text", "wrt", "expected"), SILENT)
def test_a_single_reading_is_taken_silently(text, wrt, expected):
    settled = settle(problem(text, wrt))
    assert settled.shapes == expected
    assert settled.reading == ""
    assert len(settled.notes) == len(expected)


OPEN = [
    ("c*x", "x", [("", ""), ("", "n"), ("n", "n")]),
    ("sum(x*y)", "x", [("n", "n"), ("n", ""), ("", "n")]),
    ("c*norm(x)**2", "x", [("",), ("n",)]),
    ("b*phi(a.T @ phi(x))", "x", [("",), ("n",)]),
    ("log(x)", "x", [("",), ("n",)]),
    ("softmax(c*x)", "x", [("", "n"), ("n", "n"), ("n", "")]),
    ("sum(x*log(x/y))", "y", [("n", "n"), ("n", "")]),
    ("norm(x - m)**2/(2*s**2)", "x", [("",), ("n",)]),
]


@pytest.mark.parametrize(("text", "wrt", "expected"), OPEN)
def test_readings_with_other_derivatives_are_reported(text, wrt, expected):
    readings = settle(problem(text, wrt)).readings
    kinds = [tuple("n" if shape else "" for shape in item.shapes.values()) for item in readings]
    assert kinds[0] == expected[0]
    assert set(kinds) == set(expected)
    assert len({item.gradients for item in readings}) == len(readings)


def test_a_scalar_with_the_letter_of_a_size_may_be_that_size():
    taken, tied = settle(problem("n*norm(x)**2", "x")).readings
    assert taken.shapes == {"n": ""}
    assert (tied.text, tied.shapes) == ("sum(ones(n))*norm(x)**2", {"x": "n"})
    of_samples = settle(problem("norm(X @ w - y)**2/n", "w")).readings
    assert {item.shapes.get("X") for item in of_samples} == {None, "n,k", "m,n"}
    assert settle(problem("n*norm(x)**2", "x", {"x": "d"})).readings == ()


ASKED = [
    ("x.T*A*x", "x", "x is transposed", "x.T @ A @ x"),
    ("x.T*y", "x", "x is transposed", "x.T @ y"),
    ("1/2*x.T*A*x - b.T*x", "x", "x is transposed", "1/2*x.T @ A @ x - b.T @ x"),
    ("x - sum(x)/n", "x", "a scalar", "x - sum(x)/n*ones(m)"),
    ("logdet(I + x @ x.T)", "x", "I is not declared", "logdet(eye(n) + x @ x.T)"),
    ("inv(X.T @ X + l*I) @ X.T @ y", "y", "I is not declared", "inv(X.T @ X + l*eye(n)) @ X.T @ y"),
    ("norm(W - Id)", "W", "Id is not declared", "norm(W - eye(n))"),
    ("I*x", "x", "not a matrix product", "eye(n) @ x"),
    ("tr(A**3)", "A", "entry by entry, even inside tr", "tr(A @ A @ A)"),
    ("tr((A @ B)**2)", "A", "entry by entry", "tr((A @ B) @ (A @ B))"),
    ("tr(A.T*B)", "A", "entry by entry", "tr(A.T @ B)"),
    ("det(A*B)", "A", "entry by entry", "det(A @ B)"),
    ("tr(exp(A))", "A", "entry by entry", None),
    ("x.T @ A**2 @ x", "x", "entry by entry", "x.T @ A @ A @ x"),
    ("A**-1 @ b", "b", "the inverse is inv", "inv(A) @ b"),
    ("tr(1/A)", "A", "entry by entry", "tr(inv(A))"),
    ("A*x", "x", "not a matrix product", "A @ x"),
    ("norm(A*x - b)**2", "x", "A would have to be a column vector", "norm(A @ x - b)**2"),
    ("h = relu(W*x); v.T*h", "W", "W would have to be", "h = relu(W @ x); v.T @ h"),
    ("norm(x*y.T)**2", "x", "not an outer product", "norm(x @ y.T)**2"),
    ("norm(y - w.T @ X)", "w", "y would have to be a row", None),
    ("tr(A*X*B)", "X", "entry by entry", "tr(A @ X @ B)"),
    ("A.T*A*x", "x", "not a matrix product", "A.T @ A @ x"),
    ("l*x.T*A*x", "x", "x is transposed", "l*x.T @ A @ x"),
    ("c*norm(A*x - b)", "x", "A would have to be", "c*norm(A @ x - b)"),
    (
        "(A*x - b).T*(A*x - b) + l*x.T*x",
        "x",
        "x is transposed",
        "(A @ x - b).T @ (A @ x - b) + l*x.T @ x",
    ),
    ("logdet(I + x*x.T)", "x", "entry by entry", "logdet(eye(n) + x @ x.T)"),
]


def question(text, wrt, shapes=None):
    with pytest.raises(InputError) as caught:
        settle(problem(text, wrt, shapes))
    assert caught.value.exit_code == 2
    (found,) = caught.value.diagnostics
    assert "\n" not in str(found)
    return found


@pytest.mark.parametrize(("text", "wrt", "message", "meant"), ASKED)
def test_likely_mistakes_are_questioned(text, wrt, message, meant):
    found = question(text, wrt)
    assert message in found.message
    assert found.source == text
    assert found.column is not None
    if meant is not None:
        assert f"write `{meant}`" in str(found.hint)


def options(text):
    return dict(pair.split("=", 1) for pair in text.replace("--shape ", "").split())


def remedies(text, wrt):
    """Yield the remedies that the question proposes, as text and shapes to type."""
    hint = str(question(text, wrt).hint)
    for written in re.findall(r"write `([^`]*)`", hint):
        yield written, {}
    for added in re.findall(r"add ((?:--shape \S+ ?)+)", hint):
        yield text, options(added)


@pytest.mark.parametrize(("text", "wrt"), [item[:2] for item in ASKED])
def test_every_remedy_works_when_followed_to_the_letter(text, wrt):
    found = list(remedies(text, wrt))
    assert found
    for written, shapes in found:
        settled = settle(problem(written, wrt, shapes))
        derived = derive_all(written, wrt.split(), settled.shapes, functions=FUNCTIONS)
        assert all(item.passed for item in derived.of.values())


@pytest.mark.parametrize(
    ("text", "wrt"), [*(item[:2] for item in OPEN), ("n*norm(x)**2", "x"), ("norm(X @ w - y)**2/n", "w")]
)
def test_the_shapes_of_a_reading_settle_it(text, wrt):
    settled = settle(problem(text, wrt))
    assert settled.reading
    for reading in settled.readings:
        again = settle(problem(reading.text, wrt, options(reading.options)))
        assert again.readings == ()
        for name, shape in reading.shapes.items():
            assert again.shapes[name] == shape


def test_each_reading_has_its_own_derivative():
    """The three readings of c*x agree with differences of NumPy's own product."""
    for reading in settle(problem("c*x", "x")).readings:
        size = {name: 3 if shape else 1 for name, shape in reading.shapes.items()}
        rng = np.random.default_rng(7)
        c, x = (rng.normal(size=size[name]) for name in ("c", "x"))
        jacobian = np.column_stack([(c * (x + e) - c * (x - e)) / 2 for e in np.eye(size["x"])])
        derived = derive_all("c*x", ["x"], settle(problem("c*x", "x", reading.shapes)).shapes)["x"]
        found = evaluate(derived.gradient, {"c": c, "x": x}, sizes={"n": 3})
        assert found == pytest.approx(jacobian, abs=1e-12)


SMALL = [
    "x.T*A*x",
    "sum(log(1 + exp(X @ w)))",
    "x*y + z",
    "c*norm(x)**2",
    "A*x - y",
    "x @ y.T",
    "tr(A*B)",
    "norm(A @ x - b)",
    "a.T*x/y",
    "diag(x) @ A",
    "softmax(a*x)",
    "rowsum(X) - y",
    "A**2 @ (x*y)",
    "z = x*y; z.T @ z",
]


@pytest.mark.parametrize("text", SMALL)
def test_the_readings_are_those_that_the_parser_accepts(monkeypatch, text):
    """All sizes up to 3 are tried for all names, one by one.

    Vectors are only spread over matrices, and products turned, where their shapes are declared.
    """
    monkeypatch.setattr(Spreading, "joined", lambda *_: None)
    monkeypatch.setattr(grammar, "is_open", lambda _: False)
    names = list(infer_or_all(text))
    expected = set()
    for sizes in itertools.product(itertools.product((1, 2, 3), repeat=2), repeat=len(names)):
        shapes = dict(zip(names, sizes, strict=True))
        try:
            found = parse(text, shapes)
        except InputError:
            continue
        # A variable that is a number is added to an array only where it is declared.
        if any(isinstance(part, Multiply) and isinstance(part.right, Ones) for part in walk(found)):
            continue
        # The diagonal of an undeclared matrix is diagvec alone.
        if any(isinstance(part, Structural) and part.name == "diagvec" for part in walk(found)):
            continue
        expected.add(tuple(kind_of_shape(shapes[name]) for name in names))
    found = readings_of(problem(text, ""), Oddness.SENSELESS)
    assert {tuple(item.kinds[name] for name in names) for item in found} == expected


def infer_or_all(text):
    return problem(text, "").sketch().undeclared


def test_declared_shapes_are_kept():
    assert settle(problem("tr(A**3)", "A", {"A": "n,n"})).reading == ""
    assert settle(problem("x.T*A*x", "x", {"x": "", "A": "n,n"})).reading == ""
    assert settle(problem("logdet(I + x @ x.T)", "x", {"I": "n,n"})).shapes["x"] == "n"
    assert settle(problem("sum(log(1 + exp(X @ w)))", "w", {"X": "1,d"})).shapes["w"] == "d"
    assert settle(problem("n*norm(x)**2", "x", {"n": "", "x": "n"})).reading == ""


def test_vectors_are_spread_where_all_shapes_are_declared():
    shapes = {"X": "m,n", "mu": "n"}
    assert settle(problem("np.sum((X - X.mean(axis=0))**2)", "X", {"X": "m,n"})).notes == ()
    assert settle(problem(r"\sum_i \|x_i - \mu\|^2", "mu", shapes)).shapes == shapes


def test_a_product_of_matrices_entry_by_entry_is_noted():
    """A text without any sign of NumPy may be meant as on matrixcalculus.org."""
    shapes = {"K": "n,n", "S": "n,n"}
    assert "written with @" in settle(problem("tr(K*S)", "S", shapes)).notes[0]
    assert settle(problem("np.trace(K*S)", "S", shapes)).notes == ()


NUMBERS_ADDED = [
    ("sum(log(1 + exp(X @ w)))", "w", {"X": "n,m", "w": "m"}, "sum(log(ones(n) + exp(X @ w)))"),
    ("norm(1 - A @ x)**2", "x", {"A": "n,m", "x": "m"}, "norm(ones(n) - A @ x)**2"),
    (
        "-sum(y*log(p) + (1-y)*log(1-p))",
        "p",
        {"y": "n", "p": "n"},
        "-sum(y*log(p) + (ones(n) - y)*log(ones(n) - p))",
    ),
    ("norm(A - 1)", "A", {"A": "n,m"}, "norm(A - ones(n, m))"),
    (
        "sum(log(1 + exp(-y*(X @ w))))",
        "w",
        {"y": "n", "X": "n,m", "w": "m"},
        "sum(log(ones(n) + exp(-y*(X @ w))))",
    ),
    ("norm(x - mean(x))**2", "x", {"x": "n"}, "norm(x - sum(x)/n*ones(n))**2"),
]


@pytest.mark.parametrize(("text", "wrt", "shapes", "meant"), NUMBERS_ADDED)
def test_a_number_is_added_to_every_entry(text, wrt, shapes, meant):
    """The shapes are the usual ones, and the sum is that with ones."""
    settled = settle(problem(text, wrt))
    assert settled.shapes == shapes
    assert parse(text, shapes) == parse(meant, shapes)


def test_a_size_is_a_number_where_a_shape_has_it():
    assert settle(problem("n*norm(x)**2", "x", {"x": "n"})).readings == ()
    assert Count("n") in walk(parse("n*norm(x)**2", {"x": "n"}))
    assert Count("n") not in walk(parse("n*norm(x)**2", {"x": "n", "n": ""}))


@pytest.mark.parametrize(
    ("text", "shapes"),
    [
        ("x - ones(n)*sum(x)/n", {"x": "n"}),
        ("sum(x - ones((m, 1)))/m", {"x": "m"}),
        (r"x^\top(I_n - \frac{1}{n}\mathbf{1}\mathbf{1}^\top)x", {"x": "n"}),
        (r"\frac1m\sum_{i=1}^m (w^\top x_i - y_i)^2", {"X": "m,n", "w": "n", "y": "m"}),
        (r"\frac{1}{N}\sum_{i=1}^N \sum_{j=1}^d A_{ij}^2", {"A": "N,d"}),
        (r"-\frac{n}{2}\log t - \frac{1}{2t}\sum_{i=1}^n (x_i-\mu)^2", {"t": "", "x": "n", "mu": ""}),
    ],
)
def test_a_letter_that_states_a_size_is_its_number(text, shapes):
    settled = settle(problem(text, next(iter(shapes))))
    assert settled.shapes == shapes
    size = next(size for shape in shapes.values() for size in shape.split(",") if size)
    assert Count(size) in walk(parse(text, settled.shapes))


def test_under_a_sum_a_name_without_an_index_is_a_scalar():
    text = r"\sum_i w_i(x_i-\bar{x})^2 + \sum_i \sqrt{z_i^2+\epsilon}"
    shapes = {"w": "n", "x": "n", "x_bar": "", "z": "m", "epsilon": ""}
    assert settle(problem(text, "w")).shapes == shapes


@pytest.mark.parametrize(
    ("text", "shapes"),
    [
        ("(np.ones(m) @ A @ x)**2", {"A": "m,n", "x": "n"}),
        ("2*np.ones((m,)).dot(A.dot(x))", {"A": "m,n", "x": "n"}),
        ("np.ones(m)/m @ (y - A @ x)**2", {"A": "m,n", "x": "n", "y": "m"}),
        ("(x - np.ones(n)) @ S @ np.ones(n)", {"S": "n,n", "x": "n"}),
        ("norm(A - x @ np.ones(n).T)**2", {"A": "m,n", "x": "m"}),
        ("norm(A - ones(m) @ (ones(m).T @ A/m))**2 + sum(x)", {"A": "m,n", "x": "k"}),
        ("norm(A - 1/m*ones(m) @ colsum(A))**2 + sum(x)", {"A": "m,n", "x": "k"}),
    ],
)
def test_ones_before_a_matrix_are_numpys_vector(text, shapes):
    """They add up its rows; before a row, they repeat it."""
    assert settle(problem(text, "x")).shapes == shapes


def test_a_size_without_an_owner_is_questioned():
    found = question("logdet(S) - tr(eye(n)) + m.T @ inv(S) @ m", "S")
    assert "no variable has the size n" in found.message
    offered = re.findall(r"--shape (\w+)=([\w,]+)", str(found.hint))
    assert set(offered) == {("S", "n,n"), ("m", "n")}
    for name, shape in offered:
        settled = settle(problem(found.source, "S", {name: shape}))
        assert settled.shapes == {"S": "n,n", "m": "n"}


def test_a_size_letter_counts_as_a_size_only_as_a_factor():
    assert settle(problem("relu(m - norm(x))", "x")).reading == ""
    assert "m is the length of x" in settle(problem("norm(x)**2/m", "x")).reading
    assert settle(problem("x + m*ones(n)", "x")).shapes == {"x": "n", "m": ""}


def test_an_elementwise_product_inside_a_matrix_product_is_intended():
    assert settle(problem("tr(A.T @ (X*X - ones(n,m)))", "X")).shapes == {"A": "n,m", "X": "n,m"}
    assert settle(problem("logdet(s**2*exp(-D/2) + l*eye(n))", "s")).shapes["D"] == "n,n"


def test_rows_and_columns_that_differ_are_a_question():
    found = list(remedies("rowsum(x.T - y)", "x"))
    assert [shapes for _, shapes in found] == [{"x": "n", "y": "1,n"}, {"x": "1,n", "y": "n"}]
    for text, shapes in found:
        assert settle(problem(text, "x", shapes)).readings == ()


def test_a_capital_letter_does_not_become_a_scalar_for_differentiation():
    assert settle(problem("A*norm(x)", "A")).shapes["A"] == "n,m"
    assert settle(problem("A*norm(x)", "x")).shapes["A"] == ""


def test_suggestions_are_on_one_line():
    text = "r = y - X*w  # the residual\nf = norm(\n  r)**2\n\nf"
    assert "write `r = y - X @ w; f = norm( r)**2; f`" in str(question(text, "w").hint)
    tied = settle(problem("s = norm(x)**2\nn*s", "x"))
    assert "\n" not in tied.reading
    assert '"s = norm(x)**2; sum(ones(n))*s" --shape x=n' in tied.reading


def test_rewritings_change_each_place_once():
    assert set(rewritings("tr((A*B)**2)", ["n"])) == {
        "tr((A @ B)**2)",
        "tr((A.T @ B)**2)",
        "tr((A*B) @ (A*B))",
    }
    assert rewritings("sum(1 - 2*x)", ["n"]) == ["sum(ones(n) - 2*x)"]
    assert rewritings("sum(x)", ["n"]) == []


@pytest.mark.parametrize(
    ("text", "wrt", "shapes", "meant"),
    [
        ("np.exp(A*x)", "x", {"A": "n,n", "x": "n"}, "np.exp(A @ x)"),
        ("norm(A*x - b)", "x", {"A": "m,n"}, "norm(A @ x - b)"),
    ],
)
def test_where_no_shapes_fit_a_text_that_does_is_proposed(text, wrt, shapes, meant):
    assert f"write `{meant}`" in str(question(text, wrt, shapes).hint)
    assert settle(problem(meant, wrt, shapes)).reading == ""


def test_names_that_fit_only_with_swapped_case_are_questioned():
    found = question("norm(y - w.T @ X)", "w", {"y": "n"})
    assert "w would have to be a" in found.message
    assert "--shape w=m,n --shape X=m" in str(found.hint)


@pytest.mark.parametrize(
    ("text", "unused"),
    [
        ("h = tanh(x); sum(x)", ["h"]),
        ("h = tanh(x); r = h - y; F = sum(h)", ["r"]),
        ("h = tanh(x); F = sum(h)", []),
        ("F = sum(x)", []),
        ("h = S @ x\nr = h - y\nnorm(r)**2", []),
        (r"h = \sigma(w^\top x), \quad L = x^\top x", ["h"]),
    ],
)
def test_a_named_part_that_is_not_used_is_noted(text, unused):
    notes = settle(problem(text, "x")).notes
    assert [note.split()[0] for note in notes if "does not use it" in note] == unused


def test_a_symmetric_matrix_is_square():
    shapes = settle(problem("norm(S @ x)", "x", properties={"S": ["symmetric"]})).shapes
    assert shapes == {"S": "n,n", "x": "n"}


@pytest.mark.parametrize(
    ("text", "wrt", "shapes", "properties", "message"),
    [
        ("x.T @ x", "q", {}, {}, "no variable 'q' to differentiate by"),
        ("x.T @ x", "x", {"X": "n"}, {}, "a shape is given for 'X'.*did you mean 'x'|its variables are x"),
        ("x.T @ x", "x", {}, {"Q": ["symmetric"]}, "a property is given for 'Q'"),
        ("z = W @ x; norm(z)", "z", {}, {}, "'z' is a part of the expression"),
        ("z = W @ x; norm(z)", "x", {"z": "n"}, {}, "'z' is a part of the expression"),
        ("A @ x + A.T @ x", "x", {"A": "m,n"}, {}, "the sizes m and n would have to be equal"),
        ("", "x", {}, {}, "there is no"),
    ],
)
def test_bad_names_are_one_line(text, wrt, shapes, properties, message):
    with pytest.raises(InputError, match=message):
        settle(problem(text, wrt, shapes, properties))


@pytest.mark.slow
def test_the_search_over_many_names_is_bounded():
    text = " + ".join(f"a{i}*x{i}.T @ B{i}*c{i}" for i in range(12))
    with suppress(InputError):
        assert len(settle(problem(text, "x1")).shapes) == 48


def test_a_formula_that_is_only_shown_has_its_preferred_reading():
    shapes, notes = infer_shapes("y = sum(x); 4*y**3*ones(d)")
    assert shapes == {"x": "n"}
    assert notes == (
        "x is a column vector of length n (from the expression; a lowercase letter is a vector or a scalar)",
    )


@pytest.mark.parametrize(
    ("text", "gradient"),
    [
        ("w·x + b", "w"),
        ("(y − w·x)²", "-2*(y - w.T @ x)*w"),
        (r"x \cdot A x", "(A + A.T) @ x"),
        ("λ·x·w", "lam*w"),
        ("np.dot(c, t)*np.dot(x, z)", "c*t*z"),
    ],
)
def test_a_dot_between_vectors_is_their_inner_product(text: str, gradient: str) -> None:
    shapes, _ = infer_shapes(text)
    assert str(derive_all(text, ["x"], shapes)["x"].gradient) == gradient


@pytest.mark.parametrize(
    ("text", "meant", "shapes"),
    [
        ("x @ w", "x.T @ w", {"x": "n", "w": "n"}),
        ("y @ np.log(p)", "y.T @ log(p)", {"y": "n", "p": "n"}),
        ("x @ A @ y", "x.T @ A @ y", {"x": "n", "A": "n,m", "y": "m"}),
        ("(x-m) @ inv(S) @ (x-m)", "(x - m).T @ inv(S) @ (x - m)", {"x": "n", "m": "n", "S": "n,n"}),
        ("x @ A.T @ A @ x + 2*b @ A @ x", None, {"x": "n", "A": "m,n", "b": "m"}),
        ("np.tanh(x @ W + b).sum()", None, {"x": "n", "W": "n,m", "b": "m"}),
        ("X.mv(w).dot(y)", "(X @ w).T @ y", {"X": "n,m", "w": "m", "y": "n"}),
        ("np.linalg.solve(S, x) @ x", "(inv(S) @ x).T @ x", {"S": "n,n", "x": "n"}),
        ("np.diag(S) @ x", "diagvec(S).T @ x", {"S": "n,n", "x": "n"}),
        ("np.sum((X - mu)**2)", "sum((X - ones(n) @ mu.T)**2)", {"X": "n,m", "mu": "m"}),
        ("np.sum((X @ W + b)**2)", None, {"X": "n,m", "W": "m,k", "b": "k"}),
        ("sum(sum((X - mu').^2))", None, {"X": "n,m", "mu": "m"}),
        ("np.sum((x[:, None] - z[None, :])**2)", None, {"x": "n", "z": "m"}),
        ("np.sum((x[:, None] - z)**2)", None, {"x": "n", "z": "m"}),
        ("x[0]**2 + x[1:] @ x[1:]", None, {"x": "n + 1"}),
        ("x[:-1] @ x[1:]", None, {"x": "n + 1"}),
        ("b'/S*b", "b.T @ inv(S) @ b", {"b": "n", "S": "n,n"}),
        ("sum(x.reshape(-1, 1) @ z.reshape(1, -1))", "sum(x @ z.T)", {"x": "n", "z": "m"}),
        ("np.sum((x.unsqueeze(1) - z.unsqueeze(0))**2)", None, {"x": "n", "z": "m"}),
        ("(x - x.mean()) @ (z - z.mean())", None, {"x": "n", "z": "n"}),
        ("0.5*lam*x @ x", "(0.5*lam*x).T @ x", {"lam": "", "x": "n"}),
        ("np.mean(np.logaddexp(0, X @ w))", None, {"X": "n,m", "w": "m"}),
        ("jax.nn.softmax(x) @ z", "softmax(x).T @ z", {"x": "n", "z": "n"}),
        ("A[:, 0] @ y + A[0, 2]", "A[:, 0].T @ y + A[0, 2]", {"A": "n,m", "y": "n"}),
        ("np.diag(S @ K).sum()", "sum(diagvec(S @ K))", {"S": "n,m", "K": "m,n"}),
        ("optax.huber_loss(x, z)", "huber_loss(x, z)", {"x": "n", "z": "n"}),
        ("np.sum((X - y[:, None])**2)", None, {"X": "n,m", "y": "n"}),
        ("np.sum((x[1:] - x[:-1])**2)", None, {"x": "n + 1"}),
        ("sum((x(2:end) - x(1:end-1)).^2)", None, {"x": "n + 1"}),
        ("sum((x(3:end) - 2*x(2:end-1) + x(1:end-2)).^2)", None, {"x": "n + 2"}),
        ("sum(log(diag(S)))", "sum(log(diagvec(S)))", {"S": "n,n"}),
        ("sum((y - theta(1) - theta(2)*X(:,1)).^2)", None, {"y": "n", "theta": "m", "X": "n,k"}),
        ("vec(A)'*vec(B)", "sum(A*B)", {"A": "n,m", "B": "n,m"}),
        ("(kron(S,K)*vec(X))'*vec(X)", None, {"S": "n,n", "K": "m,m", "X": "m,n"}),
        ("sum(max(abs(x) - t, 0))", None, {"x": "n", "t": ""}),
        ("sum(sqrt(x.^2 + eps))", None, {"x": "n", "eps": ""}),
        ("c*X.size", None, {"c": "", "X": "n,m"}),
        ("tr(AXBXᵀ)", "tr(A @ X @ B @ X.T)", {"A": "n,n", "X": "n,m", "B": "m,m"}),
    ],
)
def test_arrays_of_one_axis_are_read_as_numpy_computes_them(text, meant, shapes):
    found = settle(problem(text, next(iter(shapes))))
    assert found.shapes == shapes
    if meant is not None:
        assert parse(text, shapes) == parse(meant, shapes)


@pytest.mark.parametrize(
    ("text", "wrt", "message", "remedy"),
    [
        (r"\sum_i x_i + x_i^2", "x", "x_i is outside of the sum over i", r"\sum_i (x_i + x_i^2)"),
        ("Σᵢ xᵢ + xᵢ²", "x", "x_i is outside", "Σᵢ (xᵢ + xᵢ²)"),
        (
            r"\sum_{i=1}^m y_i \log\sigma(w^\top x_i) + (1 - y_i)\log(1 - \sigma(w^\top x_i))",
            "w",
            "x_i is outside",
            r"\sum_{i=1}^m (y_i \log\sigma(w^\top x_i) + (1 - y_i)\log(1 - \sigma(w^\top x_i)))",
        ),
        (r"\log\det(S + \lambda I)", "S", "I is not declared", r"\log\det(S + \lambda I_n)"),
        (r"\|x - \mathbf{I} z\|^2", "x", "I is not declared", r"\|x - \mathbf{I}_n z\|^2"),
        (r"\operatorname{Tr}[S \log S]", "S", "is computed entry by entry, even inside tr", "tr(S @ K)"),
    ],
)
def test_what_would_be_a_variable_or_of_entries_is_a_question(text, wrt, message, remedy):
    with pytest.raises(InputError, match=message):
        settle(problem(text, wrt))
    settle(problem(remedy, wrt))


@pytest.mark.parametrize(
    "text", [r"\operatorname{vec}(AXB)", "norm(vec(X) - y)**2", "vec(A*X*B)'*c", "−Σ p log p"]
)
def test_what_has_no_meaning_here_is_not_read_otherwise(text):
    with pytest.raises(InputError, match=r"vec stands|Sigma|shapes do not fit"):
        settle(problem(text, "p" if "p" in text.split() else "X"))


@pytest.mark.parametrize(
    ("text", "wrt", "shape"),
    [("sum(softmax(W @ x + b)*t)", "W", "n"), ("sum((x - x.mean())*t)", "x", "n"), ("c*sum(x)", "x", "")],
)
def test_a_reading_in_which_nothing_changes_is_not_preferred(text: str, wrt: str, shape: str) -> None:
    name = "c" if "c*" in text else "t"
    assert settle(Problem(text, {}, {}, wrt=(wrt,))).shapes[name] == shape


@pytest.mark.parametrize(
    ("text", "wrt", "entry", "meant"),
    [
        (r"-\log(e^{z_k}/\sum_j e^{z_j})", "z", r"t^\top z", "-log(exp(t.T @ z)/sum(exp(z)))"),
        (r"-z_2 + \log\sum_j e^{z_j}", "z", "z[2]", "-z[1] + log(sum(exp(z)))"),
        ("-z_k + log(sum(exp(z)))", "z", "t @ z", "(-t).T @ z + log(sum(exp(z)))"),
        ("-z_1 + log(sum(exp(z)))", "z", "z[0]", "-z[0] + log(sum(exp(z)))"),
        (r"-\log(e^{z_y}/\sum_j e^{z_j})", "z", r"t^\top z", "-log(exp(t.T @ z)/sum(exp(z)))"),
        (r"\sum_{ij} z_{ij}^2 - z_{21}", "z", "z[2, 1]", "sum(z**2) - z[1, 0]"),
        (r"\mu_k + \log\sum_j e^{\mu_j}", "mu", r"t^\top \mu", "t.T @ mu + log(sum(exp(mu)))"),
    ],
)
def test_an_entry_with_a_free_index_is_no_variable_of_its_own(
    text: str, wrt: str, entry: str, meant: str
) -> None:
    typed = re.search(r"(?:z|\\mu)_(?:[ky12]|\{21\})", text)
    assert typed
    name = re.sub(r"[\\{}]", "", typed[0])
    for asked in (wrt, name):
        with pytest.raises(InputError, match=f"{name} would be no entry of {wrt}") as raised:
            settle(Problem(text, {}, {}, wrt=(asked,)))
        assert f"`{entry}`" in str(raised.value.diagnostics[0].hint)
    shapes = {wrt: "n,m" if "ij" in text else "n", "t": "n"}
    assert parse(text.replace(typed[0], entry), shapes) == parse(meant, shapes)


@pytest.mark.parametrize(
    "text",
    [
        r"w_0 + w^\top x",
        r"\|x - w_k\|^2 + w^\top w",
        "w_1*w_2",
        r"\sum_i (y_i - w_k x_i)^2",
        "n_x*norm(w)**2",
        "w.T @ w + w_bar",
    ],
)
def test_other_indices_are_those_of_names(text: str) -> None:
    settle(Problem(text, {}, {}, wrt=(next(name for name in ("w_1", "w_k", "w") if name in text),)))
