"""Losses and normalisations as PyTorch's `torch.nn.functional` has them: one record each."""

from __future__ import annotations

from backproof.calculus.primitives.definition import Definition

LOSSES: tuple[Definition, ...] = (
    Definition(
        "mse", ("A", "B"), "(A - B)**2", "mean squared error", "mse(x, y)", ("mse_loss",), is_loss=True
    ),
    Definition(
        "l1_loss",
        ("A", "B"),
        "abs(A - B)",
        "mean absolute error",
        "l1_loss(x, y)",
        ("mae", "mean_absolute_error"),
        is_loss=True,
    ),
    Definition(
        "huber_loss",
        ("A", "B"),
        "where(abs(A - B) < delta, (A - B)**2/2, delta*(abs(A - B) - delta/2))",
        "Huber's loss of A − B: its square up to delta, its absolute value beyond",
        "huber_loss(x, y)",
        options={"delta": "1"},
        is_loss=True,
    ),
    Definition(
        "smooth_l1_loss",
        ("A", "B"),
        "where(abs(A - B) < beta, (A - B)**2/2/beta, abs(A - B) - beta/2)",
        "Huber's loss of A − B over beta",
        "smooth_l1_loss(x, y)",
        options={"beta": "1"},
        is_loss=True,
    ),
    Definition(
        "binary_cross_entropy",
        ("p", "y"),
        "-(y*log(p) + (1 - y)*log(1 - p))",
        "cross-entropy of probabilities p and labels y",
        "binary_cross_entropy(sigmoid(x), y)",
        ("bce_loss", "bce"),
        is_loss=True,
    ),
    Definition(
        "binary_cross_entropy_with_logits",
        ("z", "y"),
        "softplus(z) - y*z",
        "cross-entropy of σ(z) and labels y",
        "binary_cross_entropy_with_logits(x, y)",
        ("bce_with_logits",),
        is_loss=True,
    ),
    Definition(
        "soft_margin_loss",
        ("z", "y"),
        "softplus(-y*z)",
        "logistic loss of labels y of ±1",
        "soft_margin_loss(x, y)",
        is_loss=True,
    ),
    Definition(
        "kl_div",
        ("z", "p"),
        "p*(log(p) - z)",
        "divergence of p from probabilities with the logarithms z",
        "kl_div(log_softmax(x), softmax(y))",
        is_loss=True,
    ),
    Definition(
        "poisson_nll_loss",
        ("z", "y"),
        "exp(z) - y*z",
        "loss of counts y with the means exp(z)",
        "poisson_nll_loss(x, y)",
        is_loss=True,
    ),
    Definition(
        "cosine_similarity",
        ("a", "b"),
        "a.T @ b/(norm(a)*norm(b))",
        "cosine of the angle between two vectors",
        "cosine_similarity(x, y)",
        of_vectors=True,
    ),
    Definition("normalize", ("a",), "a/norm(a)", "vector of length 1", "y.T @ normalize(x)", of_vectors=True),
)
