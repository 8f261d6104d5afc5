"""The submitted script: right gradients, stable functions, and a demonstration that fits any network."""

import ast
import contextlib
import io
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

import solutions.Q3_AIE6001_A1 as script
from solutions.observations import observe

SOURCE = Path(script.__file__)

THREE_LAYERS = """
SHAPES = {"x": ("d",), "y": ("k",), "W1": ("p", "d"), "W2": ("m", "p"), "W3": ("k", "m")}
WEIGHTS = ["W1", "W2", "W3"]

def phi(t):
    return np.tanh(t)

def phi_prime(t):
    return 1 - np.tanh(t) ** 2

def loss(x, y, W1, W2, W3):
    return np.linalg.norm(y - W3 @ phi(W2 @ phi(W1 @ x))) ** 2

def compute_gradients(x, y, W1, W2, W3):
    z1 = W1 @ x
    z2 = W2 @ phi(z1)
    r = y - W3 @ phi(z2)
    z2_bar = (W3.T @ (-2 * r)) * phi_prime(z2)
    z1_bar = (W2.T @ z2_bar) * phi_prime(z1)
    return z1_bar @ x.T, z2_bar @ phi(z1).T, -2 * r @ phi(z2).T
"""

CROSS_ENTROPY = """
SHAPES = {"x": (3,), "y": ("k",), "W": ("k", 3)}
WEIGHTS = ["W"]

def loss(x, y, W):
    z = W @ x
    return np.sum(y) * np.log(np.sum(np.exp(z))) - y.T @ z

def compute_gradients(x, y, W):
    z = W @ x
    return ((np.sum(y) * np.exp(z) / np.sum(np.exp(z)) - y) @ x.T,)
"""

NO_TARGET = """
SHAPES = {"x": ("d",), "A": ("d", "d")}
WEIGHTS = ["A"]

def loss(x, A):
    return np.sum((A @ x) ** 2)

def compute_gradients(x, A):
    return (2 * A @ x @ x.T,)
"""


def defined_name(node):
    if isinstance(node, ast.FunctionDef):
        return node.name
    return node.targets[0].id if isinstance(node, ast.Assign) else None


def refill(replacement):
    """Return the script's text with the definitions of `replacement` in place of its own."""
    new = {defined_name(node): node for node in ast.parse(replacement).body}
    tree = ast.parse(SOURCE.read_text(encoding="utf-8"))
    tree.body = [new.get(defined_name(node), node) for node in tree.body]
    return ast.unparse(tree)


def run(source):
    """Run the program with a short descent and return its output; a numpy warning counts as a failure."""
    source = source.replace("range(11)", "range(6)")
    with contextlib.redirect_stdout(io.StringIO()) as printed, warnings.catch_warnings():
        warnings.simplefilter("error")
        exec(compile(source, "script", "exec"), {"__name__": "__main__"})
    return printed.getvalue()


def complex_step(x, y, weights, index, entry):
    """Return one entry of the gradient as Im F(w + ih) / h, with softplus written for complex numbers."""
    shifted = [weight.astype(complex) for weight in weights]
    shifted[index][entry] += 1e-30j
    W1, W2 = shifted
    return np.sum((y - W2 @ np.log(1 + np.exp(W1 @ x))) ** 2).imag / 1e-30


@pytest.mark.parametrize(("d", "k", "p"), [(1, 1, 1), (3, 2, 4), (4, 1, 4), (1, 5, 2)])
def test_gradients_equal_the_complex_step(d, k, p):
    rng = np.random.default_rng(d + 10 * k + 100 * p)
    x, y = rng.standard_normal((d, 1)), rng.standard_normal((k, 1))
    weights = [rng.standard_normal((p, d)), rng.standard_normal((k, p))]
    for index, gradient in enumerate(script.compute_gradients(x, y, *weights)):
        expected = [complex_step(x, y, weights, index, entry) for entry in np.ndindex(*weights[index].shape)]
        np.testing.assert_allclose(gradient, np.reshape(expected, weights[index].shape), rtol=1e-12)


def test_softplus_and_its_derivative_do_not_overflow():
    t = np.array([-1000.0, 0.0, 1000.0])
    with np.errstate(over="raise", invalid="raise"):
        np.testing.assert_allclose(script.phi(t), [0, np.log(2), 1000])
        np.testing.assert_allclose(script.phi_prime(t), [0, 0.5, 1])


def test_the_program_imports_numpy_only_and_is_deterministic():
    imports = [
        node
        for node in ast.walk(ast.parse(SOURCE.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert [ast.unparse(node) for node in imports] == ["import numpy as np"]
    first = subprocess.run([sys.executable, SOURCE], capture_output=True, text=True, check=True)
    assert not first.stderr
    assert first.stdout.startswith(run(SOURCE.read_text(encoding="utf-8")))
    assert max(map(len, first.stdout.splitlines())) <= 88


@pytest.mark.parametrize(
    ("network", "weights"),
    [(THREE_LAYERS, ["W1", "W2", "W3"]), (CROSS_ENTROPY, ["W"]), (NO_TARGET, ["A"])],
)
def test_the_demonstration_fits_another_network(network, weights):
    seen = observe(run(refill(network)))
    assert [summary.weight for summary in seen.gradient_check.weights] == weights
    assert seen.gradient_check.agrees
    assert seen.training.fell_monotonically
    assert not seen.warnings


def test_the_loss_is_computed_only_where_it_is_printed(monkeypatch, capsys):
    seen = []
    monkeypatch.setattr(script, "loss_at", lambda point: float(len(seen.append(point) or seen)))
    script.train()
    rows = capsys.readouterr().out.splitlines()[3:]
    assert len(rows) == len(script.REPORTED_STEPS)
    assert len(seen) == script.SAMPLES * len(rows)


def test_a_steep_network_does_not_overshoot():
    steep = "def phi(t):\n    return np.exp(t)\n\ndef phi_prime(t):\n    return np.exp(t)"
    assert observe(run(refill(steep))).training.fell_monotonically


def test_a_gradient_of_the_wrong_shape_is_not_broadcast():
    row = NO_TARGET.replace("2 * A @ x @ x.T", "2 * (A @ x).T")
    with pytest.raises(ValueError, match=r"dF/dA has shape \(1, 3\), A \(3, 3\)"):
        run(refill(row))
