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
    softplus = torch.nn.functional.softplus
    return {
        "two-layer softplus network": lambda x, y, W1, W2: ((y - W2 @ softplus(W1 @ x)) ** 2).sum(),
        "logistic regression": lambda X, w, y: softplus(X @ w).sum() - (y * (X @ w)).sum(),
        "tanh network on a batch": lambda X, Y, W1, W2: ((torch.tanh(X @ W1) @ W2 - Y) ** 2).sum(),
        "softmax cross entropy": lambda x, y, W: torch.logsumexp(W @ x, 0).sum() - (y * (W @ x)).sum(),
    }
