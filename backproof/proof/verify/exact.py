"""Exact numbers, and the statements of answers about them."""

import math
from fractions import Fraction

import numpy as np

from backproof.proof.verify.claims import UncheckedError, require
from backproof.proof.verify.language import Scope


def flat(item):
    """Return the innermost items of a nested list in order."""
    return [inner for part in item for inner in flat(part)] if isinstance(item, list) else [item]


def entry(text, names=None):
    """Return the number that a text states, for given values of its names."""
    return Scope({"pi": math.pi, "e": math.e, **(names or {})}, exact=True).run(text)[0]


def entries(item, names=None):
    """Return the numbers of a nested list of texts."""
    return [entries(part, names) for part in item] if isinstance(item, list) else entry(item, names)


def same(a, b):
    """Return whether two numbers are equal: numbers of a field exactly, floats up to rounding."""
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9) if isinstance(a - b, float) else not a - b


def equal(a, b):
    """Return whether two matrices are equal."""
    return list(map(len, a)) == list(map(len, b)) and all(map(same, flat(a), flat(b)))


def rank(rows):
    """Return the rank: of fractions or others of a field by elimination, of floats by singular values."""
    if any(isinstance(x, float | complex) for x in flat(rows)):
        floats = np.array(rows, dtype=float)
        values = np.linalg.svd(floats / (np.linalg.norm(floats, axis=0) + 1e-3), compute_uv=False)
        if any(1e-11 < value < 1e-7 for value in values):
            raise UncheckedError("a singular value is neither clearly 0 nor clearly not")
        return int(np.sum(values > 1e-9))
    if not (rows := [row for row in rows if any(row)]):
        return 0
    j = next(j for j, x in enumerate(rows[0]) if x)
    scaled = [x * Fraction(1) / rows[0][j] for x in rows[0]]
    return 1 + rank([[a - row[j] * b for a, b in zip(row, scaled, strict=True)] for row in rows[1:]])


def said(claim, answer):
    """Return the claimed results after comparing them with the answer's text."""

    def shown(x):
        return f"[{', '.join(map(shown, x))}]" if isinstance(x, list) else x

    texts = []
    for row in claim["results"]:
        word = f" ({row['word']})" if row["word"] else ""
        texts.append(
            f"{row['key']} = {shown(row['value'])}{word}" if row["value"] else f"{row['key']}: {row['word']}"
        )
    require(answer["text"] == "; ".join(texts), "the answer states other results")
    return claim["results"]
