"""The language in jax's double precision, with derivatives by automatic differentiation."""

from __future__ import annotations

from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np

from benchmarks.expressions.arithmetic.arrays import numbers_of
from benchmarks.expressions.language import Matrix

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_platforms", "cpu")

TRACED = numbers_of(jnp)


def jacobian(function: Callable[[Matrix], Matrix], at: Matrix) -> Matrix:
    """All entries of the value by all entries of the argument: one row an entry of the value."""
    # Row by row and not at once: arrays of one more axis would all have to be compiled anew.
    value, pullback = jax.vjp(function, at)
    return np.stack([np.ravel(pullback(unit)[0]) for unit in _units(value)])


def hessian(function: Callable[[Matrix], Matrix], at: Matrix) -> Matrix:
    """The second derivatives of a 1×1 value by the entries of the argument."""
    gradient = jax.grad(lambda moved: function(moved)[0, 0])
    return np.stack([np.ravel(jax.jvp(gradient, (at,), (unit,))[1]) for unit in _units(at)])


def _units(like: Matrix) -> Matrix:
    """The matrices of that shape with a single 1."""
    return jnp.eye(like.size).reshape(-1, *like.shape)
