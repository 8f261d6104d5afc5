"""The generated NumPy code against JAX and PyTorch: value and gradients of four models, in one run.

    python -m benchmarks.calculus_code [--dtype float64|float32] [--rounds 25] [--threads 1] [--show]

For each model the milliseconds of the generated function, of jax's jitted value-and-gradient, of eager jax
and, where it is installed, of eager torch; then how many times theirs the generated function takes. All get
the same arrays, give fresh results, and run on so many threads and cores each: jax, left to itself, works on
a second core while it is told to use one thread. They take turns, and the ratios are medians over the rounds
of what was measured side by side, so that a busy machine slows all alike.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from backproof.calculus import derive_all
from benchmarks import calculus_torch

_THREADS = "CALCULUS_CODE_THREADS"


@dataclass(frozen=True)
class Model:
    """A loss in the expression language and in jax, the shapes, and what it is differentiated by."""

    name: str
    text: str
    shapes: dict[str, str]
    wrt: tuple[str, ...]
    sizes: dict[str, int]
    loss: Callable[..., Any]


def _softplus_network(x: Any, y: Any, W1: Any, W2: Any) -> Any:
    """Squared error of a two-layer network."""
    return jnp.sum((y - W2 @ jax.nn.softplus(W1 @ x)) ** 2)


def logistic_regression(X: Any, w: Any, y: Any) -> Any:
    """Negative log likelihood of labels 0 and 1."""
    z = X @ w
    return jnp.sum(jax.nn.softplus(z)) - jnp.vdot(y, z)


def _tanh_network(X: Any, Y: Any, W1: Any, W2: Any) -> Any:
    """Squared error of a two-layer network on a batch."""
    return jnp.sum((jnp.tanh(X @ W1) @ W2 - Y) ** 2)


def cross_entropy(x: Any, y: Any, W: Any) -> Any:
    """Cross entropy of a linear classifier."""
    z = W @ x
    return jax.nn.logsumexp(z) - jnp.vdot(y, z)


MODELS = (
    Model(
        "two-layer softplus network",
        "z = W1 @ x; h = softplus(z); r = y - W2 @ h; norm(r)**2",
        {"x": "d", "y": "k", "W1": "p,d", "W2": "k,p"},
        ("W1", "W2"),
        {"d": 1000, "p": 1000, "k": 1000},
        _softplus_network,
    ),
    Model(
        "logistic regression",
        "sum(softplus(X @ w)) - y.T @ X @ w",
        {"X": "n,d", "w": "d", "y": "n"},
        ("w",),
        {"n": 4000, "d": 500},
        logistic_regression,
    ),
    Model(
        "tanh network on a batch",
        "norm(tanh(X @ W1) @ W2 - Y)**2",
        {"X": "n,d", "Y": "n,k", "W1": "d,p", "W2": "p,k"},
        ("W1", "W2"),
        {"n": 256, "d": 784, "p": 512, "k": 10},
        _tanh_network,
    ),
    Model(
        "softmax cross entropy",
        "lse(W @ x) - y.T @ W @ x",
        {"x": "d", "y": "k", "W": "k,d"},
        ("W",),
        {"d": 1000, "k": 1000},
        cross_entropy,
    ),
)


def source(model: Model) -> str:
    """The generated function: the loss and its gradients."""
    found = derive_all(model.text, model.wrt, model.shapes)
    return found.numpy_function("value_and_gradients", list(model.shapes), value=True)


def values(model: Model, dtype: str) -> dict[str, np.ndarray]:
    """Random inputs, scaled so that nothing saturates."""
    generator = np.random.default_rng(0)
    found = {}
    for name, shape in model.shapes.items():
        lengths = [model.sizes[size] for size in shape.split(",")]
        rows, columns = (*lengths, 1)[:2]
        found[name] = (generator.standard_normal((rows, columns)) / np.sqrt(columns)).astype(dtype)
    return found


def contestants(model: Model, dtype: str, code: str) -> dict[str, Callable[[], Any]]:
    """Return the functions to time, by name."""
    namespace: dict[str, Any] = {"np": np}
    exec(compile(code, "<generated>", "exec"), namespace)
    inputs = values(model, dtype)
    on_device = {name: jax.device_put(value) for name, value in inputs.items()}
    gradients = jax.value_and_grad(model.loss, argnums=[list(model.shapes).index(name) for name in model.wrt])
    jitted = jax.jit(gradients)
    generated = namespace["value_and_gradients"]
    runs: dict[str, Callable[[], Any]] = {
        "numpy": lambda: generated(**inputs),
        "jax jit": lambda: jax.block_until_ready(jitted(*on_device.values())),
        "jax eager": lambda: jax.block_until_ready(gradients(*on_device.values())),
    }
    torch = calculus_torch.contestant(model.name, inputs, model.wrt)
    return {**runs, "torch": torch} if torch else runs


def agree(model: Model, runs: dict[str, Callable[[], Any]], dtype: str) -> None:
    """Stop where any of them differs from jax's jitted value and gradients."""
    tolerance = 1e-9 if dtype == "float64" else 1e-3
    expected = flat(runs["jax jit"]())
    scales = [float(np.max(np.abs(array))) for array in expected]
    for name, run in runs.items():
        for got, right, scale in zip(flat(run()), expected, scales, strict=True):
            if not np.allclose(got, right, rtol=0, atol=tolerance * scale):
                raise SystemExit(f"{model.name}: {name} and jax differ")


def flat(result: Any) -> list[np.ndarray]:
    """The value and the gradients, which jax and torch give as (value, gradients), as plain arrays."""
    value, *gradients = result
    if isinstance(gradients[0], list | tuple):
        gradients = list(gradients[0])
    return [np.asarray(item.detach() if hasattr(item, "detach") else item) for item in (value, *gradients)]


def _settle_allocator() -> None:
    """Let malloc keep large blocks, as it does in any process that has once freed a larger one.

    Otherwise glibc hands 16 MB back to the system after every call, and the page faults are what is timed.
    """
    np.ones(31 * 2**20, dtype=np.uint8)


def measured(runs: dict[str, Callable[[], Any]], rounds: int) -> dict[str, list[float]]:
    """The seconds of each in every round; in its turn each repeats the call for 30 ms."""
    repeats = {}
    for name, run in runs.items():
        run()
        started = time.perf_counter()
        run()
        repeats[name] = max(1, int(0.03 / (time.perf_counter() - started)))
    taken: dict[str, list[float]] = {name: [] for name in runs}
    turns = list(runs.items())
    for _ in range(rounds):
        turns = [*turns[1:], turns[0]]
        for name, run in turns:
            run()
            started = time.perf_counter()
            for _ in range(repeats[name]):
                run()
            taken[name].append((time.perf_counter() - started) / repeats[name])
    return taken


def row(taken: dict[str, list[float]]) -> str:
    """The median milliseconds of each, then the median ratios of the first to the others."""
    ours, *others = taken.values()
    times = "".join(f"{1e3 * statistics.median(seconds):10.3f}" for seconds in (ours, *others)).ljust(40)
    ratios = (
        statistics.median(own / other for own, other in zip(ours, seconds, strict=True)) for seconds in others
    )
    return times + "".join(f"{ratio:9.2f}" for ratio in ratios)


def _with_threads(count: int) -> int:
    """Run this module again with so many threads for BLAS and for XLA, and no more cores than threads."""
    several = "true" if count > 1 else "false"
    xla = f"--xla_cpu_multi_thread_eigen={several} intra_op_parallelism_threads={count}"
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": str(count), "XLA_FLAGS": xla, _THREADS: str(count)}
    if sys.platform == "linux":
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-count:])
    return subprocess.run(
        [sys.executable, "-m", "benchmarks.calculus_code", *sys.argv[1:]], env=environment, check=False
    ).returncode


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--dtype", choices=("float64", "float32"), default="float64")
    options.add_argument("--rounds", type=int, default=25)
    options.add_argument("--threads", type=int, default=1)
    options.add_argument("--show", action="store_true", help="print the generated functions")
    chosen = options.parse_args()
    if _THREADS not in os.environ:
        sys.exit(_with_threads(chosen.threads))
    _settle_allocator()
    jax.config.update("jax_enable_x64", chosen.dtype == "float64")
    print(f"{chosen.dtype}, milliseconds, threads: {os.environ[_THREADS]}")
    print(f"{'':28}{'numpy':>10}{'jax jit':>10}{'eager':>10}{'torch':>10}   ours/jit   /eager   /torch")
    for model in MODELS:
        code = source(model)
        if chosen.show:
            print(code)
        runs = contestants(model, chosen.dtype, code)
        agree(model, runs, chosen.dtype)
        print(f"{model.name:28}{row(measured(runs, chosen.rounds))}")


if __name__ == "__main__":
    main()
