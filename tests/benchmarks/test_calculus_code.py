"""The benchmark of the generated code: all sides compute the same, and each model's code reads as wanted."""

import re
from dataclasses import replace

import numpy as np
import pytest

jax = pytest.importorskip("jax")
jax.config.update("jax_enable_x64", True)

from benchmarks import calculus_code as benchmark  # noqa: E402 (it needs jax)


@pytest.mark.slow
@pytest.mark.parametrize("model", benchmark.MODELS, ids=lambda model: model.name)
def test_all_sides_agree_and_give_fresh_results(model):
    small = replace(model, sizes={name: 3 + i for i, name in enumerate(model.sizes)})
    runs = benchmark.contestants(small, "float64", benchmark.source(model))
    benchmark.agree(small, runs, "float64")
    (_, *first), (_, *second) = runs["numpy"](), runs["numpy"]()
    assert not any(np.shares_memory(one, other) for one, other in zip(first, second, strict=True))


def test_a_difference_stops_the_benchmark():
    runs = {"numpy": lambda: (1.0, np.ones(2)), "jax jit": lambda: (1.0, [np.array([1, 1 + 1e-6])])}
    with pytest.raises(SystemExit, match="numpy and jax differ"):
        benchmark.agree(benchmark.MODELS[0], runs, "float64")


@pytest.mark.parametrize("model", benchmark.MODELS, ids=lambda model: model.name)
def test_no_product_of_matrices_is_formed_twice(model):
    code = benchmark.source(model)
    products = re.findall(r"[\w.]+ @ [\w.]+", code)
    assert len(products) == len(set(products))
    assert not re.search(r"np\.(diag\w*|linalg\.inv|eye)\b", code)


def test_the_ratio_is_of_what_was_measured_side_by_side():
    taken = {"numpy": [0.001, 0.002, 0.010], "jax jit": [0.002, 0.004, 0.005]}
    assert benchmark.row(taken).split() == ["2.000", "4.000", "0.50"]
