"""Shapes as numpy sees them: an expression is computed with arrays of given lengths, and measured."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence

import numpy as np

from backproof.calculus.evaluation.arithmetic import FLOAT
from backproof.calculus.evaluation.evaluate import run
from backproof.calculus.language.traversal import sizes, variables
from backproof.calculus.language.tree import Expression, walk
from backproof.calculus.primitives.sizes import length

_SEED = 4


def computed_shape(part: Expression, lengths: Mapping[str, int]) -> tuple[int, ...]:
    """Return the shape that numpy gives a part whose variables are arrays of these lengths."""
    draw = np.random.default_rng(_SEED)
    values = {v.name: draw.standard_normal([length(s, lengths) for s in v.shape]) for v in variables(part)}
    with np.errstate(all="ignore"):
        return tuple(run(part, values, lengths, FLOAT).shape)


def distinct(parts: Sequence[Expression]) -> dict[str, int]:
    """Assign a different prime to every size: none is taken for another, a product of them, or a number."""
    names = dict.fromkeys(name for part in parts for name in sizes(part))
    stated = [size for part in parts for node in walk(part) for size in node.shape if isinstance(size, int)]
    most = max([3, *stated])
    primes = (n for n in itertools.count(most + 1) if all(n % k for k in range(2, math.isqrt(n) + 1)))
    return dict(zip(names, primes, strict=False))
