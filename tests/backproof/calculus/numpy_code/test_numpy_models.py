"""Generated code of practical models: values agree with JAX, wrong shapes are rejected, ruff passes."""

from __future__ import annotations

import ast
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pytest

from backproof.calculus import derive_all

jax = pytest.importorskip("jax")
jax.config.update("jax_enable_x64", True)
jnp = jax.numpy


@dataclass(frozen=True)
class Model:
    """A loss in the language and in jax, with shapes and the variables of differentiation."""

    name: str
    text: str
    shapes: dict[str, str]
    wrt: tuple[str, ...]
    loss: Any


def batch_norm(X, Y, g, b, n, e):
    C = X - jnp.sum(X, axis=0) / n
    return jnp.sum((C / jnp.sqrt(jnp.sum(C**2, axis=0) / n + e) * g.T + b.T - Y) ** 2)


def layer_norm(x, g, b, y, d, e):
    c = x - jnp.sum(x) / d
    return jnp.sum((g * c / jnp.sqrt(jnp.sum(c**2) / d + e) + b - y) ** 2)


def gaussian_process(K, y, s):
    M = K @ K.T + s * jnp.eye(len(y))
    return jnp.vdot(y, jnp.linalg.solve(M, y)) / 2 + jnp.linalg.slogdet(M)[1] / 2


def lstm(x, c0, y, Wf, Wi, Wg, Wo):
    sigmoid = jax.nn.sigmoid
    c = sigmoid(Wf @ x) * c0 + sigmoid(Wi @ x) * jnp.tanh(Wg @ x)
    return jnp.sum((sigmoid(Wo @ x) * jnp.tanh(c) - y) ** 2)


def centred(X, W, Y):
    H = jnp.eye(len(X)) - 0.25 * jnp.ones((len(X), len(X)))
    return jnp.sum((H @ X @ W - Y) ** 2)


def attention(K, q, V, y, c):
    return jnp.sum((V.T @ jax.nn.softmax(K @ q / jnp.sqrt(c), axis=0) - y) ** 2)


def attention_layer(Q, K, V, Y):
    return jnp.sum((jax.nn.softmax(Q @ K.T, axis=1) @ V - Y) ** 2)


def projection(A, y):
    X = jnp.vstack([A, jnp.eye(A.shape[1])])
    return jnp.sum((y - A @ jnp.linalg.solve(X.T @ X, A.T @ y)) ** 2)


def softmax_regression(X, W, Y):
    return jnp.sum(jax.nn.logsumexp(X @ W, axis=1)) - jnp.sum(Y * (X @ W))


def normal(M, x, m):
    S = M @ M.T + jnp.eye(len(x))
    return jnp.linalg.slogdet(S)[1] + jnp.vdot(x - m, jnp.linalg.solve(S, x - m))


def kernel(a, x, c):
    return jnp.vdot(a, jnp.exp(-c * (x - x.T) ** 2) @ a)


def bce(X, w, y):
    s = jax.nn.sigmoid(X @ w)
    return -jnp.sum(y * jnp.log(s) + (1 - y) * jnp.log(1 - s))


def similarity(M, B):
    A = M @ M.T + jnp.eye(len(M))
    return jnp.trace(jnp.linalg.solve(A, B @ jnp.linalg.inv(A)))


MODELS = (
    Model(
        "network",
        "z = W1 @ x; h = softplus(z); r = y - W2 @ h; norm(r)**2",
        {"x": "d", "y": "k", "W1": "p,d", "W2": "k,p"},
        ("W1", "W2", "x"),
        lambda x, y, W1, W2: jnp.sum((y - W2 @ jax.nn.softplus(W1 @ x)) ** 2),
    ),
    Model(
        "logistic regression",
        "sum(log(1 + exp(X @ w))) - y.T @ X @ w + c*norm(w)**2".replace("1 +", "ones(n) +"),
        {"X": "n,d", "w": "d", "y": "n", "c": ""},
        ("w", "X", "c"),
        lambda X, w, y, c: jnp.sum(jax.nn.softplus(X @ w)) - jnp.vdot(y, X @ w) + c * jnp.sum(w**2),
    ),
    Model(
        "binary cross entropy",
        "s = sigmoid(X @ w); -(y.T @ log(s)) - (ones(n) - y).T @ log(ones(n) - s)",
        {"X": "n,d", "w": "d", "y": "n"},
        ("w",),
        bce,
    ),
    Model(
        "softmax regression",
        "sum(rowlse(X @ W)) - tr(Y.T @ X @ W)",
        {"X": "n,d", "W": "d,k", "Y": "n,k"},
        ("W", "X"),
        softmax_regression,
    ),
    Model(
        "batch norm",
        "m = colsum(X)/n; C = X - ones(n) @ m; s = sqrt(colsum(C**2)/n + e*ones(1,d)); "
        "norm(C/(ones(n) @ s)*(ones(n) @ g.T) + ones(n) @ b.T - Y)**2",
        {"X": "n,d", "Y": "n,d", "g": "d", "b": "d", "n": "", "e": ""},
        ("X", "g", "b"),
        batch_norm,
    ),
    Model(
        "layer norm",
        "m = sum(x)/d; c = x - m*ones(n); h = c/sqrt(sum(c**2)/d + e); norm(g*h + b - y)**2",
        {"x": "n", "g": "n", "b": "n", "y": "n", "d": "", "e": ""},
        ("x", "g", "b"),
        layer_norm,
    ),
    Model(
        "centred features",
        "norm((eye(n) - 1/4*ones(n, n)) @ X @ W - Y)**2",
        {"X": "n,d", "W": "d,k", "Y": "n,k"},
        ("X", "W"),
        centred,
    ),
    Model(
        "attention",
        "s = softmax(K @ q/sqrt(c)); norm(V.T @ s - y)**2",
        {"K": "n,d", "q": "d", "V": "n,k", "y": "k", "c": ""},
        ("K", "q", "V", "c"),
        attention,
    ),
    Model(
        "attention layer",
        "norm(rowsoftmax(Q @ K.T) @ V - Y)**2",
        {"Q": "m,d", "K": "n,d", "V": "n,k", "Y": "m,k"},
        ("Q", "K", "V"),
        attention_layer,
    ),
    Model(
        "gaussian process",
        "M = K @ K.T + s*eye(n); 1/2*y.T @ inv(M) @ y + 1/2*logdet(M)",
        {"K": "n,n", "y": "n", "s": ""},
        ("K", "y", "s"),
        gaussian_process,
    ),
    Model(
        "ridge",
        "norm(X @ w - y)**2 + c*norm(w)**2",
        {"X": "n,d", "y": "n", "w": "d", "c": ""},
        ("w", "X"),
        lambda X, y, w, c: jnp.sum((X @ w - y) ** 2) + c * jnp.sum(w**2),
    ),
    Model(
        "principal components",
        "norm(X - X @ W @ W.T)**2",
        {"X": "n,d", "W": "d,k"},
        ("W", "X"),
        lambda X, W: jnp.sum((X - X @ W @ W.T) ** 2),
    ),
    Model(
        "rayleigh quotient",
        "tr(W.T @ S @ W)/tr(W.T @ W)",
        {"S": "d,d", "W": "d,k"},
        ("W", "S"),
        lambda S, W: jnp.trace(W.T @ S @ W) / jnp.trace(W.T @ W),
    ),
    Model(
        "triplet",
        "log(1 + exp((a.T @ n - a.T @ p)/t))",
        {"a": "d", "n": "d", "p": "d", "t": ""},
        ("a", "p", "n", "t"),
        lambda a, n, p, t: jax.nn.softplus((jnp.vdot(a, n) - jnp.vdot(a, p)) / t),
    ),
    Model(
        "contrastive",
        "log(sum(exp(Z @ z/t))) - z.T @ p/t",
        {"Z": "n,d", "z": "d", "p": "d", "t": ""},
        ("z", "Z"),
        lambda Z, z, p, t: jax.nn.logsumexp(Z @ z / t) - jnp.vdot(z, p) / t,
    ),
    Model(
        "gates",
        "c = sigmoid(Wf @ x)*c0 + sigmoid(Wi @ x)*tanh(Wg @ x); h = sigmoid(Wo @ x)*tanh(c); norm(h - y)**2",
        {"x": "d", "c0": "p", "y": "p", "Wf": "p,d", "Wi": "p,d", "Wg": "p,d", "Wo": "p,d"},
        ("Wf", "Wi", "Wg", "Wo", "c0"),
        lstm,
    ),
    Model(
        "normal density",
        "S = M @ M.T + eye(d); logdet(S) + (x - m).T @ inv(S) @ (x - m)",
        {"M": "d,k", "x": "d", "m": "d"},
        ("M", "m"),
        normal,
    ),
    Model(
        "weighted least squares",
        "(y - X @ w).T @ diag(u) @ (y - X @ w)",
        {"X": "n,d", "w": "d", "y": "n", "u": "n"},
        ("w", "u", "X"),
        lambda X, w, y, u: jnp.sum(u * (y - X @ w) ** 2),
    ),
    Model(
        "matrix factorisation",
        "norm(M*(U @ V.T - R))**2 + c*(norm(U)**2 + norm(V)**2)",
        {"M": "n,m", "R": "n,m", "U": "n,k", "V": "m,k", "c": ""},
        ("U", "V"),
        lambda M, R, U, V, c: jnp.sum((M * (U @ V.T - R)) ** 2) + c * (jnp.sum(U**2) + jnp.sum(V**2)),
    ),
    Model(
        "swish layer",
        "h = z*sigmoid(3*z); norm(W @ h - y)**2",
        {"z": "p", "W": "k,p", "y": "k"},
        ("z", "W"),
        lambda z, W, y: jnp.sum((W @ (z * jax.nn.sigmoid(3 * z)) - y) ** 2),
    ),
    Model(
        "ridge projection",
        "norm(y - A @ inv(A.T @ A + eye(d)) @ A.T @ y)**2",
        {"A": "n,d", "y": "n"},
        ("A", "y"),
        projection,
    ),
    Model(
        "similarity",
        "A = M @ M.T + eye(n); tr(inv(A) @ B @ inv(A))",
        {"M": "n,n", "B": "n,n"},
        ("M", "B"),
        similarity,
    ),
    Model(
        "kernel",
        "a.T @ exp(-c*(x @ ones(1, n) - ones(n) @ x.T)**2) @ a",
        {"a": "n", "x": "n", "c": ""},
        ("x", "a", "c"),
        kernel,
    ),
)
SIZES = ({"n": 4, "d": 3, "k": 2, "p": 5, "m": 6}, {"n": 3, "d": 3, "k": 3, "p": 3, "m": 3}, {})


def drawn(model, sizes):
    """Return arguments of these sizes, 1 by default; scalars are positive."""
    generator = np.random.default_rng(3)
    found = {}
    for name, shape in model.shapes.items():
        lengths = [sizes.get(size, 1) for size in shape.split(",") if size]
        rows_and_columns = (*lengths, 1)[:2] if lengths else ()
        found[name] = generator.standard_normal(rows_and_columns) if lengths else 0.5 + generator.random()
    return found


def sources(model):
    """Yield the generated functions, each with the gradients it returns and a flag for a leading value."""
    return generated(model.name)


@cache
def generated(name):
    return tuple(_generated(next(model for model in MODELS if model.name == name)))


def _generated(model):
    found = derive_all(model.text, model.wrt, model.shapes)
    together = found.numpy_function("f", list(model.shapes), value=True)
    yield together, model.wrt, True
    for name in model.wrt:
        yield found[name].numpy_source, (name,), False


def called(source):
    namespace = {"np": np}
    exec(compile(source, "<generated>", "exec"), namespace)
    return namespace[ast.parse(source).body[-1].name]


@pytest.mark.slow
@pytest.mark.parametrize("sizes", SIZES, ids=["different", "equal", "one"])
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_the_code_computes_what_jax_does(model, sizes):
    values = drawn(model, sizes)
    gradient = jax.value_and_grad(model.loss, argnums=tuple(range(len(values))))
    value, by_place = gradient(*values.values())
    expected = dict(zip(values, by_place, strict=True))
    for source, names, with_value in sources(model):
        function = called(source)
        parameters = [argument.arg for argument in ast.parse(source).body[-1].args.args]
        result = function(**{name: values[name] for name in parameters})
        found = list(result) if isinstance(result, tuple) else [result]
        if with_value:
            assert np.shape(found[0]) == ()
            np.testing.assert_allclose(found.pop(0), value, rtol=1e-9, atol=1e-10)
        for name, got in zip(names, found, strict=True):
            assert np.shape(got) == np.shape(values[name])
            np.testing.assert_allclose(got, expected[name], rtol=1e-8, atol=1e-9, err_msg=source)


@pytest.mark.sample(1)
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_an_array_of_another_shape_is_refused(model):
    for sizes in SIZES[::2]:
        values = drawn(model, sizes)
        for source, _, _ in sources(model):
            function = called(source)
            for name, shape in model.shapes.items():
                wrong = [np.ones((2, 3))] if not shape else [np.ravel(values[name]), np.ones((7, 8))]
                if shape and values[name].shape != values[name].T.shape:
                    wrong.append(values[name].T)
                for array in wrong:
                    with pytest.raises(ValueError, match="must be"):
                        function(**{**values, name: array})


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_the_code_makes_no_inverse_to_apply_it_and_no_matrix_of_ones(model):
    for source, _, _ in sources(model):
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
                sides = ast.unparse(node.left), ast.unparse(node.right)
                assert not any(side.removesuffix(".T").startswith("np.linalg.inv(") for side in sides)
        assert "np.ones((" not in source
        assert "np.repeat" not in source
        assert "setbufsize" not in source


@pytest.mark.slow
def test_linters_accept_the_code(tmp_path):
    for model in MODELS:
        for place, (source, _, _) in enumerate(sources(model)):
            name = f"{model.name.replace(' ', '_')}_{place}.py"
            imported = "import numpy as np\n\n\n" if "np." in source else ""
            (tmp_path / name).write_text(imported + source, encoding="utf-8")
    chosen = ["--isolated", "--line-length=79", "--select=E,W,F,PLW,B,C4,SIM,RET,A"]
    command = [sys.executable, "-m", "ruff", "check", *chosen, str(tmp_path)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout
