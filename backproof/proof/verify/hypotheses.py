"""Points where hypotheses hold."""

import numpy as np

from backproof.proof.verify.claims import CHECKS
from backproof.proof.verify.language import ONE, Scope

# Equations that properties of a matrix X with k columns state.
STATED = {
    **dict.fromkeys(("orthogonal", "orthonormal"), "{X}.T @ {X} - eye({k})"), "unit": "{X}.T @ {X} - 1",
    "sums to 1": "sum({X}) - 1", "rows sum to 1": "{X} @ ones({k}) - ones({n})",
    "projection": "{X}.T @ {X} - {X}", "idempotent": "{X} @ {X} - {X}",
    "diagonal": "{X} - diag(diagvec({X}))", " symmetric": "{X} - {X}.T", "skew": "{X} + {X}.T",
    "invertible projection": "{X} - eye({k})",  # There is no other.
}  # fmt: skip


def ranged(claim, scope):
    """Move numbers into their ranges, the ends of which use those before."""
    for name, low, high in claim.get("ranges", []):
        a, b = (scope.run(text)[0] if text else None for text in (low, high))
        size = abs(scope.names[name])
        value = b - size if not low else a + size if not high else a + (b - a) * size / (1 + size)
        scope = Scope(scope.names | {name: value}, scope.sizes, scope.functions)
    return scope


def is_ranged(claim, scope):
    """Return whether all numbers are in their ranges."""
    signed = [(name, low, 1) for name, low, _ in claim.get("ranges", []) if low]
    signed += [(name, high, -1) for name, _, high in claim.get("ranges", []) if high]
    return all((scope.names[name] - scope.run(end)[0]).item() * sign >= -1e-9 for name, end, sign in signed)


def settled(claim, scope):
    """Move values into ranges and by the equations; nan where the ranges are then left."""
    found = solved(claim, ranged(claim, scope))
    if is_ranged(claim, found):
        return found
    return Scope(dict.fromkeys(scope.names, np.full(ONE, np.nan)), scope.sizes, scope.functions)


def positives(claim, scope):
    """Return the names of numbers and vectors that are to stay positive, by steps in their logarithms."""
    words = {name: words for name, words in claim["properties"].items() if name in claim["shapes"]}
    signed = {name for name, text in words.items() if "positive" in text or "nonnegative" in text}
    named = [name for name in words if name in signed and "definite" not in words[name]]
    return [name for name in named if np.min(scope.names[name]) > 0]


def solved(claim, scope):
    """Move values by equations of variables, then Gauss-Newton steps, to where hypotheses hold; else nan."""
    pairs = [text.split("==") for text in claim.get("given", [])]
    own = ["0", *("=".join(pair) for pair in pairs if pair[0].strip() in claim["shapes"])]
    scope = Scope(scope.run("\n".join(own * len(own)))[1], scope.sizes, scope.functions)
    texts = [f"({left}) - ({right})" for left, right in pairs]
    for name, words in claim["properties"].items():
        is_one = "invertible" in words and ("projection" in words or "idempotent" in words)
        stated = f" {words} {'invertible projection' if is_one else ''}"
        found = [equation for word, equation in STATED.items() if word in stated]
        texts += [
            text.format(X=name, n=scope.names[name].shape[0], k=scope.names[name].shape[1]) for text in found
        ]
    if not texts:
        return scope
    shapes = {name: scope.names[name].shape for name in claim["shapes"]}

    positive = positives(claim, scope)

    def at(v):
        parts = np.split(v, np.cumsum([rows * columns for rows, columns in shapes.values()])[:-1])
        found = {name: x.reshape(shape) for (name, shape), x in zip(shapes.items(), parts, strict=True)}
        return found | {name: np.exp(found[name]) for name in positive}

    def misses(v):
        return np.nan_to_num(np.concatenate([np.ravel(scope.run(text, **at(v))[0]) for text in texts]), nan=9)

    starts = scope.names | {name: np.log(scope.names[name]) for name in positive}
    v = np.concatenate([np.ravel(starts[name]) for name in shapes])
    for _ in range(31):
        now = misses(v)
        if np.max(abs(now)) < 1e-12:
            return Scope(scope.names | at(v), scope.sizes, scope.functions)
        slopes = np.array([misses(v + e) - now for e in 1e-7 * np.eye(len(v))]).T / 1e-7
        v = v - np.linalg.lstsq(slopes, now, rcond=1e-6)[0]
    return Scope(dict.fromkeys(scope.names, np.full(ONE, np.nan)), scope.sizes, scope.functions)


CHECKS["hypotheses"] = settled
