"""Sums over indices against NumPy's einsum, on products that are drawn."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from backproof.calculus.evaluation.evaluate import evaluate
from backproof.calculus.language.parsing import parse
from backproof.diagnostic import InputError

SIZES = {"i": 2, "j": 3, "k": 4, "l": 5}


def drawn(draw: random.Random) -> tuple[list[str], str]:
    indices = "ijkl"[: draw.randint(2, 4)]
    factors = [
        "".join(draw.choice(indices) for _ in range(draw.choice((1, 2, 2))))
        for _ in range(draw.randint(1, 4))
    ]
    known = sorted(set("".join(factors)))
    return factors, "".join(draw.sample(known, min(len(known), draw.randint(0, 2))))


@pytest.mark.parametrize("seed", range(12))
def test_einsum_is_what_numpy_computes(seed: int) -> None:
    draw, numbers = random.Random(seed), np.random.default_rng(seed)
    for _ in range(25):
        factors, result = drawn(draw)
        names = [f"F{place}" for place in range(len(factors))]
        values = [numbers.normal(size=[SIZES[index] for index in factor]) for factor in factors]
        shapes = {
            name: ",".join(str(SIZES[i]) for i in factor) for name, factor in zip(names, factors, strict=True)
        }
        signature = f"{','.join(factors)}->{result}"
        try:
            expression = parse(f"np.einsum('{signature}', {', '.join(names)})", shapes)
        except InputError as error:
            # Three matrices with one index are no product of matrices.
            assert "is no product of matrices" in str(error)
            assert any(sum(i in factor and len(set(factor)) == 2 for factor in factors) > 2 for i in SIZES)
            continue
        columns = {
            name: value.reshape(*value.shape, 1)[..., 0] if value.ndim == 2 else value[:, None]
            for name, value in zip(names, values, strict=True)
        }
        found = evaluate(expression, columns)
        wanted: Any = np.einsum(signature, *values)
        assert found == pytest.approx(
            wanted.reshape((*wanted.shape, 1, 1)[:2]) if wanted.ndim < 2 else wanted
        )


@pytest.mark.parametrize("seed", range(8))
def test_a_sum_in_latex_is_what_numpy_computes(seed: int) -> None:
    draw, numbers = random.Random(seed), np.random.default_rng(seed)
    for _ in range(15):
        factors, _ = drawn(draw)
        letters = sorted(set("".join(factors)))
        names = [chr(ord("A") + place) for place in range(len(factors))]
        values = [numbers.normal(size=[SIZES[index] for index in factor]) for factor in factors]
        shapes = {
            name: ",".join(str(SIZES[i]) for i in factor) for name, factor in zip(names, factors, strict=True)
        }
        sums = draw.choice([rf"\sum_{{{','.join(letters)}}}", "".join(rf"\sum_{{{i}}} " for i in letters)])
        product = " ".join(f"{name}_{{{factor}}}" for name, factor in zip(names, factors, strict=True))
        try:
            expression = parse(f"{sums} {product} + 1", shapes)
        except InputError as error:
            assert "under a sum over" in str(error)
            assert any(sum(i in factor and len(set(factor)) == 2 for factor in factors) > 2 for i in SIZES)
            continue
        columns = {
            name: value if value.ndim == 2 else value[:, None]
            for name, value in zip(names, values, strict=True)
        }
        wanted = np.einsum(f"{','.join(factors)}->", *values) + 1
        assert evaluate(expression, columns).item() == pytest.approx(float(wanted))
