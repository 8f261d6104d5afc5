"""The four models of `calculus_code` in eager PyTorch, for who has it installed."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np


def contestant(name: str, inputs: Mapping[str, np.ndarray], wrt: Sequence[str]) -> Callable[[], Any] | None:
    """Value and gradients of the model of that name; None where there is no torch."""
    if find_spec("torch") is None:
        return None
    import torch

    torch.set_num_threads(int(os.environ.get("CALCULUS_CODE_THREADS", "1")))
    tensors = {key: torch.from_numpy(value).requires_grad_(key in wrt) for key, value in inputs.items()}
    loss = _losses(torch)[name]
    variables = [tensors[key] for key in wrt]

    def run() -> Any:
        value = loss(**tensors)
        return value, torch.autograd.grad(value, variables)

    return run


def _losses(torch: Any) -> dict[str, Callable[..., Any]]:
    """The models of `calculus_code` by their names, each product formed once."""
    softplus = torch.nn.functional.softplus

    def logistic_regression(X: Any, w: Any, y: Any) -> Any:
        z = X @ w
        return softplus(z).sum() - (y * z).sum()

    def cross_entropy(x: Any, y: Any, W: Any) -> Any:
        z = W @ x
        return torch.logsumexp(z, 0).sum() - (y * z).sum()

    return {
        "two-layer softplus network": lambda x, y, W1, W2: ((y - W2 @ softplus(W1 @ x)) ** 2).sum(),
        "logistic regression": logistic_regression,
        "tanh network on a batch": lambda X, Y, W1, W2: ((torch.tanh(X @ W1) @ W2 - Y) ** 2).sum(),
        "softmax cross entropy": cross_entropy,
    }
