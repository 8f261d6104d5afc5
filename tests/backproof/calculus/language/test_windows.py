"""Convolution, pooling and padding against numpy's own windows, and what does not fit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backproof.calculus import derive, parse
from backproof.calculus.evaluation.evaluate import evaluate
from backproof.diagnostic import InputError

SHAPES = {"x": "7", "k": "3", "r": "1,6", "X": "5,6", "K": "2,3", "z": "n"}


def values() -> dict[str, Any]:
    """Return arrays of those shapes, columns as n × 1."""
    rng = np.random.default_rng(5)
    sizes = {"x": (7, 1), "k": (3, 1), "r": (1, 6), "X": (5, 6), "K": (2, 3)}
    return {name: rng.standard_normal(size) for name, size in sizes.items()}


def windows(array: Any, shape: tuple[int, int], stride: int = 1) -> Any:
    """Return all windows of an array: rows and columns of windows, then those of each."""
    return np.lib.stride_tricks.sliding_window_view(array, shape)[::stride, ::stride]


def slid(array: Any, kernel: Any, stride: int = 1) -> Any:
    return np.einsum("ijkl,kl->ij", windows(array, kernel.shape, stride), kernel)


V = values()
CASES = [
    ("conv1d(x, k)", slid(V["x"], V["k"])),
    ("conv1d(x, k, 2)", slid(V["x"], V["k"], 2)),
    ("conv1d(x, k, stride=3)", slid(V["x"], V["k"], 3)),
    ("conv1d(r, k.T)", slid(V["r"], V["k"].T)),
    ("conv2d(X, K)", slid(V["X"], V["K"])),
    ("conv2d(X, K, stride=2)", slid(V["X"], V["K"], 2)),
    ("conv2d(pad(X, 1), K)", slid(np.pad(V["X"], 1), V["K"])),
    ("conv2d(X, X)", [[np.sum(V["X"] ** 2)]]),
    ("conv1d(pad(x, 2), k)", slid(np.pad(V["x"], ((2, 2), (0, 0))), V["k"])),
    ("convolve(x, k)", np.convolve(V["x"][:, 0], V["k"][:, 0])[:, None]),
    ("pad(r, 2)", np.pad(V["r"], ((0, 0), (2, 2)))),
    ("maxpool(x, 2)", windows(V["x"], (2, 1))[::2].max(axis=(2, 3))),
    ("maxpool(x, 3, 1)", windows(V["x"], (3, 1)).max(axis=(2, 3))),
    ("maxpool2d(X, 2)", windows(V["X"], (2, 2), 2).max(axis=(2, 3))),
    ("max_pool2d(X, size=3, stride=2)", windows(V["X"], (3, 3), 2).max(axis=(2, 3))),
    ("maxpool(r, 3)", windows(V["r"], (1, 3))[:, ::3].max(axis=(2, 3))),
    ("avgpool(X, 2)", windows(V["X"], (2, 2), 2).mean(axis=(2, 3))),
    ("avg_pool1d(x, 4, stride=3)", windows(V["x"], (4, 1))[::3].mean(axis=(2, 3))),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_values_are_those_of_numpys_windows(text: str, expected: Any) -> None:
    assert evaluate(parse(text, SHAPES), V) == pytest.approx(np.asarray(expected))


@pytest.mark.parametrize("text", [text for text, _ in CASES])
def test_derivatives_agree_with_differences(text: str) -> None:
    letter = next(name for name in ("x", "r", "X") if name in text.split("(", 1)[1])
    found = derive(f"norm({text})**2", letter, SHAPES)
    assert found.passed
    assert evaluate(found.gradient, V) == pytest.approx(slopes(text, letter), rel=1e-4, abs=1e-6)


def slopes(text: str, letter: str) -> Any:
    """Return central differences of the squared norm, entry by entry."""
    parsed, step = parse(text, SHAPES), 1e-6
    found = np.empty_like(V[letter])
    for place in np.ndindex(found.shape):
        moved = [V | {letter: V[letter].copy()} for _ in range(2)]
        for sign, at in zip((1, -1), moved, strict=True):
            at[letter][place] += sign * step
        above, below = (np.sum(np.asarray(evaluate(parsed, at), dtype=float) ** 2) for at in moved)
        found[place] = (above - below) / (2 * step)
    return found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("conv1d(z, k)", "conv1d needs sizes that are numbers: declare shapes such as 5 or 4,4"),
        ("conv1d(x)", "conv1d takes 2 values"),
        ("conv1d(k, x)", "a window of 7 × 1 does not fit into 3 × 1"),
        ("maxpool(x)", "maxpool needs its size"),
        ("maxpool(x, 0)", "a whole number from 1 to 999"),
        ("maxpool(x, k)", "a whole number from 1 to 999"),
        ("maxpool(x, 9)", "a window of 9 × 1 does not fit into 7 × 1"),
        ("maxpool(x, 2, dilation=2)", "maxpool has no argument 'dilation'"),
        ("pad(x)", "pad needs its by"),
        ("convolve(X, K)", "both are columns"),
        ("conv(x, k)", "conv1d(x, k) and conv2d(X, K) move a kernel as it stands"),
        ("avgpool(ones(90), 1)", "90 windows are too many"),
    ],
)
def test_what_does_not_fit_is_told(text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(text, SHAPES)
    assert said in str(caught.value)


def test_squares_of_sums_of_parts_are_differentiated() -> None:
    found = derive("sum(x[0:3])**2 + sum(X[0:2, 1:3])*sum(X[3:5, :])", "X", SHAPES)
    assert found.passed
    assert derive("norm([sum(x[0:2]), sum(x[2:5])])**2", "x", SHAPES).passed
