"""Points where hypotheses hold."""

import numpy as np

from backproof.proof.verify.claims import CHECKS
from backproof.proof.verify.language import ONE, Scope

# Equations that properties of a matrix X with k columns state.
STATED = {
    **dict.fromkeys(("orthogonal", "orthonormal"), "{X}.T @ {X} - eye({k})"), "unit": "{X}.T @ {X} - 1",
    "projection": "{X}.T @ {X} - {X}", "idempotent": "{X} @ {X} - {X}",
    "diagonal": "{X} - diag(diagvec({X}))", " symmetric": "{X} - {X}.T", "skew": "{X} + {X}.T",
    # The only invertible projection.
    "invertible projection": "{X} - eye({k})",
}  # fmt: skip


def started(claim, scope, shapes):
    """Return values of the variables, of those that an equation defines as it does: "H == X @ A"."""
    values = dict(scope.names)
    pairs = [map(str.strip, text.split("==")) for text in claim.get("given", [])]
    defined = [(left, right) for left, right in pairs if left in shapes]
    for left, right in defined * len(defined):
        found = Scope(values, scope.sizes, scope.functions).run(right)[0]
        values[left] = found if np.shape(found) == shapes[left] else values[left]
    return [values[name] for name in shapes]


def settled(claim, scope):
    """Move random values to where the hypotheses hold, by Gauss-Newton steps; nan if they do not settle."""
    texts = [f"({left}) - ({right})" for left, right in (text.split("==") for text in claim.get("given", []))]
    for name, words in claim["properties"].items():
        is_one = "invertible" in words and ("projection" in words or "idempotent" in words)
        stated = f" {words} {'invertible projection' if is_one else ''}"
        found = [equation for word, equation in STATED.items() if word in stated]
        texts += [text.format(X=name, k=scope.names[name].shape[1]) for text in found]
    if not texts:
        return scope
    shapes = {name: scope.names[name].shape for name in claim["shapes"]}

    def at(v):
        parts = np.split(v, np.cumsum([rows * columns for rows, columns in shapes.values()])[:-1])
        return {name: x.reshape(shape) for (name, shape), x in zip(shapes.items(), parts, strict=True)}

    def misses(v):
        return np.concatenate([np.ravel(scope.run(text, **at(v))[0]) for text in texts])

    v = np.concatenate([np.ravel(x) for x in started(claim, scope, shapes)])
    for _ in range(31):
        now = misses(v)
        if np.max(abs(now)) < 1e-12:
            return Scope(scope.names | at(v), scope.sizes, scope.functions)
        if not np.isfinite(now).all():
            break
        slopes = np.array([misses(v + e) - now for e in 1e-7 * np.eye(len(v))]).T / 1e-7
        v = v - np.linalg.lstsq(slopes, now, rcond=1e-6)[0]
    return Scope(dict.fromkeys(scope.names, np.full(ONE, np.nan)), scope.sizes, scope.functions)


CHECKS["hypotheses"] = settled
