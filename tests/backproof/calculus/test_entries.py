"""Entries, parts, literal matrices and blocks: derivatives, values, printed forms and remedies."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backproof.calculus import derive, derive_all, parse
from backproof.calculus.evaluation.evaluate import evaluate
from backproof.calculus.language.tree import to_text
from backproof.calculus.printing.latex import to_latex
from backproof.calculus.printing.unicode import to_unicode
from backproof.calculus.readers.latex_reader import read_latex
from backproof.calculus.readers.values import value
from backproof.diagnostic import InputError
from backproof.proof import verify
from tests.backproof.calculus.unicode_reader import read_unicode

SHAPES = {
    **{"x": "2", "z": "3", "y": "n", "A": "m,n", "B": "k,n", "b": "m", "c": "k", "M": "2,2"},
    **{"s": "", "t": ""},
}
LENGTHS = {"n": 4, "m": 3, "k": 2}
# What is typed, in NumPy's own words on two-dimensional arrays, and the derivative by a name.
CASES = [
    ("x[0]**2 + x[1]", "x[0:1]**2 + x[1:2]", "x", "[[2*x[0]], [1]]"),
    ("x[-1]**2", "x[1:2]**2", "x", "[[0], [2*x[1]]]"),
    ("y[0]*y[2]", "y[0:1]*y[2:3]", "y", "y[2]*eye(n)[:, 0] + y[0]*eye(n)[:, 2]"),
    ("sum(y[:3]**2)", "np.sum(y[:3]**2)", "y", "2*(eye(n)[:, 0:3] @ y[0:3])"),
    ("z[1:].T @ M @ x", "z[1:].T @ M @ x", "z", "eye(3)[:, 1:3] @ M @ x"),
    ("norm(A[0, :])**2", "np.sum(A[0]**2)", "A", "2*(eye(m)[:, 0] @ A[0, :])"),
    ("eye(2*k + 1)[:, k + 1:2*k + 1] @ c", "np.eye(5)[:, 3:5] @ c", "c", "eye(2*k + 1)[:, k + 1:2*k + 1]"),
    ("t*eye(n)[:, 1].T @ (y + t*y**2)", "t*(y[1] + t*y[1]**2)", "t", "y[1]*(1 + 2*y[1]*t)"),
    ("A[:, 1].T @ b", "A[:, 1:2].T @ b", "b", "A[:, 1]"),
    (
        "[x[0]**2 + x[1], x[0]*x[1]]",
        "np.array([x[0]**2 + x[1], x[0]*x[1]])",
        "x",
        "[[2*x[0], 1], [x[1], x[0]]]",
    ),
    ("[t**2, s*t]", "np.array([[t**2], [s*t]])", "t", "[[2*t], [s]]"),
    ("[[1, 2], [3, 4]] @ x", "np.array([[1, 2], [3, 4]]) @ x", "x", "[[1, 2], [3, 4]]"),
    (
        "M[0, 0]*M[1, 1] - M[0, 1]*M[1, 0]",
        "np.linalg.det(M)",
        "M",
        "[[M[1, 1], -M[1, 0]], [-M[0, 1], M[0, 0]]]",
    ),
    (
        "norm([[A], [B]] @ y - [[b], [c]])**2",
        "np.sum((np.vstack([A, B]) @ y - np.vstack([b, c]))**2)",
        "y",
        "2*([[A], [B]].T @ ([[A], [B]] @ y - [[b], [c]]))",
    ),
    (
        "norm([[A], [B]] @ y - [[b], [c]])**2",
        "np.sum((np.vstack([A, B]) @ y - np.vstack([b, c]))**2)",
        "A",
        "2*((A @ y - b) @ y.T)",
    ),
    ("[[A, A]] @ [[y], [y]]", "2*A @ y", "y", "2*A"),
    ("x.T @ [[t, s], [s, 2]] @ x", "x.T @ np.array([[t, s], [s, 2]]) @ x", "x", "2*([[t, s], [s, 2]] @ x)"),
]
IDS = [f"{text} by {wrt}" for text, _, wrt, _ in CASES]


def drawn(seed: int) -> dict[str, Any]:
    """Return values of all names."""
    random = np.random.default_rng(seed)
    sizes = {
        name: [*(LENGTHS.get(word) or int(word) for word in text.split(",") if word), 1, 1][:2]
        for name, text in SHAPES.items()
    }
    return {name: random.normal(size=shape) for name, shape in sizes.items()}


@pytest.mark.parametrize(("text", "code", "wrt", "expected"), CASES, ids=IDS)
def test_derivatives_and_values(text: str, code: str, wrt: str, expected: str) -> None:
    """The derivative is as short as expected and proved; the value is NumPy's, also in the verifier."""
    found = derive(text, wrt, SHAPES)
    assert str(found.gradient) == expected
    assert found.passed
    values = drawn(1)
    numbers = {name: array.item() if array.size == 1 else array for name, array in values.items()}
    wanted = np.asarray(eval(code, {"np": np}, numbers)).reshape(
        evaluate(found.expression, values, LENGTHS).shape
    )
    assert evaluate(found.expression, values, LENGTHS) == pytest.approx(wanted)
    assert verify.Scope(values, LENGTHS).run(to_text(found.expression))[0] == pytest.approx(wanted)


@pytest.mark.parametrize(("text", "code", "wrt", "expected"), CASES, ids=IDS)
def test_printed_forms_are_read_back(text: str, code: str, wrt: str, expected: str) -> None:  # noqa: ARG001
    """Text, LaTeX and Unicode of the function and of its derivative have the value of what they print."""
    values = drawn(2)
    for printed in (parse(text, SHAPES), parse(expected, SHAPES)):
        wanted = evaluate(printed, values, LENGTHS)
        assert parse(to_text(printed), SHAPES) == printed
        for form, read in ((to_latex(printed), read_latex), (to_unicode(printed), read_unicode)):
            assert value(read(form, values, (), LENGTHS), values, LENGTHS) == pytest.approx(wanted)


def test_a_derivation_names_parts_and_runs() -> None:
    """Every line is true, the program gives the result, and the function is NumPy's."""
    found = derive_all("f = [exp(x[0])*x[1], sin(x[1])]; norm(f)**2", ["x"], SHAPES)
    assert all(line.check.passed for line in found.lines)
    assert found.program.passed
    source = found["x"].numpy_source
    room: dict[str, Any] = {}
    exec("import numpy as np\n" + source, room)
    function = next(
        item for name, item in room.items() if callable(item) and name != "np" and not name.startswith("_")
    )
    values = drawn(3)
    wanted = evaluate(found["x"].gradient, values, LENGTHS)
    assert np.asarray(function(values["x"])) == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x(1)^2 + x(2)", "x[0]**2 + x[1]"),
        ("A(2,:)*y", "A[1, :] @ y"),
        ("z(1:2)'*x", "z[0:2].T @ x"),
        ("½ x(1)² + t(2)", "1/2*x[0]**2 + t*2"),
        ("[x(1); x(2)]' * x", "[[x[0]], [x[1]]].T @ x"),
    ],
)
def test_entries_in_parentheses_are_counted_from_1(text: str, expected: str) -> None:
    """MATLAB's entries are understood where factors may stand side by side."""
    values = drawn(4)
    assert evaluate(parse(text, SHAPES), values, LENGTHS) == pytest.approx(
        evaluate(parse(expected, SHAPES), values, LENGTHS)
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x[2]", "entries up to 2, counted from 0"),
        ("y[-1]", "count from the first"),
        ("x[1:1]", "no entry in this range"),
        ("x[0.5]", "'0.5' is not an index"),
        ("[[A, B]]", "as many rows"),
        ("[[1, 2], [3]]", "different lengths"),
        ("[]", "nothing in these brackets"),
        ("x[0", "never closed"),
        ("x @ x(1)", "an entry x\\[0\\]"),
    ],
)
def test_faults_are_told(text: str, message: str) -> None:
    """Texts without a meaning are refused at its place, with a remedy."""
    with pytest.raises(InputError, match=message):
        parse(text, SHAPES)
