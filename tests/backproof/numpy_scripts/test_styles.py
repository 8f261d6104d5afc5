"""Gradients as students write them: no right one is refused, and of a wrong one the quantity is named."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from backproof.calculus.derivations import Derivations, derive_all
from backproof.diagnostic import ScriptError
from backproof.kinds.network.agreement import script_evidence
from backproof.numpy_scripts.script_file import read_script
from backproof.numpy_scripts.scripted import ScriptedFunction
from backproof.running.runner import Limits

WEIGHTS = ("W1", "W2")
HEAD = """\
import numpy as np

def s(t):
    return 1 / (1 + np.exp(-t))

def phi(t):
    return np.logaddexp(0, t)

"""
DEFINED = "def compute_gradients(x, y, W1, W2):\n"
USUAL = """\
    z = W1 @ x
    h = phi(z)
    r = y - W2 @ h
    g2 = -2 * r @ h.T
    g1 = -2 * (W2.T @ r) * s(z) @ x.T
    return g1, g2
"""
RIGHT = {
    "einsum": """\
    z = np.einsum("pd,do->po", W1, x)
    h = phi(z)
    r = W2 @ h - y
    back = np.einsum("kp,ko->po", W2, 2 * r) * s(z)
    return np.einsum("po,do->pd", back, x), np.einsum("ko,po->kp", 2 * r, h)
""",
    "loops": """\
    p, d = W1.shape
    k = W2.shape[0]
    z = [sum(W1[i, j] * x[j, 0] for j in range(d)) for i in range(p)]
    h = [phi(t) for t in z]
    r = [y[a, 0] - sum(W2[a, i] * h[i] for i in range(p)) for a in range(k)]
    g1, g2 = np.zeros((p, d)), np.zeros((k, p))
    for a in range(k):
        for i in range(p):
            g2[a, i] += -2 * r[a] * h[i]
            for j in range(d):
                g1[i, j] += -2 * r[a] * W2[a, i] * s(z[i]) * x[j, 0]
    return g1, g2
""",
    "in place, on copies": """\
    g = 1.0 * W1 @ x
    slope = s(g)
    h = phi(g)
    g *= 0
    r = W2 @ h
    r -= y
    r *= 2
    g += W2.T @ r
    g *= slope
    return g @ x.T, r @ h.T
""",
    "outer": """\
    z = (W1 @ x).ravel()
    h = phi(z)
    e = 2 * ((W2 @ h) - y.ravel())
    return np.outer((W2.T @ e) * s(z), x), np.outer(e, h)
""",
    "jacobians by kron": """\
    z = W1 @ x
    h = phi(z)
    e = 2 * (W2 @ h - y)
    by_w1 = e.T @ W2 @ np.diag(s(z).ravel()) @ np.kron(np.eye(len(z)), x.T)
    by_w2 = e.T @ np.kron(np.eye(len(y)), h.T)
    return by_w1.reshape(W1.shape), by_w2.reshape(W2.shape)
""",
    "a dictionary": USUAL.replace("return g1, g2", 'return {"dW2": g2, "dW1": g1}'),
    "tanh": USUAL.replace("s(z)", "(0.5 * (1 + np.tanh(z / 2)))"),
    "masked": USUAL.replace(
        "s(z)", "np.where(z > 0, 1 / (1 + np.exp(-abs(z))), 1 - 1 / (1 + np.exp(-abs(z))))"
    ),
    "a generator": USUAL.replace("return g1, g2", "yield g1\n    yield g2"),
    "a seed of its own": "    np.random.seed(0)\n" + USUAL,
    "matrices": USUAL.replace(
        "z = W1 @ x", "x, y, W1, W2 = map(np.asmatrix, (x, y, W1, W2))\n    z = W1 * x"
    ).replace("-2 * (W2.T @ r) * s(z) @ x.T", "np.multiply(-2 * (W2.T @ r), s(z)) @ x.T"),
}
CLASSES = """\
class Linear:
    def __init__(self, W):
        self.W = W
    def forward(self, x):
        self.x = x
        return self.W @ x
    def backward(self, g):
        self.grad = g @ self.x.T
        return self.W.T @ g

class Softplus:
    def forward(self, z):
        self.z = z
        return phi(z)
    def backward(self, g):
        return g * s(self.z)

def compute_gradients(x, y, W1, W2):
    layers = [Linear(W1), Softplus(), Linear(W2)]
    out = x
    for layer in layers:
        out = layer.forward(out)
    g = 2 * (out - y)
    for layer in reversed(layers):
        g = layer.backward(g)
    return layers[0].grad, layers[2].grad
"""
WRONG = {
    "a sign": (USUAL.replace("g2 = -2", "g2 = 2"), "W2"),
    "a factor": (USUAL.replace("g1 = -2 ", "g1 = -1 "), "W1"),
    "a transpose": (USUAL.replace("W2.T @ r", "(W2 if W2.shape[0] == W2.shape[1] else W2.T) @ r"), "W1"),
    "the activation twice": (USUAL.replace("-2 * r @ h.T", "-2 * r @ phi(h).T"), "W2"),
    "the slope of the wrong layer": (USUAL.replace("s(z)", "s(h)"), "W1"),
    "no slope": (USUAL.replace(" * s(z)", ""), "W1"),
    "the value before the activation": (USUAL.replace("r @ h.T", "r @ z.T"), "W2"),
    "the slope squared": (USUAL.replace("s(z)", "s(z)**2"), "W1"),
}


@cache
def network() -> Derivations:
    return derive_all(
        "z = W1 @ x; h = phi(z); r = y - W2 @ h; F = norm(r)**2",
        WEIGHTS,
        {"x": "d", "y": "k", "W1": "p,d", "W2": "k,p"},
        functions=["phi(t) = log(1 + exp(t))"],
    )


def failed(folder: Path, text: str) -> list[str]:
    """Return the subjects of the checks that fail."""
    (folder / "run.py").write_text(text, encoding="utf-8")
    function = ScriptedFunction(
        read_script(folder, "run.py"), "compute_gradients", ("x", "y", *WEIGHTS), Limits(), WEIGHTS
    )
    checks = script_evidence(function, network(), None, "off").checks
    return [repr(check) for check in checks if not check.passed]


@pytest.mark.slow
@pytest.mark.sample(2)
@pytest.mark.parametrize(
    "text", [HEAD + DEFINED + body for body in RIGHT.values()] + [HEAD + CLASSES], ids=[*RIGHT, "classes"]
)
def test_a_right_gradient_is_accepted_however_it_is_written(text: str, tmp_path: Path) -> None:
    assert not failed(tmp_path, text)


@pytest.mark.sample(2)
@pytest.mark.parametrize(("body", "wrong"), WRONG.values(), ids=WRONG)
def test_a_wrong_gradient_is_named(body: str, wrong: str, tmp_path: Path) -> None:
    try:
        told = failed(tmp_path, HEAD + DEFINED + body)
    except ScriptError as error:
        told = [str(error)]
    other = next(name for name in WEIGHTS if name != wrong)
    assert any(wrong in text for text in told), told
    assert not any(other in text and wrong not in text for text in told), told
