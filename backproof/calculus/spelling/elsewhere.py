"""Names of other systems that the language lacks, with the remedy if there is one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from types import MappingProxyType

_PINV = "for full column rank write inv(A.T @ A) @ A.T"
_EIGEN = "eigenvalues are not in the language; tr and det are their sum and product"

MISSING = MappingProxyType(
    {
        **dict.fromkeys(
            ("expm", "logm", "sqrtm", "funm", "matrix_exp"),
            "functions of a matrix are not in the language; exp(A) acts on each entry",
        ),
        **dict.fromkeys(("pinv", "pinverse"), _PINV),
        **dict.fromkeys(("eig", "eigh", "eigvals", "eigvalsh", "eigenvalues", "spectral_radius"), _EIGEN),
        **dict.fromkeys(
            ("svd", "svdvals", "nuclear", "nuclear_norm", "cond", "rank", "null", "qr", "lu"),
            "singular values are not in the language; norm(A)**2 is the sum of their squares",
        ),
        "slogdet": "write logdet(A) for the logarithm of |det A|",
        **dict.fromkeys(("chol", "cholesky"), "name the factor itself: L @ L.T for the matrix"),
        **dict.fromkeys(
            ("cumsum", "cumprod", "diff"), "write it as a product with a matrix of your own: L @ x"
        ),
        **dict.fromkeys(
            ("prod", "product"),
            "for positive entries write exp(sum(log(x))); X.size is the number of entries",
        ),
        **dict.fromkeys(
            ("argmax", "argmin", "sort", "median", "any", "all", "unique", "round", "floor", "ceil"),
            "it has no derivative",
        ),
        **dict.fromkeys(
            ("triu", "tril"), "write the Hadamard product with a matrix of zeros and ones of your own: M*A"
        ),
        **dict.fromkeys(
            ("vec", "reshape", "flatten", "ravel", "view", "squeeze", "unsqueeze"),
            "leave it out: derivatives by a matrix have its shape, and vec(A).T @ vec(B) is sum(A*B)",
        ),
        **dict.fromkeys(("arctan2", "atan2"), "for x > 0 it is arctan(y/x)"),
        **dict.fromkeys(
            ("concatenate", "concat", "hstack", "vstack", "stack", "cat", "block", "column_stack"),
            "write the blocks in brackets: [[x], [z]] below each other, [[x, z]] side by side",
        ),
        **dict.fromkeys(("multi_dot", "chain_matmul"), "write it with @, as in A @ B @ C"),
        "matrix_power": "write it with @, as in A @ A",
        **dict.fromkeys(
            ("array", "asarray", "float64", "float32", "float", "copy", "astype", "detach", "item", "numpy"),
            "all values are real: leave it out",
        ),
        **dict.fromkeys(("cross_entropy", "nll_loss"), "write it out, as in -sum(y*log(softmax(x)))"),
        **{
            f"{layer}Loss": f"write the function: {function}(a, b)"
            for layer, function in {
                "MSE": "mse_loss",
                "L1": "l1_loss",
                "SmoothL1": "smooth_l1_loss",
                "Huber": "huber_loss",
                "BCE": "binary_cross_entropy",
                "BCEWithLogits": "binary_cross_entropy_with_logits",
                "SoftMargin": "soft_margin_loss",
                "KLDiv": "kl_div",
                "PoissonNLL": "poisson_nll_loss",
            }.items()
        },
        "CrossEntropyLoss": "write it out, as in -sum(y*log(softmax(x)))",
        **dict.fromkeys(("addmm", "addmv", "baddbmm"), "write it with + and @, as in c + A @ b"),
        "linear": "write it with @, as in A @ x + b",
        **dict.fromkeys(
            ("layer_norm", "batch_norm", "instance_norm", "group_norm"),
            "write it out, as in z = x - mean(x); z/sqrt(mean(z**2) + 0.00001)",
        ),
        **dict.fromkeys(("dropout", "embedding", "one_hot", "multinomial"), "it has no derivative"),
        **dict.fromkeys(("cdist", "pdist", "pairwise_distance"), "write norm(x - y) for two vectors"),
        "tensordot": "write it with @, * and sum",
        **dict.fromkeys(
            ("conv", "conv2", "correlate", "convolve2d", "correlate2d"),
            "conv1d(x, k) and conv2d(X, K) move a kernel as it stands; convolve(x, k) turns it around",
        ),
        **dict.fromkeys(
            ("fft", "gamma", "lgamma", "digamma", "beta", "erfinv", "besselj", "sinc"),
            "there are the elementary functions and erf",
        ),
        "ptp": "write max(x) - min(x)",
        "roll": "write it as a product with a matrix of your own: P @ x",
        "cross": "write its entries in brackets: [x[1]*z[2] - x[2]*z[1], x[2]*z[0] - x[0]*z[2], ...]",
        **dict.fromkeys(("conj", "real", "imag", "ctranspose"), "all values are real: leave it out"),
        **dict.fromkeys(
            ("E", "expect", "expectation", "cov", "corr"), "write the mean over samples: mean(x)"
        ),
    }
)


# Functions by their full names.
_WORDS = MappingProxyType(
    {
        "sine": "sin", "cosine": "cos", "tangent": "tan", "arcsine": "asin", "arccosine": "acos",
        "arctangent": "atan", "logarithm": "log", "exponential": "exp", "squareroot": "sqrt",
        "square_root": "sqrt", "absolute": "abs", "determinant": "det", "inverse": "inv",
        "logistic": "sigmoid", "diagonal": "diag", "average": "mean",
    }
)  # fmt: skip


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name of that word, or the one that is one slip of the fingers away, or None.

    A slip is a letter doubled, left out inside, added inside, exchanged or replaced; `expm` is none of `exp`.
    """
    names = tuple(known)
    if _WORDS.get(name.lower()) in names:
        return _WORDS[name.lower()]
    found = [other for other in names if name != other and _is_slip(name, other)]
    return min(found, key=lambda other: (abs(len(other) - len(name)), other), default=None)


def _is_slip(name: str, other: str) -> bool:
    if name.lower() == other.lower():
        return True
    if min(len(name), len(other)) < 4:
        return False
    if len(name) == len(other):
        differing = [i for i, pair in enumerate(zip(name, other, strict=True)) if pair[0] != pair[1]]
        exchanged = len(differing) == 2 and sorted(name) == sorted(other) and differing[1] == differing[0] + 1
        return exchanged or (len(differing) == 1 and len(name) >= 6)
    short, long = sorted((name, other), key=len)
    if len(long) - len(short) != 1:
        return False
    at = next((i for i, letter in enumerate(short) if letter != long[i]), len(short))
    if short[at:] != long[at + 1 :]:
        return False
    return long[at] == long[at - 1] or (0 < at < len(short) and len(short) >= 5)


# Letters that people type for the sign of a sum or of a product.
_SIGNS = {
    "Sigma": "a sum is sum(...) of the whole, as in sum((x - mu)**2); a matrix Sigma needs a shape",
    "Pi": "a product of positive entries is exp(sum(log(x))); a matrix Pi needs a shape",
}


def sign_hint(name: str) -> str:
    """Return the remedy for a letter that may be meant as the sign of a sum or product, with any index."""
    letter = re.fullmatch("(Sigma|Pi)[ijklmn]?(?:_.*)?", name)
    return _SIGNS[letter[1]] if letter else ""
